package sync

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"prep"
)

// Finding is what a look at a provider showed.
type Finding struct {
	Name string        `json:"name"`
	Well bool          `json:"well"`
	Text string        `json:"text"`
	Took time.Duration `json:"took"` // of the request that showed it; 0: none
}

// probeRoot begins the keys of Doctor's own objects. They are no objects of a repository, and are deleted again.
const probeRoot = keyRoot + "probe/"

// Doctor asks a storage with real requests whether it does what a repository needs, before anything is trusted to it.
// now is this machine's clock. Every finding that is not well is a reason to look for another provider or setting; an
// error means that the storage did not answer at all.
func Doctor(ctx context.Context, bucket Bucket, now func() time.Time) (findings []Finding, err error) {
	d := &doctor{ctx: ctx, bucket: bucket, now: now, key: probeRoot + prep.NewID().String()}
	defer func() {
		if d.etag != "" {
			err = errors.Join(err, bucket.Delete(context.WithoutCancel(ctx), d.key))
		}
	}()
	for _, probe := range []func() error{d.reach, d.listing, d.address, d.putGet, d.overwrite, d.listAfterWrite, d.large, d.condition, d.deletion, d.settings, d.clock} {
		if err := probe(); errors.Is(err, errExplained) {
			return d.findings, nil
		} else if err != nil {
			return d.findings, err
		}
	}
	return d.findings, nil
}

type doctor struct {
	ctx      context.Context
	bucket   Bucket
	now      func() time.Time
	key      string
	body     []byte
	etag     string
	findings []Finding
}

func (d *doctor) find(name string, began time.Time, well bool, format string, values ...any) {
	f := Finding{Name: name, Well: well, Text: fmt.Sprintf(format, values...)}
	if !began.IsZero() {
		f.Took = d.now().Sub(began)
	}
	d.findings = append(d.findings, f)
}

// draw makes a body that no earlier run has written.
func (d *doctor) draw(size int) {
	d.body = make([]byte, size)
	_, _ = rand.Read(d.body) // crypto/rand never fails: it ends the program instead
}

// reach asks for what is not there. A listing would not do: a server that takes the bucket's name for something else
// may answer with another list.
func (d *doctor) reach() error {
	_, _, err := d.bucket.Get(d.ctx, d.key, MaxObject)
	if err == nil || errors.Is(err, ErrNotFound) {
		return nil
	}
	return d.explain(err)
}

func (d *doctor) listing() error {
	began := d.now()
	objects, err := d.bucket.List(d.ctx, headsPrefix)
	if err != nil {
		return err
	}
	d.find("list", began, true, "%d objects of a repository", len(objects))
	return nil
}

func (d *doctor) putGet() error {
	d.draw(1000)
	began := d.now()
	d.etag = "unknown" // from here on there may be something to delete
	etag, err := d.bucket.Put(d.ctx, d.key, d.body, PutOptions{})
	if err != nil {
		return err
	}
	d.find("put", began, true, "1,000 bytes")
	began, d.etag = d.now(), etag
	return d.compare("get", began)
}

// compare reads the object back.
func (d *doctor) compare(name string, began time.Time) error {
	body, etag, err := d.bucket.Get(d.ctx, d.key, MaxObject)
	switch {
	case errors.Is(err, ErrNotFound):
		d.find(name, began, false, "an object that was just written is not there")
	case err != nil:
		return err
	case !bytes.Equal(body, d.body):
		d.find(name, began, false, "the object read is not the one written: reads may be stale")
	case etag != d.etag:
		d.find(name, began, false, "the ETag changed from %q to %q without a change", d.etag, etag)
	default:
		d.find(name, began, true, "the same bytes")
	}
	return nil
}

func (d *doctor) overwrite() error {
	before := d.etag
	d.draw(1200)
	began := d.now()
	etag, err := d.bucket.Put(d.ctx, d.key, d.body, PutOptions{})
	if err != nil {
		return err
	}
	if d.etag = etag; etag == before {
		d.find("overwrite", began, false, "the ETag stays the same when an object changes: no machine would notice news")
		return nil
	}
	return d.compare("overwrite", began)
}

func (d *doctor) listAfterWrite() error {
	began := d.now()
	objects, err := d.bucket.List(d.ctx, probeRoot)
	if err != nil {
		return err
	}
	for _, object := range objects {
		if object.Key != d.key {
			continue
		}
		if object.ETag == d.etag {
			d.find("list after write", began, true, "shows the write at once")
		} else {
			d.find("list after write", began, false, "shows an older state: machines see news late, and nothing is lost")
		}
		return nil
	}
	d.find("list after write", began, false, "lacks the object: machines see news late, and nothing is lost")
	return nil
}

func (d *doctor) large() error {
	d.draw(MaxObject)
	began := d.now()
	etag, err := d.bucket.Put(d.ctx, d.key, d.body, PutOptions{})
	if errors.Is(err, ErrRefused) || errors.Is(err, ErrTooLarge) {
		d.find("8 MiB", began, false, "%v", err)
		return nil
	}
	if err != nil {
		return err
	}
	d.etag = etag
	return d.compare("8 MiB", began)
}

// condition looks what becomes of If-None-Match: *. Nothing depends on it, but where it works one more mistake shows.
func (d *doctor) condition() error {
	began := d.now()
	_, err := d.bucket.Put(d.ctx, d.key, []byte("second"), PutOptions{IfAbsent: true})
	switch {
	case errors.Is(err, ErrExists):
		d.find("If-None-Match", began, true, "honoured")
	case errors.Is(err, ErrConditionUnsupported):
		d.find("If-None-Match", began, true, "refused, which is no harm")
	case errors.Is(err, ErrConflict):
		d.find("If-None-Match", began, true, "answered with a conflict, which is no harm")
	case err == nil:
		d.find("If-None-Match", began, true, "ignored, which is no harm")
	default:
		return err
	}
	return nil
}

func (d *doctor) deletion() error {
	began := d.now()
	if err := d.bucket.Delete(d.ctx, d.key); err != nil {
		if errors.Is(err, ErrDenied) {
			d.find("delete", began, false, "denied: what folds replace stays for ever")
			return nil
		}
		return err
	}
	_, _, err := d.bucket.Get(d.ctx, d.key, MaxObject)
	switch {
	case errors.Is(err, ErrNotFound):
		d.find("delete", began, true, "gone")
	case err == nil:
		d.find("delete", began, false, "the object is still there")
	default:
		return err
	}
	return nil
}

func (d *doctor) clock() error {
	server := d.bucket.Clock()
	if server.IsZero() {
		d.find("clock", time.Time{}, true, "the storage has none of its own")
		return nil
	}
	skew := d.now().Sub(server)
	if skew.Abs() < 2*time.Second { // the storage's is in whole seconds
		skew = 0
	}
	d.find("clock", time.Time{}, skew.Abs() <= skewNoticed, "this machine is %s", skewInWords(skew))
	return nil
}

func skewInWords(skew time.Duration) string {
	switch {
	case skew == 0:
		return "right"
	case skew.Abs() < time.Minute && skew > 0:
		return fmt.Sprintf("%d s ahead", skew/time.Second)
	case skew.Abs() < time.Minute:
		return fmt.Sprintf("%d s behind", -skew/time.Second)
	}
	return skewText(skew)
}
