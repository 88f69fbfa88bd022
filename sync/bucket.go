package sync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Bucket is the storage that a repository lives in: a prefix of an S3 bucket, or a folder. Keys are relative to that
// prefix, such as "v1/h/2.<stream>". Every error wraps one of the sentinels below, or the context's own error. On S3
// each call is one request when the network holds; only a long List needs a request for each page.
//
// A Bucket may be used by many goroutines at once.
type Bucket interface {
	// List returns every object whose key begins with prefix, in the order of the keys.
	List(ctx context.Context, prefix string) ([]Object, error)

	// Get returns the body of an object and its ETag. A body longer than limit bytes is ErrTooLarge and is not read.
	Get(ctx context.Context, key string, limit int64) (body []byte, etag string, err error)

	// Put stores an object whole or not at all and returns the ETag that List and Get will report for it.
	Put(ctx context.Context, key string, body []byte, opts PutOptions) (etag string, err error)

	// Delete removes an object. That it is gone already is no error.
	Delete(ctx context.Context, key string) error

	// Clock returns the storage's own time in its latest answer, to the second; zero before the first answer, and
	// always zero for a folder, which has no clock but this machine's.
	Clock() time.Time
}

// Object is one line of a listing.
type Object struct {
	Key      string
	ETag     string // changes whenever the body does; without quotation marks; a folder's listing has none of pieces of files
	Size     int64  // bytes
	Modified time.Time
}

// PutOptions says under which condition an object may be stored.
type PutOptions struct {
	// IfAbsent stores only where no object is: ErrExists otherwise. The object that exists can be this very one, when
	// an earlier attempt arrived and its answer was lost. A provider may refuse the condition (ErrConditionUnsupported)
	// or ignore it, so nothing may depend on it.
	IfAbsent bool
}

// The ways in which storage says no. They are told apart by errors.Is, never by their text.
var (
	ErrNotFound             = errors.New("no such object")
	ErrExists               = errors.New("the object exists already")
	ErrConditionUnsupported = errors.New("the storage does not know conditional writes")
	ErrConflict             = errors.New("another request is changing the object")
	ErrDenied               = errors.New("access denied")
	ErrNoCredentials        = errors.New("no credentials found")
	ErrNoBucket             = errors.New("no such bucket or folder")
	ErrRegion               = errors.New("the bucket is in another region")
	ErrClockSkew            = errors.New("the clock of this machine is too far from the storage's")
	ErrUnreachable          = errors.New("the storage cannot be reached")
	ErrFull                 = errors.New("no space left")
	ErrTooLarge             = errors.New("the object is too large")
	ErrRefused              = errors.New("the storage refused the request")
	ErrRemote               = errors.New("not a remote that can be opened")
	ErrKey                  = errors.New("not a key that can be stored")
)

// MaxObject is the size in bytes that no object of a repository exceeds, so that each is one request.
const MaxObject = 8 << 20

// Options says how to reach the storage. The zero value is AWS with the credentials of the environment.
type Options struct {
	Endpoint  string // scheme://host[:port], or host[:port] for https; empty: AWS_ENDPOINT_URL_S3, the profile's, then AWS
	Region    string // empty: that of the endpoint's name, AWS_REGION, the profile's, then us-east-1
	PathStyle bool   // http://host/bucket/key instead of http://bucket.host/key, which is the choice for AWS names only
	CAFile    string // certificates in PEM to trust beside those of the system
	Profile   string // a profile of the AWS files or an alias of the MinIO client; empty: AWS_PROFILE, then the default
	IAM       bool   // ask the machine's own role (EC2, ECS, EKS), which costs seconds where there is none
	Attempts  int    // how often a request is tried in all; 0: 3
	PageSize  int    // objects in a page of a listing; 0: the storage's own, 1,000 as a rule
	Create    bool   // make the folder of a file:// remote, but not its parent

	Transport http.RoundTripper // in place of the network, for tests; CAFile then has no effect
	Debug     io.Writer         // one line for each request and each answer, without secrets
}

// Open returns the storage that a remote names: s3://bucket/prefix or file:///absolute/folder. S3 is not asked
// anything yet: what is wrong with an endpoint shows at the first request.
func Open(ctx context.Context, remote string, opts Options) (Bucket, error) {
	parsed, err := url.Parse(remote)
	if err != nil {
		return nil, fmt.Errorf("remote %q: %w: not a URL", remote, ErrRemote)
	}
	if parsed.User != nil || parsed.RawQuery != "" || parsed.Fragment != "" || strings.ContainsAny(remote, "?#") {
		return nil, fmt.Errorf("remote %q: %w: only a place is expected, without a user, ? or #", parsed.Redacted(), ErrRemote)
	}
	switch parsed.Scheme {
	case "s3":
		return openS3(ctx, parsed.Host, strings.Trim(parsed.Path, "/"), opts)
	case "file":
		if parsed.Host != "" {
			return nil, fmt.Errorf("remote %q: %w: a folder is written with three slashes, file:///home/you/folder", remote, ErrRemote)
		}
		return openFolder(parsed.Path, opts.Create)
	}
	return nil, fmt.Errorf("remote %q: %w: want s3://bucket/prefix or file:///folder", remote, ErrRemote)
}
