package cli

import (
	"fmt"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/sandbox"
)

// sandboxCmd runs the stand-in services for people who write against Mixdown, and for tests of the whole program: set
// MIXDOWN_GATEWAY to the address that it prints.
type sandboxCmd struct {
	Empty bool `help:"Begin with an empty world in place of the sample story."`
	// Sends makes a campaign of any size in place of the sample story, a tenth of it answered.
	Sends int  `help:"Begin with a campaign of so many mails in place of the sample story."`
	Auto  bool `help:"Consent by itself in place of showing the consent page."`
	// Control adds an address at which a test changes the world while the program runs.
	Control bool `help:"Answer on /control, where a test changes the world (backend/cli/control.go)."`
}

func (c *sandboxCmd) Run(x *session) error {
	opts := sandbox.Options{}
	switch {
	case c.Sends > 0:
		opts.Story = sandbox.Campaign(time.Now(), c.Sends, c.Sends/10, c.Sends, 7)
	case !c.Empty:
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
