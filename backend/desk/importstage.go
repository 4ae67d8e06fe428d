package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// maxStaged bounds the files that wait for the person's word.
const maxStaged = 20

// DroppedFile is a file as the page has it. Its bytes come as they are, in base64: a text would hide what is no UTF-8.
type DroppedFile struct {
	Name string `json:"name"`
	Data []byte `json:"data"`
}

// Dropped returns dropped files as files to import.
func Dropped(files []DroppedFile) []provider.ImportFile {
	var out []provider.ImportFile
	for _, f := range files {
		out = append(out, provider.ImportFile{Name: f.Name, Data: f.Data})
	}
	return out
}

// ImportOptions are what files may not say themselves.
type ImportOptions struct {
	Period string `json:"period"`
	Artist string `json:"artist"`
	// Periods are those of single files, in the order in which they were staged; "" for Period.
	Periods []string `json:"periods"`
}

// ImportPreview is what would come of an import. Token names the files for ConfirmImport.
type ImportPreview struct {
	Token string         `json:"token"`
	Files []ImportResult `json:"files"`
}

// StageImport takes files and says what would come of them. Nothing counts before ConfirmImport. Only the files staged
// last are kept, in memory.
func (d *Desk) StageImport(ctx context.Context, c campaign.Campaign, name string, files []provider.ImportFile) (ImportPreview, error) {
	if len(files) > maxStaged {
		return ImportPreview{}, invalid(fmt.Sprintf("These are %d files: import at most %d at once.", len(files), maxStaged))
	}
	return d.preview(ctx, c, d.imports.put(name, files), ImportOptions{})
}

// PreviewImport says again what would come of staged files, with another period or artist.
func (d *Desk) PreviewImport(ctx context.Context, c campaign.Campaign, token string, opts ImportOptions) (ImportPreview, error) {
	return d.preview(ctx, c, token, opts)
}

func (d *Desk) preview(ctx context.Context, c campaign.Campaign, token string, opts ImportOptions) (ImportPreview, error) {
	req, err := d.staged(c, token, opts)
	if err != nil {
		return ImportPreview{}, err
	}
	req.Preview = true
	list, err := d.Import(ctx, req)
	return ImportPreview{Token: token, Files: list}, err
}

// ConfirmImport lets staged files count.
func (d *Desk) ConfirmImport(ctx context.Context, c campaign.Campaign, token string, opts ImportOptions) ([]ImportResult, error) {
	req, err := d.staged(c, token, opts)
	if err != nil {
		return nil, err
	}
	list, err := d.Import(ctx, req)
	if err == nil {
		d.imports.drop(token)
	}
	return list, err
}

// staged asks for an import of the files that a token names.
func (d *Desk) staged(c campaign.Campaign, token string, opts ImportOptions) (ImportRequest, error) {
	name, files, err := d.imports.get(token)
	if err != nil {
		return ImportRequest{}, err
	}
	for i := range files {
		if i < len(opts.Periods) {
			files[i].Period = opts.Periods[i]
		}
	}
	return ImportRequest{Provider: name, Campaign: c, Files: files, Period: opts.Period, Artist: opts.Artist}, nil
}

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
