package export

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/signintech/gopdf"
	"golang.org/x/image/font/gofont/goregular"
)

// A letter that no font has is seen to be missing; it does not vanish and make another name.
func TestLettersThatNoFontHas(t *testing.T) {
	own, err := newFace("regular", goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	p := &page{pdf: &gopdf.GoPdf{}, faces: map[string]face{"regular": own}}
	p.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	p.set("regular", 10)
	for text, want := range map[string][]run{
		"Radio Żółw Ελλάδα Привет": {{"regular", "Radio Żółw Ελλάδα Привет"}},
		"東京FM":  {{"regular", "□□FM"}},
		"راديو": {{"regular", "□□□□□"}},
	} {
		if diff := cmp.Diff(want, p.runs(text), cmp.AllowUnexported(run{})); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
	p.untried = []string{"/nowhere/font.ttf", "font_test.go"} // neither is a font
	if got := p.runs("東"); got[0].text != "□" || len(p.untried) != 0 {
		t.Errorf("%v", got)
	}
}
