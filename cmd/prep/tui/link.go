package tui

import (
	"path"
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"prep"
	"prep/deck"
)

// Links returns the addresses of a card's links and images that can be opened, in order. Those of files in the
// media folder are as the card has them: media/….png.
func Links(card deck.Card) []string {
	var links []string
	for _, side := range []string{card.Front, card.Back} {
		source := []byte(Visible(side[:min(len(side), longestShown)]))
		_ = ast.Walk(newParser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			address := ""
			switch n := n.(type) {
			case *ast.Link:
				address = string(n.Destination)
			case *ast.Image:
				address = string(n.Destination)
			case *ast.AutoLink:
				address = string(n.URL(source))
			}
			if entering && (safeAddress(address) || isMedia(address)) {
				links = append(links, address)
			}
			return ast.WalkContinue, nil
		})
	}
	return links
}

// isMedia reports whether an address is that of a file in the media folder which does nothing but show or sound.
func isMedia(address string) bool {
	_, ours := prep.ParseMediaLink(address)
	extension := path.Ext(address)
	return ours && (slices.Contains(pictureTypes(), extension) || slices.Contains(soundTypes(), extension))
}

func soundTypes() []string {
	return []string{".mp3", ".ogg", ".opus", ".wav", ".m4a", ".flac", ".mp4", ".webm"}
}

// openLink opens the first link of the card outside the terminal.
func (m *review) openLink() tea.Cmd {
	links := Links(m.turn.Card)
	switch {
	case len(links) == 0:
		m.notice = "the card has no link"
		return nil
	case m.opts.Open == nil:
		m.notice = links[0]
		return nil
	}
	return m.start(func() tea.Msg {
		if err := m.opts.Open(m.ctx, links[0]); err != nil {
			return failedMsg{err: err}
		}
		return noticeMsg("opened " + links[0])
	})
}
