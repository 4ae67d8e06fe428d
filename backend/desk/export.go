package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"mixdown/backend/campaign"
	"mixdown/backend/export"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
)

// Export is everything known of a campaign at one moment, with the rows behind each number. Its JSON is public.
type Export struct {
	MetricsAnswer
	Evidence  map[string]EvidenceView `json:"evidence"`
	Contacts  []Contact               `json:"contacts"`
	Followups []metric.Followup       `json:"followups"`
	Log       []LogRow                `json:"log"`
}

// Formats are the forms in which an export can be written.
func Formats() []string { return []string{"csv", "json", "xlsx"} }

// exportTries is how often an export begins anew because another process wrote meanwhile: all its parts must be of one state.
const exportTries = 4

// Export gathers everything of the campaign, now or as a past sync left it.
func (d *Desk) Export(ctx context.Context, c campaign.Campaign, at string) (Export, error) {
	var out Export
	if _, err := d.userID(ctx); err != nil { // made before the data is compared
		return out, err
	}
	for range exportTries {
		before, err := d.store.Version(ctx)
		if err != nil {
			return out, err
		}
		if out, err = d.gather(ctx, c, at); err != nil {
			return out, err
		}
		after, err := d.store.Version(ctx)
		if err != nil || after == before {
			return out, err
		}
	}
	return out, nil // a sync that writes without a pause: its own numbers say that they are not complete
}

func (d *Desk) gather(ctx context.Context, c campaign.Campaign, at string) (Export, error) {
	out := Export{Evidence: map[string]EvidenceView{}}
	m, err := d.moment(ctx, c, at)
	if err != nil {
		return out, err
	}
	if out.MetricsAnswer, err = d.Metrics(ctx, c, at); err != nil {
		return out, err
	}
	for _, x := range out.Metrics {
		if out.Evidence[x.Key], err = d.Evidence(ctx, c, x.Key, at); err != nil {
			return out, err
		}
	}
	a, err := d.answer(ctx, c, m)
	if err != nil {
		return out, err
	}
	out.Followups = a.Followups()
	if out.Contacts, err = d.contactsAt(ctx, c, m); err != nil {
		return out, err
	}
	log, err := d.Log(ctx, 0)
	out.Log = slices.DeleteFunc(log, func(r LogRow) bool { return r.Campaign != c.Name || m.past && r.SyncID > m.sync.ID })
	return out, err
}

// contactsAt returns the contacts at a moment; those of the past as the list was last seen then.
func (d *Desk) contactsAt(ctx context.Context, c campaign.Campaign, m moment) ([]Contact, error) {
	if !m.past {
		list, err := d.Contacts(ctx, c, ContactFilter{})
		return list.Rows, err
	}
	ev, err := d.evidence(ctx, c, m.run())
	if err != nil {
		return nil, err
	}
	out := []Contact{}
	err = ev.Records(ctx, provider.StreamContacts, func(r provider.Record) error {
		data, err := decode[provider.ContactData](r)
		if err == nil && !r.Gone {
			out = append(out, Contact{Name: r.What, Email: r.Who, Role: data.Role, Status: r.State, AddedDate: data.Added, Row: data.Row,
				Outlet: data.Outlet, Valid: r.Who != "", Link: r.Link})
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b Contact) int { return a.Row - b.Row })
	return out, err
}

// Write writes the export in one of the formats.
func (e Export) Write(w io.Writer, format string) error {
	switch format {
	case "csv":
		return export.CSV(w, e.flat())
	case "json":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(e); err != nil {
			return fmt.Errorf("desk: export: %w", err)
		}
		return nil
	case "xlsx":
		flat := e.flat()
		rows := slices.DeleteFunc(slices.Clone(flat.Rows), func(r []any) bool { return r[2] == partValue })
		return export.Workbook(w, []export.Table{e.metricTable(), {Name: "Evidence", Header: flat.Header, Rows: rows},
			e.contactTable(), e.followupTable(), e.logTable()})
	}
	return invalid("An export is written as " + strings.Join(Formats(), ", ") + ".")
}

// partValue marks the row of a number itself among the rows behind it.
const partValue = "value"

// flat is all numbers with their rows in one table.
func (e Export) flat() export.Table {
	t := export.Table{Name: "Evidence", Header: []string{"key", "value", "part", "id", "at", "who", "contact", "what", "state", "why", "link"}}
	for _, m := range e.Metrics {
		state, why := "known", m.Definition
		switch {
		case m.UnknownReason != nil:
			state, why = "unknown", *m.UnknownReason
		case m.AtLeast:
			state = "at least"
		case !m.Complete:
			state = "so far"
		}
		t.Rows = append(t.Rows, []any{m.Key, m.Value, partValue, nil, m.FreshAt, nil, nil, m.Label, state, why, nil})
		for _, group := range sortedKeys(m.Groups) {
			t.Rows = append(t.Rows, []any{m.Key, m.Groups[group], "group", nil, nil, nil, nil, group, nil, nil, nil})
		}
		rows := e.Evidence[m.Key]
		for _, part := range []struct {
			name string
			rows []metric.Row
		}{{"counted", rows.Counted}, {"base", rows.Base}, {"excluded", rows.Excluded}} {
			for _, r := range part.rows {
				t.Rows = append(t.Rows, []any{m.Key, r.Value, part.name, r.ID, r.At, r.Who, r.Contact, r.What, r.State, r.Why, r.Link})
			}
		}
	}
	return t
}

func sortedKeys(m map[string]int) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (e Export) metricTable() export.Table {
	t := export.Table{Name: "Metrics", Header: []string{"key", "label", "value", "unit", "display", "unknownReason", "counted", "base", "excluded",
		"complete", "atLeast", "adjusted", "previous", "source", "account", "freshAt", "definition", "definitionVersion", "campaign", "asOf", "syncId", "warning"}}
	for _, m := range e.Metrics {
		t.Rows = append(t.Rows, []any{m.Key, m.Label, m.Value, m.Unit, m.Display, m.UnknownReason, m.Counted, m.Base, m.Excluded, m.Complete, m.AtLeast,
			m.Adjusted, m.Previous, m.Source, m.Account, m.FreshAt, m.Definition, m.DefinitionVersion, e.Campaign.Name, e.AsOf.At, e.AsOf.SyncID, e.Evidence[m.Key].Warning})
	}
	return t
}

func (e Export) contactTable() export.Table {
	t := export.Table{Name: "Contacts", Header: []string{"name", "email", "role", "status", "addedDate", "outlet", "row", "pending", "problem", "why"}}
	for _, c := range e.Contacts {
		t.Rows = append(t.Rows, []any{c.Name, c.Email, c.Role, c.Status, c.AddedDate, c.Outlet, c.Row, c.Pending, c.Problem, c.Why})
	}
	return t
}

func (e Export) followupTable() export.Table {
	t := export.Table{Name: "Follow-ups", Header: []string{"email", "name", "group", "lastSentAt", "days", "chases", "reason", "warnings", "awayUntil", "role", "outlet", "state", "link"}}
	for _, f := range e.Followups {
		t.Rows = append(t.Rows, []any{f.Email, f.Name, f.Group, f.LastSentAt, f.Days, f.Chases, f.Reason, strings.Join(f.Warnings, "; "), f.AwayUntil,
			f.Role, f.Outlet, f.State, f.Link})
	}
	return t
}

func (e Export) logTable() export.Table {
	t := export.Table{Name: "Sync log", Header: []string{"id", "syncId", "synced_at", "integration_type", "account", "status", "trigger", "records_synced", "changed",
		"sync_duration_ms", "requests", "quotaUnits", "complete", "unread", "error_message"}}
	for _, r := range e.Log {
		t.Rows = append(t.Rows, []any{r.ID, r.SyncID, r.SyncedAt, r.IntegrationType, r.Account, r.Status, r.Trigger, r.RecordsSynced, r.Changed,
			r.SyncDurationMs, r.Requests, r.QuotaUnits, r.Complete, r.Unread, r.ErrorMessage})
	}
	return t
}

// FormatReport and its kin are what WriteAs writes beside Formats.
const (
	FormatReport = "pdf"
	FormatProof  = "proof"
	// FormatProofRedacted is a pack without what names a person.
	FormatProofRedacted = "proof-redacted"
)

// ExportName is a good name for the file of an export.
func (d *Desk) ExportName(c campaign.Campaign, format string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, c.Name)
	if runes := []rune(name); len(runes) > 60 {
		name = string(runes[:60])
	}
	name = strings.Trim(name, "-")
	if name == "" {
		name = "campaign"
	}
	ending := format
	switch format {
	case FormatProof:
		ending = "proof.zip"
	case FormatProofRedacted:
		ending = "proof-redacted.zip"
	}
	return name + "-" + d.now().In(c.Rule.Location()).Format(time.DateOnly) + "." + ending
}

// WriteAs writes the campaign as it is now, in one of Formats, as FormatReport, or as a pack.
func (d *Desk) WriteAs(ctx context.Context, c campaign.Campaign, format string, w io.Writer) error {
	switch format {
	case FormatReport:
		return d.WriteReport(ctx, c, "", w)
	case FormatProof:
		return d.WriteProof(ctx, c, "", false, w)
	case FormatProofRedacted:
		return d.WriteProof(ctx, c, "", true, w)
	}
	e, err := d.Export(ctx, c, "")
	if err != nil {
		return err
	}
	return e.Write(w, format)
}
