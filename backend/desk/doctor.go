package desk

import (
	"context"
	"fmt"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/store"
)

// Finding is what doctor says of one part.
type Finding struct {
	Part    string `json:"part"`
	OK      bool   `json:"ok"`
	Message string `json:"message"`
	Fix     string `json:"fix"`
}

// Broken is the finding of a part that answers with an error.
func Broken(part string, err error) Finding {
	return finding(part, err, "")
}

func finding(part string, err error, good string) Finding {
	if err == nil {
		return Finding{Part: part, OK: true, Message: good}
	}
	// Our sentences say first what happened, then what to do.
	what, fix, _ := strings.Cut(apperr.From(err).Message, ". ")
	return Finding{Part: part, Message: strings.TrimSuffix(what, "."), Fix: fix}
}

// Doctor checks every part, without the network, and names the fix of what is broken.
func (d *Desk) Doctor(ctx context.Context) []Finding {
	list := []Finding{
		{Part: "version", OK: true, Message: d.cfg.Version},
		{Part: "data folder", OK: true, Message: d.cfg.Home},
		finding("database", d.store.Check(ctx), fmt.Sprintf("whole, schema %d", store.SchemaVersion())),
	}
	if !d.cfg.Sample { // the sample keeps its made-up sign-in in memory
		list = append(list, finding("keychain", d.probeKeychain(), "answers"))
	}
	if d.Sandbox() {
		list = append(list, Finding{Part: "gateway", OK: true, Message: "requests go to a stand-in at " + d.cfg.Gateway + "; nothing shown is real"})
	}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return append(list, Broken("connections", err))
	}
	if len(conns) == 0 {
		list = append(list, Finding{Part: "connections", OK: true, Message: "none yet", Fix: "`mixdown connect gmail`"})
	}
	for _, c := range conns {
		list = append(list, d.doctorConnection(c))
	}
	if c, err := d.Campaign(ctx, ""); err == nil {
		if said, err := d.columnsQuestion(ctx, c); err != nil {
			list = append(list, Broken("contact sheet", err))
		} else if said != "" {
			list = append(list, Finding{Part: "contact sheet", Message: "its columns changed: " + said + "; nothing is written", Fix: "`mixdown contacts columns` says how to answer"})
		}
	} else {
		f := finding("campaign", err, "")
		f.OK = isNotFound(err) // having none yet is no fault
		list = append(list, f)
	}
	return list
}

func (d *Desk) doctorConnection(c store.Connection) Finding {
	part := c.Provider + " " + c.Account
	switch {
	case c.Status == "needs_sign_in":
		return Finding{Part: part, Message: "needs sign-in", Fix: "connect it again"}
	case c.Status == "error":
		return Finding{Part: part, Message: c.Message, Fix: "it is tried again by itself; `mixdown log` tells more"}
	}
	if _, err := d.secrets.Load(c.ID); err != nil {
		return Broken(part, err)
	}
	if len(c.MissingScopes) > 0 {
		return Finding{Part: part, Message: c.Message, Fix: "connect it again and tick every permission"}
	}
	return Finding{Part: part, OK: true, Message: c.Status}
}
