package desk

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/campaign"
	"mixdown/backend/export"
	"mixdown/backend/metric"
	"mixdown/backend/proof"
)

// proofKey is the keychain entry of the key that signs proof packs. It is made once.
const proofKey = "proof-key"

// WriteProof writes a signed pack: the report, and every number with its rows. In a redacted one addresses stand as codes.
func (d *Desk) WriteProof(ctx context.Context, c campaign.Campaign, at string, redacted bool, w io.Writer) error {
	e, err := d.Export(ctx, c, at)
	if err != nil {
		return err
	}
	r, err := d.report(ctx, c, at)
	if err != nil {
		return err
	}
	if redacted {
		persons := names(e)
		r.Outlets = slices.DeleteFunc(r.Outlets, func(b export.Bar) bool { return persons[strings.ToLower(b.Name)] })
		e = redact(e)
	}
	var evidence, report bytes.Buffer
	if err := e.Write(&evidence, "json"); err != nil {
		return err
	}
	if err := export.PDF(&report, r); err != nil {
		return err
	}
	key, err := d.signingKey()
	if err != nil {
		return err
	}
	return proof.Write(w, key, proof.Info{Campaign: c.Name, AsOf: e.AsOf.At, Made: d.now().UTC(), Version: d.cfg.Version, Redacted: redacted, Sample: d.Sandbox()},
		[]proof.File{{Name: "report.pdf", Data: report.Bytes()}, {Name: "evidence.json", Data: evidence.Bytes()}})
}

func (d *Desk) signingKey() (ed25519.PrivateKey, error) {
	s, err := d.secrets.Load(proofKey)
	switch {
	case err == nil:
		seed, err := base64.StdEncoding.DecodeString(s.Key)
		if err != nil || len(seed) != ed25519.SeedSize {
			return nil, apperr.New(apperr.KeychainMissing, "The key that signs proof packs is damaged in the keychain: delete the entry “"+proofKey+"” there, and a new one is made.", nil)
		}
		return ed25519.NewKeyFromSeed(seed), nil
	case apperr.CodeOf(err) != apperr.NotFound:
		return nil, err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("desk: proof key: %w", err)
	}
	return key, d.secrets.Save(proofKey, auth.Secret{Key: base64.StdEncoding.EncodeToString(key.Seed())})
}

// address finds addresses in sentences.
var address = regexp.MustCompile(`[^\s<>"'“”(),;:]+@[^\s<>"'“”(),;:]+`)

// names are those of the people in the export: one may stand for an outlet too.
func names(e Export) map[string]bool {
	out := map[string]bool{}
	for _, c := range e.Contacts {
		out[strings.ToLower(c.Name)] = true
	}
	for _, f := range e.Followups {
		out[strings.ToLower(f.Name)] = true
	}
	return out
}

// redact returns the export without what names a person: addresses and ids become codes under a salt that is thrown away,
// names, subjects and links are left out. What a sentence quotes is left out too.
func redact(e Export) Export {
	salt := []byte(rand.Text())
	code := func(s string) string {
		if s == "" {
			return ""
		}
		mac := hmac.New(sha256.New, salt)
		mac.Write([]byte(strings.ToLower(s)))
		return "x" + hex.EncodeToString(mac.Sum(nil)[:8])
	}
	scrub := func(s string) string {
		return quoted.ReplaceAllString(address.ReplaceAllStringFunc(s, code), "“…”")
	}
	persons := names(e)
	outlet := func(s string) string {
		if persons[strings.ToLower(s)] {
			return ""
		}
		return scrub(s)
	}
	rows := func(list []metric.Row) []metric.Row {
		out := make([]metric.Row, len(list))
		for i, r := range list {
			out[i] = metric.Row{ID: code(r.ID), At: r.At, Who: code(r.Who), Contact: code(r.Contact), State: r.State, Why: scrub(r.Why), Thread: code(r.Thread),
				AwayUntil: r.AwayUntil, Value: r.Value, Of: r.Of, Adjusted: r.Adjusted, Probable: r.Probable, List: r.List, Spam: r.Spam}
		}
		return out
	}
	out := Export{MetricsAnswer: e.MetricsAnswer, Evidence: map[string]EvidenceView{}, Contacts: []Contact{}, Followups: []metric.Followup{}, Log: []LogRow{}}
	out.Message = scrub(e.Message)
	out.Metrics = make([]MetricView, len(e.Metrics))
	for i, m := range e.Metrics {
		m.Account = code(m.Account)
		m.UnknownReason = scrubbed(m.UnknownReason, scrub)
		out.Metrics[i] = m
	}
	for key, v := range e.Evidence {
		v.UnknownReason = scrubbed(v.UnknownReason, scrub)
		v.Counted, v.Base, v.Excluded = rows(v.Counted), rows(v.Base), rows(v.Excluded)
		out.Evidence[key] = v
	}
	for _, c := range e.Contacts {
		out.Contacts = append(out.Contacts, Contact{Email: code(c.Email), Role: scrub(c.Role), Status: scrub(c.Status), AddedDate: scrub(c.AddedDate), Row: c.Row,
			Pending: c.Pending, Outlet: outlet(c.Outlet), Valid: c.Valid, Problem: c.Problem})
	}
	for _, f := range e.Followups {
		out.Followups = append(out.Followups, metric.Followup{Email: code(f.Email), Group: f.Group, LastSentAt: f.LastSentAt, Days: f.Days, Chases: f.Chases,
			Reason: scrub(f.Reason), Warnings: []string{}, AwayUntil: f.AwayUntil, SnoozedUntil: f.SnoozedUntil, Role: scrub(f.Role), Outlet: outlet(f.Outlet),
			State: f.State, MessageID: code(f.MessageID), ThreadID: code(f.ThreadID), At: f.At, List: f.List})
	}
	for _, r := range e.Log {
		r.UserID, r.Account = code(r.UserID), code(r.Account)
		r.ErrorMessage = scrubbed(r.ErrorMessage, scrub)
		out.Log = append(out.Log, r)
	}
	return out
}

var quoted = regexp.MustCompile(`“[^”]*”`)

func scrubbed(s *string, scrub func(string) string) *string {
	if s == nil {
		return nil
	}
	out := scrub(*s)
	return &out
}
