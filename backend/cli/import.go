package cli

import (
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
}

type importSpotifyCmd struct {
	Files  []string `arg:"" name:"file" help:"CSV exports, as Spotify for Artists gives them." type:"path"`
	Period string   `help:"The days that the figures are of, where a file does not say its own: 2026-10-01..2026-10-28, or all." placeholder:"FROM..TO"`
	Artist string   `help:"Whose figures these are." placeholder:"NAME"`
}

func (c *importSpotifyCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	camp, err := d.Campaign(x.ctx, x.cmd.Campaign)
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
		days := ""
		if r.From != nil && r.To != nil {
			days = ", " + *r.From + " to " + *r.To
		}
		line(w, fmt.Sprintf("%s: %s%s: %d rows, %d imported, %d unchanged", r.File, strings.ReplaceAll(*r.Kind, "_", " "), days, r.Rows, r.Imported, r.Unchanged))
	}
}
