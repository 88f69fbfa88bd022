// Package lint reads an answer to an interview question about failure and says what would weaken it: blame,
// excuses, a missing lesson, a figure nobody could defend. Text and fields go in, findings come out.
//
// A finding quotes the words it is about, gives one reason and asks one question. It never rewrites, never
// scores the person and never invents a fact. The rules are tables of phrases and small functions; a corpus in
// testdata measures each, and a rule that is right less than 95 times in 100 is off until somebody asks for it.
package lint
