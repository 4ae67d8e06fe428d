package desk

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/guard"
	"mixdown/backend/hook"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

const (
	// pullIdle is how often it is looked whether a mailbox is to be listened to.
	pullIdle = 15 * time.Second
	// pullPause is how long a subscription that failed is left alone.
	pullPause = time.Minute
)

// GmailPush says how a mailbox tells of changes by itself: through the person's own Pub/Sub topic and a subscription to it.
type GmailPush struct {
	Connection   string // the mailbox's id; "" for the one that has it on, or the first
	Topic        string // projects/PROJECT/topics/NAME
	Subscription string // projects/PROJECT/subscriptions/NAME, of the kind pull
	OpenBrowser  func(url string) error
}

// GmailPushStatus is how it stands with push hints of the mailbox.
type GmailPushStatus struct {
	Connected    bool   `json:"connected"` // there is a mailbox
	On           bool   `json:"on"`
	Topic        string `json:"topic"`
	Subscription string `json:"subscription"`
	Live         bool   `json:"live"`    // hints come through right now
	Message      string `json:"message"` // why they do not although they are on; "" where all is well
}

// GmailPush tells how it stands, without the network.
func (d *Desk) GmailPush(ctx context.Context) (GmailPushStatus, error) {
	conn, err := d.mailbox(ctx, "")
	if isNotFound(err) {
		return GmailPushStatus{}, nil
	}
	if err != nil {
		return GmailPushStatus{}, err
	}
	k, err := d.watchSetting(ctx)
	if err != nil {
		return GmailPushStatus{}, err
	}
	kept, on := k.Gmail[conn.ID]
	live, err := d.delivers(ctx, conn.ID)
	return GmailPushStatus{Connected: true, On: on, Topic: kept.Topic, Subscription: kept.Subscription, Live: live, Message: kept.Message}, err
}

// mailbox finds a mailbox by its id; with "" the one that has push hints on, else the first.
func (d *Desk) mailbox(ctx context.Context, id string) (store.Connection, error) {
	if id != "" {
		conn, err := d.find(ctx, id)
		if err == nil && conn.Provider != "gmail" {
			return conn, invalid("Push hints of this kind are for Gmail alone.")
		}
		return conn, err
	}
	k, err := d.watchSetting(ctx)
	if err != nil {
		return store.Connection{}, err
	}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return store.Connection{}, err
	}
	conns = slices.DeleteFunc(conns, func(c store.Connection) bool { return c.Provider != "gmail" })
	for _, conn := range conns {
		if _, on := k.Gmail[conn.ID]; on {
			return conn, nil
		}
	}
	if len(conns) == 0 {
		return d.find(ctx, "gmail") // says that there is none
	}
	return conns[0], nil
}

func pullSecret(connection string) string { return "pull:" + connection }

// SetGmailPush switches push hints of a mailbox on: it asks, by itself, for the permission to pull, checks topic and
// subscription, and has Gmail publish. Errors: invalid, those of a sign-in, and Google's refusals.
func (d *Desk) SetGmailPush(ctx context.Context, push GmailPush) (Connection, error) {
	conn, err := d.mailbox(ctx, push.Connection)
	if err != nil {
		return Connection{}, err
	}
	push.Topic, push.Subscription = strings.TrimSpace(push.Topic), strings.TrimSpace(push.Subscription)
	if err := hook.ParseSubscription(push.Subscription); err != nil { // before anybody is asked for consent
		return Connection{}, err
	}
	p, _ := d.byTable(conn.Provider)
	if err := d.grantPull(ctx, conn, p.Info(), push.OpenBrowser); err != nil {
		return Connection{}, err
	}
	puller, err := d.puller(ctx, conn.ID, push.Subscription)
	if err != nil {
		return Connection{}, err
	}
	if err := d.flush(puller.Check(ctx, push.Topic)); err != nil {
		return Connection{}, err
	}
	kept := pullKept{Topic: push.Topic, Subscription: push.Subscription}
	if err := d.watchMailbox(ctx, conn, kept); err != nil {
		return Connection{}, err
	}
	if err := d.keepWatch(ctx, func(k *watchKept) { k.Gmail[conn.ID] = kept }); err != nil {
		return Connection{}, err
	}
	return d.view(ctx, conn)
}

// grantPull asks for the permission to pull, unless there is one.
func (d *Desk) grantPull(ctx context.Context, conn store.Connection, info provider.Info, open func(string) error) error {
	if s, err := d.secrets.Load(pullSecret(conn.ID)); err == nil && s.RefreshToken != "" {
		if k, err := d.watchSetting(ctx); err == nil && k.Gmail[conn.ID].Code != apperr.NeedsSignIn {
			return nil
		}
	}
	ctx, done := d.signIn.begin(ctx)
	defer done()
	if err := d.probeKeychain(); err != nil {
		return err
	}
	client, err := d.client(info, auth.Client{})
	if err != nil {
		return err
	}
	if open == nil {
		open = d.cfg.OpenBrowser
	}
	pull := hook.PullInfo()
	grant, err := auth.SignIn(ctx, auth.SignInRequest{Info: pull, Client: client, HTTP: d.transport.Plain(pull), PageURL: d.transport.URL, OpenBrowser: open,
		Extra: map[string]string{"login_hint": conn.Account}, Now: d.now, Log: d.log})
	if err := d.flush(err); err != nil {
		return err
	}
	if err := d.secrets.Save(pullSecret(conn.ID), grant.Secret(client)); err != nil {
		return err
	}
	d.sources.drop(pullSecret(conn.ID))
	d.sources.put(pullSecret(conn.ID), d.newSource(pull, pullSecret(conn.ID), grant.Token))
	return nil
}

func (d *Desk) puller(ctx context.Context, connection, subscription string) (*hook.Puller, error) {
	info, key := hook.PullInfo(), pullSecret(connection)
	source := d.sources.get(key, func() *auth.TokenSource { return d.newSource(info, key, nil) })
	return hook.NewPuller(ctx, d.transport.Client(info, provider.Caller{Provider: info.Name, Account: connection}, source, nil), subscription)
}

// watchMailbox has Gmail publish to the topic, or to go on doing so.
func (d *Desk) watchMailbox(ctx context.Context, conn store.Connection, kept pullKept) error {
	c, err := d.Campaign(ctx, "")
	if err != nil && !isNotFound(err) {
		return err
	}
	_, err = d.openChannels(ctx, conn, c, provider.Target{Address: kept.Topic}, kept.Subscription)
	return err
}

// StopGmailPush switches push hints of the mailbox off and forgets the permission. Google's page of the account lists it until
// Gmail itself is disconnected: taking it back there would end the sign-in to the mailbox too.
func (d *Desk) StopGmailPush(ctx context.Context, connection string) (Connection, error) {
	conn, err := d.mailbox(ctx, connection)
	if err != nil {
		return Connection{}, err
	}
	if err := d.forgetPush(ctx, conn); err != nil {
		return Connection{}, err
	}
	return d.view(ctx, conn)
}

// forgetPush ends a connection's channels, and what was kept for them.
func (d *Desk) forgetPush(ctx context.Context, conn store.Connection) error {
	if err := d.keepWatch(ctx, func(k *watchKept) { delete(k.Gmail, conn.ID); delete(k.Opened, conn.ID) }); err != nil {
		return err
	}
	if err := d.dropChannels(ctx, conn, nil); err != nil {
		return err
	}
	d.sources.drop(pullSecret(conn.ID))
	return d.secrets.Delete(pullSecret(conn.ID))
}

// pullHints waits for notices of mailboxes until ctx ends, and calls wake for each. It returns when nothing is under way.
func (d *Desk) pullHints(ctx context.Context, wake func(provider string)) {
	until := map[string]time.Time{} // which subscriptions are left alone, and how long
	for ctx.Err() == nil {
		k, err := d.watchSetting(ctx)
		var round sync.WaitGroup
		var mu sync.Mutex
		busy := false
		for connection, kept := range k.Gmail {
			mu.Lock()
			rest := until[connection]
			mu.Unlock()
			if err != nil || d.now().Before(rest) || kept.Code == apperr.NeedsSignIn {
				continue
			}
			busy = true
			round.Go(func() {
				good := false
				err := guard.Do(d.log, "pull", func() error { good = d.pullOnce(ctx, connection, kept, wake); return nil })
				if err != nil || !good {
					mu.Lock()
					defer mu.Unlock()
					until[connection] = d.now().Add(pullPause)
				}
			})
		}
		round.Wait()
		if !busy {
			select {
			case <-ctx.Done():
			case <-time.After(pullIdle):
			}
		}
	}
	stopped, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeGrace)
	defer cancel()
	if k, err := d.watchSetting(stopped); err == nil {
		for _, kept := range k.Gmail {
			_ = d.store.Listening(stopped, kept.Subscription, true) // it ends by itself after its lease
		}
	}
}

// pullOnce waits for notices of one mailbox, for some seconds; false where it failed, and says why on the card.
func (d *Desk) pullOnce(ctx context.Context, connection string, kept pullKept, wake func(provider string)) bool {
	err := d.pullNext(ctx, connection, kept, wake)
	if ctx.Err() != nil {
		return true
	}
	if ferr := d.flush(nil); ferr != nil {
		d.log.Warn("pull", "cause", ferr.Error())
	}
	code, message := apperr.Code(""), ""
	if err != nil {
		code, message = apperr.CodeOf(err), apperr.From(err).Message
		d.log.Warn("pull", "cause", err.Error())
		_ = d.store.Listening(ctx, kept.Subscription, true)
	}
	kerr := d.keepWatch(ctx, func(k *watchKept) {
		if now, ok := k.Gmail[connection]; ok && now.Subscription == kept.Subscription {
			now.Code, now.Message = code, message
			k.Gmail[connection] = now
		}
	})
	return err == nil && kerr == nil
}

func (d *Desk) pullNext(ctx context.Context, connection string, kept pullKept, wake func(provider string)) error {
	if err := d.renewMailbox(ctx, connection, kept); err != nil {
		return err
	}
	puller, err := d.puller(ctx, connection, kept.Subscription)
	if err != nil {
		return err
	}
	came, err := puller.Next(ctx)
	if came {
		wake("gmail")
	}
	if err != nil {
		return err
	}
	// The subscription answers, and Gmail publishes to its topic: what changes from now on comes through.
	if err := d.store.Heard(ctx, "gmail", kept.Subscription, ""); err != nil {
		return err
	}
	return d.store.Listening(ctx, kept.Subscription, false)
}

// renewMailbox asks Gmail to go on publishing, once a day.
func (d *Desk) renewMailbox(ctx context.Context, connection string, kept pullKept) error {
	list, err := d.channelsOf(ctx, connection)
	if err != nil || len(list) > 0 && !dueChannel(list[0], d.now()) {
		return err
	}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return err
	}
	for _, conn := range conns {
		if conn.ID == connection {
			return d.watchMailbox(ctx, conn, kept)
		}
	}
	return d.keepWatch(ctx, func(k *watchKept) { delete(k.Gmail, connection) })
}
