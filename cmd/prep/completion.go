package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// completions are the scripts that teach a shell to complete prep, but fish's, which urfave/cli writes. They ask
// prep itself what could come next.
var completions = map[string]string{
	"bash": `# bash completion for prep: source <(prep completion bash)
_prep() {
  local cur words
  cur="${COMP_WORDS[COMP_CWORD]}"
  words=("${COMP_WORDS[@]:0:COMP_CWORD}")
  if [[ "$cur" == -* ]]; then words+=("$cur"); fi
  local IFS=$'\n'
  COMPREPLY=($(compgen -W "$("${words[@]}" --generate-bash-completion 2>/dev/null)" -- "$cur"))
}
complete -o bashdefault -o default -F _prep prep
`,
	"zsh": `#compdef prep
# zsh completion for prep: source <(prep completion zsh), or save it as _prep in a folder of $fpath
_prep() {
  local -a options
  local current="${words[CURRENT]}"
  local -a line=("${(@)words[1,CURRENT-1]}")
  [[ "$current" == -* ]] && line+=("$current")
  options=("${(@f)$("${line[@]}" --generate-bash-completion 2>/dev/null)}")
  if [[ -n "${options[1]}" ]]; then compadd -a options; else _files; fi
}
if [[ "$funcstack[1]" == _prep ]]; then _prep "$@"; else compdef _prep prep; fi
`,
	"powershell": `# PowerShell completion for prep: prep completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName prep -ScriptBlock {
  param($word, $line, $cursor)
  $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($word -and -not $word.StartsWith('-')) { $words = @($words | Select-Object -SkipLast 1) }
  & prep @words --generate-bash-completion 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
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
		BashComplete: func(*cli.Context) { _ = e.printf("%s\n", strings.Join(shells, "\n")) },
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
