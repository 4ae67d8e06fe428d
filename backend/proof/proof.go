// Package proof packs files so that anyone can check later, without a network, that they are unchanged and who packed them.
//
// A pack is a ZIP file: the files, a README in plain words, manifest.json with the size and SHA-256 of each, and
// manifest.sig, the Ed25519 signature (RFC 8032) over manifest.json in base64.
package proof

import (
	"archive/zip"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

const (
	manifestName  = "manifest.json"
	signatureName = "manifest.sig"
	readmeName    = "README.txt"
	format        = "mixdown-proof-1"
)

// File is one file of a pack.
type File struct {
	Name string
	Data []byte
}

// Info says what a pack is of.
type Info struct {
	Campaign string     `json:"campaign"`
	AsOf     *time.Time `json:"asOf"`
	Made     time.Time  `json:"made"`
	Version  string     `json:"version"` // of Mixdown
	Redacted bool       `json:"redacted"`
	Sample   bool       `json:"sample"` // the numbers are made up
}

// Manifest lists the files of a pack. The signature covers its bytes.
type Manifest struct {
	Format    string `json:"format"`
	PublicKey string `json:"publicKey"` // Ed25519, base64
	Info
	Files []Entry `json:"files"`
}

// Entry is one file of a manifest.
type Entry struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// Write writes a pack of files, signed with key. A README is added.
func Write(w io.Writer, key ed25519.PrivateKey, info Info, files []File) error {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok || len(key) != ed25519.PrivateKeySize {
		return errors.New("proof: the key is no Ed25519 key")
	}
	files = append(slices.Clone(files), File{readmeName, []byte(readme(Fingerprint(public), info))})
	m := Manifest{Format: format, PublicKey: base64.StdEncoding.EncodeToString(public), Info: info, Files: []Entry{}}
	for _, f := range files {
		sum := sha256.Sum256(f.Data)
		m.Files = append(m.Files, Entry{f.Name, int64(len(f.Data)), hex.EncodeToString(sum[:])})
	}
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("proof: %w", err)
	}
	signature := base64.StdEncoding.EncodeToString(ed25519.Sign(key, raw))
	files = append(files, File{manifestName, raw}, File{signatureName, []byte(signature + "\n")})
	z := zip.NewWriter(w)
	for _, f := range files {
		out, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: info.Made})
		if err == nil {
			_, err = out.Write(f.Data)
		}
		if err != nil {
			return fmt.Errorf("proof: write %s: %w", f.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("proof: %w", err)
	}
	return nil
}

// Fingerprint names a public key briefly: the first 16 bytes of its SHA-256, in groups of four digits.
func Fingerprint(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	digits := strings.ToUpper(hex.EncodeToString(sum[:16]))
	var groups []string
	for i := 0; i < len(digits); i += 4 {
		groups = append(groups, digits[i:i+4])
	}
	return strings.Join(groups, "-")
}

// Proves and ProvesNot are what a good signature says, in plain words.
const (
	Proves = "The files are exactly those that Mixdown packed, and whoever packed them holds the key with this fingerprint. " +
		"Packs with the same fingerprint come from the same Mixdown."
	ProvesNot = "It does not prove who that person is (compare the fingerprint with them over another way), nor when the pack was made " +
		"(the time is the computer's own clock), nor that the mailbox held the truth: Mixdown counts what the mail service showed it, " +
		"and its owner can correct rows by hand. Such rows are marked in the evidence."
)

func readme(fingerprint string, info Info) string {
	lines := []string{"A proof pack of Mixdown", "", "Campaign: " + info.Campaign, "Made: " + info.Made.UTC().Format(time.RFC3339)}
	if info.AsOf != nil {
		lines = append(lines, "As of: "+info.AsOf.UTC().Format(time.RFC3339))
	}
	lines = append(lines, "Key: "+fingerprint, "",
		"report.pdf      the page to read", "evidence.json   every number with the rows it was counted from",
		"manifest.json   the SHA-256 of each file", "manifest.sig    the Ed25519 signature over manifest.json", "",
		"Check it on any computer, without a network:  mixdown verify FILE.zip", "",
		"What it proves: "+Proves, "", "What it does not prove: "+ProvesNot)
	if info.Redacted {
		lines = append(lines, "", "Redacted: names, subjects and links are left out, and each address stands as a code. The same person has the same code "+
			"within this pack and another one in every other pack; the value that the codes were made with was thrown away. "+
			"Dates, states, roles and outlets are still here: who knows the campaign may recognise somebody by them.")
	}
	if info.Sample {
		lines = append(lines, "", "SAMPLE: the numbers in this pack are made up.")
	}
	return strings.Join(lines, "\n") + "\n"
}
