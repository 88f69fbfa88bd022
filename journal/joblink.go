package journal

import (
	"fmt"

	"prep"
)

// JobLink says why the lesson of an entry matters to a target.
type JobLink struct {
	Entry  prep.ID `json:"entry"`
	Target prep.ID `json:"target"`
	Text   string  `json:"text"`
}

// JobLinkID is the id of the link between an entry and a target: there is one, whichever machine makes it.
func JobLinkID(entry, target prep.ID) prep.ID {
	return prep.DerivedID("job_link", entry.String(), target.String())
}

// SetJobLink writes why the lesson of the entry matters to the target; an empty text takes the link away.
func SetJobLink(tx *prep.Tx, entry, target prep.ID, text string) error {
	id := JobLinkID(entry, target)
	text = cleanText(text)
	gone, err := tx.Deleted(id)
	if err == nil && gone && text != "" {
		err = tx.Restore(prep.JobLinks, id)
	}
	switch {
	case err != nil:
	case text == "":
		if err = tx.Delete(prep.JobLinks, id); notFound(err) {
			err = nil
		}
	default:
		_, err = tx.Set(prep.JobLinks, id, prep.Fields{"entry": entry, "target": target, "text": text})
	}
	if err != nil {
		return fmt.Errorf("link entry %s to target %s: %w", entry, target, err)
	}
	return nil
}

// JobLinks returns the links of an entry, or of all entries where it is zero, to a target, or to all where
// that is zero.
func JobLinks(tx *prep.Tx, entry, target prep.ID) ([]JobLink, error) {
	var links []JobLink
	err := tx.Each(func(scan func(...any) error) error {
		var entry, target int64
		var l JobLink
		err := scan(&entry, &target, &l.Text)
		l.Entry, l.Target = prep.ID(entry), prep.ID(target)
		links = append(links, l)
		return err
	}, "select entry, target, text from job_link where ? in (0, entry) and ? in (0, target) order by entry, target", int64(entry), int64(target))
	if err != nil {
		return nil, fmt.Errorf("read links to jobs: %w", err)
	}
	return links, nil
}
