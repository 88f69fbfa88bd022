package sync

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/chacha20poly1305"

	"prep"
)

// canRecover reports whether this machine has what recover.py needs, and says so where it has not: nothing is
// installed for a test.
func canRecover(t *testing.T) bool {
	t.Helper()
	readFile(t, "recover.py") // so that go test runs again when it has changed
	for _, program := range []string{"python3", "zstd"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Logf("no %s on this machine: recover.py was not run", program)
			return false
		}
	}
	return true
}

// TestRecoverReadsTheLog recovers repositories as somebody does who has no prep any more, and compares every line with
// the log of a machine.
func TestRecoverReadsTheLog(t *testing.T) {
	if !canRecover(t) {
		return
	}
	t.Run("golden", func(t *testing.T) {
		folder := t.TempDir()
		if err := os.CopyFS(folder, os.DirFS("testdata/bucket-v1")); err != nil {
			t.Fatal(err)
		}
		bucket, err := Open(t.Context(), "file://"+folder, Options{})
		if err != nil {
			t.Fatal(err)
		}
		fresh := newMachine(t, "fresh")
		fresh.join(bucket)
		fresh.sync(bucket)
		keys := openedByAge(t, folder, "correct horse")
		wantRecovered(t, fresh, keys, folder)
		text, messages, status := recovered(t, keys, folder, "--text")
		if status != 0 || messages != "" || !strings.Contains(text, "## The release that was nine days late\n") {
			t.Errorf("status %d, messages %q, document\n%s", status, messages, text)
		}
	})
	t.Run("lived", func(t *testing.T) {
		folder, laptop, code := lived(t)
		keys := openedByAge(t, folder, code)
		wantRecovered(t, laptop, keys, folder)
	})
}

// TestRecoverRefuses: what was changed does not open, is named, and everything else is there.
func TestRecoverRefuses(t *testing.T) {
	if !canRecover(t) {
		return
	}
	folder, laptop := busy(t)
	keys := openedByAge(t, folder, "correct horse")
	objects := found(t, folder, "v1/o/*/*")
	own := found(t, folder, "v1/o/"+laptop.status().Devices[0].Stream.String()+"/*")
	spoilt := map[string]string{} // what is said, by object
	spoil := func(says string, change func(whole []byte) []byte) {
		t.Helper()
		victim := own[len(own)-1] // the last one is listed by the head, the fold is among those before it
		own = own[:len(own)-1]
		whole := readFile(t, victim)
		remove(t, victim)
		if body := change(whole); body != nil {
			writeFile(t, victim, body)
		}
		spoilt[victim] = says
	}
	flip := func(at int) func([]byte) []byte {
		return func(whole []byte) []byte { return flipped(whole, at) }
	}
	other := readFile(t, own[0])
	spoil("gone, says the machine 'laptop'", func([]byte) []byte { return nil })
	spoil("not an object of prep", flip(0))
	spoil("newer version", flip(4))
	spoil("newer version", flip(5))
	spoil("another slot may", flip(7))
	spoil("damaged", flip(headerSize+6))
	spoil("damaged", flip(nonceEnd+3))
	spoil("damaged", func(whole []byte) []byte { return flipped(whole, len(whole)-1) })
	spoil("damaged", func(whole []byte) []byte { return whole[:len(whole)-1] })
	spoil("damaged", func([]byte) []byte { return other })
	spoil("cut short", func(whole []byte) []byte { return whole[:nonceEnd] })
	spoil("cut short", func([]byte) []byte { return []byte{} })
	for _, victim := range own[1:] {
		renamed := strings.Replace(victim, "-000000", "-000009", 1)
		if err := os.Rename(victim, renamed); err != nil {
			t.Fatal(err)
		}
		spoilt[victim], spoilt[renamed] = "", "damaged"
	}
	heads := found(t, folder, "v1/h/2.*")
	for _, head := range heads {
		if !strings.Contains(head, laptop.status().Devices[0].Stream.String()) {
			writeFile(t, head, flipped(readFile(t, head), 100)) // it says only what should be there
			spoilt[head] = "damaged"
		}
	}
	got, messages, status := recovered(t, keys, folder)
	if status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	for victim, says := range spoilt {
		name, err := filepath.Rel(folder, victim)
		if err != nil {
			t.Fatal(err)
		}
		_, said, _ := strings.Cut(messages, "recover.py: "+filepath.ToSlash(name)+": ")
		said, _, _ = strings.Cut(said, "\n")
		if !strings.Contains(said, says) {
			t.Errorf("%s: %q, want %q", name, said, says)
		}
	}
	rest := slices.DeleteFunc(objects, func(o string) bool { _, is := spoilt[o]; return is })
	want := heldBy(t, laptop, folder, rest)
	if whole := logOf(t, laptop); len(want) == 0 || len(want) >= len(whole) {
		t.Errorf("%d events of %d are to be left", len(want), len(whole))
	}
	if diff := cmp.Diff(want, events(got)); diff != "" {
		t.Errorf("recovered (-other objects +lines):\n%s", diff)
	}
}

// TestRecoverText writes the rows as a person reads them.
func TestRecoverText(t *testing.T) {
	if !canRecover(t) {
		return
	}
	folder, laptop, code := lived(t)
	bucket, err := Open(t.Context(), "file://"+folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	lost, entry := newMachine(t, "lost"), prep.NewID() // it never learns of the purge
	lost.join(bucket)
	lost.update(func(tx *prep.Tx) error {
		_, err := tx.Set(prep.Entries, entry, prep.Fields{"title": "Purged elsewhere"})
		return err
	})
	lost.sync(bucket)
	laptop.sync(bucket)
	laptop.update(func(tx *prep.Tx) error { return tx.Purge(prep.Entries, entry) })
	laptop.sync(bucket)
	got, messages, status := recovered(t, openedByAge(t, folder, code), folder, "--text")
	const want = `# Journal

## The release that was nine days late

**happened**: 2026-10-30

**lesson**: Say it on the day I know.

# Answers

## Tell me about a failure

**entry**: The release that was nine days late

The release slipped. I said so too late.

# Cards

## What does a nil map do on write?

It panics.

**deck**: Go

**kind**: question

## Survives

back of Survives

**kind**: question

`
	if diff := cmp.Diff(want, got); diff != "" || status != 0 || messages != "" {
		t.Errorf("status %d, messages %q, document (-want +got):\n%s", status, messages, diff)
	}
}

// TestRecoverDecrypts compares the cipher of recover.py with that of golang.org/x/crypto, around the lengths at which a
// block, or a piece of many blocks, ends.
func TestRecoverDecrypts(t *testing.T) {
	if !canRecover(t) {
		return
	}
	random := newRandom(1)
	draw := func(length int) []byte {
		b := make([]byte, length)
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		return b
	}
	lengths := []int{200_000}
	for n := range 200 {
		lengths = append(lengths, n)
	}
	const piece = 1024 * 64
	for n := piece - 64 - 3; n <= piece+3; n += 2 {
		lengths = append(lengths, n)
	}
	var input, want bytes.Buffer
	for _, length := range lengths {
		key, nonce, additional, plain := draw(32), draw(24), draw(random.IntN(60)), draw(length)
		aead, err := chacha20poly1305.NewX(key)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&input, "%x %x %x x%x\n", key, nonce, aead.Seal(nil, nonce, plain, additional), additional)
		fmt.Fprintf(&want, "%x\n", plain)
	}
	got, messages, status := python(t, &input, "-c", `
import recover, sys
for line in sys.stdin:
    key, nonce, sealed, additional = map(bytes.fromhex, line.replace("x", "").split(" "))
    print(recover.decrypt(key, nonce, sealed, additional).hex())
`)
	if status != 0 || got != want.String() {
		t.Errorf("status %d, %d bytes, want %d: %s", status, len(got), want.Len(), messages)
	}
}

// openedByAge does what `age -d` does with each key slot, until one opens, and returns the file that it prints.
func openedByAge(t *testing.T, folder, secret string) (keys string) {
	t.Helper()
	slots, err := filepath.Glob(filepath.Join(folder, "v1/h/1.*"))
	if err != nil {
		t.Fatal(err)
	}
	identity, err := age.NewScryptIdentity(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, slot := range slots {
		reader, err := age.Decrypt(bytes.NewReader(readFile(t, slot)), identity)
		if err != nil {
			continue // the slot of another secret
		}
		text, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		keys = filepath.Join(t.TempDir(), "keys.json")
		writeFile(t, keys, text)
		return keys
	}
	t.Fatalf("none of %d slots opens", len(slots))
	return ""
}

func wantRecovered(t *testing.T, m *machine, keys, folder string) {
	t.Helper()
	got, messages, status := recovered(t, keys, folder)
	if status != 0 || messages != "" {
		t.Errorf("status %d, messages %q", status, messages)
	}
	want := logOf(t, m)
	if len(want) == 0 {
		t.Fatal("the log is empty")
	}
	if diff := cmp.Diff(want, events(got)); diff != "" {
		t.Errorf("recovered (-log +lines):\n%s", diff)
	}
}

func recovered(t *testing.T, keys, folder string, options ...string) (out, messages string, status int) {
	t.Helper()
	return python(t, nil, append(append([]string{"recover.py"}, options...), keys, folder)...)
}

func python(t *testing.T, stdin io.Reader, args ...string) (out, messages string, status int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	command := exec.CommandContext(t.Context(), "python3", append([]string{"-B"}, args...)...)
	command.Stdin, command.Stdout, command.Stderr = stdin, &stdout, &stderr
	if err := command.Run(); err != nil && command.ProcessState == nil {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), command.ProcessState.ExitCode()
}
