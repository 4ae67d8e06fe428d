package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/sandbox"
)

// sandboxCmd runs the stand-in services for people who write against Mixdown, and for tests of the whole program: set
// MIXDOWN_GATEWAY to the address that it prints.
type sandboxCmd struct {
	Empty bool `help:"Begin with an empty world in place of the sample story."`
	Auto  bool `help:"Consent by itself in place of showing the consent page."`
	// Control adds an address at which a test changes the world while the program runs.
	Control bool `help:"Answer on /control, where a test changes the world: POST /control/arrive, /control/revoke, /control/offline, /control/online."`
}

func (c *sandboxCmd) Run(x *session) error {
	opts := sandbox.Options{}
	if !c.Empty {
		opts.Story = sandbox.SpringRadio(time.Now())
	}
	s := sandbox.New(opts)
	project := s.AddSupabase("")
	defer project.Close()
	if c.Auto {
		s.Consent().AutoApprove()
	} else {
		s.Consent().Ask()
	}
	if c.Control {
		s.Handle("control", control(s, project))
	}
	url, err := s.Start()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(x.host.Stdout, url); err != nil {
		return apperr.New(apperr.Internal, "The address could not be printed.", err)
	}
	<-x.ctx.Done()
	return s.Close()
}

// control changes the world from outside: the next reply comes in, the sign-in is revoked, every service goes down.
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
	return mux
}
