package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
	_ "time/tzdata" // scripts name zones; not every machine that runs them has the files

	"github.com/rogpeppe/go-internal/testscript"

	"prep"
)

// TestMain makes of the test's own binary the programs that scripts run:
//
//	prep            prep itself, with its clock in PREP_NOW
//	scripted-editor an editor that does what its arguments say (script_editor_test.go)
//	holding-lock    another prep that is writing: DATABASE FILE makes the file, and stops when it is gone
//	tty             runs a program on a terminal of its own and plays a dialog (script_tty_test.go)
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"prep":            scriptedPrep,
		"scripted-editor": scriptedEditor,
		"holding-lock":    holdingLock,
		"tty":             scriptedTerminal,
	})
}

// scriptedPrep is main with a clock that a script can set: PREP_NOW=2026-11-02T09:00:00+01:00 stands still;
// with "+tick" at its end it goes on from there. In TZ's zone where TZ is set, else with the offset written. Key slots
// cost PREP_SLOT_WORK.
func scriptedPrep() {
	e := systemEnv()
	if now := os.Getenv("PREP_NOW"); now != "" {
		clock, err := scriptedClock(now)
		if err != nil {
			panic(err)
		}
		e.Clock = clock
	}
	e.patience = time.Minute
	if work := os.Getenv("PREP_SLOT_WORK"); work != "" {
		var err error
		if e.slotWork, err = strconv.Atoi(work); err != nil {
			panic(err)
		}
	}
	os.Exit(runOnTerminal(e, os.Args[1:]))
}

func scriptedClock(now string) (func() time.Time, error) {
	const tick = "+tick"
	ticks := len(now) > len(tick) && now[len(now)-len(tick):] == tick
	if ticks {
		now = now[:len(now)-len(tick)]
	}
	start, err := time.Parse(time.RFC3339, now)
	if err != nil {
		return nil, err
	}
	if os.Getenv("TZ") != "" {
		start = start.Local()
	}
	if !ticks {
		return func() time.Time { return start }, nil
	}
	began := time.Now()
	return func() time.Time { return start.Add(time.Since(began)) }, nil
}

func holdingLock() {
	ctx := context.Background()
	db, err := prep.Open(ctx, os.Args[1], prep.Options{Clock: time.Now})
	if err != nil {
		panic(err)
	}
	err = db.Update(ctx, func(*prep.Tx) error {
		if err := os.WriteFile(os.Args[2], nil, 0o600); err != nil {
			return err
		}
		for {
			if _, err := os.Stat(os.Args[2]); err != nil {
				return nil
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	if err != nil {
		panic(err)
	}
}

// TestScripts runs every testdata/script/*.txtar: one for each command, each story and each fixed bug. Besides
// testscript's own commands they have those of script_commands_test.go. What needs a server has $SERVER: MinIO here.
func TestScripts(t *testing.T) {
	params := scriptParams(t, "minio")
	params.Dir = filepath.Join("testdata", "script")
	testscript.Run(t, params)
}

// TestScriptsOnVersity runs those with a server once more with another one.
func TestScriptsOnVersity(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "script", "sync_server_*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	params := scriptParams(t, "versitygw")
	params.Files = files
	testscript.Run(t, params)
}

func scriptParams(t *testing.T, server string) testscript.Params {
	servers := newServers(t)
	revlog, err := filepath.Abs(filepath.Join("..", "..", "deck", "fit", "testdata", "revlog.csv")) // a real person's
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		RequireUniqueNames:  true,
		RequireExplicitExec: false,
		UpdateScripts:       os.Getenv("PREP_UPDATE_SCRIPTS") != "",
		Cmds:                scriptCommands(servers),
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "user")
			if err := os.Mkdir(home, 0o700); err != nil {
				return err
			}
			env.Setenv("HOME", home)
			env.Setenv("PREP_HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("PREP_NOW", "2026-11-02T09:00:00Z") // a Monday
			env.Setenv("TZ", "UTC")
			env.Setenv("PREP_SLOT_WORK", "10") // a passphrase costs a millisecond, not a second
			env.Setenv("EDITOR", "scripted-editor")
			env.Setenv("REVLOG", revlog)
			env.Setenv("SERVER", server)
			return nil
		},
	}
}
