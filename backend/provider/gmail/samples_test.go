package gmail

import (
	"encoding/base64"
	"fmt"
	"mime"
	"strings"
	"time"

	"mixdown/backend/provider"
)

// sample is one mail of the labelled set, as a system of that kind sends it.
type sample struct {
	file, state string
	failed      string // the failed recipients, separated by commas
	away        string // the last day of the absence
	probable    bool
	raw         string
}

const (
	sampleUs     = "you@label.example"
	sampleThem   = "dj@radio.example"
	sampleOurs   = "<pitch-0001@label.example>"
	sampleTitle  = "[SPRING] Juno Vale: Golden Hour"
	sampleDate   = "Mon, 16 Nov 2026 09:30:00 +0000"
	sampleBounce = "nobody@station.example"
)

var sampleTime = time.Date(2026, 11, 16, 9, 30, 0, 0, time.UTC)

// eml writes a mail: headers as "Name: value" lines, then the body. What every mail has is added where it is missing.
func eml(headers, body string) string {
	have := strings.ToLower("\n" + headers)
	var b strings.Builder
	for _, h := range []string{
		"Return-Path: <" + sampleThem + ">", "Received: from mx.example (mx.example [192.0.2.7]) by mx.google.com; " + sampleDate,
		"From: Ada Lund <" + sampleThem + ">", "To: Robin Hale <" + sampleUs + ">", "Subject: " + mime.BEncoding.Encode("utf-8", "Re: "+sampleTitle),
		"Date: " + sampleDate, "Message-ID: <m1@mail.example>", "In-Reply-To: " + sampleOurs, "References: " + sampleOurs, "MIME-Version: 1.0",
		"Content-Type: text/plain; charset=utf-8",
	} {
		name, _, _ := strings.Cut(h, ":")
		if !strings.Contains(have, "\n"+strings.ToLower(name)+":") {
			b.WriteString(h + "\n")
		}
	}
	for _, l := range strings.Split(strings.Trim(headers, "\n"), "\n") {
		if name, v, ok := strings.Cut(l, ": "); ok && v == "-" {
			continue // this header is left out
		} else if ok && !isASCII(v) && name == "Subject" {
			l = name + ": " + mime.BEncoding.Encode("utf-8", v)
		}
		if l != "" {
			b.WriteString(l + "\n")
		}
	}
	b.WriteString("\n" + strings.TrimLeft(body, "\n"))
	return strings.ReplaceAll(b.String(), "\n", "\r\n")
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 126 })
}

// multipart writes a body of parts, each with its own headers.
func multipart(boundary string, parts ...string) string {
	var b strings.Builder
	b.WriteString("This is a MIME-encapsulated message.\n\n")
	for _, p := range parts {
		b.WriteString("--" + boundary + "\n" + strings.TrimLeft(p, "\n") + "\n")
	}
	return b.String() + "--" + boundary + "--\n"
}

const originalHeaders = "From: Robin Hale <" + sampleUs + ">\nTo: " + sampleBounce + "\nSubject: " + sampleTitle + "\nMessage-ID: " + sampleOurs + "\nDate: Sun, 15 Nov 2026 09:00:00 +0000\n"

// dsn writes a report by RFC 3464.
func dsn(headers, words, fields string) string {
	return eml("Return-Path: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\n"+headers,
		multipart("b1", "Content-Type: text/plain; charset=us-ascii\n\n"+words, "Content-Type: message/delivery-status\n\n"+fields,
			"Content-Type: message/rfc822\n\n"+originalHeaders+"\nHi, here is the new single.\n"))
}

// samples are the labelled set. Every mail stands in a thread of a pitch, so the rule that the reference used would count
// each of them as a reply.
func samples() []sample {
	var out []sample
	for _, group := range [][]sample{humanSamples(), trapSamples(), automaticSamples(), languageSamples(), bounceSamples(), delaySamples(), otherSamples()} {
		out = append(out, group...)
	}
	for i := range out {
		out[i].file = fmt.Sprintf("%03d-%s.eml", i+1, out[i].file)
	}
	return out
}

func human(file, headers, body string) sample {
	return sample{file: file, state: provider.StateHumanReply, raw: eml(headers, body)}
}

func humanSamples() []sample {
	quote := "\n\nOn Sun, 15 Nov 2026 at 09:00, Robin Hale <you@label.example> wrote:\n> Hi, here is the new single.\n"
	return []sample{
		human("human-gmail", "X-Gm-Message-State: AOJu0Yx\nDKIM-Signature: v=1; a=rsa-sha256; d=gmail.example", "Love it, playing it Friday!"+quote),
		human("human-gmail-html", "Content-Type: multipart/alternative; boundary=\"a\"", multipart("a", "Content-Type: text/plain; charset=\"UTF-8\"\n\nGreat track, thanks.", "Content-Type: text/html; charset=\"UTF-8\"\n\n<div dir=\"ltr\">Great track, thanks.</div>")),
		human("human-outlook", "X-MS-Has-Attach: \nX-MS-TNEF-Correlator: \nThread-Index: AdYx1+1\nAccept-Language: en-GB\nX-MS-Exchange-Organization-SCL: -1", "Thanks, adding it to the playlist.\n\n________________________________\nFrom: Robin Hale"),
		human("human-outlook-antispam", "X-MS-Exchange-Organization-AuthAs: Internal\nX-Microsoft-Antispam: BCL:0;\nX-Forefront-Antispam-Report: CIP:255.255.255.255;", "Not for us this time, sorry."),
		human("human-apple-mail", "X-Mailer: Apple Mail (2.3776.700.51)\nMime-Version: 1.0 (Mac OS X Mail 16.0 \\(3776.700.51\\))", "Sounds wonderful!"+quote),
		human("human-iphone", "X-Mailer: iPhone Mail (20G81)", "Yes please\n\nSent from my iPhone"+quote),
		human("human-thunderbird", "User-Agent: Mozilla Thunderbird\nContent-Language: de-DE", "Danke, spielen wir am Samstag."+quote),
		human("human-fastmail", "X-ME-Sender: <xms:abc>\nX-Mailer: MessagingEngine.com Webmail Interface", "Can you send a WAV?"),
		human("human-yahoo", "X-Mailer: WebService/1.1.22645 YMailNorrin", "Nice. Do you have stems?"),
		human("human-zimbra", "X-Mailer: Zimbra 8.8.15_GA_4508 (ZimbraWebClient - FF115 (Win))\nX-Originating-IP: [192.0.2.4]", "Merci, on en parle lundi."),
		human("human-proton", "X-Pm-Origin: internal", "I'd love to premiere this."),
		human("human-lotus", "X-Mailer: HCL Notes Release 12.0\nX-KeepSent: ABC\nX-TNEFEvaluated: 1", "Please call me on Thursday."),
		human("human-roundcube", "User-Agent: Roundcube Webmail/1.6.1", "Gracias, lo programamos."),
		human("human-mutt", "User-Agent: Mutt/2.2.9", "In rotation from Monday."),
		human("human-samsung", "X-Mailer: Samsung Email", "👍 great tune"),
		human("human-k9", "User-Agent: K-9 Mail for Android", "ok!"),
		human("human-front", "X-Mailer: Front (1.0; +https://front.example)\nX-Front-Sender: yes", "Hey, this is Kim from the music team. Booking you in."),
		human("human-superhuman", "X-Mailer: Superhuman Web (2026-11-01)", "In! Talk Monday"),
		human("human-colleague", "From: Kim Ito <kim@radio.example>", "Ada passed this to me, we want a session."),
		human("human-alias", "From: Ada <ada.lund@home.example>", "Answering from my private address."),
		human("human-exchange-online", "X-MS-Exchange-CrossTenant-OriginalArrivalTime: 16 Nov 2026 09:30:00.0000 (UTC)\nX-OriginatorOrg: radio.example\nX-MS-PublicTrafficType: Email", "Approved for rotation."),
		human("human-encoded", "Subject: =?iso-8859-1?Q?R=E9p=3A_=5BSPRING=5D_Juno_Vale?=\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable", "C'est tr=E8s bon, merci =E0 vous."),
		human("human-japanese", "Subject: =?iso-2022-jp?B?"+base64.StdEncoding.EncodeToString([]byte("Re: [SPRING] \x1b$B?76J\x1b(B"))+"?=\nContent-Type: text/plain; charset=utf-8", "ありがとうございます。来週かけます。"),
		human("human-russian", "Subject: =?koi8-r?B?79TXxdQ6IFtTUFJJTkdd?=\nContent-Type: text/plain; charset=utf-8", "Спасибо, поставим в эфир."),
		human("human-arabic", "Subject: =?windows-1256?Q?=D1=CF=3A_=5BSPRING=5D?=", "شكرا جزيلا، أغنية جميلة"),
		human("human-calendar", "Subject: Accepted: Session with Juno Vale\nContent-Type: multipart/alternative; boundary=\"c\"", multipart("c", "Content-Type: text/plain\n\nAda has accepted.", "Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nEND:VCALENDAR")),
		human("human-reaction", "Content-Type: multipart/alternative; boundary=\"r\"", multipart("r", "Content-Type: text/plain\n\nAda reacted via Gmail", "Content-Type: text/vnd.google.email-reaction+json\n\n{\"version\":1,\"emoji\":\"🔥\"}")),
		human("human-attachment", "Content-Type: multipart/mixed; boundary=\"x\"", multipart("x", "Content-Type: text/plain\n\nContract attached.", "Content-Type: application/pdf; name=\"contract.pdf\"\nContent-Disposition: attachment; filename=\"contract.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQK")),
		human("human-signed", "Content-Type: multipart/signed; micalg=pgp-sha512; protocol=\"application/pgp-signature\"; boundary=\"s\"", multipart("s", "Content-Type: text/plain\n\nSigned and sealed: yes.", "Content-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----")),
	}
}

// trapSamples are mails of people that look like a machine's.
func trapSamples() []sample {
	return []sample{
		human("trap-auto-submitted-no", "Auto-Submitted: no", "A human wrote this."),
		human("trap-auto-submitted-no-comment", "Auto-Submitted: No; reason=user", "Still a human."),
		human("trap-precedence-bulk", "Precedence: bulk", "Our mail server marks everything as bulk. Love the song!"),
		human("trap-precedence-junk", "Precedence: junk", "Old server, real person."),
		human("trap-suppress-alone", "X-Auto-Response-Suppress: All", "Written in Outlook with auto responses off. We will play it."),
		human("trap-suppress-oof", "X-Auto-Response-Suppress: OOF, AutoReply", "Please send the clean edit."),
		human("trap-rules-loop-alone", "X-MS-Exchange-Inbox-Rules-Loop: "+sampleThem, "Forwarded to me by a rule; I like it."),
		human("trap-info-sender", "From: Radio Example <info@radio.example>", "Hi Robin, we picked it for Tuesday. Greetings, Jo"),
		human("trap-noreply-named", "From: Office <office@radio.example>\nReply-To: music@radio.example", "Please use this address from now on."),
		human("trap-out-of-office-records", "Subject: Re: Out of Office Records remix", "The remix is huge."),
		human("trap-out-of-office-records-start", "Subject: Out of Office Records wants the remix", "Can we license it?"),
		human("trap-out-of-office-title", "Subject: Re: [SPRING] Out of office (club mix)", "Which BPM?"),
		human("trap-vacation-song", "Subject: Vacation in Paris is my favourite track", "Play it again."),
		human("trap-automatic-lover", "Subject: Automatic Lover cover for Spring?", "Would Juno do it?"),
		human("trap-urlaub", "Subject: Urlaubslied gefunden!", "Das passt perfekt in die Sendung."),
		human("trap-absence-word", "Subject: Absences is a great album title", "Agreed?"),
		human("trap-postmaster-person", "From: Pat Post <postmaster@smallradio.example>", "I run the server and the station. Yes to the single!"),
		human("trap-postmaster-person-failure", "From: Pat Post <postmaster@smallradio.example>", "Your first mail could not be delivered to our old address, but I have it now: yes to the single!"),
		human("trap-postmaster-person-quotes", "From: Pat Post <postmaster@smallradio.example>\nUser-Agent: Mozilla Thunderbird", "Our server was unable to deliver to jo@smallradio.example, she left. I take it.\n\n> Hi, here is the new single.\n"),
		human("trap-bounce-word", "Subject: Re: Undeliverable charm of this song", "It does not leave my head."),
		human("trap-forwards-bounce", "Subject: Fwd: failure notice\nContent-Type: multipart/mixed; boundary=\"f\"", multipart("f", "Content-Type: text/plain\n\nI got this when I mailed your artist, can you help?", "Content-Type: message/rfc822\n\n"+strings.ReplaceAll(qmailBounce(), "\r\n", "\n"))),
		human("trap-attached-report", "Content-Type: multipart/mixed; boundary=\"g\"", multipart("g", "Content-Type: text/plain\n\nSee what came back to me.", "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; x@y.example\nAction: failed\nStatus: 5.1.1")),
		human("trap-says-away", "", "I am out of the office until 30 November but I listened on the train: yes!"),
		human("trap-empty-return-path", "Return-Path: <>\nUser-Agent: Mozilla Thunderbird", "A gateway strips my address. I still like it."),
		human("trap-empty-return-path-quote", "Return-Path: <>", "Yes to Friday.\n\nOn Sun, 15 Nov 2026 at 09:00, Robin Hale wrote:\n> Hi, here is the new single.\n"),
		human("trap-empty-return-path-outlook", "Return-Path: <>\nThread-Index: AdYx1+1\nX-MS-Has-Attach: ", "Booked for the evening show."),
		human("trap-empty-return-path-auto-no", "Return-Path: <>\nAuto-Submitted: no\nX-Mailer: Apple Mail (2.3776.700.51)", "Lovely, send the WAV."),
		human("trap-no-reply-word", "From: Noreen Plyers <nopl@radio.example>", "No reply needed, it is on air tonight."),
		human("trap-list-unsubscribe", "List-Unsubscribe: <mailto:off@radio.example>", "Our CRM adds an unsubscribe link. Talk soon!"),
		human("trap-x-loop", "X-Loop: radio.example", "Reply through our shared inbox: yes."),
		human("trap-x-autoreply-no", "X-Autoreply: no", "Written by hand."),
		human("trap-feedback-id", "Feedback-ID: 123:crm\nX-Mailer: HubSpot", "Hey Robin, let's do it."),
		human("trap-ticket-person", "X-Zendesk-From-Account-Id: 1\nX-Mailer: Zendesk Mailer\nSubject: [Radio Example] Re: [SPRING] Juno Vale", "Hi, Sam here from programming. Approved."),
		human("trap-mailing-word", "Subject: Re: [mailing list] [SPRING]", "I am not a list, just a person."),
		human("trap-auto-tune", "Subject: Auto-Tune on the vocal?", "Too much for us, but nice song."),
		human("trap-re-automatic", "Subject: Re: Automatic reply: [SPRING] Juno Vale", "Back now. Sorry for the automatic reply, we want it."),
		human("trap-read-word", "Subject: Read: my review of Golden Hour", "Five stars."),
		human("trap-away-title", "Subject: Away from the city, a Juno Vale session", "Shall we?"),
		human("trap-x-priority", "X-Priority: 3\nX-MSMail-Priority: Normal\nX-Mimeole: Produced By Microsoft MimeOLE", "Yes."),
		human("trap-sensitivity", "Sensitivity: Company-Confidential\nImportance: high", "Between us: it is going on the A list."),
		human("trap-holiday-playlist", "Subject: On holiday playlists we love this", "Adding it."),
		human("trap-delay-word", "Subject: Re: Delayed release?", "When does it come out?"),
	}
}
