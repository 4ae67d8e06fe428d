package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/guard"
	"mixdown/backend/metric"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
)

// SyncRequest says what to sync.
type SyncRequest struct {
	Campaign campaign.Campaign
	Only     []string // provider words; empty for all
	Trigger  string   // "window", "tray", "command"
	Headline bool
}

// Sync reads the campaign's sources and returns what came of it. An error means that no sync could begin.
func (d *Desk) Sync(ctx context.Context, req SyncRequest) (tracker.Result, error) {
	if req.Campaign.ArchivedAt != nil {
		return tracker.Result{}, invalid("The campaign “" + req.Campaign.Name + "” is archived: its figures stay as they are, and it is synced no more. Use another campaign.")
	}
	ctx, done := d.live.begin(ctx)
	defer done()
	res, err := d.tracker.Sync(ctx, tracker.Request{Campaign: req.Campaign, Only: req.Only, Trigger: req.Trigger, Headline: req.Headline})
	if err == nil {
		d.mirrorLater(ctx)
	}
	return res, d.flush(err)
}

// flush writes the ledger after network work; a full disk must not hide err.
func (d *Desk) flush(err error) error {
	if ferr := d.ledger.Flush(context.Background()); ferr != nil {
		d.log.Warn("ledger", "cause", ferr.Error())
	}
	return err
}

// StopSync stops every sync that this process runs and returns when they have ended. What was read is kept.
func (d *Desk) StopSync() { d.live.stop() }

// Schedule syncs all campaigns in use when their sources are due, until ctx ends. wake asks for a look at once.
func (d *Desk) Schedule(ctx context.Context, wake <-chan struct{}) {
	var folder sync.WaitGroup
	defer folder.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop() // also where the schedule panics
	folder.Go(func() { guard.Keep(ctx, d.log, "import folder", func(error) {}, d.watchImports) })
	d.tracker.Schedule(ctx, d.active, func(ctx context.Context, req tracker.Request) error {
		ctx, done := d.live.begin(ctx)
		defer done()
		_, err := d.tracker.Sync(ctx, req)
		if err == nil {
			d.mirrorLater(ctx)
		}
		return d.flush(err)
	}, wake)
}

// keptMetric is what is kept of a metric beside its columns.
type keptMetric struct {
	UnknownReason     *string        `json:"unknownReason,omitempty"`
	DefinitionVersion int            `json:"definitionVersion"`
	Source            string         `json:"source"`
	Counted           int            `json:"counted"`
	Base              int            `json:"base"`
	Excluded          int            `json:"excluded"`
	Complete          bool           `json:"complete"`
	Adjusted          int            `json:"adjusted"`
	Groups            map[string]int `json:"groups,omitempty"`
}

// Settle works out the campaign's numbers as they now are and keeps those that changed.
func (d *Desk) Settle(ctx context.Context, c campaign.Campaign, syncID int64) (tracker.Settled, error) {
	a, err := d.answer(ctx, c, moment{})
	if err != nil {
		return tracker.Settled{}, err
	}
	changed, err := d.keep(ctx, c, syncID, a)
	return tracker.Settled{Metrics: a.Reference(), Message: a.Narration("plain"), Changed: changed}, err
}

// keep writes the numbers that changed into campaign_results and returns the keys of those that are news.
func (d *Desk) keep(ctx context.Context, c campaign.Campaign, syncID int64, a *metric.Answer) ([]string, error) {
	var results []store.Result
	quiet := map[string]bool{}
	for _, def := range metric.Definitions() {
		quiet[def.Key] = def.Quiet
	}
	for _, m := range a.Metrics() {
		results = append(results, store.Result{CampaignID: c.ID, SyncID: syncID, Agent: m.Agent, Key: m.Key, Value: m.Value, Label: m.Label, Unit: m.Unit,
			Metadata: mustMarshal(keptMetric{m.UnknownReason, m.DefinitionVersion, m.Source, m.Counted, m.Base, m.Excluded, m.Complete, m.Adjusted, m.Groups})})
	}
	changed, err := d.store.SaveResults(ctx, results)
	return slices.DeleteFunc(changed, func(key string) bool { return quiet[key] }), err
}

// liveState knows the syncs that this process runs.
type liveState struct {
	mu       sync.Mutex
	running  map[int]context.CancelFunc
	next     int
	idle     *sync.Cond
	progress map[string]tracker.Progress // by connection
	syncing  int64
}

func (l *liveState) begin(ctx context.Context) (context.Context, func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.running == nil {
		l.running, l.idle = map[int]context.CancelFunc{}, sync.NewCond(&l.mu)
	}
	ctx, cancel := context.WithCancel(ctx)
	id := l.next
	l.next++
	l.running[id] = cancel
	return ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		cancel()
		delete(l.running, id)
		l.idle.Broadcast()
	}
}

func (l *liveState) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, cancel := range l.running {
		cancel()
	}
	for len(l.running) > 0 {
		l.idle.Wait()
	}
}

func (l *liveState) note(e tracker.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch e.Kind {
	case "started":
		l.syncing, l.progress = e.SyncID, map[string]tracker.Progress{}
	case "progress":
		if l.progress == nil {
			l.progress = map[string]tracker.Progress{}
		}
		l.progress[e.Progress.ConnectionID] = *e.Progress
	case "finished":
		l.syncing, l.progress = 0, nil
	}
}

// now returns the progress of the run that has most left to do, and whether anything runs.
func (l *liveState) now() (*tracker.Progress, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var most *tracker.Progress
	for _, p := range l.progress {
		if most == nil || p.Known-p.Done > most.Known-most.Done {
			most = &p
		}
	}
	return most, l.syncing != 0
}

// voice is how Broker speaks: "plain" or "lively".
func (d *Desk) voice(ctx context.Context) (string, error) {
	s, err := d.Settings(ctx)
	return s.Voice, err
}

// LogRow is one run, in the keys of integration_sync_logs with what else is known of it. Its JSON is public.
type LogRow struct {
	ID              int64      `json:"id"`
	UserID          string     `json:"user_id"`
	IntegrationType string     `json:"integration_type"`
	Status          string     `json:"status"`
	RecordsSynced   int        `json:"records_synced"`
	SyncDurationMs  int64      `json:"sync_duration_ms"`
	ErrorMessage    *string    `json:"error_message"`
	SyncedAt        *time.Time `json:"synced_at"`

	SyncID     int64   `json:"syncId"`
	Campaign   string  `json:"campaign"`
	Account    string  `json:"account"`
	Trigger    string  `json:"trigger"`
	Requests   int     `json:"requests"`
	QuotaUnits int     `json:"quotaUnits"`
	Changed    int     `json:"changed"`
	Complete   bool    `json:"complete"`
	Unread     int     `json:"unread"`
	ErrorCode  *string `json:"errorCode"`
}

// Log returns the newest runs of all campaigns, newest first; limit 0 means all.
func (d *Desk) Log(ctx context.Context, limit int) ([]LogRow, error) {
	runs, err := d.store.Runs(ctx, limit)
	if err != nil {
		return nil, err
	}
	campaigns, err := d.store.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, c := range campaigns {
		names[c.ID] = c.Name
	}
	user, err := d.userID(ctx)
	if err != nil {
		return nil, err
	}
	out := []LogRow{}
	for _, r := range runs {
		row := LogRow{ID: r.ID, UserID: user, IntegrationType: r.IntegrationType, Status: r.Status, RecordsSynced: r.RecordsSynced, SyncDurationMs: r.Duration.Milliseconds(),
			SyncedAt: utc(r.SyncedAt), SyncID: r.SyncID, Campaign: names[r.CampaignID], Account: r.Account, Trigger: r.Trigger, Requests: r.Requests,
			QuotaUnits: r.QuotaUnits, Changed: r.RecordsChanged, Complete: r.Complete, Unread: r.Unread}
		if r.Status == store.StatusRunning {
			reads, err := d.store.Locked(ctx, store.RunLock(r.ConnectionID))
			if err != nil {
				return nil, err
			}
			if !reads { // its process died; the next run of the connection writes that down
				row.Status, r.ErrorMessage, r.ErrorCode = store.StatusError, store.EndedBefore, string(apperr.Canceled)
			}
		}
		if r.ErrorMessage != "" {
			row.ErrorMessage, row.ErrorCode = &r.ErrorMessage, &r.ErrorCode
		}
		out = append(out, row)
	}
	return out, nil
}
