package contactsheet

import (
	"strings"
	"time"
)

// monthNames maps the names of months, folded, to months: English, German, French, Spanish, Italian, Portuguese, Dutch,
// Swedish, Danish, Norwegian, Polish (also in the genitive) and Finnish (also in the partitive). No name means two months.
func monthNames() map[string]time.Month {
	months := [12]string{
		"january jan januar janner janvier janv enero ene gennaio gen janeiro januari styczen stycznia sty tammikuu tammikuuta tammi",
		"february feb februar fevrier fevr febrero febbraio fevereiro fev februari luty lutego lut helmikuu helmikuuta helmi",
		"march mar marz mrz mars marzo marco maart mrt marts marzec marca maaliskuu maaliskuuta maalis",
		"april apr avril avr abril abr aprile aprila kwiecien kwietnia kwi huhtikuu huhtikuuta huhti",
		"may mai mayo maggio mag maio mei maj maja toukokuu toukokuuta touko",
		"june jun juni juin junio giugno giu junho czerwiec czerwca cze kesakuu kesakuuta kesa",
		"july jul juli juillet juil julio luglio lug julho lipiec lipca lip heinakuu heinakuuta heina",
		"august aug aout agosto ago augustus augusti sierpien sierpnia sie elokuu elokuuta elo",
		"september sep sept septembre septiembre settembre set setembro wrzesien wrzesnia wrz syyskuu syyskuuta syys",
		"october oct oktober okt octobre octubre ottobre ott outubro out oktobre pazdziernik pazdziernika paz lokakuu lokakuuta loka",
		"november nov novembre noviembre novembro listopad listopada lis marraskuu marraskuuta marras",
		"december dec dezember dez decembre diciembre dic dicembre dezembro desember des grudzien grudnia gru joulukuu joulukuuta joulu",
	}
	names := make(map[string]time.Month, 12*12)
	for i, line := range months {
		for _, name := range strings.Fields(line) {
			names[name] = time.Month(i + 1)
		}
	}
	return names
}
