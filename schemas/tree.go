package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

type kind uint8

const (
	object kind = iota
	array
	text
	number
	word // true, false or null
)

// node is a JSON value that knows its line, which encoding/json does not tell.
type node struct {
	kind  kind
	line  int
	text  string  // of a text, number or word
	keys  []*node // of an object
	items []*node // of an object or array
}

func (n *node) String() string {
	switch n.kind {
	case object:
		return "an object"
	case array:
		return "a list"
	case text:
		return fmt.Sprintf("%q", n.text)
	default: // the others need nothing done
	}
	return n.text
}

type treeReader struct {
	raw  []byte
	dec  *json.Decoder
	seen int // bytes counted so far
	at   int // line of byte seen
}

// line returns the line of the token read last.
func (r *treeReader) line() int {
	end := min(int(r.dec.InputOffset()), len(r.raw))
	r.at += bytes.Count(r.raw[r.seen:end], []byte{'\n'})
	r.seen = end
	return r.at
}

// readTree reads one JSON value. On an error it returns the line as well.
func readTree(raw []byte) (*node, int, error) {
	r := &treeReader{raw: raw, dec: json.NewDecoder(bytes.NewReader(raw)), at: 1}
	r.dec.UseNumber()
	n, err := r.value()
	if err == nil {
		if _, more := r.dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("text behind the schema (want one object)")
		}
	}
	if err == nil {
		return n, 0, nil
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return nil, 1 + bytes.Count(raw[:min(max(int(syntax.Offset)-1, 0), len(raw))], []byte{'\n'}), fmt.Errorf("no valid JSON: %w", err)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the file ends early (want one JSON object)")
	}
	return nil, r.line(), err
}

func (r *treeReader) value() (*node, error) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	n := &node{line: r.line()}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			n.kind = array
		}
		return n, r.children(n)
	case string:
		n.kind, n.text = text, t
	case json.Number:
		n.kind, n.text = number, t.String()
	default:
		n.kind, n.text = word, "null"
		if t != nil {
			n.text = fmt.Sprint(t)
		}
	}
	return n, nil
}

func (r *treeReader) children(n *node) error {
	for r.dec.More() {
		if n.kind == object {
			key, err := r.value()
			if err != nil {
				return err
			}
			for _, k := range n.keys {
				if k.text == key.text {
					return fmt.Errorf("key %q stands twice", key.text)
				}
			}
			n.keys = append(n.keys, key)
		}
		item, err := r.value()
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := r.dec.Token()
	return err
}
