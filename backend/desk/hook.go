package desk

import (
	"context"
	"crypto/rand"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/guard"
	"mixdown/backend/hook"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// hooksKey names the keychain's entry of what services prove their notices by.
const hooksKey = "hooks"

// Names of the secrets of notices, by the words of the command line.
const (
	hookDrive         = "drive"
	hookMailchimpPath = "mailchimp-path"
	hookMailchimp     = "mailchimp"
	hookAirtable      = "airtable"
)

var hookNames = []string{hookDrive, hookMailchimpPath, hookMailchimp, hookAirtable}

const (
	// minHookSecret keeps a secret from being guessed through the receiver's rate limit.
	minHookSecret = 16
	// keepEvery is how often it is looked whether channels are to be opened, renewed or ended.
	keepEvery = time.Minute
	// restBetween is how long after a sync a notice of a service with a month's budget waits, at least.
	restBetween = 5 * time.Minute
)

// SaveHookSecret keeps what a service proves its notices by: "drive" a channel's token, "mailchimp-path" the last part of the
// webhook's address, "mailchimp" the key of its signatures, "airtable" a webhook's macSecretBase64.
func (d *Desk) SaveHookSecret(ctx context.Context, name, value string) error {
	if !slices.Contains(hookNames, name) {
		return invalid("There is no secret called “" + name + "”. Choose one of " + strings.Join(hookNames, ", ") + ".")
	}
	if len(value) < minHookSecret || len(value) > 400 || strings.ContainsAny(value, "/?#%") && name == hookMailchimpPath {
		return invalid("This secret can be guessed or cannot stand in an address: take at least 16 letters and digits, such as `openssl rand -hex 16` prints.")
	}
	if err := d.keepHookSecret(name, value); err != nil {
		return err
	}
	defer d.receiver.wake()
	return d.keepWatch(ctx, func(k *watchKept) { k.Secrets++ })
}

// HookRequest says where notices come in.
type HookRequest struct {
	// Listen is an address of this computer.
	Listen string
	// PublicURL is the address of the person's own tunnel to it: the services are asked to tell there. "" asks nobody.
	PublicURL string
	// Ready is told the address and which sources can tell.
	Ready func(address string, open []string)
	// Told says how asking a source went: nil where it tells. May be nil.
	Told func(source string, err error)
}

// Hooks receives notices until ctx ends; each genuine one leads to a normal sync of its source. With a public address it has
// the services tell there, and renews that before it ends. Notices of Gmail's Pub/Sub are heard too, where that is on.
func (d *Desk) Hooks(ctx context.Context, req HookRequest) error {
	r, err := d.newReceiving(ctx, req)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	bell := hook.NewBell()
	var work sync.WaitGroup
	defer func() { cancel(); work.Wait() }()
	run := func(what string, fn func(context.Context)) {
		work.Go(func() { guard.Keep(ctx, d.log, what, func(error) {}, fn) })
	}
	run("hooks", func(ctx context.Context) { bell.Answer(ctx, d.syncNoticed) })
	run("pull", func(ctx context.Context) { d.pullHints(ctx, bell.Wake) })
	return r.serve(ctx, req, bell.Wake)
}

// newReceiving makes what a receiver needs: with a public address the secrets too that the services are given.
func (d *Desk) newReceiving(ctx context.Context, req HookRequest) (*receiving, error) {
	public, err := parsePublic(req.PublicURL)
	if err != nil {
		return nil, err
	}
	if public != "" {
		if err := d.makeHookSecrets(); err != nil {
			return nil, err
		}
		if err := d.keepWatch(ctx, func(k *watchKept) { k.PublicURL = public }); err != nil {
			return nil, err
		}
	}
	secrets, err := d.hookSecrets()
	if err != nil {
		return nil, err
	}
	kept, err := d.watchSetting(ctx)
	if err != nil {
		return nil, err
	}
	if len(openDoors(secrets)) == 0 && len(kept.Gmail) == 0 {
		return nil, invalid("No service has a secret to prove its notices by yet: give --public-url, or a secret of your own with `mixdown hooks secret mailchimp-path`, on standard input.")
	}
	return &receiving{d: d, public: public, secrets: secrets, told: req.Told}, nil
}

// serve receives until ctx ends, and returns when nothing is under way.
func (r *receiving) serve(ctx context.Context, req HookRequest, wake func(string)) error {
	ctx, cancel := context.WithCancel(ctx)
	var work sync.WaitGroup
	defer func() { cancel(); work.Wait() }()
	receiver := hook.New(hook.Config{Secrets: r.now, Wake: wake, Heard: r.heard, Now: r.d.now, Log: r.d.log})
	return hook.Serve(ctx, req.Listen, receiver, func(address string) {
		req.Ready(address, openDoors(r.now()))
		if r.public != "" {
			work.Go(func() { guard.Keep(ctx, r.d.log, "channels", func(error) {}, r.keep) })
		}
	})
}

// parsePublic checks the address of a tunnel.
func parsePublic(address string) (string, error) {
	address = strings.TrimRight(strings.TrimSpace(address), "/")
	if address == "" {
		return "", nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || len(address) > 300 {
		return "", invalid("--public-url is the address of your own tunnel to this computer, such as https://hooks.example.org: https, and nothing behind the path.")
	}
	return address, nil
}

func openDoors(s hook.Secrets) []string {
	var open []string
	for name, is := range map[string]bool{hookDrive: s.Drive != "", hookMailchimp: s.MailchimpPath != "", hookAirtable: len(s.Airtable) > 0} {
		if is {
			open = append(open, name)
		}
	}
	slices.Sort(open)
	return open
}

// makeHookSecrets makes up the secrets that services are given; those that are there stay.
func (d *Desk) makeHookSecrets() error {
	s, err := d.secrets.Load(hooksKey)
	if err != nil && !isNotFound(err) {
		return err
	}
	for _, name := range []string{hookDrive, hookMailchimpPath} {
		if s.Extra[name] == "" {
			if err := d.keepHookSecret(name, rand.Text()); err != nil {
				return err
			}
		}
	}
	return nil
}

// hookSecrets reads the secrets of notices.
func (d *Desk) hookSecrets() (hook.Secrets, error) {
	s, err := d.secrets.Load(hooksKey)
	if isNotFound(err) {
		return hook.Secrets{}, nil
	}
	out := hook.Secrets{Drive: s.Extra[hookDrive], MailchimpPath: s.Extra[hookMailchimpPath], Mailchimp: s.Extra[hookMailchimp]}
	for name, value := range s.Extra {
		if name == hookAirtable || strings.HasPrefix(name, channelSecret("")) {
			out.Airtable = append(out.Airtable, value)
		}
	}
	return out, err
}

// receiving is a receiver behind a tunnel, while it runs.
type receiving struct {
	d      *Desk
	public string
	told   func(source string, err error)

	mu      sync.Mutex
	secrets hook.Secrets
	came    [][2]string // provider and channel of what came in before its channel was kept
}

func (r *receiving) now() hook.Secrets {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.secrets
}

// heard notes that a channel brings something.
func (r *receiving) heard(provider, id string) {
	r.d.noticed(provider)
	if r.public == "" {
		return
	}
	r.mu.Lock()
	if what := [2]string{provider, id}; !slices.Contains(r.came, what) && len(r.came) < 1000 {
		r.came = append(r.came, what)
	}
	r.mu.Unlock()
	r.note(context.Background(), provider, id)
}

func (r *receiving) note(ctx context.Context, provider, id string) {
	if err := r.d.store.Heard(ctx, provider, r.public, id); err != nil {
		r.d.log.Warn("hook: note", "cause", err.Error())
	}
}

// keep opens channels, renews them before they end, and ends those that no campaign needs, until ctx ends. They stay open
// then: the receiver may begin again at once.
func (r *receiving) keep(ctx context.Context) {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	failed := map[string]refusal{}
	for ctx.Err() == nil {
		if err := r.look(ctx, r.d.rulesNow(ctx), failed); err != nil && ctx.Err() == nil {
			r.d.log.Warn("hook: look", "cause", err.Error())
		}
		if err := r.d.store.Listening(ctx, r.public, false); err != nil && ctx.Err() == nil {
			r.d.log.Warn("hook: listening", "cause", err.Error())
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	stopped, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeGrace)
	defer cancel()
	_ = r.d.store.Listening(stopped, r.public, true) // it ends by itself after its lease
}

// rulesNow names what the campaigns in use read.
func (d *Desk) rulesNow(ctx context.Context) string {
	var all []string
	for _, c := range d.active(ctx) {
		all = append(all, c.ID, c.Rule.Spreadsheet, c.Rule.Audience, c.Rule.Airtable)
	}
	return strings.Join(all, "\x00")
}

// refusal is when a source refused, and what the campaigns read then.
type refusal struct {
	at    time.Time
	rules string
}

// look goes through the connections once. rules is what the campaigns read now; failed is which sources refused.
func (r *receiving) look(ctx context.Context, rules string, failed map[string]refusal) error {
	conns, err := r.d.store.Connections(ctx)
	if err != nil {
		return err
	}
	kept, err := r.d.watchSetting(ctx)
	if err != nil || kept.PublicURL != r.public { // another process switched it off, or to another address
		return err
	}
	for _, conn := range conns {
		_, info, ok := r.d.watchOf(conn)
		door, secret := r.door(info.Name)
		no := failed[conn.ID]
		if !ok || door == "" || conn.Status != "active" || no.rules == rules && r.d.now().Sub(no.at) < time.Hour {
			continue
		}
		list, err := r.d.channelsOf(ctx, conn.ID)
		if err != nil {
			return err
		}
		due := func(c store.Channel) bool { return c.Address != r.public || dueChannel(c, r.d.now()) }
		if kept.Opened[conn.ID] == rules && len(list) > 0 && !slices.ContainsFunc(list, due) {
			continue
		}
		err = r.open(ctx, conn, info, provider.Target{Address: r.public + "/" + door, Secret: secret})
		if ctx.Err() != nil {
			return nil
		}
		delete(failed, conn.ID)
		if err != nil {
			failed[conn.ID] = refusal{r.d.now(), rules}
			r.d.log.Warn("hook: ask", "source", info.Name, "cause", err.Error())
		} else if err := r.d.keepWatch(ctx, func(k *watchKept) { k.Opened[conn.ID] = rules }); err != nil {
			return err
		}
		r.d.keepRefused(ctx, conn.ID, err)
		if r.told != nil {
			r.told(info.Name, err)
		}
	}
	return nil
}

// open has one source tell of what the campaigns read there, and ends what none of them reads any more.
func (r *receiving) open(ctx context.Context, conn store.Connection, info provider.Info, to provider.Target) error {
	wanted, asked := map[string]bool{}, map[string]bool{}
	for _, c := range r.d.active(ctx) {
		if reads := readsOf(info, c); asked[reads] {
			continue
		} else {
			asked[reads] = true
		}
		watched, err := r.d.openChannels(ctx, conn, c, to, r.public)
		for _, resource := range watched {
			wanted[resource] = true
		}
		if err != nil {
			return err
		}
	}
	secrets, err := r.d.hookSecrets()
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.secrets = secrets
	came := slices.Clone(r.came)
	r.mu.Unlock()
	for _, c := range came { // Drive and Mailchimp ask the address before they answer
		r.note(ctx, c[0], c[1])
	}
	return r.d.dropChannels(ctx, conn, func(c store.Channel) bool { return wanted[c.Resource] })
}

// readsOf names what a campaign reads of a source, so that two campaigns with the same are asked for once.
func readsOf(info provider.Info, c campaign.Campaign) string {
	return strings.Join([]string{info.Name, c.Rule.Spreadsheet, c.Rule.Audience, c.Rule.Airtable}, "\x00")
}

// door is the path at which a source tells, and the secret it is given; "" for a source that tells another way.
func (r *receiving) door(source string) (path, secret string) {
	s := r.now()
	switch source {
	case "sheets":
		return hookDrive, s.Drive
	case "mailchimp":
		return hookMailchimp + "/" + s.MailchimpPath, ""
	case "airtable":
		return hookAirtable, ""
	}
	return "", ""
}

// syncNoticed reads the sources that told of a change, for every campaign in use. One whose calls are counted by the month is
// read when they allow it: its next sync is brought forward to then.
func (d *Desk) syncNoticed(ctx context.Context, words []string) {
	words = slices.DeleteFunc(slices.Clone(words), func(word string) bool { return d.waits(ctx, word) })
	if len(words) == 0 {
		return
	}
	for _, c := range d.active(ctx) {
		_, err := d.Sync(ctx, SyncRequest{Campaign: c, Only: words, Trigger: "hook"})
		if err != nil && ctx.Err() == nil && apperr.CodeOf(err) != apperr.NotConnected {
			d.log.Warn("hook: sync", "cause", err.Error())
		}
	}
}

// waits reports whether a source is not to be read yet, and brings its next sync forward where that helps. One with several
// accounts waits for the one that rests longest ago.
func (d *Desk) waits(ctx context.Context, word string) bool {
	p, ok := d.byName(word)
	if !ok || p.Info().Pace.RequestsPerMonth == 0 {
		return false
	}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return false
	}
	var resting []store.Connection
	for _, conn := range conns {
		switch {
		case conn.Provider != p.Info().Table:
		case conn.LastSyncAt.Add(restBetween).After(d.now()):
			resting = append(resting, conn)
		default:
			return false
		}
	}
	for _, conn := range resting {
		at := conn.LastSyncAt.Add(restBetween)
		err := d.store.UpdateConnection(ctx, conn.ID, func(c *store.Connection) {
			if c.NextSyncAt.After(at) {
				c.NextSyncAt = at
			}
		})
		if err != nil {
			d.log.Warn("hook: bring forward", "cause", err.Error())
		}
	}
	return len(resting) > 0
}
