package desk

import (
	"slices"
	"sync"

	"github.com/google/uuid"

	"mixdown/backend/provider"
)

// importStage holds the files that wait for the person's word.
type importStage struct {
	mu    sync.Mutex
	token string
	name  string // of the provider
	files []provider.ImportFile
}

// put keeps files in place of those before and returns their token.
func (s *importStage) put(name string, files []provider.ImportFile) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token, s.name, s.files = uuid.NewString(), name, slices.Clone(files)
	return s.token
}

// get returns the files of a token.
func (s *importStage) get(token string) (name string, files []provider.ImportFile, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if token == "" || token != s.token {
		return "", nil, invalid("These files are not at hand any more: choose them again.")
	}
	return s.name, slices.Clone(s.files), nil
}

func (s *importStage) drop(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if token == s.token {
		s.token, s.files = "", nil
	}
}
