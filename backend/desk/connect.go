package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/mirror"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
	"mixdown/backend/transport"
)

// ConnectRequest says what to connect, and with what.
type ConnectRequest struct {
	Provider string
	Client   auth.Client // the person's own OAuth client; empty for the one used last, or the build's
	Key      string      // an API key or personal token in place of a sign-in
	Files    []string    // files to sign in for, where the provider has a picker; ids or addresses
	AllFiles bool        // every file of the account in place of picked ones
	// OpenBrowser shows the sign-in page; nil for the Desk's own.
	OpenBrowser func(url string) error
}

// Connect signs in to a source and keeps the sign-in in the keychain. Connecting an account again renews it. Errors: those
// of auth.SignIn, of the keychain, and invalid.
func (d *Desk) Connect(ctx context.Context, req ConnectRequest) (Connection, error) {
	ctx, done := d.signIn.begin(ctx)
	defer done()
	p, err := d.source(req.Provider)
	if err != nil {
		return Connection{}, err
	}
	info, err := d.signInInfo(ctx, p, req)
	if err != nil {
		return Connection{}, err
	}
	// A sign-in that could not be kept is not begun: the person would consent for nothing.
	if err := d.probeKeychain(); err != nil {
		return Connection{}, err
	}
	conn := store.Connection{ID: uuid.NewString(), Provider: info.Table, Status: "active", AutoSync: true, ConnectedAt: d.now()}
	var secret auth.Secret
	var token *oauth2.Token
	if req.Key != "" {
		if !info.Auth.Keys {
			return Connection{}, invalid(info.Title + " takes no key: connect it by signing in.")
		}
		if keyed, ok := p.(provider.Keyed); ok {
			known, err := keyed.ReadKey(req.Key)
			if err != nil {
				return Connection{}, err
			}
			conn.SetFacts(store.Facts{Region: known.Region})
		}
		secret = auth.Secret{Key: req.Key}
		token = &oauth2.Token{AccessToken: req.Key}
	} else if secret, token, err = d.signInTo(ctx, info, req, &conn); err != nil {
		return Connection{}, d.flush(err)
	}
	if conn.Account == "" {
		if err := d.flush(d.identify(ctx, p, &conn, token)); err != nil {
			return Connection{}, err
		}
	}
	if err := d.keepConnection(ctx, info, &conn, secret, token); err != nil {
		return Connection{}, err
	}
	if err := d.adoptPicked(ctx, p, conn); err != nil {
		return Connection{}, err
	}
	return d.view(ctx, conn)
}

// adoptPicked gives the campaign in use the one file that was picked on the consent page, where it has none yet: who picked it
// there need not name it again.
func (d *Desk) adoptPicked(ctx context.Context, p provider.Provider, conn store.Connection) error {
	files := conn.Facts().Files
	if _, ok := p.(provider.Picker); !ok || len(files) != 1 {
		return nil
	}
	c, err := d.Campaign(ctx, "")
	if isNotFound(err) || err == nil && (c.Rule.Spreadsheet != "" || c.ArchivedAt != nil) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = d.SaveCampaign(ctx, Draft{ID: c.ID, Spreadsheet: &files[0]})
	return err
}

// HasClient says whether a sign-in to a source can begin at once: with the OAuth client used last, or the build's own.
func (d *Desk) HasClient(word string) (bool, error) {
	p, err := d.source(word)
	if err != nil {
		return false, err
	}
	if p.Info().Auth.AuthURL == "" {
		return false, nil
	}
	_, err = d.client(p.Info(), auth.Client{})
	if apperr.CodeOf(err) == apperr.BadClient {
		return false, nil
	}
	return err == nil, err
}

// SignInFixes lists the errors that the sign-in page of a source may show, with what each means and where it is put right.
func (d *Desk) SignInFixes(word string) ([]auth.Fix, error) {
	p, err := d.source(word)
	if err != nil {
		return nil, err
	}
	return auth.Fixes(p.Info()), nil
}

// identify asks whose account it is, and keeps what a later sync needs to reach it.
func (d *Desk) identify(ctx context.Context, p provider.Provider, conn *store.Connection, token *oauth2.Token) error {
	info, facts := p.Info(), conn.Facts()
	client := d.transport.Client(info, provider.Caller{Provider: info.Name, Account: conn.ID}, oauth2.StaticTokenSource(token), nil)
	var account provider.Account
	var err error
	if regional, ok := p.(provider.Regional); ok && facts.Region != "" {
		account, err = regional.IdentifyIn(ctx, client, facts.Region)
	} else {
		account, err = p.Identify(ctx, client)
	}
	if apperr.CodeOf(err) == apperr.NeedsSignIn { // it was only just given
		return apperr.For(info.Name, apperr.SignInFailed, info.Title+" does not take this key or sign-in: it is wrong, or it was taken back. Copy the key again whole, or make a new one there.", err)
	}
	if err != nil {
		return err
	}
	conn.Account, facts.Name, facts.Region, facts.ServiceID = account.Address, account.Name, account.Region, account.ServiceID
	conn.SetFacts(facts)
	return nil
}

// signInInfo is the provider's Info with the way to sign in that the request asks for.
func (d *Desk) signInInfo(ctx context.Context, p provider.Provider, req ConnectRequest) (provider.Info, error) {
	info := p.Info()
	picker, ok := p.(provider.Picker)
	if !ok {
		return info, nil
	}
	var ids []string
	for _, f := range req.Files {
		id, _, err := sheets.ParseSpreadsheet(f)
		if err != nil {
			return info, err
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		if c, err := d.Campaign(ctx, ""); err == nil && c.Rule.Spreadsheet != "" {
			ids = []string{c.Rule.Spreadsheet}
		}
	}
	info.Auth = picker.SignIn(ids, req.AllFiles)
	return info, nil
}

// signInTo runs the sign-in in the browser and fills in what it tells of the connection.
func (d *Desk) signInTo(ctx context.Context, info provider.Info, req ConnectRequest, conn *store.Connection) (auth.Secret, *oauth2.Token, error) {
	client, err := d.client(info, req.Client)
	if err != nil {
		return auth.Secret{}, nil, err
	}
	open := req.OpenBrowser
	if open == nil {
		open = d.cfg.OpenBrowser
	}
	grant, err := auth.SignIn(ctx, auth.SignInRequest{Info: info, Client: client, HTTP: d.transport.Plain(info), PageURL: d.transport.URL, OpenBrowser: open, Now: d.now, Log: d.log})
	if err != nil {
		return auth.Secret{}, nil, err
	}
	conn.Account, conn.Scopes, conn.MissingScopes = grant.Email, grant.Scopes, grant.Missing
	if len(grant.Missing) > 0 {
		conn.Message = "Left unticked: " + permissionWords(info, grant.Missing) + "."
	}
	facts := store.Facts{Files: splitIDs(grant.Answer["picked_file_ids"]), ConsentAt: d.now().UTC()}
	if !grant.Ends.IsZero() {
		facts.SignInEnds = grant.Ends.UTC()
	}
	conn.SetFacts(facts)
	return grant.Secret(client), grant.Token, nil
}

func (d *Desk) probeKeychain() error {
	if p, ok := d.secrets.(interface{ Probe() error }); ok {
		return p.Probe()
	}
	return nil
}

// clientKey names the keychain entry of the OAuth client last used with a service: Gmail and Sheets share one.
func clientKey(info provider.Info) string {
	u, err := url.Parse(info.Auth.AuthURL)
	if err != nil {
		return "client:" + info.Name
	}
	return "client:" + u.Host
}

// client is the OAuth client to sign in with: the one given, the one used last, or the one that the build carries.
func (d *Desk) client(info provider.Info, given auth.Client) (auth.Client, error) {
	if given.ID != "" {
		return given, nil
	}
	s, err := d.secrets.Load(clientKey(info))
	if err == nil {
		return auth.Client{ID: s.ClientID, Secret: s.ClientSecret}, nil
	}
	if code := apperr.CodeOf(err); code != apperr.NotFound {
		return auth.Client{}, err
	}
	if id := buildClients[clientKey(info)]; id != "" {
		return auth.Client{ID: id}, nil
	}
	if info.Auth.Keys {
		return auth.Client{}, apperr.For(info.Name, apperr.BadClient, info.Title+" is connected with a key (--key-stdin), or with an app that you registered there (--client-id, and --client-secret where it has one).", nil)
	}
	if info.Auth.OwnClient != "" {
		return auth.Client{}, apperr.For(info.Name, apperr.BadClient, "No app is set up for "+info.Title+" yet: "+info.Auth.OwnClient+".", nil)
	}
	return auth.Client{}, apperr.For(info.Name, apperr.BadClient, "No OAuth client is set up for "+info.Title+" yet: give your own with --client FILE (the guide's page “Connect Google” shows how to get one in five minutes).", nil)
}

// buildClients are the OAuth client ids that a release may carry, by clientKey; there is none in a build from source.
var buildClients = map[string]string{}

// keepConnection writes the secret first, then the connection: a connection without a sign-in must never show. An account
// that is connected already keeps its id, and with it all that was read.
func (d *Desk) keepConnection(ctx context.Context, info provider.Info, conn *store.Connection, secret auth.Secret, token *oauth2.Token) error {
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return err
	}
	if held, ok := heldAccount(conns, *conn); ok {
		if err := d.store.MoveSpending(ctx, conn.ID, held.ID); err != nil {
			return err
		}
		renew(conn, held)
	}
	conn.Account = ownLabel(conns, *conn)
	if err := d.secrets.Save(conn.ID, secret); err != nil {
		if rerr := auth.RevokeSecret(ctx, d.transport.Plain(info), info, secret); rerr != nil {
			d.log.Warn("give the grant back", "cause", rerr.Error())
		}
		return err
	}
	if secret.ClientID != "" {
		if err := d.secrets.Save(clientKey(info), auth.Secret{ClientID: secret.ClientID, ClientSecret: secret.ClientSecret}); err != nil {
			return err
		}
	}
	d.sources.put(conn.ID, d.newSource(info, conn.ID, token))
	return d.flush(d.store.SaveConnection(ctx, *conn))
}

// Disconnect revokes a sign-in at the service, forgets it, and drops what was read unless keepData. A service that cannot
// be reached does not keep the person connected: the answer's message then says what to do there.
func (d *Desk) Disconnect(ctx context.Context, idOrProvider string, keepData bool) (Connection, error) {
	conn, err := d.find(ctx, idOrProvider)
	if err != nil {
		return Connection{}, err
	}
	if conn.Provider == mirror.Name {
		return d.disconnectMirror(ctx, conn)
	}
	release, err := d.store.Lock(ctx, store.RunLock(conn.ID))
	if err != nil {
		return Connection{}, err
	}
	defer release()
	view, err := d.view(ctx, conn)
	if err != nil {
		return view, err
	}
	view.Message, view.Live = "", false
	if err := d.forgetPush(ctx, conn); err != nil { // while the sign-in is there
		return view, err
	}
	if p, ok := d.byTable(conn.Provider); ok {
		info := p.Info()
		secret, err := d.secrets.Load(conn.ID)
		if err == nil {
			err = auth.RevokeSecret(ctx, d.transport.Plain(info), info, secret)
		}
		if err != nil && apperr.CodeOf(err) != apperr.NotFound {
			view.Message = apperr.From(err).Message
			d.log.Warn("revoke", "provider", info.Name, "cause", err.Error())
		}
	}
	if err := d.secrets.Delete(conn.ID); err != nil {
		return view, err
	}
	d.sources.drop(conn.ID)
	return view, d.flush(d.store.DeleteConnection(ctx, conn.ID, keepData))
}

// tokenSources keeps one token source a connection, so that parallel runs refresh once.
type tokenSources struct {
	mu   sync.Mutex
	byID map[string]*auth.TokenSource
}

func (t *tokenSources) put(id string, s *auth.TokenSource) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byID == nil {
		t.byID = map[string]*auth.TokenSource{}
	}
	t.byID[id] = s
}

func (t *tokenSources) drop(id string) {
	t.mu.Lock()
	s := t.byID[id]
	delete(t.byID, id)
	t.mu.Unlock()
	if s != nil {
		s.Close()
	}
}

func (t *tokenSources) closeAll() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.byID {
		s.Close()
	}
}

func (t *tokenSources) get(id string, make func() *auth.TokenSource) *auth.TokenSource {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s := t.byID[id]; s != nil {
		return s
	}
	if t.byID == nil {
		t.byID = map[string]*auth.TokenSource{}
	}
	t.byID[id] = make()
	return t.byID[id]
}

func (d *Desk) newSource(info provider.Info, id string, token *oauth2.Token) *auth.TokenSource {
	return auth.NewTokenSource(auth.TokenConfig{Info: info, Key: id, Store: d.secrets, HTTP: d.transport.Plain(info), Token: token, Now: d.now, Log: d.log})
}

// Client returns the signed-in HTTP client of a connection for one run, and the counter of its requests.
func (d *Desk) Client(_ context.Context, conn store.Connection, info provider.Info, runID int64) (*http.Client, tracker.Counter, error) {
	source := d.sources.get(conn.ID, func() *auth.TokenSource { return d.newSource(info, conn.ID, nil) })
	counter := &transport.Counter{}
	info.Pace.RequestsPerMonth = conn.Facts().Calls(info.Pace.RequestsPerMonth)
	return d.transport.Client(info, provider.Caller{Provider: info.Name, Account: conn.ID, RunID: runID}, source, counter), counter, nil
}

// source finds a source that a person names.
func (d *Desk) source(word string) (provider.Provider, error) {
	p, ok := d.byName(word)
	if !ok {
		return nil, invalid("There is no source called “" + word + "”. Choose one of " + d.providerWords() + ".")
	}
	return p, nil
}

// providerWords are what can be connected: the sources, and the mirror.
func (d *Desk) providerWords() string {
	var words []string
	for _, p := range d.providers {
		words = append(words, p.Info().Name)
	}
	return strings.Join(append(words, mirror.Name), ", ")
}

// ClientCheck is what an OAuth client file turns out to be.
type ClientCheck struct {
	OK        bool   `json:"ok"`
	Kind      string `json:"kind"` // installed, web or unknown
	ProjectID string `json:"projectId"`
	ClientID  string `json:"clientId"`
	Problem   string `json:"problem"`
}

// CheckClient looks at an OAuth client file before it is used.
func (d *Desk) CheckClient(data []byte) ClientCheck {
	c, err := auth.ParseClient(data)
	if err == nil {
		return ClientCheck{OK: true, Kind: "installed", ProjectID: c.ProjectID, ClientID: c.ID}
	}
	out := ClientCheck{Kind: "unknown", Problem: apperr.From(err).Message}
	if project, ok := auth.WebClient(data); ok {
		out.Kind, out.ProjectID = "web", project
	}
	return out
}

// signInLimit bounds the automatic sign-in of the sample campaign.
const signInLimit = 20 * time.Second
