package mirror

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/supabase-community/gotrue-go/types"

	"mixdown/backend/apperr"
)

// A project may sign its tokens in a way that says nothing to us: the answer names the user beside the token.
func TestSessionOfAnOpaqueToken(t *testing.T) {
	user := uuid.New()
	s, err := newSession(Project{}, types.Session{AccessToken: "opaque", RefreshToken: "r", ExpiresIn: 60, User: types.User{ID: user}}, time.Now())
	if err != nil || s.User != user.String() || s.Token.AccessToken != "opaque" {
		t.Errorf("%+v, %v", s.User, err)
	}
	for _, in := range []types.Session{{}, {AccessToken: "opaque", RefreshToken: "r"}, {AccessToken: "a", User: types.User{ID: user}}, {RefreshToken: "r", User: types.User{ID: user}}} {
		if _, err := newSession(Project{}, in, time.Now()); apperr.CodeOf(err) != apperr.BadAnswer {
			t.Errorf("%+v: %v", in, err)
		}
	}
}
