package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// mask is a parsed `fields` parameter: the wanted names, each with its own mask (nil: all of it).
type mask map[string]mask

// parseMask reads "a,b(c,d/e),f/*"; a dot may stand for the slash. It returns nil for an empty text.
func parseMask(text string) (mask, error) {
	if text == "" {
		return nil, nil
	}
	p := &maskParser{text: text}
	m, err := p.list()
	if err == nil && p.at < len(text) {
		err = p.fail()
	}
	return m, err
}

type maskParser struct {
	text string
	at   int
}

func (p *maskParser) fail() error {
	return badRequest("Invalid field selection " + p.text[min(p.at, len(p.text)):])
}

func (p *maskParser) list() (mask, error) {
	m := mask{}
	for {
		if err := p.item(m); err != nil {
			return nil, err
		}
		if p.at >= len(p.text) || p.text[p.at] != ',' {
			return m, nil
		}
		p.at++
	}
}

func (p *maskParser) item(m mask) error {
	start := p.at
	for p.at < len(p.text) && !strings.ContainsRune(",/.()", rune(p.text[p.at])) {
		p.at++
	}
	name := strings.TrimSpace(p.text[start:p.at])
	if name == "" {
		return p.fail()
	}
	if p.at >= len(p.text) || strings.ContainsRune(",)", rune(p.text[p.at])) {
		m[name] = nil
		return nil
	}
	opening := p.text[p.at]
	p.at++
	var sub mask
	var err error
	if opening == '(' {
		if sub, err = p.list(); err != nil {
			return err
		}
		if p.at >= len(p.text) || p.text[p.at] != ')' {
			return p.fail()
		}
		p.at++
	} else {
		sub = mask{}
		if err = p.item(sub); err != nil {
			return err
		}
	}
	if old, ok := m[name]; ok && old == nil {
		return nil
	} else if ok {
		for k, v := range old {
			sub[k] = v
		}
	}
	m[name] = sub
	return nil
}

// checkFields refuses a mask that names what the answer cannot have.
func checkFields(text string, answer any) error {
	m, err := parseMask(text)
	if err != nil || m == nil || answer == nil {
		return err
	}
	return m.check(reflect.TypeOf(answer))
}

func (m mask) check(t reflect.Type) error {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for name, sub := range m {
		if name == "*" {
			continue
		}
		field, ok := jsonField(t, name)
		if !ok {
			return badRequest("Invalid field selection " + name)
		}
		if sub != nil {
			if err := sub.check(field); err != nil {
				return err
			}
		}
	}
	return nil
}

func jsonField(t reflect.Type, name string) (reflect.Type, bool) {
	for i := range t.NumField() {
		tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if tag == name && tag != "-" {
			return t.Field(i).Type, true
		}
	}
	return nil, false
}

// keep returns v with only what the mask names.
func (m mask) keep(v any) any {
	if m == nil {
		return v
	}
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = m.keep(v[i])
		}
		return v
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			sub, ok := m[name]
			if all, star := m["*"]; star && !ok {
				sub, ok = all, true
			}
			if ok {
				out[name] = sub.keep(value)
			}
		}
		return out
	}
	return v
}

// writeAnswer writes a 200 with what `fields` asks for.
func writeAnswer(w http.ResponseWriter, query url.Values, answer any) {
	m, err := parseMask(query.Get("fields"))
	if err == nil && m != nil {
		var raw []byte
		if raw, err = json.Marshal(answer); err == nil {
			dec := json.NewDecoder(bytes.NewReader(raw))
			dec.UseNumber()
			var tree any
			if err = dec.Decode(&tree); err == nil {
				answer = m.keep(tree)
			}
		}
	}
	if err != nil {
		writeJSON(w, 500, map[string]string{"error": fmt.Sprint(err)})
		return
	}
	if query.Get("prettyPrint") == "false" {
		raw, err := json.Marshal(answer)
		if err == nil {
			w.Header().Set("Content-Type", "application/json; charset=UTF-8")
			w.WriteHeader(http.StatusOK)
			_, _ = w.Write(raw)
			return
		}
	}
	writeJSON(w, http.StatusOK, answer)
}
