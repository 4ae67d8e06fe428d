package cli

import (
	"io"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/proof"
)

type proofCmd struct {
	At       string `help:"As of this sync or time." placeholder:"TIME_OR_SYNC_ID"`
	Redacted bool   `help:"Leave names, subjects and links out, and put a code in place of each address."`
	fileFlags
}

func (c *proofCmd) Run(x *session) error {
	if c.Out == "" {
		return apperr.New(apperr.Invalid, "Name the file of the pack: mixdown proof --out FILE.zip", nil)
	}
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	return c.write(x, map[string]any{"campaign": desk.CampaignName{ID: camp.ID, Name: camp.Name}, "redacted": c.Redacted}, func(w io.Writer) error {
		return d.WriteProof(x.ctx, camp, c.At, c.Redacted, w)
	})
}

// verifyCmd opens no data: a pack is checked on any computer.
type verifyCmd struct {
	File string `arg:"" help:"The proof pack." type:"path"`
	Key  string `help:"Demand that this key signed it." placeholder:"FINGERPRINT"`
}

func (c *verifyCmd) Run(x *session) error {
	v, err := proof.VerifyFile(c.File, c.Key)
	if err != nil {
		return err
	}
	if !v.OK {
		x.code = exitFailed
	}
	return x.result(v, func(w io.Writer) {
		if !v.OK {
			line(w, "This pack does not hold:")
			for _, p := range v.Problems {
				line(w, "  "+p)
			}
			return
		}
		line(w, "The pack is unchanged.")
		line(w, "Campaign", v.Campaign)
		line(w, "As of", when(v.AsOf))
		line(w, "Made", when(&v.Made))
		line(w, "Key", v.Fingerprint)
		if v.Sample {
			line(w, "SAMPLE: its numbers are made up.")
		}
		if v.Redacted {
			line(w, "Redacted: names are left out, addresses are codes.")
		}
		_, _ = io.WriteString(w, "\nWhat this proves: "+v.Proves+"\nWhat it does not prove: "+v.ProvesNot+"\n")
	})
}
