package sync

import (
	"os"
	"path/filepath"

	"gopkg.in/ini.v1"
)

// awsSetting returns a setting of a profile in the AWS config file, such as region or endpoint_url; empty when there
// is none. An empty profile is AWS_PROFILE, then the default.
func awsSetting(profile, setting string) string {
	file := os.Getenv("AWS_CONFIG_FILE")
	if file == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		file = filepath.Join(home, ".aws", "config")
	}
	config, err := ini.LooseLoad(file) // loose: a file that is not there is empty
	if err != nil {
		return ""
	}
	section := "default"
	if name := firstOf(profile, os.Getenv("AWS_PROFILE"), section); name != section {
		section = "profile " + name
	}
	return config.Section(section).Key(setting).String()
}
