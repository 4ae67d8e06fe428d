package main

import (
	"context"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mixdown/backend/desk"
	"mixdown/backend/window"
)

// unused are methods that the page does not call from its list of methods yet: their screens are being made.
var unused = []string{
	"SaveText", // called by the page's host, where the program saves a file
}

// called returns what the page calls, by method, with the number of arguments.
func called(t *testing.T) map[string]int {
	t.Helper()
	source, err := os.ReadFile("frontend/src/backend/index.ts")
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]int{}
	for _, m := range regexp.MustCompile(`\b(?:call|list)(?:<[^()]*>)?\(\s*"([A-Za-z]+)"([^()]*)\)`).FindAllStringSubmatch(string(source), -1) {
		calls[m[1]] = strings.Count(strings.TrimRight(strings.TrimSpace(m[2]), ","), ",")
	}
	if len(calls) < 40 {
		t.Fatalf("only %d calls were found in the page's source", len(calls))
	}
	return calls
}

// The page and the program know the same methods, with the same number of arguments.
func TestPageAndProgramAgree(t *testing.T) {
	calls := called(t)
	app := reflect.TypeFor[*App]()
	has := map[string]bool{}
	for i := range app.NumMethod() {
		m := app.Method(i)
		has[m.Name] = true
		args, used := calls[m.Name]
		switch {
		case !used && !slices.Contains(unused, m.Name):
			t.Errorf("%s can be called from the page, and nothing calls it", m.Name)
		case used && args != m.Type.NumIn()-1:
			t.Errorf("%s takes %d arguments, the page gives %d", m.Name, m.Type.NumIn()-1, args)
		}
		if out := m.Type.NumOut(); out == 0 || out > 2 || m.Type.Out(out-1) != reflect.TypeFor[error]() {
			t.Errorf("%s does not answer (value, error)", m.Name)
		}
	}
	for name := range calls {
		if !has[name] {
			t.Errorf("the page calls %s, which the program has not", name)
		}
	}
}

// A fault in any method is an error for the page, never the end of the program: here every part of the desk is missing.
func TestNoPanicReachesThePage(t *testing.T) {
	w := window.New(t.Context(), func(context.Context, bool) (*desk.Desk, func(), error) { return &desk.Desk{}, func() {}, nil })
	w.Open(false)
	app := reflect.ValueOf(NewApp(w))
	for i := range app.NumMethod() {
		m, name := app.Method(i), app.Type().Method(i).Name
		args := make([]reflect.Value, m.Type().NumIn())
		for j := range args {
			args[j] = reflect.Zero(m.Type().In(j))
		}
		out := m.Call(args)
		if err := out[len(out)-1]; err.IsNil() && !slices.Contains(harmless, name) {
			t.Errorf("%s says that all is well", name)
		}
	}
}

// harmless are methods that need no part of the desk.
var harmless = []string{"CancelConnect", "CheckClient", "MirrorCancel", "MirrorSchema", "Seen", "StopSync"}

// No answer to the page has a place for a secret.
func TestNothingGivesOutSecrets(t *testing.T) {
	app := reflect.TypeFor[*App]()
	for i := range app.NumMethod() {
		m := app.Method(i)
		for j := range m.Type.NumOut() {
			seen := map[reflect.Type]bool{}
			if path := secretIn(m.Type.Out(j), seen); path != "" {
				t.Errorf("%s answers with %s", m.Name, path)
			}
		}
	}
}

// namesAPreview is called a token and is no secret: it names a preview of this process for its confirmation.
const namesAPreview = "desk.ImportPreview.Token"

// secretIn returns the path of a field that looks like a secret in what crosses to the page.
func secretIn(t reflect.Type, seen map[reflect.Type]bool) string {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return secretIn(t.Elem(), seen)
	case reflect.Struct:
	default:
		return ""
	}
	if seen[t] {
		return ""
	}
	seen[t] = true
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		name := strings.ToLower(f.Name)
		for _, word := range []string{"secret", "token", "password", "apikey", "refresh"} {
			if strings.Contains(name, word) && t.String()+"."+f.Name != namesAPreview {
				return t.String() + "." + f.Name
			}
		}
		if path := secretIn(f.Type, seen); path != "" {
			return path
		}
	}
	return ""
}
