//go:build !windows

package tui

import (
	"image"

	"golang.org/x/sys/unix"
)

// windowPixels is the size of a terminal's window in pixels and in cells; zero where the terminal does not say.
func windowPixels(fd uintptr) (pixels, cells image.Point) {
	size, err := unix.IoctlGetWinsize(int(fd), unix.TIOCGWINSZ)
	if err != nil {
		return image.Point{}, image.Point{}
	}
	return image.Pt(int(size.Xpixel), int(size.Ypixel)), image.Pt(int(size.Col), int(size.Row))
}
