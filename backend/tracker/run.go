package tracker

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"slices"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/store"
	"mixdown/backend/transport"
)

// run reads one connection. It never returns an error and never panics: the result says what happened.
func (t *Tracker) run(ctx context.Context, req Request, y store.Sync, tg target) (res RunResult) {
	res = RunResult{ConnectionID: tg.conn.ID, Provider: tg.info.Name, Account: tg.conn.Account, Status: store.StatusError}
	defer func() {
		if p := recover(); p != nil {
			res.fail(tg, t.fault(tg.info, p))
		}
	}()
	release, err := t.Store.Lock(ctx, store.RunLock(tg.conn.ID))
	if err != nil {
		res.fail(tg, err)
		return res
	}
	defer release()
	// Another process may have ended the sign-in, or the connection, while this one waited.
	if tg.conn, err = t.connection(ctx, tg.conn.ID); err != nil {
		res.fail(tg, err)
		return res
	}
	row, err := t.Store.BeginRun(ctx, store.Run{SyncID: y.ID, CampaignID: y.CampaignID, ConnectionID: tg.conn.ID, IntegrationType: tg.info.Table, Account: tg.conn.Account})
	if err != nil {
		res.fail(tg, err)
		return res
	}
	res.ID = row.ID
	w := &work{t: t, req: req, target: tg, row: row, choices: t.Choices(ctx, tg.info)}
	err = w.read(ctx)
	w.finish(context.WithoutCancel(ctx), &res, err)
	return res
}

// fault is the error of a panic. The log gets its type and the stack, not its value: that may hold what a person wrote.
func (t *Tracker) fault(info provider.Info, p any) error {
	t.Log.Error("run panicked", "provider", info.Name, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
	return apperr.For(info.Name, apperr.Internal, "reading it hit a fault of Mixdown's own. What was read is kept; the details are in the log.", nil)
}

// connection returns a connection as it is now.
func (t *Tracker) connection(ctx context.Context, id string) (store.Connection, error) {
	conns, err := t.Store.Connections(ctx)
	if err != nil {
		return store.Connection{}, err
	}
	for _, c := range conns {
		if c.ID == id {
			return c, nil
		}
	}
	return store.Connection{}, apperr.New(apperr.NotFound, "it was disconnected meanwhile.", nil)
}

func (r *RunResult) fail(tg target, err error) {
	e := apperr.From(err)
	message := e.Message
	if e.Code != apperr.Canceled {
		message = tg.info.Title + ": " + message
	}
	r.Status, r.Error = store.StatusError, &RunError{e.Code, message}
}

// work is one run while it goes on; its owner is Tracker.run.
type work struct {
	t   *Tracker
	req Request
	target
	row      store.Run
	counter  Counter
	progress provider.Progress
	emitted  bool
	pace     pace
	budget   Budget
	choices  Choices
}

// read reads the source. A panic in it becomes an error, so that the run is ended in the log and tried again later.
func (w *work) read(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = w.t.fault(w.info, p)
		}
	}()
	if w.conn.Status == "needs_sign_in" {
		return apperr.For(w.info.Name, apperr.NeedsSignIn, "the sign-in has ended. Sign in again with `mixdown connect "+w.info.Name+"` or under Connections.", nil)
	}
	cursor, err := w.t.Store.Cursor(ctx, w.conn.ID, w.req.Campaign.ID)
	if err != nil {
		return err
	}
	w.progress = provider.Progress{Complete: cursor.Complete, Unread: cursor.Unread}
	if cursor.SyncVersion != w.info.SyncVersion {
		cursor.Cursor = nil
	}
	client, counter, err := w.t.Clients.Client(ctx, w.conn, w.info, w.row.ID)
	if err != nil {
		return err
	}
	w.counter = counter
	scope := provider.Scope{
		Campaign: w.req.Campaign, Headline: w.req.Headline, NoSnippets: w.choices.NoSnippets, Now: w.t.Now,
		Held: w.t.Store.Held(w.conn.ID, w.req.Campaign.ID),
	}
	if w.budget, err = w.t.budget(ctx, w.info, w.conn); err != nil {
		return err
	}
	if w.budget.Calls > 0 {
		left := w.budget.Left()
		scope.CallsLeft = &left
	}
	if err := w.send(ctx, client, scope); err != nil {
		return err
	}
	account := w.conn.ServiceAccount()
	err = w.provider.Sync(ctx, client, account, scope, cursor.Cursor, func(b provider.Batch) error { return w.emit(ctx, b) })
	if err == nil && w.t.Outbox != nil {
		err = w.t.Outbox.Read(ctx, w.conn, w.req.Campaign.ID, w.row.ID)
	}
	return err
}

// send sends what the person changed, so that the read finds it there. What the source does not take keeps waiting and says
// why; only an ended sign-in ends the run, for the read would fail too.
func (w *work) send(ctx context.Context, client *http.Client, scope provider.Scope) error {
	if w.t.Outbox == nil {
		return nil
	}
	err := w.t.Outbox.Send(ctx, w.conn, w.provider, client, scope, w.row.ID)
	if err == nil || isStop(err) || apperr.CodeOf(err) == apperr.NeedsSignIn {
		return err
	}
	w.t.Log.Warn("changes not sent", "provider", w.info.Name, "run", w.row.ID, "code", apperr.CodeOf(err), "cause", fmt.Sprint(cause(err)))
	return nil
}

func (w *work) emit(ctx context.Context, b provider.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.noSnippetsNow(ctx) {
		b.Records = slices.Clone(b.Records)
		for i, r := range b.Records {
			b.Records[i] = provider.WithoutSnippet(r)
		}
	}
	changed, err := w.t.Store.Commit(ctx, w.row, store.Batch{Batch: b, SyncVersion: w.info.SyncVersion})
	if err != nil {
		return err
	}
	w.row.RecordsSynced += len(b.Records)
	w.row.RecordsChanged += changed
	w.progress, w.emitted = b.Progress, w.emitted || len(b.Records) > 0
	if p, ok := w.pace.tell(w.t.Now(), b.Progress); ok {
		p.SyncID, p.ConnectionID, p.Provider = w.row.SyncID, w.conn.ID, w.info.Name
		w.t.Listen(Event{Kind: "progress", SyncID: w.row.SyncID, CampaignID: w.req.Campaign.ID, Progress: &p})
	}
	return nil
}

// noSnippetsNow reports whether the person chose, while this run goes on, that no words of a mail are kept: the source was asked
// for them at its beginning, which for a first sync may be hours ago.
func (w *work) noSnippetsNow(ctx context.Context) bool {
	return !w.choices.NoSnippets && w.t.Choices(ctx, w.info).NoSnippets
}

// finish writes how the run ended, and what that means for the connection and its next run.
func (w *work) finish(ctx context.Context, res *RunResult, err error) {
	w.row.Duration = w.t.Now().Sub(w.row.StartedAt)
	w.row.Complete = w.progress.Complete && err == nil
	w.row.Unread = w.progress.Unread
	w.row.Status = store.StatusSuccess
	switch {
	case err != nil:
		res.fail(w.target, err)
		w.row.Status = store.StatusError
		if w.emitted && !isStop(err) {
			w.row.Status = store.StatusPartial // what came before is in
		}
		w.t.Log.Warn("run failed", "provider", w.info.Name, "run", w.row.ID, "code", apperr.CodeOf(err), "cause", fmt.Sprint(cause(err)))
	case w.progress.Unread > 0:
		w.row.Status = store.StatusPartial
		res.Error = &RunError{apperr.ServiceDown, fmt.Sprintf("%s: %s not read yet. The next sync tries again, and everything else is in.", w.info.Title, items(w.info, w.progress.Unread))}
	}
	if res.Error != nil {
		w.row.ErrorCode, w.row.ErrorMessage = string(res.Error.Code), res.Error.Message
	}
	if w.counter != nil {
		w.row.Requests, w.row.QuotaUnits = w.counter.Requests(), w.counter.Units()
	}
	res.Status, res.RecordsSynced, res.DurationMs = w.row.Status, w.row.RecordsSynced, w.row.Duration.Milliseconds()
	res.Requests, res.QuotaUnits, res.Complete, res.Unread = w.row.Requests, w.row.QuotaUnits, w.row.Complete, w.row.Unread
	for _, write := range []func() error{
		func() error {
			if w.noSnippetsNow(ctx) { // the choice may have come between the last look and what was stored after it
				return w.t.Store.DropSnippets(ctx)
			}
			return nil
		},
		func() error { return w.t.Store.FinishRun(ctx, w.row) },
		func() error { return w.t.Store.UpdateConnection(ctx, w.conn.ID, w.settle(err)) },
	} {
		if err := write(); err != nil && res.Error == nil {
			res.fail(w.target, err)
		}
	}
}

// settle says what the run's end means for the connection. A sign-in problem waits for the person; another failure is
// retried after a growing pause; success plans the next run.
func (w *work) settle(err error) func(*store.Connection) {
	now := w.t.Now()
	cost := w.progress.NextCalls
	if cost == 0 {
		cost = w.row.Requests
	}
	w.budget.Spent += w.row.Requests
	next := now.Add(jitter(w.budget.Rest(w.choices.Every, cost, now)))
	return func(c *store.Connection) {
		code := apperr.CodeOf(err)
		if facts := c.Facts(); w.budget.Calls > 0 && err == nil && facts.NextCalls != cost {
			facts.NextCalls = cost
			c.SetFacts(facts)
		}
		switch {
		case err == nil:
			c.Retries, c.NextRetryAt, c.NextSyncAt = 0, time.Time{}, next
			if w.row.Status == store.StatusSuccess {
				c.LastSyncAt = now
			}
			if c.Status != "paused" {
				c.Status, c.Message = "active", w.row.ErrorMessage
			}
		case isStop(err):
			c.NextSyncAt = next
		case code == apperr.NeedsSignIn:
			c.Status, c.Message = "needs_sign_in", w.row.ErrorMessage
			c.NextSyncAt, c.NextRetryAt = time.Time{}, time.Time{}
		default:
			c.Retries++
			c.NextRetryAt, c.NextSyncAt = now.Add(retryPause(c.Retries)), next
			if w.budget.Calls > 0 && w.row.Requests > 0 { // a try costs calls
				c.NextRetryAt = next
			}
			if at, ok := transport.RetryAt(err); ok { // the service said when
				c.NextRetryAt = at
			}
			if c.Status != "paused" {
				c.Status, c.Message = "error", w.row.ErrorMessage
			}
		}
	}
}

// retryPause doubles from one minute to an hour.
func retryPause(retries int) time.Duration {
	return jitter(min(time.Minute<<min(retries-1, 6), time.Hour))
}

// jitter spreads d by a tenth to either side, so that many computers do not ask in the same second.
func jitter(d time.Duration) time.Duration {
	return d + time.Duration((rand.Float64()-0.5)*0.2*float64(d))
}

func items(info provider.Info, n int) string {
	word := "item"
	if slices.ContainsFunc(info.Streams, func(s provider.Stream) bool { return s.Name == provider.StreamMessages }) {
		word = "message"
	}
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// cause is the innermost error that is not a sentence for a person.
func cause(err error) error {
	if e := apperr.From(err); e.Err != nil {
		return e.Err
	}
	return err
}
