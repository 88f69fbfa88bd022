package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"prep"
)

// recorders are the programs that record from the microphone until they are interrupted, in the order in which
// they are looked for. FILE stands for the file.
var recorders = [][]string{
	{"pw-record", "--channels=1", "FILE"},
	{"parecord", "--channels=1", "--file-format=wav", "FILE"},
	{"arecord", "-q", "-f", "cd", "-c", "1", "-t", "wav", "FILE"},
	{"rec", "-q", "-c", "1", "FILE"},
	{"ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-f", "pulse", "-i", "default", "-ac", "1", "FILE"},
}

// How long a recorder has to end after it was asked to, before it is asked less kindly. A recorder writes the
// length of the recording into the file's head when it ends: killed at once it would leave a file that is not whole.
const (
	recorderGrace = 3 * time.Second
	emptyWAV      = 44 // bytes of a WAV file's head

	// A recorder that cannot record says so at once: nobody is told that it records before that.
	recorderTakesHold = 200 * time.Millisecond
)

// recorder records attempts, each into a file of its name that only its owner can read.
type recorder struct {
	command []string
	folder  string

	mutex   sync.Mutex
	running *exec.Cmd
	ended   chan error
	file    string
	stderr  *bytes.Buffer
	over    prep.ID // the attempt that is over: a start of it that comes late starts nothing
	trouble error   // what went wrong with the last attempt
}

// recorder finds the program that records; nil: nobody wants it, or there is none, which is told.
func (e *env) recorder(no bool) (*recorder, error) {
	config, err := e.config()
	if err != nil || no || config.Practice.Keep == keepNone {
		return nil, err
	}
	folder, err := e.recordings()
	if err != nil {
		return nil, err
	}
	if own := config.Practice.Recorder; own != "" {
		if runtime.GOOS == "windows" {
			return &recorder{command: strings.Fields(strings.ReplaceAll(own, "{file}", "FILE")), folder: folder}, nil
		}
		script := strings.ReplaceAll(own, "{file}", `"$1"`)
		if script == own {
			script += ` "$1"`
		}
		return &recorder{command: []string{"sh", "-c", "exec " + script, "sh", "FILE"}, folder: folder}, nil
	}
	for _, command := range recorders {
		if path, err := exec.LookPath(command[0]); err == nil {
			e.note("recording with %s (--no-record leaves it out)", command[0])
			return &recorder{command: append([]string{path}, command[1:]...), folder: folder}, nil
		}
	}
	e.note("no recorder found: install pw-record, arecord, sox or ffmpeg, or set practice.recorder")
	return nil, nil
}

// recordings is the folder of the recordings.
func (e *env) recordings() (string, error) {
	places, err := e.paths()
	return filepath.Join(places.Data, "recordings"), err
}

func (r *recorder) path(attempt prep.ID) string {
	return filepath.Join(r.folder, attempt.String()+".wav")
}

// start begins to record an attempt.
func (r *recorder) start(attempt prep.ID) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if attempt == r.over {
		return nil
	}
	r.trouble = nil
	if err := makePrivate(r.folder); err != nil {
		return err
	}
	r.file = r.path(attempt)
	// The file is there before the recorder opens it, so that at no time anybody else can read it.
	file, err := os.OpenFile(r.file, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make recording: %w", err)
	}
	if err := file.Close(); err != nil {
		return err
	}
	args := make([]string, len(r.command))
	for i, arg := range r.command {
		args[i] = strings.ReplaceAll(arg, "FILE", r.file)
	}
	command := exec.Command(args[0], args[1:]...)
	r.stderr = new(bytes.Buffer)
	command.Stderr = r.stderr
	dieWithParent(command)
	if err := command.Start(); err != nil {
		r.trouble = fmt.Errorf("recorder %s: %w", args[0], err)
		return errors.Join(r.trouble, os.Remove(r.file))
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			r.trouble = r.failed(err)
			return errors.Join(r.trouble, os.Remove(r.file))
		}
		ended <- nil
	case <-time.After(recorderTakesHold):
	}
	r.running, r.ended = command, ended
	return nil
}

// finish ends the recording of an attempt, however the attempt ended.
func (r *recorder) finish(attempt prep.ID) error {
	r.mutex.Lock()
	r.over = attempt
	r.mutex.Unlock()
	return r.stop()
}

// stop ends the recording so that its file is whole. Without one it does nothing.
func (r *recorder) stop() error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.running == nil {
		return nil
	}
	command, ended := r.running, r.ended
	r.running = nil
	var err error
	select {
	case err = <-ended: // it ended by itself
	default:
		err = endRecorder(command.Process, ended)
	}
	info, missing := os.Stat(r.file)
	if missing == nil && info.Size() <= emptyWAV { // a head and no sound
		missing = cmp.Or(os.Remove(r.file), errors.New("it wrote nothing"))
	} else if missing == nil {
		missing = os.Chmod(r.file, 0o600)
	}
	if err = cmp.Or(err, missing); err != nil {
		r.trouble = r.failed(err)
		return r.trouble
	}
	return nil
}

// whatFailed is what went wrong with the last attempt; nil: nothing did.
func (r *recorder) whatFailed() error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.trouble
}

// failed says what went wrong with the recorder, in its own last words where it had some.
func (r *recorder) failed(err error) error {
	words := strings.TrimSpace(r.stderr.String())
	if i := strings.LastIndexByte(words, '\n'); i >= 0 {
		words = words[i+1:]
	}
	if words != "" {
		return fmt.Errorf("recorder: %w: %s", err, words)
	}
	return fmt.Errorf("recorder: %w", err)
}

// endRecorder asks the recorder to end, first as Ctrl-C does.
func endRecorder(process *os.Process, ended <-chan error) error {
	for _, signal := range stopSignals {
		if err := process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			continue
		}
		select {
		case <-ended: // with which status says nothing: most say that they were interrupted
			return nil
		case <-time.After(recorderGrace):
		}
	}
	return fmt.Errorf("recorder %d does not end", process.Pid)
}

// has reports whether there is a recording of the attempt.
func (r *recorder) has(attempt prep.ID) bool {
	_, err := os.Stat(r.path(attempt))
	return err == nil
}

// discard removes the recording of an attempt that was not told to its end.
func (r *recorder) discard(attempt prep.ID) error {
	if err := os.Remove(r.path(attempt)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
