package desk

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"

	"mixdown/backend/outbox"
	"mixdown/backend/provider"
	"mixdown/backend/tracker"
)

const (
	settingPreferences = "preferences"
	settingUser        = "user"
)

// Settings are the person's choices.
type Settings struct {
	Theme            string  `json:"theme"`    // system, dark, light or contrast
	Language         string  `json:"language"` // system, en or de
	Sound            bool    `json:"sound"`
	Volume           float64 `json:"volume"` // 0 to 1
	Voice            string  `json:"voice"`  // Broker's: plain or lively
	KeepInBackground bool    `json:"keepInBackground"`
	StartAtLogin     bool    `json:"startAtLogin"`
	Notifications    bool    `json:"notifications"`
	Digest           bool    `json:"digest"`     // one notification each morning, of what is due
	SaveEnergy       bool    `json:"saveEnergy"` // sync less often on battery and on a metered network
	QuietFrom        string  `json:"quietFrom"`  // HH:MM, or ""
	QuietTo          string  `json:"quietTo"`
	Snippets         bool    `json:"snippets"` // keep Gmail's snippet of human replies
	SyncMinutes      int     `json:"syncMinutes"`
	CloseExplained   bool    `json:"closeExplained"`
	NoTrayExplained  bool    `json:"noTrayExplained"`
	ImportFolder     string  `json:"importFolder"` // watched for exports of Spotify for Artists; "" for none
	// ConflictStrategy is what is done with a contact's field that both sides changed: ask, sheet, mine or newest.
	// ConflictFields says so for single fields.
	ConflictStrategy string            `json:"conflictStrategy"`
	ConflictFields   map[string]string `json:"conflictFields"`
	// Keys are the person's own keys in the window, by the name of what they do; those not named are as usual.
	Keys map[string]string `json:"keys"`
}

// defaults are what a new computer begins with.
func defaults() Settings {
	return Settings{Theme: "system", Language: "system", Sound: true, Volume: 0.5, Voice: "plain", KeepInBackground: true, Notifications: true, Digest: true, SaveEnergy: true, Snippets: true, SyncMinutes: 15,
		ConflictStrategy: outbox.Ask, ConflictFields: map[string]string{}, Keys: map[string]string{}}
}

// Settings returns the person's choices, with the defaults where none was made.
func (d *Desk) Settings(ctx context.Context) (Settings, error) {
	s := defaults()
	_, err := d.store.Setting(ctx, settingPreferences, &s)
	return s, err
}

// SaveSetting changes one choice, named by its JSON key. A value that does not fit is refused.
func (d *Desk) SaveSetting(ctx context.Context, key string, value any) (Settings, error) {
	s, err := d.Settings(ctx)
	if err != nil {
		return s, err
	}
	next, err := s.with(key, value)
	if err != nil {
		return s, err
	}
	if s.Snippets && !next.Snippets { // what was kept so far goes too
		if err := d.store.DropSnippets(ctx); err != nil {
			return s, err
		}
	}
	// Another choice may have been made meanwhile, here or by another process: it stays.
	now := defaults()
	err = d.store.ChangeSetting(ctx, settingPreferences, &now, func() (err error) {
		now, err = now.with(key, value)
		return err
	})
	if err == nil && key == "snippets" && !now.Snippets { // and what a sync stored in between
		err = d.store.DropSnippets(ctx)
	}
	return now, err
}

// with returns the choices with one of them changed.
func (s Settings) with(key string, value any) (Settings, error) {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(mustMarshal(s), &fields); err != nil {
		return s, err
	}
	if _, ok := fields[key]; !ok {
		return s, invalid("There is no setting called “" + key + "”.")
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return s, invalid("The value of “" + key + "” cannot be read.")
	}
	fields[key] = raw
	next := defaults()
	if err := json.Unmarshal(mustMarshal(fields), &next); err != nil || !next.valid() {
		return s, invalid("The value does not fit the setting “" + key + "”.")
	}
	return next, nil
}

// choices are the person's about the runs of a source. The interval is that of services that can be asked every quarter of
// an hour; one that must be asked less often is asked no sooner than it says.
func (d *Desk) choices(ctx context.Context, info provider.Info) tracker.Choices {
	s, err := d.Settings(ctx)
	if err != nil {
		d.log.Warn("settings", "cause", err.Error())
		return tracker.Choices{Every: info.Every}
	}
	every := time.Duration(s.SyncMinutes) * time.Minute
	if standard := time.Duration(defaults().SyncMinutes) * time.Minute; info.Every > standard {
		every = max(every, info.Every)
	}
	if d.saving(s) != "" {
		every = max(every, savingEvery)
	}
	return tracker.Choices{Every: every, NoSnippets: !s.Snippets}
}

func (s Settings) valid() bool {
	return slices.Contains([]string{"system", "dark", "light", "contrast"}, s.Theme) &&
		slices.Contains([]string{"system", "en", "de"}, s.Language) &&
		slices.Contains([]string{"plain", "lively"}, s.Voice) &&
		slices.Contains(outbox.Strategies(), s.ConflictStrategy) && s.validFields() && s.validKeys() &&
		s.Volume >= 0 && s.Volume <= 1 && s.SyncMinutes >= 5 && s.SyncMinutes <= 24*60 &&
		validHour(s.QuietFrom) && validHour(s.QuietTo) && (s.ImportFolder == "" || filepath.IsAbs(s.ImportFolder))
}

// validHour reports whether s is a time of day as HH:MM, or none.
func validHour(s string) bool {
	_, err := time.Parse("15:04", s)
	return s == "" || err == nil
}

// validKeys reports whether every chosen key is one key, and no two of them are the same.
func (s Settings) validKeys() bool {
	seen := map[string]bool{}
	for name, key := range s.Keys {
		if name == "" || key == "" || len(name) > 40 || len(key) > 20 || seen[key] {
			return false
		}
		seen[key] = true
	}
	return len(s.Keys) <= 100
}

func (s Settings) validFields() bool {
	for field, word := range s.ConflictFields {
		if !slices.Contains(contactFields(), field) || !slices.Contains(outbox.Strategies(), word) {
			return false
		}
	}
	return true
}

// userID is a random name for this computer's user, for tables that have a column for one.
func (d *Desk) userID(ctx context.Context) (string, error) {
	var id string
	if ok, err := d.store.Setting(ctx, settingUser, &id); ok || err != nil {
		return id, err
	}
	err := d.store.ChangeSetting(ctx, settingUser, &id, func() error {
		if id == "" {
			id = uuid.NewString()
		}
		return nil
	})
	return id, err
}
