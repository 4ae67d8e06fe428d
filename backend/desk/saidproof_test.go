package desk_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"testing"

	"mixdown/backend/proof"
)

// Whatever a check finds wrong with a proof pack has a German sentence.
func TestADamagedPackIsKnownToTheWindow(t *testing.T) {
	b := readBook(t)
	_, key, err := ed25519.GenerateKey(nil)
	must(t, err)
	var pack bytes.Buffer
	must(t, proof.Write(&pack, key, proof.Info{}, []proof.File{{Name: "a.json", Data: []byte("{}")}, {Name: "b.json", Data: []byte("{}")}}))
	names := func(n int, name string) []string {
		var out []string
		for range n {
			out = append(out, name)
		}
		return out
	}
	for _, damage := range []struct {
		drop, key string
		add       []string
	}{
		{drop: "a.json"}, {drop: "a.json", add: []string{"a.json"}}, {drop: "b.json", add: []string{"c.json"}}, {key: "AAAA"},
		{drop: "manifest.json"}, {drop: "manifest.json", add: []string{"manifest.json"}}, {drop: "manifest.sig"}, {drop: "manifest.sig", add: []string{"manifest.sig"}},
		{add: []string{"a.json"}}, {add: names(101, "many")},
	} {
		r, err := zip.NewReader(bytes.NewReader(pack.Bytes()), int64(pack.Len()))
		must(t, err)
		var changed bytes.Buffer
		w := zip.NewWriter(&changed)
		for _, f := range r.File {
			if f.Name != damage.drop {
				must(t, w.Copy(f))
			}
		}
		for _, name := range damage.add {
			f, err := w.Create(name)
			must(t, err)
			_, err = f.Write([]byte("other"))
			must(t, err)
		}
		must(t, w.Close())
		v, err := proof.Verify(bytes.NewReader(changed.Bytes()), int64(changed.Len()), damage.key)
		must(t, err)
		if len(v.Problems) == 0 {
			t.Errorf("%+v was not noticed", damage)
		}
		for _, problem := range v.Problems {
			if !known(b.found, problem) {
				t.Errorf("no German sentence for %q", problem)
			}
		}
	}
	if !known(b.found, "a.json: larger than any file of a pack.") { // a gigabyte is too much for a test
		t.Error("no German sentence for a file that is too large")
	}
}
