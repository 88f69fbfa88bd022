package lint

import (
	"strings"
	"sync"
)

// forenames are common in the countries where interviews are held in English. Those that are also words or
// places ("Will", "Mark", "Rose", "Sydney") are left out; behind "Mr" they are found anyway.
var forenames = sync.OnceValue(func() map[string]bool {
	return set(`
	aaron abdul abigail adam adrian ahmed aisha alan alex alexander alice alison amanda amelia amir amy ana andrea
	andreas andrew andy angela anita anna anne anthony antonio anya arjun arthur ayesha barbara ben benjamin bernd
	bob brian bruno carl carla carlos carmen caroline catherine charles charlotte chen chloe chris christian
	christine christopher claire claudia colin craig daniel daniela dave david deborah deepak denise dennis derek
	diana diego dmitri donald donna dorothy eduardo edward elena elizabeth ella ellen emily emma eric erik esther
	eva fatima felix fernando fiona francesca franz fred gareth gary geoff george gerald giovanni graham greg guido
	hannah hans harry hassan heather heike helen helga henry ian ibrahim igor ines ingrid irina isabel ivan jacob
	james jamie jan jane janet jason javier jeff jennifer jenny jeremy jessica jim joan joanna joe joel johan john
	jonas jonathan jorge jose joseph josh juan judith julia julian julie jürgen karen karin karl kate katherine
	kathy katie keith kelly ken kenneth kevin khalid klaus kumar kurt larry laura lauren leila lena leo leon liam
	linda lisa louise lucas lucia lucy luis luke maggie manuel marco maria marie mario martin martina mary matt
	matthew megan mehmet mei melanie melissa michael michelle miguel mike mohamed mohammed monica monika muhammad
	natalie natasha neil nick nicola nicole nigel nina noah nora olga oliver olivia omar oscar pablo pamela patricia
	paul paula pedro peter petra phil philip philippe pierre priya rachel raj rajesh ralf ralph ravi rebecca renate
	richard rita robert roberta roger roland ronald rosa ruth ryan sabine sally sam samantha samuel sandra sanjay
	sara sarah scott sean sebastian sergio sharon sheila simon sofia sonia sophie stefan stephanie stephen steve
	steven stuart susan susanne suzanne svetlana tanya tariq teresa thomas tim timothy tobias tom tony tracy ulrich
	uwe valentina vanessa veronica victor vijay vikram vincent vivian walter wei wendy werner william wolfgang
	xavier yuki yusuf yvonne zara zoe
`)
})

// calendar holds what English writes with a capital though it names nobody.
var calendar = sync.OnceValue(func() map[string]bool {
	return set(strings.ReplaceAll(sets["month"]+"|"+sets["weekday"]+"|"+sets["season"], "|", " ") + " english german french spanish")
})

// set holds the words of a text.
func set(text string) map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields(text) {
		words[word] = true
	}
	return words
}
