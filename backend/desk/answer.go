package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

type answerKey struct {
	campaign string
	run      int64
	version  int64  // of the database: anything written makes a new answer
	rule     string // an edit of the rule by another process
	minute   string // what is due, and how fresh it is, depends on the clock
	span     string
}

// answerCache keeps the last few answers, so that all faces of one state share one computation.
type answerCache struct {
	mu   sync.Mutex
	keys []answerKey
	byID map[answerKey]*metric.Answer
}

const answersKept = 8

func (c *answerCache) get(k answerKey) *metric.Answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byID[k]
}

func (c *answerCache) put(k answerKey, a *metric.Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID == nil {
		c.byID = map[answerKey]*metric.Answer{}
	}
	c.byID[k] = a
	c.keys = append(c.keys, k)
	if len(c.keys) > answersKept {
		delete(c.byID, c.keys[0])
		c.keys = slices.Delete(c.keys, 0, 1)
	}
}

// answer works out all numbers of a campaign at a moment, or takes them from the cache where nothing was written since.
func (d *Desk) answer(ctx context.Context, c campaign.Campaign, m moment) (*metric.Answer, error) {
	version, err := d.store.Version(ctx)
	if err != nil {
		return nil, err
	}
	now := d.now()
	if m.past {
		now = m.sync.StartedAt
		if !m.sync.FinishedAt.IsZero() {
			now = m.sync.FinishedAt
		}
	}
	key := answerKey{c.ID, m.run(), version, string(mustMarshal(c.Rule)), now.UTC().Format("2006-01-02T15:04"), m.span}
	if a := d.answers.get(key); a != nil {
		return a, nil
	}
	in, err := d.input(ctx, c, m, now)
	if err != nil {
		return nil, err
	}
	ev, err := d.evidence(ctx, c, m.run())
	if err != nil {
		return nil, err
	}
	a, err := metric.Evaluate(ctx, in, ev)
	if err != nil {
		return nil, err
	}
	if m.span != "" {
		over(&in, m.span)
		days, err := metric.Evaluate(ctx, in, ev)
		if err != nil {
			return nil, err
		}
		a = a.Over(days)
	}
	d.answers.put(key, a)
	return a, nil
}

// input gathers what the numbers depend on beside the evidence.
func (d *Desk) input(ctx context.Context, c campaign.Campaign, m moment, now time.Time) (metric.Input, error) {
	in := metric.Input{Campaign: c, Now: now, Sources: map[string]metric.SourceState{}}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return in, err
	}
	figures, err := d.store.FiguresOf(ctx, c.ID, m.run())
	if err != nil {
		return in, err
	}
	elsewhere, err := d.store.AnsweredElsewhere(ctx, c.ID, c.Rule.Since)
	if err != nil {
		return in, err
	}
	in.Elsewhere = func(person string) string { return elsewhere[person] }
	others, err := d.store.Elsewhere(ctx, c.ID, c.Rule.Since)
	if err != nil {
		return in, err
	}
	in.Barred = func(person string) bool { return others.Barred[person] }
	in.Notes = func(person string) []string { return notes(others, person, c.Rule.Location()) }
	for _, conn := range conns {
		p, ok := d.byTable(conn.Provider)
		if !ok {
			continue
		}
		info, f := p.Info(), figures[conn.ID]
		cursor, err := d.store.Cursor(ctx, conn.ID, c.ID)
		if err != nil {
			return in, err
		}
		state := metric.SourceState{Connected: true, Account: conn.Account, FreshAt: f.LastGoodAt, Status: conn.Status,
			Complete: cursor.Known && cursor.Complete, Unread: int(f.Unread)}
		if m.past {
			state.Complete = f.Unread == 0
		} else if cv, ok := p.(provider.Coverer); ok && cursor.Known {
			held := cv.Covers(cursor.Cursor, c.Rule)
			state.Listing = held.Listing
			state.OtherRule = held.OtherRule || held.Listing && cursor.Complete // all was there, and the rule asks for more
		}
		if ch, ok := p.(provider.Chooser); ok && !ch.Chosen(c.Rule) {
			state.Connected, state.Reason = false, info.Title+" is connected, but this campaign names nothing of it: choose it in the campaign's rule."
		}
		in.Sources[info.Name] = merge(in.Sources[info.Name], state)
		in.Own.Connections = append(in.Own.Connections, metric.OwnConnection{ID: conn.ID, Provider: info.Name, Account: conn.Account,
			LastGoodAt: f.LastGoodAt, RecordsSynced: f.RecordsSynced, QuotaUnits: f.QuotaUnits, Read: f.Read, Known: f.Known})
	}
	if m.past {
		d.formerSources(&in, conns, figures)
	}
	if err := d.fileSource(ctx, c, m.run(), figures, in.Sources); err != nil {
		return in, err
	}
	for id, f := range figures {
		if name := importedProvider(id); name != "" && f.Known > 0 {
			state := in.Sources[name]
			state.Imported = f.LastGoodAt
			in.Sources[name] = state
		}
	}
	if m.past {
		err = d.ruleThen(ctx, c, m.sync.ID, in.Sources)
	}
	return in, err
}

// formerSources adds to the past what was connected then and is no more, where its data was kept: the past stays.
func (d *Desk) formerSources(in *metric.Input, conns []store.Connection, figures map[string]store.Figures) {
	for _, id := range slices.Sorted(maps.Keys(figures)) {
		f := figures[id]
		p, ok := d.byTable(f.Type)
		if !ok || f.Known == 0 || slices.ContainsFunc(conns, func(c store.Connection) bool { return c.ID == id }) {
			continue
		}
		name := p.Info().Name
		in.Sources[name] = merge(in.Sources[name], metric.SourceState{Connected: true, Account: f.Account, FreshAt: f.LastGoodAt, Status: "active", Complete: f.Unread == 0, Unread: int(f.Unread)})
		in.Own.Connections = append(in.Own.Connections, metric.OwnConnection{ID: id, Provider: name, Account: f.Account,
			LastGoodAt: f.LastGoodAt, RecordsSynced: f.RecordsSynced, QuotaUnits: f.QuotaUnits, Read: f.Read, Known: f.Known})
	}
}

// merge joins the states of two accounts of one source: the source is as good as the worse of them.
func merge(a, b metric.SourceState) metric.SourceState {
	if !a.Connected {
		return b
	}
	if !b.Connected {
		return a
	}
	a.Account += ", " + b.Account
	a.Complete = a.Complete && b.Complete
	a.Unread += b.Unread
	a.Listing = a.Listing || b.Listing
	a.OtherRule = a.OtherRule || b.OtherRule
	if b.FreshAt.Before(a.FreshAt) {
		a.FreshAt = b.FreshAt
	}
	if b.Status != "active" {
		a.Status = b.Status
	}
	return a
}

func (d *Desk) byTable(word string) (provider.Provider, bool) {
	for _, p := range d.providers {
		if p.Info().Table == word {
			return p, true
		}
	}
	return nil, false
}

func (d *Desk) byName(word string) (provider.Provider, bool) {
	for _, p := range d.providers {
		if p.Info().Name == word {
			return p, true
		}
	}
	return nil, false
}

// MetricsAnswer is every number of a campaign. Its JSON is public.
type MetricsAnswer struct {
	Campaign CampaignName `json:"campaign"`
	AsOf     AsOf         `json:"asOf"`
	Metrics  []MetricView `json:"metrics"`
	Message  string       `json:"message"` // Broker's narration
	// Warning says in a sentence why this past may differ from what was shown then.
	Warning *string `json:"warning,omitempty"`
}

// CampaignName names a campaign.
type CampaignName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// MetricView is a number with its value as the sync before left it, null where that is not known, or was counted by another
// definition: the difference would be nobody's doing.
type MetricView struct {
	metric.Metric
	Previous *float64 `json:"previous"`
}

// previously returns what a kept value is to the number that m is now.
func previously(kept store.Result, m metric.Metric) (*float64, error) {
	if kept.Value == nil {
		return nil, nil
	}
	var was keptMetric
	if err := json.Unmarshal(kept.Metadata, &was); err != nil {
		return nil, fmt.Errorf("desk: kept metric %s: %w", m.Key, err)
	}
	if was.DefinitionVersion != m.DefinitionVersion {
		return nil, nil
	}
	return kept.Value, nil
}

// Metrics returns every number now, or as a past sync left it; see moment for at.
func (d *Desk) Metrics(ctx context.Context, c campaign.Campaign, at string) (MetricsAnswer, error) {
	m, err := d.moment(ctx, c, at)
	if err != nil {
		return MetricsAnswer{}, err
	}
	a, err := d.answer(ctx, c, m)
	if err != nil {
		return MetricsAnswer{}, err
	}
	previous := map[string]store.Result{}
	if m.sync.ID > 1 {
		if previous, err = d.store.ResultsAt(ctx, c.ID, m.sync.ID-1); err != nil {
			return MetricsAnswer{}, err
		}
	}
	voice, err := d.voice(ctx)
	if err != nil {
		return MetricsAnswer{}, err
	}
	out := MetricsAnswer{Campaign: CampaignName{c.ID, c.Name}, AsOf: m.asOf(), Message: a.Narration(voice), Warning: a.Warning(), Metrics: []MetricView{}}
	for _, x := range a.Metrics() {
		before, err := previously(previous[x.Key], x)
		if err != nil {
			return out, err
		}
		out.Metrics = append(out.Metrics, MetricView{x, before})
	}
	others, err := d.agentMetrics(ctx, c, m)
	out.Metrics = append(out.Metrics, others...)
	return out, err
}

// EvidenceView is one number with its rows, and the state it is of. Its JSON is public.
type EvidenceView struct {
	metric.EvidenceAnswer
	AsOf AsOf `json:"asOf"`
}

// Evidence returns one number with the rows behind it.
func (d *Desk) Evidence(ctx context.Context, c campaign.Campaign, key, at string) (EvidenceView, error) {
	if e, ok, err := d.agentEvidence(ctx, c, key, at); ok {
		return e, err
	}
	m, err := d.moment(ctx, c, at)
	if err != nil {
		return EvidenceView{}, err
	}
	a, err := d.answer(ctx, c, m)
	if err != nil {
		return EvidenceView{}, err
	}
	e, err := a.Evidence(key)
	return EvidenceView{e, m.asOf()}, err
}

// Changes says which numbers moved since a sync or a time ("" for the sync before the last), and because of which rows.
func (d *Desk) Changes(ctx context.Context, c campaign.Campaign, since string) ([]metric.Change, error) {
	return d.ChangesBetween(ctx, c, since, "")
}

// ChangesBetween is Changes up to a sync or a time; a since of "" is then the sync before that one. A sync or time that is
// named and not there is not_found.
func (d *Desk) ChangesBetween(ctx context.Context, c campaign.Campaign, since, until string) ([]metric.Change, error) {
	to, err := d.moment(ctx, c, until)
	if err != nil {
		return nil, err
	}
	var from moment
	if since != "" {
		from, err = d.moment(ctx, c, since)
	} else if from, err = d.before(ctx, c, to.sync.ID); apperr.CodeOf(err) == apperr.NotFound {
		return []metric.Change{}, nil // nobody asked for a certain sync, and there is none before
	}
	if err != nil {
		return nil, err
	}
	a, err := d.answer(ctx, c, from)
	if err != nil {
		return nil, err
	}
	b, err := d.answer(ctx, c, to)
	if err != nil {
		return nil, err
	}
	return metric.Changes(a, b), nil
}

func (d *Desk) before(ctx context.Context, c campaign.Campaign, id int64) (moment, error) {
	syncs, err := d.store.Syncs(ctx, c.ID)
	if err != nil {
		return moment{}, err
	}
	for i := len(syncs) - 1; i >= 0; i-- {
		if syncs[i].ID < id {
			return moment{sync: syncs[i], past: true}, nil
		}
	}
	return moment{}, apperr.New(apperr.NotFound, "There is no sync before this one to compare with.", nil)
}

// HistoryPoint is the value of a metric from a sync on.
type HistoryPoint struct {
	SyncID            int64     `json:"syncId"`
	At                time.Time `json:"at"`
	Value             *float64  `json:"value"`
	UnknownReason     *string   `json:"unknownReason"`
	DefinitionVersion int       `json:"definitionVersion"`
}

// History returns the kept values of one metric, oldest first. What the source itself tells of the time before stands in
// front, with sync ids below zero.
func (d *Desk) History(ctx context.Context, c campaign.Campaign, key string) ([]HistoryPoint, error) {
	if list, ok, err := d.agentHistory(ctx, c, key); ok {
		return list, err
	}
	list, err := d.store.History(ctx, c.ID, key)
	if err != nil {
		return nil, err
	}
	out := []HistoryPoint{}
	for _, r := range list {
		p := HistoryPoint{SyncID: r.SyncID, At: r.CreatedAt.UTC(), Value: r.Value}
		var kept keptMetric
		if err := json.Unmarshal(r.Metadata, &kept); err != nil {
			return nil, errors.Join(errors.New("desk: kept metric"), err)
		}
		p.UnknownReason, p.DefinitionVersion = kept.UnknownReason, kept.DefinitionVersion
		out = append(out, p)
	}
	return d.withPast(ctx, c, key, out)
}

// withPast puts what the source tells of the time before the first value in front of a history.
func (d *Desk) withPast(ctx context.Context, c campaign.Campaign, key string, list []HistoryPoint) ([]HistoryPoint, error) {
	a, err := d.answer(ctx, c, moment{})
	if err != nil {
		return nil, err
	}
	past := []HistoryPoint{}
	m, _ := a.Metric(key)
	for _, p := range a.Past(key) {
		if len(list) == 0 || p.At.Before(list[0].At) {
			past = append(past, HistoryPoint{At: p.At.UTC(), Value: &p.Value, DefinitionVersion: m.DefinitionVersion})
		}
	}
	for i := range past {
		past[i].SyncID = int64(i - len(past))
	}
	return append(past, list...), nil
}

// SyncPoint is one sync on the time line.
type SyncPoint struct {
	SyncID int64     `json:"syncId"`
	At     time.Time `json:"at"`
	Status string    `json:"status"`
}

// Syncs returns the campaign's syncs, oldest first.
func (d *Desk) Syncs(ctx context.Context, c campaign.Campaign) ([]SyncPoint, error) {
	list, err := d.store.Syncs(ctx, c.ID)
	out := []SyncPoint{}
	for _, y := range list {
		at := y.FinishedAt
		if at.IsZero() {
			at = y.StartedAt
		}
		out = append(out, SyncPoint{y.ID, at.UTC(), y.Status})
	}
	return out, err
}

// Trend returns the running totals of mails sent and people who answered.
func (d *Desk) Trend(ctx context.Context, c campaign.Campaign, at string) ([]metric.TrendPoint, error) {
	a, err := d.answerAt(ctx, c, at)
	if err != nil {
		return nil, err
	}
	return a.Trend(), nil
}

// Splits returns who answered, by role and by outlet.
func (d *Desk) Splits(ctx context.Context, c campaign.Campaign, at string) (metric.Splits, error) {
	a, err := d.answerAt(ctx, c, at)
	if err != nil {
		return metric.Splits{}, err
	}
	return a.Splits(), nil
}

func (d *Desk) answerAt(ctx context.Context, c campaign.Campaign, at string) (*metric.Answer, error) {
	m, err := d.moment(ctx, c, at)
	if err != nil {
		return nil, err
	}
	return d.answer(ctx, c, m)
}

func mustMarshal(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own structs always marshal
	}
	return raw
}
