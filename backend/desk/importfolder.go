package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
)

const (
	// importLook is how often the watched folder is looked at: as often as the schedule looks what is due.
	importLook = 15 * time.Second
	// importRest is how long a file must have lain still: a download is not read half.
	importRest = 5 * time.Second
	// importsSeen bounds how many files of the folder are remembered, and looked at.
	importsSeen = 500

	settingSeen = "import folder seen"
)

// periodInName finds a period in a file's name, for exports that do not say it themselves: "songs 2026-10-01..2026-10-28.csv".
var periodInName = regexp.MustCompile(`\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}`)

// ImportFolder is the watched folder and what became of its files, the newest first.
type ImportFolder struct {
	Folder string        `json:"folder"` // "" where none is watched
	Files  []WatchedFile `json:"files"`
}

// WatchedFile is a file of the watched folder that was looked into.
type WatchedFile struct {
	File      string    `json:"file"`
	At        time.Time `json:"at"` // when it was looked into
	Campaign  string    `json:"campaign"`
	Imported  int       `json:"imported"`
	Unchanged int       `json:"unchanged"`
	Error     string    `json:"error"` // why it was refused, "" where it was not

	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
}

// ImportFolder returns the watched folder.
func (d *Desk) ImportFolder(ctx context.Context) (ImportFolder, error) {
	s, err := d.Settings(ctx)
	if err != nil {
		return ImportFolder{}, err
	}
	seen, err := d.importsSeen(ctx)
	out := ImportFolder{Folder: s.ImportFolder, Files: slices.Collect(maps.Values(seen))}
	slices.SortFunc(out.Files, func(a, b WatchedFile) int { return b.At.Compare(a.At) })
	return out, err
}

// WatchImports watches a folder for exports, or none where it is "", and looks into it at once. A folder that is not there is
// refused.
func (d *Desk) WatchImports(ctx context.Context, folder string) (ImportFolder, error) {
	if folder != "" {
		info, err := os.Stat(folder)
		if err != nil || !info.IsDir() || !filepath.IsAbs(folder) {
			return ImportFolder{}, invalid("There is no folder “" + folder + "” to watch: name it in full.")
		}
	}
	if _, err := d.SaveSetting(ctx, "importFolder", folder); err != nil {
		return ImportFolder{}, err
	}
	if err := d.LookForImports(ctx); err != nil {
		return ImportFolder{}, err
	}
	return d.ImportFolder(ctx)
}

func (d *Desk) importsSeen(ctx context.Context) (map[string]WatchedFile, error) {
	seen := map[string]WatchedFile{}
	_, err := d.store.Setting(ctx, settingSeen, &seen)
	return seen, err
}

// watchImports looks into the watched folder until ctx ends.
func (d *Desk) watchImports(ctx context.Context) {
	tick := time.NewTicker(importLook)
	defer tick.Stop()
	for {
		if err := d.LookForImports(ctx); err != nil && ctx.Err() == nil {
			d.log.Warn("watched folder", "cause", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// LookForImports looks into the watched folder once and imports into the campaign last used what is new there. Each file is
// imported once; one that was refused is tried again when it changes.
func (d *Desk) LookForImports(ctx context.Context) error {
	s, err := d.Settings(ctx)
	if err != nil || s.ImportFolder == "" {
		return err
	}
	if until, err := d.pausedUntil(ctx); err != nil || !until.IsZero() {
		return err
	}
	seen, err := d.importsSeen(ctx)
	if err != nil {
		return err
	}
	fresh, err := freshExports(s.ImportFolder, seen, d.now())
	if err != nil || len(fresh) == 0 {
		return err
	}
	c, err := d.Campaign(ctx, "")
	if isNotFound(err) {
		return nil // the files wait for a campaign
	}
	if err != nil {
		return err
	}
	for _, path := range slices.Sorted(maps.Keys(fresh)) {
		file := fresh[path]
		if err = d.importWatched(ctx, c, path, &file); err != nil {
			break
		}
		seen[path] = file
	}
	forgetOldest(seen)
	return errors.Join(err, d.store.SaveSetting(ctx, settingSeen, seen))
}

// freshExports returns the CSV files of a folder that were not looked into as they are now, by their path.
func freshExports(folder string, seen map[string]WatchedFile, now time.Time) (map[string]WatchedFile, error) {
	dir, err := os.Open(folder)
	if err != nil {
		return nil, fmt.Errorf("desk: watched folder: %w", err)
	}
	defer func() { _ = dir.Close() }()
	entries, err := dir.ReadDir(importsSeen)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("desk: watched folder: %w", err)
	}
	fresh := map[string]WatchedFile{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !strings.EqualFold(filepath.Ext(e.Name()), ".csv") || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		path := filepath.Join(folder, e.Name())
		was, known := seen[path]
		if known && was.Size == info.Size() && was.Modified.Equal(info.ModTime()) {
			continue
		}
		if age := now.Sub(info.ModTime()); age >= 0 && age < importRest {
			continue
		}
		fresh[path] = WatchedFile{File: e.Name(), At: now.UTC(), Size: info.Size(), Modified: info.ModTime().UTC()}
	}
	return fresh, nil
}

// importWatched imports one file and notes what became of it.
func (d *Desk) importWatched(ctx context.Context, c campaign.Campaign, path string, file *WatchedFile) error {
	file.Campaign = c.Name
	data, err := readExport(path)
	if err != nil {
		file.Error = apperr.From(err).Message
		return nil
	}
	list, err := d.Import(ctx, ImportRequest{Provider: metric.Spotify, Campaign: c,
		Files: []provider.ImportFile{{Name: file.File, Data: data, Period: periodInName.FindString(file.File)}}})
	if err != nil {
		return err
	}
	file.Imported, file.Unchanged, file.Error = list[0].Imported, list[0].Unchanged, strings.Join(list[0].Errors, " ")
	return nil
}

// readExport reads a file that may be an export.
func readExport(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, apperr.New(apperr.Invalid, "The file cannot be opened.", err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, provider.ImportLimit+1))
	if err != nil {
		return nil, apperr.New(apperr.Invalid, "The file cannot be read.", err)
	}
	return data, nil
}

func forgetOldest(seen map[string]WatchedFile) {
	for len(seen) > importsSeen {
		oldest := ""
		for path, f := range seen {
			if oldest == "" || f.At.Before(seen[oldest].At) {
				oldest = path
			}
		}
		delete(seen, oldest)
	}
}

// ReadExports reads chosen files for StageImport. One that cannot be read is told by its result there.
func ReadExports(paths []string) ([]provider.ImportFile, error) {
	if len(paths) > maxStaged {
		return nil, invalid(fmt.Sprintf("These are %d files: import at most %d at once.", len(paths), maxStaged))
	}
	var files []provider.ImportFile
	for _, path := range paths {
		data, err := readExport(path)
		if err != nil {
			return nil, err
		}
		files = append(files, provider.ImportFile{Name: filepath.Base(path), Data: data})
	}
	return files, nil
}
