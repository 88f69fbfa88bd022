package tui

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

// formRig drives a form without a terminal and notes what was left.
type formRig struct {
	*form
	left []string
	quit bool
}

func newFormRig(width, height int, start string, fields ...Field) *formRig {
	r := &formRig{}
	r.form = newForm(context.Background(), FormOptions{
		Title: "A new entry", Fields: fields, Start: start, Width: width, Height: height,
		Leave: func(_ context.Context, key string, forward bool, values map[string]string) error {
			direction := "<"
			if forward {
				direction = ">"
			}
			r.left = append(r.left, key+direction+values[key])
			if values[key] == "refused" {
				return errors.New("refused")
			}
			return nil
		},
	})
	r.run(r.inner.Init())
	return r
}

// run runs a command and all that follows from it, except the blinking of a cursor, which waits.
func (r *formRig) run(cmd tea.Cmd) {
	if cmd == nil || strings.Contains(runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name(), "/cursor.") {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			r.run(c)
		}
	case tea.QuitMsg:
		r.quit = true
	default:
		_, next := r.Update(msg)
		r.run(next)
	}
}

func (r *formRig) send(msg tea.Msg) {
	_, cmd := r.Update(msg)
	r.run(cmd)
}

func (r *formRig) text(s string) {
	for _, letter := range s {
		r.send(tea.KeyPressMsg{Code: letter, Text: string(letter)})
	}
}

func (r *formRig) key(code rune, mod tea.KeyMod) { r.send(tea.KeyPressMsg{Code: code, Mod: mod}) }

func formFields() []Field {
	return []Field{
		{Key: "title", Ask: "What failed?", Check: func(s string) error {
			if s == "x" {
				return errors.New("too short")
			}
			return nil
		}},
		{Key: "type", Ask: "Which sort?", Kind: OneOf, Choices: []Choice{{"", "not said"}, {"a", "personal"}, {"b", "professional"}}},
		{Key: "more", Ask: "What else?", Kind: Paragraphs, Hide: func(v map[string]string) bool { return v["type"] == "" }},
		{Key: "lesson", Ask: "What do you know now?", Kind: Paragraphs},
	}
}

func TestFormWalk(t *testing.T) {
	r := newFormRig(80, 24, "", formFields()...)
	r.text("x")
	r.key(tea.KeyEnter, 0)
	if r.at != 0 || !strings.Contains(ansi.Strip(r.render()), "too short") {
		t.Errorf("left a wrong answer:\n%s", ansi.Strip(r.render()))
	}
	r.text("yz")
	r.key(tea.KeyEnter, 0)
	if text := ansi.Strip(r.render()); !strings.Contains(text, "2 of 3 · kept") || !strings.Contains(text, "professional") {
		t.Errorf("the second page:\n%s", text)
	}
	r.key(tea.KeyDown, 0)
	r.key(tea.KeyEnter, 0)
	if text := ansi.Strip(r.render()); !strings.Contains(text, "3 of 4") || !strings.Contains(text, "What else?") {
		t.Errorf("a page that was hidden:\n%s", text)
	}
	r.key(tea.KeyTab, tea.ModShift)
	r.key(tea.KeyEnter, 0)
	r.text("one")
	r.key(tea.KeyEnter, tea.ModAlt)
	r.text("two")
	r.key(tea.KeyEnter, 0)
	r.key('d', tea.ModCtrl)
	if !r.quit || !r.done {
		t.Errorf("quit %v, done %v", r.quit, r.done)
	}
	want := []string{"title>xyz", "type>a", "more<", "type>a", "more>one\ntwo", "lesson>"}
	if diff := cmp.Diff(want, r.left); diff != "" {
		t.Error(diff)
	}
}

// A digit or a letter picks the only choice that begins with it.
func TestFormPick(t *testing.T) {
	sting := Field{Key: "sting", Ask: "How much?", Kind: OneOf, Choices: []Choice{{"", "not said"}, {"1", "1"}, {"5", "5 very much"}, {"n", "never"}}}
	r := newFormRig(80, 24, "", sting, Field{Key: "more", Ask: "What else?"})
	for _, key := range []struct{ typed, want string }{{"5", "5"}, {"1", "1"}, {"7", "1"}, {"n", "1"}, {"ne", "n"}} {
		r.send(tea.KeyPressMsg{Code: rune(key.typed[0]), Text: key.typed})
		if got := r.values()["sting"]; got != key.want {
			t.Errorf("%s picks %q, want %q", key.typed, got, key.want)
		}
	}
	r.text("5")
	if text := ansi.Strip(r.render()); !strings.Contains(text, "> 5 very much") {
		t.Errorf("the choice is not shown:\n%s", text)
	}
	r.key(tea.KeyEnter, 0)
	r.text("5")
	if got := r.values(); got["sting"] != "5" || got["more"] != "5" {
		t.Errorf("%v", got)
	}
}

func TestFormLeft(t *testing.T) {
	r := newFormRig(40, 12, "lesson", formFields()...)
	if r.opts.Fields[r.at].Key != "lesson" {
		t.Fatalf("begins with %s", r.opts.Fields[r.at].Key)
	}
	r.text("half a")
	r.key(tea.KeyEscape, 0)
	if !r.quit || r.done || r.interrupted || r.values()["lesson"] != "half a" {
		t.Errorf("quit %v, done %v, %v", r.quit, r.done, r.values())
	}
	r = newFormRig(40, 12, "", formFields()...)
	r.text("half")
	r.key('c', tea.ModCtrl)
	if !r.quit || !r.interrupted || len(r.left) != 1 || r.left[0] != "title<half" {
		t.Errorf("quit %v, left %q", r.quit, r.left)
	}
	r = newFormRig(40, 12, "", formFields()...)
	r.text("refused")
	r.key(tea.KeyEnter, 0)
	if r.failed == nil || !r.quit {
		t.Errorf("an answer that could not be kept: %v", r.failed)
	}
}

// Whatever the size, the question and the keys are on the screen, and what was typed survives a resize.
func TestFormSizes(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {40, 12}, {24, 8}, {200, 60}} {
		r := newFormRig(80, 24, "lesson", formFields()...)
		r.text("a lesson")
		r.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		text := ansi.Strip(r.render())
		lines := strings.Split(text, "\n")
		if len(lines) > size[1] || !strings.Contains(text, "a lesson") || !strings.Contains(text, "enter next") {
			t.Errorf("%v:\n%s", size, text)
		}
		for _, line := range lines {
			if ansi.StringWidth(line) > size[0] {
				t.Errorf("%v: %d columns: %q", size, ansi.StringWidth(line), line)
			}
		}
	}
}
