package gmail

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// syncVersion is raised when more is read of a mail than before: everything is listed again then.
const syncVersion = 1

// phase is how far a backlog has been read. The phases follow each other in this order.
type phase string

const (
	phaseSends      phase = "sends"      // listing the campaign's sends
	phaseInbound    phase = "inbound"    // listing what came in, to find what stands in the threads of the sends
	phaseCandidates phase = "candidates" // listing what may belong to the campaign outside those threads
	phaseRead       phase = "read"       // reading what was listed
	phasePeople     phase = "people"     // listing what the people mailed wrote outside those threads
	phaseDone       phase = "done"       // the history tells the rest
)

// cursor is where the next sync goes on. What is still to be read is not in it: that stands in the evidence as unread.
type cursor struct {
	Version int    `json:"v"`
	History uint64 `json:"history,string"`
	Phase   phase  `json:"phase"`
	// Rule is a short hash of what decides which mails are listed.
	Rule string `json:"rule"`
	// Own are the addresses the mailbox sends as.
	Own []string `json:"own,omitempty"`
	// Page is the next page of the list under way, a hint only: where Gmail refuses it the list starts over.
	Page string `json:"page,omitempty"`
	// Seen is when the mailbox was last known completely, in Unix seconds.
	Seen int64 `json:"seen,omitempty"`
	// Again says that records were held before these lists: what the lists do not show has gone.
	Again bool `json:"again,omitempty"`
	// Expired says that the lists are repeated for an expired history: only what came since Seen can be unknown.
	Expired bool `json:"expired,omitempty"`
	// Plain says that this server finds nothing by "-in:sent", so lists go without it.
	Plain bool `json:"plain,omitempty"`
	// Unsettled says that mail came in of which it is not worked out yet what it answers.
	Unsettled bool `json:"unsettled,omitempty"`
	// Follow is when the first answer came, in Unix seconds, that stands in a thread which somebody else began and which was
	// not searched for the rest of the conversation yet; 0 for none.
	Follow int64 `json:"follow,omitempty"`
	// Threads began before a send of ours made them threads of the campaign, and are to be read as a whole.
	Threads []string `json:"threads,omitempty"`
	// Paged says that a list went over several pages: what left the mailbox meanwhile may have hidden a mail.
	Paged bool `json:"paged,omitempty"`
}

// onlyNew reports whether the lists are repeated for an expired history after the mailbox was known once: what came before
// that and stands outside our threads was looked at.
func (c cursor) onlyNew() bool { return c.Expired && c.Seen > 0 }

// Bounds of the cursor's parts.
const (
	maxOwn  = 50
	maxPage = 256
	// maxThreads bounds the threads to be read as a whole; there are more only after an odd day.
	maxThreads = 100
)

// parseCursor returns the zero cursor where raw is empty, unreadable or of another version.
func parseCursor(raw provider.Cursor) cursor {
	var c cursor
	if len(raw) == 0 || json.Unmarshal(raw, &c) != nil || c.Version != syncVersion || c.History == 0 {
		return cursor{}
	}
	return c
}

func (c cursor) json() provider.Cursor {
	c.Version = syncVersion
	if len(c.Page) > maxPage {
		c.Page = ""
	}
	b, err := json.Marshal(c)
	if err != nil {
		return nil
	}
	return b
}

// ruleHash names the part of a campaign's rule that decides which mails belong to it.
func ruleHash(r campaign.Rule) string {
	until := ""
	if r.Until != nil {
		until = r.Until.UTC().Format(time.RFC3339Nano)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q|%s|%s", strings.Join(campaign.Tokens(r.Tag), " "), r.Since.UTC().Format(time.RFC3339Nano), until))
	return hex.EncodeToString(sum[:6])
}
