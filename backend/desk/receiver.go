package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/guard"
	"mixdown/backend/hook"
	"mixdown/backend/store"
)

// Receiver says where the window takes the notices of Drive, Mailchimp and Airtable.
type Receiver struct {
	Listen    string // an address of this computer, such as 127.0.0.1:43120
	PublicURL string // the person's own tunnel to it
}

// ReceiverStatus is how it stands with the window's receiver. Its JSON is public.
type ReceiverStatus struct {
	On        bool   `json:"on"` // the window receives while it is open
	Listen    string `json:"listen"`
	PublicURL string `json:"publicURL"`
	Message   string `json:"message"` // why it does not run although it is on; "" where all is well
	// SigningKey says that Mailchimp's notices are taken only with the signature of a key that is kept.
	SigningKey  bool             `json:"signingKey"`
	Connections []ReceiverSource `json:"connections"`
}

// ReceiverSource is one connection that can tell through the tunnel.
type ReceiverSource struct {
	ID       string     `json:"id"`
	Provider string     `json:"provider"`
	Title    string     `json:"title"`
	Account  string     `json:"account"`
	Asked    bool       `json:"asked"`        // the service was asked to tell
	Live     bool       `json:"live"`         // what it tells comes through right now
	EndsAt   *time.Time `json:"endsAt"`       // until when it tells; it is renewed before. nil: not by itself
	LastAt   *time.Time `json:"lastNoticeAt"` // when it last told; nil: never
	Message  string     `json:"message"`      // why it does not tell; "" where all is well
}

// receiverState is the window's receiver in this process.
type receiverState struct {
	mu      sync.Mutex
	changed chan struct{} // nil while no window runs
	run     sync.Mutex    // held while a receiver runs
}

// wake has the window look at the setting now.
func (r *receiverState) wake() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.changed != nil {
		select {
		case r.changed <- struct{}{}:
		default:
		}
	}
}

// doors are the sources that tell through a tunnel.
var doors = []string{"sheets", "mailchimp", "airtable"}

// settingNotices keeps when each source last told, by the command line's word.
const settingNotices = "notices"

// noticed notes that a source told just now.
func (d *Desk) noticed(source string) {
	d.hookKeys.Lock()
	defer d.hookKeys.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	at := map[string]time.Time{}
	_, err := d.store.Setting(ctx, settingNotices, &at)
	if err == nil {
		at[source] = d.now().UTC()
		err = d.store.SaveSetting(ctx, settingNotices, at)
	}
	if err != nil {
		d.log.Warn("hook: last notice", "cause", err.Error())
	}
}

// keepRefused keeps why a source does not tell; nil forgets it.
func (d *Desk) keepRefused(ctx context.Context, connection string, why error) {
	err := d.keepWatch(ctx, func(k *watchKept) {
		if why == nil {
			delete(k.Refused, connection)
			return
		}
		if k.Refused == nil {
			k.Refused = map[string]string{}
		}
		k.Refused[connection] = apperr.From(why).Message
	})
	if err != nil {
		d.log.Warn("hook: refusal", "cause", err.Error())
	}
}

// Receiver tells how it stands, without the network.
func (d *Desk) Receiver(ctx context.Context) (ReceiverStatus, error) {
	k, err := d.watchSetting(ctx)
	if err != nil {
		return ReceiverStatus{}, err
	}
	s, err := d.secrets.Load(hooksKey)
	if err != nil && !isNotFound(err) {
		return ReceiverStatus{}, err
	}
	at := map[string]time.Time{}
	if _, err := d.store.Setting(ctx, settingNotices, &at); err != nil {
		return ReceiverStatus{}, err
	}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return ReceiverStatus{}, err
	}
	out := ReceiverStatus{On: k.Receive, Listen: k.Listen, PublicURL: k.PublicURL, Message: k.Message, SigningKey: s.Extra[hookMailchimp] != "", Connections: []ReceiverSource{}}
	for _, conn := range conns {
		_, info, ok := d.watchOf(conn)
		if !ok || !slices.Contains(doors, info.Name) {
			continue
		}
		list, err := d.channelsOf(ctx, conn.ID)
		if err != nil {
			return out, err
		}
		src := ReceiverSource{ID: conn.ID, Provider: info.Name, Title: info.Title, Account: conn.Account, Asked: len(list) > 0,
			EndsAt: utc(firstEnd(list)), LastAt: utc(at[info.Name]), Message: k.Refused[conn.ID]}
		if src.Live, err = d.delivers(ctx, conn.ID); err != nil {
			return out, err
		}
		out.Connections = append(out.Connections, src)
	}
	return out, nil
}

// firstEnd is when the first of some channels ends; zero where none does by itself.
func firstEnd(list []store.Channel) (first time.Time) {
	for _, c := range list {
		if !c.EndsAt.IsZero() && (first.IsZero() || c.EndsAt.Before(first)) {
			first = c.EndsAt
		}
	}
	return first
}

// SetReceiver has the window receive notices while it is open, at an address of this computer to which the person's own tunnel
// leads. A window of another process takes it up within half a minute. Errors: invalid, those of the keychain.
func (d *Desk) SetReceiver(ctx context.Context, r Receiver) (ReceiverStatus, error) {
	public, err := parsePublic(r.PublicURL)
	if err != nil {
		return ReceiverStatus{}, err
	}
	r.Listen = strings.TrimSpace(r.Listen)
	if public == "" {
		return ReceiverStatus{}, invalid("Give the address of your own tunnel to this computer, such as https://hooks.example.org: the services tell there.")
	}
	if err := hook.ParseListen(r.Listen); err != nil {
		return ReceiverStatus{}, err
	}
	if err := d.makeHookSecrets(); err != nil {
		return ReceiverStatus{}, err
	}
	err = d.keepWatch(ctx, func(k *watchKept) {
		k.Receive, k.Listen, k.PublicURL, k.Message, k.Refused = true, r.Listen, public, "", nil
	})
	if err != nil {
		return ReceiverStatus{}, err
	}
	d.receiver.wake()
	return d.Receiver(ctx)
}

// StopHooks ends the window's receiver, and has the services tell no more at the person's own address.
func (d *Desk) StopHooks(ctx context.Context) error {
	err := d.keepWatch(ctx, func(k *watchKept) { k.Receive, k.PublicURL, k.Message, k.Refused = false, "", "", nil })
	if err != nil {
		return err
	}
	d.receiver.wake()
	d.receiver.run.Lock() // what this process receives has ended, and opens no channel any more
	defer d.receiver.run.Unlock()
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return err
	}
	k, err := d.watchSetting(ctx)
	if err != nil {
		return err
	}
	for _, conn := range conns {
		if _, _, ok := d.watchOf(conn); !ok { // the mirror's feed is none that a service was asked for
			continue
		}
		if err := d.dropChannels(ctx, conn, func(c store.Channel) bool { return k.Gmail[conn.ID].Subscription == c.Address }); err != nil {
			return err
		}
	}
	return nil
}

// receiveWhileOn runs the receiver while it is switched on, until ctx ends; it returns when the receiver has ended. One that
// cannot run is tried again with every look.
func (d *Desk) receiveWhileOn(ctx context.Context, wake func(provider string)) {
	changed := make(chan struct{}, 1)
	d.receiver.mu.Lock()
	d.receiver.changed = changed
	d.receiver.mu.Unlock()
	tick := time.NewTicker(feedLook)
	defer tick.Stop()
	var now string
	var ended <-chan struct{} // closed when the receiver has ended; nil while there is none
	end := func() {}
	stop := func() { end(); ended, now = nil, "" }
	defer stop()
	for {
		k, err := d.watchSetting(ctx)
		key := ""
		if err == nil && k.Receive {
			key = fmt.Sprintf("%s %s %d", k.Listen, k.PublicURL, k.Secrets)
		}
		if err == nil && key != now {
			stop()
			if now = key; key != "" {
				ended, end = d.startReceiver(ctx, k, wake)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			select {
			case <-ended: // it could not run
				stop()
			default:
			}
		case <-changed:
		}
	}
}

// startReceiver starts the receiver: ended is closed when that has ended, stop ends it and waits for that. Why it cannot run is
// kept for every face.
func (d *Desk) startReceiver(ctx context.Context, k watchKept, wake func(provider string)) (ended <-chan struct{}, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	d.receiver.run.Lock()
	say := func(message string) {
		if err := d.keepWatch(context.WithoutCancel(ctx), func(k *watchKept) { k.Message = message }); err != nil {
			d.log.Warn("hook: receiver", "cause", err.Error())
		}
	}
	go func() {
		defer close(done)
		defer cancel()
		defer d.receiver.run.Unlock()
		err := guard.Do(d.log, "receiver", func() error {
			req := HookRequest{Listen: k.Listen, PublicURL: k.PublicURL, Ready: func(string, []string) { say("") }}
			r, err := d.newReceiving(ctx, req)
			if err != nil {
				return err
			}
			return r.serve(ctx, req, wake)
		})
		if err != nil && ctx.Err() == nil {
			d.log.Warn("hook: receiver", "cause", err.Error())
			say(apperr.From(err).Message)
		}
	}()
	return done, func() { cancel(); <-done }
}
