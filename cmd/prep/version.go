package main

import (
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// version is set by a release: -ldflags "-X main.version=1.2.3".
var version string

// versionInfo is what `prep version --json` prints.
type versionInfo struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Modified bool   `json:"modified,omitempty"` // built from files that were not committed
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func versionCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:     "version",
		Usage:    "print the version of prep",
		Category: categorySetup,
		Description: `Examples:
  prep version
  prep version --json`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runVersion(e)
		},
	}
}

func runVersion(e *env) error {
	info := currentVersion()
	if e.json {
		return e.printJSON(info)
	}
	return e.printf("prep %s (%s, %s)\n", info.Version, info.Go, info.Platform)
}

// currentVersion is the release's version, else the one go install knows, else the revision.
func currentVersion() versionInfo {
	info := versionInfo{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	build, ok := debug.ReadBuildInfo()
	if ok {
		for _, setting := range build.Settings {
			switch setting.Key {
			case "vcs.revision":
				info.Revision = setting.Value
			case "vcs.modified":
				info.Modified = setting.Value == "true"
			}
		}
		if info.Version == "" && build.Main.Version != "(devel)" {
			info.Version = build.Main.Version
		}
	}
	if info.Version == "" {
		info.Version = "unreleased"
		if info.Revision != "" {
			info.Version = info.Revision
		}
	}
	return info
}
