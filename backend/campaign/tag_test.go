package campaign

import "testing"

func TestMatchesTag(t *testing.T) {
	for _, tc := range []struct {
		tag, subject string
		want         bool
	}{
		{"[SPRING]", "[SPRING] x", true}, {"[SPRING]", "springtime", false}, {"SPRING", "Re: spring/ready", true}, {"SPRING", "offspring", false},
		{"SPRING", "SPRING2026", false}, {"SPRING", "spring-2026", true}, {"spring", "ＳＰＲＩＮＧ", true}, {"#SPRING!", "about (spring)", true},
		{"Été", "été 2026", true}, {"Été", "e\u0301te\u0301 2026", true}, {"ÉTÉ", "été", true}, {"Straße", "STRASSE", true}, {"新曲", "【新曲】リリース", true}, {"新曲", "最新曲目", false},
		{"GOLDEN HOUR", "golden hour", true}, {"GOLDEN HOUR", "golden-hour", true}, {"GOLDEN HOUR", "hour golden", false}, {"GOLDEN HOUR", "golden happy hour", false},
		{"İstanbul", "İSTANBUL", true}, {"C++", "C++ mix", true}, {"R&B", "R&B night", true}, {"R&B", "r b", true}, {"2026-11", "2026-11 promo", true}, {"don't", "Don’t stop", true},
		{"🌱", "🌱 new", true}, {"🌱", "new", false}, {"AC/DC", "AC/DC", true}, {"весна", "ВЕСНА 2026", true}, {"हिन्दी", "हिन्दी गीत", true}, {"", "x", false}, {"!!!", "!!!", false},
	} {
		if got := MatchesTag(tc.tag, tc.subject); got != tc.want {
			t.Errorf("%q in %q: %v", tc.tag, tc.subject, got)
		}
	}
}
