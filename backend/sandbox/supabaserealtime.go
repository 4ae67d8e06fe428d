package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// socket is one live connection. Its channels are guarded by the project's lock.
type socket struct {
	conn   *websocket.Conn
	out    chan []byte
	ended  chan struct{}
	once   sync.Once
	joined map[string]*liveChannel
	arrays bool // version 2.0.0: [join_ref, ref, topic, event, payload]
}

type liveChannel struct {
	user   string
	follow []following
}

// following is one kind of change of one table, with its filter.
type following struct{ event, table, filter string }

func (s *socket) end() { s.once.Do(func() { close(s.ended) }) }

type phoenix struct {
	Topic   string          `json:"topic"`
	Event   string          `json:"event"`
	Payload json.RawMessage `json:"payload"`
	Ref     *string         `json:"ref"`
	JoinRef *string         `json:"join_ref,omitempty"`
}

// serveRealtime speaks Phoenix channels, versions 1.0.0 and 2.0.0, with changes of tables.
func (b *Supabase) serveRealtime(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // a page's origin is no secret of the sandbox
	if err != nil {
		return
	}
	s := &socket{conn: conn, out: make(chan []byte, 64), ended: make(chan struct{}), joined: map[string]*liveChannel{}, arrays: r.URL.Query().Get("vsn") == "2.0.0"}
	b.mu.Lock()
	b.sockets[s] = true
	b.mu.Unlock()
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	var writer sync.WaitGroup
	writer.Go(func() {
		for {
			select {
			case raw := <-s.out:
				limited, stop := context.WithTimeout(ctx, 5*time.Second)
				err := conn.Write(limited, websocket.MessageText, raw)
				stop()
				if err != nil {
					cancel()
					return
				}
			case <-s.ended:
				cancel()
				return
			case <-ctx.Done():
				return
			}
		}
	})
	for {
		_, raw, err := conn.Read(ctx)
		if err != nil {
			break
		}
		if m, ok := s.decode(raw); ok {
			b.live(s, m)
		}
	}
	b.mu.Lock()
	delete(b.sockets, s)
	b.mu.Unlock()
	cancel()
	writer.Wait()
	_ = conn.CloseNow()
}

func (s *socket) decode(raw []byte) (phoenix, bool) {
	var m phoenix
	if !s.arrays {
		return m, json.Unmarshal(raw, &m) == nil
	}
	parts := []any{&m.JoinRef, &m.Ref, &m.Topic, &m.Event, &m.Payload}
	return m, json.Unmarshal(raw, &parts) == nil && len(parts) == 5
}

func (b *Supabase) live(s *socket, m phoenix) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch m.Event {
	case "heartbeat":
		s.reply(m, "ok", map[string]any{})
	case "phx_leave":
		delete(s.joined, m.Topic)
		s.reply(m, "ok", map[string]any{})
	case "access_token":
		var p struct {
			Token string `json:"access_token"`
		}
		c := s.joined[m.Topic]
		if json.Unmarshal(m.Payload, &p) == nil && c != nil {
			if user, ok := b.user(p.Token); ok {
				c.user = user
			}
		}
	case "phx_join":
		b.joinLive(s, m)
	}
}

func (b *Supabase) joinLive(s *socket, m phoenix) {
	var p struct {
		Config struct {
			Changes []struct {
				Event, Schema, Table, Filter string
			} `json:"postgres_changes"`
		} `json:"config"`
		Token string `json:"access_token"`
	}
	if json.Unmarshal(m.Payload, &p) != nil {
		s.reply(m, "error", map[string]any{"reason": "invalid payload"})
		return
	}
	user, ok := b.user(p.Token)
	if !ok {
		s.reply(m, "error", map[string]any{"reason": "InvalidJWTToken: Token has expired"})
		return
	}
	c := &liveChannel{user: user}
	changes := []any{}
	for i, want := range p.Config.Changes {
		c.follow = append(c.follow, following{want.Event, want.Table, want.Filter})
		changes = append(changes, map[string]any{"id": i + 1, "event": want.Event, "schema": want.Schema, "table": want.Table, "filter": want.Filter})
	}
	s.joined[m.Topic] = c
	s.reply(m, "ok", map[string]any{"postgres_changes": changes})
	s.push(m.Topic, "system", map[string]any{"status": "ok", "message": "Subscribed to PostgreSQL", "extension": "postgres_changes", "channel": strings.TrimPrefix(m.Topic, "realtime:")})
}

func (s *socket) reply(m phoenix, status string, response any) {
	payload, _ := json.Marshal(map[string]any{"status": status, "response": response})
	s.write(phoenix{Topic: m.Topic, Event: "phx_reply", Payload: payload, Ref: m.Ref, JoinRef: m.JoinRef})
}

func (s *socket) push(topic, event string, payload any) {
	raw, _ := json.Marshal(payload)
	s.write(phoenix{Topic: topic, Event: event, Payload: raw})
}

func (s *socket) write(m phoenix) {
	raw, _ := json.Marshal(m)
	if s.arrays {
		raw, _ = json.Marshal([]any{m.JoinRef, m.Ref, m.Topic, m.Event, m.Payload})
	}
	select {
	case s.out <- raw:
	case <-s.ended:
	default:
		s.end() // a client that does not read is dropped
	}
}

// tell passes a change to the connections whose user may see the row. Of a deletion only the row's key is known, so neither filters nor
// row security apply: everybody who asked is told. The lock is held.
func (b *Supabase) tell(event, table string, row supabaseRow) {
	data := map[string]any{"type": event, "schema": "public", "table": table, "commit_timestamp": b.stamp(), "columns": []any{}, "errors": nil}
	switch event {
	case "DELETE":
		data["old_record"] = supabaseRow{"id": row["id"]}
	case "UPDATE":
		data["old_record"] = supabaseRow{"id": row["id"]}
		data["record"] = row
	default:
		data["record"] = row
	}
	for s := range b.sockets {
		for topic, c := range s.joined {
			ids := []int{}
			for i, f := range c.follow {
				name, value, filtered := strings.Cut(f.filter, "=eq.")
				if f.table == table && (f.event == event || f.event == "*") && (!filtered || event == "DELETE" || row[name] == value) {
					ids = append(ids, i+1)
				}
			}
			if len(ids) == 0 || event != "DELETE" && c.user != row["user_id"] {
				continue
			}
			s.push(topic, "postgres_changes", map[string]any{"ids": ids, "data": data})
		}
	}
}

var _ http.Handler = (*Supabase)(nil)
