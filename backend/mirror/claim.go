package mirror

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// claims are the parts of a JSON Web Token that are read here. The service proves its tokens; nothing is decided by these but
// what to say.
type claims struct {
	Role    string `json:"role"`
	Subject string `json:"sub"`
	Expires int64  `json:"exp"`
	Issued  int64  `json:"iat"`
}

func readClaims(token string) (claims, bool) {
	var c claims
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return c, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil || json.Unmarshal(raw, &c) != nil {
		return claims{}, false
	}
	return c, true
}

// secretRole reports whether an older key is the one that bypasses every policy.
func secretRole(key string) bool {
	c, ok := readClaims(key)
	return ok && c.Role == "service_role"
}

// lifetime is how long a token lasts by its own words, whatever this computer's clock says.
func (c claims) lifetime() time.Duration {
	if c.Expires <= c.Issued || c.Issued == 0 {
		return 0
	}
	return time.Duration(c.Expires-c.Issued) * time.Second
}
