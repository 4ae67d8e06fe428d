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
	"os"
	"strings"

	"mixdown/backend/apperr"
)

// Bounds of a pack: a small ZIP file can unpack to terabytes.
const (
	mostFiles    = 100
	mostUnpacked = 1 << 30
	mostManifest = 1 << 20
)

// Verdict is what came of a check.
type Verdict struct {
	OK          bool     `json:"ok"`
	Problems    []string `json:"problems"`    // why not, in words
	Fingerprint string   `json:"fingerprint"` // of the key that signed
	Info
	Files     []string `json:"files"`
	Proves    string   `json:"proves"`
	ProvesNot string   `json:"provesNot"`
}

// Verify checks a pack of size bytes. A fingerprint that is not "" must be that of its key. An error is only one of reading;
// a file that is no pack is a bad verdict.
func Verify(r io.ReaderAt, size int64, fingerprint string) (Verdict, error) {
	v := Verdict{Problems: []string{}, Files: []string{}}
	bad := func(format string, args ...any) (Verdict, error) {
		v.Problems = append(v.Problems, fmt.Sprintf(format, args...))
		v.OK = false
		return v, nil
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return bad("This is no proof pack: it is not a ZIP file, or it is damaged.")
	}
	files, problem := index(z)
	if problem != "" {
		return bad("%s", problem)
	}
	raw, err := read(files[manifestName], mostManifest)
	if err != nil {
		return bad("The list of its files (manifest.json) is missing or cannot be read: this is no proof pack, or it is damaged.")
	}
	var m Manifest
	if err := json.Unmarshal(raw, &m); err != nil || m.Format != format {
		return bad("Its manifest.json is none of Mixdown's, or of a newer version.")
	}
	key, err := base64.StdEncoding.DecodeString(m.PublicKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return bad("Its manifest.json holds no key to check the signature with.")
	}
	text, err := read(files[signatureName], mostManifest)
	if err != nil {
		return bad("The signature (manifest.sig) is missing.")
	}
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || !ed25519.Verify(key, raw, signature) {
		return bad("The signature does not fit: the list of files was changed after it was signed.")
	}
	v.OK, v.Info, v.Fingerprint, v.Proves, v.ProvesNot = true, m.Info, Fingerprint(key), Proves, ProvesNot
	if fingerprint != "" && !sameFingerprint(fingerprint, v.Fingerprint) {
		_, _ = bad("It was signed with another key than the one you named: its fingerprint is %s.", v.Fingerprint)
	}
	listed := map[string]bool{manifestName: true, signatureName: true}
	for _, e := range m.Files {
		listed[e.Name] = true
		v.Files = append(v.Files, e.Name)
		if err := check(files[e.Name], e); err != nil {
			_, _ = bad("%s: %v.", e.Name, err)
		}
	}
	for name := range files {
		if !listed[name] {
			_, _ = bad("%s: added after the pack was signed.", name)
		}
	}
	return v, nil
}

// VerifyFile is Verify for the file at path.
func VerifyFile(path, fingerprint string) (Verdict, error) {
	f, err := os.Open(path)
	if err != nil {
		return Verdict{}, apperr.New(apperr.NotFound, "The file cannot be opened. Check its name.", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return Verdict{}, apperr.New(apperr.NotFound, "This is no file that can be read. Check its name.", err)
	}
	return Verify(f, info.Size(), fingerprint)
}

func sameFingerprint(a, b string) bool {
	plain := strings.NewReplacer("-", "", " ", "", ":", "")
	return strings.EqualFold(plain.Replace(a), plain.Replace(b))
}

// index lists the files; a name that stands twice, or too much of anything, is a problem.
func index(z *zip.Reader) (map[string]*zip.File, string) {
	files := map[string]*zip.File{}
	if len(z.File) > mostFiles {
		return nil, "It holds more files than any proof pack: it was not checked."
	}
	for _, f := range z.File {
		if files[f.Name] != nil {
			return nil, "It holds two files of the same name: it was changed."
		}
		files[f.Name] = f
	}
	return files, ""
}

var (
	errMissing = errors.New("missing from the pack")
	errChanged = errors.New("changed after the pack was signed")
	errTooBig  = errors.New("larger than any file of a pack")
)

func read(f *zip.File, most int64) ([]byte, error) {
	if f == nil {
		return nil, errMissing
	}
	in, err := f.Open()
	if err != nil {
		return nil, errChanged
	}
	defer func() { _ = in.Close() }()
	raw, err := io.ReadAll(io.LimitReader(in, most+1))
	if err != nil {
		return nil, errChanged
	}
	if int64(len(raw)) > most {
		return nil, errTooBig
	}
	return raw, nil
}

func check(f *zip.File, e Entry) error {
	if f == nil {
		return errMissing
	}
	if e.Size < 0 || e.Size > mostUnpacked {
		return errTooBig
	}
	in, err := f.Open()
	if err != nil {
		return errChanged
	}
	defer func() { _ = in.Close() }()
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(in, e.Size+1))
	if err != nil || n != e.Size || hex.EncodeToString(sum.Sum(nil)) != e.SHA256 {
		return errChanged
	}
	return nil
}
