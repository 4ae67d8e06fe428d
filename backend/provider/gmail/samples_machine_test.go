package gmail

import (
	"strings"

	"mixdown/backend/provider"
)

func auto(file, away, headers, body string) sample {
	return sample{file: file, state: provider.StateAutoReply, away: away, raw: eml(headers, body)}
}

// automaticSamples are automatic replies of many systems, most of them in English.
func automaticSamples() []sample {
	probable := func(file, headers, body string) sample {
		s := auto(file, "", headers, body)
		s.probable = true
		return s
	}
	return []sample{
		auto("auto-gmail", "2026-11-30", "Auto-Submitted: auto-replied\nPrecedence: bulk\nX-Autoreply: yes\nSubject: Re: "+sampleTitle, "I am away until 30 November. Ada"),
		auto("auto-exchange", "2026-11-29", "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\nSubject: Automatic reply: "+sampleTitle, "I am out of the office and will be back on Monday 30 November."),
		auto("auto-exchange-loop", "", "X-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: "+sampleThem+"\nSubject: Automatic reply: "+sampleTitle, "Thank you for your mail. I get many and answer slowly."),
		auto("auto-exchange-suppress-subject", "", "X-Auto-Response-Suppress: DR, OOF, NRN, RN\nSubject: Automatic reply: "+sampleTitle, "Thanks for your message."),
		auto("auto-office365", "2026-12-04", "Auto-Submitted: auto-generated\nX-MS-Exchange-Parent-Message-Id: "+sampleOurs+"\nSubject: Automatic reply: "+sampleTitle, "I am on annual leave from 16 November to 4 December 2026."),
		auto("auto-zimbra", "2026-11-27", "Auto-Submitted: auto-replied (zimbra; vacation)\nPrecedence: bulk", "Out of the studio till 27/11/2026."),
		auto("auto-sieve", "2026-11-22", "Auto-Submitted: auto-replied (vacation)\nX-Sieve: Pigeonhole Sieve 0.5.19\nPrecedence: bulk\nSubject: Auto: "+sampleTitle, "I'm back on 23 November."),
		auto("auto-cyrus-sieve", "", "Auto-Submitted: auto-replied\nX-Sieve: CMU Sieve 3.0", "I will read your mail when I can."),
		auto("auto-apple", "2026-11-19", "X-Apple-Action: vacation\nSubject: Re: "+sampleTitle, "I'm on holiday until Thursday, 19 November."),
		auto("auto-icloud-rule", "", "X-Apple-Action: VACATION;rule", "Away."),
		auto("auto-fastmail", "2026-11-25", "Auto-Submitted: auto-replied\nX-Mailer: MessagingEngine.com Autoresponder", "Out until 2026-11-25."),
		auto("auto-lotus", "2026-11-29", "Auto-Submitted: auto-generated\nX-Mailer: HCL Domino\nSubject: AUTO: Ada Lund is out of the office (returning 30/11/2026)", "Note: This is an automated response to your message \""+sampleTitle+"\"."),
		auto("auto-lotus-no-header", "2026-11-29", "X-Mailer: Lotus Notes\nSubject: AUTO: Ada Lund is out of the office (returning 30/11/2026)", "I am out of the office until 29/11/2026.\n\nNote: This is an automated response to your message."),
		auto("auto-cpanel", "", "X-Autorespond: \nPrecedence: auto_reply\nSubject: Autoresponder", "We got your mail."),
		auto("auto-plesk", "", "X-Auto-Reply-From: "+sampleThem+"\nPrecedence: bulk", "We will answer soon."),
		auto("auto-precedence", "", "Precedence: auto_reply", "I am travelling."),
		auto("auto-precedence-dash", "", "Precedence: auto-reply", "On tour."),
		auto("auto-x-autorespond", "", "X-Autorespond: "+sampleTitle, "Thanks!"),
		auto("auto-x-autoreply", "", "X-Autoreply: yes\nX-Autoreply-From: "+sampleThem, "Thanks!"),
		auto("auto-groupwise", "2026-12-01", "Auto-Submitted: auto-replied\nX-Mailer: Novell GroupWise", "I return on 2 December."),
		auto("auto-vacation-unix", "", "Precedence: bulk\nAuto-Submitted: auto-replied\nSubject: away from my mail", "I will not be reading my mail for a while."),
		auto("auto-mdaemon", "", "Auto-Submitted: auto-replied\nX-MDAutoResponder: yes\nX-Autoresponder: MDaemon", "Noted."),
		auto("auto-kerio", "", "Auto-Submitted: auto-generated\nX-Kerio-Mailer: 9", "Auto answer."),
		auto("auto-icewarp", "", "X-Auto-Response-Suppress: OOF\nAuto-Submitted: auto-replied", "Abwesend."),
		auto("auto-ticket-zendesk", "", "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nX-Zendesk-Priority-Mail: Auto-Reply\nSubject: [Request received] "+sampleTitle, "Your request (4711) has been received."),
		auto("auto-ticket-freshdesk", "", "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: DR, OOF, AutoReply\nSubject: Ticket Received - "+sampleTitle, "We received your ticket."),
		auto("auto-ticket-otrs", "", "Auto-Submitted: auto-replied\nPrecedence: bulk\nX-Loop: yes\nX-OTRS-Loop: yes", "[Ticket#2026111610000012] RE: Your mail"),
		auto("auto-submitted-notified", "", "Auto-Submitted: auto-notified; owner-email=\""+sampleThem+"\"", "Status notice."),
		auto("auto-generated-crm", "", "Auto-Submitted: auto-generated", "Thanks for submitting your music. Our editors listen to everything."),
		auto("auto-challenge", "", "Auto-Submitted: auto-replied\nX-Mailer: Spamblocker\nSubject: Please confirm your message", "Click to prove that you are human."),
		probable("auto-empty-sender", "Return-Path: <>", "Thanks for your mail. Our music team has it and will be in touch."),
		probable("auto-empty-sender-daemon-path", "Return-Path: <MAILER-DAEMON@radio.example>", "Hello, we listen to everything that comes in. Please be patient."),
		probable("auto-empty-sender-responder", "Return-Path: <>\nX-Mailer: cPanel Autoresponder", "Danke für Ihre Nachricht. Wir melden uns."),
		auto("auto-empty-sender-noreply", "", "Return-Path: <>\nFrom: Radio Example <no-reply@radio.example>", "We got your music."),
		auto("auto-empty-sender-away", "2026-11-30", "Return-Path: <>", "I am out of the office until 30 November. Ada"),
		auto("auto-empty-sender-away-fr", "2026-11-30", "Return-Path: <>", "Je suis en congé jusqu'au 30 novembre 2026."),
		auto("auto-empty-sender-ticket", "", "Return-Path: <>\nSubject: [#4711] "+sampleTitle, "Your request was received. Please do not reply to this message."),
		auto("auto-next-monday", "2026-11-22", "Auto-Submitted: auto-replied", "I'm out sick, back next Monday."),
		auto("auto-us-date", "2026-11-29", "Auto-Submitted: auto-replied", "I will return to the office on 11/30/2026."),
		auto("auto-us-month-first", "2026-11-30", "Auto-Submitted: auto-replied", "Out of office through November 30th."),
		auto("auto-range", "2026-11-30", "Auto-Submitted: auto-replied", "On tour 20-30 November. No mail."),
		auto("auto-range-dots", "2026-12-02", "Auto-Submitted: auto-replied", "Urlaub vom 17.11. bis 2.12.2026."),
		auto("auto-until-and-back", "2026-11-29", "Auto-Submitted: auto-replied", "I am away until Friday 27 November and will be back on Monday 30 November."),
		auto("auto-contradiction", "", "Auto-Submitted: auto-replied", "Away until 20 November. Also away until 18 December."),
		auto("auto-ambiguous-date", "", "Auto-Submitted: auto-replied", "I will be back on 12/11/2026, see you in the office."),
		auto("auto-past", "", "Auto-Submitted: auto-replied", "I was away until 30 June 2025."),
		auto("auto-no-date", "", "Auto-Submitted: auto-replied", "I am away on parental leave for some time."),
		auto("auto-no-cue", "", "Auto-Submitted: auto-replied", "The festival of 12 December 2026 takes all my time."),
		auto("auto-new-year", "2027-01-06", "Auto-Submitted: auto-replied", "Studio closed. Back on 7 January."),
		auto("auto-not-back-until", "2026-11-29", "Auto-Submitted: auto-replied", "I will not be back in the office until 30 November."),
		auto("auto-html-only", "2026-11-24", "Auto-Submitted: auto-replied\nContent-Type: text/html; charset=utf-8", "<html><head><style>p{}</style></head><body><p>I am <b>out of the office</b></p><p>until 24&nbsp;November 2026.</p></body></html>"),
		auto("auto-base64", "2026-11-26", "Auto-Submitted: auto-replied\nContent-Transfer-Encoding: base64", "SSBhbSBvdXQgb2YgdGhlIG9mZmljZSB1bnRpbCAyNiBOb3ZlbWJlci4="),
		auto("auto-subject-until", "2026-12-01", "Precedence: bulk\nSubject: Out of office until 1 December", "See the subject."),
		auto("auto-subject-and-text", "", "Subject: Out of Office: "+sampleTitle, "I am on vacation with limited access to my mail."),
		auto("auto-subject-empty-path", "", "Return-Path: <>\nSubject: Out of Office", "Thanks."),
		auto("auto-subject-noreply", "", "From: Radio <no-reply@radio.example>\nSubject: Automatic reply", "Received."),
		auto("auto-subject-re-after", "", "X-Loop: radio.example\nSubject: Out of Office Re: "+sampleTitle, "Thanks."),
		auto("auto-with-list-header", "", "Auto-Submitted: auto-replied\nList-Id: <music.radio.example>", "The music desk got your mail."),
		auto("auto-brackets", "", "Precedence: junk\nSubject: [Automatyczna odpowiedź] "+sampleTitle, "Dziękuję za wiadomość."),
		probable("auto-probable-bulk-empty-path", "Return-Path: <>\nPrecedence: bulk\nSubject: Thank you for your e-mail", "I will endeavour to reply as soon as possible."),
		probable("auto-probable-subject", "Subject: Automatic reply: "+sampleTitle, "Thanks for your music."),
		probable("auto-probable-autoreply", "Subject: Autoreply: "+sampleTitle, "Got it."),
		probable("auto-probable-ooo", "Subject: OOO: "+sampleTitle, "Greetings"),
	}
}

// abroad is an absence in one language: the subject prefix, the text, and the last day away.
var abroad = []struct{ lang, prefix, text, away string }{
	{"de", "Automatische Antwort", "Ich bin bis zum 30.11.2026 nicht im Büro.", "2026-11-30"},
	{"de-back", "Abwesenheitsnotiz", "Ich bin im Urlaub und ab dem 1. Dezember wieder erreichbar.", "2026-11-30"},
	{"de-am", "Abwesenheit", "Ich bin im Urlaub. Am 30. November bin ich wieder im Büro.", "2026-11-29"},
	{"de-range", "Automatische Antwort", "Ich bin vom 20.11. bis 30.11. abwesend.", "2026-11-30"},
	{"fr", "Réponse automatique", "Je suis absent du bureau jusqu'au 30 novembre inclus.", "2026-11-30"},
	{"fr-back", "Absence du bureau", "Je suis en congés. De retour le lundi 30 novembre.", "2026-11-29"},
	{"fr-range", "Réponse automatique", "Je suis en vacances du 20 au 30 novembre 2026.", "2026-11-30"},
	{"fr-first", "Réponse automatique", "En congé. Je serai de retour le 1er décembre.", "2026-11-30"},
	{"es", "Respuesta automática", "Estaré fuera de la oficina hasta el 30 de noviembre.", "2026-11-30"},
	{"es-back", "Fuera de la oficina", "Estoy de vacaciones. Vuelvo el 30 de noviembre de 2026.", "2026-11-29"},
	{"es-range", "Respuesta automática", "De vacaciones del 20 al 30 de noviembre.", "2026-11-30"},
	{"it", "Risposta automatica", "Sono fuori ufficio fino al 30 novembre.", "2026-11-30"},
	{"it-back", "Fuori sede", "Sono in ferie, rientro il 30 novembre 2026.", "2026-11-29"},
	{"it-range", "Assenza", "Sono assente dal 20 al 30 novembre.", "2026-11-30"},
	{"pt", "Resposta automática", "Estarei ausente até 30 de novembro.", "2026-11-30"},
	{"pt-back", "Ausência temporária", "Estou de férias e regresso no dia 30 de novembro de 2026.", "2026-11-29"},
	{"nl", "Automatisch antwoord", "Ik ben afwezig tot en met 30 november.", "2026-11-30"},
	{"nl-back", "Afwezig", "Ik ben met vakantie. Vanaf 1 december ben ik weer bereikbaar.", "2026-11-30"},
	{"sv", "Autosvar", "Jag är på semester till och med 30 november.", "2026-11-30"},
	{"sv-back", "Automatiskt svar", "Jag är ledig och är tillbaka den 30 november.", "2026-11-29"},
	{"da", "Automatisk svar", "Jeg er på ferie til og med 30. november 2026.", "2026-11-30"},
	{"da-back", "Automatisk svar", "Jeg er ikke på kontoret. Jeg er tilbage den 30. november.", "2026-11-29"},
	{"no", "Automatisk svar", "Jeg er på ferie til og med 30. november.", "2026-11-30"},
	{"no-back", "Fravær", "Jeg er bortreist, tilbake på kontoret mandag 30. november.", "2026-11-29"},
	{"fi", "Automaattinen vastaus", "Olen lomalla 30.11. saakka.", "2026-11-30"},
	{"fi-back", "Poissa", "Olen lomalla. Palaan 30.11.2026.", "2026-11-29"},
	{"pl", "Odpowiedź automatyczna", "Jestem na urlopie do 30 listopada.", "2026-11-30"},
	{"pl-back", "Odpowiedź automatyczna", "Jestem poza biurem. Wracam 30 listopada 2026.", "2026-11-29"},
	{"cs", "Automatická odpověď", "Jsem na dovolené do 30. listopadu.", "2026-11-30"},
	{"cs-back", "Mimo kancelář", "Jsem mimo kancelář, budu zpět 30. 11. 2026.", "2026-11-29"},
	{"ru", "Автоматический ответ", "Я в отпуске до 30 ноября.", "2026-11-30"},
	{"ru-back", "Автоответ", "Нахожусь вне офиса. Вернусь 30 ноября 2026.", "2026-11-29"},
	{"tr", "Otomatik yanıt", "30 Kasım 2026 tarihine kadar izinde olacağım.", "2026-11-30"},
	{"hu", "Automatikus válasz", "Szabadságon vagyok.", ""},
	{"hu-until", "Automatikus válasz", "Szabadságon vagyok 2026. november 30-ig.", "2026-11-30"},
	{"ro", "Răspuns automat", "Sunt în concediu.", ""},
	{"ro-until", "Răspuns automat", "Sunt în concediu până pe 30 noiembrie.", "2026-11-30"},
	{"el", "Αυτόματη απάντηση", "Είμαι σε άδεια.", ""},
	{"el-until", "Αυτόματη απάντηση", "Είμαι σε άδεια έως τις 30 Νοεμβρίου.", "2026-11-30"},
	{"uk", "Автоматична відповідь", "Я у відпустці до 30 листопада.", "2026-11-30"},
	{"tr-back", "Otomatik yanıt", "İzindeyim. 30 Kasım 2026 tarihinde döneceğim.", "2026-11-29"},
	{"ko-back", "자동 회신", "휴가 중입니다. 11월 30일에 복귀합니다.", "2026-11-29"},
	{"ja", "自動応答", "11月30日まで休暇をいただいております。", "2026-11-30"},
	{"ja-back", "不在通知", "休暇中です。2026年11月30日に戻ります。", "2026-11-29"},
	{"zh", "自动回复", "我在休假，至11月30日。外出期间无法回复。", "2026-11-30"},
	{"ko", "자동 회신", "11월 30일까지 휴가입니다.", "2026-11-30"},
}

// languageSamples are absences in many languages: with Exchange's headers, and told by subject and text alone.
func languageSamples() []sample {
	var out []sample
	for _, a := range abroad {
		subject := "Subject: " + a.prefix + ": " + sampleTitle
		out = append(out,
			auto("auto-exchange-"+a.lang, a.away, "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n"+subject, a.text),
			auto("auto-words-"+a.lang, a.away, subject, a.text+"\n\n> Hi, here is the new single.\n"))
	}
	return out
}

func otherSamples() []sample {
	mdn := func(headers, disposition string) string {
		return eml("Content-Type: multipart/report; report-type=disposition-notification; boundary=\"m\"\n"+headers, multipart("m",
			"Content-Type: text/plain\n\nYour message was displayed.",
			"Content-Type: message/disposition-notification\n\nReporting-UA: mail.example; Outlook\nFinal-Recipient: rfc822;"+sampleThem+"\nOriginal-Message-ID: "+sampleOurs+"\nDisposition: "+disposition))
	}
	one := func(file, state, raw string) sample { return sample{file: file, state: state, raw: raw} }
	echo := func(file, headers, body string) sample { return one(file, provider.StateListEcho, eml(headers, body)) }
	receipt, unrelated := provider.StateReadReceipt, provider.StateUnrelated
	return []sample{
		one("receipt-outlook", receipt, mdn("Subject: Read: "+sampleTitle, "manual-action/MDN-sent-manually; displayed")),
		one("receipt-exchange", receipt, mdn("Subject: Read: "+sampleTitle+"\nReturn-Path: <>\nX-MS-Exchange-Organization-SCL: -1", "automatic-action/MDN-sent-automatically; displayed")),
		one("receipt-thunderbird", receipt, mdn("Subject: Return Receipt (displayed) - "+sampleTitle, "manual-action/MDN-sent-manually;displayed")),
		one("receipt-notes", receipt, mdn("Subject: Return Receipt", "manual-action/MDN-sent-automatically; displayed")),
		one("receipt-auto-submitted", receipt, mdn("Auto-Submitted: auto-replied\nSubject: Disposition notification", "automatic-action/MDN-sent-automatically; displayed")),
		one("receipt-german", receipt, mdn("Subject: Gelesen: "+sampleTitle, "manual-action/MDN-sent-manually; displayed")),
		one("receipt-postmaster", receipt, mdn("From: <postmaster@radio.example>\nReturn-Path: <>", "automatic-action/MDN-sent-automatically; displayed")),
		one("unrelated-not-read", unrelated, mdn("Subject: Not read: "+sampleTitle, "automatic-action/MDN-sent-automatically; deleted")),
		one("unrelated-not-read-german", unrelated, mdn("Subject: Ungelesen: "+sampleTitle, "automatic-action/MDN-sent-automatically; deleted")),
		one("unrelated-processed", unrelated, mdn("Subject: Processed", "automatic-action/MDN-sent-automatically; processed")),
		one("unrelated-delivered", unrelated, dsn("From: postmaster@radio.example\nSubject: Delivered: "+sampleTitle, "Your message has been delivered.", "Reporting-MTA: dns;mx.radio.example\n\nFinal-Recipient: rfc822;"+sampleThem+"\nAction: delivered\nStatus: 2.1.5")),
		one("unrelated-relayed", unrelated, dsn("From: MAILER-DAEMON@mx.example\nSubject: Relayed: "+sampleTitle, "Relayed to a host that sends no reports.", "Reporting-MTA: dns;mx.example\n\nFinal-Recipient: rfc822;"+sampleThem+"\nAction: relayed\nStatus: 2.0.0")),
		one("unrelated-complaint", unrelated, eml("From: complaints@isp.example\nContent-Type: multipart/report; report-type=feedback-report; boundary=\"f\"", multipart("f", "Content-Type: text/plain\n\nAn abuse report.", "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Isp/1", "Content-Type: message/rfc822\n\n"+originalHeaders+"\nHi"))),
		echo("list-google-group", "From: 'Ada Lund' via Pool <pool@googlegroups.example>\nList-ID: <pool.googlegroups.example>\nX-Google-Group-Id: 123\nPrecedence: list", "Hello pool"),
		echo("list-google-only-id", "X-Google-Group-Id: 4711", "Hello"),
		echo("list-mailman2", "List-Id: DJ Pool <pool.lists.example>\nList-Post: <mailto:pool@lists.example>\nX-Mailman-Version: 2.1.39\nPrecedence: list", "Thanks all"),
		echo("list-mailman3", "List-Id: DJ Pool <pool.lists.example>\nX-Mailman-Rule-Hits: member\nArchived-At: <https://lists.example/1>", "Thanks all"),
		echo("list-sympa", "List-Id: <promo.sympa.example>\nX-Loop: promo@sympa.example\nPrecedence: list", "Bonjour la liste"),
		echo("list-groups-io", "List-Id: <main.pool.groups.io>\nMailing-List: list main@pool.groups.io", "Hi"),
		echo("list-precedence", "Precedence: list", "Old majordomo."),
		echo("list-post-only", "List-Post: <mailto:pool@ezmlm.example>\nMailing-List: contact pool-help@ezmlm.example; run by ezmlm", "Hi"),
		echo("list-newsletter", "List-Id: <weekly.radio.example>\nList-Unsubscribe: <https://radio.example/off>\nPrecedence: bulk", "This week on air"),
		echo("list-own-echo", "From: Robin Hale <"+sampleUs+">\nList-Id: <pool.lists.example>\nMessage-ID: "+sampleOurs+"\nIn-Reply-To: -\nReferences: -\nSubject: [Pool] "+sampleTitle, "Hi, here is the new single."),
		echo("list-own-echo-no-list", "From: Robin Hale <"+sampleUs+">\nMessage-ID: "+sampleOurs+"\nIn-Reply-To: -\nReferences: -\nSubject: "+sampleTitle, "Hi, here is the new single."),
		echo("list-resent", "From: Pool <pool@lists.example>\nMessage-ID: "+sampleOurs+"\nIn-Reply-To: -\nReferences: -\nSubject: "+sampleTitle, strings.Repeat("Hi. ", 3)),
	}
}
