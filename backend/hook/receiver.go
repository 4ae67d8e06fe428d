// Package hook receives the notices by which services tell that something changed, behind the person's own tunnel. A notice
// is only a wake-up that leads to a normal sync: nothing of it is believed, and nothing of it is kept.
package hook

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Secrets are what the services prove themselves by. An empty one closes its door.
type Secrets struct {
	Drive         string // the token given with a Drive channel
	MailchimpPath string // the last part of the address given to Mailchimp
	Mailchimp     string // the key of Mailchimp's signatures; "" where signing is off
	// Airtable are the macSecretBase64 of Airtable's webhooks; each has its own.
	Airtable []string
}

const (
	// maxNotice is far above any notice: Mailchimp's are the largest, with a few hundred bytes of form.
	maxNotice = 64 << 10
	// remembered is how many notices are known again.
	remembered = 2048
	// perSecond and burst bound what strangers can make this computer do.
	perSecond, burst = 5, 30
	// tooOld is how old a signed notice may be.
	tooOld = 5 * time.Minute
)

// Receiver answers the services. It is safe for concurrent use.
type Receiver struct {
	cfg   Config
	limit *rate.Limiter

	mu    sync.Mutex
	seen  map[[sha256.Size]byte]bool
	order [][sha256.Size]byte
}

// Config is what a Receiver needs. Its functions must return quickly.
type Config struct {
	// Secrets are those of now: channels come and go while the receiver runs.
	Secrets func() Secrets
	// Wake is called once a genuine notice with the source's word.
	Wake func(provider string)
	// Heard is called for everything genuine, a probe too; id names the channel where the notice does. May be nil.
	Heard func(provider, id string)
	Now   func() time.Time
	Log   *slog.Logger
}

// New returns a Receiver.
func New(cfg Config) *Receiver {
	return &Receiver{cfg: cfg, limit: rate.NewLimiter(perSecond, burst), seen: map[[sha256.Size]byte]bool{}}
}

// ServeHTTP implements http.Handler. Whatever is not genuine is answered like an address that does not exist.
func (v *Receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if !v.limit.Allow() {
		w.Header().Set("Retry-After", "10")
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxNotice)) // signatures are over the raw bytes
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	door, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	n, secrets := notice{}, v.cfg.Secrets()
	switch door {
	case "drive":
		n = v.drive(r, secrets)
	case "mailchimp":
		n = v.mailchimp(r, rest, raw, secrets)
	case "airtable":
		n = v.airtable(r, raw, secrets)
	}
	if n.provider == "" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if v.cfg.Heard != nil {
		v.cfg.Heard(n.provider, n.channel)
	}
	if !n.probe && v.first(door, n.id) {
		v.cfg.Log.Info("hook", "source", n.provider)
		v.cfg.Wake(n.provider)
	}
	w.WriteHeader(http.StatusNoContent)
}

// notice is what is made of a request.
type notice struct {
	provider string // "" where it is not genuine
	probe    bool   // it wakes nobody
	channel  string // "" where the notice does not say
	id       []byte // what makes it the same notice when it is sent again
}

// first reports whether a notice comes for the first time.
func (v *Receiver) first(door string, id []byte) bool {
	sum := sha256.Sum256(append([]byte(door+"\x00"), id...))
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.seen[sum] {
		return false
	}
	v.seen[sum] = true
	v.order = append(v.order, sum)
	if len(v.order) > remembered {
		delete(v.seen, v.order[0])
		v.order = v.order[1:]
	}
	return true
}

// same compares two secrets in a time that tells nothing. An empty one is the same as nothing.
func same(got, want string) bool {
	return want != "" && subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}

func sameHex(got string, want []byte) bool {
	raw, err := hex.DecodeString(got)
	return err == nil && subtle.ConstantTimeCompare(raw, want) == 1
}
