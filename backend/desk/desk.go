// Package desk is everything that a person can do with Mixdown, one method each. The window, the tray and the command
// line call it and compute nothing themselves, so that no two of them can disagree.
package desk

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/outbox"
	"mixdown/backend/provider"
	"mixdown/backend/provider/all"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
	"mixdown/backend/transport"
)

// Config is what a Desk is opened with.
type Config struct {
	Home    string // the folder of the database, settings and logs
	Gateway string // "" for the real services
	// Secrets overrides the operating system's keychain.
	Secrets auth.Store
	// OpenBrowser shows a sign-in page to the person.
	OpenBrowser func(url string) error
	Version     string
	Log         *slog.Logger
	Now         func() time.Time
	// Sample says that this is the sample campaign on the embedded sandbox.
	Sample bool
}

// Desk is the open application without a face. It is safe for concurrent use.
type Desk struct {
	cfg       Config
	store     *store.Store
	ledger    *store.Ledger
	transport *transport.Transport
	secrets   auth.Store
	tracker   *tracker.Tracker
	outbox    *outbox.Outbox
	providers []provider.Provider
	log       *slog.Logger
	now       func() time.Time

	answers answerCache
	sources tokenSources
	events  listeners
	live    liveState
	energy  energy
	signIn  signInSlot
	mirror  mirrorState

	receiver receiverState
	hookKeys sync.Mutex // guards what is read, changed and kept of notices: their secrets, and where they are told

	imports importStage
	close   []func() error
}

// Open opens the data in cfg.Home. Errors: those of store.Open, bad_gateway.
func Open(ctx context.Context, cfg Config) (_ *Desk, err error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	d := &Desk{cfg: cfg, log: cfg.Log, now: cfg.Now, providers: all.Providers(), secrets: cfg.Secrets}
	if cfg.Gateway != "" { // before a file is touched
		if _, err := transport.ParseGateway(cfg.Gateway); err != nil {
			return nil, err
		}
	}
	if d.store, err = store.Open(ctx, filepath.Join(cfg.Home, "mixdown.db"), cfg.Now); err != nil {
		return nil, err
	}
	d.ledger = d.store.Ledger()
	if d.transport, err = transport.New(transport.Config{Gateway: cfg.Gateway, Ledger: d.ledger, Log: cfg.Log, Now: cfg.Now}); err != nil {
		return nil, errors.Join(err, d.store.Close())
	}
	if d.secrets == nil {
		service := auth.KeychainService
		if cfg.Gateway != "" {
			service = auth.KeychainServiceGateway
		}
		d.secrets = auth.NewKeychain(service)
	}
	d.outbox = d.newOutbox()
	d.tracker = tracker.New(tracker.Config{
		Store: d.store, Providers: d.providers, Clients: d, Numbers: d, Outbox: deliveries{d}, Log: cfg.Log, Now: cfg.Now, Listen: d.heard, Choices: d.choices,
	})
	return d, nil
}

// Close writes what is still in memory and closes the database. Syncs must have ended.
func (d *Desk) Close() error {
	d.closeMirror()
	d.sources.closeAll() // a refresh under way may hold the only valid refresh token
	errs := []error{d.ledger.Flush(context.Background())}
	d.transport.Close()
	errs = append(errs, d.store.Close())
	for _, fn := range d.close {
		errs = append(errs, fn())
	}
	return errors.Join(errs...)
}

// Sandbox reports whether requests go through a gateway: nothing shown then is real.
func (d *Desk) Sandbox() bool { return d.cfg.Gateway != "" }

// Sample reports whether this is the sample campaign.
func (d *Desk) Sample() bool { return d.cfg.Sample }

// Version returns the build's version.
func (d *Desk) Version() string { return d.cfg.Version }

// Home returns the folder of the data.
func (d *Desk) Home() string { return d.cfg.Home }

// listeners hear the events of syncs.
type listeners struct {
	mu  sync.Mutex
	fns []*func(tracker.Event)
}

// Listen calls fn at every event of every sync, in order, until stop is called; fn must return quickly.
func (d *Desk) Listen(fn func(tracker.Event)) (stop func()) {
	d.events.mu.Lock()
	defer d.events.mu.Unlock()
	d.events.fns = append(d.events.fns, &fn)
	return func() {
		d.events.mu.Lock()
		defer d.events.mu.Unlock()
		d.events.fns = slices.DeleteFunc(slices.Clone(d.events.fns), func(have *func(tracker.Event)) bool { return have == &fn })
	}
}

func (d *Desk) heard(e tracker.Event) {
	d.live.note(e)
	d.events.mu.Lock()
	fns := d.events.fns
	d.events.mu.Unlock()
	for _, fn := range fns {
		(*fn)(e)
	}
}

// isNotFound reports whether what was asked for is not there.
func isNotFound(err error) bool { return apperr.CodeOf(err) == apperr.NotFound }
