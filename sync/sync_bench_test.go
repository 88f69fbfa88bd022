package sync

import (
	"testing"

	"prep"
	"prep/sync/s3test"
)

// BenchmarkSync measures a whole sync against a MinIO on this machine, each commit on the disk: with nothing new, and
// with one review to push. The database has 20,000 reviews.
func BenchmarkSync(b *testing.B) {
	server := s3test.MinIO(b)
	b.Setenv("HOME", b.TempDir())
	b.Setenv("AWS_ACCESS_KEY_ID", server.AccessKey)
	b.Setenv("AWS_SECRET_ACCESS_KEY", server.SecretKey)
	r := &remote{server: server, place: "s3://" + server.CreateBucket(b) + "/some/prefix", faults: new(s3test.Faults)}
	bucket := r.open(b)
	laptop := newDurableMachine(b, "laptop")
	laptop.history(newRandom(1), 20_000)
	laptop.init(bucket)
	laptop.sync(bucket)
	e := laptop.engine(bucket)
	b.Run("nothing new", func(b *testing.B) {
		for b.Loop() {
			if _, err := e.Sync(b.Context(), SyncOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	card := prep.NewID()
	b.Run("one review", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			laptop.review(card, 3)
			b.StartTimer()
			if _, err := e.Sync(b.Context(), SyncOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
