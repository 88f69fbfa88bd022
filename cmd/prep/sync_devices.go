package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/sync"
)

func syncDevicesCommand(e *env) *cli.Command {
	var yes bool
	return &cli.Command{
		Name:  "devices",
		Usage: "list the machines of the repository, rename this one, retire another",
		Description: `A machine that was restored from a backup, or copied, writes under a new name from then on; the old
one can be retired.

Examples:
  prep sync devices
  prep sync devices rename laptop
  prep sync devices retire lzpnveqb`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runSyncDevices(c.Context, e)
		},
		Subcommands: []*cli.Command{
			{
				Name: "rename", Usage: "give this machine another name", ArgsUsage: "NAME",
				Description: "The other machines learn it with the next sync.\n\nExamples:\n  prep sync devices rename laptop",
				Action: func(c *cli.Context) error {
					args, err := words(c, 1, -1)
					if err != nil {
						return err
					}
					return runSyncRename(c.Context, e, strings.Join(args, " "))
				},
			},
			{
				Name: "retire", Usage: "declare that a machine is not in use any more", ArgsUsage: "ID|NAME",
				Description: `What it wrote stays. It is not locked out: it has the keys. For a lost machine change the keys of the
storage, then run prep sync rotate.

Examples:
  prep sync devices retire lzpnveqb
  prep sync devices retire "old laptop"`,
				Flags: []cli.Flag{yesFlag(&yes)},
				Action: func(c *cli.Context) error {
					args, err := words(c, 1, -1)
					if err != nil {
						return err
					}
					return runSyncRetire(c.Context, e, strings.Join(args, " "), yes)
				},
			},
		},
	}
}

func runSyncDevices(ctx context.Context, e *env) error {
	_, status, err := e.joined(ctx)
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(deviceDocuments(status.Devices))
	}
	for _, device := range status.Devices {
		if err := e.printf("%s\n", deviceText(device, e.Clock())); err != nil {
			return err
		}
	}
	return nil
}

func runSyncRename(ctx context.Context, e *env, name string) error {
	db, _, err := e.joined(ctx)
	if err != nil {
		return err
	}
	return sync.Rename(ctx, db, name)
}

func runSyncRetire(ctx context.Context, e *env, name string, yes bool) error {
	db, status, err := e.joined(ctx)
	if err != nil {
		return err
	}
	device, err := findDevice(status.Devices, name)
	if err != nil {
		return err
	}
	if err := e.confirm(ctx, yes, "retire %s (%s)", summary(device.Name, 40), device.Stream.Short()); err != nil {
		return err
	}
	return sync.Retire(ctx, db, device.Stream)
}

// findDevice returns the machine of that name, or whose id begins so.
func findDevice(devices []sync.Device, name string) (sync.Device, error) {
	var found []sync.Device
	for _, device := range devices {
		if device.Name == name || len(name) >= 4 && strings.HasPrefix(device.Stream.String(), name) {
			found = append(found, device)
		}
	}
	switch len(found) {
	case 0:
		return sync.Device{}, withHint(fmt.Errorf("machine %q: %w", name, prep.ErrNotFound), "prep sync devices lists them")
	case 1:
		return found[0], nil
	}
	var ids []string
	for _, device := range found {
		ids = append(ids, device.Stream.Short())
	}
	return sync.Device{}, withHint(fmt.Errorf("machine %q: %w", name, prep.ErrAmbiguous), "name one by its id: %s", strings.Join(ids, ", "))
}
