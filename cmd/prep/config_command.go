package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

func configCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:     "config",
		Usage:    "show and change the settings",
		Category: categorySetup,
		Description: `What decides which cards are due (new, reviews, retention …) travels with your reviews and is
changed with set. What belongs to this machine (editor, sync.…) is in a file, changed with edit.

Examples:
  prep config                         # every setting, its value and where that comes from
  prep config set new 10              # at most 10 new cards a day, on every machine
  prep config set new ""              # back to the default
  prep config get retention
  prep config set balance false       # draw due days instead of choosing those with few cards
  prep config edit                    # this machine's file, in your editor
  prep config path`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runConfigList(c.Context, e)
		},
		Subcommands: []*cli.Command{
			{
				Name: "get", Usage: "print one setting", ArgsUsage: "NAME",
				Description: "Examples:\n  prep config get retention",
				Action: func(c *cli.Context) error {
					args, err := words(c, 1, 1)
					if err != nil {
						return err
					}
					return runConfigGet(c.Context, e, args[0])
				},
			},
			{
				Name: "set", Usage: "change a setting that travels", ArgsUsage: "NAME VALUE",
				Description: "Examples:\n  prep config set reviews 100\n  prep config set learning_steps \"1m 10m\"",
				Action: func(c *cli.Context) error {
					args, err := words(c, 2, 2)
					if err != nil {
						return err
					}
					return runConfigSet(c.Context, e, args[0], args[1])
				},
			},
			{
				Name: "edit", Usage: "open this machine's settings file in your editor",
				Description: "Examples:\n  prep config edit",
				Action: func(c *cli.Context) error {
					if err := noWords(c); err != nil {
						return err
					}
					return runConfigEdit(c.Context, e)
				},
			},
			{
				Name: "path", Usage: "print where the settings file and the database are",
				Description: "Examples:\n  prep config path",
				Action: func(c *cli.Context) error {
					if err := noWords(c); err != nil {
						return err
					}
					return runConfigPath(e)
				},
			},
		},
	}
}

// A setting is one line of `prep config`.
type setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"` // default, database, file, or the variable
}

// settings returns every setting with the value in force.
func (e *env) settings(ctx context.Context) ([]setting, error) {
	db, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	chosen := map[string]bool{}
	var inForce deck.Settings
	err = db.View(ctx, func(tx *prep.Tx) error {
		if inForce, err = deck.ReadSettings(tx); err != nil {
			return err
		}
		return tx.Each(func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			chosen[name] = true
			return err
		}, "select name from setting where value <> ''")
	})
	if err != nil {
		return nil, err
	}
	var all []setting
	for _, name := range deck.SettingNames() {
		from := "default"
		if chosen[name] {
			from = "database"
		}
		all = append(all, setting{name, travelling(inForce, name), from})
	}
	return e.localSettings(all)
}

// localSettings adds the settings of this machine.
func (e *env) localSettings(all []setting) ([]setting, error) {
	config, err := e.config()
	if err != nil {
		return nil, err
	}
	for _, name := range fileSettings() {
		s := setting{Name: name, Value: config.value(name), From: "file"}
		if s.Value == "" {
			s.From = "default"
		}
		if name == "editor" && s.Value == "" {
			for _, variable := range []string{"VISUAL", "EDITOR"} {
				if value := e.Getenv(variable); value != "" && s.Value == "" {
					s.Value, s.From = value, "$"+variable
				}
			}
		}
		all = append(all, s)
	}
	return all, nil
}

// travelling writes a setting as `prep config set` reads it.
func travelling(s deck.Settings, name string) string {
	switch name {
	case deck.SettingNew:
		return strconv.Itoa(s.NewLimit)
	case deck.SettingReviews:
		return strconv.Itoa(s.ReviewLimit)
	case deck.SettingRetention:
		return strconv.FormatFloat(s.Retention, 'g', -1, 64)
	case deck.SettingRollover:
		return strconv.Itoa(s.Rollover)
	case deck.SettingLearningSteps:
		return s.LearningSteps.String()
	case deck.SettingRelearningSteps:
		return s.RelearningSteps.String()
	case deck.SettingMaxInterval:
		return strconv.Itoa(s.MaxInterval)
	case deck.SettingEasyDays:
		return s.EasyDays.String()
	case deck.SettingBalance:
		return strconv.FormatBool(s.Balance)
	case deck.SettingOrder:
		return string(s.Order)
	case deck.SettingNewPlace:
		return string(s.NewPlace)
	case deck.SettingNewOrder:
		return string(s.NewOrder)
	case deck.SettingParameters:
		return jsonText(s.Parameters)
	}
	return ""
}

func runConfigList(ctx context.Context, e *env) error {
	all, err := e.settings(ctx)
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(all)
	}
	table := tabwriter.NewWriter(e.Stdout, 0, 0, 2, ' ', 0)
	for _, s := range all {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", s.Name, s.From, s.Value) // Flush tells
	}
	return table.Flush()
}

func runConfigGet(ctx context.Context, e *env, name string) error {
	all, err := e.settings(ctx)
	if err != nil {
		return err
	}
	names := make([]string, len(all))
	for i, s := range all {
		if names[i] = s.Name; s.Name != name {
			continue
		}
		if e.json {
			return e.printJSON(s)
		}
		return e.printf("%s\n", s.Value)
	}
	near, _ := deck.Nearest(name, names)
	return unknownSettingName(name, near)
}

func runConfigSet(ctx context.Context, e *env, name, value string) error {
	for _, local := range fileSettings() {
		if name == local {
			return withHint(fmt.Errorf("setting %q belongs to this machine's file", name), "prep config edit")
		}
	}
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	err = db.Update(ctx, func(tx *prep.Tx) error { return deck.SetSetting(tx, name, value) })
	var unknown *deck.UnknownSettingError
	if errors.As(err, &unknown) {
		return unknownSettingName(unknown.Name, unknown.Nearest)
	}
	return err
}

func unknownSettingName(name, near string) error {
	err := fmt.Errorf("unknown setting %q", name)
	if near == "" {
		return withHint(err, "prep config lists the settings")
	}
	return withHint(err, "did you mean %s?", near)
}

// runConfigEdit replaces the file only by one that can be read.
func runConfigEdit(ctx context.Context, e *env) error {
	places, err := e.paths()
	if err != nil {
		return err
	}
	text, err := os.ReadFile(places.Config)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = []byte(configTemplate), nil
	}
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	return e.compose(ctx, "config.toml", text, func(edited []byte) error {
		if _, err := parseConfig(filepath.Base(places.Config), edited); err != nil {
			return err
		}
		return writePrivate(places.Config, edited)
	})
}

func runConfigPath(e *env) error {
	places, err := e.paths()
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(map[string]string{"config": places.Config, "database": places.Database(), "drafts": places.Drafts()})
	}
	return e.printf("%s\n%s\n", places.Config, places.Database())
}
