package sync

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"prep"
)

// simFiles are the files of a simulated life: few, so that machines add and delete the same. Every other one is a
// recording, whose bytes go at once when it is deleted. Each takes several pieces.
var simFiles = func() []string {
	var files []string
	for i := range 4 {
		files = append(files, strings.Repeat(fmt.Sprintf("the bytes of file %d, ", i), 3+i))
	}
	return files
}()

// simMedia is the row of a picture that has this content.
func simMedia(content string) prep.Media {
	hash := sha256.Sum256([]byte(content))
	return prep.Media{
		ID: prep.ID(binary.BigEndian.Uint64(hash[:])), Hash: hex.EncodeToString(hash[:]), Type: "png", Size: int64(len(content)),
	}
}

// file adds one of the files, or deletes it.
func (d *simDevice) file(tx *prep.Tx) error {
	i := d.sim.random.IntN(len(simFiles))
	id := simMedia(simFiles[i]).ID
	_, err := tx.Media(id)
	if err == nil && d.sim.random.IntN(2) == 0 {
		return tx.Delete(prep.MediaFiles, id)
	}
	if err != nil && !errors.Is(err, prep.ErrNotFound) {
		return err
	}
	m, err := d.db.StoreMedia(strings.NewReader(simFiles[i]), "png")
	if err == nil {
		m.Attempt = prep.ID(i % 2)
		_, err = tx.AddMedia(m)
	}
	return err
}

// partFiles remembers which files no machine has any more once one is lost.
func (s *simulation) partFiles(lost *simDevice) {
	for _, content := range simFiles {
		m := simMedia(content)
		if lost.db.HasMedia(m) && !slices.ContainsFunc(s.devices, func(d *simDevice) bool { return d.db.HasMedia(m) }) {
			s.parted[m.ID] = true
		}
	}
}

// checkFiles holds the files to what must be once the machines are at rest: every byte of each file that has a row is in
// the bucket, or on a machine that sends it as soon as somebody misses it; and whoever needs a file gets it.
func (s *simulation) checkFiles() {
	var rows []prep.Media
	s.devices[0].view(func(tx *prep.Tx) error {
		var err error
		rows, err = tx.AllMedia()
		return err
	})
	var there []prep.Media
	for _, m := range rows {
		here := slices.ContainsFunc(s.devices, func(d *simDevice) bool { return d.db.VerifyMedia(m) == nil })
		switch {
		case here || s.inBucket(m):
			there = append(there, m)
		case s.parted[m.ID]: // the machine that had it is lost, and later the bucket lost it too
		case m.Attempt != 0 && s.restored: // gone with a delete that the restored machine had not seen undone
		default:
			s.fail("the bytes of file %s are lost", m.Name())
		}
	}
	if len(there) == 0 {
		return
	}
	d := s.devices[s.random.IntN(len(s.devices))]
	if s.fetch(d, there) != nil { // it asks
		s.settle()
		if err := s.fetch(d, there); err != nil {
			s.fail("%s cannot fetch what there is: %v", d.name, err)
		}
	}
	for _, m := range there {
		if err := d.db.VerifyMedia(m); err != nil {
			s.fail("%s fetched something else: %v", d.name, err)
		}
	}
}

func (s *simulation) inBucket(m prep.Media) bool {
	f, err := s.engine(s.devices[0]).pieces(m)
	if err != nil {
		s.t.Fatal(err)
	}
	listed := map[string]Object{}
	for key := range s.bucket.objects {
		listed[key] = Object{}
	}
	return f.whole(listed)
}

func (s *simulation) fetch(d *simDevice, files []prep.Media) (err error) {
	e := s.engine(d)
	for _, m := range files {
		err = errors.Join(err, e.FetchMedia(context.Background(), m.ID))
	}
	return err
}

func (s *simulation) engine(d *simDevice) *Engine {
	e := newEngine(d.db, s.bucket, s.ring, s.sealer, Settings{App: "sim"})
	e.limits, e.rules = s.limits, s.rules
	return e
}
