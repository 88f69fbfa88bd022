package lint

// State says how much of a section an answer has.
type State string

// The states of a section. Unknown is for an answer without section headings in a language that is not English.
const (
	Present State = "present"
	Thin    State = "thin"
	Missing State = "missing"
	Unknown State = "unknown"
)

// Item is one section of the checklist.
type Item struct {
	Section Section `json:"section"`
	State   State   `json:"state"`
	// Tagged says that headings tell where the section is. Words and Seconds are then known; otherwise the
	// state is read from the words of the answer.
	Tagged  bool `json:"tagged"`
	Words   int  `json:"words,omitempty"`
	Seconds int  `json:"seconds,omitempty"`
	// Budget is how many seconds the section has when the whole answer takes 110.
	Budget int `json:"budget"`
}

// A tagged section with less than a third of its planned words is thin.
const thinShare = 3

// signs are the words by which a section is recognised in an answer without headings. The goal, for one, has
// many more; such a guess serves a checklist, no rule.
var signs = map[Section]func() phrasebook{
	Headline:    failureWords,
	GoalRole:    roleWords,
	Cause:       ownedWords,
	Consequence: consequenceWords,
	Repair:      repairWords,
	Lesson:      lessonWords,
	ChangeProof: changeWords,
	JobLink:     jobWords,
}

var consequenceWords = phrases(
	"(cost|costs|lost|loses|paid|waited|waiting|resigned|complained|delayed|cancelled|missed|dropped|fell|late|closed|refund|damage|damaged)",
	"(could not|had to|ended up|as a result|because of that|in the end)",
)

var repairWords = phrases(
	"I ..2 (apologised|apologized|told|called|rang|phoned|wrote|reported|restored|reverted|refunded|rebuilt|redid|fixed|repaired|"+
		"corrected|offered|paid|visited|proposed|drove|replaced|stayed|presented|asked|stopped|informed|found)",
	"(put it right|made up for|made it good)",
)

// checklist judges every section in spoken order.
func (v *view) checklist() []Item {
	items := make([]Item, 0, len(plan))
	for _, row := range plan {
		item := Item{Section: row.section, Budget: v.seconds(row.words), Tagged: len(v.parts) > 0}
		switch {
		case item.Tagged:
			item.Words = spoken(v.parts, row.section)
			item.Seconds = v.seconds(item.Words)
			switch {
			case item.Words == 0:
				item.State = Missing
			case item.Words*thinShare < row.words:
				item.State = Thin
			default:
				item.State = Present
			}
		case !v.isEnglish:
			item.State = Unknown
		case v.says(signs[row.section](), 0, len(v.sentences)):
			item.State = Present
		default:
			item.State = Missing
		}
		items = append(items, item)
	}
	return items
}
