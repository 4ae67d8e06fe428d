package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
)

type campaignCmd struct {
	Create  campaignCreateCmd  `cmd:"" help:"Make a campaign and use it."`
	Preview campaignPreviewCmd `cmd:"" help:"Say what a rule would find in the mailbox, and what it nearly finds; keeps nothing."`
	List    campaignListCmd    `cmd:"" help:"List the campaigns."`
	Use     campaignUseCmd     `cmd:"" help:"Use this campaign where none is named."`
	Edit    campaignEditCmd    `cmd:"" help:"Change a campaign's rule."`
	Archive campaignArchiveCmd `cmd:"" help:"End a campaign; it is kept with its evidence and synced no more."`
}

// ruleFlags are the same for create and edit; a flag that is not given changes nothing.
type ruleFlags struct {
	Tag          *string  `help:"The word in the subject of its mails, such as SPRING."`
	DaysBack     *int     `help:"How many days ago it began. Default 30."`
	Spreadsheet  *string  `help:"The contact sheet, by id or address." placeholder:"ID_OR_URL"`
	Sheet        *string  `help:"The tab with the contacts. Default Contacts."`
	NewMarker    *string  `help:"The status of a new contact. Default NEW."`
	FollowUpDays *int     `help:"Days of silence before a follow-up is due. Default 7."`
	WorkingDays  *bool    `help:"Count Monday to Friday only." negatable:""`
	MaxChases    *int     `help:"Chase nobody more often than this. Default 2."`
	CountCc      *bool    `help:"Count people in Cc as contacted." negatable:""`
	Audience     *string  `help:"Mailchimp audience id." placeholder:"ID"`
	Airtable     *string  `help:"Airtable table, and the field with the status." placeholder:"BASE/TABLE[:STATUS_FIELD]"`
	Goal         []string `help:"What to aim for, such as email_replies=20; may be given more than once. 0 takes a goal back." placeholder:"KEY=NUMBER" sep:"none"`
	Playlist     []string `help:"Spotify playlist, by id or address; may be given more than once. An empty one takes all out." placeholder:"URL_OR_ID" sep:"none"`
}

func (f ruleFlags) draft() (desk.Draft, error) {
	draft := desk.Draft{Tag: f.Tag, DaysBack: f.DaysBack, Spreadsheet: f.Spreadsheet, Sheet: f.Sheet, NewMarker: f.NewMarker,
		FollowUpDays: f.FollowUpDays, WorkingDays: f.WorkingDays, MaxChases: f.MaxChases, CountCc: f.CountCc,
		Audience: f.Audience, Airtable: f.Airtable}
	if f.Playlist != nil {
		draft.Playlists = &f.Playlist
	}
	for _, words := range f.Goal {
		key, text, ok := strings.Cut(words, "=")
		value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if !ok || err != nil {
			return draft, apperr.New(apperr.Invalid, "“"+words+"” is no goal: write it as email_replies=20.", nil)
		}
		if draft.Goals == nil {
			draft.Goals = map[string]float64{}
		}
		draft.Goals[strings.TrimSpace(key)] = value
	}
	return draft, nil
}

type campaignCreateCmd struct {
	Name string `arg:"" help:"The campaign's name."`
	ruleFlags
}

func (c *campaignCreateCmd) Run(x *session) error {
	draft, err := c.draft()
	if err != nil {
		return err
	}
	draft.Name = &c.Name
	return x.saveCampaign(draft)
}

type campaignPreviewCmd struct{ ruleFlags }

func (c *campaignPreviewCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	draft, err := c.draft()
	if err != nil {
		return err
	}
	p, err := d.PreviewRule(x.ctx, draft)
	if err != nil {
		return err
	}
	return x.result(p, func(w io.Writer) {
		if p.Messages == nil || p.People == nil {
			line(w, "Not known: "+*p.UnknownReason)
			return
		}
		line(w, fmt.Sprintf("%d messages to %d people", *p.Messages, *p.People))
		for _, r := range p.First {
			line(w, "  "+when(&r.At), r.Contact, r.What)
		}
		for _, r := range p.NearMisses {
			line(w, "  nearly: "+r.What, r.Why)
		}
	})
}

type campaignEditCmd struct {
	Campaign string  `arg:"" name:"name" help:"The campaign, by name or id."`
	Name     *string `name:"name" help:"A new name."`
	ruleFlags
}

func (c *campaignEditCmd) Run(x *session) error {
	draft, err := c.draft()
	if err != nil {
		return err
	}
	draft.ID, draft.Name = c.Campaign, c.Name
	return x.saveCampaign(draft)
}

func (x *session) saveCampaign(draft desk.Draft) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	c, err := d.SaveCampaign(x.ctx, draft)
	if err != nil {
		return err
	}
	return x.printCampaign(c)
}

func (x *session) printCampaign(c campaign.Campaign) error {
	return x.result(c, func(w io.Writer) {
		line(w, fmt.Sprintf("%s: mails with “%s” in the subject since %s", c.Name, c.Rule.Tag, when(&c.Rule.Since)))
		if c.Rule.Spreadsheet != "" {
			line(w, fmt.Sprintf("Contacts: tab “%s” of spreadsheet %s", c.Rule.Sheet, c.Rule.Spreadsheet))
		}
		for _, key := range slices.Sorted(maps.Keys(c.Goals)) {
			line(w, fmt.Sprintf("Goal: %s %s", key, strconv.FormatFloat(c.Goals[key], 'f', -1, 64)))
		}
	})
}

type campaignListCmd struct{}

func (campaignListCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	list, err := d.Campaigns(x.ctx)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		if len(list) == 0 {
			line(w, "There is no campaign yet: `mixdown campaign create NAME --tag TAG`.")
			return
		}
		line(w, "NAME", "TAG", "SINCE", "ARCHIVED", "ID")
		for _, c := range list {
			line(w, c.Name, c.Rule.Tag, when(&c.Rule.Since), when(c.ArchivedAt), c.ID)
		}
	})
}

type campaignUseCmd struct {
	Campaign string `arg:"" name:"name" help:"The campaign, by name or id."`
}

func (c *campaignUseCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	used, err := d.UseCampaign(x.ctx, c.Campaign)
	if err != nil {
		return err
	}
	return x.printCampaign(used)
}

type campaignArchiveCmd struct {
	Campaign string `arg:"" name:"name" help:"The campaign, by name or id."`
}

func (c *campaignArchiveCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	ended, err := d.ArchiveCampaign(x.ctx, c.Campaign)
	if err != nil {
		return err
	}
	return x.printCampaign(ended)
}
