package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
)

// States of the application as a whole, shown in the tray and the status bar.
const (
	StateFresh     = "fresh"
	StateSyncing   = "syncing"
	StateStale     = "stale"
	StateAttention = "attention"
	StateConflict  = "conflict"
	StatePaused    = "paused"
	StateOffline   = "offline"
	StateWaiting   = "waiting" // nothing was read yet
)

// Status is how it stands, in one look. It is fresh only when every source in use is good and recent.
type Status struct {
	State      string            `json:"state"`
	Words      string            `json:"words"`
	Sources    []SourceStatus    `json:"sources"`
	Outbox     int               `json:"outbox"`
	Conflicts  int               `json:"conflicts"`
	Due        *float64          `json:"due"`
	Replies    *float64          `json:"replies"`
	YourTurn   *float64          `json:"yourTurn"`
	UnitsToday int               `json:"unitsToday"`
	Hosts      int               `json:"hosts"`
	Mirror     bool              `json:"mirror"` // results leave this computer for the person's own project
	Offline    bool              `json:"offline"`
	LastSyncAt *time.Time        `json:"lastSyncAt"` // when the oldest of the sources was last good
	Running    *tracker.Progress `json:"running"`
	Syncing    bool              `json:"syncing"`
	Unread     int               `json:"unread"`
	Saving     string            `json:"saving"` // why it syncs less often: battery or metered; "" where it does not
}

// SourceStatus is one connection in one look.
type SourceStatus struct {
	Provider   string     `json:"provider"`
	Title      string     `json:"title"`
	Account    string     `json:"account"`
	Status     string     `json:"status"`
	Message    string     `json:"message"`
	LastSyncAt *time.Time `json:"lastSyncAt"`
	NextSyncAt *time.Time `json:"nextSyncAt"`
	Live       bool       `json:"live"`
	UnitsToday int        `json:"unitsToday"`
	Unread     int        `json:"unread"` // items that could not be read and are tried again
}

// staleAfter is how many intervals may pass without a good run before a source counts as stale.
const staleAfter = 3

// Status works out how it stands with the campaign last used.
func (d *Desk) Status(ctx context.Context) (Status, error) {
	out := Status{Sources: []SourceStatus{}}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return out, err
	}
	c, err := d.Campaign(ctx, "")
	hasCampaign := err == nil
	if err != nil && !isNotFound(err) {
		return out, err
	}
	var runs map[string]store.Run
	if runs, err = d.lastRuns(ctx); err != nil {
		return out, err
	}
	good, paused, used, never, stale := 0, 0, 0, 0, 0
	var attention []string
	now := d.now()
	for _, conn := range conns {
		p, ok := d.byTable(conn.Provider)
		if !ok {
			continue
		}
		info := p.Info()
		if ch, ok := p.(provider.Chooser); ok && hasCampaign && !ch.Chosen(c.Rule) {
			continue
		}
		used++
		live, err := d.delivers(ctx, conn.ID)
		if err != nil {
			return out, err
		}
		out.Sources = append(out.Sources, SourceStatus{Provider: info.Name, Title: info.Title, Account: conn.Account, Status: conn.Status, Message: consentWords(info, conn, now), Live: live,
			LastSyncAt: utc(conn.LastSyncAt), NextSyncAt: utc(nextSync(conn))})
		run := runs[conn.ID]
		out.Unread += run.Unread
		out.Sources[len(out.Sources)-1].Unread = run.Unread
		switch {
		case conn.Status == "paused":
			paused++
		case conn.Status == "needs_sign_in":
			attention = append(attention, info.Title+" needs sign-in")
		case conn.Status == "error" && run.ErrorCode == string(apperr.Offline):
			out.Offline = true
		case conn.Status == "error":
			attention = append(attention, info.Title+" could not be read")
		case conn.LastSyncAt.IsZero():
			never++
		case now.Sub(conn.LastSyncAt) > staleAfter*d.choices(ctx, info).Every:
			stale++
		default:
			good++
		}
		if at := utc(conn.LastSyncAt); at != nil && (out.LastSyncAt == nil || at.Before(*out.LastSyncAt)) {
			out.LastSyncAt = at
		}
		units, err := d.unitsToday(ctx, info.Name, conn.ID)
		if err != nil {
			return out, err
		}
		out.UnitsToday += units
		out.Sources[len(out.Sources)-1].UnitsToday = units
	}
	if out.Conflicts, out.Outbox, err = d.waiting(ctx); err != nil {
		return out, err
	}
	hosts, err := d.store.Hosts(ctx)
	if err != nil {
		return out, err
	}
	out.Hosts = len(hosts)
	kept, err := d.mirrorSetting(ctx)
	if err != nil {
		return out, err
	}
	out.Mirror = kept.On
	synced := !hasCampaign
	if hasCampaign {
		said, err := d.columnsQuestion(ctx, c)
		if err != nil {
			return out, err
		}
		if said != "" {
			attention = append(attention, "the sheet's columns changed: say which is which under Contacts")
		}
		if synced, err = d.headline(ctx, c, &out); err != nil {
			return out, err
		}
		if !synced { // its sources may be fresh for another campaign
			out.LastSyncAt = nil
		}
	}
	settings, err := d.Settings(ctx)
	if err != nil {
		return out, err
	}
	out.Saving = d.saving(settings)
	var running bool
	out.Running, running = d.live.now()
	out.Syncing = running
	until, err := d.pausedUntil(ctx)
	if err != nil {
		return out, err
	}
	of := fmt.Sprintf("%d of %d sources", good, used)
	switch {
	case running:
		out.State, out.Words = StateSyncing, "Syncing"
	case used == 0:
		out.State, out.Words = StateWaiting, "No source connected yet"
	case len(attention) > 0:
		out.State, out.Words = StateAttention, of+"; "+strings.Join(attention, ", ")
	case out.Offline:
		out.State, out.Words = StateOffline, "Offline; showing what was last read"
	case out.Conflicts > 0:
		out.State, out.Words = StateConflict, countOf(out.Conflicts, "conflict")+" to decide"
	case paused == used || !until.IsZero():
		out.State, out.Words = StatePaused, "Paused"
	case never == used || !synced:
		out.State, out.Words = StateWaiting, "Not synced yet"
	case stale > 0 || never > 0:
		out.State, out.Words = StateStale, of+" are fresh"
	case paused > 0:
		out.State, out.Words = StatePaused, of+"; the others are paused"
	default:
		out.State, out.Words = StateFresh, "All "+countOf(used, "source")+" fresh"
		if used == 1 {
			out.Words = "Your source is fresh"
		}
		out.Words += savingWords[out.Saving]
	}
	return out, nil
}

// savingWords say why it syncs less often.
var savingWords = map[string]string{SavingBattery: "; hourly on battery", SavingMetered: "; hourly on a metered network"}

// headline fills in the figures of a campaign, and says whether it was synced at all.
func (d *Desk) headline(ctx context.Context, c campaign.Campaign, out *Status) (synced bool, err error) {
	m, err := d.moment(ctx, c, "")
	if err != nil {
		return false, err
	}
	a, err := d.answer(ctx, c, m)
	if err != nil {
		return false, err
	}
	for key, to := range map[string]**float64{"follow_ups_due": &out.Due, "email_replies": &out.Replies, "needs_your_reply": &out.YourTurn} {
		if m, ok := a.Metric(key); ok {
			*to = m.Value
		}
	}
	return m.sync.ID != 0, nil
}

// lastRuns returns the newest run of every connection.
func (d *Desk) lastRuns(ctx context.Context) (map[string]store.Run, error) {
	runs, err := d.store.Runs(ctx, 50)
	last := map[string]store.Run{}
	for _, r := range runs {
		if _, ok := last[r.ConnectionID]; !ok && r.Status != store.StatusRunning {
			last[r.ConnectionID] = r
		}
	}
	return last, err
}

// waiting counts conflicts to decide and edits that wait to be sent.
func (d *Desk) waiting(ctx context.Context) (conflicts, outbox int, err error) {
	return d.store.OutboxCounts(ctx)
}

func (d *Desk) unitsToday(ctx context.Context, name, connectionID string) (int, error) {
	_, units, err := d.store.Spending(ctx, name, connectionID, d.now())
	return units, err
}

// nextSync is when a connection is due: its retry where one waits.
func nextSync(c store.Connection) time.Time {
	if c.Status != "active" && c.Status != "error" || !c.AutoSync {
		return time.Time{}
	}
	if !c.NextRetryAt.IsZero() {
		return c.NextRetryAt
	}
	return c.NextSyncAt
}

// Hosts returns every host that was ever contacted, for the privacy page.
func (d *Desk) Hosts(ctx context.Context) ([]store.Host, error) {
	return d.store.Hosts(ctx)
}

// ProviderInfo is what the window shows of a source before it is connected.
type ProviderInfo struct {
	Name        string                `json:"name"`
	Title       string                `json:"title"`
	Noun        string                `json:"noun"`
	Permissions []provider.Permission `json:"permissions"`
	Keys        bool                  `json:"keys"`
	OAuth       bool                  `json:"oauth"`
	Available   bool                  `json:"available"`
	Imports     bool                  `json:"imports"` // its files can be imported, without any connection
}

// Providers lists the sources that can be connected.
func (d *Desk) Providers() []ProviderInfo {
	out := []ProviderInfo{}
	for _, p := range d.providers {
		info := p.Info()
		_, imports := p.(provider.Importer)
		out = append(out, ProviderInfo{Name: info.Name, Title: info.Title, Noun: info.Noun, Permissions: info.Auth.Permissions, Keys: info.Auth.Keys,
			OAuth: info.Auth.AuthURL != "", Available: true, Imports: imports})
	}
	return out
}

func countOf(n int, noun string) string { return count(n, noun, noun+"s") }
