package mirror

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/coder/websocket"
	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
)

const (
	// heartbeatEvery is what the service's own clients use; it drops a connection that is silent for a minute.
	heartbeatEvery = 25 * time.Second
	answerLimit    = 10 * time.Second
	maxFrame       = 256 << 10
	maxPause       = 2 * time.Minute
)

// FeedTokens gives the access tokens of the session.
type FeedTokens interface {
	TokenContext(ctx context.Context) (*oauth2.Token, error)
	Renew(ctx context.Context, refused string) (*oauth2.Token, error)
}

// Feed brings the other agents' results of one campaign as they are written, corrected and withdrawn. It only makes things quicker: whatever it misses
// is caught up by a query after every join.
type Feed struct {
	Client    *Client
	HTTP      *http.Client // the transport's plain client for the project
	Tokens    FeedTokens
	SessionID string
	Kept      Results // asked from one goroutine
	// Hint is told that a source changed, by the command line's word; nil does not ask for hints.
	Hint func(provider string)
	// Live is told when the feed joins (nil) or is lost (why). May be nil.
	Live func(err error)
	Log  *slog.Logger

	heartbeat time.Duration // 0 for heartbeatEvery; tests are quicker
	pause     time.Duration // 0 for the usual first pause
}

// Run follows the campaign until ctx ends. It joins again after every loss, with growing pauses, and returns only when ctx
// ends or when another try is pointless without the person: needs_sign_in, a wrong key, missing tables.
func (f *Feed) Run(ctx context.Context) error {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.MaxInterval = time.Second, maxPause
	if f.pause > 0 {
		pauses.InitialInterval, pauses.MaxInterval = f.pause, f.pause*4
	}
	for {
		joined, err := f.follow(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f.tell(err)
		switch StateOf(err) {
		case StateSignIn, StateWrongKey, StateWrongProject, StateSchemaMissing, StateSchemaOld, StatePolicy:
			return err
		}
		if joined {
			pauses.Reset()
		}
		f.Log.Info("mirror: live feed lost", "cause", err.Error())
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pauses.NextBackOff()):
		}
	}
}

func (f *Feed) tell(err error) {
	if f.Live != nil {
		f.Live(err)
	}
}

// frame is one message of the Phoenix channel protocol, version 1.0.0.
type frame struct {
	Topic   string          `json:"topic"`
	Event   string          `json:"event"`
	Payload json.RawMessage `json:"payload"`
	Ref     string          `json:"ref"`
	JoinRef string          `json:"join_ref,omitempty"`
}

// reply is the payload of phx_reply and of system.
type reply struct {
	Status    string          `json:"status"`
	Message   string          `json:"message"`
	Extension string          `json:"extension"`
	Response  json.RawMessage `json:"response"`
}

// channel is one joined connection.
type channel struct {
	f     *Feed
	conn  *websocket.Conn
	topic string
	token string
	ref   int
	beat  string // the heartbeat that waits for its answer
}

// follow makes one connection and reads it until it is lost. joined says that it got as far as the campaign.
func (f *Feed) follow(ctx context.Context) (joined bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	token, err := f.Tokens.TokenContext(ctx)
	if err != nil {
		return false, err
	}
	conn, err := f.dial(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(maxFrame)
	c := &channel{f: f, conn: conn, topic: "realtime:mixdown:" + f.SessionID, token: token.AccessToken}
	if err := c.join(ctx); err != nil {
		return false, err
	}
	frames, lost := make(chan frame), make(chan error, 1)
	done := make(chan struct{})
	go func() { // ends with the connection, which follow closes and waits for
		defer close(done)
		lost <- c.read(ctx, frames)
	}()
	defer func() { cancel(); _ = conn.CloseNow(); <-done }()
	every := f.heartbeat
	if every == 0 {
		every = heartbeatEvery
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	wait := time.NewTimer(answerLimit)
	defer wait.Stop()
	for {
		select {
		case <-ctx.Done():
			return joined, ctx.Err()
		case err := <-lost:
			return joined, err
		case <-wait.C:
			if !joined {
				return false, errors.New("mirror: no answer to the join")
			}
		case <-tick.C:
			if err := c.keepAlive(ctx); err != nil {
				return joined, err
			}
		case fr := <-frames:
			now, err := c.handle(ctx, fr)
			if err != nil {
				return joined, err
			}
			if now && !joined {
				joined = true
				// What was written before the join took hold was not told: asked for now, nothing falls between.
				if err := f.Client.CatchUp(ctx, f.SessionID, f.Kept); err != nil {
					return joined, err
				}
				f.tell(nil)
			}
		}
	}
}

func (f *Feed) dial(ctx context.Context) (*websocket.Conn, error) {
	address := f.Client.Project.URL + "/realtime/v1/websocket?" + url.Values{"apikey": {f.Client.Project.Key}, "vsn": {"1.0.0"}}.Encode()
	conn, resp, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: f.HTTP})
	if err == nil {
		return conn, nil
	}
	host := ""
	if u, uerr := url.Parse(f.Client.Project.URL); uerr == nil {
		host = u.Hostname()
	}
	if resp != nil && resp.StatusCode >= 400 {
		e := refusal{status: resp.StatusCode, header: resp.Header, host: host}.judge()
		if resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden {
			e = apperr.For(Name, apperr.Forbidden, "The project refuses this key for live updates. Results still come with every sync.", &failure{StateWrongKey, resp.StatusCode, ""})
		}
		return nil, e
	}
	var known *apperr.Error
	if errors.As(err, &known) {
		return nil, unreachable(known, host)
	}
	// The library's words hold the whole address, the key in it too.
	return nil, apperr.For(Name, apperr.Offline, "The live feed cannot be reached. Results still come with every sync.", nil)
}

func (c *channel) join(ctx context.Context) error {
	one := "session_id=eq." + c.f.SessionID
	changes := []any{
		map[string]any{"event": "INSERT", "schema": "public", "table": TableResults, "filter": one},
		map[string]any{"event": "UPDATE", "schema": "public", "table": TableResults, "filter": one},
		// A deletion is told with the row's id alone, so no filter applies, and no row security: it is told of everybody's rows.
		map[string]any{"event": "DELETE", "schema": "public", "table": TableResults},
	}
	if c.f.Hint != nil {
		changes = append(changes, map[string]any{"event": "INSERT", "schema": "public", "table": tableHints})
	}
	return c.send(ctx, c.topic, "phx_join", map[string]any{
		"config": map[string]any{
			"broadcast":        map[string]any{"ack": false, "self": false},
			"presence":         map[string]any{"key": ""},
			"postgres_changes": changes,
			"private":          false,
		},
		"access_token": c.token,
	})
}

func (c *channel) send(ctx context.Context, topic, event string, payload any) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("mirror: frame: %w", err)
	}
	c.ref++
	fr := frame{Topic: topic, Event: event, Payload: raw, Ref: strconv.Itoa(c.ref)}
	if topic == c.topic {
		fr.JoinRef = "1"
	}
	out, err := json.Marshal(fr)
	if err != nil {
		return fmt.Errorf("mirror: frame: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	if err := c.conn.Write(ctx, websocket.MessageText, out); err != nil {
		return fmt.Errorf("mirror: send %s: %w", event, err)
	}
	return nil
}

// keepAlive sends a heartbeat, and the new token where the session was refreshed. A heartbeat that was not answered until the
// next one means that the connection is dead: after sleep nothing else tells.
func (c *channel) keepAlive(ctx context.Context) error {
	if c.beat != "" {
		return errors.New("mirror: the heartbeat was not answered")
	}
	token, err := c.f.Tokens.TokenContext(ctx)
	if err != nil {
		return err
	}
	if token.AccessToken != c.token {
		c.token = token.AccessToken
		if err := c.send(ctx, c.topic, "access_token", map[string]string{"access_token": c.token}); err != nil {
			return err
		}
	}
	if err := c.send(ctx, "phoenix", "heartbeat", map[string]any{}); err != nil {
		return err
	}
	c.beat = strconv.Itoa(c.ref)
	return nil
}

func (c *channel) read(ctx context.Context, out chan<- frame) error {
	for {
		kind, raw, err := c.conn.Read(ctx)
		if err != nil {
			return fmt.Errorf("mirror: read: %w", err)
		}
		var fr frame
		if kind != websocket.MessageText || json.Unmarshal(raw, &fr) != nil {
			continue // nothing that this protocol has
		}
		select {
		case out <- fr:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// handle acts on one frame; joined says that changes are being told from now on.
func (c *channel) handle(ctx context.Context, fr frame) (joined bool, err error) {
	switch {
	case fr.Topic == "phoenix" && fr.Event == "phx_reply":
		if fr.Ref == c.beat {
			c.beat = ""
		}
		return false, nil
	case fr.Topic != c.topic:
		return false, nil
	}
	switch fr.Event {
	case "phx_reply":
		var r reply
		if json.Unmarshal(fr.Payload, &r) == nil && r.Status == "error" && fr.Ref == "1" {
			return false, c.refused(ctx, string(r.Response))
		}
	case "system":
		var r reply
		if json.Unmarshal(fr.Payload, &r) != nil {
			return false, nil
		}
		if r.Status == "error" {
			return false, c.refused(ctx, r.Message)
		}
		return r.Extension == "postgres_changes", nil
	case "phx_error", "phx_close":
		return false, errors.New("mirror: the channel was closed")
	case "postgres_changes":
		return false, c.take(ctx, fr.Payload)
	}
	return false, nil
}

// refused renews the token where the service complained of it; the next join uses the new one.
func (c *channel) refused(ctx context.Context, words string) error {
	words = strings.ToLower(words)
	for _, w := range []string{"token", "jwt", "expired"} {
		if strings.Contains(words, w) {
			if _, err := c.f.Tokens.Renew(ctx, c.token); err != nil {
				return err
			}
			break
		}
	}
	return errors.New("mirror: the join was refused")
}

func (c *channel) take(ctx context.Context, payload json.RawMessage) error {
	var change struct {
		Data struct {
			Type   string          `json:"type"`
			Table  string          `json:"table"`
			Record json.RawMessage `json:"record"`
			Old    json.RawMessage `json:"old_record"`
			Errors json.RawMessage `json:"errors"`
		} `json:"data"`
	}
	if json.Unmarshal(payload, &change) != nil {
		return nil
	}
	kind, row := change.Data.Type, change.Data.Record
	if change.Data.Table == tableHints {
		if kind == "INSERT" {
			c.hint(row)
		}
		return nil
	}
	if kind == "DELETE" {
		row = change.Data.Old
	}
	var rec record
	if change.Data.Table != TableResults || json.Unmarshal(row, &rec) != nil {
		return nil
	}
	switch kind {
	case "DELETE":
		if r, ok := (record{ID: rec.ID, SessionID: c.f.SessionID}).received(); ok {
			return c.f.Kept.Take(ctx, []Received{r})
		}
		return nil
	case "INSERT", "UPDATE":
	default:
		return nil
	}
	ours := rec.Agent != "" && !slices.Contains(otherAgents, rec.Agent)
	if left := string(change.Data.Errors); !ours && (left != "" && left != "null" && left != "[]" || !rec.whole()) {
		return c.f.Client.CatchUp(ctx, c.f.SessionID, c.f.Kept)
	}
	r, ok := rec.received()
	if !ok || r.SessionID != c.f.SessionID || r.Gone && kind == "INSERT" {
		return nil // our own, or nothing that fits
	}
	return c.f.Kept.Take(ctx, []Received{r})
}

// hint passes on which source changed. Whatever else stands in the row is not read.
func (c *channel) hint(raw json.RawMessage) {
	var row struct {
		Provider string `json:"provider"`
	}
	if c.f.Hint == nil || json.Unmarshal(raw, &row) != nil {
		return
	}
	switch row.Provider {
	case "gmail", "sheets", "mailchimp", "airtable":
		c.f.Hint(row.Provider)
	}
}
