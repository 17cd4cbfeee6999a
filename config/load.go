package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"github.com/go-viper/mapstructure/v2"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// envPrefix starts the name of every variable that sets something.
const envPrefix = "MAHDAR_"

// Input names the sources of settings that stand over the defaults.
type Input struct {
	File  string                 // path of a YAML file; empty for none
	Env   []string               // the environment, as os.Environ returns it
	Flags map[string]*pflag.Flag // flags of the command line by the key that they set; those not given count for nothing
}

// Load returns the settings that the sources of in give together, and where each came from.
//
// The error joins a [SettingError] for everything that is wrong: unknown keys, wrong types, values that are not allowed. The
// settings returned beside an error must not be used.
func Load(in Input) (Config, Origins, error) {
	origins := Origins{}
	var found problems
	v := viper.New()
	leaves := leavesOf(reflect.TypeFor[Config](), "")
	setDefaults(v, Default())
	if in.File != "" {
		if err := readFile(v, in.File, origins, &found); err != nil {
			return Config{}, nil, err
		}
	}
	bindEnv(v, in.Env, leaves, origins, &found)
	for _, l := range leaves {
		flag := in.Flags[l.key]
		if flag == nil || !flag.Changed {
			continue
		}
		if err := v.BindPFlag(l.key, flag); err != nil {
			return Config{}, nil, fmt.Errorf("bind flag --%s: %w", flag.Name, err)
		}
		origins[l.key] = Origin{Kind: FromFlag, Name: "--" + flag.Name}
	}
	var c Config
	hook := mapstructure.ComposeDecodeHookFunc(splitList)
	if err := v.UnmarshalExact(&c, viper.DecodeHook(hook)); err != nil {
		return Config{}, nil, fmt.Errorf("decode settings: %w", err)
	}
	for _, p := range c.problems() {
		p.Origin = origins.Of(p.Key)
		found = append(found, p)
	}
	sort.SliceStable(found, func(i, j int) bool {
		a, b := found[i].Origin, found[j].Origin
		if a.Kind != b.Kind {
			return a.Kind < b.Kind
		}
		return a.Kind == FromFile && a.Line < b.Line
	})
	return c, origins, found.join()
}

// leaf is a setting that holds a value of its own.
type leaf struct {
	key string
	typ reflect.Type
}

// leavesOf returns every setting of the struct type t; a list of structs is one leaf.
func leavesOf(t reflect.Type, prefix string) []leaf {
	var out []leaf
	for f := range t.Fields() {
		key := prefix + f.Tag.Get("mapstructure")
		if f.Type.Kind() == reflect.Struct {
			out = append(out, leavesOf(f.Type, key+".")...)
			continue
		}
		out = append(out, leaf{key, f.Type})
	}
	return out
}

func setDefaults(v *viper.Viper, c Config) {
	var walk func(prefix string, s reflect.Value)
	walk = func(prefix string, s reflect.Value) {
		for i := range s.NumField() {
			key := prefix + s.Type().Field(i).Tag.Get("mapstructure")
			if f := s.Field(i); f.Kind() == reflect.Struct {
				walk(key+".", f)
			} else {
				v.SetDefault(key, f.Interface())
			}
		}
	}
	walk("", reflect.ValueOf(c))
}

// readFile puts the settings of the YAML file at path into v. Only a file that cannot be read is an error.
func readFile(v *viper.Viper, path string, origins Origins, found *problems) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		if perr, ok := errors.AsType[*fs.PathError](err); ok {
			err = perr.Err // the path is named once
		}
		return &SettingError{Origin: Origin{Kind: FromFile, Name: path}, Err: fmt.Errorf("read settings: %w", err)}
	}
	d := decoder{file: path, origins: origins, problems: found}
	if err := v.MergeConfigMap(d.decode(raw)); err != nil {
		return fmt.Errorf("merge settings of %s: %w", path, err)
	}
	return nil
}

// bindEnv lets the variables of env speak for the settings they name.
func bindEnv(v *viper.Viper, env []string, leaves []leaf, origins Origins, found *problems) {
	byName := make(map[string]leaf, len(leaves))
	var names []string
	for _, l := range leaves {
		if l.typ.Kind() == reflect.Slice && l.typ.Elem().Kind() == reflect.Struct {
			continue // a list of reports does not fit into a variable
		}
		name := envPrefix + strings.ToUpper(strings.ReplaceAll(l.key, ".", "_"))
		byName[name] = l
		names = append(names, name)
	}
	env = append([]string(nil), env...)
	sort.Strings(env)
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, envPrefix) || value == "" {
			continue
		}
		origin := Origin{Kind: FromEnv, Name: name}
		l, ok := byName[name]
		if !ok {
			found.addAt(origin, "", "unknown variable%s", Suggest(name, names))
			continue
		}
		parsed, err := parseText(value, l.typ)
		if err != nil {
			found.addAt(origin, l.key, "%w", err)
			continue
		}
		// MergeConfigMap and not BindEnv: viper would read the process, not env.
		if err := v.MergeConfigMap(nest(l.key, parsed)); err != nil {
			found.addAt(origin, l.key, "%w", err)
			continue
		}
		origins[l.key] = origin
	}
}

// nest returns the map that holds value under the dotted key.
func nest(key string, value any) map[string]any {
	head, tail, more := strings.Cut(key, ".")
	if !more {
		return map[string]any{head: value}
	}
	return map[string]any{head: nest(tail, value)}
}

// parseText reads a value of type t from text; lists are parted by commas.
func parseText(s string, t reflect.Type) (any, error) {
	switch t.Kind() {
	case reflect.Bool:
		if s != "true" && s != "false" {
			return nil, fmt.Errorf("%q is no truth value (want true or false)", s)
		}
		return s == "true", nil
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no whole number", s)
		}
		return n, nil
	case reflect.Float64:
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no number", s)
		}
		return f, nil
	case reflect.Slice:
		return splitComma(s), nil
	default:
		return s, nil
	}
}

// splitList lets a flag of one text fill a list.
func splitList(from, to reflect.Type, data any) (any, error) {
	if from.Kind() != reflect.String || to.Kind() != reflect.Slice {
		return data, nil
	}
	return splitComma(data.(string)), nil
}

func splitComma(s string) []string {
	parts := strings.Split(s, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}
