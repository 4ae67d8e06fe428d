package mirror

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/supabase-community/gotrue-go/types"
	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/guard"
)

const (
	// refreshAhead is how long before its end an access token is replaced.
	refreshAhead = 2 * time.Minute
	refreshLimit = 45 * time.Second
	// keyExtra names the project's key in the keychain's entry.
	keyExtra = "publishable"
	urlExtra = "url"
)

// Session is a finished sign-in.
type Session struct {
	Secret auth.Secret // for the keychain: the refresh token and the project's key, one entry
	Token  *oauth2.Token
	User   string // the user's id in the project
	Email  string // what the project knows the user by; "" where it does not say
}

func newSession(p Project, in types.Session, now time.Time) (Session, error) {
	who, _ := readClaims(in.AccessToken) // the token is the project's to read; the answer names the user beside it
	user := who.Subject
	if in.User.ID != uuid.Nil {
		user = in.User.ID.String()
	}
	if in.AccessToken == "" || in.RefreshToken == "" || user == "" {
		return Session{}, apperr.For(Name, apperr.BadAnswer, "Supabase's answer to the sign-in makes no sense. Try again.", nil)
	}
	life := time.Duration(in.ExpiresIn) * time.Second
	if life <= 0 {
		life = who.lifetime()
	}
	return Session{
		Secret: auth.Secret{RefreshToken: in.RefreshToken, Extra: map[string]string{keyExtra: p.Key, urlExtra: p.URL}},
		Token:  &oauth2.Token{AccessToken: in.AccessToken, TokenType: "Bearer", Expiry: now.Add(life)},
		User:   user,
		Email:  in.User.Email,
	}, nil
}

// ProjectOf returns the project that a keychain entry is for.
func ProjectOf(s auth.Secret) Project { return Project{URL: s.Extra[urlExtra], Key: s.Extra[keyExtra]} }

// Tokens gives access tokens of a session. It is the only one that refreshes: once however many ask, the new refresh token
// saved before anything uses what came with it. It is safe for concurrent use.
type Tokens struct {
	project Project
	key     string
	store   auth.Store
	http    *http.Client
	now     func() time.Time

	turn chan struct{} // held by the one refresh under way
	work sync.WaitGroup

	mu      sync.Mutex
	token   *oauth2.Token
	dead    string       // the refresh token that the project no longer takes
	unsaved *auth.Secret // what the keychain did not take yet
	pending *oauth2.Token
}

// NewTokens returns the tokens of the keychain's entry key. token comes from a sign-in just done, or is nil.
func NewTokens(p Project, key string, store auth.Store, client *http.Client, token *oauth2.Token, now func() time.Time) *Tokens {
	return &Tokens{project: p, key: key, store: store, http: client, now: now, token: token, turn: make(chan struct{}, 1)}
}

// Token implements oauth2.TokenSource.
func (t *Tokens) Token() (*oauth2.Token, error) { return t.TokenContext(context.Background()) }

// TokenContext returns a good token, and waits for one no longer than ctx. A refresh under way goes on: its answer may hold the
// only valid refresh token.
func (t *Tokens) TokenContext(ctx context.Context) (*oauth2.Token, error) {
	if tok := t.cached(); tok != nil {
		return tok, nil
	}
	type outcome struct {
		token *oauth2.Token
		err   error
	}
	done := make(chan outcome, 1)
	t.work.Go(func() {
		t.turn <- struct{}{}
		defer func() { <-t.turn }()
		if tok := t.cached(); tok != nil { // another one was first
			done <- outcome{tok, nil}
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshLimit)
		defer cancel()
		var tok *oauth2.Token
		err := guard.Do(nil, "mirror refresh", func() (err error) { tok, err = t.refresh(ctx); return err })
		done <- outcome{tok, err}
	})
	select {
	case o := <-done:
		return o.token, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Renew replaces a token that the project refused.
func (t *Tokens) Renew(ctx context.Context, refused string) (*oauth2.Token, error) {
	t.mu.Lock()
	if t.token != nil && t.token.AccessToken == refused {
		t.token = nil
	}
	t.mu.Unlock()
	return t.TokenContext(ctx)
}

// Close waits for a refresh under way.
func (t *Tokens) Close() { t.work.Wait() }

func (t *Tokens) cached() *oauth2.Token {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == nil || !t.token.Expiry.IsZero() && !t.now().Before(t.token.Expiry.Add(-refreshAhead)) {
		return nil
	}
	tok := *t.token
	return &tok
}

// refresh runs alone. The keychain is read each time: another process may have refreshed meanwhile.
func (t *Tokens) refresh(ctx context.Context) (*oauth2.Token, error) {
	if tok, err := t.savePending(); tok != nil || err != nil {
		return tok, err
	}
	secret, err := t.load()
	if err != nil {
		return nil, err
	}
	for {
		if secret.RefreshToken == t.dead {
			return nil, signInEnded(nil)
		}
		c, l, err := t.project.signIn(ctx, t.http.Transport, t.now)
		if err != nil {
			return nil, err
		}
		answer, err := c.RefreshToken(secret.RefreshToken)
		if err := l.outcome(err); err != nil {
			if apperr.CodeOf(err) != apperr.NeedsSignIn {
				return nil, err
			}
			again, lerr := t.load()
			if lerr != nil {
				return nil, lerr
			}
			if again.RefreshToken == secret.RefreshToken {
				t.dead = secret.RefreshToken
				return nil, err
			}
			secret = again // another process was first
			continue
		}
		next, err := newSession(t.project, answer.Session, t.now())
		if err != nil {
			return nil, err
		}
		t.unsaved, t.pending = &next.Secret, next.Token
		return t.savePending()
	}
}

// savePending puts what came from the last refresh into the keychain, and only then gives it out.
func (t *Tokens) savePending() (*oauth2.Token, error) {
	if t.unsaved == nil {
		return nil, nil
	}
	if err := t.store.Save(t.key, *t.unsaved); err != nil {
		return nil, err
	}
	tok := t.pending
	t.mu.Lock()
	t.token = tok
	t.mu.Unlock()
	t.unsaved, t.pending = nil, nil
	if t.cached() == nil { // shorter than our margin: good for this one use
		return tok, nil
	}
	return t.cached(), nil
}

func (t *Tokens) load() (auth.Secret, error) {
	s, err := t.store.Load(t.key)
	if apperr.CodeOf(err) == apperr.NotFound || err == nil && s.RefreshToken == "" {
		return s, signInEnded(err)
	}
	return s, err
}

func signInEnded(cause error) error {
	return apperr.For(Name, apperr.NeedsSignIn, "The sign-in to Supabase ended. Connect it again with `mixdown connect supabase`; what waits is sent then.", cause)
}

// SignOut ends the session at the project. One that ended already is no error.
func (t *Tokens) SignOut(ctx context.Context) error {
	tok, err := t.TokenContext(ctx)
	if apperr.CodeOf(err) == apperr.NeedsSignIn {
		return nil
	}
	if err != nil {
		return err
	}
	c, l, err := t.project.signIn(ctx, t.http.Transport, t.now)
	if err != nil {
		return err
	}
	return l.outcome(c.WithToken(tok.AccessToken).Logout())
}
