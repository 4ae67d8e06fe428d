package desk_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/metric"
)

// The files that a campaign's figures come from are told, with what is still held of each.
func TestImportedFilesAreTold(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	c := create(t, d, "Spring radio", "SPRING", "")
	told := func() map[string]int {
		t.Helper()
		list, err := d.Imports(t.Context(), c)
		must(t, err)
		rows := map[string]int{}
		for _, f := range list {
			if f.At == nil || f.Sum == "" || f.Provider != "spotify" {
				t.Errorf("%+v", f)
			}
			words := f.File + " " + f.Kind
			if f.From != nil {
				words += " " + *f.From + ".." + *f.To
			}
			rows[words] = f.Rows
		}
		return rows
	}
	if got := told(); len(got) != 0 {
		t.Errorf("before anything was imported: %v", got)
	}
	importAll(t, d, c, audienceCSV)
	w.move(time.Minute)
	// A later file of which one row is new and one row says something else.
	importAll(t, d, c, "date,listeners,monthly listeners,streams\n2026-11-20,12,8150,32\n2026-11-21,13,8200,33\n")
	// Both are called export-1.csv, as downloads often are: they are told apart by their content.
	want := map[string]int{"export-1.csv audience_timeline 2026-11-18..2026-11-20": 2, "export-1.csv audience_timeline 2026-11-20..2026-11-21": 2}
	if diff := cmp.Diff(want, told()); diff != "" {
		t.Error(diff)
	}
	other := create(t, d, "Other", "OTHER", "")
	if list, err := d.Imports(t.Context(), other); err != nil || len(list) != 0 {
		t.Errorf("another campaign's: %v %v", list, err)
	}
}

// Songs files of two months are asked for their period one by one.
func TestPeriodOfEachFile(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	c := create(t, d, "Spring radio", "SPRING", "")
	songs := func(n string) string { return "song,listeners,streams\nNight,1," + n + "\n" }
	lists := "title,author,listeners,streams,date_added\nLate,Ann,1,40,2026-10-02\n"
	p, err := d.StageImport(t.Context(), c, metric.Spotify, exports(audienceCSV, songs("900"), songs("700"), lists))
	must(t, err)
	var asked []string
	for _, f := range p.Files {
		asked = append(asked, f.Period)
	}
	if diff := cmp.Diff([]string{"", "needed", "needed", "optional"}, asked); diff != "" {
		t.Error(diff)
	}
	if f := p.Files[1]; !f.Refused() || f.Kind == nil || *f.Kind != "songs" || f.Rows != 1 {
		t.Errorf("a file that waits for its period is shown: %+v", f)
	}
	opts := desk.ImportOptions{Periods: []string{"", "2026-09-01..2026-09-30", "2026-10-01..2026-10-28"}}
	list, err := d.ConfirmImport(t.Context(), c, p.Token, opts)
	must(t, err)
	if got := counts(list); got != "3/0; 1/0; 1/0; 1/0" {
		t.Error(got)
	}
	wantValue(t, d, c, "sp_top_track_streams", "", 700) // of the latest period, not the larger
}

func TestWatchedFolderIsChosen(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	c := create(t, d, "Spring radio", "SPRING", "")
	folder := t.TempDir()
	path := filepath.Join(folder, "audience.csv")
	must(t, os.WriteFile(path, []byte(audienceCSV), 0o600))
	must(t, os.Chtimes(path, noon.Add(-time.Hour), noon.Add(-time.Hour)))
	for _, no := range []string{path, filepath.Join(folder, "none"), "relative"} {
		if _, err := d.WatchImports(t.Context(), no); apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("%s: %v", no, err)
		}
	}
	f, err := d.WatchImports(t.Context(), folder)
	must(t, err)
	if f.Folder != folder || len(f.Files) != 1 || f.Files[0].Imported != 3 {
		t.Errorf("%+v", f)
	}
	wantValue(t, d, c, "sp_monthly_listeners", "", 8100)
	if f, err = d.WatchImports(t.Context(), ""); err != nil || f.Folder != "" {
		t.Errorf("%+v %v", f, err)
	}
	wantValue(t, d, c, "sp_monthly_listeners", "", 8100)
}
