package airtable

import (
	"encoding/json"
	"strings"
)

// status reads the cell of a status field as the person sees it, "" for an empty one. Lists give a name or a text where
// webhooks give an object with a name.
func status(cell json.RawMessage) string {
	var v any
	if len(cell) == 0 || json.Unmarshal(cell, &v) != nil {
		return ""
	}
	return text(shown(v))
}

func shown(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case bool:
		if x {
			return "checked"
		}
	case float64:
		raw, err := json.Marshal(x)
		if err == nil {
			return string(raw)
		}
	case map[string]any:
		for _, key := range []string{"name", "value", "email", "id"} {
			if s := shown(x[key]); s != "" {
				return s
			}
		}
	case []any:
		var parts []string
		for _, e := range x {
			if s := shown(e); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, ", ")
	}
	return ""
}
