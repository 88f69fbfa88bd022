package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// scriptedEditor is the editor of the scripts. Its last argument is the file; those before it are done in order:
//
//	s/REGEXP/TEXT/   replace all that matches ((?m) is on)
//	+TEXT            add a line at the end
//	=TEXT            write this and nothing else
//	@FILE            write what the file holds and nothing else
//	>FILE            copy what is being edited to a file, to be looked at
//	!STATUS          save, then end with this exit status
//	KILL             save, then kill itself
//
// Without any it saves nothing. In TEXT \n is a new line.
func scriptedEditor() {
	if err := edit(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "scripted-editor:", err)
		os.Exit(3)
	}
}

func edit(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("no file")
	}
	path := args[len(args)-1]
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	status, kill := 0, false
	for _, step := range args[:len(args)-1] {
		what := strings.ReplaceAll(step[1:], `\n`, "\n")
		switch {
		case step == "KILL":
			kill = true
		case step[0] == '+':
			text = append(text, what+"\n"...)
		case step[0] == '=':
			text = []byte(what)
		case step[0] == '@':
			text, err = os.ReadFile(what)
		case step[0] == '>':
			err = os.WriteFile(what, text, 0o600)
		case step[0] == '!':
			status, err = strconv.Atoi(what)
		case step[0] == 's' && len(step) > 3:
			parts := strings.Split(what[1:], what[:1])
			if len(parts) != 3 {
				return fmt.Errorf("step %q: want s/REGEXP/TEXT/", step)
			}
			text = regexp.MustCompile("(?m)"+parts[0]).ReplaceAll(text, []byte(parts[1]))
		default:
			return fmt.Errorf("step %q: unknown", step)
		}
		if err != nil {
			return err
		}
	}
	if len(args) > 1 {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			return err
		}
	}
	if kill {
		return killSelf()
	}
	os.Exit(status)
	return nil
}

func killSelf() error {
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	if err := self.Kill(); err != nil {
		return err
	}
	select {}
}
