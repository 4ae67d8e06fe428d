package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/mirror"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Connection is one signed-in account as the faces show it. Its JSON is public.
type Connection struct {
	ID            string     `json:"id"`
	Provider      string     `json:"provider"` // the command line's word
	Title         string     `json:"title"`
	Account       string     `json:"account"`
	Status        string     `json:"status"` // active, needs_sign_in, paused or error
	Message       string     `json:"message"`
	Scopes        []string   `json:"scopes"`
	MissingScopes []string   `json:"missingScopes"`
	AutoSync      bool       `json:"autoSync"`
	ConnectedAt   *time.Time `json:"connectedAt"`
	LastSyncAt    *time.Time `json:"lastSyncAt"`
	NextSyncAt    *time.Time `json:"nextSyncAt"`
	Live          bool       `json:"live"` // true where the service tells of changes by itself
	// LiveMessage is why the service does not tell by itself although it was asked to; "" where all is well.
	LiveMessage  string `json:"liveMessage,omitempty"`
	UnitsToday   int    `json:"unitsToday"`
	UnreadItems  int    `json:"unreadItems"`
	EveryMinutes int    `json:"everyMinutes"`
	// CallsThisMonth and CallBudget are those of services that count the calls of a month.
	CallsThisMonth *int `json:"callsThisMonth,omitempty"`
	CallBudget     *int `json:"callBudget,omitempty"` // absent where any number may be made
	// CallForecast is how many the month will have taken at the planned pace. CallPlans are the budgets that the service sells.
	CallForecast *int            `json:"callForecast,omitempty"`
	CallPlans    []provider.Plan `json:"callPlans,omitempty"`
	// Files are the spreadsheets that were picked on the consent page, by id.
	Files []string `json:"files,omitempty"`
	// Testing says that the sign-in ends within days, because the client's consent screen is not published.
	Testing bool `json:"testing,omitempty"`
	// ConsentEndsAt is when the sign-in ends for good; nil where it does not.
	ConsentEndsAt *time.Time `json:"consentEndsAt,omitempty"`
}

// Connections returns all connections in the order in which they were made.
func (d *Desk) Connections(ctx context.Context) ([]Connection, error) {
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	runs, err := d.lastRuns(ctx)
	if err != nil {
		return nil, err
	}
	out := []Connection{}
	for _, c := range conns {
		v, err := d.view(ctx, c)
		if err != nil {
			return nil, err
		}
		v.UnreadItems = runs[c.ID].Unread
		out = append(out, v)
	}
	return out, nil
}

func (d *Desk) view(ctx context.Context, c store.Connection) (Connection, error) {
	v := Connection{ID: c.ID, Provider: c.Provider, Title: c.Provider, Account: c.Account, Status: c.Status, Message: c.Message,
		Scopes: orNone(c.Scopes), MissingScopes: orNone(c.MissingScopes), AutoSync: c.AutoSync,
		ConnectedAt: utc(c.ConnectedAt), LastSyncAt: utc(c.LastSyncAt), NextSyncAt: utc(nextSync(c))}
	p, ok := d.byTable(c.Provider)
	if c.Provider == mirror.Name {
		return d.mirrorView(ctx, v)
	}
	if !ok {
		return v, nil
	}
	info := p.Info()
	var err error
	v.Provider, v.Title, v.EveryMinutes = info.Name, info.Title, int(d.choices(ctx, info).Every/time.Minute)
	if v.Live, err = d.delivers(ctx, c.ID); err != nil {
		return v, err
	}
	if kept, err := d.watchSetting(ctx); err == nil && !v.Live {
		v.LiveMessage = kept.Gmail[c.ID].Message + kept.Refused[c.ID] // a source tells one way or the other
	}
	v.ConsentEndsAt = utc(consentEnds(info, c))
	v.Files, v.Testing = c.Facts().Files, !c.Facts().SignInEnds.IsZero()
	v.Message = consentWords(info, c, d.now())
	if v.UnitsToday, err = d.unitsToday(ctx, info.Name, c.ID); err != nil {
		return v, err
	}
	err = d.countCalls(ctx, &v, info, c)
	return v, err
}

// Connection returns one connection, by its id or by its provider where it has one.
func (d *Desk) Connection(ctx context.Context, idOrProvider string) (Connection, error) {
	c, err := d.find(ctx, idOrProvider)
	if err != nil {
		return Connection{}, err
	}
	return d.view(ctx, c)
}

func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// find resolves a connection's id, or a provider's word where it has one connection.
func (d *Desk) find(ctx context.Context, idOrProvider string) (store.Connection, error) {
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return store.Connection{}, err
	}
	var hits []store.Connection
	for _, c := range conns {
		if c.ID == idOrProvider {
			return c, nil
		}
		if p, ok := d.byTable(c.Provider); c.Provider == idOrProvider || ok && p.Info().Name == idOrProvider {
			hits = append(hits, c)
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		return store.Connection{}, apperr.New(apperr.NotFound, "There is no connection “"+idOrProvider+"”. `mixdown connections` lists those there are.", nil)
	}
	return store.Connection{}, invalid("There is more than one connection to " + idOrProvider + ": name one by its id from `mixdown connections`.")
}

// PauseConnection stops, or resumes, the syncs of a connection.
func (d *Desk) PauseConnection(ctx context.Context, id string, paused bool) error {
	return d.store.UpdateConnection(ctx, id, func(c *store.Connection) {
		switch {
		case paused && c.Status != "needs_sign_in":
			c.Status, c.Message = "paused", ""
		case !paused && c.Status == "paused":
			c.Status, c.NextSyncAt, c.NextRetryAt = "active", time.Time{}, time.Time{}
		}
	})
}

// pickedFile returns the file that was picked at sign-in, where it was exactly one.
func (d *Desk) pickedFile(ctx context.Context) string {
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return ""
	}
	var files []string
	for _, c := range conns {
		files = append(files, c.Facts().Files...)
	}
	slices.Sort(files)
	if files = slices.Compact(files); len(files) == 1 {
		return files[0]
	}
	return ""
}

// signInSlot holds the one sign-in that the window may have under way.
type signInSlot struct {
	mu     sync.Mutex
	cancel context.CancelFunc
}

func (s *signInSlot) begin(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		s.cancel() // a new attempt ends the one that was left open
	}
	s.cancel = cancel
	return ctx, cancel
}

// CancelConnect ends a sign-in that waits for its answer.
func (d *Desk) CancelConnect() {
	d.signIn.mu.Lock()
	defer d.signIn.mu.Unlock()
	if d.signIn.cancel != nil {
		d.signIn.cancel()
	}
}

// splitIDs splits the list that a picker's answer brings.
func splitIDs(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

func permissionWords(info provider.Info, missing []string) string {
	var words []string
	for _, p := range info.Auth.Permissions {
		if slices.Contains(missing, p.Scope) {
			words = append(words, fmt.Sprintf("%s (without it: %s)", p.Gives, p.Without))
		}
	}
	return strings.Join(words, "; ")
}
