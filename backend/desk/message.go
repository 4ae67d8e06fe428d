package desk

import (
	"context"
	"encoding/json"
	"net/mail"
	"slices"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// NewReply is a human reply that was not told before. Its JSON is public.
type NewReply struct {
	EmailID  string    `json:"emailId"` // our mail that was answered
	ThreadID string    `json:"threadId"`
	From     string    `json:"from"`
	Snippet  string    `json:"snippet"`
	At       time.Time `json:"at"`
	Subject  string    `json:"subject"`
	Contact  string    `json:"contact,omitempty"`
	Link     string    `json:"link,omitempty"`
}

// toldGone bounds how many told replies are remembered that are not there at present: a mail comes back from the trash, a
// campaign's rule back to what it was.
const toldGone = 2000

// NewReplies returns the human replies that came in since this was last asked for the campaign. A reply is told once, to
// whichever process asks first, also where it was gone in between.
func (d *Desk) NewReplies(ctx context.Context, c campaign.Campaign) ([]NewReply, error) {
	key := "replies told " + c.ID
	release, err := d.store.Lock(ctx, key)
	if err != nil {
		return nil, err
	}
	defer release()
	a, err := d.answerAt(ctx, c, "")
	if err != nil {
		return nil, err
	}
	var told []string
	if _, err := d.store.Setting(ctx, key, &told); err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, id := range told {
		known[id] = true
	}
	fresh := []NewReply{}
	here := map[string]bool{}
	for _, r := range a.Replies() {
		here[r.MessageID] = true
		if !known[r.MessageID] {
			fresh = append(fresh, NewReply{r.EmailID, r.ThreadID, r.From, r.Snippet, r.At.UTC(), r.Subject, r.Contact, r.Link})
			told = append(told, r.MessageID)
		}
	}
	if len(fresh) == 0 {
		return fresh, nil
	}
	return fresh, d.store.SaveSetting(ctx, key, remembered(told, here, toldGone))
}

// remembered returns the told ids, oldest first, without the oldest of those that are not here, of which so many are kept.
func remembered(told []string, here map[string]bool, gone int) []string {
	drop := -gone
	for _, id := range told {
		if !here[id] {
			drop++
		}
	}
	return slices.DeleteFunc(told, func(id string) bool {
		if here[id] || drop <= 0 {
			return false
		}
		drop--
		return true
	})
}

// TrackRequest names a mail that the person sent and wants counted now.
type TrackRequest struct {
	MessageID, ThreadID, To, Subject string
}

// Track counts a mail at once, before Gmail is asked: a later sync reads it and puts in what Gmail says of it.
func (d *Desk) Track(ctx context.Context, c campaign.Campaign, req TrackRequest) (metric.Row, error) {
	id, thread := strings.TrimSpace(req.MessageID), strings.TrimSpace(req.ThreadID)
	if id == "" || thread == "" || len(id) > 200 || len(thread) > 200 {
		return metric.Row{}, invalid("A tracked mail needs --message-id and --thread-id, as Gmail's API gives them.")
	}
	to, err := mail.ParseAddressList(req.To)
	if err != nil || len(to) == 0 {
		return metric.Row{}, invalid("“" + req.To + "” is no address: give the person mailed with --to.")
	}
	conn, err := d.connectionFor(ctx, metric.Gmail)
	if err != nil {
		return metric.Row{}, err
	}
	data := provider.MessageData{Own: true, Tracked: true}
	for _, a := range to {
		data.To = append(data.To, strings.ToLower(a.Address))
	}
	// As a mail that is listed and not read: the next sync reads it, and its thread, and what Gmail says takes this place.
	rec := provider.Record{Stream: provider.StreamMessages, ID: id, At: d.now(), Who: conn.Account, What: req.Subject,
		State: provider.StateUnreadSent, Why: "counted by hand", Group: thread, Data: mustMarshal(data)}
	held := false
	err = d.store.Held(conn.ID, c.ID).Records(ctx, provider.StreamMessages, nil, func(r provider.Record) error {
		if r.ID == id && (r.State != provider.StateUnreadSent || tracked(r)) {
			rec, held = r, true // Gmail's own word is the better one
		}
		return nil
	})
	if err != nil {
		return metric.Row{}, err
	}
	if !held {
		if err := d.writeTracked(ctx, c, conn, rec); err != nil {
			return metric.Row{}, err
		}
	}
	if rec.State == provider.StateUnreadSent {
		rec.State = provider.StatePitch
	}
	return metric.Row{ID: rec.ID, At: rec.At.UTC(), Who: rec.Who, What: rec.What, State: rec.State, Why: rec.Why, Link: rec.Link, Thread: rec.Group}, nil
}

// tracked tells a mail that was counted by hand already.
func tracked(r provider.Record) bool {
	var data provider.MessageData
	return len(r.Data) > 0 && json.Unmarshal(r.Data, &data) == nil && data.Tracked
}

// writeTracked stores the mail among those of the mailbox, as an edit of its own, and works the numbers out again.
func (d *Desk) writeTracked(ctx context.Context, c campaign.Campaign, conn store.Connection, rec provider.Record) error {
	release, err := d.store.Lock(ctx, store.RunLock(conn.ID))
	if err != nil {
		return err
	}
	defer release()
	y, err := d.store.BeginSync(ctx, c.ID, store.KindEdit, "track")
	if err != nil {
		return err
	}
	run, err := d.store.BeginRun(ctx, store.Run{SyncID: y.ID, CampaignID: c.ID, ConnectionID: conn.ID, IntegrationType: store.YouType, Account: conn.Account})
	if err != nil {
		return err
	}
	if _, err := d.store.Put(ctx, run, []provider.Record{rec}); err != nil {
		return err
	}
	run.Status, run.RecordsSynced, run.RecordsChanged, run.Complete = store.StatusSuccess, 1, 1, true
	if err := d.store.FinishRun(ctx, run); err != nil {
		return err
	}
	if err := d.store.FinishSync(ctx, y.ID, run.Status, ""); err != nil {
		return err
	}
	a, err := d.answer(ctx, c, moment{})
	if err != nil {
		return err
	}
	_, err = d.keep(ctx, c, y.ID, a)
	return err
}

// connectionFor returns the first connection of a source, or why there is none.
func (d *Desk) connectionFor(ctx context.Context, name string) (store.Connection, error) {
	p, err := d.source(name)
	if err != nil {
		return store.Connection{}, err
	}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return store.Connection{}, err
	}
	for _, c := range conns {
		if c.Provider == p.Info().Table {
			return c, nil
		}
	}
	return store.Connection{}, apperr.For(name, apperr.NotConnected, p.Info().Title+" is not connected. Connect it with `mixdown connect "+name+"` or under Connections.", nil)
}

// Profile is the mailbox. Its JSON is public.
type Profile struct {
	EmailAddress  string `json:"emailAddress"`
	MessagesTotal int64  `json:"messagesTotal"`
}

// Profile asks Gmail for the mailbox's address and size.
func (d *Desk) Profile(ctx context.Context) (Profile, error) {
	conn, err := d.connectionFor(ctx, metric.Gmail)
	if err != nil {
		return Profile{}, err
	}
	p, _ := d.byName(metric.Gmail)
	client, _, err := d.Client(ctx, conn, p.Info(), 0)
	if err != nil {
		return Profile{}, err
	}
	account, err := p.Identify(ctx, client)
	if err := d.flush(d.noteSignIn(ctx, conn, err)); err != nil {
		return Profile{}, err
	}
	return Profile{account.Address, account.MessagesTotal}, nil
}

// noteSignIn marks a connection whose sign-in ended while it was used outside a sync, and returns err as it is.
func (d *Desk) noteSignIn(ctx context.Context, conn store.Connection, err error) error {
	if apperr.CodeOf(err) == apperr.NeedsSignIn {
		if uerr := d.store.UpdateConnection(ctx, conn.ID, func(c *store.Connection) {
			c.Status, c.Message = "needs_sign_in", apperr.From(err).Message
		}); uerr != nil {
			d.log.Warn("connection", "cause", uerr.Error())
		}
	}
	return err
}

// CheckSources asks every source of the campaign what it has and names each difference to what is held. It only reads.
// only names connection ids; none means all.
func (d *Desk) CheckSources(ctx context.Context, c campaign.Campaign, only ...string) ([]provider.CheckResult, error) {
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	out := []provider.CheckResult{}
	for _, conn := range conns {
		p, ok := d.byTable(conn.Provider)
		if !ok || len(only) > 0 && !contains(only, conn.ID) {
			continue
		}
		checker, can := p.(provider.Checker)
		if ch, ok := p.(provider.Chooser); !can || ok && !ch.Chosen(c.Rule) {
			continue
		}
		client, _, err := d.Client(ctx, conn, p.Info(), 0)
		if err != nil {
			return nil, err
		}
		scope := provider.Scope{Campaign: c, Now: d.now, Held: d.store.Held(conn.ID, c.ID)}
		res, err := checker.Check(ctx, client, conn.ServiceAccount(), scope)
		if err := d.flush(d.noteSignIn(ctx, conn, err)); err != nil {
			return nil, err
		}
		res.Source, res.Missing, res.Extra = p.Info().Name, orNone(res.Missing), orNone(res.Extra)
		if res.Explained == nil {
			res.Explained = []provider.Explained{}
		}
		out = append(out, res)
	}
	return out, nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// decode reads a record's data; damaged data is a fault of ours.
func decode[T any](r provider.Record) (T, error) {
	var t T
	if len(r.Data) == 0 {
		return t, nil
	}
	err := json.Unmarshal(r.Data, &t)
	return t, err
}
