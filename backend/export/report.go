package export

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode"

	"github.com/signintech/gopdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Report is the one page that an artist gets. All texts are written as they are; one that is too long is cut with an ellipsis.
type Report struct {
	Campaign string
	Period   string // "24 Oct to 22 Nov 2026"
	Sample   bool   // the numbers are made up
	Figures  []Figure
	Outlets  []Bar
	Trend    []Point
	Unknown  []string // what is not known, one sentence each
	AsOf     string   // "22 Nov 2026, 14:42 UTC"
	Made     time.Time
}

// Figure is one big number.
type Figure struct {
	Label string
	Value string // "8", "8 of 21", or "—" where it is not known
	Note  string
}

// Bar is one outlet: how many of the people there answered.
type Bar struct {
	Name    string
	Replied int
	Of      int
}

// Point is the running total at one instant.
type Point struct {
	At      time.Time
	Sent    int
	Replies int
}

// The page, in points: A4 with margins of 18 mm.
const (
	pageWidth  = 595.28
	pageHeight = 841.89
	margin     = 51.0
	inner      = pageWidth - 2*margin
)

type colour [3]uint8

var (
	ink   = colour{0x16, 0x1d, 0x2b}
	muted = colour{0x5a, 0x66, 0x78}
	rule  = colour{0xd8, 0xde, 0xe6}
	amber = colour{0xb4, 0x6a, 0x00}
	slate = colour{0x8a, 0x97, 0xa8}
)

// PDF writes the report as one page of A4. The same report makes the same bytes.
func PDF(w io.Writer, r Report) error {
	p := &page{pdf: &gopdf.GoPdf{}, faces: map[string]face{}, untried: systemFonts()}
	p.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: named(r.Campaign) + ": report", Creator: "Mixdown", Producer: "Mixdown", CreationDate: r.Made})
	for name, ttf := range map[string][]byte{"regular": goregular.TTF, "bold": gobold.TTF} {
		f, err := newFace(name, ttf)
		p.note(err)
		p.faces[name] = f
	}
	p.note(p.pdf.AddTTFFontData("regular", goregular.TTF))
	p.note(p.pdf.AddTTFFontData("bold", gobold.TTF))
	p.pdf.AddPage()
	p.head(r)
	p.figures(r.Figures)
	p.trend(r.Trend)
	p.outlets(r.Outlets)
	p.unknown(r.Unknown)
	p.foot(r)
	if p.err != nil {
		return fmt.Errorf("export: report: %w", p.err)
	}
	if _, err := p.pdf.WriteTo(w); err != nil {
		return fmt.Errorf("export: report: %w", err)
	}
	return nil
}

// page draws downwards from y. The first error stays in err.
type page struct {
	pdf *gopdf.GoPdf
	y   float64
	err error

	font    string // that is set, with its size
	size    float64
	faces   map[string]face // the page's own
	others  []face          // of the system, in use
	untried []string        // files of the system's fonts that nothing was asked of yet
	shaper  *shaper         // nil until a text needs it
}

func (p *page) set(font string, size float64) { p.font, p.size = font, size }

func (p *page) note(err error) {
	if p.err == nil {
		p.err = err
	}
}

// text writes s at x and baseline y within width, cut with an ellipsis where it is longer.
func (p *page) text(x, y, width float64, font string, size float64, c colour, s string) {
	p.set(font, size)
	p.pdf.SetTextColor(c[0], c[1], c[2])
	s = p.fit(shown(s), width)
	if s == "" || p.err != nil {
		return
	}
	if line, ok := p.shaped(s); ok {
		p.place(line, x, y, size, c)
		return
	}
	for _, r := range p.runs(s) {
		p.note(p.pdf.SetFont(r.font, "", size))
		p.pdf.SetXY(x, y)
		p.note(p.pdf.Text(r.text))
		w, err := p.pdf.MeasureTextWidth(r.text)
		p.note(err)
		x += w
	}
}

// number is text that is made smaller where it is too wide: a number that is cut would be another number.
func (p *page) number(x, y, width float64, font string, size float64, c colour, s string) {
	p.set(font, size)
	if w := p.width(shown(s)); w > width {
		size *= width / w * 0.99
	}
	p.text(x, y, width, font, size, c, s)
}

// right is text that ends at x.
func (p *page) right(x, y, width float64, font string, size float64, c colour, s string) {
	p.set(font, size)
	s = p.fit(shown(s), width)
	p.text(x-p.width(s), y, width+1, font, size, c, s)
}

func (p *page) width(s string) float64 {
	if s == "" || p.err != nil {
		return 0
	}
	if line, ok := p.shaped(s); ok {
		return widthOf(line)
	}
	var all float64
	for _, r := range p.runs(s) {
		p.note(p.pdf.SetFont(r.font, "", p.size))
		w, err := p.pdf.MeasureTextWidth(r.text)
		p.note(err)
		all += w
	}
	return all
}

// mostLetters is more than a line of the page holds. What stands behind them is not measured: a cell of a sheet may have 50,000.
const mostLetters = 1000

// fit cuts s so that it is at most width wide in the font that is set.
func (p *page) fit(s string, width float64) string {
	runes := []rune(s)
	if len(runes) <= mostLetters && p.width(s) <= width {
		return s
	}
	low, high := 0, min(len(runes), mostLetters)
	for low < high {
		mid := (low + high + 1) / 2
		if p.width(string(runes[:mid])+"…") <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return strings.TrimRight(string(runes[:low]), " ") + "…"
}

// paragraph writes s in at most lines lines and moves down.
func (p *page) paragraph(size float64, c colour, s string, lines int) {
	p.set("regular", size)
	words := strings.Fields(shown(s))
	for n := 1; len(words) > 0 && n <= lines; n++ {
		line, used := words[0], 1
		if n == lines {
			line, used = strings.Join(words, " "), len(words)
		}
		for used < len(words) && p.width(line+" "+words[used]) <= inner {
			line += " " + words[used]
			used++
		}
		p.text(margin, p.y, inner, "regular", size, c, line)
		p.y += size * 1.4
		words = words[used:]
	}
}

func (p *page) line(y float64) {
	p.pdf.SetStrokeColor(rule[0], rule[1], rule[2])
	p.pdf.SetLineWidth(0.6)
	p.pdf.Line(margin, y, pageWidth-margin, y)
}

func (p *page) section(title string) {
	p.y += 30
	p.text(margin, p.y, inner, "bold", 11, ink, title)
	p.y += 8
	p.line(p.y)
	p.y += 16
}

func (p *page) head(r Report) {
	p.y = margin + 18
	if r.Sample {
		p.text(margin, margin-8, inner, "bold", 9, amber, "SAMPLE: these numbers are made up")
	}
	p.text(margin, p.y, inner, "bold", 24, ink, r.Campaign)
	p.y += 20
	p.text(margin, p.y, inner, "regular", 11, muted, r.Period)
	p.y += 16
	p.line(p.y)
}

// figures are drawn in rows of four.
func (p *page) figures(list []Figure) {
	const columns, gap = 4, 12.0
	width := (inner - (columns-1)*gap) / columns
	for i, f := range list {
		if i%columns == 0 {
			p.y += 40
		}
		x := margin + float64(i%columns)*(width+gap)
		c := ink
		if f.Value == "—" {
			c = muted
		}
		p.number(x, p.y, width, "bold", 22, c, f.Value)
		p.text(x, p.y+16, width, "regular", 9.5, ink, f.Label)
		p.text(x, p.y+29, width, "regular", 8, muted, f.Note)
		if i%columns == columns-1 || i == len(list)-1 {
			p.y += 29
		}
	}
}

// trend draws the running totals as steps: nothing happens between two mails.
func (p *page) trend(points []Point) {
	p.section("Over time")
	if len(points) < 2 {
		p.paragraph(9.5, muted, "There is too little mail for a line yet.", 1)
		return
	}
	const height, left = 120.0, 26.0
	x0, width := margin+left, inner-left
	bottom := p.y + height
	from, to := points[0].At, points[len(points)-1].At
	most := 1
	for _, pt := range points {
		most = max(most, pt.Sent, pt.Replies)
	}
	scale := nice(most)
	for _, share := range []float64{0, 0.5, 1} {
		y := bottom - share*height
		p.pdf.SetStrokeColor(rule[0], rule[1], rule[2])
		p.pdf.SetLineWidth(0.4)
		p.pdf.Line(x0, y, x0+width, y)
		p.right(x0-5, y+3, left, "regular", 8, muted, fmt.Sprint(int(share*float64(scale))))
	}
	span := math.Max(to.Sub(from).Seconds(), 1)
	at := func(pt Point) float64 { return x0 + width*pt.At.Sub(from).Seconds()/span }
	draw := func(c colour, thick float64, value func(Point) int) {
		p.pdf.SetStrokeColor(c[0], c[1], c[2])
		p.pdf.SetLineWidth(thick)
		y := func(pt Point) float64 { return bottom - height*float64(value(pt))/float64(scale) }
		for i := 1; i < len(points); i++ {
			a, b := points[i-1], points[i]
			p.pdf.Line(at(a), y(a), at(b), y(a))
			p.pdf.Line(at(b), y(a), at(b), y(b))
		}
	}
	draw(slate, 1.2, func(pt Point) int { return pt.Sent })
	draw(amber, 2, func(pt Point) int { return pt.Replies })
	last := points[len(points)-1]
	p.y = bottom + 13
	p.text(x0, p.y, width/3, "regular", 8, muted, from.UTC().Format("2 Jan 2006"))
	p.right(x0+width, p.y, width/3, "regular", 8, muted, to.UTC().Format("2 Jan 2006"))
	p.y += 16
	p.legend(x0, slate, 1.2, fmt.Sprintf("Mails sent: %d", last.Sent))
	p.legend(x0+150, amber, 2, fmt.Sprintf("People who answered: %d", last.Replies))
}

func (p *page) legend(x float64, c colour, thick float64, words string) {
	p.pdf.SetStrokeColor(c[0], c[1], c[2])
	p.pdf.SetLineWidth(thick)
	p.pdf.Line(x, p.y-3, x+16, p.y-3)
	p.text(x+22, p.y, 125, "regular", 8.5, ink, words)
}

// nice is the first even round number that n fits under: half of it is whole too.
func nice(n int) int {
	for step := 1; ; step *= 10 {
		for _, f := range []int{2, 3, 4, 5, 6, 8, 10} {
			if f*step >= n && f*step%2 == 0 {
				return f * step
			}
		}
	}
}

// outletsShown is how many outlets fit.
const outletsShown = 8

func (p *page) outlets(list []Bar) {
	p.section("Outlets that answered most")
	if len(list) == 0 {
		p.paragraph(9.5, muted, "No outlet is known: the contact list names none, or nobody of one has answered yet.", 2)
		return
	}
	const names, counts = 210.0, 70.0
	room := inner - names - counts
	most := 1
	for _, b := range list {
		most = max(most, b.Replied)
	}
	for _, b := range list[:min(len(list), outletsShown)] {
		p.text(margin, p.y, names-12, "regular", 9.5, ink, b.Name)
		p.pdf.SetFillColor(amber[0], amber[1], amber[2])
		if width := room * float64(b.Replied) / float64(most); width > 0 {
			p.pdf.RectFromUpperLeftWithStyle(margin+names, p.y-7, width, 7, "F")
		}
		p.number(pageWidth-margin-counts+8, p.y, counts-8, "regular", 9.5, ink, fmt.Sprintf("%d of %d", b.Replied, b.Of))
		p.y += 16
	}
	p.y -= 8
}

// unknownShown is how many sentences about what is not known fit.
const unknownShown = 4

func (p *page) unknown(list []string) {
	if len(list) == 0 {
		return
	}
	p.section("Not known")
	for i, s := range list {
		if i == unknownShown-1 && len(list) > unknownShown {
			p.paragraph(9, muted, fmt.Sprintf("And %d more, which the export names.", len(list)-i), 1)
			break
		}
		p.paragraph(9, muted, s, 2)
	}
}

func (p *page) foot(r Report) {
	y := pageHeight - margin + 8
	p.line(y - 24)
	p.text(margin, y-10, inner, "regular", 8, muted, "As of "+r.AsOf+". Counted in the mailbox: people who wrote back, no automatic replies, no bounces.")
	p.text(margin, y+2, inner, "regular", 8, muted, "Made with Mixdown. Every number has its rows: ask for the export, or for a proof pack that can be checked.")
}

// Marks that stay in a text that is shaped: whether letters join, and whether an emoji has colours.
const joiners = "\u200c\u200d\ufe0e\ufe0f"

// shown takes out what cannot be drawn: controls, and marks that turn the direction.
func shown(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case strings.ContainsRune(joiners, r):
			return r
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
			return -1
		case !unicode.IsGraphic(r):
			return noLetter
		}
		return r
	}, s)
}

// named is shown for the name of the file, which letters of the usual planes alone can write.
func named(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(joiners, r):
			return -1
		case r > 0xffff:
			return noLetter
		}
		return r
	}, shown(s))
}

// RGBA implements color.Color.
func (c colour) RGBA() (r, g, b, a uint32) {
	return uint32(c[0]) * 0x101, uint32(c[1]) * 0x101, uint32(c[2]) * 0x101, 0xffff
}
