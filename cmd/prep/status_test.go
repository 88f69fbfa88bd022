package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"prep"
	remote "prep/sync"
)

func TestClassify(t *testing.T) {
	tests := []struct {
		err    error
		status int
		hint   string // the beginning of it
	}{
		{nil, 0, ""},
		{errors.New("no"), 1, ""},
		{usagef("unknown option"), 2, "prep help"},
		{prep.ErrNotFound, 1, ""},
		{prep.ErrAmbiguous, 1, "type more characters"},
		{prep.ErrBusy, 1, "another prep is writing"},
		{prep.ErrDamaged, 3, "keep the file"},
		{prep.ErrForeign, 1, "the file was left"},
		{prep.ErrNewer, 1, "install the newest prep"},
		{prep.ErrReadOnly, 1, "make the file"},
		{prep.ErrFull, 1, "free some space"},
		{prep.ErrCannot, 1, "is the folder there"},
		{errIntegrity, 3, ""},
		{fs.ErrPermission, 1, "you may not"},
		{context.Canceled, 130, ""},
		{&url.Error{Op: "Get", Err: context.Canceled}, 130, ""},
		{&url.Error{Op: "Get", Err: syscall.ECONNREFUSED}, 4, "is the network up"},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, 4, "is the network up"},
		{&net.DNSError{Err: "no such host"}, 4, "is the network up"},
		{&fs.PathError{Op: "open", Path: "x", Err: syscall.ENOENT}, 1, ""}, // a syscall.Errno is a net.Error by its methods
		{remote.ErrUnreachable, 4, "is the network up"},
		{fmt.Errorf("%w: %w", remote.ErrUnreachable, context.Canceled), 130, ""},
		{remote.ErrPassphrase, 1, "nothing was written"},
		{remote.ErrTampered, 3, ""},
		{withHint(prep.ErrBusy, "wait for %s", "it"), 1, "wait for it"},
		{withHint(usagef("x"), "y"), 2, "y"},
	}
	for _, test := range tests {
		for _, err := range []error{test.err, fmt.Errorf("open deck %q: %w", "go", test.err)} {
			if test.err == nil && err != nil {
				continue
			}
			status, hint := classify(err)
			if status != test.status || !strings.HasPrefix(hint, test.hint) || (hint == "") != (test.hint == "") {
				t.Errorf("%v: status %d, hint %q, want %d, %q", err, status, hint, test.status, test.hint)
			}
		}
	}
}

func TestFail(t *testing.T) {
	tests := []struct {
		err         error
		plain, json string
	}{
		{
			withHint(fmt.Errorf("card %q: %w", "abcd", prep.ErrNotFound), "prep list"),
			"prep: card \"abcd\": not found\nprep: hint: prep list\n",
			`{"error":"card \"abcd\": not found","hint":"prep list","status":1}` + "\n",
		},
		{errors.New("one\ntwo\x1b[2J"), "prep: one; two\\x1b[2J\n", `{"error":"one\ntwo\u001b[2J","status":1}` + "\n"},
		{
			fmt.Errorf("import: %w", context.Canceled),
			"prep: interrupted\nprep: hint: what was done before is saved\n",
			`{"error":"interrupted","hint":"what was done before is saved","status":130}` + "\n",
		},
		{&os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}, "", ""},
	}
	for _, test := range tests {
		e, stdout, stderr := testEnv(t)
		e.fail(test.err)
		plain := stderr.String()
		stderr.Reset()
		e.json = true
		e.fail(test.err)
		if plain != test.plain || stderr.String() != test.json || stdout.Len() > 0 {
			t.Errorf("%v:\n%q\n%q\nstdout %q", test.err, plain, stderr, stdout)
		}
	}
}

func TestNotes(t *testing.T) {
	e, _, stderr := testEnv(t)
	e.note("%q is %s", "last friday", "2026-10-30")
	e.warn("the clock of %s is 3 h ahead", "laptop")
	e.echoDay("2026-10-30", day("2026-10-30"))
	e.echoDay("last friday", day("2026-10-30"))
	e.json = true
	e.note("done")
	e.warn("careful")
	want := "prep: \"last friday\" is 2026-10-30\nprep: warning: the clock of laptop is 3 h ahead\n" +
		"prep: \"last friday\" is Friday 2026-10-30\n{\"note\":\"done\"}\n{\"warning\":\"careful\"}\n"
	if stderr.String() != want {
		t.Errorf("got %q", stderr)
	}
}
