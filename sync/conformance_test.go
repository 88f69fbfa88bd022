package sync_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep/sync"
	"prep/sync/s3test"
)

// remote is one kind of storage under test: opens a bucket on an empty place of its own.
type remote struct {
	name string
	open func(t *testing.T, opts sync.Options) sync.Bucket
}

// eachRemote runs a test on every kind of storage: one suite, so that all of them mean the same.
func eachRemote(t *testing.T, test func(t *testing.T, remote remote)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) {
		test(t, remote{name: "folder", open: func(t *testing.T, opts sync.Options) sync.Bucket {
			return openBucket(t, "file://"+t.TempDir(), opts)
		}})
	})
	s3test.Each(t, func(t *testing.T, server *s3test.Server) {
		test(t, remote{name: server.Name, open: func(t *testing.T, opts sync.Options) sync.Bucket {
			return openOn(t, server, server.CreateBucket(t)+"/some/prefix", opts)
		}})
	})
}

func openOn(t *testing.T, server *s3test.Server, place string, opts sync.Options) sync.Bucket {
	t.Helper()
	signIn(t, server)
	opts.Endpoint = server.Endpoint
	return openBucket(t, "s3://"+place, opts)
}

// signIn gives the test the keys of the server, and no others that the machine may have.
func signIn(t *testing.T, server *s3test.Server) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("AWS_ACCESS_KEY_ID", server.AccessKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", server.SecretKey)
	t.Setenv("AWS_REGION", server.Region)
}

func openBucket(t *testing.T, place string, opts sync.Options) sync.Bucket {
	t.Helper()
	bucket, err := sync.Open(t.Context(), place, opts)
	if err != nil {
		t.Fatal(err)
	}
	return bucket
}

func TestConformance(t *testing.T) {
	eachRemote(t, func(t *testing.T, remote remote) {
		for _, test := range []struct {
			name string
			test func(t *testing.T, bucket sync.Bucket)
		}{
			{"put, get, overwrite", testPutGetOverwrite},
			{"what is not there", testNotThere},
			{"if absent", testIfAbsent},
			{"delete", testDelete},
			{"sizes", testSizes},
			{"names", testNames},
			{"prefixes", testPrefixes},
			{"refused keys", testRefusedKeys},
			{"cancelled", testCancelled},
			{"size limit", testSizeLimit},
		} {
			t.Run(test.name, func(t *testing.T) { test.test(t, remote.open(t, sync.Options{})) })
		}
		t.Run("long listing", func(t *testing.T) { testLongListing(t, remote) })
	})
}

func put(t *testing.T, bucket sync.Bucket, key string, body []byte) string {
	t.Helper()
	etag, err := bucket.Put(t.Context(), key, body, sync.PutOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return etag
}

func wantBody(t *testing.T, bucket sync.Bucket, key string, want []byte, wantETag string) {
	t.Helper()
	body, etag, err := bucket.Get(t.Context(), key, sync.MaxObject)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(body, want) {
		t.Errorf("%s: %d bytes come back, want the %d that were put", key, len(body), len(want))
	}
	if etag != wantETag || etag == "" {
		t.Errorf("%s: get has ETag %q, put gave %q", key, etag, wantETag)
	}
}

func list(t *testing.T, bucket sync.Bucket, prefix string) []string {
	t.Helper()
	objects, err := bucket.List(t.Context(), prefix)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, object := range objects {
		keys = append(keys, object.Key)
	}
	return keys
}

func testPutGetOverwrite(t *testing.T, bucket sync.Bucket) {
	before := time.Now().Add(-2 * time.Second)
	first := put(t, bucket, "v1/h/a", []byte("one"))
	wantBody(t, bucket, "v1/h/a", []byte("one"), first)
	second := put(t, bucket, "v1/h/a", []byte("two!"))
	wantBody(t, bucket, "v1/h/a", []byte("two!"), second)
	if first == second {
		t.Errorf("two bodies have one ETag, %q", first)
	}
	objects, err := bucket.List(t.Context(), "v1/h/")
	if err != nil || len(objects) != 1 {
		t.Fatalf("list: %v, %v, want one object", objects, err)
	}
	modified := objects[0].Modified
	if modified.Before(before) || modified.After(time.Now().Add(2*time.Second)) {
		t.Errorf("modified at %s, the test began at %s", modified, before)
	}
	objects[0].Modified = time.Time{}
	want := sync.Object{Key: "v1/h/a", ETag: second, Size: 4}
	if diff := cmp.Diff(want, objects[0]); diff != "" {
		t.Errorf("listed otherwise (-want +got):\n%s", diff)
	}
}

func testNotThere(t *testing.T, bucket sync.Bucket) {
	if _, _, err := bucket.Get(t.Context(), "v1/h/none", 10); !errors.Is(err, sync.ErrNotFound) {
		t.Errorf("get: %v, want ErrNotFound", err)
	}
	if keys := list(t, bucket, "v1/none/"); len(keys) != 0 {
		t.Errorf("an empty prefix lists %q", keys)
	}
	if keys := list(t, bucket, ""); len(keys) != 0 {
		t.Errorf("an empty bucket lists %q", keys)
	}
}

func testIfAbsent(t *testing.T, bucket sync.Bucket) {
	etag, err := bucket.Put(t.Context(), "v1/h/a", []byte("first"), sync.PutOptions{IfAbsent: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bucket.Put(t.Context(), "v1/h/a", []byte("second"), sync.PutOptions{IfAbsent: true}); !errors.Is(err, sync.ErrExists) {
		t.Errorf("a second time: %v, want ErrExists", err)
	}
	wantBody(t, bucket, "v1/h/a", []byte("first"), etag)

	// Of many at once, one wins, and what it wrote stays.
	winners := make(chan int, 8)
	for i := range cap(winners) {
		go func() {
			_, err := bucket.Put(t.Context(), "v1/h/b", fmt.Appendf(nil, "writer %d", i), sync.PutOptions{IfAbsent: true})
			switch {
			case err == nil:
				winners <- i
			case errors.Is(err, sync.ErrExists), errors.Is(err, sync.ErrConflict):
				winners <- -1
			default:
				t.Errorf("writer %d: %v", i, err)
				winners <- -1
			}
		}()
	}
	winner := -1
	for range cap(winners) {
		if i := <-winners; i >= 0 {
			if winner >= 0 {
				t.Errorf("writers %d and %d both won", winner, i)
			}
			winner = i
		}
	}
	body, _, err := bucket.Get(t.Context(), "v1/h/b", 100)
	if want := fmt.Sprintf("writer %d", winner); err != nil || string(body) != want {
		t.Errorf("%q is stored, %v, want %q", body, err, want)
	}
}

func testDelete(t *testing.T, bucket sync.Bucket) {
	put(t, bucket, "v1/o/s/1", []byte("body"))
	put(t, bucket, "v1/o/s/2", []byte("stays"))
	for _, key := range []string{"v1/o/s/1", "v1/o/s/1", "v1/never/there"} {
		if err := bucket.Delete(t.Context(), key); err != nil {
			t.Errorf("delete: %v", err)
		}
	}
	if diff := cmp.Diff([]string{"v1/o/s/2"}, list(t, bucket, "v1/")); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	if _, _, err := bucket.Get(t.Context(), "v1/o/s/1", 10); !errors.Is(err, sync.ErrNotFound) {
		t.Errorf("get after delete: %v, want ErrNotFound", err)
	}
}

func testSizes(t *testing.T, bucket sync.Bucket) {
	random := rand.NewChaCha8([32]byte{1})
	for _, size := range []int{0, 1, 511, 64 << 10, sync.MaxObject} {
		body := make([]byte, size)
		_, _ = random.Read(body)
		key := fmt.Sprintf("v1/size/%d", size)
		wantBody(t, bucket, key, body, put(t, bucket, key, body))
	}
}

// testNames puts what the rules for keys allow, though no object of ours is called so.
func testNames(t *testing.T, bucket sync.Bucket) {
	names := []string{
		"v1/a b", "v1/a+b", "v1/a%2Fb", "v1/a%", "v1/a?b=c", "v1/a#b", "v1/a&b", "v1/it's", "v1/ü", "v1/日本", "v1/a:b",
		"v1/UPPER", "v1/a/deep/er/path", "v1/[1]", "v1/a=b", "v1/a..b", "v1/a;b", "v1/$a", "v1/(1)", "v1/a*", "v1/a,b@c!",
	}
	etags := make(map[string]string)
	for _, name := range names {
		etags[name] = put(t, bucket, name, []byte(name))
	}
	for _, name := range names {
		wantBody(t, bucket, name, []byte(name), etags[name])
	}
	slices.Sort(names)
	if diff := cmp.Diff(names, list(t, bucket, "v1/")); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
}

func testPrefixes(t *testing.T, bucket sync.Bucket) {
	for _, key := range []string{"v1/h/2.b", "v1/o/s/9", "v1/h/0.a", "v2/h/0.a", "v1/h/2.a", "v1/hh"} {
		put(t, bucket, key, []byte(key))
	}
	for _, test := range []struct {
		prefix string
		want   []string
	}{
		{"", []string{"v1/h/0.a", "v1/h/2.a", "v1/h/2.b", "v1/hh", "v1/o/s/9", "v2/h/0.a"}},
		{"v1/", []string{"v1/h/0.a", "v1/h/2.a", "v1/h/2.b", "v1/hh", "v1/o/s/9"}},
		{"v1/h", []string{"v1/h/0.a", "v1/h/2.a", "v1/h/2.b", "v1/hh"}},
		{"v1/h/", []string{"v1/h/0.a", "v1/h/2.a", "v1/h/2.b"}},
		{"v1/h/2.", []string{"v1/h/2.a", "v1/h/2.b"}},
		{"v1/o/s/9", []string{"v1/o/s/9"}},
		{"v1/o/x/", nil},
	} {
		if diff := cmp.Diff(test.want, list(t, bucket, test.prefix)); diff != "" {
			t.Errorf("prefix %q (-want +got):\n%s", test.prefix, diff)
		}
	}
}

func testRefusedKeys(t *testing.T, bucket sync.Bucket) {
	for _, key := range []string{
		"", "/", "/v1", "v1/", "v1//h", "..", "../x", "v1/../../x", "v1/./h", "v1/.hidden", "v1/~tmp", "v1/\x00", "v1/a\nb",
		"v1/\xff", `v1\h`, "v1/a.sync-conflict-20261123-1-ABC", "v1/Thumbs.db",
	} {
		if _, err := bucket.Put(t.Context(), key, nil, sync.PutOptions{}); !errors.Is(err, sync.ErrKey) {
			t.Errorf("put %q: %v, want ErrKey", key, err)
		}
		if _, _, err := bucket.Get(t.Context(), key, 1); !errors.Is(err, sync.ErrKey) {
			t.Errorf("get %q: %v, want ErrKey", key, err)
		}
		if err := bucket.Delete(t.Context(), key); !errors.Is(err, sync.ErrKey) {
			t.Errorf("delete %q: %v, want ErrKey", key, err)
		}
	}
}

func testCancelled(t *testing.T, bucket sync.Bucket) {
	put(t, bucket, "v1/a", []byte("kept"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range map[string]func() error{
		"list":   func() error { _, err := bucket.List(ctx, "v1/"); return err },
		"get":    func() error { _, _, err := bucket.Get(ctx, "v1/a", 10); return err },
		"put":    func() error { _, err := bucket.Put(ctx, "v1/a", []byte("lost"), sync.PutOptions{}); return err },
		"delete": func() error { return bucket.Delete(ctx, "v1/a") },
	} {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", name, err)
		}
	}
	if body, _, err := bucket.Get(t.Context(), "v1/a", 10); err != nil || string(body) != "kept" {
		t.Errorf("afterwards %q is stored, %v", body, err)
	}
}

func testSizeLimit(t *testing.T, bucket sync.Bucket) {
	etag := put(t, bucket, "v1/a", make([]byte, 1000))
	if _, _, err := bucket.Get(t.Context(), "v1/a", 999); !errors.Is(err, sync.ErrTooLarge) {
		t.Errorf("1000 bytes where 999 are expected: %v, want ErrTooLarge", err)
	}
	body, got, err := bucket.Get(t.Context(), "v1/a", 1000)
	if err != nil || len(body) != 1000 || got != etag {
		t.Errorf("1000 bytes where 1000 are expected: %d bytes, %q, %v", len(body), got, err)
	}
}

// testLongListing reads more than one page, in keys that arrive in no order. A folder has no pages; S3's are made
// small, so that the test needs no thousand uploads.
func testLongListing(t *testing.T, remote remote) {
	count, page := 60, 7
	if remote.name == "folder" {
		count = 1100
	}
	bucket := remote.open(t, sync.Options{PageSize: page})
	var want []string
	for i := range count {
		want = append(want, fmt.Sprintf("v1/o/%04d/x", i))
	}
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(count) {
		put(t, bucket, want[i], []byte(want[i]))
	}
	if diff := cmp.Diff(want, list(t, bucket, "v1/o/")); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
}
