package sandbox

import "strings"

// fieldTree is a filter of fields, "id,owner(id),items.item(name)"; a name without children keeps all below it.
type fieldTree map[string]fieldTree

// spotifyFields reads a filter. Fields that are taken out with "!" are not known here.
func spotifyFields(text string) (fieldTree, bool) {
	tree := fieldTree{}
	rest, ok := tree.read(text)
	return tree, ok && rest == "" && len(tree) > 0
}

// read reads names up to a closing parenthesis or the end.
func (t fieldTree) read(s string) (rest string, ok bool) {
	for {
		end := strings.IndexAny(s, ",()")
		if end < 0 {
			end = len(s)
		}
		node := t
		for _, name := range strings.Split(s[:end], ".") {
			if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
				return s, false
			}
			if node[name] == nil {
				node[name] = fieldTree{}
			}
			node = node[name]
		}
		s = s[end:]
		if strings.HasPrefix(s, "(") {
			if s, ok = node.read(s[1:]); !ok || !strings.HasPrefix(s, ")") {
				return s, false
			}
			s = s[1:]
		}
		if !strings.HasPrefix(s, ",") {
			return s, s == "" || s[0] == ')'
		}
		s = s[1:]
	}
}

// pick keeps what the filter names.
func (t fieldTree) pick(v any) any {
	if len(t) == 0 {
		return v
	}
	switch x := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, below := range t {
			if inner, ok := x[name]; ok {
				out[name] = below.pick(inner)
			}
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = t.pick(x[i])
		}
		return out
	}
	return v
}
