package proof_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"io"
	"strings"
	"testing"
	"time"

	"mixdown/backend/proof"
)

func pack(t *testing.T) ([]byte, string) {
	t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	info := proof.Info{Campaign: "Spring radio", Made: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), Redacted: true}
	if err := proof.Write(&b, key, info, []proof.File{{Name: "evidence.json", Data: []byte(`{"a":1}`)}, {Name: "report.pdf", Data: []byte("%PDF")}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), proof.Fingerprint(public)
}

// repack writes the pack again, with what change makes of each file; nil drops it.
func repack(t *testing.T, raw []byte, change func(name string, data []byte) []byte, extra ...string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	put := func(name string, data []byte) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if data = change(f.Name, data); data != nil {
			put(f.Name, data)
		}
	}
	for _, name := range extra {
		put(name, []byte("more"))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func verify(t *testing.T, raw []byte, fingerprint string) proof.Verdict {
	t.Helper()
	v, err := proof.Verify(bytes.NewReader(raw), int64(len(raw)), fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	if v.OK != (len(v.Problems) == 0) {
		t.Errorf("%+v", v)
	}
	return v
}

func same(_ string, data []byte) []byte { return data }

func TestAPackThatNobodyTouched(t *testing.T) {
	raw, fingerprint := pack(t)
	v := verify(t, raw, strings.ToLower(strings.ReplaceAll(fingerprint, "-", " ")))
	if !v.OK || v.Fingerprint != fingerprint || v.Campaign != "Spring radio" || !v.Redacted || len(v.Files) != 3 {
		t.Errorf("%+v", v)
	}
	if v := verify(t, repack(t, raw, same), ""); !v.OK { // packed again, not changed
		t.Errorf("%+v", v)
	}
}

func TestAnyChangeShows(t *testing.T) {
	raw, _ := pack(t)
	other, _ := pack(t)
	on := func(name string, f func([]byte) []byte) []byte {
		return repack(t, raw, func(n string, data []byte) []byte {
			if n == name {
				return f(data)
			}
			return data
		})
	}
	drop := func([]byte) []byte { return nil }
	longer := func(d []byte) []byte { return append(bytes.Clone(d), ' ') }
	for name, changed := range map[string][]byte{
		"a byte more":      on("evidence.json", longer),
		"another number":   on("evidence.json", func([]byte) []byte { return []byte(`{"a":2}`) }),
		"a file gone":      on("report.pdf", drop),
		"the readme":       on("README.txt", longer),
		"another campaign": on("manifest.json", func(d []byte) []byte { return bytes.Replace(d, []byte("Spring"), []byte("Summer"), 1) }),
		"no manifest":      on("manifest.json", drop),
		"no signature":     on("manifest.sig", drop),
		"other signature":  on("manifest.sig", func([]byte) []byte { return []byte("AAAA") }),
		"a file more":      repack(t, raw, same, "extra.txt"),
		"a file twice":     repack(t, raw, same, "report.pdf"),
		"cut":              raw[:len(raw)/2],
		"empty":            nil,
		"no ZIP":           []byte("hello"),
	} {
		if v := verify(t, changed, ""); v.OK {
			t.Errorf("%s was not noticed", name)
		}
	}
	_, fingerprint := pack(t)
	if v := verify(t, other, fingerprint); v.OK {
		t.Error("another key was not noticed")
	}
}
