package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"mixdown/backend/sandbox"
)

// largestControl is far above anything a test tells the sandbox.
const largestControl = 1 << 20

// control changes the world of the sandbox from outside while a program runs on it:
//
//	POST /arrive              the next reply of the story comes in
//	POST /mail                {"from","to","subject","text"} comes in, in answer to the last mail sent to its sender
//	POST /cell                {"ref","text"} is typed into a cell of the contact sheet: "E2"
//	GET  /cell?ref=           what a cell of it holds
//	POST /revoke              every sign-in is taken back
//	POST /offline, /online    Google cannot be reached, and can be again
//	POST /testing, /published the consent screen's state, for the sign-ins from now on
//	GET  /code?email=         the code that the mirror mailed
func control(s *sandbox.Server, project *sandbox.Supabase) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /arrive", func(w http.ResponseWriter, _ *http.Request) {
		mail, ok := s.Arrive()
		if !ok {
			http.Error(w, "the story has no more mail", http.StatusConflict)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(mail)
	})
	mux.HandleFunc("POST /mail", func(w http.ResponseWriter, r *http.Request) { controlMail(s, w, r) })
	mux.HandleFunc("POST /cell", func(w http.ResponseWriter, r *http.Request) { controlCell(s, w, r) })
	mux.HandleFunc("GET /cell", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, s.Spreadsheet(sandbox.SpringSheet).Cell(sandbox.SpringTab, r.URL.Query().Get("ref")))
	})
	mux.HandleFunc("GET /code", func(w http.ResponseWriter, r *http.Request) { // the mail with the code, as it were
		_, _ = fmt.Fprint(w, project.Code(r.URL.Query().Get("email")))
	})
	mux.HandleFunc("POST /revoke", func(http.ResponseWriter, *http.Request) {
		for _, m := range s.Story().Mailboxes {
			s.Revoke(m.Address)
		}
	})
	mux.HandleFunc("POST /offline", func(http.ResponseWriter, *http.Request) {
		for _, host := range []string{"gmail.googleapis.com", "sheets.googleapis.com", "www.googleapis.com", "oauth2.googleapis.com"} {
			s.Faults().Add(sandbox.Fault{Host: host, Drop: true})
		}
	})
	mux.HandleFunc("POST /online", func(http.ResponseWriter, *http.Request) { s.Faults().Clear() })
	mux.HandleFunc("POST /testing", func(http.ResponseWriter, *http.Request) { s.Publish(false) })
	mux.HandleFunc("POST /published", func(http.ResponseWriter, *http.Request) { s.Publish(true) })
	return mux
}

// told reads the JSON of an order; it answers the request where there is none.
func told[T any](w http.ResponseWriter, r *http.Request) (order T, ok bool) {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, largestControl)).Decode(&order); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return order, false
	}
	return order, true
}

func controlMail(s *sandbox.Server, w http.ResponseWriter, r *http.Request) {
	order, ok := told[struct{ From, To, Subject, Text string }](w, r)
	if !ok {
		return
	}
	box := s.Mailbox(sandbox.SpringOwner)
	mail := sandbox.Mail(order.From, sandbox.SpringOwner, order.Subject, order.Text).At(time.Now())
	if sent := box.IDs("in:sent to:" + order.To); len(sent) > 0 {
		if pitch, found := box.Message(sent[0]); found {
			mail = mail.InReplyTo(pitch)
		}
	}
	_, _ = fmt.Fprint(w, box.Deliver(mail))
}

func controlCell(s *sandbox.Server, w http.ResponseWriter, r *http.Request) {
	order, ok := told[struct{ Ref, Text string }](w, r)
	if ok && !s.Spreadsheet(sandbox.SpringSheet).SetCell(sandbox.SpringTab, order.Ref, order.Text) {
		http.Error(w, "there is no such cell", http.StatusNotFound)
	}
}
