// Package cli is the command line: a face of the desk. Results go to standard output, everything else to standard error;
// --json prints exactly one JSON value. Exit codes: 0 done, 1 failed, 2 wrong use or a refused setting, 3 partly done,
// 4 a source needs sign-in.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/transport"
)

// Exit codes.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUse     = 2
	exitPartial = 3
	exitSignIn  = 4
)

// Host is what the command line runs in.
type Host struct {
	Args    []string // without the program's name
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Getenv  func(string) string
	Version string
	// OpenBrowser shows a page to the person.
	OpenBrowser func(url string) error
	// OpenWindow opens the window and returns when it is closed; nil where this build has none.
	OpenWindow func(ctx context.Context, opts Options) error
}

// Options are what every command takes.
type Options struct {
	Home     string `help:"Folder of the database, settings and logs." env:"MIXDOWN_HOME" placeholder:"DIR"`
	Demo     bool   `help:"Use the sample campaign, on the embedded sandbox, in a home of its own."`
	Campaign string `help:"Campaign to use, by name or id. Default: the one last used." placeholder:"NAME_OR_ID"`
	JSON     bool   `name:"json" help:"Print exactly one JSON value."`
	Verbose  bool   `help:"Also write the log to standard error."`
	Gateway  string `hidden:"" env:"MIXDOWN_GATEWAY"`
	Hidden   bool   `hidden:"" help:"Begin in the tray, without showing the window."`
}

type commands struct {
	Options
	Version kong.VersionFlag `help:"Print the version."`

	Window      windowCmd      `cmd:"" default:"1" help:"Open the window (what happens without a command)."`
	Connect     connectCmd     `cmd:"" help:"Sign in to a source."`
	Connections connectionsCmd `cmd:"" help:"List the connections."`
	Choices     choicesCmd     `cmd:"" help:"List the audiences, tables or playlists that a campaign may name, by name and id."`
	Budget      budgetCmd      `cmd:"" help:"Show or set how many calls of a month a source may be asked (airtable)."`
	Disconnect  disconnectCmd  `cmd:"" help:"Revoke a sign-in, forget its token, and drop or keep the cached data."`
	Campaigns   campaignCmd    `cmd:"" name:"campaign" help:"Make, list, choose, edit and archive campaigns."`
	Sync        syncCmd        `cmd:"" help:"Read every connected source."`
	Metrics     metricsCmd     `cmd:"" help:"Show the value of every metric, now or as of a past sync."`
	Evidence    evidenceCmd    `cmd:"" help:"Show the rows behind one number: counted, base, left out and why."`
	Changes     changesCmd     `cmd:"" help:"Show what changed between two syncs, and because of which rows."`
	Replies     repliesCmd     `cmd:"" help:"Show new human replies since this was last asked."`
	Track       trackCmd       `cmd:"" help:"Count a mail that you sent, now."`
	Profile     profileCmd     `cmd:"" help:"Show the mailbox."`
	Followups   followupsCmd   `cmd:"" help:"Show the people due a follow-up, with the reason."`
	Outcome     outcomeCmd     `cmd:"" help:"Say how it stands with a person; do_not_contact holds in every campaign."`
	Snooze      snoozeCmd      `cmd:"" help:"Keep a person out of the follow-ups until a day."`
	Correct     correctCmd     `cmd:"" help:"Say that a mail is, or is not, a reply by a person."`
	Undo        undoCmd        `cmd:"" help:"Take back the last outcome, snooze or correction."`
	Note        noteCmd        `cmd:"" help:"Write, list and delete notes on the campaign's time line."`
	Contacts    contactsCmd    `cmd:"" help:"Look at the contact sheet."`
	Import      importCmd      `cmd:"" help:"Import files that a service gives you by hand."`
	Check       checkCmd       `cmd:"" help:"Ask the sources what they have, and name every difference to what is held."`
	Log         logCmd         `cmd:"" help:"Show the sync runs."`
	Export      exportCmd      `cmd:"" help:"Write every number with its evidence to a file: CSV, JSON or XLSX."`
	Hooks       hooksCmd       `cmd:"" help:"Receive the notices of services, behind your own tunnel, in place of waiting for the next sync."`
	Report      reportCmd      `cmd:"" help:"Write the one-page report for the artist as PDF."`
	Proof       proofCmd       `cmd:"" help:"Write the report and its evidence as a signed pack that anyone can check."`
	Verify      verifyCmd      `cmd:"" help:"Check a proof pack; needs no network and no data."`
	Backup      backupCmd      `cmd:"" help:"Write everything into one file, encrypted with a password; sign-ins stay out."`
	Restore     restoreCmd     `cmd:"" help:"Put back what a backup holds; what is there now is kept aside."`
	Delete      deleteCmd      `cmd:"" name:"delete-everything" help:"Revoke every sign-in and delete all data."`
	Mirror      mirrorCmd      `cmd:"" help:"Copy results to your own Supabase project, if you want that."`
	Doctor      doctorCmd      `cmd:"" help:"Check every part and name the fix."`
	Sandbox     sandboxCmd     `cmd:"" hidden:"" help:"Run the stand-in services until stopped, and print their gateway address."`
}

// Run runs one command line and returns its exit code.
func Run(ctx context.Context, h Host) int {
	x := &session{ctx: ctx, host: h}
	defer x.close()
	exit := -1
	parser, err := kong.New(&x.cmd,
		kong.Name("mixdown"),
		kong.Description("The dashboard that fills itself in: what your outreach achieved, from the mail and the lists that you already keep."),
		kong.Vars{"version": h.Version},
		kong.Writers(h.Stdout, h.Stderr),
		kong.Exit(func(code int) { exit = code; panic(stopParsing{}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Resolvers(environment(h.Getenv)),
	)
	if err != nil {
		return x.report(err)
	}
	parsed, err := parse(parser, h.Args)
	if exit >= 0 {
		return exit // --help or --version
	}
	if err != nil {
		x.cmd.JSON = x.cmd.JSON || slices.Contains(h.Args, "--json")
		return x.report(apperr.New(apperr.Invalid, "Wrong use: "+strings.TrimRight(err.Error(), ".?")+". `mixdown --help` shows what there is.", nil))
	}
	if x.cmd.Gateway != "" { // whatever the command: it does not begin beside an address that is refused
		if _, err := transport.ParseGateway(x.cmd.Gateway); err != nil {
			return x.report(err)
		}
	}
	err = parsed.Run(x)
	return x.report(err)
}

// stopParsing unwinds the parser where it would have ended the process.
type stopParsing struct{}

func parse(parser *kong.Kong, args []string) (parsed *kong.Context, err error) {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(stopParsing); !ok {
				panic(p)
			}
		}
	}()
	return parser.Parse(args)
}

// environment reads the variables of flags from getenv, so that a test needs no process of its own.
func environment(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range flag.Envs {
			if v := getenv(name); v != "" {
				return v, nil
			}
		}
		return nil, nil
	})
}

// session is one run of a command.
type session struct {
	ctx  context.Context
	host Host
	cmd  commands
	desk *desk.Desk
	log  *LogFile
	code int // an exit code that a command chose beside its result
}

func (x *session) close() {
	if x.desk != nil {
		if err := x.desk.Close(); err != nil {
			_, _ = fmt.Fprintln(x.host.Stderr, "mixdown: close:", err)
		}
	}
	x.log.close()
}

// open opens the desk that the options name.
func (x *session) open() (*desk.Desk, error) {
	if x.desk != nil {
		return x.desk, nil
	}
	d, log, err := OpenDesk(x.ctx, x.cmd.Options, x.host)
	x.desk, x.log = d, log
	return d, err
}

// report prints an error and returns the exit code.
func (x *session) report(err error) int {
	if err == nil {
		return x.code
	}
	if errors.Is(err, errReported) {
		return x.code
	}
	e := apperr.From(err)
	if e.Code == apperr.Internal && x.log != nil {
		x.log.logger.Error("command", "cause", err.Error())
	}
	_, _ = fmt.Fprintln(x.host.Stderr, "mixdown: "+clean(e.Message))
	if x.cmd.JSON {
		_ = x.printJSON(map[string]any{"error": errorJSON{e.Code, e.Message, e.Provider}})
	}
	return exitCode(e.Code)
}

// errReported says that a command has printed its own failure and set the exit code.
var errReported = errors.New("cli: reported")

type errorJSON struct {
	Code     apperr.Code `json:"code"`
	Message  string      `json:"message"`
	Provider string      `json:"provider,omitempty"`
}

func exitCode(code apperr.Code) int {
	switch code {
	case apperr.Invalid, apperr.BadGateway, apperr.BadClient:
		return exitUse
	case apperr.NeedsSignIn:
		return exitSignIn
	}
	return exitFailed
}

type windowCmd struct{}

func (windowCmd) Run(x *session) error {
	if x.host.OpenWindow == nil {
		return apperr.New(apperr.Invalid, "This build of Mixdown has no window. `mixdown --help` lists what it can do here.", nil)
	}
	return x.host.OpenWindow(x.ctx, x.cmd.Options)
}

// DefaultHome is the operating system's place for application data.
func DefaultHome(getenv func(string) string) (string, error) {
	return defaultHome(getenv, os.UserHomeDir)
}
