package sync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/zalando/go-keyring"

	"prep"
)

// ErrNoKeyring says that this machine keeps no keys of the repository: it has not joined, or its keys are where this
// session cannot reach them.
var ErrNoKeyring = errors.New("no keys of this repository on this machine")

// KeyStore keeps the keyrings of repositories on this machine.
type KeyStore interface {
	// Load returns the keyring of a repository, ErrNoKeyring when there is none.
	Load(ctx context.Context, repo prep.ID) (Keyring, error)

	// Save keeps a keyring in place of an earlier one of the same repository.
	Save(ctx context.Context, ring Keyring) error

	// Forget removes a keyring. That there is none is no error.
	Forget(ctx context.Context, repo prep.ID) error
}

// KeyFiles keeps each keyring in a file of the folder, <repo>.key, readable by its owner only.
func KeyFiles(folder string) KeyStore { return keyFiles{folder: folder} }

// MachineKeys keeps keyrings in the keyring of the operating system, or as KeyFiles where it has none or is asleep.
func MachineKeys(folder string) KeyStore { return machineKeys{files: keyFiles{folder: folder}} }

type keyFiles struct{ folder string }

func (k keyFiles) path(repo prep.ID) string { return filepath.Join(k.folder, repo.String()+".key") }

func (k keyFiles) Load(_ context.Context, repo prep.ID) (Keyring, error) {
	text, err := os.ReadFile(k.path(repo))
	if errors.Is(err, fs.ErrNotExist) {
		return Keyring{}, fmt.Errorf("load keys: %w", ErrNoKeyring)
	}
	if err != nil {
		return Keyring{}, fmt.Errorf("load keys: %w", err)
	}
	return readKeyring(repo, text)
}

func (k keyFiles) Save(_ context.Context, ring Keyring) error {
	text, err := json.Marshal(ring)
	if err != nil {
		return fmt.Errorf("save keys: %w", err)
	}
	if err := os.MkdirAll(k.folder, 0o700); err != nil {
		return fmt.Errorf("save keys: %w", err)
	}
	scratch, err := os.CreateTemp(k.folder, ".key-") // 0600 from the first byte
	if err != nil {
		return fmt.Errorf("save keys: %w", err)
	}
	_, err = scratch.Write(append(text, '\n'))
	if err == nil {
		err = scratch.Sync()
	}
	if err = errors.Join(err, scratch.Close()); err == nil {
		err = os.Rename(scratch.Name(), k.path(ring.Repo))
	}
	if err != nil {
		_ = os.Remove(scratch.Name())
		return fmt.Errorf("save keys: %w", err)
	}
	if folder, err := os.Open(k.folder); err == nil { // make the name last; not every system can
		_ = folder.Sync()
		_ = folder.Close()
	}
	return nil
}

func (k keyFiles) Forget(_ context.Context, repo prep.ID) error {
	if err := os.Remove(k.path(repo)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget keys: %w", err)
	}
	return nil
}

// keyringService is the name under which the operating system lists our secrets; the user is the repository's id.
const keyringService = "prep"

type machineKeys struct{ files keyFiles }

// Load looks for a file first: one is there only when the system's keyring could not be used, and is then the newer.
func (k machineKeys) Load(ctx context.Context, repo prep.ID) (Keyring, error) {
	ring, err := k.files.Load(ctx, repo)
	if !errors.Is(err, ErrNoKeyring) {
		return ring, err
	}
	text, systemErr := answered(ctx, func() (string, error) { return keyring.Get(keyringService, repo.String()) })
	switch {
	case systemErr == nil:
		return readKeyring(repo, []byte(text))
	case ctx.Err() != nil:
		return Keyring{}, fmt.Errorf("load keys: the keyring of the system: %w", ctx.Err())
	case errors.Is(systemErr, keyring.ErrNotFound):
		return Keyring{}, err
	}
	return Keyring{}, fmt.Errorf("%w; the keyring of the system: %w", err, systemErr)
}

func (k machineKeys) Save(ctx context.Context, ring Keyring) error {
	text, err := json.Marshal(ring)
	if err != nil {
		return fmt.Errorf("save keys: %w", err)
	}
	// What cannot be read back was not kept, whatever the system says.
	back, err := answered(ctx, func() (string, error) {
		if err := keyring.Set(keyringService, ring.Repo.String(), string(text)); err != nil {
			return "", err
		}
		return keyring.Get(keyringService, ring.Repo.String())
	})
	if err != nil || back != string(text) {
		return k.files.Save(ctx, ring)
	}
	return k.files.Forget(ctx, ring.Repo)
}

func (k machineKeys) Forget(ctx context.Context, repo prep.ID) error {
	_, err := answered(ctx, func() (string, error) { return "", keyring.Delete(keyringService, repo.String()) })
	if ctx.Err() != nil {
		return fmt.Errorf("forget keys: the keyring of the system: %w", err)
	}
	return k.files.Forget(ctx, repo) // a system without a keyring has nothing to forget
}

// answered calls the system's keyring, which may wait for a person to unlock it, no longer than the context allows.
func answered(ctx context.Context, call func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		text, err := call()
		done <- answer{text, err}
	}()
	select {
	case got := <-done:
		return got.text, got.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func readKeyring(repo prep.ID, text []byte) (Keyring, error) {
	ring, err := parseKeyring(repo, text)
	if err != nil {
		return Keyring{}, fmt.Errorf("load keys: %w", err)
	}
	return ring, nil
}
