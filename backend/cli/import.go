package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/provider"
)

type importCmd struct {
	Spotify importSpotifyCmd `cmd:"" help:"Import CSV exports of Spotify for Artists."`
	List    importListCmd    `cmd:"" help:"List the files whose figures the campaign holds."`
	Folder  importFolderCmd  `cmd:"" help:"Show or choose the folder that is watched for exports while Mixdown runs."`
}

type importListCmd struct{}

func (c *importListCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	list, err := d.Imports(x.ctx, camp)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		if len(list) == 0 {
			line(w, "Nothing was imported into this campaign yet.")
		}
		for _, f := range list {
			line(w, fmt.Sprintf("%s: %s%s: %d rows", f.File, strings.ReplaceAll(f.Kind, "_", " "), period(f.From, f.To, f.All), f.Rows))
		}
	})
}

type importFolderCmd struct {
	Folder string `arg:"" optional:"" help:"The folder to watch. Without one, the folder that is watched is shown." type:"path"`
	None   bool   `help:"Watch no folder any more."`
}

func (c *importFolderCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	show := d.ImportFolder
	if c.Folder != "" || c.None {
		if c.None {
			c.Folder = ""
		}
		show = func(ctx context.Context) (desk.ImportFolder, error) { return d.WatchImports(ctx, c.Folder) }
	}
	f, err := show(x.ctx)
	if err != nil {
		return err
	}
	return x.result(f, func(w io.Writer) {
		if f.Folder == "" {
			line(w, "No folder is watched.")
			return
		}
		line(w, "Watched: "+f.Folder)
		for _, file := range f.Files {
			said := fmt.Sprintf("%d imported, %d unchanged, into %s", file.Imported, file.Unchanged, file.Campaign)
			if file.Error != "" {
				said = file.Error
			}
			line(w, file.File+": "+said)
		}
	})
}

// period says the days that a file's figures are of, as the end of a list of words.
func period(from, to *string, all bool) string {
	switch {
	case all:
		return ", all time"
	case from != nil && to != nil:
		return ", " + *from + " to " + *to
	}
	return ""
}

type importSpotifyCmd struct {
	Files  []string `arg:"" name:"file" help:"CSV exports, as Spotify for Artists gives them." type:"path"`
	Period string   `help:"The days that the figures are of, where a file does not say its own: 2026-10-01..2026-10-28, or all." placeholder:"FROM..TO"`
	Artist string   `help:"Whose figures these are." placeholder:"NAME"`
}

func (c *importSpotifyCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	list := []desk.ImportResult{}
	refused := 0
	for _, path := range c.Files {
		// One at a time, so that a hundred files do not stand in memory together.
		res, err := c.one(x, d, desk.ImportRequest{Provider: "spotify", Campaign: camp, Period: c.Period, Artist: c.Artist}, path)
		if err != nil {
			return err
		}
		if res.Refused() {
			refused++
		}
		list = append(list, res)
	}
	switch refused {
	case 0:
	case len(list):
		x.code = exitFailed
	default:
		x.code = exitPartial
	}
	if err := x.result(list, func(w io.Writer) { printImport(w, list) }); err != nil {
		return err
	}
	for _, r := range list {
		for _, e := range r.Errors {
			_, _ = fmt.Fprintln(x.host.Stderr, "mixdown: "+cell(r.File)+": "+clean(strings.TrimSpace(e)))
		}
	}
	return nil
}

// one imports one file. A file that cannot be opened is refused like one that does not fit.
func (c *importSpotifyCmd) one(x *session, d *desk.Desk, req desk.ImportRequest, path string) (desk.ImportResult, error) {
	data, err := readFile(path, provider.ImportLimit)
	if info, serr := os.Stat(path); serr == nil && info.Size() > provider.ImportLimit {
		err = apperr.New(apperr.Invalid, "The file is larger than 5 MiB: export a shorter time.", err)
	}
	if err != nil {
		return desk.ImportResult{File: filepath.Base(path), Errors: []string{apperr.From(err).Message}}, nil
	}
	req.Files = []provider.ImportFile{{Name: filepath.Base(path), Data: data}}
	list, err := d.Import(x.ctx, req)
	if err != nil {
		return desk.ImportResult{}, err
	}
	return list[0], nil
}

func printImport(w io.Writer, list []desk.ImportResult) {
	for _, r := range list {
		if r.Refused() {
			continue
		}
		line(w, fmt.Sprintf("%s: %s%s: %d rows, %d imported, %d unchanged", r.File, strings.ReplaceAll(*r.Kind, "_", " "), period(r.From, r.To, r.All), r.Rows, r.Imported, r.Unchanged))
	}
}
