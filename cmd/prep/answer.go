package main

import (
	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

// This file holds the group of the commands about answers and what they share.

func answerCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:     "answer",
		Aliases:  []string{"a"},
		Usage:    "turn entries into answers to tell, check them, see what is covered",
		Category: categoryJournal,
		Description: `An answer tells one entry for one question, in the spoken order: the failure in a line, goal and role,
your own cause, the consequence, the repair, the lesson, the change and its proof, the link to the job.
Nothing is invented: what the entry does not say stands as a question in brackets.

Examples:
  prep answer new --question "biggest failure" --entry aayeht6o --target acme
  prep answer check k3n5uqzt
  prep answer show k3n5uqzt --seconds
  prep answer coverage`,
		Subcommands: []*cli.Command{
			answerNewCommand(e),
			answerListCommand(e),
			answerShowCommand(e),
			answerEditCommand(e),
			answerRmCommand(e),
			answerRestoreCommand(e),
			answerHistoryCommand(e),
			answerCheckCommand(e),
			answerRulesCommand(e),
			answerNumbersCommand(e),
			answerCoverageCommand(e),
		},
	}
}

// findAnswer reads the answer whose id begins so.
func findAnswer(tx *prep.Tx, prefix string) (journal.Answer, error) {
	answer, err := journal.FindAnswer(tx, prefix)
	return answer, journalHint(err, listHint(prep.Answers))
}

// findTarget reads the target that is named by its id, company or role.
func findTarget(tx *prep.Tx, name string) (journal.Target, error) {
	target, err := journal.FindTarget(tx, name)
	return target, journalHint(err, listHint(prep.Targets))
}

// pace is how many words a minute this person says: what was asked for, what the settings say, what was measured
// while practising, or the default.
func (e *env) pace(tx *prep.Tx, asked int) (int, error) {
	if asked > 0 {
		return asked, nil
	}
	config, err := e.config()
	if err != nil {
		return 0, err
	}
	if config.Lint.WordsPerMinute > 0 {
		return config.Lint.WordsPerMinute, nil
	}
	return journal.Pace(tx)
}

// paceFlag is the option of every command that turns words into seconds.
func paceFlag(into *int) cli.Flag {
	return &cli.IntFlag{Name: "wpm", Usage: "at `N` words a minute", DefaultText: "your own pace", Destination: into}
}

// checkPace refuses a pace at which nobody speaks.
func checkPace(path string, wpm int) error {
	if wpm != 0 && (wpm < 40 || wpm > 400) {
		return usageFor(path, "--wpm %d: want 40 to 400", wpm)
	}
	return nil
}
