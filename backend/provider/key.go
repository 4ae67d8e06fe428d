package provider

import (
	"context"
	"net/http"
)

// Keyed is a provider that can tell by its form whether a pasted text is one of its keys.
type Keyed interface {
	// ReadKey returns what the key alone says of the account. A text that is no key is apperr.Invalid, in a sentence that
	// does not repeat it.
	ReadKey(key string) (Account, error)
}

// Regional is a provider whose address depends on where an account is kept.
type Regional interface {
	// IdentifyIn is Identify for an account whose region is known already.
	IdentifyIn(ctx context.Context, client *http.Client, region string) (Account, error)
}
