package desk_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/desk"
	"mixdown/backend/proof"
	"mixdown/backend/sandbox"
)

// Every number in an export is the very number of the faces, and is counted from the rows beside it.
func TestExportIsWhatTheFacesShow(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	connect(t, d, "gmail", "sheets")
	c := create(t, d, "Spring radio", "SPRING", sandbox.SpringSheet)
	good(t, d, c)
	e, err := d.Export(t.Context(), c, "")
	must(t, err)
	m, err := d.Metrics(t.Context(), c, "")
	must(t, err)
	if diff := cmp.Diff(m, e.MetricsAnswer); diff != "" {
		t.Error(diff)
	}
	for _, x := range m.Metrics {
		if got := e.Evidence[x.Key]; x.Unit != "%" && len(got.Counted) != x.Counted || len(got.Excluded) != x.Excluded {
			t.Errorf("%s: %d and %d rows, want %d and %d", x.Key, len(got.Counted), len(got.Excluded), x.Counted, x.Excluded)
		}
	}
	past, err := d.Export(t.Context(), c, "1")
	must(t, err)
	if len(past.Contacts) != len(e.Contacts) || len(e.Contacts) == 0 || len(past.Followups) != len(e.Followups) {
		t.Errorf("%d contacts then, %d now", len(past.Contacts), len(e.Contacts))
	}
	for _, format := range desk.Formats() {
		var b bytes.Buffer
		if err := e.Write(&b, format); err != nil || b.Len() == 0 {
			t.Errorf("%s: %d bytes, %v", format, b.Len(), err)
		}
	}
	if err := e.Write(io.Discard, "doc"); err == nil {
		t.Error("an unknown format passed")
	}
}

// A redacted pack holds no address, name or subject, and the key stays the same from pack to pack.
func TestRedactedProof(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	connect(t, d, "gmail", "sheets")
	c := create(t, d, "Spring radio", "SPRING", sandbox.SpringSheet)
	good(t, d, c)
	e, err := d.Export(t.Context(), c, "")
	must(t, err)
	unpack := func(redacted bool) (string, proof.Verdict) {
		var b bytes.Buffer
		must(t, d.WriteProof(t.Context(), c, "", redacted, &b))
		v, err := proof.Verify(bytes.NewReader(b.Bytes()), int64(b.Len()), "")
		must(t, err)
		z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		must(t, err)
		f, err := z.Open("evidence.json")
		must(t, err)
		raw, err := io.ReadAll(f)
		must(t, err)
		return string(raw), v
	}
	whole, a := unpack(false)
	hidden, b := unpack(true)
	again, _ := unpack(true)
	if !a.OK || !b.OK || a.Fingerprint != b.Fingerprint || !b.Redacted {
		t.Errorf("%+v, %+v", a, b)
	}
	if hidden == again {
		t.Error("two packs have the same codes")
	}
	low := strings.ToLower(hidden)
	var secrets []string
	for _, contact := range e.Contacts {
		secrets = append(secrets, contact.Email)
		if strings.Contains(contact.Name, " ") {
			secrets = append(secrets, contact.Name)
		}
	}
	for _, r := range e.Evidence["email_replies"].Counted {
		secrets = append(secrets, r.Who, r.ID, r.What)
	}
	for _, s := range secrets {
		if s != "" && strings.Contains(low, strings.ToLower(s)) {
			t.Errorf("the redacted pack holds %q", s)
		}
	}
	if strings.Contains(hidden, "@") || !strings.Contains(whole, "@") {
		t.Error("an address is in the redacted pack, or none in the whole one")
	}
	var out desk.Export
	must(t, json.Unmarshal([]byte(hidden), &out))
	for i, m := range out.Metrics {
		if diff := cmp.Diff(e.Metrics[i].Value, m.Value); diff != "" || len(out.Evidence[m.Key].Counted) != len(e.Evidence[m.Key].Counted) {
			t.Errorf("%s changed: %s", m.Key, diff)
		}
	}
}
