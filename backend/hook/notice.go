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
func (v *Receiver) drive(r *http.Request, secrets Secrets) notice {
	channel, number := r.Header.Get("X-Goog-Channel-Id"), r.Header.Get("X-Goog-Message-Number")
	if r.Method != http.MethodPost || channel == "" || number == "" || !same(r.Header.Get("X-Goog-Channel-Token"), secrets.Drive) {
		return notice{}
	}
	if r.Header.Get("X-Goog-Resource-State") == "sync" { // the channel was opened: nothing changed yet
		return notice{provider: "sheets", probe: true, channel: channel}
	}
	return notice{provider: "sheets", channel: channel, id: []byte(channel + "\x00" + number)}
}

// mailchimp checks a webhook: the secret in its path, and the signature where signing is on. Mailchimp asks with GET before it
// takes an address.
func (v *Receiver) mailchimp(r *http.Request, path string, raw []byte, secrets Secrets) notice {
	if !same(path, secrets.MailchimpPath) {
		return notice{}
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return notice{provider: "mailchimp", probe: true}
	case http.MethodPost:
		if secrets.Mailchimp == "" || v.signed(r.Header.Get("X-Mailchimp-Signature"), raw, secrets.Mailchimp) {
			return notice{provider: "mailchimp", id: raw}
		}
	}
	return notice{}
}

// signed checks "t=SECONDS,v1=HEX": the HMAC-SHA256 of "SECONDS.BODY".
func (v *Receiver) signed(header string, raw []byte, key string) bool {
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
	if err != nil || v.cfg.Now().Sub(time.Unix(seconds, 0)).Abs() > tooOld {
		return false
	}
	mac := hmac.New(sha256.New, []byte(key))
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
func (v *Receiver) airtable(r *http.Request, raw []byte, secrets Secrets) notice {
	given, ok := strings.CutPrefix(r.Header.Get("X-Airtable-Content-Mac"), "hmac-sha256=")
	if !ok || r.Method != http.MethodPost {
		return notice{}
	}
	for _, secret := range secrets.Airtable {
		key, err := base64.StdEncoding.DecodeString(secret)
		if err != nil || len(key) == 0 {
			continue
		}
		mac := hmac.New(sha256.New, key)
		mac.Write(raw)
		if sameHex(given, mac.Sum(nil)) {
			return notice{provider: "airtable", id: raw}
		}
	}
	return notice{}
}
