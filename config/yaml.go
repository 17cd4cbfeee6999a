package config

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// decoder walks a YAML file along the types of the settings. What does not fit becomes a problem with its line and is left
// out of the result, so that one pass finds everything.
type decoder struct {
	file     string
	origins  Origins
	problems *problems
}

func (d *decoder) decode(raw []byte) map[string]any {
	file, err := parser.ParseBytes(raw, 0)
	if err != nil {
		d.syntax(err)
		return nil
	}
	var docs []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil && doc.Body.Type() != ast.CommentType {
			docs = append(docs, doc.Body)
		}
	}
	switch len(docs) {
	case 0:
		return nil // an empty file sets nothing
	case 1:
		out, _ := d.mapping(docs[0], "", reflect.TypeFor[Config]()).(map[string]any)
		return out
	default:
		d.add(docs[1], "", "a second document starts here (want one)")
		return nil
	}
}

// syntax reports text that is no YAML.
func (d *decoder) syntax(err error) {
	origin := Origin{Kind: FromFile, Name: d.file}
	if yerr, ok := errors.AsType[yaml.Error](err); ok {
		if t := yerr.GetToken(); t != nil && t.Position != nil {
			origin.Line = t.Position.Line
		}
		d.problems.addAt(origin, "", "no valid YAML: %s", yerr.GetMessage())
		return
	}
	d.problems.addAt(origin, "", "no valid YAML: %w", err)
}

func (d *decoder) origin(n ast.Node) Origin {
	o := Origin{Kind: FromFile, Name: d.file}
	if t := n.GetToken(); t != nil && t.Position != nil {
		o.Line = t.Position.Line
	}
	return o
}

func (d *decoder) add(n ast.Node, key, format string, args ...any) {
	d.problems.addAt(d.origin(n), key, format, args...)
}

// value returns the value of n as the type t wants it, or nil when n is null or wrong.
func (d *decoder) value(n ast.Node, key string, t reflect.Type) any {
	switch m := n.(type) {
	case *ast.NullNode:
		return nil
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		d.add(m, key, "anchors, aliases and tags are not supported")
		return nil
	}
	switch t.Kind() {
	case reflect.Struct:
		return d.mapping(n, key, t)
	case reflect.Slice:
		return d.sequence(n, key, t)
	case reflect.Pointer:
		return d.value(n, key, t.Elem())
	case reflect.Map:
		return d.free(n, key, t)
	default:
		v := d.scalar(n, key, t)
		if v != nil {
			d.origins[key] = d.origin(n)
		}
		return v
	}
}

func (d *decoder) mapping(n ast.Node, key string, t reflect.Type) any {
	m, ok := n.(ast.MapNode)
	if !ok {
		d.add(n, key, "want keys with values (%s)", strings.Join(fieldNames(t), ", "))
		return nil
	}
	out := map[string]any{}
	for it := m.MapRange(); it.Next(); {
		name := keyText(it.Key())
		full := name
		if key != "" {
			full = key + "." + name
		}
		field, ok := fieldOf(t, name)
		if !ok {
			d.add(it.Key(), full, "unknown key%s", Suggest(name, fieldNames(t)))
			continue
		}
		if v := d.value(it.Value(), full, field.Type); v != nil {
			out[name] = v
		}
	}
	return out
}

// free reads a map whose keys are names of the user's own, such as columns.
func (d *decoder) free(n ast.Node, key string, t reflect.Type) any {
	m, ok := n.(ast.MapNode)
	if !ok {
		d.add(n, key, "want keys with values")
		return nil
	}
	out := map[string]any{}
	for it := m.MapRange(); it.Next(); {
		name := keyText(it.Key())
		v := d.value(it.Value(), key+"."+name, t.Elem())
		if v == nil {
			v = "" // null is a value to look for
		}
		out[name] = v
	}
	return out
}

func (d *decoder) sequence(n ast.Node, key string, t reflect.Type) any {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		d.add(n, key, "want a list")
		return nil
	}
	d.origins[key] = d.origin(n)
	out := make([]any, 0, len(s.Values))
	for i, item := range s.Values {
		at := fmt.Sprintf("%s[%d]", key, i)
		d.origins[at] = d.origin(item)
		v := d.value(item, at, t.Elem())
		switch { // an empty or wrong item keeps its place, or the numbers of those after it would be wrong
		case v == nil && t.Elem().Kind() == reflect.Struct:
			v = map[string]any{}
		case v == nil:
			v = ""
		}
		out = append(out, v)
	}
	return out
}

func (d *decoder) scalar(n ast.Node, key string, t reflect.Type) any {
	text, plain, ok := scalarText(n)
	if !ok {
		d.add(n, key, "want a single value")
		return nil
	}
	if t.Kind() == reflect.String {
		return text // a plain number or date is text as it stands
	}
	if !plain {
		d.add(n, key, "want %s, got the text %s", kindName(t), strconv.Quote(text))
		return nil
	}
	v, err := parseText(text, t)
	if err != nil {
		d.add(n, key, "%w", err)
		return nil
	}
	return v
}

// scalarText returns the text of a single value, and whether it stands there without quotation marks.
func scalarText(n ast.Node) (text string, plain, ok bool) {
	switch s := n.(type) {
	case *ast.StringNode:
		origin := strings.TrimSpace(s.Token.Origin)
		return s.Value, !strings.HasPrefix(origin, `"`) && !strings.HasPrefix(origin, "'"), true
	case *ast.LiteralNode:
		return s.Value.Value, false, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true, true
	}
	return "", false, false
}

func keyText(n ast.MapKeyNode) string {
	if s, ok := n.(*ast.StringNode); ok {
		return s.Value
	}
	return n.String()
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number"
	default:
		return "a whole number"
	}
}

func fieldNames(t reflect.Type) []string {
	out := make([]string, t.NumField())
	for i := range out {
		out[i] = t.Field(i).Tag.Get("mapstructure")
	}
	return out
}

func fieldOf(t reflect.Type, name string) (reflect.StructField, bool) {
	for f := range t.Fields() {
		if f.Tag.Get("mapstructure") == name {
			return f, true
		}
	}
	return reflect.StructField{}, false
}
