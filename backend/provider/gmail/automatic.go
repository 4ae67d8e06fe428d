package gmail

import (
	"strings"

	"mixdown/backend/provider"
)

// answerHeaders are set by software that answers by itself and by nothing else.
var answerHeaders = []string{
	"X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Autoreply-From", "X-Mail-Autoreply", "X-Autoresponse", "X-Auto-Reply", "X-Autoresponder",
	"X-Auto-Respond", "X-Vacation-Message",
}

// automatic: mail that a machine wrote by itself.
func automatic(m Mail) (Verdict, bool) {
	yes := func(why, header string) (Verdict, bool) {
		return Verdict{State: provider.StateAutoReply, Why: why, Header: header, AwayUntil: awayUntil(m)}, true
	}
	if kind := autoSubmitted(m); kind != "" {
		return yes("Auto-Submitted: "+clean(kind, 40), line("Auto-Submitted", m.Header("Auto-Submitted")))
	}
	for _, h := range answerHeaders {
		if v, ok := m.Has(h); ok && !denies(v) {
			return yes(h+" is set", line(h, v))
		}
	}
	if v := m.Header("Precedence"); v != "" {
		switch strings.ReplaceAll(strings.ToLower(strings.TrimSpace(v)), "-", "_") {
		case "auto_reply", "autoreply":
			return yes("Precedence: "+clean(v, 40), line("Precedence", v))
		}
	}
	if v := m.Header("X-Apple-Action"); has(strings.ToLower(v), "vacation") {
		return yes("X-Apple-Action: vacation", line("X-Apple-Action", v))
	}
	_, suppress := m.Has("X-Auto-Response-Suppress")
	if v, ok := m.Has("X-MS-Exchange-Inbox-Rules-Loop"); ok && suppress {
		return yes("X-Auto-Response-Suppress with X-MS-Exchange-Inbox-Rules-Loop", line("X-MS-Exchange-Inbox-Rules-Loop", v))
	}
	subject := m.Subject()
	if automaticPrefix(subject) == "" {
		return withoutSender(m, yes)
	}
	if sign := secondSign(m); sign != "" {
		return yes("the subject says so, and "+sign, line("Subject", subject))
	}
	v, _ := yes("only the subject says so: probably automatic", line("Subject", subject))
	v.Probable = true
	return v, true
}

// withoutSender decides on a mail that names no sender to answer to (an empty Return-Path): what is sent so is a report or was
// written by a machine (RFC 5321, 4.5.5; RFC 3834, 3.3), but for the rare gateway that strips the address of what people
// write. A second sign makes it sure, the marks of a person's mail program make it theirs, and without either it is probable.
func withoutSender(m Mail, yes func(why, header string) (Verdict, bool)) (Verdict, bool) {
	if !emptyReturnPath(m) {
		return Verdict{}, false
	}
	header := line("Return-Path", m.Header("Return-Path"))
	if sign := machineSign(m); sign != "" {
		return yes("the Return-Path is empty, and "+sign, header)
	}
	why := "only the Return-Path is empty: probably automatic"
	switch p := strings.ToLower(strings.TrimSpace(m.Header("Precedence"))); {
	case p == "bulk" || p == "junk":
		why, header = "Precedence: "+p+" with an empty Return-Path: probably automatic", line("Precedence", p)
	case byHand(m):
		return Verdict{}, false
	}
	v, _ := yes(why, header)
	v.Probable = true
	return v, true
}

// byHand reports whether a mail has what the mail programs of people leave: their name, or our mail quoted below the answer.
func byHand(m Mail) bool {
	for _, h := range []string{"User-Agent", "X-Mailer"} {
		if v, ok := m.Has(h); ok && !has(strings.ToLower(v), "auto", "respond", "vacation") {
			return true
		}
	}
	for _, h := range []string{"Thread-Index", "X-MS-Has-Attach", "X-Originating-IP"} {
		if _, ok := m.Has(h); ok {
			return true
		}
	}
	return strings.Contains("\n"+m.Text(), "\n>")
}

// denies reports whether a header's value takes the header back.
func denies(v string) bool {
	switch strings.ToLower(strings.TrimSpace(v)) {
	case "no", "false", "0", "none":
		return true
	}
	return false
}

// secondSign returns what else makes a mail with such a subject automatic; "" where nothing does.
func secondSign(m Mail) string {
	switch p := strings.ToLower(strings.TrimSpace(m.Header("Precedence"))); p {
	case "bulk", "junk":
		return "Precedence: " + p
	}
	for _, h := range []string{"X-Auto-Response-Suppress", "X-MS-Exchange-Inbox-Rules-Loop", "X-MS-Exchange-Generated-Message-Source", "X-Loop", "X-Vacation"} {
		if _, ok := m.Has(h); ok {
			return h + " is set"
		}
	}
	if emptyReturnPath(m) {
		return "the Return-Path is empty"
	}
	return machineSign(m)
}

// machineSign is secondSign by sender and text alone.
func machineSign(m Mail) string {
	local, _, _ := strings.Cut(m.From().bare, "@")
	switch strings.NewReplacer("-", "", "_", "", ".", "").Replace(local) {
	case "noreply", "donotreply", "nepasrepondre", "autoreply", "autoresponder":
		return "the sender takes no answers"
	}
	if awayUntil(m) != "" || has(strings.ToLower(firstLines(m.Text(), 12)), awayPhrases...) {
		return "the text tells of an absence"
	}
	return ""
}

// automaticPrefix returns the words at the beginning of a subject that automatic replies begin with, "" where there are
// none. They must stand at the very beginning and end there (a colon, a dash, a bracket, or the end), so that
// "Re: Out of Office Records remix" and "Out of Office Records: new single" are what people write.
func automaticPrefix(subject string) string {
	s := strings.ToLower(strings.TrimSpace(subject))
	s = strings.TrimSpace(strings.TrimLeft(s, "[(*!"))
	if m := notesSubject().FindString(s); m != "" {
		return m
	}
	for _, p := range automaticPrefixes {
		rest, ok := strings.CutPrefix(s, p)
		if !ok {
			continue
		}
		closed := strings.HasPrefix(rest, "]") && strings.HasPrefix(strings.TrimSpace(strings.ToLower(subject)), "[")
		if rest = strings.TrimLeft(rest, " ])*!"); rest == "" || closed || prefixEnd().MatchString(rest) {
			return p
		}
	}
	return ""
}

// notesSubject is the subject that Notes gives an absence, in any of its languages: "AUTO: Ann Lee is out of the office".
var notesSubject = pattern(`^auto: .{1,80} (?:is out of|ist (?:außer haus|abwesend|nicht im büro)|est absent|está fuera|è assente|is afwezig|está ausente)`)

var prefixEnd = pattern(`^(?:[:：\-–—|(,]|re:|aw:|sv:|r:|antw:|fw:|fwd:|until |bis |jusqu|hasta |fino |até |tot |till |til )`)

// automaticPrefixes begin subjects of automatic replies, in lower case: those that mail systems set by themselves in each
// language, and those that people commonly type into them.
var automaticPrefixes = []string{
	// English
	"automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "automated reply", "automated response",
	"automatic response", "out of office", "out of the office", "out-of-office", "ooo", "away from office", "away from the office", "on vacation", "on holiday",
	"on annual leave", "annual leave", "vacation reply", "vacation", "i am away", "i'm away", "out of office reply", "out of office autoreply", "out of office auto-reply", "out of office automatic reply",
	// German
	"automatische antwort", "abwesenheitsnotiz", "abwesenheitsmeldung", "abwesenheit", "abwesend", "automatische antwort auf", "autoantwort", "nicht im büro", "im urlaub", "urlaub",
	// French
	"réponse automatique", "reponse automatique", "absence du bureau", "absent du bureau", "message d'absence", "message d’absence", "absence", "absent", "absente", "en congés", "en vacances",
	// Spanish
	"respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina", "ausente de la oficina", "ausente", "de vacaciones",
	// Italian
	"risposta automatica", "fuori sede", "fuori ufficio", "assente", "assenza", "assente dall'ufficio", "in ferie",
	// Portuguese
	"resposta automática", "resposta automatica", "fora do escritório", "ausência do escritório", "ausência temporária", "ausente do escritório", "de férias",
	// Dutch
	"automatisch antwoord", "automatische reactie", "afwezig", "afwezigheid", "afwezigheidsbericht", "niet op kantoor", "buiten kantoor",
	// Swedish
	"autosvar", "automatiskt svar", "frånvaro", "frånvarande", "ej på kontoret", "på semester",
	// Danish and Norwegian
	"automatisk svar", "automatisk besvarelse", "autosvar", "fravær", "ikke til stede", "ikke på kontoret", "fraværende", "på ferie",
	// Finnish
	"automaattinen vastaus", "poissa", "poissaoloilmoitus", "poissa toimistosta", "lomalla",
	// Polish
	"odpowiedź automatyczna", "automatyczna odpowiedź", "autoodpowiedź", "poza biurem", "nieobecność", "jestem na urlopie", "na urlopie",
	// Czech and Slovak
	"automatická odpověď", "automatická odpoveď", "mimo kancelář", "nepřítomnost", "nepritomnost", "neprítomnosť", "mimo kanceláriu",
	// Hungarian, Romanian, Greek, Turkish
	"automatikus válasz", "házon kívül", "răspuns automat", "raspuns automat", "αυτόματη απάντηση", "εκτός γραφείου", "otomatik yanıt", "otomatik cevap", "ofis dışında",
	// Russian, Ukrainian, Bulgarian, Serbian, Croatian, Slovenian
	"автоматический ответ", "автоответ", "вне офиса", "нет на месте", "в отпуске", "автоматична відповідь", "автоматичен отговор", "аутоматски одговор", "automatski odgovor", "samodejni odgovor",
	// Baltic, Catalan, Basque, Icelandic
	"automatinis atsakymas", "automātiska atbilde", "automaatvastus", "resposta automàtica", "erantzun automatikoa", "sjálfvirkt svar",
	// Japanese, Chinese, Korean
	"自動応答", "自動返信", "不在通知", "不在", "自动回复", "自动答复", "自動回覆", "自動答覆", "外出", "휴가", "자동 회신", "자동 응답", "부재중",
	// Hebrew, Arabic, Thai, Vietnamese, Indonesian, Hindi
	"תשובה אוטומטית", "מענה אוטומטי", "رد تلقائي", "ตอบกลับอัตโนมัติ", "thư trả lời tự động", "trả lời tự động", "balasan otomatis", "jawapan automatik", "स्वचालित उत्तर",
}

// awayPhrases in the first lines make a mail with such a subject surely automatic, in lower case.
var awayPhrases = []string{
	"this is an automated", "this is an automatic", "do not reply to this", "please do not reply", "generated automatically", "out of the office", "out of office", "on annual leave", "on vacation", "on holiday", "limited access to", "automated response", "automatic reply", "parental leave", "maternity leave",
	"nicht im büro", "im urlaub", "nicht erreichbar", "abwesend", "absent du bureau", "absente du bureau", "en congé", "actuellement absent", "en vacances",
	"fuera de la oficina", "de vacaciones", "no estaré", "fuori ufficio", "in ferie", "sono assente", "fora do escritório", "de férias", "estarei ausente",
	"niet op kantoor", "afwezig", "met vakantie", "op vakantie", "inte på kontoret", "på semester", "ledig", "ikke på kontoret", "på ferie", "bortrejst",
	"poissa", "lomalla", "na urlopie", "poza biurem", "nieobecn", "mimo kancelář", "na dovolené", "вне офиса", "в отпуске", "отсутствую", "不在", "休暇", "外出", "休假", "부재", "휴가", "izinde", "szabadság", "concediu", "άδεια",
}

// firstLines returns the first n lines with words in them, above whatever the mail quotes.
func firstLines(text string, n int) string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		l = strings.TrimSpace(l)
		if l == "" {
			continue
		}
		if strings.HasPrefix(l, ">") || hasPrefix(strings.ToLower(l), "-----original", "-----ursprüng", "________________________________", "from:", "von:", "de :", "de:") || len(out) == n {
			break
		}
		out = append(out, clean(l, 400))
	}
	return strings.Join(out, "\n")
}
