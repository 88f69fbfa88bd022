package sync

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/s3utils"
)

const (
	awsEndpoint     = "https://s3.amazonaws.com"
	defaultRegion   = "us-east-1"
	defaultAttempts = 3
)

// s3Bucket is a prefix of a bucket behind the S3 protocol.
type s3Bucket struct {
	core     minio.Core
	endpoint *url.URL
	options  minio.Options
	wire     *wire
	bucket   string
	prefix   string // empty, or with a slash at its end
	pageSize int
}

func openS3(ctx context.Context, bucket, prefix string, opts Options) (Bucket, error) {
	place := "s3://" + bucket
	if err := s3utils.CheckValidBucketNameStrict(bucket); err != nil {
		return nil, fmt.Errorf("remote %q: %w: want s3://bucket/prefix: %w", place, ErrRemote, err)
	}
	if prefix != "" {
		if err := checkKey(prefix); err != nil {
			return nil, fmt.Errorf("remote %q: %w: %w", place+"/"+prefix, ErrRemote, err)
		}
		prefix += "/"
	}
	endpoint, err := parseEndpoint(firstOf(opts.Endpoint, os.Getenv("AWS_ENDPOINT_URL_S3"), os.Getenv("AWS_ENDPOINT_URL"),
		awsSetting(opts.Profile, "endpoint_url"), awsEndpoint))
	if err != nil {
		return nil, err
	}
	wire, err := newWire(opts)
	if err != nil {
		return nil, err
	}
	secrets, err := findCredentials(ctx, endpoint, opts, wire)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", place, err)
	}
	lookup := minio.BucketLookupAuto
	if opts.PathStyle {
		lookup = minio.BucketLookupPath
	}
	b := &s3Bucket{endpoint: endpoint, wire: wire, bucket: bucket, prefix: prefix, pageSize: opts.PageSize, options: minio.Options{
		Creds:  secrets,
		Secure: endpoint.Scheme == "https",
		// An empty region would cost a request to ask for it.
		Region: firstOf(opts.Region, regionOf(endpoint), os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION"),
			awsSetting(opts.Profile, "region"), defaultRegion),
		BucketLookup: lookup,
		Transport:    wire,
		MaxRetries:   firstOf(opts.Attempts, defaultAttempts),
	}}
	return b, b.connect()
}

// connect makes the client. Nothing is asked of the storage.
func (b *s3Bucket) connect() error {
	client, err := minio.New(b.endpoint.Host, &b.options)
	if err != nil { // the library has looked at the endpoint only
		return fmt.Errorf("endpoint %q: %w: %w", b.endpoint.String(), ErrRemote, err)
	}
	b.core = minio.Core{Client: client}
	return nil
}

// parseEndpoint reads scheme://host[:port]; without a scheme it is https.
func parseEndpoint(endpoint string) (*url.URL, error) {
	whole := endpoint
	if !strings.Contains(whole, "://") {
		whole = "https://" + whole
	}
	parsed, err := url.Parse(whole)
	switch {
	case err != nil, parsed.Host == "", parsed.Scheme != "http" && parsed.Scheme != "https":
		return nil, fmt.Errorf("endpoint %q: %w: want https://host or http://host:port", endpoint, ErrRemote)
	case parsed.User != nil:
		return nil, fmt.Errorf("endpoint %q: %w: keys do not belong in it", parsed.Redacted(), ErrRemote)
	case strings.Trim(parsed.Path, "/") != "", parsed.RawQuery != "", parsed.Fragment != "":
		return nil, fmt.Errorf("endpoint %q: %w: the bucket belongs in s3://bucket/prefix", endpoint, ErrRemote)
	}
	parsed.Path = ""
	return parsed, nil
}

// regionOf finds the region in names such as s3.eu-central-1.amazonaws.com or s3.us-west-004.backblazeb2.com, the
// form that most providers use; empty where there is none.
func regionOf(endpoint *url.URL) string {
	labels := strings.Split(endpoint.Hostname(), ".")
	if len(labels) < 4 || labels[0] != "s3" {
		return ""
	}
	return labels[1]
}

func (b *s3Bucket) List(ctx context.Context, prefix string) ([]Object, error) {
	withoutOwner := false
	var objects []Object
	for found := range b.core.ListObjectsIter(ctx, b.bucket, minio.ListObjectsOptions{
		Prefix: b.prefix + prefix, Recursive: true, MaxKeys: b.pageSize, FetchOwner: &withoutOwner,
	}) {
		if found.Err != nil {
			return nil, s3Error(ctx, "list", prefix, found.Err)
		}
		key, ours := strings.CutPrefix(found.Key, b.prefix)
		if !ours {
			return nil, fmt.Errorf("list %q: %w: %q does not begin so", prefix, ErrRefused, found.Key)
		}
		objects = append(objects, Object{Key: key, ETag: found.ETag, Size: found.Size, Modified: found.LastModified})
	}
	if ctx.Err() != nil { // a cancelled listing ends like a complete one
		return nil, s3Error(ctx, "list", prefix, ctx.Err())
	}
	slices.SortFunc(objects, func(a, b Object) int { return strings.Compare(a.Key, b.Key) })
	return objects, nil
}

func (b *s3Bucket) Get(ctx context.Context, key string, limit int64) ([]byte, string, error) {
	if err := checkKey(key); err != nil {
		return nil, "", err
	}
	stream, found, _, err := b.core.GetObject(ctx, b.bucket, b.prefix+key, minio.GetObjectOptions{})
	if err != nil {
		return nil, "", s3Error(ctx, "get", key, err)
	}
	defer func() { _ = stream.Close() }()
	if found.Size > limit {
		return nil, "", fmt.Errorf("get %q: %w: %d bytes, at most %d are expected", key, ErrTooLarge, found.Size, limit)
	}
	body, err := readAll(stream, found.Size, limit)
	if err != nil {
		return nil, "", s3Error(ctx, "get", key, err)
	}
	return body, found.ETag, nil
}

// readAll reads a body of the declared size, -1 when it is not declared, but never more than limit bytes.
func readAll(stream io.Reader, size, limit int64) ([]byte, error) {
	var body bytes.Buffer
	if size > 0 {
		body.Grow(int(size) + bytes.MinRead)
	}
	if _, err := body.ReadFrom(io.LimitReader(stream, limit+1)); err != nil {
		return nil, fmt.Errorf("%w: the body ended early: %w", ErrUnreachable, err)
	}
	if int64(body.Len()) > limit {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	}
	return body.Bytes(), nil
}

func (b *s3Bucket) Put(ctx context.Context, key string, body []byte, opts PutOptions) (string, error) {
	if err := checkKey(key); err != nil {
		return "", err
	}
	// Both sums go into headers. R2, B2, OVH and Hetzner break on the trailers that are the library's other way.
	md5sum, sha := md5.Sum(body), sha256.Sum256(body)
	put := minio.PutObjectOptions{DisableContentSha256: true} // no chunked signature over http: the whole sum is signed
	if opts.IfAbsent {
		put.SetMatchETagExcept("*")
	}
	info, err := b.core.PutObject(ctx, b.bucket, b.prefix+key, bytes.NewReader(body), int64(len(body)),
		base64.StdEncoding.EncodeToString(md5sum[:]), hex.EncodeToString(sha[:]), put)
	if err != nil {
		return "", s3Error(ctx, "put", key, err)
	}
	return info.ETag, nil
}

func (b *s3Bucket) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	err := b.core.RemoveObject(ctx, b.bucket, b.prefix+key, minio.RemoveObjectOptions{})
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return nil
	}
	if err != nil {
		return s3Error(ctx, "delete", key, err)
	}
	return nil
}

func (b *s3Bucket) Clock() time.Time { return b.wire.clock() }

// firstOf returns the first value that is not zero.
func firstOf[T comparable](values ...T) T {
	var zero T
	for _, value := range values {
		if value != zero {
			return value
		}
	}
	return zero
}
