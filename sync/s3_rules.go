package sync

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/lifecycle"
)

// A keeper is a storage that does things to objects by itself, and can say which.
type keeper interface {
	// keepsVersions reports whether what is replaced or deleted is kept.
	keepsVersions(ctx context.Context) (bool, error)

	// rules describes the rules that take objects of the repository away after a while, or put them where they
	// cannot be read at once.
	rules(ctx context.Context) ([]string, error)
}

func (b *s3Bucket) keepsVersions(ctx context.Context) (bool, error) {
	versioning, err := b.core.GetBucketVersioning(ctx, b.bucket)
	if err != nil {
		return false, s3Error(ctx, "ask for the versioning of", b.bucket, err)
	}
	return versioning.Enabled(), nil
}

func (b *s3Bucket) rules(ctx context.Context) ([]string, error) {
	configuration, err := b.core.GetBucketLifecycle(ctx, b.bucket)
	var answer minio.ErrorResponse
	if errors.As(err, &answer) && answer.Code == "NoSuchLifecycleConfiguration" {
		return nil, nil
	}
	if err != nil {
		return nil, s3Error(ctx, "ask for the lifecycle of", b.bucket, err)
	}
	return harmfulRules(configuration, b.prefix+keyRoot), nil
}

// harmfulRules describes what a lifecycle does to objects whose keys begin with ours and that have no tags.
func harmfulRules(configuration *lifecycle.Configuration, ours string) []string {
	var harmful []string
	for _, rule := range configuration.Rules {
		filter := rule.RuleFilter
		prefix := rule.Prefix + filter.Prefix + filter.And.Prefix // a rule has one of them at most
		tagged := !filter.Tag.IsEmpty() || len(filter.And.Tags) > 0
		if rule.Status != "Enabled" || tagged || !strings.HasPrefix(ours, prefix) && !strings.HasPrefix(prefix, ours) {
			continue
		}
		if e := rule.Expiration; !e.IsDaysNull() || !e.IsDateNull() {
			harmful = append(harmful, fmt.Sprintf("the rule %q deletes them %s", rule.ID, when(e.Days, e.Date)))
		}
		if a := rule.AllVersionsExpiration; !a.IsNull() {
			harmful = append(harmful, fmt.Sprintf("the rule %q deletes them after %d days", rule.ID, a.Days))
		}
		if t := rule.Transition; !t.IsNull() {
			harmful = append(harmful, fmt.Sprintf("the rule %q moves them to %s %s", rule.ID, plainCode(t.StorageClass), when(t.Days, t.Date)))
		}
	}
	return harmful
}

func when(days lifecycle.ExpirationDays, date lifecycle.ExpirationDate) string {
	if !date.IsZero() {
		return "on " + date.Format("2006-01-02")
	}
	return fmt.Sprintf("after %d days", days)
}

// silence says why a storage does not answer what is not needed.
func silence(err error) string {
	if errors.Is(err, ErrDenied) {
		return "these keys may not ask for it"
	}
	return "the storage does not say"
}

// settings looks at what the storage does by itself, where it can say so. Not being allowed to ask is no harm.
func (d *doctor) settings() error {
	storage, can := d.bucket.(keeper)
	if !can {
		return nil
	}
	began := d.now()
	versions, err := storage.keepsVersions(d.ctx)
	switch {
	case d.ctx.Err() != nil:
		return d.ctx.Err()
	case err != nil:
		d.find("versioning", began, true, "%s", silence(err))
	case versions:
		d.find("versioning", began, true, "on: what is deleted or purged stays in the bucket as an old version")
	default:
		d.find("versioning", began, true, "off")
	}
	began = d.now()
	rules, err := storage.rules(d.ctx)
	switch {
	case d.ctx.Err() != nil:
		return d.ctx.Err()
	case err != nil:
		d.find("lifecycle", began, true, "%s", silence(err))
	case len(rules) > 0:
		d.find("lifecycle", began, false, "%s", strings.Join(rules, "; "))
	default:
		d.find("lifecycle", began, true, "no rule takes objects away")
	}
	return nil
}
