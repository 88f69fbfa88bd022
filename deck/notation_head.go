package deck

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"

	"prep"
)

// heading ends a card and names the deck or begins a section.
func (p *notationParser) heading(line string) error {
	if err := p.endCard(); err != nil {
		return err
	}
	if headingLevel(line) > 1 || p.named {
		p.inSection, p.sectionTags = true, nil
		return nil
	}
	name := strings.Trim(line[1:], " \t")
	switch {
	case p.doc.Deck != "":
		return p.errorAt(p.line, 1, "a second name of the deck", `one file holds one deck; sections begin with ##, text with \#`)
	case len(p.doc.Notes) > 0 || p.inSection:
		return p.errorAt(p.line, 1, "a name of the deck after its first card or section", `sections begin with ##, text with \#`)
	case !ValidDeckName(name):
		return p.errorAt(p.line, 1, fmt.Sprintf("a deck cannot be called %q", name), "")
	}
	p.doc.Deck = name
	return nil
}

func (p *notationParser) tags(line string) error {
	rest := line[len("Tags:"):]
	var tags []string
	for _, word := range strings.FieldsFunc(rest, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		tag := strings.TrimPrefix(word, "#")
		if !ValidTag(tag) {
			return p.errorAt(p.line, 1, fmt.Sprintf("%q is not a tag", word), "a tag has no quotes and at most 100 bytes")
		}
		tags = append(tags, tag)
	}
	switch {
	case p.card.marker != 0:
		p.card.tags, p.card.tagged = append(p.card.tags, tags...), true
	case p.inSection:
		p.sectionTags = append(p.sectionTags, tags...)
	default:
		p.fileTags = append(p.fileTags, tags...)
	}
	return nil
}

// joinTags puts the tags together in order, each once; none is nil.
func joinTags(groups ...[]string) []string {
	var tags []string
	for _, group := range groups {
		for _, tag := range group {
			if !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
	}
	return tags
}

// comment skips a comment, or reads the id in it. A comment with text behind it on its line is text.
func (p *notationParser) comment(line string) error {
	start := p.line
	body, behind, closed := strings.Cut(line[len("<!--"):], "-->")
	if closed {
		if !isBlank(behind) {
			return p.text(line)
		}
		if value, ok := strings.CutPrefix(strings.TrimSpace(body), "prep:"); ok {
			return p.id(value)
		}
		return nil
	}
	for p.at < len(p.src) {
		if _, behind, closed := strings.Cut(p.nextLine(), "-->"); closed {
			if !isBlank(behind) {
				return p.errorAt(p.line, 1, fmt.Sprintf("text behind the comment of line %d", start), "give the comment its own lines")
			}
			return nil
		}
	}
	return p.errorAt(start, 1, "a comment that is not closed", `close it with -->, or write \<!-- for text`)
}

func (p *notationParser) id(value string) error {
	if err := p.endCard(); err != nil {
		return err
	}
	if p.pending != 0 {
		return p.errorAt(p.pendingLine, 1, "an id without a card", "delete the comment if its card is gone")
	}
	id, err := prep.ParseID(strings.TrimSpace(value))
	if err != nil || id == 0 {
		return p.errorAt(p.line, 1, fmt.Sprintf("%q is not an id", strings.TrimSpace(value)), "delete the comment to import the card as a new one")
	}
	if line, ok := p.ids[id]; ok {
		return p.errorAt(p.line, 1, fmt.Sprintf("the id %s is that of line %d already", id, line), "a copied card needs no id: delete the comment")
	}
	p.ids[id] = p.line
	p.pending, p.pendingLine = id, p.line
	return nil
}

// frontMatter reads the TOML between two lines of --- at the beginning of the file.
func (p *notationParser) frontMatter() error {
	if first, _, _ := strings.Cut(p.src, "\n"); classify(strings.TrimRight(first, "\r")) != ruleLine {
		return nil
	}
	p.nextLine()
	start := p.at
	var end int
	for {
		if p.at >= len(p.src) {
			return p.errorAt(1, 1, "front matter that is not closed", "close it with ---")
		}
		end = p.at
		if classify(p.nextLine()) == ruleLine {
			break
		}
	}
	var front struct {
		Name *string  `toml:"name"`
		Tags []string `toml:"tags"`
	}
	err := toml.NewDecoder(strings.NewReader(p.src[start:end])).DisallowUnknownFields().Decode(&front)
	if err != nil {
		return p.frontMatterError(err)
	}
	if front.Name != nil {
		if !ValidDeckName(*front.Name) {
			return p.errorAt(1, 1, fmt.Sprintf("a deck cannot be called %q", *front.Name), "")
		}
		p.doc.Deck, p.named = *front.Name, true
	}
	for _, tag := range front.Tags {
		if !ValidTag(tag) {
			return p.errorAt(1, 1, fmt.Sprintf("%q is not a tag", tag), "a tag has no spaces, commas or quotes")
		}
	}
	p.fileTags = front.Tags
	return nil
}

func (p *notationParser) frontMatterError(err error) error {
	const hint = `front matter is TOML: name = "Geography"`
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		row, column := strict.Errors[0].Position()
		return p.errorAt(row+1, column, fmt.Sprintf("unknown key %q in the front matter", strings.Join(strict.Errors[0].Key(), ".")),
			"the keys are name and tags")
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		row, column := decode.Position()
		return p.errorAt(row+1, column, "front matter: "+strings.TrimPrefix(decode.Error(), "toml: "), hint)
	}
	return p.errorAt(2, 1, "front matter: "+err.Error(), hint)
}
