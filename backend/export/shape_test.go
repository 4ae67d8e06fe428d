package export

import (
	"strings"
	"testing"
	"time"

	"github.com/go-text/typesetting/shaping"
	"github.com/signintech/gopdf"
	"golang.org/x/image/font/gofont/goregular"
)

func glyphs(line []shaping.Output) (n int, missing bool) {
	for _, run := range line {
		for _, g := range run.Glyphs {
			n++
			missing = missing || g.GlyphID == 0
		}
	}
	return n, missing
}

// Scripts whose letters join or turn the direction are set as they are written, where the system has a font for them.
func TestJoinedScripts(t *testing.T) {
	s, err := newShaper()
	if err != nil {
		t.Fatal(err)
	}
	line := s.line("Radio سلام FM", "regular", 10)
	if _, missing := glyphs(line); missing {
		t.Skip("the system has no Arabic font")
	}
	// In the middle of the word the same letters have other shapes than alone.
	word, alone := s.line("سسس", "regular", 10), s.line("س", "regular", 10)
	first, last := word[0].Glyphs[0].GlyphID, word[0].Glyphs[len(word[0].Glyphs)-1].GlyphID
	if single := alone[0].Glyphs[0].GlyphID; first == last || first == single || last == single {
		t.Errorf("the letters do not join: %d … %d, alone %d", first, last, single)
	}
	if len(line) < 3 || line[0].Runes.Offset != 0 || line[len(line)-1].Runes.Offset < 10 {
		t.Errorf("the runs stand in another order: %+v", line)
	}
	if mixed := s.line("سلام 102.4 FM", "regular", 10); len(mixed) < 2 || mixed[0].Runes.Offset == 0 || mixed[len(mixed)-1].Runes.Offset != 0 {
		t.Errorf("a name that begins in Arabic stands from the left: %+v", mixed)
	}
	if w := widthOf(line); w < 40 || w > 120 {
		t.Errorf("the line is %g points wide", w)
	}
	img, _, _ := picture(line, 10, ink)
	drawn := 0
	for i := 3; i < len(img.Pix); i += 4 {
		if img.Pix[i] > 0x80 {
			drawn++
		}
	}
	if drawn < 500 {
		t.Errorf("%d pixels are drawn", drawn)
	}
}

// What no font has is drawn as missing, and what needs no shaping is written as text.
func TestWhatIsShaped(t *testing.T) {
	for text, want := range map[string]bool{"Radio Żółw": false, "東京FM": false, "راديو": true, "रेडियो": true, "📻 One": true} {
		if needsShaping(text) != want {
			t.Errorf("%s is shaped: %v", text, !want)
		}
	}
	s, err := newShaper()
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := glyphs(s.line("\U000F1234 One", "bold", 10)); n != 5 {
		t.Errorf("%d letters are drawn", n)
	}
	if got := shown("\u202eم\u200cن👩\u200d🎤\x00"); got != "م\u200cن👩\u200d🎤" {
		t.Errorf("%q", got)
	}
	if got := named("📻 Radio\u200d"); got != "□ Radio" || strings.Contains(got, "\u200d") {
		t.Errorf("%q", got)
	}
}

// A cell of a sheet may hold 50,000 letters; a line is set of those that it has room for.
func TestALongNameIsNotSetWhole(t *testing.T) {
	p := &page{pdf: &gopdf.GoPdf{}, faces: map[string]face{}}
	p.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	f, err := newFace("regular", goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	p.faces["regular"] = f
	p.note(p.pdf.AddTTFFontData("regular", goregular.TTF))
	p.set("regular", 10)
	var set int
	for _, s := range []string{strings.Repeat("م", 50_000), strings.Repeat("m", 50_000), strings.Repeat("\u200d", 50_000)} {
		start := time.Now()
		got := p.fit(s, 200)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%.6s… takes %s", s, took)
		}
		if set = len([]rune(got)); set > mostLetters+1 || !strings.HasSuffix(got, "…") || p.width(got) > 200 {
			t.Errorf("%d letters of %.6s… are set, %g points wide", set, s, p.width(got))
		}
	}
	if got := p.fit("Radio One", 200); got != "Radio One" || p.err != nil {
		t.Errorf("%q, %v", got, p.err)
	}
}
