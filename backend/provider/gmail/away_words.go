package gmail

import (
	"strings"
	"time"
)

// cue is what the words around a day make of it.
type cue int

const (
	cueNone  cue = iota
	cueUntil     // the last day away
	cueBack      // the first day there again
)

// cueOf reads the words before and after a day. before begins after the day named before it, if there is one (second).
func cueOf(before, after string, fromDay, second bool) cue {
	if len(before) > 90 {
		before = before[len(before)-90:]
	}
	if len(after) > 60 {
		after = after[:60]
	}
	words := strings.TrimRight(before, " \t,:(")
	for {
		cut := fillers().ReplaceAllString(words, "")
		if cut == words {
			break
		}
		words = strings.TrimRight(cut, " \t,:(")
	}
	switch {
	case notBackUntil().MatchString(words):
		return cueBack
	case untilBefore().MatchString(words), untilAfter().MatchString(after):
		return cueUntil
	case backBefore().MatchString(words), backAfter().MatchString(after):
		return cueBack
	case fromBefore().MatchString(words) && againNear().MatchString(before+" "+after):
		return cueBack
	case fromDay, second && rangeBetween().MatchString(strings.TrimSpace(before)):
		return cueUntil
	}
	return cueNone
}

// Words before and after a day, in lower case: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish,
// Danish, Norwegian, Finnish, Polish, Czech, Russian, Ukrainian, Turkish, Hungarian, Romanian, Greek, Japanese, Chinese and Korean.
var (
	fillers = pattern(`(?:^|[\s,])(?:and including|including|inclusive|on|the|next|coming|this|am|den|dem|der|zum|inkl\.?|einschließlich|einschl\.?|kommenden|nächsten|le|la|l'|les|prochain|el|los|próximo|il|lo|prossimo|em|no|na|dia|o|próxima|op|de|aanstaande|komende|nästa|på|næste|neste|den|ons|dne|dnia|w|we|v|ve|в|во|` + weekdayPattern + `)\.?$`)

	untilBefore = pattern(`(?:^|[^\p{L}])(?:until|untill|till|'til|til|through|thru|up to|bis|bis zum|bis einschl|jusqu'au|jusqu'à|jusqu'au soir du|hasta|hasta el|fino al|fino a|fino all'|sino al|até|até ao|até a|até o|ate|tot|tot en met|t/m|t\.e\.m\.?|till och med|t\.?o\.?m\.?|til og med|t\.?o\.?m|do|až do|до|по|până la|până pe|până în|pana la|pana pe|έως|έως τις|μέχρι|μέχρι τις|至|到|直到|~|〜)$`)
	untilAfter  = pattern(`^\s*(?:\([^)]{1,3}\))?\s*(?:saakka|asti|まで|까지|为止|之前不|'?[a-zığüşöç]{0,9}\s+kadar|-?ig\b|inclusive)`)

	notBackUntil = pattern(`(?:not|n't|nicht|unable)[^.!?]{0,30}(?:back|return|reply|respond|answer|available|zurück)[^.!?]{0,24} (?:until|till|before|bis)$`)

	backBefore = pattern(`(?:^|[^\p{L}])(?:back|back at work|back at my desk|back in(?: the| my)? office|back in(?: the)? studio|back to work|return|returning|returns|i return|will return|return to(?: the)? office|returning to(?: the)? office|return to work|in the office again|available again|available again from|back from|` +
		`zurück|wieder da|wieder im büro|wieder im haus|wieder erreichbar|wieder für (?:sie|dich|euch) da|wieder ab|zurück ab|rückkehr|` +
		`de retour|de retour au bureau|retour|reviens|reviendrai|rentre|rentrerai|serai de retour|à nouveau disponible|retour à partir du|retour au bureau|` +
		`vuelvo|vuelvo a la oficina|regreso|volveré|regresaré|me reincorporo|me incorporo|de vuelta|de regreso|reincorporación|` +
		`torno|tornerò|rientro|rientrerò|ritorno|di ritorno|di nuovo in ufficio|di nuovo disponibile|di nuovo operativo|` +
		`volto|voltarei|regresso|regressarei|retorno|retornarei|de volta|de regresso|` +
		`terug|weer terug|weer aanwezig|weer bereikbaar|weer op kantoor|` +
		`tillbaka|åter|åter på kontoret|tillbaka på kontoret|är tillbaka igen|` +
		`tilbage|tilbage på kontoret|tilbage igen|tilbake|tilbake på kontoret|` +
		`palaan|palaan töihin|takaisin|takaisin töissä|töissä jälleen|tavoitettavissa jälleen|` +
		`wracam|wracam do biura|wrócę|powrót|powrócę|będę dostępny|będę dostępna|ponownie|` +
		`zpět|vrátím se|vracím se|budu zpět|opět k dispozici|návrat|` +
		`вернусь|вернусь в офис|возвращаюсь|возвращение|буду на месте|выйду на работу|` +
		`返回|回来)$`)
	backAfter = pattern(`^\s*(?:,\s*)?(?:(?:bin|sind|ist|ich|wir|ben|ik|wij|är|jag|vi|er|jeg|se|od|je|igen)\s+){0,4}(?:wieder|zurück|weer|terug|tillbaka|åter|tilbage|tilbake|zpět|takaisin|töissä)(?:[^\p{L}]|$)|^\s*(?:に|から|より)?(?:復帰|出社|戻り|通常|再開|回来|返回|复工|上班|복귀|출근)|^\s*(?:부터|에)\s*(?:복귀|출근|정상)|^\s*(?:tarihinde |günü )?(?:döneceğim|dönüyorum|geri döneceğim)|^-?[a-záéíóöőúüű]{1,3}\s+(?:vagyok újra|jövök vissza|újra)`)

	// fromBefore needs a word near it that tells of being there again.
	fromBefore = pattern(`(?:^|[^\p{L}])(?:from|as of|starting|ab|ab dem|à partir du|à compter du|dès|a partir del?|desde|a partire dal|dal|a partir de|desde|vanaf|från|från och med|fra|fra og med|alkaen|od|с)$`)
	againNear  = pattern(`again|back|available from|wieder|zurück|à nouveau|de nouveau|de retour|disponible|joignable|de vuelta|de nuevo|nuevamente|di nuovo|nuovamente|novamente|de volta|disponível|weer|terug|igen|tillbaka|åter|tilbage|tilbake|jälleen|ponownie|znowu|zpět|opět|снова|вернусь`)

	// rangeBetween stands between the two days of a range.
	rangeBetween = pattern(`^[\s.,(]*(?:-|to|until|bis|bis zum|au|al|hasta el|a|ao|à|até|tot|tot en met|t/m|till|till och med|til|til og med|do|až|по|から|~|〜|至|到)\s*(?:(?:and including|including|the|den|le|el|il|` + weekdayPattern + `)[\s,.]*)*$`)
)

// weekdayPattern matches the names of weekdays as fillers.
const weekdayPattern = `mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mo|di|mi|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|segunda|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|mandag|tirsdag|lørdag|søndag|maanantaina|tiistaina|keskiviikkona|torstaina|perjantaina|poniedziałek|wtorek|środę|czwartek|piątek|poniedziałku|pondělí|úterý|středu|čtvrtek|pátek|понедельник|вторник|среду|четверг|пятницу`

// weekdays are the names under which a coming day is meant where no date follows.
var weekdays = map[string]time.Weekday{
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
	"montag": 1, "dienstag": 2, "mittwoch": 3, "donnerstag": 4, "freitag": 5, "samstag": 6, "sonntag": 0,
	"lundi": 1, "mardi": 2, "mercredi": 3, "jeudi": 4, "vendredi": 5, "samedi": 6, "dimanche": 0,
	"lunes": 1, "martes": 2, "miércoles": 3, "jueves": 4, "viernes": 5, "sábado": 6, "domingo": 0,
	"lunedì": 1, "martedì": 2, "mercoledì": 3, "giovedì": 4, "venerdì": 5,
	"maandag": 1, "dinsdag": 2, "woensdag": 3, "donderdag": 4, "vrijdag": 5,
	"måndag": 1, "tisdag": 2, "onsdag": 3, "torsdag": 4, "fredag": 5, "mandag": 1, "tirsdag": 2,
	"maanantaina": 1, "tiistaina": 2, "keskiviikkona": 3, "torstaina": 4, "perjantaina": 5,
	"poniedziałek": 1, "wtorek": 2, "środę": 3, "czwartek": 4, "piątek": 5,
	"pondělí": 1, "úterý": 2, "středu": 3, "čtvrtek": 4, "pátek": 5,
	"понедельник": 1, "вторник": 2, "среду": 3, "четверг": 4, "пятницу": 5,
}

// monthOf returns 1 to 12 for the name of a month, whole or shortened, in the languages above; 0 for other words.
func monthOf(word string) int {
	if n, ok := months[word]; ok {
		return n
	}
	for _, stem := range monthStems {
		if strings.HasPrefix(word, stem.stem) {
			return stem.month
		}
	}
	return 0
}

var months = map[string]int{
	"jan": 1, "feb": 2, "mar": 3, "mär": 3, "mrz": 3, "mrt": 3, "apr": 4, "avr": 4, "abr": 4, "may": 5, "mai": 5, "maj": 5, "mei": 5, "mag": 5, "mayo": 5, "maio": 5, "maja": 5, "mayıs": 5, "мая": 5, "май": 5,
	"jun": 6, "jul": 7, "aug": 8, "août": 8, "aout": 8, "ago": 8, "sep": 9, "sept": 9, "set": 9, "oct": 10, "okt": 10, "ott": 10, "out": 10, "nov": 11, "dec": 12, "dez": 12, "déc": 12, "dic": 12, "des": 12,
	"ene": 1, "gen": 1, "fev": 2, "fév": 2, "giu": 6, "lug": 7, "march": 3, "marsh": 3, "mars": 3, "marts": 3, "marzo": 3, "maart": 3, "märz": 3, "maggio": 5, "juin": 6, "juni": 6, "juli": 7,
	"května": 5, "květen": 5, "února": 2, "únor": 2, "září": 9, "října": 10, "říjen": 10, "června": 6, "červen": 6, "července": 7, "červenec": 7, "luty": 2, "lutego": 2,
}

// monthStems begin the names of months in every case of the languages that decline them.
var monthStems = []struct {
	stem  string
	month int
}{
	{"januar", 1}, {"janvier", 1}, {"janeiro", 1}, {"enero", 1}, {"gennaio", 1}, {"tammiku", 1}, {"styczni", 1}, {"styczeń", 1}, {"leden", 1}, {"ledna", 1}, {"январ", 1}, {"ocak", 1},
	{"februar", 2}, {"februari", 2}, {"février", 2}, {"fevrier", 2}, {"fevereiro", 2}, {"febrero", 2}, {"febbraio", 2}, {"helmiku", 2}, {"феврал", 2}, {"şubat", 2},
	{"março", 3}, {"maaliskuu", 3}, {"marzec", 3}, {"marca", 3}, {"březen", 3}, {"března", 3}, {"март", 3}, {"március", 3},
	{"april", 4}, {"avril", 4}, {"abril", 4}, {"aprile", 4}, {"huhtiku", 4}, {"kwieci", 4}, {"kwiecień", 4}, {"duben", 4}, {"dubna", 4}, {"апрел", 4}, {"nisan", 4},
	{"toukoku", 5}, {"május", 5},
	{"june", 6}, {"junio", 6}, {"junho", 6}, {"giugno", 6}, {"kesäku", 6}, {"czerwiec", 6}, {"czerwca", 6}, {"июн", 6}, {"haziran", 6},
	{"july", 7}, {"juillet", 7}, {"julio", 7}, {"julho", 7}, {"luglio", 7}, {"heinäku", 7}, {"lipiec", 7}, {"lipca", 7}, {"июл", 7}, {"temmuz", 7},
	{"august", 8}, {"agosto", 8}, {"augusti", 8}, {"augustus", 8}, {"eloku", 8}, {"sierpień", 8}, {"sierpnia", 8}, {"srpen", 8}, {"srpna", 8}, {"август", 8}, {"ağustos", 8},
	{"septemb", 9}, {"setembro", 9}, {"settembre", 9}, {"septiembre", 9}, {"setiembre", 9}, {"syysku", 9}, {"wrzesień", 9}, {"września", 9}, {"сентябр", 9}, {"eylül", 9}, {"szeptember", 9},
	{"october", 10}, {"oktober", 10}, {"octobre", 10}, {"octubre", 10}, {"ottobre", 10}, {"outubro", 10}, {"lokaku", 10}, {"październik", 10}, {"октябр", 10}, {"ekim", 10}, {"október", 10},
	{"novemb", 11}, {"noviembre", 11}, {"marrasku", 11}, {"listopad", 11}, {"ноябр", 11}, {"kasım", 11},
	{"ianuar", 1}, {"februarie", 2}, {"martie", 3}, {"aprilie", 4}, {"iunie", 6}, {"iulie", 7}, {"septembrie", 9}, {"octombrie", 10}, {"noiembrie", 11}, {"decembrie", 12},
	{"ιανουαρ", 1}, {"φεβρουαρ", 2}, {"μαρτ", 3}, {"απριλ", 4}, {"μαΐ", 5}, {"μαϊ", 5}, {"ιουν", 6}, {"ιουλ", 7}, {"αυγούστ", 8}, {"σεπτεμβρ", 9}, {"οκτωβρ", 10}, {"νοεμβρ", 11}, {"δεκεμβρ", 12},
	{"січн", 1}, {"лютого", 2}, {"березн", 3}, {"квітн", 4}, {"травн", 5}, {"червн", 6}, {"липн", 7}, {"серпн", 8}, {"вересн", 9}, {"жовтн", 10}, {"листопад", 11}, {"грудн", 12},
	{"decemb", 12}, {"dezember", 12}, {"décembre", 12}, {"decembre", 12}, {"diciembre", 12}, {"dicembre", 12}, {"dezembro", 12}, {"desember", 12}, {"jouluku", 12}, {"grudzień", 12}, {"grudnia", 12}, {"prosinec", 12}, {"prosince", 12}, {"декабр", 12}, {"aralık", 12},
}
