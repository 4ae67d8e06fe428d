package desk_test

import (
	"strconv"
	"testing"

	"mixdown/backend/desk"
	"mixdown/backend/hook"
	"mixdown/backend/proof"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets"
)

// What Connections and Settings show of the program's words has a German sentence too: permissions, the errors of sign-in pages,
// how a month's calls will end, and what doctor finds.
func TestConnectionsAreKnownToTheWindow(t *testing.T) {
	b := readBook(t)
	want := func(where, text string) {
		t.Helper()
		if text != "" && !known(b.found, text) {
			t.Errorf("%s: no German sentence for %s", where, strconv.Quote(text))
		}
	}
	d, conn := newWorld(t).airtable(t)
	permissions := append(sheets.Provider{}.SignIn(nil, true).Permissions, hook.PullInfo().Auth.Permissions...)
	permissions = append(permissions, sheets.Provider{}.SignIn(nil, false).Permissions...)
	for _, p := range d.Providers() {
		permissions = append(permissions, p.Permissions...)
		fixes, err := d.SignInFixes(p.Name)
		must(t, err)
		for _, f := range fixes {
			want(p.Name+" "+f.Word, f.Sentence)
		}
	}
	for _, p := range permissions {
		want(p.Scope, p.Gives)
		want(p.Scope, p.Without)
	}
	for _, calls := range []int{-1, 0, 100_000, 6, 1} {
		v, err := d.SetCallBudget(t.Context(), conn.ID, calls)
		must(t, err)
		if v.Message == "" {
			t.Errorf("nothing is said of %d calls a month", calls)
		}
		want("budget", v.Message)
	}
	want("pack", proof.Proves)
	want("pack", proof.ProvesNot)
	for _, d := range []*desk.Desk{newWorld(t).desk(t), d} {
		for _, f := range d.Doctor(t.Context()) {
			want("doctor", partName(f.Part))
			if f.Part == "version" || f.Part == "data folder" {
				continue // a name, the same in every language
			}
			if f.Fix != "" && known(b.found, f.Message+". "+f.Fix) {
				continue // a sentence that was cut in two
			}
			want("doctor", f.Message)
			if !f.OK {
				want("doctor", f.Fix)
			}
		}
	}
}

// partName is the part of a finding, or "" for a connection's own name.
func partName(part string) string {
	for _, p := range []provider.Info{{Name: "gmail"}, {Name: "airtable"}} {
		if len(part) > len(p.Name) && part[:len(p.Name)] == p.Name {
			return ""
		}
	}
	return part
}
