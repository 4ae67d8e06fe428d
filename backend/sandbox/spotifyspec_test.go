package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// yamlNode is a part of a description in YAML, as far as Spotify's file uses it: maps, lists, one-line values. Texts of several
// lines are passed over.
type yamlNode struct {
	root  *yamlNode
	text  string
	below map[string]*yamlNode
	items []*yamlNode
}

type yamlLine struct {
	indent int
	text   string
}

func parseYAML(text string) *yamlNode {
	var lines []yamlLine
	skip := -1 // the indent below which a text of several lines stands
	for _, l := range strings.Split(text, "\n") {
		bare := strings.TrimLeft(l, " ")
		indent := len(l) - len(bare)
		if bare == "" || skip >= 0 && indent > skip {
			continue
		}
		skip = -1
		if strings.HasPrefix(bare, "#") {
			continue
		}
		if strings.HasSuffix(bare, ": |") || strings.HasSuffix(bare, ": >") || strings.HasSuffix(bare, ": |-") || strings.HasSuffix(bare, ": >-") {
			skip = indent
			bare = bare[:strings.LastIndex(bare, ":")+1]
		}
		lines = append(lines, yamlLine{indent, bare})
	}
	root := &yamlNode{}
	root.root = root
	root.read(lines, -1)
	return root
}

// read takes the lines that stand deeper than indent and returns the rest.
func (n *yamlNode) read(lines []yamlLine, indent int) []yamlLine {
	for len(lines) > 0 && lines[0].indent > indent {
		at, text := lines[0].indent, lines[0].text
		if rest, ok := strings.CutPrefix(text, "- "); ok {
			item := &yamlNode{root: n.root}
			n.items = append(n.items, item)
			if !strings.Contains(rest, ": ") && !strings.HasSuffix(rest, ":") {
				item.text, lines = unquote(rest), lines[1:]
				continue
			}
			lines[0] = yamlLine{at + 2, rest}
			lines = item.read(lines, at+1)
			continue
		}
		key, value, ok := strings.Cut(text, ": ")
		if !ok {
			key, value = strings.TrimSuffix(text, ":"), ""
		}
		child := &yamlNode{root: n.root, text: unquote(value)}
		if n.below == nil {
			n.below = map[string]*yamlNode{}
		}
		n.below[unquote(key)] = child
		lines = lines[1:]
		// A list may stand at its key's own indent.
		if len(lines) > 0 && lines[0].indent == at && strings.HasPrefix(lines[0].text, "- ") {
			for len(lines) > 0 && lines[0].indent == at && strings.HasPrefix(lines[0].text, "- ") {
				lines = child.readItem(lines, at)
			}
			continue
		}
		lines = child.read(lines, at)
	}
	return lines
}

func (n *yamlNode) readItem(lines []yamlLine, at int) []yamlLine {
	end := 1
	for end < len(lines) && lines[end].indent > at {
		end++
	}
	n.read(slices.Clone(lines[:end]), at-1)
	return lines[end:]
}

func unquote(s string) string {
	s, _, _ = strings.Cut(s, " #")
	return strings.Trim(strings.TrimSpace(s), `'"`)
}

// at walks down, through references.
func (n *yamlNode) at(path ...string) *yamlNode {
	for _, name := range path {
		if n = n.followed(); n == nil {
			return nil
		}
		n = n.below[name]
	}
	return n.followed()
}

func (n *yamlNode) followed() *yamlNode {
	for n != nil && n.below["$ref"] != nil {
		n = n.root.at(strings.Split(strings.TrimPrefix(n.below["$ref"].text, "#/"), "/")...)
	}
	return n
}

// list returns the elements of a list.
func (n *yamlNode) list(of *yamlNode) []*yamlNode {
	if of == nil {
		return nil
	}
	var out []*yamlNode
	for _, item := range of.items {
		out = append(out, item.followed())
	}
	return out
}

// properties are those of a schema and of what it is made of.
func (n *yamlNode) properties(schema *yamlNode) (props map[string]*yamlNode, required []string) {
	props = map[string]*yamlNode{}
	if schema = schema.followed(); schema == nil {
		return props, nil
	}
	for name, p := range schema.at("properties").children() {
		props[name] = p
	}
	for _, r := range schema.below["required"].elements() {
		required = append(required, r.text)
	}
	for _, word := range []string{"allOf", "oneOf"} {
		for _, part := range n.list(schema.below[word]) {
			more, needed := n.properties(part)
			for name, p := range more {
				props[name] = p
			}
			if word == "allOf" {
				required = append(required, needed...)
			}
		}
	}
	return props, required
}

func (n *yamlNode) children() map[string]*yamlNode {
	if n == nil {
		return nil
	}
	return n.below
}

func (n *yamlNode) elements() []*yamlNode {
	if n == nil {
		return nil
	}
	return n.items
}

// differs lists what of an answer is not as its schema has it.
func (n *yamlNode) differs(schema *yamlNode, v any, where string, undocumented []string) []string {
	var out []string
	schema = schema.followed()
	switch x := v.(type) {
	case map[string]any:
		props, required := n.properties(schema)
		if len(props) == 0 {
			return []string{where + " has no properties in the description"}
		}
		for _, name := range required {
			if _, ok := x[name]; !ok {
				out = append(out, where+"."+name+" is required")
			}
		}
		for name, inner := range x {
			if slices.Contains(undocumented, name) {
				continue
			}
			if props[name] == nil {
				out = append(out, where+"."+name+" is not in the description")
				continue
			}
			out = append(out, n.differs(props[name], inner, where+"."+name, nil)...)
		}
	case []any:
		if schema.at("type") == nil || schema.at("type").text != "array" {
			return []string{where + " is no array in the description"}
		}
		for i, inner := range x {
			out = append(out, n.differs(schema.below["items"], inner, fmt.Sprintf("%s[%d]", where, i), nil)...)
		}
	case string:
		out = kindIs(schema, where, "string")
	case bool:
		out = kindIs(schema, where, "boolean")
	case float64:
		out = kindIs(schema, where, "integer", "number")
	}
	return out
}

func kindIs(schema *yamlNode, where string, kinds ...string) []string {
	if schema == nil || schema.below["type"] == nil || !slices.Contains(kinds, schema.below["type"].text) {
		return []string{fmt.Sprintf("%s is %v here", where, kinds)}
	}
	return nil
}

func TestYAML(t *testing.T) {
	doc := parseYAML("a:\n  b: 'x'\n  c: |\n    text: no\n  list:\n    - name: one\n      in: query\n    - $ref: '#/a/two'\n  flat:\n  - p\n  - q\n  two:\n    name: two\nz: 1\n")
	if doc.at("a", "b").text != "x" || doc.at("z").text != "1" || doc.at("a", "c", "text") != nil {
		t.Errorf("%+v", doc.at("a"))
	}
	list := doc.list(doc.at("a", "list"))
	if len(list) != 2 || list[0].at("in").text != "query" || list[1].at("name").text != "two" || len(doc.at("a", "flat").items) != 2 {
		t.Errorf("%+v", list)
	}
	schema := parseYAML("s:\n  required:\n    - id\n  properties:\n    id:\n      type: string\n    n:\n      type: integer\n")
	if got := schema.differs(schema.at("s"), map[string]any{"n": "1", "x": true}, "s", nil); len(got) != 3 {
		t.Errorf("%q", got)
	}
}
