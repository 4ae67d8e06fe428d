package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"
)

// Ledger counts hosts contacted and quota units spent. It gathers in memory and writes when Flush is called, so that a
// request costs no transaction. It is safe for concurrent use.
type Ledger struct {
	s     *Store
	mu    sync.Mutex
	hosts map[string]hostCount
	spent map[spentKey]spentCount
}

type hostCount struct {
	n    int
	last time.Time
}
type spentKey struct{ day, provider, account, operation string }
type spentCount struct{ requests, units int }

// Ledger returns a ledger that writes into the store.
func (s *Store) Ledger() *Ledger {
	return &Ledger{s: s, hosts: map[string]hostCount{}, spent: map[spentKey]spentCount{}}
}

// Contacted notes one request to host.
func (l *Ledger) Contacted(host string, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.hosts[host]
	l.hosts[host] = hostCount{h.n + 1, at}
}

// Spent notes one API request and the units that it cost.
func (l *Ledger) Spent(provider, account, operation string, units int, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := spentKey{at.UTC().Format(time.DateOnly), provider, account, operation}
	c := l.spent[k]
	l.spent[k] = spentCount{c.requests + 1, c.units + units}
}

// Flush writes what was gathered; what could not be written is kept for the next time.
func (l *Ledger) Flush(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.hosts) == 0 && len(l.spent) == 0 {
		return nil
	}
	err := l.s.tx(ctx, func(tx *sql.Tx) error {
		for host, c := range l.hosts {
			if _, err := tx.ExecContext(ctx, `INSERT INTO hosts (host, requests, last_at) VALUES (?, ?, ?)
				ON CONFLICT (host) DO UPDATE SET requests = requests + excluded.requests, last_at = excluded.last_at`, host, c.n, stamp(c.last)); err != nil {
				return fmt.Errorf("store: hosts: %w", err)
			}
		}
		for k, c := range l.spent {
			if _, err := tx.ExecContext(ctx, `INSERT INTO spending (day, provider, account, operation, requests, units) VALUES (?, ?, ?, ?, ?, ?)
				ON CONFLICT (day, provider, account, operation) DO UPDATE SET requests = requests + excluded.requests, units = units + excluded.units`,
				k.day, k.provider, k.account, k.operation, c.requests, c.units); err != nil {
				return fmt.Errorf("store: spending: %w", err)
			}
		}
		return nil
	})
	if err == nil {
		clear(l.hosts)
		clear(l.spent)
	}
	return err
}

// RequestsSince is Store.CallsSince, with the requests that are not written yet.
func (l *Ledger) RequestsSince(provider, account string, since time.Time) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, err := l.s.CallsSince(context.Background(), provider, account, since)
	day := since.UTC().Format(time.DateOnly)
	for k, c := range l.spent {
		if k.provider == provider && k.account == account && k.day >= day {
			n += c.requests
		}
	}
	return n, err
}

// settingShut begins the keys of settings that say until when a service is left alone.
const settingShut = "shut until "

// Shut notes at once that nothing more may be asked of what key names until then.
func (l *Ledger) Shut(key string, until time.Time) error {
	return l.s.SaveSetting(context.Background(), settingShut+key, until.UTC())
}

// ShutUntil returns what Shut noted last, the zero time for nothing.
func (l *Ledger) ShutUntil(key string) (until time.Time, err error) {
	_, err = l.s.Setting(context.Background(), settingShut+key, &until)
	return until, err
}

// Host is one host that was contacted.
type Host struct {
	Host     string    `json:"host"`
	Requests int       `json:"requests"`
	LastAt   time.Time `json:"lastAt"`
}

// Hosts returns every host that was ever contacted, most used first.
func (s *Store) Hosts(ctx context.Context) ([]Host, error) {
	list := []Host{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var h Host
		var last sql.NullString
		err := r.Scan(&h.Host, &h.Requests, &last)
		h.LastAt = parseStamp(last)
		list = append(list, h)
		return err
	}, "SELECT host, requests, last_at FROM hosts ORDER BY requests DESC, host")
	return list, err
}

// CallsSince returns how many requests of one account were noted since a day (UTC). Those of accounts that were read once and
// are connected no more are among them: whoever signs in again has not got new calls by it.
func (s *Store) CallsSince(ctx context.Context, provider, account string, since time.Time) (n int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT coalesce(sum(requests), 0) FROM spending
		WHERE provider = ? AND day >= ? AND (account = ? OR account NOT IN (SELECT id FROM integration_connections)
			AND account IN (SELECT connection_id FROM integration_sync_logs))`,
		provider, since.UTC().Format(time.DateOnly), account).Scan(&n)
	return n, translate(err)
}

// MoveSpending gives what was noted of one account to another: a sign-in turned out to be of an account that is held.
func (s *Store) MoveSpending(ctx context.Context, from, to string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO spending (day, provider, account, operation, requests, units)
			SELECT day, provider, ?, operation, requests, units FROM spending WHERE account = ?
			ON CONFLICT (day, provider, account, operation) DO UPDATE SET requests = requests + excluded.requests, units = units + excluded.units`, to, from)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "DELETE FROM spending WHERE account = ?", from)
		return err
	})
}

// Spending returns the requests and units of one account of a provider (all accounts where it is "") since a day (UTC).
func (s *Store) Spending(ctx context.Context, provider, account string, since time.Time) (requests, units int, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT coalesce(sum(requests), 0), coalesce(sum(units), 0) FROM spending WHERE provider = ? AND (? = '' OR account = ?) AND day >= ?",
		provider, account, account, since.UTC().Format(time.DateOnly)).Scan(&requests, &units)
	return requests, units, translate(err)
}
