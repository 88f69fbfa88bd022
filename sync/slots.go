package sync

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"

	"prep"
)

// ErrPassphrase says that a passphrase or a recovery code opens no slot. Nothing was written.
var ErrPassphrase = errors.New("wrong passphrase")

// SlotWork is the scrypt work factor of a key slot, as log2 of the iterations: the default of age, about a second and
// 256 MiB on a machine of 2020. Only tests use less.
const SlotWork = 18

const (
	// maxSlotWork bounds what a planted slot can make us spend: 1 GiB of memory and four seconds.
	maxSlotWork = 20

	// maxSlot is the size in bytes of the largest slot that is read: hundreds of epochs.
	maxSlot = 64 << 10

	// maxPassphrase is the size in bytes of the longest passphrase.
	maxPassphrase = 1024
)

// SealSlot encrypts the keyring under a passphrase: an ordinary `age -p` file, which `age -d` opens without prep.
// Work is SlotWork.
func SealSlot(ring Keyring, passphrase string, work int) ([]byte, error) {
	if err := ring.check(); err != nil {
		return nil, err
	}
	passphrase, err := normalPassphrase(passphrase)
	if err != nil {
		return nil, err
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, fmt.Errorf("seal key slot: %w", err)
	}
	if work < 1 || work > maxSlotWork {
		return nil, fmt.Errorf("seal key slot: work factor %d: want 1 to %d", work, maxSlotWork)
	}
	recipient.SetWorkFactor(work)
	text, err := json.Marshal(ring)
	if err != nil {
		return nil, fmt.Errorf("seal key slot: %w", err)
	}
	var slot bytes.Buffer
	writer, err := age.Encrypt(&slot, recipient)
	if err != nil {
		return nil, fmt.Errorf("seal key slot: %w", err)
	}
	if _, err := writer.Write(append(text, '\n')); err != nil {
		return nil, fmt.Errorf("seal key slot: %w", err)
	}
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("seal key slot: %w", err)
	}
	return slot.Bytes(), nil
}

// OpenSlot decrypts a key slot of the repository. A wrong passphrase is ErrPassphrase; a slot that is damaged or
// belongs to another repository is ErrTampered.
func OpenSlot(repo prep.ID, slot []byte, passphrase string) (Keyring, error) {
	passphrase, err := normalPassphrase(passphrase)
	if err != nil {
		return Keyring{}, err
	}
	if len(slot) > maxSlot {
		return Keyring{}, fmt.Errorf("open key slot: %w: %d bytes", ErrTooLarge, len(slot))
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return Keyring{}, fmt.Errorf("open key slot: %w", err)
	}
	identity.SetMaxWorkFactor(maxSlotWork)
	reader, err := age.Decrypt(bytes.NewReader(slot), identity)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong):
		return Keyring{}, fmt.Errorf("open key slot: %w", ErrPassphrase)
	case err != nil:
		return Keyring{}, fmt.Errorf("open key slot: %w: %w", ErrTampered, err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return Keyring{}, fmt.Errorf("open key slot: %w: %w", ErrTampered, err)
	}
	ring, err := parseKeyring(repo, text)
	if err != nil {
		return Keyring{}, fmt.Errorf("open key slot: %w", err)
	}
	return ring, nil
}

// normalPassphrase gives one form to a passphrase that keyboards write in several (é as one sign or as two). The words
// of a recovery code become single-spaced and lower case, so that it can be typed as it was read aloud.
func normalPassphrase(passphrase string) (string, error) {
	if code, err := ParseRecoveryCode(passphrase); err == nil {
		return code.String(), nil
	}
	normal := norm.NFC.String(passphrase)
	if strings.TrimSpace(normal) == "" {
		return "", fmt.Errorf("%w: it is empty", ErrPassphrase)
	}
	if len(normal) > maxPassphrase {
		return "", fmt.Errorf("%w: longer than %d bytes", ErrPassphrase, maxPassphrase)
	}
	return normal, nil
}
