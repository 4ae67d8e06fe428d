package desk_test

import (
	"strings"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
)

// TestTestingConsent: Google ends a sign-in after seven days while the consent screen is in "Testing". The person is told at
// once, and told why when it happened.
func TestTestingConsent(t *testing.T) {
	w := newWorld(t)
	w.server.Publish(false)
	d, c := w.spring(t)
	good(t, d, c)
	gmail := func() desk.Connection {
		t.Helper()
		list, err := d.Connections(t.Context())
		must(t, err)
		return list[0]
	}
	got := gmail()
	if !got.Testing || got.ConsentEndsAt == nil || !strings.Contains(got.Message, "will end this sign-in on 29 November") || !strings.Contains(got.Message, "Publish") {
		t.Errorf("after the sign-in: %s", asJSON(t, got))
	}
	w.move(7*24*time.Hour + time.Minute)
	if res := sync1(t, d, c); res.Success || res.Runs[0].Error.Code != apperr.NeedsSignIn {
		t.Errorf("%+v", res.Runs[0])
	}
	if got = gmail(); got.Status != "needs_sign_in" || !strings.Contains(got.Message, "ended the sign-in on 29 November") {
		t.Errorf("after a week: %s", asJSON(t, got))
	}
	w.server.Publish(true)
	connect(t, d, "gmail")
	if got = gmail(); got.Testing || got.Message != "" || got.Status != "active" {
		t.Errorf("published: %s", asJSON(t, got))
	}
}

// TestPickedSheetIsUsed: who picks a sheet on the consent page need not name it to the campaign.
func TestPickedSheetIsUsed(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	name, tag := "Spring", "SPRING"
	made, err := d.SaveCampaign(t.Context(), desk.Draft{Name: &name, Tag: &tag})
	must(t, err)
	w.server.Consent().Pick(sandbox.SpringSheet)
	connect(t, d, "sheets")
	c, err := d.Campaign(t.Context(), made.ID)
	must(t, err)
	if c.Rule.Spreadsheet != sandbox.SpringSheet {
		t.Errorf("the campaign's sheet is %q", c.Rule.Spreadsheet)
	}
}

func TestLookAtSheet(t *testing.T) {
	w := newWorld(t)
	d, _ := w.spring(t)
	look, err := d.LookAtSheet(t.Context(), "https://docs.google.com/spreadsheets/d/"+sandbox.SpringSheet+"/edit#gid=0", "")
	must(t, err)
	fields := map[string]string{}
	for _, c := range look.Columns {
		fields[c.Field] = c.Header
	}
	if look.Contacts != 120 || look.Tab != sandbox.SpringTab || fields["email"] == "" || fields["status"] == "" || len(look.Tabs) != 2 || len(look.Problems) == 0 {
		t.Errorf("%s", asJSON(t, look))
	}
	look, err = d.LookAtSheet(t.Context(), sandbox.SpringSheet, "Nowhere")
	must(t, err)
	if look.Tab != "" || len(look.Tabs) != 2 || look.Contacts != 0 {
		t.Errorf("a tab that is not there: %s", asJSON(t, look))
	}
	_, err = d.LookAtSheet(t.Context(), "https://evil.example/d/x", "")
	wantCode(t, err, apperr.Invalid)
	w.server.World.Spreadsheet(sandbox.SpringSheet).Unshare(true)
	_, err = d.LookAtSheet(t.Context(), sandbox.SpringSheet, "")
	if code := apperr.CodeOf(err); code != apperr.Forbidden && code != apperr.NotFound {
		t.Errorf("not shared: %v", err)
	}
}
