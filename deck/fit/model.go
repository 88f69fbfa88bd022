package fit

import "math"

// The bounds of a memory state.
const (
	minStability, maxStability   = 0.001, 36500 // days
	minDifficulty, maxDifficulty = 1, 10
)

// A State is what FSRS knows of one card: Stability, the days until recall falls to 0.9, and Difficulty, 1-10.
// The zero State is a card never seen.
type State struct {
	Stability, Difficulty float64
}

// A Model is FSRS-6 under given parameters, with what depends on them alone computed once.
type Model struct {
	w       Parameters
	factor  float64    // of the forgetting curve
	dfactor float64    // its derivative by w20
	expW8   float64    // e^w8
	lapse   float64    // e^(-w17·w18): after a lapse stability is at most this share of what it was
	first   [4]float64 // difficulty after a first review, before it is clamped, by grade
	dfirst  [4]float64 // its derivative by w5
}

// NewModel prepares the parameters for use.
func NewModel(w Parameters) *Model {
	m := &Model{w: w, expW8: math.Exp(w[8]), lapse: math.Exp(-w[17] * w[18])}
	// R(t) = (1 + factor·t/S)^-w20 with R(S) = 0.9.
	c := -math.Log(0.9)
	grow := math.Exp(c / w[20])
	m.factor = grow - 1
	m.dfactor = -grow * c / (w[20] * w[20])
	for g := range m.first {
		e := math.Exp(w[5] * float64(g))
		m.first[g] = w[4] - e + 1
		m.dfirst[g] = -float64(g) * e
	}
	return m
}

// Next returns the memory state after a review with a rating of 1-4, elapsed study days after the one before it.
func (m *Model) Next(s State, elapsed int, rating int) State {
	var l link
	if s == (State{}) {
		return m.begin(uint8(rating), &l)
	}
	return m.step(s, float64(elapsed), uint8(rating), &l)
}

// Recall returns the chance of remembering a card in this state after so many days.
func (m *Model) Recall(s State, days float64) float64 {
	return math.Exp(-m.w[20] * math.Log(1+m.factor*max(days, 0)/s.Stability))
}

// Interval returns after how many days recall falls to the given retention, not rounded.
func (m *Model) Interval(s State, retention float64) float64 {
	return s.Stability / m.factor * (math.Pow(retention, -1/m.w[20]) - 1)
}

func clampDifficulty(d float64) float64 { return min(max(d, minDifficulty), maxDifficulty) }
