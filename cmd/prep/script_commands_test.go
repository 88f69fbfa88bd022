package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"prep/sync/s3test"
)

type scriptCommand = func(ts *testscript.TestScript, neg bool, args []string)

// scriptCommands are the commands that scripts have besides testscript's own:
//
//	status N PROGRAM ARGS…       run a program and want that exit status
//	now TIME                     set the clock (RFC 3339), or move it: now +10m, now +3d
//	json FILE PATH is VALUE      look into JSON: .cards[0].front; FILE may be stdout or stderr, and may hold
//	json FILE PATH len N         one document or several, then [0] is the first
//	[!] json FILE PATH exists
//	mode FILE 0600               the permissions of a file or folder
//	id NAME                      put the id that stdout holds alone into the variable NAME
//	bucket minio|versitygw       start the server and make a bucket: $ENDPOINT, $BUCKET and credentials;
//	                             $BUCKET_FOLDER is where the server keeps it
func scriptCommands(servers *servers) map[string]scriptCommand {
	return map[string]scriptCommand{
		"status": scriptStatus,
		"now":    scriptNow,
		"json":   scriptJSON,
		"mode":   scriptMode,
		"id":     scriptID,
		"bucket": servers.bucket,
	}
}

func scriptStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	err = ts.Exec(args[1], args[2:]...)
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

func scriptNow(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: now TIME|+DURATION")
	}
	by, moves := strings.CutPrefix(args[0], "+")
	if !moves {
		_, err := scriptedClock(args[0])
		ts.Check(err)
		ts.Setenv("PREP_NOW", args[0])
		return
	}
	now, err := time.Parse(time.RFC3339, ts.Getenv("PREP_NOW"))
	ts.Check(err)
	if days, whole := strings.CutSuffix(by, "d"); whole {
		n, err := strconv.Atoi(days)
		ts.Check(err)
		now = now.AddDate(0, 0, n)
	} else {
		d, err := time.ParseDuration(by)
		ts.Check(err)
		now = now.Add(d)
	}
	ts.Setenv("PREP_NOW", now.Format(time.RFC3339))
}

func scriptMode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode FILE 0600")
	}
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[1] {
		ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
	}
}

func scriptID(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: id NAME")
	}
	out := ts.ReadFile("stdout")
	id, ended := strings.CutSuffix(out, "\n")
	if !ended || len(id) != 13 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		ts.Fatalf("stdout is not an id alone: %q", out)
	}
	ts.Setenv(args[0], id)
}

func scriptJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: json FILE PATH is VALUE | len N | exists")
	}
	value, err := lookUpJSON(ts.ReadFile(args[0]), args[1])
	switch {
	case args[2] == "exists" && len(args) == 3:
		if found := err == nil; found == neg {
			ts.Fatalf("%s: exists %v (%v)", args[1], found, err)
		}
		return
	case len(args) != 4:
		ts.Fatalf("json: want one value after %s", args[2])
	}
	ts.Check(err)
	got := fmt.Sprint(value)
	if args[2] == "len" {
		list, ok := value.([]any)
		if !ok {
			ts.Fatalf("%s: not a list: %v", args[1], value)
		}
		got = strconv.Itoa(len(list))
	}
	if (got == args[3]) == neg {
		ts.Fatalf("%s: got %s, asked for %v %s", args[1], got, !neg, args[3])
	}
}

// lookUpJSON finds the value at a path such as .cards[0].front.
func lookUpJSON(text, path string) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber()
	var documents []any
	for {
		var document any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		documents = append(documents, document)
	}
	var value any = documents
	if len(documents) == 1 {
		value = documents[0]
	}
	for _, step := range strings.FieldsFunc(strings.ReplaceAll(path, "[", ".["), func(r rune) bool { return r == '.' }) {
		if index, ok := strings.CutPrefix(step, "["); ok {
			n, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
			list, isList := value.([]any)
			if err != nil || !isList || n < 0 || n >= len(list) {
				return nil, fmt.Errorf("no %s in %v", step, value)
			}
			value = list[n]
			continue
		}
		object, _ := value.(map[string]any)
		next, found := object[step]
		if !found {
			return nil, fmt.Errorf("no %s in %v", step, value)
		}
		value = next
	}
	return value, nil
}

// servers are the real S3 servers that scripts share; each starts when the first script asks for it.
type servers struct {
	t              *testing.T
	minio, versity func() *s3test.Server
}

func newServers(t *testing.T) *servers {
	return &servers{
		t:       t,
		minio:   sync.OnceValue(func() *s3test.Server { return s3test.MinIO(t) }),
		versity: sync.OnceValue(func() *s3test.Server { return s3test.Versity(t) }),
	}
}

func (s *servers) bucket(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 || args[0] != "minio" && args[0] != "versitygw" {
		ts.Fatalf("usage: bucket minio|versitygw")
	}
	start := s.minio
	if args[0] == "versitygw" {
		start = s.versity
	}
	server := start()
	for _, variable := range server.Env() {
		name, value, _ := strings.Cut(variable, "=")
		ts.Setenv(name, value)
	}
	ts.Setenv("AWS_ENDPOINT_URL_S3", "") // scripts say --endpoint, or set it themselves
	ts.Setenv("ENDPOINT", server.Endpoint)
	bucket := server.CreateBucket(s.t)
	ts.Setenv("BUCKET", bucket)
	ts.Setenv("BUCKET_FOLDER", server.Folder(bucket))
}
