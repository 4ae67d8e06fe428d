package cli

import (
	"io"
	"strings"

	"mixdown/backend/provider"
)

type choicesCmd struct {
	Connection string `arg:"" name:"id-or-provider" help:"A connection's id, or its provider where there is one: mailchimp, airtable or spotify."`
	Within     string `arg:"" optional:"" help:"What stands within a choice: a base's id (airtable)."`
}

// Run lists what a campaign may name of a source, with the words that campaign create and edit take.
func (c *choicesCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	list, err := d.Offers(x.ctx, c.Connection, c.Within)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) { printChoices(w, list, 0) })
}

func printChoices(w io.Writer, list []provider.Choice, depth int) {
	for _, c := range list {
		word := c.Value
		if word == "" {
			word = c.Within
		}
		line(w, strings.Repeat("  ", depth)+c.Name, c.Note, word)
		printChoices(w, c.Choices, depth+1)
	}
}
