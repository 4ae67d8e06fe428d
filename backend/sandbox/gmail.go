package sandbox

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"

	"google.golang.org/api/gmail/v1"
)

// Scopes of Gmail's reading methods, as the discovery document lists them.
var (
	gmailRead  = []string{"https://mail.google.com/", "gmail.metadata", "gmail.modify", "gmail.readonly"}
	gmailFull  = []string{"gmail.readonly", "gmail.modify", "https://mail.google.com/"}
	gmailBasic = []string{"https://mail.google.com/", "gmail.modify", "gmail.readonly", "gmail.settings.basic"}
)

// gmailRoutes are the methods of Gmail with their prices.
// https://developers.google.com/workspace/gmail/api/reference/quota
func gmailRoutes() []route {
	const u = "/gmail/v1/users/{userId}"
	get := func(id, path string, units int, scopes []string, answer any, serve func(*call) (any, error), query ...string) route {
		return route{id: "gmail.users." + id, method: http.MethodGet, path: u + path, query: query, scopes: scopes, meter: meterGmail, units: units, answer: answer, serve: serve}
	}
	return []route{
		get("getProfile", "/profile", 1, append([]string{"gmail.compose"}, gmailRead...), gmail.Profile{}, getProfile),
		get("messages.list", "/messages", 5, gmailRead, gmail.ListMessagesResponse{}, messagesList, "includeSpamTrash", "labelIds", "maxResults", "pageToken", "q"),
		get("messages.get", "/messages/{id}", 20, gmailRead, gmail.Message{}, messagesGet, "format", "metadataHeaders"),
		get("threads.list", "/threads", 10, gmailRead, gmail.ListThreadsResponse{}, threadsList, "includeSpamTrash", "labelIds", "maxResults", "pageToken", "q"),
		get("threads.get", "/threads/{id}", 40, gmailRead, gmail.Thread{}, threadsGet, "format", "metadataHeaders"),
		get("history.list", "/history", 2, gmailRead, gmail.ListHistoryResponse{}, historyList, "historyTypes", "labelId", "maxResults", "pageToken", "startHistoryId"),
		get("labels.list", "/labels", 1, append([]string{"gmail.labels"}, gmailRead...), gmail.ListLabelsResponse{}, labelsList),
		get("settings.sendAs.list", "/settings/sendAs", 1, gmailBasic, gmail.ListSendAsResponse{}, sendAsList),
		{id: "gmail.users.watch", method: http.MethodPost, path: u + "/watch", scopes: gmailRead, meter: meterGmail, units: 100, answer: gmail.WatchResponse{}, serve: watch},
		{id: "gmail.users.stop", method: http.MethodPost, path: u + "/stop", scopes: gmailRead, meter: meterGmail, units: 50, serve: stopWatch},
	}
}

// mailbox finds the mailbox that the request is about: the token's own.
func (c *call) mailbox() (*Mailbox, error) {
	if id := c.vars["userId"]; id != "me" && canonical(id) != c.account {
		return nil, forbidden("Delegation denied for " + c.account)
	}
	return c.s.Mailbox(c.account), nil
}

// metadataOnly reports whether the narrow scope is in force: it refuses searches even beside a wider one.
func (c *call) metadataOnly() bool { return c.grant.has("gmail.metadata") }

// limit reads maxResults.
func (c *call) limit(usual, most int) (int, error) {
	text := c.query.Get("maxResults")
	if text == "" {
		return usual, nil
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0, badRequest("Invalid value at 'max_results' (TYPE_UINT32), \"" + text + "\"")
	}
	if n == 0 {
		return usual, nil
	}
	return min(int(n), most), nil
}

func getProfile(c *call) (any, error) {
	b, err := c.mailbox()
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	return &gmail.Profile{EmailAddress: b.address, MessagesTotal: int64(len(b.sorted)), ThreadsTotal: int64(len(b.threads)),
		HistoryId: b.historyID, ForceSendFields: []string{"MessagesTotal", "ThreadsTotal"}}, nil
}

// listing is what messages.list and threads.list have in common.
type listing struct {
	sel   *selection
	limit int
	from  *entry // the last one of the page before
}

// list reads the parameters of a listing. The caller holds the mailbox's lock.
func (c *call) list(b *Mailbox) (*listing, error) {
	q := c.query.Get("q")
	if q != "" && c.metadataOnly() {
		return nil, forbidden("Metadata scope does not support 'q' parameter")
	}
	limit, err := c.limit(100, 500)
	if err != nil {
		return nil, err
	}
	spam := false
	switch text := c.query.Get("includeSpamTrash"); text {
	case "true":
		spam = true
	case "false", "":
	default:
		return nil, badRequest("Invalid value at 'include_spam_trash' (TYPE_BOOL), \"" + text + "\"")
	}
	for _, id := range c.query["labelIds"] {
		if b.bit(id) == 0 {
			return nil, badRequest("Invalid label: " + id)
		}
	}
	l := &listing{sel: b.selection(q, c.query["labelIds"], spam), limit: limit}
	if token := c.query.Get("pageToken"); token != "" {
		var check uint64
		l.from = &entry{}
		if _, err := fmt.Sscanf(token, "%d.%x.%x", &l.from.date, &l.from.id, &check); err != nil || check != l.check(c) {
			return nil, badRequest("Invalid pageToken")
		}
	}
	return l, nil
}

// check ties a page token to its search.
func (l *listing) check(c *call) uint64 {
	return hashText(c.query.Get("q")+"\x00"+strings.Join(c.query["labelIds"], ",")+"\x00"+c.query.Get("includeSpamTrash")) >> 32
}

func (l *listing) token(c *call, last *entry) string {
	return fmt.Sprintf("%d.%x.%x", last.date, last.id, l.check(c))
}

// each calls fn for what is found, newest first, after the page before. It ends when fn returns false.
func (l *listing) each(fn func(*entry) bool) {
	among := l.sel.among()
	end := len(among)
	if l.from != nil {
		end = sort.Search(end, func(i int) bool { return !among[i].before(l.from) })
	}
	for i := end - 1; i >= 0; i-- {
		e := among[i]
		if l.sel.takes(e) && !fn(e) {
			return
		}
	}
}

// estimate is what Gmail says of a listing's size: a guess, and no count.
func estimate(found int, more bool) int64 {
	if more {
		return 201
	}
	if found == 0 {
		return 0
	}
	return int64(found + 1 + found/3)
}

func messagesList(c *call) (any, error) {
	b, err := c.mailbox()
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	l, err := c.list(b)
	if err != nil {
		return nil, err
	}
	answer := &gmail.ListMessagesResponse{ForceSendFields: []string{"ResultSizeEstimate"}}
	var last *entry
	l.each(func(e *entry) bool {
		if len(answer.Messages) == l.limit {
			answer.NextPageToken = l.token(c, last)
			return false
		}
		answer.Messages = append(answer.Messages, &gmail.Message{Id: hexID(e.id), ThreadId: hexID(e.thread)})
		last = e
		return true
	})
	answer.ResultSizeEstimate = estimate(len(answer.Messages), answer.NextPageToken != "")
	return answer, nil
}

func threadsList(c *call) (any, error) {
	b, err := c.mailbox()
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	l, err := c.list(b)
	if err != nil {
		return nil, err
	}
	answer := &gmail.ListThreadsResponse{ForceSendFields: []string{"ResultSizeEstimate"}}
	var last *entry
	l.each(func(e *entry) bool {
		if e != l.newest(b, e.thread) {
			return true
		}
		if len(answer.Threads) == l.limit {
			answer.NextPageToken = l.token(c, last)
			return false
		}
		answer.Threads = append(answer.Threads, &gmail.Thread{Id: hexID(e.thread), Snippet: b.message(e).snippet(), HistoryId: b.threadHistory(e.thread)})
		last = e
		return true
	})
	answer.ResultSizeEstimate = estimate(len(answer.Threads), answer.NextPageToken != "")
	return answer, nil
}

// newest is the newest mail of a thread that is found: the one that stands for the thread in a listing.
func (l *listing) newest(b *Mailbox, thread uint64) *entry {
	var newest *entry
	for _, e := range b.threads[thread] {
		if (newest == nil || newest.before(e)) && l.sel.takes(e) {
			newest = e
		}
	}
	return newest
}

func (b *Mailbox) threadHistory(thread uint64) uint64 {
	var most uint64
	for _, e := range b.threads[thread] {
		most = max(most, e.historyID)
	}
	return most
}

func labelsList(c *call) (any, error) {
	b, err := c.mailbox()
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	answer := &gmail.ListLabelsResponse{}
	for i, id := range b.labels {
		l := &gmail.Label{Id: id, Name: id, Type: "system"}
		if i >= len(systemLabels) {
			l.Name, l.Type = b.titles[id], "user"
		}
		answer.Labels = append(answer.Labels, l)
	}
	return answer, nil
}

func sendAsList(c *call) (any, error) {
	b, err := c.mailbox()
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	answer := &gmail.ListSendAsResponse{SendAs: []*gmail.SendAs{{SendAsEmail: b.address, DisplayName: b.name, IsPrimary: true, IsDefault: true}}}
	for _, a := range b.aliases {
		answer.SendAs = append(answer.SendAs, &gmail.SendAs{SendAsEmail: a.Address, DisplayName: a.Name, TreatAsAlias: true, VerificationStatus: "accepted"})
	}
	return answer, nil
}

func watch(c *call) (any, error) {
	b, err := c.mailbox()
	if err != nil {
		return nil, err
	}
	var req gmail.WatchRequest
	if err := c.body(&req); err != nil {
		return nil, err
	}
	if parts := strings.Split(req.TopicName, "/"); len(parts) != 4 || parts[0] != "projects" || parts[2] != "topics" {
		return nil, badRequest("Invalid topicName does not match projects/*/topics/*")
	}
	ends := c.s.now().Add(7 * 24 * time.Hour)
	if err := c.s.pubsub.watch(b.address, req.TopicName, ends); err != nil {
		return nil, err
	}
	return &gmail.WatchResponse{HistoryId: b.HistoryID(), Expiration: ends.UnixMilli()}, nil
}

func stopWatch(c *call) (any, error) {
	b, err := c.mailbox()
	if err == nil {
		c.s.pubsub.unwatch(b.address)
	}
	return nil, err
}

func encodeBody(data []byte) string { return base64.URLEncoding.EncodeToString(data) }
