package gmail

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/campaign"
)

func TestDecodeHeader(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                                        "plain",
		"=?utf-8?B?W1NQUklOR10gw6k=?=":                 "[SPRING] é",
		"=?UTF-8?Q?=5BSPRING=5D_caf=C3=A9?= now":       "[SPRING] café now",
		"=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=":           "café", // cut within a character
		"=?utf-8?Q?[SPR?=\r\n =?utf-8?Q?ING]?=":        "[SPRING]",
		"=?iso-8859-1?Q?R=E9p?=: =?utf-8?B?8J+OtQ==?=": "Rép: 🎵",
		"=?koi8-r?B?79TXxdQ6?=":                        "Ответ:",
		"=?iso-2022-jp?B?GyRCPzc2ShsoQg==?=":           "新曲",
		"=?shift_jis?B?kFaLyA==?=":                     "新曲",
		"=?gb18030?B?0MLH+g==?=":                       "新曲",
		"=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=":        "Привет",
		"=?utf-8*en?Q?with_language?=":                 "with language",
		"=?no-such-charset?Q?as_it_is?=":               "as it is",
		"=?utf-8?B?!!!?=":                              "=?utf-8?B?!!!?=",
		"caf\xe9":                                      "café",
		"a =?utf-8?Q?b?= c":                            "a b c",
	} {
		if got := decodeHeader(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSubject(t *testing.T) {
	if got := subjectOf("[SPR\u200eING]\u202e evil\x00\x07 \t folded\r\n  line"); got != "[SPRING] evil folded line" {
		t.Errorf("%q", got)
	}
	if got := subjectOf(strings.Repeat("é", 2000)); utf8.RuneCountInString(got) != maxSubject {
		t.Errorf("%d characters", utf8.RuneCountInString(got))
	}
	if !campaign.MatchesTag("spring", subjectOf("=?utf-8?B?77yz77yw77yy77yp77yu77yn?= single")) {
		t.Error("a tag in full width is not found")
	}
}

func TestMessageIDs(t *testing.T) {
	if diff := cmp.Diff([]string{"<a@b>", "<c@d>"}, messageIDs(8, "<a@b>\r\n <c@d>", "<a@b>")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"<bare@id>"}, messageIDs(8, "bare@id")); diff != "" {
		t.Error(diff)
	}
	var many []string
	for range 100 {
		many = append(many, "<"+strings.Repeat("x", len(many)+1)+"@y>")
	}
	got := messageIDs(10, strings.Join(many, " "))
	if len(got) != 10 || got[0] != many[0] || got[9] != many[99] {
		t.Errorf("%d ids, from %q to %q", len(got), got[0], got[len(got)-1])
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string][]address{
		`"Lee, Ann" <Ann@Radio.Example>, bob@paper.example`: {{"ann@radio.example", "Lee, Ann"}, {"bob@paper.example", ""}},
		"=?utf-8?Q?J=C3=B6rg?= <j@x.example>":               {{"j@x.example", "Jörg"}},
		"undisclosed-recipients:;":                          nil,
		"Pool: a@x.example, b@x.example;":                   {{"a@x.example", ""}, {"b@x.example", ""}},
		"Ann Lee ann@radio.example":                         {{"ann@radio.example", "Ann Lee"}},
		"Bad [x] <bad@x.example>, ok@x.example":             {{"bad@x.example", "Bad [x]"}, {"ok@x.example", ""}},
		"":                                                  nil,
	} {
		if diff := cmp.Diff(want, parseAddresses(in), cmp.AllowUnexported(address{})); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

// FuzzClassify: nothing from outside makes the rules fail, and what they say stays within its bounds.
func FuzzClassify(f *testing.F) {
	for _, s := range samples()[:40] {
		f.Add(s.raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		fields := []Field{}
		head, body, _ := strings.Cut(strings.ReplaceAll(raw, "\r\n", "\n"), "\n\n")
		for _, l := range strings.Split(head, "\n") {
			if k, v, ok := strings.Cut(l, ":"); ok {
				fields = append(fields, Field{k, v})
			}
		}
		for _, kind := range []string{"text/plain", "text/html", "multipart/report", "message/delivery-status", "message/disposition-notification"} {
			m := Mail{ID: "1", At: sampleTime, Headers: fields, Parts: []Part{{Type: "multipart/report", Fields: fields}, {Type: kind, Text: body, Fields: fields}}}
			v := Classify(m)
			if v.State == "" || v.Why == "" || utf8.RuneCountInString(v.Header) > maxHeaderKept || !utf8.ValidString(v.Why+v.Header) {
				t.Errorf("%+v", v)
			}
			_ = m.References()
			_ = parseAddresses(m.Header("To"))
		}
	})
}
