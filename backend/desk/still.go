package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"mixdown/backend/export"
)

// Still is the first screen as the page last drew it: the window opens with it, before the page's program runs, and only if its seal
// is that of the figures as they are then. It is kept beside the data and is no part of them.
type Still struct {
	Seal     string `json:"seal"`
	Theme    string `json:"theme"`    // what the page wore: dark, light or contrast
	Language string `json:"language"` // what it spoke
	HTML     string `json:"html"`     // what stood in its root element
}

const (
	stillFile = "still.json"
	// stillLimit bounds a still in bytes; the first screen of the sample takes 25 KB.
	stillLimit = 256 << 10
)

// KeepStill keeps a still in the place of the one before. One that is not what the page draws (a script, a form, an address) is
// refused as invalid; one whose figures moved meanwhile is not kept.
func (d *Desk) KeepStill(ctx context.Context, s Still) error {
	if err := s.check(); err != nil {
		return invalid("This picture of the first screen cannot be kept.")
	}
	f, err := d.figuresFirst(ctx)
	if err != nil || f.Seal != s.Seal {
		return err
	}
	return export.File(filepath.Join(d.cfg.Home, stillFile), true, func(to io.Writer) error {
		_, err := to.Write(mustMarshal(s))
		return err
	})
}

// Theme is what the page will most likely wear when it is loaded: dark, light or contrast.
func (d *Desk) Theme(ctx context.Context) (string, error) {
	s, err := d.Settings(ctx)
	if err != nil || s.Theme != "system" {
		return s.Theme, err
	}
	return themeOf(s, d.keptStill()), nil
}

// themeOf is the person's choice, else what the page wore when it was last kept, for only the page can ask the system; its own first
// one where that is not known.
func themeOf(s Settings, kept *Still) string {
	switch {
	case s.Theme != "system":
		return s.Theme
	case kept != nil:
		return kept.Theme
	}
	return "dark"
}

// keptStill returns the still that is kept, nil where there is none, or where it is none of ours.
func (d *Desk) keptStill() *Still {
	file, err := os.Open(filepath.Join(d.cfg.Home, stillFile))
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }()
	s := Still{}
	if err := json.NewDecoder(io.LimitReader(file, 2*stillLimit)).Decode(&s); err != nil || s.check() != nil {
		return nil
	}
	return &s
}

// The elements and attributes that the first screen is made of.
var (
	stillElements = strings.Fields("a aside b bdi button circle div em ellipse fieldset footer g h1 h2 header i input kbd label legend li " +
		"line main nav option p path polygon polyline rect section select small span strong svg ul")
	stillAttributes = strings.Fields("checked class cx cy d dir disabled fill height href id name points r role rx ry selected stroke " +
		"stroke-linecap stroke-linejoin stroke-width tabindex title type value viewbox width x x1 x2 xmlns y y1 y2")
)

// check says what in a still does not come from the first screen. The page's policy runs nothing that is not the program's own;
// this is for what needs no script to mislead.
func (s Still) check() error {
	if len(s.HTML) > stillLimit || !slices.Contains([]string{"dark", "light", "contrast"}, s.Theme) || !slices.Contains([]string{"en", "de"}, s.Language) {
		return errors.New("desk: still: not a still of ours")
	}
	tokens := html.NewTokenizer(strings.NewReader(s.HTML))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return fmt.Errorf("desk: still: %w", err)
			}
			return nil
		case html.CommentToken, html.DoctypeToken:
			return errors.New("desk: still: a comment")
		case html.TextToken, html.EndTagToken:
		case html.StartTagToken, html.SelfClosingTagToken:
			if err := checkElement(tokens.Token()); err != nil {
				return err
			}
		}
	}
}

func checkElement(t html.Token) error {
	if !slices.Contains(stillElements, t.Data) {
		return fmt.Errorf("desk: still: an element %s", t.Data)
	}
	for _, a := range t.Attr {
		known := slices.Contains(stillAttributes, a.Key) || strings.HasPrefix(a.Key, "aria-") || strings.HasPrefix(a.Key, "data-")
		if !known || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
			return fmt.Errorf("desk: still: an attribute %s", a.Key)
		}
	}
	return nil
}
