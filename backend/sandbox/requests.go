package sandbox

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// Request is one line of the log.
type Request struct {
	At      time.Time
	Host    string
	Method  string
	Path    string // without the host
	Query   string // as sent
	ID      string // the API's method, "gmail.users.messages.list"; "" outside the JSON APIs
	Account string // whose token it carried
	Status  int    // 0 while it is under way, or when the connection was dropped
	Units   int    // Gmail's quota units spent on it
	Fault   bool   // a fault struck it
}

// Requests is the exact log of what was asked, and the meter of what it cost.
type Requests struct {
	now func() time.Time

	mu       sync.Mutex
	log      []*Request
	inFlight int
	most     int
	limits   Limits
	spent    map[allowance]*spending
}

func newRequests(now func() time.Time) *Requests {
	return &Requests{now: now, spent: map[allowance]*spending{}}
}

// All returns a copy of the log, oldest first.
func (q *Requests) All() []Request {
	q.mu.Lock()
	defer q.mu.Unlock()
	out := make([]Request, len(q.log))
	for i, r := range q.log {
		out[i] = *r
	}
	return out
}

// Count counts requests by host, method and path.Match pattern of the path; "" stands for any.
func (q *Requests) Count(host, method, path string) int {
	want := Fault{Host: host, Method: method, Path: path}
	q.mu.Lock()
	defer q.mu.Unlock()
	n := 0
	for _, r := range q.log {
		if (want.Host == "" || want.Host == r.Host) && (want.Method == "" || want.Method == r.Method) && pathFits(want.Path, r.Path) {
			n++
		}
	}
	return n
}

// CountID counts the requests of one API method, such as "gmail.users.messages.get".
func (q *Requests) CountID(id string) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := 0
	for _, r := range q.log {
		if r.ID == id {
			n++
		}
	}
	return n
}

// Units returns the Gmail quota units spent by account, or by all for "".
func (q *Requests) Units(account string) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := 0
	for _, r := range q.log {
		if account == "" || r.Account == account {
			n += r.Units
		}
	}
	return n
}

// Hosts returns the hosts that were asked, sorted.
func (q *Requests) Hosts() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	var hosts []string
	for _, r := range q.log {
		if !slices.Contains(hosts, r.Host) {
			hosts = append(hosts, r.Host)
		}
	}
	slices.Sort(hosts)
	return hosts
}

// MaxInFlight returns the most requests that were under way at once.
func (q *Requests) MaxInFlight() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.most
}

// Reset empties the log and the allowances' ledgers; limits stay in force.
func (q *Requests) Reset() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.log, q.most, q.spent = nil, q.inFlight, map[allowance]*spending{}
}

// pending is a request under way.
type pending struct {
	q *Requests
	r *Request
}

func (q *Requests) begin(host string, r *http.Request) *pending {
	entry := &Request{At: q.now(), Host: host, Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.log = append(q.log, entry)
	q.inFlight++
	q.most = max(q.most, q.inFlight)
	return &pending{q: q, r: entry}
}

func (q *Requests) end(p *pending, status int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	p.r.Status = status
	q.inFlight--
}

func (p *pending) route(rt *route) {
	p.q.mu.Lock()
	defer p.q.mu.Unlock()
	p.r.ID = rt.id
}

func (p *pending) account(address string) {
	p.q.mu.Lock()
	defer p.q.mu.Unlock()
	p.r.Account = address
}

func (p *pending) fault() {
	p.q.mu.Lock()
	defer p.q.mu.Unlock()
	p.r.Fault = true
}
