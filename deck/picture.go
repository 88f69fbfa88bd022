package deck

import (
	"html"
	"slices"
	"strings"

	"prep"
)

// Picture is an image of a Markdown text: ![what it shows](destination "title").
type Picture struct {
	Start, End  int    // the destination as it is written, < and > included, is text[Start:End], in bytes
	Destination string // what it means: without escapes and character references
}

// Pictures returns the images of a Markdown text in order, as CommonMark 0.31 defines them; images in code and in
// HTML are text. Only destinations in the image itself count, not those of [references]. It takes time linear in
// the text.
func Pictures(text string) []Picture {
	if !strings.Contains(text, "![") {
		return nil
	}
	s := pictureScan{text: text}
	s.blocks()
	return s.found
}

// Files are the files of pictures by what the texts that show them have as destination.
type Files map[string]prep.Media

// WithFiles returns the note with the link to the file in the place of each destination that has one.
func (n Note) WithFiles(files Files) Note {
	if len(files) > 0 {
		n.Front, n.Back = linked(n.Front, files), linked(n.Back, files)
	}
	return n
}

func linked(text string, files Files) string {
	var b strings.Builder
	from := 0
	for _, picture := range Pictures(text) {
		if file, stored := files[picture.Destination]; stored {
			b.WriteString(text[from:picture.Start] + file.Link())
			from = picture.End
		}
	}
	if from == 0 {
		return text
	}
	return b.String() + text[from:]
}

// Shown returns the ids of the files that the note shows, each once.
func (n Note) Shown() []prep.ID {
	var ids []prep.ID
	for _, picture := range slices.Concat(Pictures(n.Front), Pictures(n.Back)) {
		if id, ok := prep.ParseMediaLink(picture.Destination); ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// AddFiles writes the rows of those of the files that the notes show.
func AddFiles(tx *prep.Tx, files Files, notes ...Note) error {
	if len(files) == 0 {
		return nil
	}
	rows := map[prep.ID]prep.Media{}
	for _, file := range files {
		rows[file.ID] = file
	}
	for _, note := range notes {
		for _, id := range note.Shown() {
			file, stored := rows[id]
			if !stored {
				continue
			}
			if _, err := tx.AddMedia(file); err != nil {
				return err
			}
		}
	}
	return nil
}

// meaning resolves the escapes and character references of a destination.
func meaning(written string) string {
	if inner, ok := strings.CutPrefix(written, "<"); ok {
		written = strings.TrimSuffix(inner, ">")
	}
	if !strings.ContainsAny(written, `\&`) {
		return written
	}
	var b strings.Builder
	for i := 0; i < len(written); i++ {
		switch {
		case written[i] == '\\' && i+1 < len(written) && isASCIIPunct(written[i+1]):
			i++
			b.WriteByte(written[i])
		case written[i] == '&':
			reference := written[i:]
			if end := strings.IndexByte(reference, ';'); end > 1 && end < 34 {
				if said := html.UnescapeString(reference[:end+1]); said != reference[:end+1] {
					b.WriteString(said)
					i += end
					continue
				}
			}
			b.WriteByte('&')
		default:
			b.WriteByte(written[i])
		}
	}
	return b.String()
}
