package sync

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"prep"
)

// lived is the folder of a repository with two machines, two keys, a fold, an undo, a delete that an edit survived, one
// that nothing survived, and a purge; and the recovery code of today.
func lived(t *testing.T) (folder string, laptop *machine, code string) {
	t.Helper()
	folder = t.TempDir()
	bucket, err := Open(t.Context(), "file://"+folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	laptop = newMachine(t, "laptop")
	desk := newMachine(t, "desk")
	laptop.init(bucket)
	desk.join(bucket)
	deck, entry, secret := prep.NewID(), prep.NewID(), prep.NewID()
	card, gone, survives := prep.NewID(), prep.NewID(), prep.NewID()
	set := func(m *machine, table prep.Table, id prep.ID, fields prep.Fields) {
		t.Helper()
		m.update(func(tx *prep.Tx) error { _, err := tx.Set(table, id, fields); return err })
	}
	set(laptop, prep.Decks, deck, prep.Fields{"name": "Go"})
	set(laptop, prep.Cards, card, prep.Fields{
		"kind": "question", "front": "What does a nil map do on write?", "back": "Nothing.", "deck": deck, "added": 1,
	})
	laptop.card(gone, "Goes")
	laptop.card(survives, "Survives?")
	set(laptop, prep.Entries, entry, prep.Fields{
		"title": "The release that was nine days late", "happened": 20756, "lesson": "Say it.",
	})
	set(laptop, prep.Entries, secret, prep.Fields{"title": "Nobody is to know"})
	for range usual.foldCount + 2 {
		laptop.review(card, 3)
		laptop.sync(bucket)
	}
	desk.sync(bucket)
	set(desk, prep.Cards, card, prep.Fields{"back": "It panics."})
	set(desk, prep.Entries, entry, prep.Fields{"lesson": "Say it on the day I know."})
	set(desk, prep.Cards, survives, prep.Fields{"front": "Survives", "back": "back of Survives", "added": 2})
	laptop.update(func(tx *prep.Tx) error {
		last, err := tx.LastReview()
		if err != nil {
			return err
		}
		if err := tx.Delete(prep.Cards, gone); err != nil {
			return err
		}
		if err := tx.Delete(prep.Cards, survives); err != nil {
			return err
		}
		if err := tx.Purge(prep.Entries, secret); err != nil {
			return err
		}
		return tx.UndoReview(last)
	})
	ring, renewed, err := Rotate(t.Context(), laptop.db, bucket, Credentials{Passphrase: "correct horse", Work: testWork})
	if err != nil {
		t.Fatal(err)
	}
	laptop.ring = ring
	desk.sync(bucket) // with the old key
	desk.join(bucket)
	answer := prep.NewID()
	set(desk, prep.Answers, answer, prep.Fields{"question": "Tell me about a failure", "entry": entry, "text": "The release slipped."})
	both := func() {
		t.Helper()
		for range 2 {
			laptop.sync(bucket)
			desk.sync(bucket)
		}
	}
	both()
	laptop.now = desk.now.Add(time.Minute) // each of the two has a last word somewhere
	set(laptop, prep.Answers, answer, prep.Fields{"text": "The release slipped. I said so too late."})
	both()
	laptop.sync(bucket)
	sameState(t, laptop, desk)
	return folder, laptop, renewed.String()
}

// busy is the folder of a repository of two machines, one of which synced often enough for a fold, beside which what it
// replaced still is.
func busy(t *testing.T) (folder string, laptop *machine) {
	t.Helper()
	folder = t.TempDir()
	bucket, err := Open(t.Context(), "file://"+folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	laptop = newMachine(t, "laptop")
	desk := newMachine(t, "desk")
	laptop.init(bucket)
	desk.join(bucket)
	card := prep.NewID()
	for range usual.foldCount + 2 {
		laptop.review(card, 3)
		laptop.sync(bucket)
	}
	desk.review(card, 4)
	desk.sync(bucket)
	laptop.sync(bucket)
	return folder, laptop
}

// events are lines with their writers, in an order of their own.
func events(lines string) []string {
	var all []string
	writer := ""
	for line := range strings.Lines(lines) {
		if from, found := strings.CutPrefix(line, fromPrefix); found {
			writer = from[:len(prep.ID(0).String())]
			continue
		}
		all = append(all, writer+" "+line)
	}
	slices.Sort(all)
	return all
}

// logOf is what a machine has in its log.
func logOf(t *testing.T, m *machine) []string {
	t.Helper()
	var all []string
	err := m.db.View(t.Context(), func(tx *prep.Tx) error {
		return tx.EachHeld(func(e prep.Event) error {
			all = append(all, fmt.Sprintf("%s %s\n", e.Stream, e.Line))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// heldBy is what is in some objects.
func heldBy(t *testing.T, m *machine, folder string, objects []string) []string {
	t.Helper()
	sealer, err := NewSealer(m.ring)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, file := range objects {
		key, err := filepath.Rel(folder, file)
		if err != nil {
			t.Fatal(err)
		}
		name, err := ParseKey(filepath.ToSlash(key))
		if err != nil {
			t.Fatal(err)
		}
		payload, err := sealer.Open(batchSealKey(name.ID, name.First, name.Last), readFile(t, file), 0)
		if err != nil {
			t.Fatal(err)
		}
		b, err := decodePayload(payload)
		if err == nil {
			err = b.each(func(writer prep.ID, line []byte) error {
				all = append(all, fmt.Sprintf("%s %s\n", writer, line))
				return nil
			})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// found lists the files of a folder in the order of their names.
func found(t *testing.T, folder, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(files), err)
	}
	return files
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func writeFile(t *testing.T, path string, body []byte) {
	t.Helper()
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func flipped(body []byte, at int) []byte {
	body = slices.Clone(body)
	body[at] ^= 1
	return body
}
