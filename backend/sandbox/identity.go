package sandbox

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/big"
	"net/http"
	"strings"
	"sync"

	"google.golang.org/api/oauth2/v2"
)

// keyPair signs id tokens. It is made when the first one is asked for.
type keyPair struct {
	once sync.Once
	key  *rsa.PrivateKey
	err  error
}

const keyID = "sandbox"

func (k *keyPair) get() (*rsa.PrivateKey, error) {
	k.once.Do(func() { k.key, k.err = rsa.GenerateKey(rand.Reader, 2048) })
	return k.key, k.err
}

// subject is the stable number of an account, as Google's "sub".
func subject(account string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(account))
	return fmt.Sprintf("1%020d", h.Sum64())
}

func (is *issuer) nonceOf(code string) string {
	is.mu.Lock()
	defer is.mu.Unlock()
	if c := is.codes[code]; c != nil {
		return c.request.nonce
	}
	return ""
}

func (is *issuer) lives(token string) bool {
	_, err := is.authorise(token)
	return err == nil
}

// idToken makes the signed token that names the account (OpenID Connect Core, 2).
func (s *Server) idToken(g *grant, nonce string) (string, error) {
	key, err := s.issuer.key.get()
	if err != nil {
		return "", fmt.Errorf("sandbox: key of id tokens: %w", err)
	}
	claims := map[string]any{"iss": "https://accounts.google.com", "azp": g.client, "aud": g.client, "sub": subject(g.account),
		"iat": s.now().Unix(), "exp": s.now().Add(accessLife).Unix()}
	if g.has("userinfo.email") {
		claims["email"], claims["email_verified"] = g.account, true
	}
	if g.has("userinfo.profile") {
		claims["name"] = s.Mailbox(g.account).Name()
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	head, err := json.Marshal(map[string]string{"alg": "RS256", "kid": keyID, "typ": "JWT"})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body)
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("sandbox: sign id token: %w", err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sig), nil
}

func (s *Server) certs(w http.ResponseWriter, _ *http.Request) {
	key, err := s.issuer.key.get()
	if err != nil {
		writeJSON(w, 500, map[string]any{"error": "internal_failure"})
		return
	}
	var e [8]byte
	binary.BigEndian.PutUint64(e[:], uint64(key.E))
	writeJSON(w, 200, map[string]any{"keys": []any{map[string]string{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": keyID,
		"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
		"e": base64.RawURLEncoding.EncodeToString(new(big.Int).SetBytes(e[:]).Bytes())}}})
}

// tokenInfo tells what an access token is good for.
func (s *Server) tokenInfo(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("access_token")
	g, err := s.issuer.authorise(token)
	if err != nil {
		writeJSON(w, 400, map[string]any{"error": "invalid_token", "error_description": "Invalid Value"})
		return
	}
	s.issuer.mu.Lock()
	left := int64(0)
	if a := s.issuer.access[token]; a != nil {
		left = int64(a.expires.Sub(s.now()).Seconds())
	}
	s.issuer.mu.Unlock()
	info := map[string]any{"azp": g.client, "aud": g.client, "sub": subject(g.account), "scope": strings.Join(g.scopes, " "),
		"exp": fmt.Sprint(s.now().Unix() + left), "expires_in": fmt.Sprint(left), "access_type": "offline"}
	if g.has("userinfo.email") {
		info["email"], info["email_verified"] = g.account, "true"
	}
	writeJSON(w, 200, info)
}

// identityRoutes are the two older addresses that name the signed-in account, and the newer one.
func identityRoutes() []route {
	scopes := []string{"openid", "userinfo.email", "userinfo.profile"}
	return []route{
		{id: "oauth2.userinfo.get", method: "GET", path: "/oauth2/v2/userinfo", scopes: scopes, answer: oauth2.Userinfo{}, serve: userinfoV2},
		{id: "oauth2.userinfo.v2.me.get", method: "GET", path: "/userinfo/v2/me", scopes: scopes, answer: oauth2.Userinfo{}, serve: userinfoV2},
		{id: "openid.userinfo", method: "GET", path: "/oauth2/v3/userinfo", scopes: scopes, serve: userinfoOpenID},
	}
}

func openIDRoutes() []route {
	return []route{{id: "openid.userinfo", method: "GET", path: "/v1/userinfo", scopes: []string{"openid", "userinfo.email", "userinfo.profile"}, serve: userinfoOpenID}}
}

func userinfoV2(c *call) (any, error) {
	info := &oauth2.Userinfo{Id: subject(c.account)}
	if c.grant.has("userinfo.email") {
		yes := true
		info.Email, info.VerifiedEmail = c.account, &yes
	}
	if c.grant.has("userinfo.profile") {
		info.Name = c.s.Mailbox(c.account).Name()
	}
	return info, nil
}

func userinfoOpenID(c *call) (any, error) {
	info := map[string]any{"sub": subject(c.account)}
	if c.grant.has("userinfo.email") {
		info["email"], info["email_verified"] = c.account, true
	}
	if c.grant.has("userinfo.profile") {
		info["name"] = c.s.Mailbox(c.account).Name()
	}
	return info, nil
}
