package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider/airtable"
	"mixdown/backend/provider/sheets"
	"mixdown/backend/provider/spotify"
)

// settingCampaign remembers the campaign last used.
const settingCampaign = "campaign"

// Draft is a campaign as the person writes it down. A nil field keeps what is there, or takes the default in a new one.
type Draft struct {
	ID          string  `json:"id"`
	Name        *string `json:"name"`
	Tag         *string `json:"tag"`
	DaysBack    *int    `json:"daysBack"`
	Spreadsheet *string `json:"spreadsheet"` // an id or the address of the sheet
	Sheet       *string `json:"sheet"`
	// Columns says which column of the sheet holds a field, by its header; see Desk.ChooseColumns. Another sheet forgets it.
	Columns      *map[string]string `json:"columns"`
	NewMarker    *string            `json:"newMarker"`
	FollowUpDays *int               `json:"followUpDays"`
	WorkingDays  *bool              `json:"workingDays"`
	MaxChases    *int               `json:"maxChases"`
	CountCc      *bool              `json:"countCc"`
	Audience     *string            `json:"audience"`
	Airtable     *string            `json:"airtable"`
	Playlists    *[]string          `json:"playlists"`
	// Goals are set one by one, by the key of a metric; 0 takes one back, and those not named stay.
	Goals map[string]float64 `json:"goals"`
}

// Campaigns returns all campaigns, the newest first, archived ones last.
func (d *Desk) Campaigns(ctx context.Context) ([]campaign.Campaign, error) {
	return d.store.Campaigns(ctx)
}

// Campaign finds a campaign by id, by name (any case), or, for "", the one last used; then the newest.
func (d *Desk) Campaign(ctx context.Context, nameOrID string) (campaign.Campaign, error) {
	list, err := d.store.Campaigns(ctx)
	if err != nil {
		return campaign.Campaign{}, err
	}
	want := strings.TrimSpace(nameOrID)
	if want == "" {
		if _, err := d.store.Setting(ctx, settingCampaign, &want); err != nil {
			return campaign.Campaign{}, err
		}
	}
	for _, c := range list {
		if c.ID == want || want != "" && strings.EqualFold(c.Name, want) {
			return c, nil
		}
	}
	if strings.TrimSpace(nameOrID) != "" {
		return campaign.Campaign{}, apperr.New(apperr.NotFound, "There is no campaign called “"+nameOrID+"”. `mixdown campaign list` shows those there are.", nil)
	}
	for _, c := range list {
		if c.ArchivedAt == nil {
			return c, nil
		}
	}
	return campaign.Campaign{}, apperr.New(apperr.NotFound, "There is no campaign yet. Create one, or look at the sample.", nil)
}

// SaveCampaign makes a campaign, or edits the one whose id the draft has. A new one is used from now on.
func (d *Desk) SaveCampaign(ctx context.Context, draft Draft) (campaign.Campaign, error) {
	c := d.newCampaign()
	if draft.ID != "" {
		var err error
		var release func()
		if c, release, err = d.campaignAlone(ctx, draft.ID); err != nil {
			return c, err
		}
		defer release()
	}
	if draft.ID == "" && draft.Spreadsheet == nil {
		c.Rule.Spreadsheet = d.pickedFile(ctx)
	}
	if err := draft.apply(&c); err != nil {
		return c, err
	}
	if err := d.freeName(ctx, c); err != nil {
		return c, err
	}
	for key, value := range draft.Goals {
		if err := checkGoal(key, value); err != nil {
			return c, err
		}
	}
	if err := d.store.SaveCampaign(ctx, c, draft.Goals); err != nil {
		return c, err
	}
	if draft.ID == "" {
		if err := d.store.SaveSetting(ctx, settingCampaign, c.ID); err != nil {
			return c, err
		}
	}
	if len(draft.Goals) == 0 {
		return c, nil
	}
	return d.Campaign(ctx, c.ID)
}

// campaignAlone finds a campaign and keeps everybody else from it: it is read, changed and written whole.
func (d *Desk) campaignAlone(ctx context.Context, nameOrID string) (c campaign.Campaign, release func(), err error) {
	if c, err = d.Campaign(ctx, nameOrID); err != nil {
		return c, nil, err
	}
	if release, err = d.store.Lock(ctx, "campaign "+c.ID); err != nil {
		return c, nil, err
	}
	if c, err = d.Campaign(ctx, c.ID); err != nil {
		release()
		return c, nil, err
	}
	return c, release, nil
}

func (d *Desk) newCampaign() campaign.Campaign {
	return campaign.Campaign{ID: uuid.NewString(), CreatedAt: d.now(), Rule: campaign.Rule{
		DaysBack: campaign.DefaultDaysBack, Sheet: campaign.DefaultSheet, NewMarker: campaign.DefaultNewMarker,
		FollowUpDays: campaign.DefaultFollowUpDays, MaxChases: campaign.DefaultMaxChases, Playlists: []string{},
	}}
}

// freeName refuses a name that another campaign in use has: names are how scripts call campaigns.
func (d *Desk) freeName(ctx context.Context, c campaign.Campaign) error {
	list, err := d.store.Campaigns(ctx)
	if err != nil {
		return err
	}
	for _, other := range list {
		if other.ID != c.ID && other.ArchivedAt == nil && strings.EqualFold(other.Name, c.Name) {
			return invalid("There is already a campaign called “" + other.Name + "”. Choose another name, or edit that one.")
		}
	}
	return nil
}

func (f Draft) apply(c *campaign.Campaign) error {
	r := &c.Rule
	list := r.Spreadsheet + "\n" + r.Sheet
	set(&c.Name, trimmed(f.Name))
	set(&r.Tag, trimmed(f.Tag))
	set(&r.DaysBack, f.DaysBack)
	set(&r.Sheet, trimmed(f.Sheet))
	set(&r.NewMarker, trimmed(f.NewMarker))
	set(&r.FollowUpDays, f.FollowUpDays)
	set(&r.WorkingDays, f.WorkingDays)
	set(&r.MaxChases, f.MaxChases)
	set(&r.CountCc, f.CountCc)
	set(&r.Audience, trimmed(f.Audience))
	set(&r.Airtable, trimmed(f.Airtable))
	if f.Playlists != nil {
		ids, err := playlistIDs(*f.Playlists)
		if err != nil {
			return err
		}
		r.Playlists = ids
	}
	if f.Spreadsheet != nil {
		r.Spreadsheet = ""
		if s := strings.TrimSpace(*f.Spreadsheet); s != "" {
			id, _, err := sheets.ParseSpreadsheet(s)
			if err != nil {
				return err
			}
			r.Spreadsheet = id
		}
	}
	if r.Airtable != "" {
		words, err := airtable.ParseTable(r.Airtable)
		if err != nil {
			return err
		}
		r.Airtable = words
	}
	if r.Spreadsheet+"\n"+r.Sheet != list {
		r.Columns = nil
	}
	if f.Columns != nil {
		r.Columns = *f.Columns
	}
	switch {
	case c.Name == "":
		return invalid("A campaign needs a name.")
	case len(c.Name) > 200:
		return invalid("The name is too long: 200 characters are enough.")
	case len(campaign.Tokens(r.Tag)) == 0:
		return invalid("A campaign needs a tag with at least one letter or digit: the word that stands in the subject of its mails, such as SPRING.")
	case len(r.Tag) > 200:
		return invalid("The tag is too long: use one word, or a few.")
	case r.DaysBack < 0 || r.DaysBack > 3650:
		return invalid("The days back must be between 0 and 3650.")
	case r.FollowUpDays < 1 || r.FollowUpDays > 365:
		return invalid("The follow-up days must be between 1 and 365.")
	case r.MaxChases < 0 || r.MaxChases > 50:
		return invalid("The most chases must be between 0 and 50.")
	}
	if r.Sheet == "" {
		r.Sheet = campaign.DefaultSheet
	}
	if r.NewMarker == "" {
		r.NewMarker = campaign.DefaultNewMarker
	}
	r.Since = campaign.StartOfDay(c.CreatedAt, r.Location()).AddDate(0, 0, -r.DaysBack)
	return nil
}

// UseCampaign makes a campaign the one that is meant where none is named.
func (d *Desk) UseCampaign(ctx context.Context, nameOrID string) (campaign.Campaign, error) {
	c, err := d.Campaign(ctx, nameOrID)
	if err != nil {
		return c, err
	}
	return c, d.store.SaveSetting(ctx, settingCampaign, c.ID)
}

// ArchiveCampaign ends a campaign: it is kept with all its evidence and synced no more.
func (d *Desk) ArchiveCampaign(ctx context.Context, nameOrID string) (campaign.Campaign, error) {
	c, release, err := d.campaignAlone(ctx, nameOrID)
	if err != nil {
		return c, err
	}
	defer release()
	if c.ArchivedAt == nil {
		now := d.now().UTC()
		c.ArchivedAt = &now
	}
	return c, d.store.SaveCampaign(ctx, c, nil)
}

// active are the campaigns that the schedule syncs: none during a pause.
func (d *Desk) active(ctx context.Context) []campaign.Campaign {
	if until, err := d.pausedUntil(ctx); err != nil || !until.IsZero() {
		return nil
	}
	list, err := d.store.Campaigns(ctx)
	if err != nil {
		d.log.Warn("campaigns", "cause", err.Error())
	}
	var out []campaign.Campaign
	for _, c := range list {
		if c.ArchivedAt == nil {
			out = append(out, c)
		}
	}
	return out
}

// maxPlaylists keeps a sync within what a music service lets an app ask for.
const maxPlaylists = 50

// playlistIDs returns the ids in what was pasted, each once.
func playlistIDs(pasted []string) ([]string, error) {
	ids := []string{}
	for _, p := range pasted {
		if strings.TrimSpace(p) == "" {
			continue
		}
		id, err := spotify.ParsePlaylist(p)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) > maxPlaylists {
		return nil, invalid(fmt.Sprintf("These are %d playlists: a campaign takes %d at most.", len(ids), maxPlaylists))
	}
	return ids, nil
}

func invalid(message string) error { return apperr.New(apperr.Invalid, message, nil) }

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func trimmed(s *string) *string {
	if s == nil {
		return nil
	}
	t := strings.TrimSpace(*s)
	return &t
}

// utc returns t in UTC for JSON, nil for the zero time.
func utc(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := t.UTC()
	return &u
}
