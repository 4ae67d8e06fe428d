package desk

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/mirror"
	"mixdown/backend/store"
)

// mirrorSignInLimit is how long a sign-in waits for the person: mails of a project may take their time, and end after an hour.
const mirrorSignInLimit = time.Hour

// MirrorRequest says which project to sign in to, and how: by a mail to Email, or With a service, such as "github", in the
// browser.
type MirrorRequest struct {
	URL   string `json:"url"`
	Key   string `json:"key"`
	Email string `json:"email"`
	With  string `json:"with"`
	// OpenBrowser shows the sign-in page; nil for the Desk's own.
	OpenBrowser func(url string) error `json:"-"`
}

// mirrorSignIn is a sign-in that waits for the person: for a code of the mail, or for the browser's answer.
type mirrorSignIn struct {
	whom   string // the mail address, or the service
	in     *mirror.SignIn
	loop   *auth.Loopback
	opened chan error    // how the opening of a browser ended
	ended  chan struct{} // closed when it is over, however
	once   sync.Once
	log    func(error)
}

// end closes the loopback address and shows the browser that waits there how it ended.
func (s *mirrorSignIn) end(err error) {
	s.once.Do(func() {
		close(s.ended)
		if cerr := s.loop.End(err); cerr != nil {
			s.log(cerr)
		}
	})
}

// SendMirrorCode begins a sign-in to a project: it checks the project, and has it mail the person or opens the browser. What
// ends it is FinishMirror with the mail's code, or WaitMirror. Errors: invalid, wrong key or project, sign_in_failed.
func (d *Desk) SendMirrorCode(ctx context.Context, req MirrorRequest) error {
	project, err := mirror.ParseProject(req.URL, req.Key)
	if err != nil {
		return err
	}
	if err := d.probeKeychain(); err != nil {
		return err
	}
	loop, err := auth.ListenLoopback(ctx, project.Info())
	if err != nil {
		return err
	}
	s := &mirrorSignIn{loop: loop, opened: make(chan error, 1), ended: make(chan struct{}), log: func(err error) { d.log.Warn("mirror: close the loopback server", "cause", err.Error()) },
		in: &mirror.SignIn{Project: project, Email: strings.TrimSpace(req.Email), Redirect: loop.Redirect(), HTTP: d.transport.Plain(project.Info()), Now: d.now}}
	s.whom = s.in.Email
	if req.With == "" {
		err = s.in.SendMail(ctx)
	} else {
		s.whom = req.With
		err = d.openMirrorPage(ctx, s, req)
	}
	if err = d.flush(err); err != nil {
		s.end(err)
		return err
	}
	d.takeMirrorSignIn(s)
	return nil
}

func (d *Desk) openMirrorPage(ctx context.Context, s *mirrorSignIn, req MirrorRequest) error {
	page, err := s.in.Page(ctx, strings.ToLower(strings.TrimSpace(req.With)))
	if err != nil {
		return err
	}
	open := req.OpenBrowser
	if open == nil {
		open = d.cfg.OpenBrowser
	}
	if open == nil {
		return invalid("There is no browser to sign in with.")
	}
	go func() { s.opened <- open(d.transport.URL(page)) }() // as long as the browser takes; nobody needs to wait for it
	return nil
}

// MirrorServices are the services with which a project lets people sign in, beside by mail.
func (d *Desk) MirrorServices(ctx context.Context, req MirrorRequest) ([]string, error) {
	project, err := mirror.ParseProject(req.URL, req.Key)
	if err != nil {
		return nil, err
	}
	in := &mirror.SignIn{Project: project, HTTP: d.transport.Plain(project.Info()), Now: d.now}
	list, err := in.Services(ctx)
	return orNone(list), d.flush(err)
}

// endMirrorSignIn ends one that waits.
func (d *Desk) endMirrorSignIn() { d.takeMirrorSignIn(nil) }

// takeMirrorSignIn lets a sign-in wait, nil for none, in the place of one that waits already: that one ends.
func (d *Desk) takeMirrorSignIn(next *mirrorSignIn) {
	d.mirror.mu.Lock()
	old := d.mirror.signIn
	d.mirror.signIn = next
	d.mirror.mu.Unlock()
	if old != nil {
		old.end(apperr.For(mirror.Name, apperr.Canceled, "This sign-in was left. Begin again in Mixdown.", nil))
	}
}

func (d *Desk) waitingMirrorSignIn() (*mirrorSignIn, error) {
	d.mirror.mu.Lock()
	defer d.mirror.mu.Unlock()
	if d.mirror.signIn == nil {
		return nil, invalid("Ask for a mail first: no sign-in to Supabase is under way.")
	}
	return d.mirror.signIn, nil
}

// FinishMirror hands in the code that came by mail and keeps the session in the keychain. The mirror stays off until it is
// switched on. A wrong code leaves the sign-in waiting for the right one.
func (d *Desk) FinishMirror(ctx context.Context, code string) (Connection, error) {
	s, err := d.waitingMirrorSignIn()
	if err != nil {
		return Connection{}, err
	}
	session, err := s.in.Finish(ctx, code)
	if err := d.flush(err); err != nil {
		return Connection{}, err
	}
	return d.keepMirrorSession(ctx, s, session)
}

// WaitMirror waits until the person has followed the mail's link, or answered in the browser, on this computer. Errors:
// canceled where the sign-in ended another way, sign_in_failed.
func (d *Desk) WaitMirror(ctx context.Context) (Connection, error) {
	s, err := d.waitingMirrorSignIn()
	if err != nil {
		return Connection{}, err
	}
	late := time.NewTimer(mirrorSignInLimit)
	defer late.Stop()
	var answer url.Values
	opened := s.opened
	for answer == nil {
		select {
		case answer = <-s.loop.Answers():
		case err := <-opened:
			if opened = nil; err == nil {
				continue
			}
			d.log.Warn("mirror: open browser", "cause", err.Error())
			err = apperr.For(mirror.Name, apperr.SignInFailed, "The browser could not be opened. Connect with --no-browser, and open the address that it prints.", nil)
			d.dropMirrorSignIn(s, err)
			return Connection{}, err
		case <-s.ended:
			return Connection{}, apperr.For(mirror.Name, apperr.Canceled, "The sign-in ended another way.", nil)
		case <-late.C:
			d.endMirrorSignIn()
			return Connection{}, apperr.For(mirror.Name, apperr.SignInFailed, "The sign-in was not finished within an hour. Ask for a new mail.", nil)
		case <-ctx.Done():
			return Connection{}, apperr.For(mirror.Name, apperr.Canceled, "The sign-in was stopped.", ctx.Err())
		}
	}
	session, err := s.in.FinishAnswer(ctx, answer)
	if err = d.flush(err); err != nil {
		d.dropMirrorSignIn(s, err)
		return Connection{}, err
	}
	return d.keepMirrorSession(ctx, s, session)
}

// CancelMirror leaves a sign-in that waits.
func (d *Desk) CancelMirror() { d.endMirrorSignIn() }

// dropMirrorSignIn ends a sign-in with its outcome.
func (d *Desk) dropMirrorSignIn(s *mirrorSignIn, err error) {
	d.mirror.mu.Lock()
	if d.mirror.signIn == s {
		d.mirror.signIn = nil
	}
	d.mirror.mu.Unlock()
	s.end(err)
}

// keepMirrorSession keeps a finished sign-in: the secret first, then the connection.
func (d *Desk) keepMirrorSession(ctx context.Context, s *mirrorSignIn, session mirror.Session) (_ Connection, err error) {
	defer func() { d.dropMirrorSignIn(s, err) }()
	at := mirrorAt{URL: s.in.Project.URL, User: session.User}
	account := session.Email
	if account == "" {
		account = s.in.Email
	}
	conn := store.Connection{ID: uuid.NewString(), Provider: mirror.Name, Account: account, Status: "active", ConnectedAt: d.now(), Metadata: mustMarshal(at)}
	old, oldAt, err := d.mirrorConnection(ctx)
	switch {
	case err == nil && oldAt == at:
		conn.ID, conn.ConnectedAt, conn.Account = old.ID, old.ConnectedAt, old.Account
	case err == nil: // another project or another user takes its place
		if _, err := d.disconnectMirror(ctx, old); err != nil {
			return Connection{}, err
		}
	case apperr.CodeOf(err) != apperr.NotConnected:
		return Connection{}, err
	}
	if err := d.secrets.Save(conn.ID, session.Secret); err != nil {
		return Connection{}, err
	}
	if err := d.store.SaveConnection(ctx, conn); err != nil {
		return Connection{}, err
	}
	d.mirror.mu.Lock()
	d.mirror.tokens, d.mirror.keyOf = mirror.NewTokens(s.in.Project, conn.ID, d.secrets, s.in.HTTP, session.Token, d.now), conn.ID
	d.mirror.mu.Unlock()
	if err := d.keepMirror(ctx, func(k *mirrorKept) { k.State, k.Message = "", "" }); err != nil {
		return Connection{}, err
	}
	d.mirrorChanged()
	return d.view(ctx, conn)
}
