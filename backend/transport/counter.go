package transport

import (
	"maps"
	"net/http"
	"path"
	"sync"
	"sync/atomic"

	"mixdown/backend/provider"
)

// Counter counts the API requests of a run as they were sent, repetitions included. Its zero value is ready; it is safe for
// concurrent use.
type Counter struct {
	requests, units, bytes atomic.Int64
	mu                     sync.Mutex
	operations             map[string]int
}

// Requests returns how many requests were sent.
func (c *Counter) Requests() int { return int(c.requests.Load()) }

// Units returns what they cost by the service's price list.
func (c *Counter) Units() int { return int(c.units.Load()) }

// Bytes returns how many bytes of answers were read.
func (c *Counter) Bytes() int64 { return c.bytes.Load() }

// ByOperation returns the number of requests by the price list's name, "other" for those that it does not name.
func (c *Counter) ByOperation() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.operations)
}

func (c *Counter) add(p provider.Price) {
	c.requests.Add(1)
	c.units.Add(int64(p.Units))
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.operations == nil {
		c.operations = map[string]int{}
	}
	c.operations[p.Name]++
}

// priceOf returns the first entry of the price list that matches, or a free one.
func priceOf(prices []provider.Price, req *http.Request) provider.Price {
	for _, p := range prices {
		if p.Method != "" && p.Method != req.Method {
			continue
		}
		if ok, err := path.Match(p.Path, req.URL.Path); err == nil && ok {
			return p
		}
	}
	return provider.Price{Name: "other"}
}
