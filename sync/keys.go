package sync

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"

	"prep"
)

// MasterKey is 32 random bytes from which the keys of objects are derived. It does not show itself when printed.
type MasterKey [32]byte

// Format hides the key from every verb of package fmt.
func (MasterKey) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[master key]") }

// Keyring holds the master keys of one repository by epoch. An epoch is a random number, so that two machines which
// rotate at once do not give one number to two keys. Objects are sealed with the current one and open with any.
type Keyring struct {
	Repo    prep.ID
	Current prep.ID // an epoch
	Keys    map[prep.ID]MasterKey
}

// keyringVersion is raised when an older version of prep would misread a keyring.
const keyringVersion = 1

// keyringJSON is the form in a key slot and on the machine. `age -d` prints it, so it names what it holds.
type keyringJSON struct {
	Version int                `json:"version"`
	Repo    prep.ID            `json:"repo"`
	Current prep.ID            `json:"current"`
	Keys    map[prep.ID]string `json:"keys"` // base64
}

// NewKeyring draws the first key of a new repository.
func NewKeyring(repo prep.ID) Keyring {
	return Keyring{Repo: repo}.Rotate()
}

// Rotate returns the keyring with one more key, which becomes the current one.
func (k Keyring) Rotate() Keyring {
	keys := maps.Clone(k.Keys)
	if keys == nil {
		keys = make(map[prep.ID]MasterKey)
	}
	var key MasterKey
	_, _ = rand.Read(key[:]) // crypto/rand never fails: it ends the program instead
	epoch := prep.NewID()
	keys[epoch] = key
	return Keyring{Repo: k.Repo, Current: epoch, Keys: keys}
}

// MarshalJSON writes the keys themselves: the result is a secret.
func (k Keyring) MarshalJSON() ([]byte, error) {
	form := keyringJSON{Version: keyringVersion, Repo: k.Repo, Current: k.Current, Keys: make(map[prep.ID]string, len(k.Keys))}
	for epoch, key := range k.Keys {
		form.Keys[epoch] = base64.StdEncoding.EncodeToString(key[:])
	}
	return json.Marshal(form)
}

// UnmarshalJSON reads a keyring. A damaged one is ErrTampered, one of a later version ErrNewerFormat.
func (k *Keyring) UnmarshalJSON(text []byte) error {
	var form keyringJSON
	if err := json.Unmarshal(text, &form); err != nil {
		return fmt.Errorf("keyring: %w: %w", ErrTampered, err)
	}
	if form.Version > keyringVersion {
		return fmt.Errorf("keyring: %w: version %d", ErrNewerFormat, form.Version)
	}
	ring := Keyring{Repo: form.Repo, Current: form.Current, Keys: make(map[prep.ID]MasterKey, len(form.Keys))}
	for epoch, text := range form.Keys {
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(raw) != len(MasterKey{}) {
			return fmt.Errorf("keyring: %w: the key of epoch %s is not 32 bytes in base64", ErrTampered, epoch)
		}
		ring.Keys[epoch] = MasterKey(raw)
	}
	if err := ring.check(); err != nil {
		return err
	}
	*k = ring
	return nil
}

// parseKeyring reads the JSON of a keyring that must be the repository's.
func parseKeyring(repo prep.ID, text []byte) (Keyring, error) {
	var ring Keyring
	if !json.Valid(text) {
		return Keyring{}, fmt.Errorf("keyring: %w: not JSON", ErrTampered)
	}
	if err := json.Unmarshal(text, &ring); err != nil {
		return Keyring{}, err
	}
	if ring.Repo != repo {
		return Keyring{}, fmt.Errorf("keyring: %w: it belongs to repository %s", ErrTampered, ring.Repo)
	}
	return ring, nil
}

func (k Keyring) check() error {
	if _, known := k.Keys[k.Current]; k.Repo == 0 || k.Current == 0 || !known {
		return fmt.Errorf("keyring: %w: no repository or no current key", ErrTampered)
	}
	return nil
}
