package sync_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"prep/sync"
)

const testWork = 4 // 16 iterations of scrypt

func sealSlot(t *testing.T, ring sync.Keyring, passphrase string) []byte {
	t.Helper()
	slot, err := sync.SealSlot(ring, passphrase, testWork)
	if err != nil {
		t.Fatal(err)
	}
	return slot
}

func TestSlotOpensWithItsPassphraseOnly(t *testing.T) {
	ring := sync.NewKeyring(7).Rotate().Rotate()
	code := sync.NewRecoveryCode()
	for _, test := range []struct {
		name, sealed, typed string
		want                error
	}{
		{"the same", "correct horse", "correct horse", nil},
		{"another", "correct horse", "correct horses", sync.ErrPassphrase},
		{"another case", "correct horse", "Correct horse", sync.ErrPassphrase},
		{"spaces count", "correct horse", "correct horse ", sync.ErrPassphrase},
		{"é as one sign and as two", "caf\u00e9", "cafe\u0301", nil},
		{"empty", "correct horse", "", sync.ErrPassphrase},
		{"blank", "correct horse", " \n", sync.ErrPassphrase},
		{"very long", strings.Repeat("x", 1024), strings.Repeat("x", 1024), nil},
		{"too long", "correct horse", strings.Repeat("x", 1025), sync.ErrPassphrase},
		{"a recovery code", code.String(), code.String(), nil},
		{"a recovery code read aloud", code.String(), strings.ToUpper(strings.Join(code.Words(), ",  ")), nil},
		{"another recovery code", code.String(), sync.NewRecoveryCode().String(), sync.ErrPassphrase},
	} {
		t.Run(test.name, func(t *testing.T) {
			slot := sealSlot(t, ring, test.sealed)
			back, err := sync.OpenSlot(7, slot, test.typed)
			if !errors.Is(err, test.want) || test.want == nil && err != nil {
				t.Fatalf("open: %v, want %v", err, test.want)
			}
			if test.want == nil {
				if diff := cmp.Diff(ring, back); diff != "" {
					t.Errorf("keyring (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestBadSlots(t *testing.T) {
	ring := sync.NewKeyring(7)
	slot := sealSlot(t, ring, "pass")
	other := func(text string) []byte { return ageSeal(t, text, "pass", testWork) }
	for _, test := range []struct {
		name string
		slot []byte
		want error
	}{
		{"nothing", nil, sync.ErrTampered},
		{"another file", []byte("PREP and more"), sync.ErrTampered},
		{"cut short", slot[:len(slot)-1], sync.ErrTampered},
		{"cut in the header", slot[:40], sync.ErrTampered},
		{"longer", append(bytes.Clone(slot), 0), sync.ErrTampered},
		{"huge", make([]byte, 1<<20), sync.ErrTooLarge},
		{"of another repository", sealSlot(t, sync.NewKeyring(8), "pass"), sync.ErrTampered},
		{"not JSON", other("hello"), sync.ErrTampered},
		{"empty JSON", other("{}"), sync.ErrTampered},
		{"a short key", other(`{"version":1,"repo":"aaaaaaaaaaaao","current":"aaaaaaaaaaaao","keys":{"aaaaaaaaaaaao":"AAAA"}}`), sync.ErrTampered},
		{"newer", other(`{"version":2,"lattice":"…"}`), sync.ErrNewerFormat},
		{"costs a gigabyte and more", ageHeader(21), sync.ErrTampered},
	} {
		if back, err := sync.OpenSlot(7, test.slot, "pass"); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v, want %v", test.name, back, err, test.want)
		}
	}
	for i := range slot { // whichever bit flips, nothing opens and nothing is taken for a keyring
		damaged := bytes.Clone(slot)
		damaged[i] ^= 1
		if bytes.Contains(slot[max(0, i-3):min(len(slot), i+3)], []byte(" 4\n")) {
			continue // the work factor itself, which must not become a large one here
		}
		if _, err := sync.OpenSlot(7, damaged, "pass"); !errors.Is(err, sync.ErrTampered) && !errors.Is(err, sync.ErrPassphrase) {
			t.Errorf("byte %d flipped: %v", i, err)
		}
	}
}

func ageSeal(t *testing.T, text, passphrase string, work int) []byte {
	t.Helper()
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	recipient.SetWorkFactor(work)
	var sealed bytes.Buffer
	writer, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(writer, text); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return sealed.Bytes()
}

// ageHeader is the beginning of a file that asks for a work factor.
func ageHeader(work int) []byte {
	return fmt.Appendf(nil, "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA %d\n%s\n--- %s\n", work,
		strings.Repeat("A", 43), strings.Repeat("A", 43))
}

// A slot is an ordinary age file: age alone gives the keys back, as the README promises.
func TestAgeOpensSlots(t *testing.T) {
	ring := sync.NewKeyring(7).Rotate()
	slot := sealSlot(t, ring, "correct horse battery staple")
	identity, err := age.NewScryptIdentity("correct horse battery staple")
	if err != nil {
		t.Fatal(err)
	}
	reader, err := age.Decrypt(bytes.NewReader(slot), identity)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	wantKeyring(t, text, ring)
}

// A slot of this version must open for ever, with the passphrase and with the recovery code that people wrote down.
func TestGoldenSlotsOpen(t *testing.T) {
	code := sync.RecoveryCode([]byte("sixteen bytes ok")).String()
	for file, passphrase := range map[string]string{
		"slot-passphrase.age": "correct horse battery staple",
		"slot-recovery.age":   code,
	} {
		file = filepath.Join("testdata", file)
		if *updateGolden {
			if err := os.WriteFile(file, sealSlot(t, goldenRing(t), passphrase), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ring := goldenRing(t)
		got, err := sync.OpenSlot(ring.Repo, mustRead(t, file), passphrase)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(ring, got); diff != "" {
			t.Errorf("%s: keyring (-want +got):\n%s", file, diff)
		}
	}
}

func wantKeyring(t *testing.T, text []byte, want sync.Keyring) {
	t.Helper()
	var got sync.Keyring
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keyring (-want +got):\n%s", diff)
	}
}
