package desk

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/crypto/scrypt"

	"mixdown/backend/apperr"
	"mixdown/backend/export"
)

// A backup file is a header and sealed chunks. The header is backupMagic, the cost of the password's key as one byte, and a
// random salt of 16 bytes; it is sealed along with every chunk. The key comes from the password by scrypt with N = 2^cost, r = 8,
// p = 1 (RFC 7914). Each chunk is at most backupChunk bytes under ChaCha20-Poly1305 (RFC 8439); its nonce counts the chunks
// and ends with 1 on the last, so that none can be moved, dropped or added. A key is used for one file.
const (
	backupMagic = "mixdown-backup-1\n"
	backupChunk = 64 << 10
	saltSize    = 16
	// scryptCost takes about a fifth of a second and 64 MB; a file that demands more than mostCost is refused.
	scryptCost = 16
	mostCost   = 20
)

var errBackup = errors.New("desk: backup file")

func backupCipher(password string, header []byte) (cipher.AEAD, error) {
	cost := header[len(backupMagic)]
	if cost < 10 || cost > mostCost {
		return nil, notABackup(errBackup)
	}
	key, err := scrypt.Key([]byte(password), header[len(backupMagic)+1:], 1<<cost, 8, 1, chacha20poly1305.KeySize)
	if err != nil {
		return nil, fmt.Errorf("desk: backup: %w", err)
	}
	return chacha20poly1305.New(key)
}

func backupNonce(n uint64, last bool) []byte {
	nonce := make([]byte, chacha20poly1305.NonceSize)
	binary.BigEndian.PutUint64(nonce[3:], n)
	if last {
		nonce[chacha20poly1305.NonceSize-1] = 1
	}
	return nonce
}

// seal writes in to out, encrypted with password.
func seal(out io.Writer, in io.Reader, password string) error {
	header := append([]byte(backupMagic), scryptCost)
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	header = append(header, salt...)
	aead, err := backupCipher(password, header)
	if err != nil {
		return err
	}
	if _, err := out.Write(header); err != nil {
		return err
	}
	return chunks(in, backupChunk, func(n uint64, chunk []byte, last bool) error {
		_, err := out.Write(aead.Seal(nil, backupNonce(n, last), chunk, header))
		return err
	})
}

// unseal writes what seal encrypted to out. Until it returned without an error nothing of out may be used.
func unseal(out io.Writer, in io.Reader, password string) error {
	header := make([]byte, len(backupMagic)+1+saltSize)
	if _, err := io.ReadFull(in, header); err != nil || !bytes.HasPrefix(header, []byte(backupMagic)) {
		return notABackup(err)
	}
	aead, err := backupCipher(password, header)
	if err != nil {
		return err
	}
	return chunks(in, backupChunk+chacha20poly1305.Overhead, func(n uint64, chunk []byte, last bool) error {
		plain, err := aead.Open(nil, backupNonce(n, last), chunk, header)
		if err != nil {
			if n == 0 {
				return apperr.New(apperr.Invalid, "The password does not fit this backup, or the file is damaged. Nothing was changed.", errBackup)
			}
			return apperr.New(apperr.Invalid, "The backup is damaged or cut short. Nothing was changed.", errBackup)
		}
		_, err = out.Write(plain)
		return export.Fault(err) // in words: the disk may be full
	})
}

func notABackup(err error) error {
	return apperr.New(apperr.Invalid, "This is no backup of Mixdown, or one of a newer version. Nothing was changed.", err)
}

// chunks calls fn with size bytes at a time and tells it which are the last; those may be fewer, and none where in is empty.
func chunks(in io.Reader, size int, fn func(n uint64, chunk []byte, last bool) error) error {
	now, next := make([]byte, size), make([]byte, size)
	have, err := io.ReadFull(in, now)
	for n := uint64(0); ; n++ {
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		ahead, aheadErr := 0, io.EOF
		if err == nil {
			ahead, aheadErr = io.ReadFull(in, next)
		}
		last := ahead == 0
		if last && aheadErr != nil && !errors.Is(aheadErr, io.EOF) {
			return aheadErr
		}
		if err := fn(n, now[:have], last); err != nil || last {
			return err
		}
		now, next, have, err = next, now, ahead, aheadErr
	}
}
