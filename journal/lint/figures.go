package lint

import (
	"strconv"
	"strings"
)

// smallNumbers are the number words that add; scales multiply what stands before them.
var smallNumbers = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var scales = map[string]float64{
	"dozen": 12, "hundred": 100, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mio": 1e6, "billion": 1e9, "bn": 1e9,
}

// figure reads the number at the head of tokens ("9", "1,200", "forty-five", "a hundred and ten", "2.5 million",
// "half a million") and how many tokens it takes; 0 tokens: there is none.
func figure(tokens []token) (value float64, used int) {
	at := func(i int) string {
		if i < len(tokens) && !tokens[i].quoted {
			return tokens[i].word
		}
		return ""
	}
	half := at(0) == "half" && (at(1) == "a" || at(1) == "an")
	if half {
		used = 1
	}
	numeral := false // digits take a scale behind them, no further words
	if w := at(used); w == "a" || w == "an" {
		if scale := scales[at(used+1)]; scale < 12 || len(at(used+1)) < 3 {
			return 0, 0
		}
		value, used = 1, used+1
	} else if n, ok := digits(w); ok {
		value, used, numeral = n, used+1, true
	} else if smallNumbers[w] == 0 {
		return 0, 0
	}
	total := 0.0 // whole thousands and more
	for {
		word := at(used)
		small, scale := smallNumbers[word], scales[word]
		_, joined := smallNumbers[at(used+1)]
		switch {
		case small > 0 && !numeral && fits(value, small):
			value += small
		case scale >= 1e3 && value > 0 && (len(word) > 2 || tokens[used].joined):
			total, value = total+value*scale, 0
		case scale >= 12 && scale < 1e3 && value > 0:
			value *= scale
		case word == "and" && joined && !numeral && (value >= 100 || value == 0 && total > 0):
		default:
			value += total
			if half {
				value /= 2
			}
			return value, used
		}
		used++
	}
}

// fits tells whether a number word can follow: "twenty" + "five" and "hundred" + "ten" can, "two" + "three" not.
func fits(value, small float64) bool {
	last := int(value) % 100
	return last == 0 || last >= 20 && last%10 == 0 && small < 10
}

// digits reads a number in digits: 9, 4.6, 1,200, 1.200.000.
func digits(word string) (float64, bool) {
	if word == "" || word[0] < '0' || word[0] > '9' {
		return 0, false
	}
	for _, mark := range []string{",", "."} {
		groups := strings.Split(word, mark)
		grouped := len(groups) > 1 && (mark == "," || len(groups) > 2)
		for _, g := range groups[1:] {
			grouped = grouped && len(g) == 3
		}
		if grouped {
			word = strings.Join(groups, "")
		}
	}
	n, err := strconv.ParseFloat(strings.Replace(word, ",", ".", 1), 64)
	return n, err == nil
}
