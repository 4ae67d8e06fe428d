package desk

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/guard"
	"mixdown/backend/mirror"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

const settingMirror = "mirror"

const (
	// pushLimit bounds one push; what is left waits for the next.
	pushLimit = 5 * time.Minute
	// closeGrace is how long the program waits at its end for a push under way. Nothing is lost when it is cut off.
	closeGrace = 10 * time.Second
)

// mirrorKept is what is kept of the mirror: the person's choices, and how the last push ended.
type mirrorKept struct {
	On         bool      `json:"on"`
	Addresses  bool      `json:"addresses"`
	State      string    `json:"state,omitempty"` // "" while all is well
	Message    string    `json:"message,omitempty"`
	LastPushAt time.Time `json:"lastPushAt,omitzero"`
}

// mirrorAt is what is kept of the connection: which project, and who there.
type mirrorAt struct {
	URL  string `json:"url"`
	User string `json:"user"`
}

func (m mirrorAt) target() string { return m.URL + " " + m.User }

// mirrorState is what works for the mirror in this process.
type mirrorState struct {
	mu      sync.Mutex
	tokens  *mirror.Tokens
	keyOf   string // the connection that tokens are of
	signIn  *mirrorSignIn
	pushing bool
	again   bool
	stop    context.CancelFunc
	work    sync.WaitGroup

	feeds  sync.Mutex               // held while the note of a feed is written
	joined map[string]store.Channel // the campaigns whose feed this process has joined

	switched int // counts what makes the feeds begin anew: another switch, another sign-in
	changed  chan struct{}
	hear     []func(AgentNews)
}

// mirrorConnection returns the connection to the project; not_connected where there is none.
func (d *Desk) mirrorConnection(ctx context.Context) (store.Connection, mirrorAt, error) {
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return store.Connection{}, mirrorAt{}, err
	}
	for _, c := range conns {
		var at mirrorAt
		if c.Provider == mirror.Name && json.Unmarshal(c.Metadata, &at) == nil {
			return c, at, nil
		}
	}
	return store.Connection{}, mirrorAt{}, apperr.For(mirror.Name, apperr.NotConnected, "No Supabase project is connected. Connect your own with `mixdown connect supabase --url … --key … --email …`.", nil)
}

// mirrorSession returns the tokens of the connection; there is one refresher a process.
func (d *Desk) mirrorSession(conn store.Connection) (*mirror.Tokens, mirror.Project, error) {
	secret, err := d.secrets.Load(conn.ID)
	if apperr.CodeOf(err) == apperr.NotFound {
		return nil, mirror.Project{}, apperr.For(mirror.Name, apperr.NeedsSignIn, "The keychain holds no sign-in to Supabase. Connect it again.", err)
	}
	if err != nil {
		return nil, mirror.Project{}, err
	}
	kept := mirror.ProjectOf(secret)
	project, err := mirror.ParseProject(kept.URL, kept.Key)
	if err != nil {
		return nil, project, apperr.For(mirror.Name, apperr.NeedsSignIn, "The sign-in to Supabase kept in the keychain is damaged. Connect it again.", err)
	}
	d.mirror.mu.Lock()
	defer d.mirror.mu.Unlock()
	if d.mirror.tokens == nil || d.mirror.keyOf != conn.ID {
		d.mirror.tokens, d.mirror.keyOf = mirror.NewTokens(project, conn.ID, d.secrets, d.transport.Plain(project.Info()), nil, d.now), conn.ID
	}
	return d.mirror.tokens, project, nil
}

func (d *Desk) mirrorClient(conn store.Connection) (*mirror.Client, *mirror.Tokens, error) {
	tokens, project, err := d.mirrorSession(conn)
	if err != nil {
		return nil, nil, err
	}
	stack := d.transport.Client(project.Info(), provider.Caller{Provider: mirror.Name, Account: conn.ID}, tokens, nil)
	return &mirror.Client{Project: project, Tables: stack.Transport, Now: d.now}, tokens, nil
}

// disconnectMirror ends the session at the project, forgets it, and switches the mirror off. What was sent stays in the
// project: it is the person's own. What came from there stays here.
func (d *Desk) disconnectMirror(ctx context.Context, conn store.Connection) (Connection, error) {
	view, err := d.view(ctx, conn)
	if err != nil {
		return view, err
	}
	view.Message = ""
	if tokens, _, err := d.mirrorSession(conn); err == nil {
		if err := d.flush(tokens.SignOut(ctx)); err != nil {
			view.Message = apperr.From(err).Message
			d.log.Warn("mirror: sign out", "cause", err.Error())
		}
	}
	d.mirror.mu.Lock()
	d.mirror.tokens, d.mirror.keyOf = nil, ""
	d.mirror.mu.Unlock()
	if err := d.secrets.Delete(conn.ID); err != nil {
		return view, err
	}
	err = errors.Join(d.store.DeleteConnection(ctx, conn.ID, true), d.keepMirror(ctx, func(k *mirrorKept) { *k = mirrorKept{} }))
	d.mirrorChanged()
	return view, err
}

func (d *Desk) mirrorSetting(ctx context.Context) (mirrorKept, error) {
	var k mirrorKept
	_, err := d.store.Setting(ctx, settingMirror, &k)
	return k, err
}

func (d *Desk) keepMirror(ctx context.Context, change func(*mirrorKept)) error {
	var k mirrorKept
	return d.store.ChangeSetting(ctx, settingMirror, &k, func() error { change(&k); return nil })
}

// SetMirror switches the mirror on or off, and says whether the mailboxes' names go along: a choice that shows in what would be
// sent before anything is. Switching on checks the project's tables first; what is wrong there is kept as the state.
func (d *Desk) SetMirror(ctx context.Context, on, addresses bool) (MirrorStatus, error) {
	if on {
		conn, _, err := d.mirrorConnection(ctx)
		if err != nil {
			return MirrorStatus{}, err
		}
		if err := d.flush(d.checkMirror(ctx, conn)); err != nil {
			kerr := d.keepMirror(context.WithoutCancel(ctx), func(k *mirrorKept) {
				k.Addresses, k.State, k.Message = addresses, mirror.StateOf(err), apperr.From(err).Message
			})
			return MirrorStatus{}, errors.Join(err, kerr)
		}
	}
	err := d.keepMirror(ctx, func(k *mirrorKept) {
		k.On, k.Addresses, k.State, k.Message = on, addresses, "", ""
	})
	if err != nil {
		return MirrorStatus{}, err
	}
	d.mirrorChanged()
	return d.MirrorStatus(ctx, shownRows)
}

// checkMirror asks the project for its tables.
func (d *Desk) checkMirror(ctx context.Context, conn store.Connection) error {
	client, _, err := d.mirrorClient(conn)
	if err != nil {
		return err
	}
	_, err = client.SchemaState(ctx)
	return err
}

// MirrorSchema returns the SQL that the person runs in their project.
func (d *Desk) MirrorSchema() string { return mirror.Schema() }

// mirrorChanged wakes the live feed.
func (d *Desk) mirrorChanged() {
	d.mirror.mu.Lock()
	defer d.mirror.mu.Unlock()
	d.mirror.switched++
	if d.mirror.changed != nil {
		select {
		case d.mirror.changed <- struct{}{}:
		default:
		}
	}
}

// PushResult is what a push did. Its JSON is public.
type PushResult struct {
	Sent    map[string]int `json:"sent"`
	Refused int            `json:"refused"`
	Waiting int            `json:"waiting"`
	State   string         `json:"state"`
}

// PushMirror sends what waits, and tries again what the project refused. Whatever happens on the way, nothing is lost and nothing is
// counted twice: each batch is acknowledged by itself. Errors: invalid where the mirror is off, and those of the project.
func (d *Desk) PushMirror(ctx context.Context) (PushResult, error) { return d.pushMirror(ctx, true) }

// pushMirror is PushMirror; refused rows are tried again only where somebody asked, who may have mended what refused them.
func (d *Desk) pushMirror(ctx context.Context, again bool) (PushResult, error) {
	k, err := d.mirrorSetting(ctx)
	if err != nil {
		return PushResult{}, err
	}
	if !k.On {
		return PushResult{}, invalid("The mirror is off, and nothing leaves this computer. See what would be sent with `mixdown mirror status`, then switch it on with `mixdown mirror on`.")
	}
	release, err := d.store.Lock(ctx, "mirror")
	if err != nil {
		return PushResult{}, err
	}
	defer release()
	out, err := d.push(ctx, k, again)
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	_ = d.flush(nil)
	kerr := d.keepMirror(context.WithoutCancel(ctx), func(k *mirrorKept) {
		k.State, k.Message = "", ""
		if err != nil {
			k.State, k.Message = mirror.StateOf(err), apperr.From(err).Message
		} else {
			k.LastPushAt = d.now()
		}
	})
	if err == nil {
		err = kerr
	}
	if err != nil {
		d.log.Warn("mirror: push", "state", mirror.StateOf(err), "cause", err.Error())
	}
	return out, err
}

func (d *Desk) push(ctx context.Context, k mirrorKept, again bool) (PushResult, error) {
	out := PushResult{Sent: map[string]int{}, State: mirror.StateReady}
	for _, table := range mirror.Tables() {
		out.Sent[table] = 0
	}
	conn, at, err := d.mirrorConnection(ctx)
	if err != nil {
		return out, err
	}
	client, _, err := d.mirrorClient(conn)
	if err != nil {
		return out, err
	}
	if _, err := client.SchemaState(ctx); err != nil {
		return out, err
	}
	if again {
		if err := d.store.RetryRefused(ctx, at.target()); err != nil {
			return out, err
		}
	}
	box := mirrorBox{d.store, at.target()}
	for _, table := range mirror.Tables() {
		for { // a page of rows at a time: the backlog of a year needs no room in memory
			rows, _, err := d.mirrorRows(ctx, table, at.target(), k.Addresses, pageRows)
			if err != nil {
				return out, err
			}
			if len(rows) == 0 {
				break
			}
			sent, refused, err := client.Push(ctx, table, rows, box)
			out.Sent[table] += sent
			out.Refused += refused
			if err != nil {
				return out, err
			}
		}
	}
	removed, err := d.removedConnections(ctx, at.target())
	for _, r := range removed {
		if err = client.Remove(ctx, mirror.TableConnections, r.row); err == nil {
			err = d.store.MarkMirrored(context.WithoutCancel(ctx), at.target(), mirror.TableConnections, []store.Mirrored{{ID: r.id, Mark: markRemoved}})
		}
		if err != nil {
			break
		}
		out.Sent[mirror.TableConnections]++
	}
	if err != nil {
		return out, err
	}
	if out.Refused > 0 {
		out.State = mirror.StateRowRefused
	}
	return out, d.catchUpAgents(ctx, client, at.target()) // what the live feed missed, or all where there is none
}

// mirrorBox is the store as the push sees it.
type mirrorBox struct {
	store  *store.Store
	target string
}

func (o mirrorBox) Acknowledge(ctx context.Context, table string, rows []mirror.Row, refused string) error {
	marks := make([]store.Mirrored, len(rows))
	for i, r := range rows {
		marks[i] = store.Mirrored{ID: r.ID, Mark: r.Mark, Refused: refused}
	}
	return o.store.MarkMirrored(context.WithoutCancel(ctx), o.target, table, marks)
}

// mirrorLater pushes in the background where the mirror is on. Whoever asked does not wait; Close does, for a while.
func (d *Desk) mirrorLater(ctx context.Context) {
	if k, err := d.mirrorSetting(ctx); err != nil || !k.On {
		return
	}
	d.mirror.mu.Lock()
	defer d.mirror.mu.Unlock()
	d.mirror.again = d.mirror.pushing
	if d.mirror.pushing {
		return
	}
	d.mirror.pushing = true
	ctx, d.mirror.stop = context.WithTimeout(context.WithoutCancel(ctx), pushLimit)
	stop := d.mirror.stop
	d.mirror.work.Go(func() {
		defer stop()
		for {
			err := guard.Do(d.log, "mirror push", func() error { _, err := d.pushMirror(ctx, false); return err })
			d.mirror.mu.Lock()
			more := d.mirror.again && err == nil
			d.mirror.again, d.mirror.pushing = false, more
			d.mirror.mu.Unlock()
			if !more {
				return
			}
		}
	})
}

// closeMirror waits for a push under way, and cuts it off where it takes too long.
func (d *Desk) closeMirror() {
	d.endMirrorSignIn()
	d.mirror.mu.Lock()
	stop, tokens := d.mirror.stop, d.mirror.tokens
	d.mirror.mu.Unlock()
	if stop != nil {
		late := time.AfterFunc(closeGrace, stop)
		d.mirror.work.Wait()
		late.Stop()
	}
	if tokens != nil {
		tokens.Close()
	}
}

// mirrorView fills in what the project's connection shows beside its columns.
func (d *Desk) mirrorView(ctx context.Context, v Connection) (Connection, error) {
	k, err := d.mirrorSetting(ctx)
	v.Title, v.LastSyncAt = mirror.Title, utc(k.LastPushAt)
	switch {
	case k.State == mirror.StateSignIn:
		v.Status, v.Message = "needs_sign_in", k.Message
	case !k.On:
		v.Status, v.Message = "paused", "The mirror is off; nothing leaves this computer."
	case k.State != "":
		v.Status, v.Message = "error", k.Message
	}
	if err != nil || !k.On {
		return v, err
	}
	v.Live, err = d.feedLive(ctx, v.ID)
	return v, err
}
