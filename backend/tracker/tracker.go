package tracker

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Counter tells what a run's requests came to, while it runs and after.
type Counter interface {
	Requests() int
	Units() int
}

// Clients gives the signed-in HTTP client of a connection, with a counter of what goes through it.
type Clients interface {
	Client(ctx context.Context, conn store.Connection, info provider.Info, runID int64) (*http.Client, Counter, error)
}

// Numbers computes a campaign's metrics from the evidence as it now is, keeps those that changed, and says what they are.
type Numbers interface {
	Settle(ctx context.Context, c campaign.Campaign, syncID int64) (Settled, error)
}

// Outbox carries the person's changes to the list that a connection reads. Both methods are called with the connection's
// lock held, as a part of a run.
type Outbox interface {
	// Send sends what waits, before the list is read. Its error is the list's own; the changes keep waiting.
	Send(ctx context.Context, conn store.Connection, p provider.Provider, client *http.Client, scope provider.Scope, runID int64) error
	// Read compares what is contested with the list as it was just read.
	Read(ctx context.Context, conn store.Connection, campaignID string, runID int64) error
}

// Settled is what Numbers answers: the metrics in the shape of Result.Metrics, Broker's narration, and the keys that changed.
type Settled struct {
	Metrics any
	Message string
	Changed []string
}

// Config is what a Tracker works with.
type Config struct {
	Store     *store.Store
	Providers []provider.Provider
	Clients   Clients
	Numbers   Numbers
	Outbox    Outbox // nil where nothing is ever written
	Log       *slog.Logger
	Now       func() time.Time
	// Listen hears events; it may be nil and must return quickly.
	Listen func(Event)
	// Choices are the person's for a run; nil means the defaults.
	Choices func(context.Context, provider.Info) Choices
}

// Choices are what the person may choose about the runs of a source.
type Choices struct {
	Every      time.Duration // between two syncs
	NoSnippets bool          // keep no words of a mail
}

// Tracker reads sources. It is safe for concurrent use.
type Tracker struct {
	Config
}

// New returns a Tracker.
func New(cfg Config) *Tracker {
	if cfg.Listen == nil {
		cfg.Listen = func(Event) {}
	}
	if cfg.Choices == nil {
		cfg.Choices = func(_ context.Context, info provider.Info) Choices { return Choices{Every: info.Every} }
	}
	return &Tracker{cfg}
}

// Request says what to sync.
type Request struct {
	Campaign campaign.Campaign
	// Only names providers by the command line's words; empty means all that are connected.
	Only []string
	// Connections narrows to these connection ids; empty means all. The scheduler names those that are due.
	Connections []string
	Trigger     string
	Headline    bool
}

// Sync reads every connected source of the campaign and returns when the backlog is read. A source that fails stops no
// other: the result names it. An error is returned only where no sync could begin.
func (t *Tracker) Sync(ctx context.Context, req Request) (Result, error) {
	targets, err := t.targets(ctx, req)
	if err != nil {
		return Result{}, err
	}
	y, err := t.Store.BeginSync(ctx, req.Campaign.ID, store.KindSync, req.Trigger)
	if err != nil {
		return Result{}, err
	}
	t.Listen(Event{Kind: "started", SyncID: y.ID, CampaignID: req.Campaign.ID})
	res := Result{SyncID: y.ID, Runs: make([]RunResult, len(targets)), Errors: []string{}, Changed: []string{}}
	var wg sync.WaitGroup
	for i, target := range targets {
		wg.Go(func() { res.Runs[i] = t.run(ctx, req, y, target) })
	}
	wg.Wait()

	// What was read is kept and counted even when the sync was stopped.
	ctx = context.WithoutCancel(ctx)
	for _, run := range res.Runs {
		if run.Error != nil {
			res.Errors = append(res.Errors, run.Error.Message)
		}
	}
	settled, err := t.Numbers.Settle(ctx, req.Campaign, y.ID)
	if err != nil {
		res.tell(apperr.From(err).Message)
	}
	res.Metrics, res.Message = settled.Metrics, settled.Message
	if res.Metrics == nil {
		res.Metrics = struct{}{} // scripts look into it
	}
	res.Changed = append(res.Changed, settled.Changed...)
	res.Success = len(res.Errors) == 0
	status := res.Status()
	if err != nil {
		status = store.StatusError
	}
	if err := t.Store.FinishSync(ctx, y.ID, status, res.Message); err != nil {
		res.Success = false
		res.tell(apperr.From(err).Message)
	}
	t.Listen(Event{Kind: "finished", SyncID: y.ID, Result: &res, CampaignID: req.Campaign.ID})
	return res, nil
}

type target struct {
	conn     store.Connection
	provider provider.Provider
	info     provider.Info
}

// targets are the connections that this request reads, or why there are none.
func (t *Tracker) targets(ctx context.Context, req Request) ([]target, error) {
	for _, word := range req.Only {
		if !slices.ContainsFunc(t.Providers, func(p provider.Provider) bool { return p.Info().Name == word }) {
			return nil, apperr.New(apperr.Invalid, "There is no source called “"+word+"”.", nil)
		}
	}
	conns, err := t.Store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	var list []target
	unchosen, paused := "", ""
	for _, conn := range conns {
		p, ok := t.byTable(conn.Provider)
		if !ok {
			continue
		}
		info := p.Info()
		if len(req.Only) > 0 && !slices.Contains(req.Only, info.Name) || len(req.Connections) > 0 && !slices.Contains(req.Connections, conn.ID) {
			continue
		}
		if conn.Status == "paused" && len(req.Only) == 0 && len(req.Connections) == 0 {
			paused = info.Name
			continue
		}
		if ch, ok := p.(provider.Chooser); ok && !ch.Chosen(req.Campaign.Rule) {
			unchosen = info.Title
			continue
		}
		list = append(list, target{conn, p, info})
	}
	if len(list) > 0 {
		return list, nil
	}
	if unchosen != "" {
		return nil, apperr.New(apperr.NotConnected, unchosen+" is connected, but the campaign names nothing of it to read: choose it with `mixdown campaign edit`.", nil)
	}
	if paused != "" {
		return nil, apperr.New(apperr.NotConnected, "Every connected source is paused. Read one all the same with `mixdown sync --only "+paused+"`, or let it go on under Connections.", nil)
	}
	if len(req.Only) > 0 && len(conns) > 0 {
		word := req.Only[0]
		return nil, apperr.For(word, apperr.NotConnected, t.title(word)+" is not connected. Connect it with `mixdown connect "+word+"`.", nil)
	}
	return nil, apperr.New(apperr.NotConnected, "No source is connected yet. Connect one with `mixdown connect gmail`, or look at the sample campaign with --demo.", nil)
}

// title is what people call the source of this name.
func (t *Tracker) title(name string) string {
	for _, p := range t.Providers {
		if info := p.Info(); info.Name == name {
			return info.Title
		}
	}
	return name
}

func (t *Tracker) byTable(word string) (provider.Provider, bool) {
	for _, p := range t.Providers {
		if p.Info().Table == word {
			return p, true
		}
	}
	return nil, false
}

// isStop reports whether an error only says that somebody stopped the run.
func isStop(err error) bool {
	return errors.Is(err, context.Canceled)
}
