package providertest

import (
	"path"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/provider"
)

// sameFuncs compares functions as far as they can be.
var sameFuncs = cmp.FilterPath(func(p cmp.Path) bool { return p.Last().Type().Kind() == reflect.Func },
	cmp.Comparer(func(a, b any) bool { return reflect.ValueOf(a).IsNil() == reflect.ValueOf(b).IsNil() }))

func testInfo(t *testing.T, p provider.Provider) {
	info := p.Info()
	if diff := cmp.Diff(info, p.Info(), sameFuncs); diff != "" {
		t.Error("Info is not constant:", diff)
	}
	for what, word := range map[string]string{"Name": info.Name, "Table": info.Table, "Title": info.Title, "Noun": info.Noun} {
		if strings.TrimSpace(word) == "" {
			t.Errorf("Info.%s is empty", what)
		}
	}
	if info.Name != strings.ToLower(info.Name) || strings.ContainsAny(info.Name+info.Table, " -") {
		t.Errorf("Name %q and Table %q are words of a command line", info.Name, info.Table)
	}
	if info.Every <= 0 || info.SyncVersion < 1 {
		t.Errorf("Every %v, SyncVersion %d", info.Every, info.SyncVersion)
	}
	if len(info.Hosts) == 0 || len(info.Streams) == 0 {
		t.Errorf("%d hosts, %d streams", len(info.Hosts), len(info.Streams))
	}
	for _, h := range info.Hosts {
		if h != strings.ToLower(h) || strings.ContainsAny(h, "/: ") {
			t.Errorf("host %q", h)
		}
	}
	streams := map[string]bool{}
	for _, s := range info.Streams {
		if s.Name == "" || streams[s.Name] {
			t.Errorf("stream %q is empty or there twice", s.Name)
		}
		streams[s.Name] = true
	}
	for _, price := range info.Prices {
		if _, err := path.Match(price.Path, "/"); err != nil || price.Name == "" || price.Units < 0 {
			t.Errorf("price %+v: %v", price, err)
		}
	}
	checkAuth(t, info.Auth)
}

// sentence is what stands in a table of permissions, one source beside another.
var sentence = regexp.MustCompile(`^[A-Z].*\.$`)

func checkAuth(t *testing.T, a provider.Auth) {
	t.Helper()
	if a.AuthURL == "" && !a.Keys {
		t.Error("there is no way to sign in")
	}
	for _, address := range []string{a.AuthURL, a.TokenURL, a.RevokeURL} {
		if address != "" && !strings.HasPrefix(address, "https://") {
			t.Errorf("address %q", address)
		}
	}
	if (a.AuthURL == "") != (a.TokenURL == "") {
		t.Error("AuthURL and TokenURL go together")
	}
	for _, p := range a.Permissions {
		if p.Scope == "" || !sentence.MatchString(p.Gives) || !sentence.MatchString(p.Without) {
			t.Errorf("permission %+v does not say what it gives and what works without it, each in a sentence", p)
		}
	}
}

func testIdentify(t *testing.T, s Suite) {
	o := open(t, s)
	who, err := o.p.Identify(t.Context(), o.Client)
	if err != nil {
		t.Fatal(cause(err))
	}
	if who.Address == "" {
		t.Errorf("account %+v has no address to show", who)
	}
	for _, f := range faults() {
		o.watch.arm(&f, 1)
		_, err := o.p.Identify(t.Context(), o.Client)
		if !o.watch.disarm() {
			t.Fatal("Identify asks nobody")
		}
		if err != nil || !f.bearable {
			checkFault(t, f, err)
		}
	}
}
