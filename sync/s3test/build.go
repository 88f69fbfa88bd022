package s3test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// program is a server that the Go module proxy carries.
type program struct {
	name    string // of the executable
	module  string // the package to install
	version string
}

// path returns where the built executable is kept: in the user's cache, so that it is built once and is there
// without the network afterwards.
func (p program) path() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache for %s: %w", p.name, err)
	}
	folder := fmt.Sprintf("%s-%s-%s-%s", p.name, p.version, runtime.GOOS, runtime.GOARCH)
	executable := p.name
	if runtime.GOOS == "windows" {
		executable += ".exe"
	}
	return filepath.Join(cache, "prep-test", folder, executable), nil
}

// build returns the path of the executable and builds it when it is not there yet. Test processes that run side by
// side wait for the first of them; an interrupted build leaves nothing that looks finished.
func (p program) build() (string, error) {
	path, err := p.path()
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(folder, "lock")).Lock()
	if err != nil {
		return "", fmt.Errorf("lock the build of %s: %w", p.name, err)
	}
	defer unlock()
	if _, err := os.Stat(path); err == nil { // another process was faster
		return path, nil
	}

	scratch, err := os.MkdirTemp(folder, "build-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	install := exec.Command("go", "install", "-ldflags=-s -w", p.module+"@"+p.version)
	install.Dir = scratch // outside any module, whose go.mod would have a say
	install.Env = append(os.Environ(), "GOBIN="+scratch, "GOFLAGS=", "GOWORK=off", "GO111MODULE=on", "GOOS=", "GOARCH=")
	if output, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(install.Args, " "), err, output)
	}
	return path, os.Rename(filepath.Join(scratch, filepath.Base(path)), path)
}
