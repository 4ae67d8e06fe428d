package desk_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"mixdown/backend/desk"
	"mixdown/backend/store"
)

// twoAccounts answers for two Mailchimp accounts of one person, told apart by their keys.
func (w *world) twoAccounts(t *testing.T) {
	t.Helper()
	accounts := map[string]string{"Bearer aaaa-us21": "Label A", "Bearer bbbb-us21": "Label B", "Bearer cccc-us21": "Label A"}
	ids := map[string]string{"Label A": "acct-a", "Label B": "acct-b"}
	front := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		name := accounts[r.Header.Get("Authorization")]
		if name == "" {
			http.Error(rw, `{"title":"API Key Invalid"}`, http.StatusUnauthorized)
			return
		}
		_, _ = fmt.Fprintf(rw, `{"account_id":%q,"account_name":%q,"email":"robin@label.example"}`, ids[name], name)
	}))
	t.Cleanup(front.Close)
	w.gateway = front.URL
}

// An account is told by the service's own id: one person may have two accounts with one email, and one account several keys.
func TestTwoAccountsOfOneEmail(t *testing.T) {
	w := newWorld(t)
	w.twoAccounts(t)
	d := w.desk(t)
	link := func(key string) desk.Connection {
		t.Helper()
		c, err := d.Connect(t.Context(), desk.ConnectRequest{Provider: "mailchimp", Key: key})
		must(t, err)
		return c
	}
	a, b := link("aaaa-us21"), link("bbbb-us21")
	if a.ID == b.ID || a.Account != "robin@label.example" || b.Account != "robin@label.example · Label B" {
		t.Errorf("%q %q, %q %q", a.ID, a.Account, b.ID, b.Account)
	}
	// A new key of the first is the first, and of the second the second; their names stay.
	if again := link("cccc-us21"); again.ID != a.ID || again.Account != a.Account {
		t.Errorf("%q %q", again.ID, again.Account)
	}
	if again := link("bbbb-us21"); again.ID != b.ID || again.Account != b.Account {
		t.Errorf("%q %q", again.ID, again.Account)
	}
	list, err := d.Connections(t.Context())
	if err != nil || len(list) != 2 {
		t.Errorf("%d connections, %v", len(list), err)
	}
}

// A connection that was made before ids were kept goes on under its own id.
func TestAccountsOfBeforeGoOn(t *testing.T) {
	w := newWorld(t)
	w.twoAccounts(t)
	d := w.desk(t)
	old, err := d.Connect(t.Context(), desk.ConnectRequest{Provider: "mailchimp", Key: "aaaa-us21"})
	must(t, err)
	s, err := store.Open(t.Context(), filepath.Join(w.home, "mixdown.db"), w.now)
	must(t, err)
	must(t, s.UpdateConnection(t.Context(), old.ID, func(c *store.Connection) { c.SetFacts(store.Facts{Region: "us21"}) }))
	must(t, s.Close())
	for range 2 {
		again, err := d.Connect(t.Context(), desk.ConnectRequest{Provider: "mailchimp", Key: "cccc-us21"})
		must(t, err)
		if again.ID != old.ID {
			t.Errorf("it became another: %q, was %q", again.ID, old.ID)
		}
	}
	if other, err := d.Connect(t.Context(), desk.ConnectRequest{Provider: "mailchimp", Key: "bbbb-us21"}); err != nil || other.ID == old.ID {
		t.Errorf("another account took its place: %v", err)
	}
}
