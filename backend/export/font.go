package export

import (
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/image/font/sfnt"
)

// face is a font of the page: its name there, and which letters it has.
type face struct {
	name string
	font *sfnt.Font
}

func newFace(name string, ttf []byte) (face, error) {
	f, err := sfnt.Parse(ttf)
	return face{name, f}, err
}

func (f face) has(r rune) bool {
	if f.font == nil {
		return false
	}
	i, err := f.font.GlyphIndex(nil, r)
	return err == nil && i != 0
}

// largestFont bounds what is read of a system font.
const largestFont = 64 << 20

// systemFonts are TrueType fonts with the letters that the page's own lack, as the systems ship them: Chinese, Japanese and Korean
// first. One that is not there is left out.
func systemFonts() []string {
	switch runtime.GOOS {
	case "windows":
		dir := filepath.Join(os.Getenv("SystemRoot"), "Fonts")
		return []string{filepath.Join(dir, "ARIALUNI.TTF"), filepath.Join(dir, "malgun.ttf"), filepath.Join(dir, "simhei.ttf"), filepath.Join(dir, "segoeui.ttf")}
	case "darwin":
		return []string{"/System/Library/Fonts/Supplemental/Arial Unicode.ttf", "/Library/Fonts/Arial Unicode.ttf"}
	}
	const dir = "/usr/share/fonts/"
	return []string{
		dir + "truetype/droid/DroidSansFallbackFull.ttf", dir + "google-droid-sans-fonts/DroidSansFallbackFull.ttf",
		dir + "opentype/ipafont-gothic/ipag.ttf", dir + "truetype/fonts-japanese-gothic.ttf", dir + "truetype/nanum/NanumGothic.ttf",
		dir + "truetype/dejavu/DejaVuSans.ttf", dir + "dejavu-sans-fonts/DejaVuSans.ttf", dir + "TTF/DejaVuSans.ttf",
	}
}

// fallback returns a system's font that has the letter, and makes it known to the page.
func (p *page) fallback(r rune) (face, bool) {
	for _, f := range p.others {
		if f.has(r) {
			return f, true
		}
	}
	for len(p.untried) > 0 {
		path := p.untried[0]
		p.untried = p.untried[1:]
		info, err := os.Stat(path)
		if err != nil || info.Size() > largestFont {
			continue
		}
		ttf, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		f, err := newFace(path, ttf)
		if err != nil || p.pdf.AddTTFFontData(f.name, ttf) != nil {
			continue // of a kind that cannot be put into the page
		}
		p.others = append(p.others, f)
		if f.has(r) {
			return f, true
		}
	}
	return face{}, false
}

// run is text in one font.
type run struct{ font, text string }

// noLetter stands where no font has the letter: the reader sees that something is missing.
const noLetter = '□'

// runs splits s by the fonts that have its letters, most in the font that is set. Letters that need more than a font are shaped.
func (p *page) runs(s string) []run {
	own := p.faces[p.font]
	var out []run
	for _, r := range named(s) {
		name := own.name
		if !own.has(r) {
			if f, ok := p.fallback(r); ok {
				name = f.name
			} else {
				r = noLetter
			}
		}
		if n := len(out); n > 0 && out[n-1].font == name {
			out[n-1].text += string(r)
		} else {
			out = append(out, run{name, string(r)})
		}
	}
	return out
}
