package hook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// drive checks a notice of a Drive channel: https://developers.google.com/workspace/drive/api/guides/push
func (v *Receiver) drive(r *http.Request) notice {
	channel, number := r.Header.Get("X-Goog-Channel-Id"), r.Header.Get("X-Goog-Message-Number")
	if r.Method != http.MethodPost || channel == "" || number == "" || !same(r.Header.Get("X-Goog-Channel-Token"), v.secrets.Drive) {
		return notice{}
	}
	if r.Header.Get("X-Goog-Resource-State") == "sync" { // the channel was opened: nothing changed yet
		return notice{genuine: true}
	}
	return notice{true, "sheets", []byte(channel + "\x00" + number)}
}

// mailchimp checks a webhook: the secret in its path, and the signature where signing is on. Mailchimp asks with GET before it
// takes an address.
func (v *Receiver) mailchimp(r *http.Request, path string, raw []byte) notice {
	if !same(path, v.secrets.MailchimpPath) {
		return notice{}
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return notice{genuine: true}
	case http.MethodPost:
		if v.secrets.Mailchimp == "" || v.signed(r.Header.Get("X-Mailchimp-Signature"), raw) {
			return notice{true, "mailchimp", raw}
		}
	}
	return notice{}
}

// signed checks "t=SECONDS,v1=HEX": the HMAC-SHA256 of "SECONDS.BODY".
func (v *Receiver) signed(header string, raw []byte) bool {
	var stamp string
	var sums []string
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			stamp = value
		case "v1":
			sums = append(sums, value)
		}
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || v.now().Sub(time.Unix(seconds, 0)).Abs() > tooOld {
		return false
	}
	mac := hmac.New(sha256.New, []byte(v.secrets.Mailchimp))
	mac.Write([]byte(stamp + "."))
	mac.Write(raw)
	want := mac.Sum(nil)
	for _, s := range sums {
		if sameHex(s, want) {
			return true
		}
	}
	return false
}

// airtable checks a webhook's ping: https://airtable.com/developers/web/api/webhooks-overview
func (v *Receiver) airtable(r *http.Request, raw []byte) notice {
	key, err := base64.StdEncoding.DecodeString(v.secrets.Airtable)
	given, ok := strings.CutPrefix(r.Header.Get("X-Airtable-Content-Mac"), "hmac-sha256=")
	if err != nil || len(key) == 0 || !ok || r.Method != http.MethodPost {
		return notice{}
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(raw)
	if !sameHex(given, mac.Sum(nil)) {
		return notice{}
	}
	return notice{true, "airtable", raw}
}
