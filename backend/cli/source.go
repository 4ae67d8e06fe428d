package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/desk"
	"mixdown/backend/mirror"
)

type connectCmd struct {
	Provider     string   `arg:"" help:"gmail, sheets, mailchimp, airtable, spotify or supabase."`
	Client       string   `help:"OAuth client: the JSON file that the provider's console downloads." placeholder:"FILE"`
	ClientID     string   `help:"OAuth client id."`
	ClientSecret string   `help:"OAuth client secret."`
	NoBrowser    bool     `help:"Print the sign-in page's address in place of opening it."`
	KeyStdin     bool     `help:"Read an API key or personal token from standard input."`
	File         []string `help:"Spreadsheets to sign in for, by id or address (sheets)." placeholder:"ID_OR_URL"`
	AllFiles     bool     `help:"Ask for every spreadsheet in place of picked ones (sheets)."`
	Explain      string   `help:"Say what an error of the sign-in page means and what to do, and connect nothing." placeholder:"ERROR"`
	URL          string   `name:"url" help:"The project's address (supabase)." placeholder:"https://….supabase.co"`
	ProjectKey   string   `name:"key" help:"The project's publishable key (supabase)." placeholder:"sb_publishable_…"`
	Email        string   `help:"The address to which the project mails a code or a link (supabase)."`
	With         string   `help:"The service to sign in with in the browser, in place of by mail (supabase)." placeholder:"github"`
	Link         bool     `help:"Wait for a click on the mail's link, and ask for no code (supabase)."`
	CodeStdin    bool     `help:"Read the mailed code from standard input, without asking (supabase)."`
}

// maxKey is far above any key that a provider gives out.
const maxKey = 4096

func (c *connectCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	if c.Provider == mirror.Name {
		return c.connectSupabase(x, d)
	}
	if c.mirrorFlags() {
		return apperr.New(apperr.Invalid, "--url, --key, --email, --with, --link and --code-stdin are for supabase alone.", nil)
	}
	if c.Explain != "" {
		return c.explain(x, d)
	}
	req := desk.ConnectRequest{Provider: c.Provider, Client: auth.Client{ID: strings.TrimSpace(c.ClientID), Secret: strings.TrimSpace(c.ClientSecret)},
		Files: c.File, AllFiles: c.AllFiles}
	if c.Client != "" {
		data, err := readFile(c.Client, 1<<20)
		if err != nil {
			return err
		}
		if req.Client, err = auth.ParseClient(data); err != nil {
			return err
		}
	}
	if c.KeyStdin {
		if req.Key, err = readKey(x.host.Stdin); err != nil {
			return err
		}
	}
	req.OpenBrowser = c.browser(x)
	conn, err := d.Connect(x.ctx, req)
	if err != nil {
		return err
	}
	return x.result(conn, func(w io.Writer) {
		line(w, fmt.Sprintf("Connected %s: %s", conn.Title, conn.Account))
		if conn.Message != "" {
			sentence(w, conn.Message)
		}
	})
}

// browser shows a sign-in page, or its address.
func (c *connectCmd) browser(x *session) func(url string) error {
	return func(url string) error {
		if c.NoBrowser || x.host.OpenBrowser == nil {
			_, err := fmt.Fprintln(x.host.Stderr, "Open: "+url)
			return err
		}
		_, _ = fmt.Fprintln(x.host.Stderr, "Your browser opens the sign-in page. Waiting for your answer there (Ctrl+C stops).")
		if err := x.host.OpenBrowser(url); err != nil {
			_, err := fmt.Fprintln(x.host.Stderr, "No browser could be opened. Open: "+url)
			return err
		}
		return nil
	}
}

// explain says what an error that the sign-in page shows in the browser means: most of them never come back to the program.
func (c *connectCmd) explain(x *session, d *desk.Desk) error {
	list, err := d.SignInFixes(c.Provider)
	if err != nil {
		return err
	}
	words := make([]string, len(list))
	for i, f := range list {
		if strings.Contains(strings.ToLower(c.Explain), f.Word) {
			return x.result(f, func(w io.Writer) { sentence(w, f.Sentence) })
		}
		words[i] = f.Word
	}
	return apperr.For(c.Provider, apperr.NotFound, "Mixdown does not know the error “"+c.Explain+"”. It knows "+strings.Join(words, ", ")+".", nil)
}

func readFile(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, apperr.New(apperr.Invalid, "The file “"+path+"” cannot be opened: check its name.", err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, apperr.New(apperr.Invalid, "The file “"+path+"” cannot be read.", err)
	}
	if int64(len(data)) > limit {
		return nil, apperr.New(apperr.Invalid, "The file “"+path+"” is too large to be what is asked for.", nil)
	}
	return data, nil
}

// readKey reads one line. The key is never echoed.
func readKey(r io.Reader) (string, error) {
	key, err := readLine(r)
	if err != nil {
		return "", err
	}
	if key == "" || strings.ContainsAny(key, " \t") {
		return "", apperr.New(apperr.Invalid, "No key came in on standard input: pipe it in, one line, nothing else.", nil)
	}
	return key, nil
}

// readLine reads one line, which may be empty.
func readLine(r io.Reader) (string, error) {
	text, err := bufio.NewReader(io.LimitReader(r, maxKey)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", fmt.Errorf("cli: read line: %w", err)
	}
	return strings.TrimSpace(text), nil
}

type connectionsCmd struct{}

func (connectionsCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	list, err := d.Connections(x.ctx)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		if len(list) == 0 {
			line(w, "Nothing is connected yet. `mixdown connect gmail` is a good start.")
			return
		}
		line(w, "SOURCE", "ACCOUNT", "STATUS", "LAST GOOD SYNC", "NEXT", "ID")
		for _, c := range list {
			line(w, c.Provider, c.Account, c.Status, when(c.LastSyncAt), when(c.NextSyncAt), c.ID)
			if c.Message != "" {
				sentence(w, "  "+c.Message)
			}
		}
	})
}

type disconnectCmd struct {
	Connection string `arg:"" name:"id-or-provider" help:"A connection's id, or its provider where there is one."`
	KeepData   bool   `help:"Keep what was read."`
}

func (c *disconnectCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	conn, err := d.Disconnect(x.ctx, c.Connection, c.KeepData)
	if err != nil {
		return err
	}
	return x.result(conn, func(w io.Writer) {
		kept := "What was read is gone from this computer."
		if c.KeepData {
			kept = "What was read is kept."
		}
		line(w, fmt.Sprintf("Disconnected %s: %s. %s", conn.Title, conn.Account, kept))
	})
}
