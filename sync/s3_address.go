package sync

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/s3utils"
)

// An addressed storage can be asked for in two forms, and is in a region.
type addressed interface {
	// forms returns the form of the address that is in use and the other one; other is empty where a name before the
	// host cannot be: the host is a number.
	forms() (used, other string)

	// inOtherForm is the same storage, asked for in the other form.
	inOtherForm() (Bucket, error)

	// regions returns the region that requests are signed for and the one that the storage's answers named, empty
	// where they named none.
	regions() (asked, told string)

	// pathStyle reports whether the form in use is http://host/bucket.
	pathStyle() bool
}

func (b *s3Bucket) pathStyle() bool {
	switch b.options.BucketLookup {
	case minio.BucketLookupPath:
		return true
	case minio.BucketLookupDNS:
		return false
	}
	return !s3utils.IsVirtualHostSupported(*b.endpoint, b.bucket)
}

func (b *s3Bucket) forms() (used, other string) {
	path, host := b.endpoint.String()+"/"+b.bucket, b.endpoint.Scheme+"://"+b.bucket+"."+b.endpoint.Host
	switch {
	case !b.pathStyle():
		return host, path
	case net.ParseIP(b.endpoint.Hostname()) != nil:
		return path, ""
	}
	return path, host
}

func (b *s3Bucket) inOtherForm() (Bucket, error) {
	other := *b
	if other.options.BucketLookup = minio.BucketLookupPath; b.pathStyle() {
		other.options.BucketLookup = minio.BucketLookupDNS
	}
	return &other, other.connect()
}

func (b *s3Bucket) regions() (asked, told string) {
	told, _ = b.wire.region.Load().(string)
	return b.options.Region, told
}

// otherForm is how long a storage may take to answer to the form of its address that nobody depends on.
const otherForm = 5 * time.Second

// worksInOtherForm asks the storage in its other form.
func (d *doctor) worksInOtherForm(storage addressed) (bool, error) {
	bucket, err := storage.inOtherForm()
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(d.ctx, otherForm)
	defer cancel()
	_, _, err = bucket.Get(ctx, d.key, MaxObject)
	return err == nil || errors.Is(err, ErrNotFound), d.ctx.Err()
}

// address says in which form the storage is asked for, and in which region.
func (d *doctor) address() error {
	storage, is := d.bucket.(addressed)
	if !is {
		return nil
	}
	used, other := storage.forms()
	if began := d.now(); other == "" {
		d.find("address", time.Time{}, true, "%s", used)
	} else {
		works, err := d.worksInOtherForm(storage)
		if err != nil {
			return err
		}
		also := "; " + other + " does not work"
		if works {
			also = "; " + other + " works too"
		}
		d.find("address", began, true, "%s%s", used, also)
	}
	switch asked, told := storage.regions(); told {
	case asked:
		d.find("region", time.Time{}, true, "%s, as the storage says", asked)
	case "":
		d.find("region", time.Time{}, true, "%s, which the storage accepts", asked)
	default:
		d.find("region", time.Time{}, true, "%s, which the storage accepts, though it says %s: --region %[2]s is safer", asked, told)
	}
	return nil
}

// errExplained ends a look at a storage whose address is wrong in a way that a finding explains.
var errExplained = errors.New("explained")

// explain looks why the very first request was refused: the wrong region, or the form of the address.
func (d *doctor) explain(refused error) error {
	storage, is := d.bucket.(addressed)
	if !is || d.ctx.Err() != nil {
		return refused
	}
	var elsewhere *regionError
	if asked, _ := storage.regions(); errors.As(refused, &elsewhere) {
		d.find("region", time.Time{}, false, "%s is asked for, but the bucket is in %s: say --region %[2]s", asked, elsewhere.region)
		return errExplained
	}
	used, other := storage.forms()
	if other == "" {
		return refused
	}
	began := d.now()
	works, err := d.worksInOtherForm(storage)
	if err != nil || !works {
		return errors.Join(refused, err)
	}
	advice := "prep uses that form with names of AWS, Google and Alibaba only"
	if !storage.pathStyle() {
		advice = "say --path-style"
	}
	d.find("address", began, false, "%s does not work, but %s does: %s", used, other, advice)
	return errExplained
}

// regionError says that the bucket is in another region, and in which.
type regionError struct{ region string }

func (e *regionError) Error() string { return fmt.Sprintf("%v: %s", ErrRegion, e.region) }

func (e *regionError) Unwrap() error { return ErrRegion }
