package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"mixdown/backend/auth"
	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
	"mixdown/backend/store"
)

const (
	settingStory   = "sample story began"
	sampleName     = "Spring radio"
	sampleTag      = "SPRING"
	sampleClientID = "sample.apps.googleusercontent.com"
)

// OpenSample opens the sample campaign: the real application on the embedded sandbox, in a home of its own, with secrets in
// memory. It needs no network, no keychain and no account. The story is told relative to the day it was begun; on another
// day it begins anew, so that the sample never grows stale.
func OpenSample(ctx context.Context, cfg Config) (_ *Desk, err error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	began, err := sampleBegan(ctx, cfg)
	if err != nil {
		return nil, err
	}
	server := sandbox.New(sandbox.Options{Now: cfg.Now, Story: sandbox.SpringRadio(began), Log: cfg.Log})
	if cfg.Gateway, err = server.Start(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, server.Close())
		}
	}()
	server.Consent().AutoApprove()
	cfg.Secrets, cfg.Sample = auth.NewMemory(), true
	cfg.OpenBrowser = visit
	d, err := Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	d.close = append(d.close, server.Close)
	if err := d.fillSample(ctx, began); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// sampleBegan returns when the story in cfg.Home began, after it dropped one of another day.
func sampleBegan(ctx context.Context, cfg Config) (time.Time, error) {
	path := filepath.Join(cfg.Home, "mixdown.db")
	now := cfg.Now()
	if _, err := os.Stat(path); err != nil {
		return now, nil
	}
	s, err := store.Open(ctx, path, cfg.Now)
	if err != nil {
		return now, err
	}
	var began time.Time
	known, err := s.Setting(ctx, settingStory, &began)
	if err := errors.Join(err, s.Close()); err != nil {
		return now, err
	}
	if known && campaign.StartOfDay(began, time.Local).Equal(campaign.StartOfDay(now, time.Local)) && !began.After(now) {
		return began, nil
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return now, fmt.Errorf("desk: begin the sample anew: %w", err)
		}
	}
	return now, nil
}

// fillSample signs in to the sandbox and makes the campaign, where that is not done yet.
func (d *Desk) fillSample(ctx context.Context, began time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, signInLimit)
	defer cancel()
	if err := d.store.SaveSetting(ctx, settingStory, began); err != nil {
		return err
	}
	list, err := d.store.Campaigns(ctx)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		name, tag, sheet := sampleName, sampleTag, sandbox.SpringSheet
		playlists := []string{sandbox.SpringPlaylist, sandbox.SpringOtherPlaylist}
		table := sandbox.SpringAirtableTable
		if _, err := d.SaveCampaign(ctx, Draft{Name: &name, Tag: &tag, Spreadsheet: &sheet, Airtable: &table, Playlists: &playlists}); err != nil {
			return err
		}
	}
	for _, word := range []string{"gmail", "sheets", "spotify"} {
		if _, err := d.Connect(ctx, ConnectRequest{Provider: word, Client: auth.Client{ID: sampleClientID}}); err != nil {
			return fmt.Errorf("desk: sample: connect %s: %w", word, err)
		}
	}
	for _, req := range []ConnectRequest{{Provider: "mailchimp", Key: sandbox.SpringMailchimpKey}, {Provider: "airtable", Key: sandbox.SpringAirtableToken}} {
		if _, err := d.Connect(ctx, req); err != nil {
			return fmt.Errorf("desk: sample: connect %s: %w", req.Provider, err)
		}
	}
	c, err := d.Campaign(ctx, sampleName)
	if isNotFound(err) {
		return nil // the person renamed it, and it has its export already
	}
	if err != nil {
		return err
	}
	songs, period := sandbox.SpringSongs(began)
	_, err = d.Import(ctx, ImportRequest{Provider: metric.Spotify, Campaign: c, Artist: sandbox.SpringArtist, Period: period, Files: []provider.ImportFile{
		{Name: "audience-timeline.csv", Data: sandbox.SpringAudience(began)}, {Name: "songs.csv", Data: songs},
		{Name: "playlists.csv", Data: sandbox.SpringListed(began)}}})
	return err
}

// visit follows the sign-in page as a browser would, to the loopback address that waits for its answer.
func visit(page string) error {
	ctx, cancel := context.WithTimeout(context.Background(), signInLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		return fmt.Errorf("desk: sample sign-in: %w", err)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	resp, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return fmt.Errorf("desk: sample sign-in: %w", err)
	}
	return resp.Body.Close()
}
