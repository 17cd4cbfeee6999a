package config

import (
	"fmt"
	"reflect"
	"strings"
)

// OriginKind is the kind of place a setting comes from.
type OriginKind uint8

// The kinds of origin, from the weakest to the strongest.
const (
	FromDefault OriginKind = iota
	FromFile
	FromEnv
	FromFlag
)

// Origin is where a setting was made.
type Origin struct {
	Kind OriginKind
	Name string // path of the file, name of the variable, or name of the flag with its dashes
	Line int    // line of the file, from 1; 0 when there is none
}

// String returns the origin as messages show it: default, mahdar.yaml:3, env MAHDAR_RUN_WORKERS, flag --workers.
func (o Origin) String() string {
	switch o.Kind {
	case FromFile:
		if o.Line == 0 {
			return o.Name
		}
		return fmt.Sprintf("%s:%d", o.Name, o.Line)
	case FromEnv:
		return "env " + o.Name
	case FromFlag:
		return "flag " + o.Name
	default:
		return "default"
	}
}

// Origins tells for each setting where its value came from. Keys are written as in messages: emit.formats[0].
type Origins map[string]Origin

// Of returns the origin of the setting at key, or of the nearest one around it: the list of an item, the section of a key.
func (o Origins) Of(key string) Origin {
	for key != "" {
		if origin, ok := o[key]; ok {
			return origin
		}
		key = key[:max(0, strings.LastIndexAny(key, ".["))]
	}
	return Origin{}
}

// Setting is one effective setting.
type Setting struct {
	Key    string
	Value  string
	Origin Origin
}

// Settings returns every setting of c in the order of the sections, with its value as text and its origin.
func Settings(c Config, origins Origins) []Setting {
	var out []Setting
	var walk func(key string, v reflect.Value)
	walk = func(key string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				name := v.Type().Field(i).Tag.Get("mapstructure")
				if key != "" {
					name = key + "." + name
				}
				walk(name, v.Field(i))
			}
		case reflect.Slice:
			if v.Type().Elem().Kind() != reflect.Struct {
				out = append(out, Setting{key, fmt.Sprintf("[%s]", strings.Join(v.Interface().([]string), ", ")), origins.Of(key)})
				return
			}
			if v.Len() == 0 {
				out = append(out, Setting{key, "[]", origins.Of(key)})
			}
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", key, i), v.Index(i))
			}
		case reflect.String:
			out = append(out, Setting{key, quoteEmpty(v.String()), origins.Of(key)})
		default:
			out = append(out, Setting{key, fmt.Sprint(v.Interface()), origins.Of(key)})
		}
	}
	walk("", reflect.ValueOf(c))
	return out
}

func quoteEmpty(s string) string {
	if s == "" {
		return `""`
	}
	return s
}
