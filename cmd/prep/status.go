package main

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/url"

	"prep"
	remote "prep/sync"
)

// The exit statuses, repeated in `prep help`. This file is the only one that knows them.
const (
	statusDone        = 0   // done; an empty result is one too
	statusRefused     = 1   // refused, or not found
	statusUsage       = 2   // wrong usage
	statusIntegrity   = 3   // something stored is not as it should be
	statusRemote      = 4   // the network or the storage behind it
	statusInterrupted = 130 // stopped by a signal: 128 + SIGINT, as shells count
)

const statusText = `Exit status: 0 done, 1 refused or not found, 2 wrong usage, 3 integrity problem found,
4 network or storage, 130 interrupted.`

// errIntegrity marks what a check found wrong with stored data.
var errIntegrity = errors.New("integrity problem")

// kinds says for each kind of error which status it ends with and what to do about it. The first that matches
// counts.
var kinds = []struct {
	err    error
	status int
	hint   string
}{
	{context.Canceled, statusInterrupted, ""},
	{prep.ErrBusy, statusRefused, "another prep is writing: try again when it is done"},
	{prep.ErrDamaged, statusIntegrity, "keep the file and restore a backup of it, or join a synced repository from an empty folder (prep sync join)"},
	{prep.ErrForeign, statusRefused, "the file was left as it is; move it away, or choose another folder with --home or PREP_HOME"},
	{prep.ErrNewer, statusRefused, "install the newest prep on this machine; the file was left as it is"},
	{prep.ErrReadOnly, statusRefused, "make the file and its folder writable, or choose another folder with --home or PREP_HOME"},
	{prep.ErrFull, statusRefused, "free some space and try again; what was saved before is safe"},
	{prep.ErrCannot, statusRefused, "is the folder there, and is it yours? --home or PREP_HOME choose another"},
	{prep.ErrAmbiguous, statusRefused, "type more characters of the id"},
	{prep.ErrMediaDamaged, statusIntegrity, ""},
	{prep.ErrNotFound, statusRefused, ""},
	{errIntegrity, statusIntegrity, ""},
	{errStorage, statusRemote, "another provider, or another setting of this one, is safer"},

	{remote.ErrUnreachable, statusRemote, "is the network up, and is the address right? what is written here waits for the next sync"},
	{remote.ErrDenied, statusRemote, "look at the credentials and at what they may do in this bucket"},
	{remote.ErrNoCredentials, statusRemote, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile in ~/.aws/credentials"},
	{remote.ErrNoBucket, statusRemote, "make the bucket or folder first, or look at its name"},
	{remote.ErrRegion, statusRemote, "name the region of the bucket with --region"},
	{remote.ErrClockSkew, statusRemote, "set the clock of this machine"},
	{remote.ErrNotSent, statusRemote, "prep sync there; if it has synced already, prep sync here asks for the file again"},
	{remote.ErrFull, statusRemote, "make room in the storage; what is written here waits for the next sync"},
	{remote.ErrConflict, statusRemote, "sync again in a moment"},
	{remote.ErrRefused, statusRemote, ""},
	{remote.ErrNoRepository, statusRemote, "make one with prep sync init"},
	{remote.ErrOccupied, statusRefused, "join it with prep sync join, or choose another prefix"},
	{remote.ErrNoKeyring, statusRefused, "prep sync join asks for the passphrase and keeps the keys here"},
	{remote.ErrEpochUnknown, statusRefused, "the keys were changed on another machine: prep sync join asks for the passphrase and gets them"},
	{remote.ErrRemote, statusUsage, ""},
	{remote.ErrNotJoined, statusRefused, "prep sync init makes a repository, prep sync join joins one"},
	{remote.ErrRunning, statusRefused, "try again when it is done"},
	{remote.ErrPassphrase, statusRefused, "nothing was written; try again, or use the recovery code"},
	{remote.ErrRecoveryCode, statusRefused, "it is the 12 words that prep sync init printed"},
	{remote.ErrNewerFormat, statusRefused, "install the newest prep on this machine"},
	{remote.ErrWiped, statusRefused, "nothing here was deleted; prep sync --reupload puts all of it back"},
	{remote.ErrForeign, statusRefused, "nothing was changed; is the address right?"},
	{remote.ErrTampered, statusIntegrity, ""},

	{fs.ErrPermission, statusRefused, "you may not read or write it: look at its owner and mode"},
}

// classify returns the exit status of an error and the hint that goes with it, "" where there is none. A hint of
// the error's own comes before its kind's.
func classify(err error) (status int, hint string) {
	if err == nil {
		return statusDone, ""
	}
	status, hint = kindOf(err)
	var own hintError
	if errors.As(err, &own) && own.hint != "" {
		hint = own.hint
	}
	return status, hint
}

func kindOf(err error) (status int, hint string) {
	var usage usageError
	if errors.As(err, &usage) {
		return statusUsage, usage.hint
	}
	for _, kind := range kinds {
		if errors.Is(err, kind.err) {
			return kind.status, kind.hint
		}
	}
	// Not net.Error: every syscall.Errno is one, "no such file" too.
	var request *url.Error
	var operation *net.OpError
	var lookup *net.DNSError
	if errors.As(err, &request) || errors.As(err, &operation) || errors.As(err, &lookup) {
		return statusRemote, "is the network up, and is the address right?"
	}
	return statusRefused, ""
}
