package page

import (
	"mixdown/backend/proof"
	"mixdown/backend/window"
)

// DataCalls is what the page may do with all data at once.
type DataCalls struct{ window *window.Window }

// Backup asks for a file and writes all data there, encrypted with password; "" when the person chose none.
func (c DataCalls) Backup(password string) (string, error) { return c.window.Backup(password) }

// Restore asks for a backup and puts its data in place.
func (c DataCalls) Restore(password string) (window.Restored, error) {
	return c.window.Restore(password)
}

// DeleteEverything revokes every sign-in and deletes all data; it answers with what could not be revoked.
func (c DataCalls) DeleteEverything() ([]string, error) { return c.window.DeleteEverything() }

// SaveReport asks for a file and writes a redacted report of every part; "" when the person chose none.
func (c DataCalls) SaveReport() (string, error) { return c.window.SaveReport() }

// VerifyPack asks for a proof pack and checks it; null when the person chose none.
func (c DataCalls) VerifyPack() (*proof.Verdict, error) { return c.window.VerifyPack() }
