package export

import (
	"bytes"
	"image"
	"image/draw"
	_ "image/jpeg" // kinds of pictures in fonts
	_ "image/png"
	"io"
	"log"
	"math"
	"os"
	"slices"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"github.com/signintech/gopdf"
	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
	"golang.org/x/text/unicode/bidi"
)

// joined are scripts whose letters turn the direction, join each other or change their place: a font alone does not write them.
var joined = []*unicode.RangeTable{
	unicode.Adlam, unicode.Arabic, unicode.Bengali, unicode.Devanagari, unicode.Gujarati, unicode.Gurmukhi, unicode.Hebrew, unicode.Kannada,
	unicode.Khmer, unicode.Lao, unicode.Malayalam, unicode.Mongolian, unicode.Myanmar, unicode.Nko, unicode.Oriya, unicode.Sinhala, unicode.Syriac,
	unicode.Tamil, unicode.Telugu, unicode.Thaana, unicode.Thai, unicode.Tibetan,
}

// needsShaping reports whether s is to be shaped: it has such letters, or ones that the page's fonts cannot name, as emoji are.
func needsShaping(s string) bool {
	for _, r := range s {
		if r > 0xffff || unicode.In(r, joined...) {
			return true
		}
	}
	return false
}

// pixels is how many of a picture stand in a point: 430 an inch, finer than print.
const pixels = 6

// shaper sets text as its scripts demand, with the page's fonts and those of the system. What it sets is put on the page as a
// picture: the page's own fonts are written letter by letter.
type shaper struct {
	own    map[string]*font.Face // the page's, by their names
	system *fontscan.FontMap
	shape  shaping.HarfbuzzShaper
	split  shaping.Segmenter
	wrap   shaping.LineWrapper
	now    *font.Face // the page's font that is set
}

func newShaper() (*shaper, error) {
	s := &shaper{own: map[string]*font.Face{}, system: fontscan.NewFontMap(log.New(io.Discard, "", 0))}
	for name, ttf := range map[string][]byte{"regular": goregular.TTF, "bold": gobold.TTF} {
		f, err := font.ParseTTF(bytes.NewReader(ttf))
		if err != nil {
			return nil, err
		}
		s.own[name] = f
	}
	// The library keeps what it finds in a folder; a report that needs it is rare, and leaves nothing behind.
	if dir, err := os.MkdirTemp("", "mixdown-fonts"); err == nil {
		defer func() { _ = os.RemoveAll(dir) }()
		_ = s.system.UseSystemFonts(dir)
	} // without any, what the page's fonts lack is drawn as missing
	return s, nil
}

// ResolveFace implements shaping.Fontmap: the page's font where it has the letter, else one of the system that has it.
func (s *shaper) ResolveFace(r rune) *font.Face {
	if _, ok := s.now.NominalGlyph(r); ok {
		return s.now
	}
	if f := s.system.ResolveFace(r); f != nil {
		if _, ok := f.NominalGlyph(r); ok {
			return f
		}
	}
	return s.now // draws it as missing
}

// SetScript implements shaping.FontmapScript.
func (s *shaper) SetScript(script language.Script) { s.system.SetScript(script) }

// line sets one line from left to right as it is seen, size in points.
func (s *shaper) line(text, name string, size float64) []shaping.Output {
	s.now = s.own[name]
	aspect := font.Aspect{Weight: font.WeightNormal}
	if name == "bold" {
		aspect.Weight = font.WeightBold
	}
	s.system.SetQuery(fontscan.Query{Families: []string{fontscan.SansSerif}, Aspect: aspect})
	runes, way := []rune(text), direction(text)
	var runs []shaping.Output
	for _, in := range s.split.Split(shaping.Input{Text: runes, RunEnd: len(runes), Direction: way, Size: fixed.Int26_6(size * pixels * 64), Language: language.NewLanguage("en")}, s) {
		runs = append(runs, s.shape.Shape(in))
	}
	lines, _ := s.wrap.WrapParagraph(shaping.WrapConfig{Direction: way, DisableTrailingWhitespaceTrim: true}, math.MaxInt32>>7, runes, shaping.NewSliceIterator(runs))
	if len(lines) == 0 {
		return nil
	}
	seen := slices.Clone([]shaping.Output(lines[0]))
	slices.SortFunc(seen, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
	return seen
}

// direction is that of the first letter which has one: a name that begins in Arabic is read from the right, the Latin in it too.
func direction(text string) di.Direction {
	for _, r := range text {
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.L:
			return di.DirectionLTR
		case bidi.R, bidi.AL:
			return di.DirectionRTL
		}
	}
	return di.DirectionLTR
}

func widthOf(line []shaping.Output) float64 {
	var all fixed.Int26_6
	for _, run := range line {
		all += run.Advance
	}
	return float64(all) / 64 / pixels
}

// picture draws a line; left and up are how far its edge stands from where the line begins, in pixels.
func picture(line []shaping.Output, size float64, c colour) (img *image.RGBA, left, up int) {
	left, up = int(size*pixels/2), int(size*pixels*1.3)
	width, height := int(widthOf(line)*pixels)+2*left, up+int(size*pixels*0.7)
	img = image.NewRGBA(image.Rect(0, 0, width, height))
	r := vector.NewRasterizer(width, height)
	x := float32(left)
	for _, run := range line {
		scale := float32(run.Size) / 64 / float32(run.Face.Upem())
		for _, g := range run.Glyphs {
			gx, gy := x+float32(g.XOffset)/64, float32(up)-float32(g.YOffset)/64
			if outline, ok := run.Face.GlyphDataOutline(g.GlyphID); ok && len(outline.Segments) > 0 {
				fill(r, outline, gx, gy, scale)
			} else if b, ok := run.Face.GlyphDataBitmap(g.GlyphID); ok {
				at := image.Pt(int(gx+float32(g.XBearing)/64), int(gy-float32(g.YBearing)/64))
				paste(img, b, image.Rectangle{at, at.Add(image.Pt(g.Width.Round(), -g.Height.Round()))})
			}
			x += float32(g.Advance) / 64
		}
	}
	r.Draw(img, img.Bounds(), image.NewUniform(c), image.Point{})
	return img, left, up
}

// fill adds the outline of a letter to what is drawn.
func fill(r *vector.Rasterizer, outline font.GlyphOutline, x, y, scale float32) {
	for _, s := range outline.Segments {
		p := func(i int) (float32, float32) { return x + s.Args[i].X*scale, y - s.Args[i].Y*scale }
		ax, ay := p(0)
		bx, by := p(1)
		cx, cy := p(2)
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			r.ClosePath()
			r.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			r.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			r.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			r.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	r.ClosePath()
}

// paste draws the picture that a font has of a letter, as of emoji. What a broken font would blow up over all of the page is left out.
func paste(img *image.RGBA, b font.GlyphBitmap, where image.Rectangle) {
	if b.Format != font.PNG && b.Format != font.JPG || where.Dx() > largestPicture || where.Dy() > largestPicture {
		return
	}
	if cfg, _, err := image.DecodeConfig(bytes.NewReader(b.Data)); err != nil || cfg.Width > largestPicture || cfg.Height > largestPicture {
		return
	}
	if src, _, err := image.Decode(bytes.NewReader(b.Data)); err == nil {
		xdraw.CatmullRom.Scale(img, where, src, src.Bounds(), draw.Over, nil)
	}
}

// largestPicture bounds a font's picture of a letter, in pixels a side.
const largestPicture = 1024

// writes reports whether the page can write s letter by letter.
func (p *page) writes(s string) bool {
	own := p.faces[p.font]
	for _, r := range named(s) {
		if own.has(r) {
			continue
		}
		if _, ok := p.fallback(r); !ok {
			return false
		}
	}
	return true
}

// shaped returns s as the scripts in it demand, or where a letter is only in a font of the system that cannot be put into the page
// (those of Chinese, Japanese and Korean often are of that kind); false where that is not needed.
func (p *page) shaped(s string) ([]shaping.Output, bool) {
	if p.err != nil || !needsShaping(s) && p.writes(s) {
		return nil, false
	}
	if p.shaper == nil {
		var err error
		if p.shaper, err = newShaper(); err != nil {
			p.note(err)
			return nil, false
		}
	}
	return p.shaper.line(s, p.font, p.size), true
}

// place puts a shaped line at x and baseline y.
func (p *page) place(line []shaping.Output, x, y, size float64, c colour) {
	img, left, up := picture(line, size, c)
	p.note(p.pdf.ImageFrom(img, x-float64(left)/pixels, y-float64(up)/pixels,
		&gopdf.Rect{W: float64(img.Rect.Dx()) / pixels, H: float64(img.Rect.Dy()) / pixels}))
}
