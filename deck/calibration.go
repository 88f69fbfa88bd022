package deck

import (
	"math"

	"prep"
)

// Calibration compares what FSRS predicted with what happened: at each first answer of a day to a card that was
// answered on an earlier day, the retrievability computed from the history before it, and whether the answer was
// known.
type Calibration struct {
	Bins      []Predicted
	Reviews   int     // predictions compared
	Predicted float64 // mean retrievability
	Actual    float64 // share that was known
	Error     float64 // root of the mean squared difference of the bins, weighted by their reviews
	LogLoss   float64 // mean of -ln of the probability given to what happened; lower is better

	Cards   int  // cards replayed
	Sampled bool // there were too many: the same cards each time
}

// Predicted is a bin of a calibration: predictions from From up to To. Low and High are the bounds of the Wilson
// score interval of Actual, at 95%.
type Predicted struct {
	From, To  float64
	Reviews   int
	Known     int
	Predicted float64 // mean
	Actual    float64
	Low, High float64
}

// calibrationReviews is how many reviews are replayed at most, more or less: go-fsrs takes about a microsecond for
// each. The interval of a bin with a tenth of them is two percent wide.
const calibrationReviews = 50_000

// calibrationEdges are narrow where predictions are many.
var calibrationEdges = [...]float64{0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1}

// calibrator collects predictions.
type calibrator struct {
	memos   map[*model]*memo // decks may have parameters of their own
	below   uint64           // cards whose hash is below it are replayed
	sampled bool
	cards   int
	bins    [len(calibrationEdges) - 1]struct {
		reviews, known int
		predicted      float64
	}
	loss float64
}

func newCalibrator() *calibrator {
	return &calibrator{memos: map[*model]*memo{}, below: math.MaxUint64}
}

// expect draws the sample for about so many reviews.
func (c *calibrator) expect(reviews int) {
	if reviews > calibrationReviews {
		c.sampled = true
		c.below = uint64(math.Ldexp(calibrationReviews/float64(reviews), 64))
	}
}

// replayed is the history of one card, answer by answer.
type replayed struct {
	*calibrator // nil: the card is not in the sample
	model       *model
	memo        *memo
	trace       trace // before the last answer
	last        Rating
	elapsed     int // days before the last answer
}

func (c *calibrator) replay(card prep.ID, m *model) replayed {
	if splitmix64(uint64(card)) > c.below {
		return replayed{}
	}
	if c.memos[m] == nil {
		c.memos[m] = new(memo)
	}
	c.cards++
	return replayed{calibrator: c, model: m, memo: c.memos[m]}
}

func (r *replayed) reset() { r.trace, r.last = trace{}, 0 }

// answer compares the prediction with an answer whole study days after the one before, and goes on.
func (r *replayed) answer(elapsed int, rating Rating) {
	if r.calibrator == nil {
		return
	}
	if r.last != 0 { // what the answer before made of the memory is needed only now
		look := outlook{model: r.model, before: r.trace, elapsed: r.elapsed, memo: r.memo}
		r.trace = look.after(r.last)
	}
	if elapsed > 0 && r.trace.stability > 0 {
		r.predict(r.model.retrievability(r.trace, elapsed), rating > Again)
	}
	r.last, r.elapsed = rating, elapsed
}

// smallestChance keeps a single surprise from making the mean loss infinite.
const smallestChance = 1e-6

func (c *calibrator) predict(chance float64, known bool) {
	i := 0
	for i < len(c.bins)-1 && chance >= calibrationEdges[i+1] {
		i++
	}
	c.bins[i].reviews++
	c.bins[i].predicted += chance
	happened := 1 - chance
	if known {
		c.bins[i].known++
		happened = chance
	}
	c.loss -= math.Log(max(happened, smallestChance))
}

func (c *calibrator) result() Calibration {
	result := Calibration{Cards: c.cards, Sampled: c.sampled}
	known, squares := 0, 0.0
	for i, bin := range c.bins {
		p := Predicted{From: calibrationEdges[i], To: calibrationEdges[i+1], Reviews: bin.reviews, Known: bin.known}
		if bin.reviews > 0 {
			n := float64(bin.reviews)
			p.Predicted, p.Actual = bin.predicted/n, float64(bin.known)/n
			p.Low, p.High = Wilson(bin.known, bin.reviews)
			squares += n * (p.Predicted - p.Actual) * (p.Predicted - p.Actual)
		}
		result.Bins = append(result.Bins, p)
		result.Reviews += bin.reviews
		result.Predicted += bin.predicted
		known += bin.known
	}
	if result.Reviews > 0 {
		n := float64(result.Reviews)
		result.Predicted /= n
		result.Actual = float64(known) / n
		result.Error = math.Sqrt(squares / n)
		result.LogLoss = c.loss / n
	}
	return result
}

// Wilson returns the bounds of the 95% score interval of a share (E. B. Wilson, 1927). Unlike the usual plus and
// minus it stays within 0 and 1, and holds for few trials and for shares near the ends.
func Wilson(successes, trials int) (low, high float64) {
	if trials == 0 {
		return 0, 1
	}
	const z = 1.959964
	n, p := float64(trials), float64(successes)/float64(trials)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	reach := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(middle-reach, 0), min(middle+reach, 1)
}
