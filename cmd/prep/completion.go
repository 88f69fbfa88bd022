package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// completionOption is what the shells' scripts put at the end of a line to ask what its last word could become.
const completionOption = "--generate-bash-completion"

// completions are the scripts that teach a shell to complete prep, but fish's, which urfave/cli writes. They ask
// prep itself.
var completions = map[string]string{
	"bash": `# bash completion for prep: source <(prep completion bash)
_prep() {
  local IFS=$'\n'
  COMPREPLY=($("${COMP_WORDS[0]}" "${COMP_WORDS[@]:1:COMP_CWORD}" ` + completionOption + ` 2>/dev/null))
}
complete -o bashdefault -o default -F _prep prep
`,
	"zsh": `#compdef prep
# zsh completion for prep: source <(prep completion zsh), or save it as _prep in a folder of $fpath
_prep() {
  local -a found
  found=("${(@f)$("${(@)words[1,CURRENT]}" ` + completionOption + ` 2>/dev/null)}")
  if [[ -n "${found[1]}" ]]; then compadd -a found; else _files; fi
}
if [[ "$funcstack[1]" == _prep ]]; then _prep "$@"; else compdef _prep prep; fi
`,
	"powershell": `# PowerShell completion for prep: prep completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName prep -ScriptBlock {
  param($word, $line, $cursor)
  $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if (-not $word) { $words += '""' }
  & prep @words ` + completionOption + ` 2>$null | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`,
}

var shells = []string{"bash", "zsh", "fish", "powershell"}

func completionCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print a script that completes prep in your shell",
		ArgsUsage: strings.Join(shells, "|"),
		Category:  categorySetup,
		Description: `Examples:
  source <(prep completion bash)     # in ~/.bashrc
  source <(prep completion zsh)      # in ~/.zshrc, after compinit
  prep completion fish > ~/.config/fish/completions/prep.fish
  prep completion powershell | Out-String | Invoke-Expression`,
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return runCompletion(e, c.App, args[0])
		},
	}
}

func runCompletion(e *env, app *cli.App, shell string) error {
	if !slices.Contains(shells, shell) {
		return usageFor(appName+" completion", "unknown shell %q: want %s", shell, strings.Join(shells, ", "))
	}
	script := completions[shell]
	if shell == "fish" {
		var err error
		if script, err = app.ToFishCompletion(); err != nil {
			return fmt.Errorf("write completion for fish: %w", err)
		}
	}
	return e.printf("%s", script)
}

// completionWords returns the words of a line whose last one is to be completed.
func completionWords(args []string) (words []string, asked bool) {
	last := len(args) - 1
	if last < 0 || args[last] != completionOption {
		return nil, false
	}
	return args[:last], true
}

// candidates returns what the last of the words could become, each with a line end; none means a file, or
// something that only a person knows.
func candidates(root *node, words []string) []string {
	if len(words) == 0 {
		words = []string{""}
	}
	before, current := words[:len(words)-1], words[len(words)-1]
	line := commandLine{levels: []*level{{node: root}}}
	for i := 0; i < len(before); i++ {
		word := before[i]
		takes, _ := line.arity(word)
		switch _, joined := optionValue(word); {
		case word == "--":
			return nil
		case len(word) < 2 || word[0] != '-':
			line.word(word)
		case takes != takesNothing && !joined:
			if i++; i == len(before) {
				return nil
			}
		}
		if line.last().name == "help" && line.last().node != root {
			line.levels = []*level{{node: root}} // its words are commands
		}
	}
	return line.candidates(current)
}

func (l *commandLine) candidates(current string) []string {
	var all []string
	switch {
	case strings.HasPrefix(current, "-"):
		for _, level := range l.levels {
			for name := range level.node.options {
				if len(name) > 1 {
					all = append(all, "--"+name)
				}
			}
		}
	case len(l.words) == 0:
		all = append(all, l.last().choices...)
		for _, next := range l.last().below {
			if !next.hidden {
				all = append(all, next.name)
			}
		}
	}
	var fitting []string
	for _, candidate := range all {
		if strings.HasPrefix(candidate, current) {
			fitting = append(fitting, candidate+"\n")
		}
	}
	slices.Sort(fitting)
	return slices.Compact(fitting)
}
