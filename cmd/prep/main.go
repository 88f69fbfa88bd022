// Command prep keeps what an interview needs in memory: cards to review every morning, a journal of setbacks, and
// the stories that come out of them.
package main

import "os"

func main() {
	os.Exit(runOnTerminal(systemEnv(), os.Args[1:]))
}
