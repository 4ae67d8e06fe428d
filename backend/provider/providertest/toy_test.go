package providertest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// toy is a small honest provider: five pages of two items, read after one look whether anything is new. fault makes it
// break one promise.
type toy struct{ fault string }

func (p toy) Info() provider.Info {
	return provider.Info{
		Name: "toy", Table: "toy", Title: "Toy", Noun: "items", Auth: provider.Auth{Keys: true}, Hosts: []string{"toy.example"},
		Every: time.Minute, SyncVersion: 1, Streams: []provider.Stream{{Name: "items", States: []string{"here"}}},
	}
}

func (p toy) Identify(ctx context.Context, client *http.Client) (provider.Account, error) {
	var who struct{ Address string }
	err := p.get(ctx, client, "/me", &who)
	return provider.Account{Address: who.Address}, err
}

type toyCursor struct {
	Page, Version int
	Of            string `json:",omitempty"`
}

func (p toy) Sync(ctx context.Context, client *http.Client, _ provider.Account, _ provider.Scope, raw provider.Cursor, emit provider.Emit) error {
	var at toyCursor
	if json.Unmarshal(raw, &at) != nil {
		at = toyCursor{}
	}
	var now struct{ Version int }
	if err := p.get(ctx, client, "/version", &now); err != nil {
		return err
	}
	if at.Version != now.Version {
		at = toyCursor{Version: now.Version}
	}
	switch p.fault {
	case "reads all again":
		at.Page = 0
	case "leaves a goroutine":
		go func() { select {} }()
	}
	for ; at.Page < 5; at.Page++ {
		var page struct{ Items []string }
		err := p.get(ctx, client, fmt.Sprint("/items/", at.Page), &page)
		if err != nil && p.fault == "passes over a failed page" {
			continue
		}
		if err != nil {
			return err
		}
		b := provider.Batch{Progress: provider.Progress{Done: at.Page + 1, Known: 5, Complete: at.Page == 4}}
		for _, item := range page.Items {
			b.Records = append(b.Records, p.record(item, now.Version))
		}
		if b.Cursor, err = json.Marshal(toyCursor{Page: at.Page + 1, Version: now.Version}); err != nil {
			return err
		}
		switch p.fault {
		case "cursor before the rows":
			if err := emit(provider.Batch{Cursor: b.Cursor}); err != nil {
				return err
			}
			b.Cursor = nil
		case "a secret in the cursor":
			b.Cursor = provider.Cursor(`{"access_token":"x"}`)
		case "never complete":
			b.Progress.Complete = false
		}
		if err := emit(b); err != nil {
			if p.fault == "swallows emit's error" {
				return nil
			}
			if p.fault == "goes on after emit's error" {
				continue
			}
			return err
		}
	}
	return emit(provider.Batch{Progress: provider.Progress{Done: 5, Known: 5, Complete: p.fault != "never complete"}})
}

func (p toy) record(item string, version int) provider.Record {
	r := provider.Record{Stream: "items", ID: item, State: "here", What: fmt.Sprint(item, " of ", version)}
	switch p.fault {
	case "a state of its own":
		r.State = "there"
	case "bytes that are no text":
		r.What = "\xff"
	case "another stream":
		r.Stream = "things"
	case "no id":
		r.ID = ""
	case "new each time":
		r.Why = fmt.Sprint(time.Now().UnixNano())
	}
	return r
}

func (p toy) get(ctx context.Context, client *http.Client, path string, into any) error {
	host := "toy.example"
	if p.fault == "asks elsewhere" {
		host = "elsewhere.example"
	}
	if p.fault == "deaf to cancelling" {
		ctx = context.WithoutCancel(ctx)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+host+path, nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		var network net.Error
		if errors.As(err, &network) && ctx.Err() == nil {
			return apperr.For("toy", apperr.Offline, "Toy cannot be reached.", err)
		}
		return err
	}
	if p.fault != "leaves an answer open" {
		defer func() { _ = res.Body.Close() }()
	}
	if p.fault == "errors without a code" && res.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", res.StatusCode)
	}
	code, ok := map[int]apperr.Code{401: apperr.NeedsSignIn, 403: apperr.Forbidden, 404: apperr.NotFound, 429: apperr.RateLimited, 500: apperr.ServiceDown, 503: apperr.ServiceDown}[res.StatusCode]
	if ok {
		return apperr.For("toy", code, "Toy refused.", nil)
	}
	raw, err := io.ReadAll(res.Body)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil || string(raw) == "{}" {
		return apperr.For("toy", apperr.BadAnswer, "Toy cannot be understood.", err)
	}
	return nil
}

// toyService answers for toy.example (and elsewhere, for the fault).
type toyService struct {
	mu      sync.Mutex
	version int
}

func (s *toyService) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	text := `{"address":"you@toy.example"}`
	if r.URL.Path == "/version" {
		text = fmt.Sprintf(`{"version":%d}`, s.version)
	} else if page, ok := strings.CutPrefix(r.URL.Path, "/items/"); ok {
		text = fmt.Sprintf(`{"items":["%sa","%sb"]}`, page, page)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text)), Request: r}, nil
}
