package fit

import "math"

// A link is one review in the chain of memory states: how the state after it depends on the state before it and
// on the parameters, to first order. The gradient runs along the links backward, the curvature forward.
type link struct {
	formula formula
	rating  uint8

	// Stability after: by stability and difficulty before, and by the parameters of the formula in the order
	// that params gives.
	sByS, sByD float64
	sByW       [6]float64

	// Difficulty after, all zero where it is clamped: by difficulty before, w6, w7 and the difficulty after a
	// first Easy (through which it depends on w4 and w5).
	dByD, dByW6, dByW7, dByEasy float64

	// The recall expected just before the review, its loss form x = -ln(recall), and the derivatives of recall.
	recall, x    float64
	rByS, rByW20 float64
}

// A formula is one of the ways in which FSRS-6 moves stability.
type formula uint8

const (
	clamped  formula = iota // at the edge of its range: depends on nothing
	first                   // first review: w[rating-1]
	recalled                // a day or more later, remembered
	lapsed                  // a day or more later, forgotten
	capped                  // forgotten, and the cap e^(-w17·w18) decided
	sameDay                 // on the same day
	held                    // on the same day, and Hard, Good or Easy would have lowered it: stays
)

// params lists the parameters that each formula depends on, as link.sByW orders them.
var params = [...][]int{
	recalled: {8, 9, 10, 20, 15, 16},
	lapsed:   {11, 12, 13, 14, 20},
	capped:   {17, 18},
	sameDay:  {17, 18, 19},
	held:     {},
}

// begin returns the state after a card's first review and notes in l what it depends on.
func (m *Model) begin(rating uint8, l *link) State {
	*l = link{formula: first, rating: rating}
	return State{Stability: m.w[rating-1], Difficulty: clampDifficulty(m.first[rating-1])}
}

// step returns the state after a further review and notes in l how it came about. Elapsed days are whole; on the
// same day recall is 1 and the formulas of the same day hold.
func (m *Model) step(s State, elapsed float64, rating uint8, l *link) State {
	w := &m.w
	l.rating = rating
	var next State
	if elapsed == 0 {
		next.Stability = m.sameDay(s.Stability, rating, l)
	} else {
		share := m.factor * elapsed / s.Stability
		base := 1 + share
		log := math.Log(base)
		l.x = w[20] * log
		l.recall = math.Exp(-l.x)
		l.rByS = l.recall * w[20] * share / (base * s.Stability)
		l.rByW20 = -l.recall * (log + w[20]*m.dfactor*elapsed/(s.Stability*base))
		if rating == 1 {
			next.Stability = m.lapsed(s, l)
		} else {
			next.Stability = m.recalled(s, rating, l)
		}
	}
	if next.Stability < minStability || next.Stability > maxStability {
		next.Stability = min(max(next.Stability, minStability), maxStability)
		l.formula, l.sByS, l.sByD = clamped, 0, 0
	}
	next.Difficulty = m.difficulty(s.Difficulty, rating, l)
	return next
}

// recalled: S' = S·(1 + e^w8·(11-D)·S^-w9·(e^(w10·(1-R)) - 1)·(w15 if Hard)·(w16 if Easy)).
func (m *Model) recalled(s State, rating uint8, l *link) float64 {
	w := &m.w
	log := math.Log(s.Stability)
	e := math.Exp(w[10] * (1 - l.recall))
	plain := m.expW8 * (11 - s.Difficulty) * math.Exp(-w[9]*log) * s.Stability
	grade := 1.0
	l.sByW[4], l.sByW[5] = 0, 0
	switch rating {
	case 2:
		grade = w[15]
		l.sByW[4] = plain * (e - 1)
	case 4:
		grade = w[16]
		l.sByW[5] = plain * (e - 1)
	}
	plain *= grade
	gain := plain * (e - 1)
	byR := -plain * e * w[10]
	l.formula = recalled
	l.sByS = 1 + gain*(1-w[9])/s.Stability + byR*l.rByS
	l.sByD = -gain / (11 - s.Difficulty)
	l.sByW[0] = gain
	l.sByW[1] = -gain * log
	l.sByW[2] = plain * e * (1 - l.recall)
	l.sByW[3] = byR * l.rByW20
	return s.Stability + gain
}

// lapsed: S' = w11·D^-w12·((S+1)^w13 - 1)·e^(w14·(1-R)), at most S·e^(-w17·w18).
func (m *Model) lapsed(s State, l *link) float64 {
	w := &m.w
	logD, logS := math.Log(s.Difficulty), math.Log(s.Stability+1)
	scale := math.Exp(w[14]*(1-l.recall) - w[12]*logD)
	power := math.Exp(w[13] * logS)
	after, most := w[11]*scale*(power-1), s.Stability*m.lapse
	if most < after {
		l.formula, l.sByS, l.sByD = capped, m.lapse, 0
		l.sByW[0], l.sByW[1] = -most*w[18], -most*w[17]
		return most
	}
	byR := -after * w[14]
	l.formula = lapsed
	l.sByS = w[11]*scale*power*w[13]/(s.Stability+1) + byR*l.rByS
	l.sByD = -after * w[12] / s.Difficulty
	l.sByW[0] = scale * (power - 1)
	l.sByW[1] = -after * logD
	l.sByW[2] = w[11] * scale * power * logS
	l.sByW[3] = after * (1 - l.recall)
	l.sByW[4] = byR * l.rByW20
	return after
}

// sameDay: S' = S·e^(w17·(G-3+w18))·S^-w19, for Hard, Good and Easy at least S.
func (m *Model) sameDay(s float64, rating uint8, l *link) float64 {
	w := &m.w
	log := math.Log(s)
	grade := float64(rating) - 3 + w[18]
	power := w[17]*grade - w[19]*log
	l.sByD = 0
	if rating > 1 && power < 0 {
		l.formula, l.sByS = held, 1
		return s
	}
	times := math.Exp(power)
	next := s * times
	l.formula, l.sByS = sameDay, times*(1-w[19])
	l.sByW[0], l.sByW[1], l.sByW[2] = next*grade, next*w[17], -next*log
	return next
}

// difficulty: D' = D - w6·(G-3)·(10-D)/9, drawn to the difficulty after a first Easy by w7. That difficulty is
// not clamped here, unlike in FSRS-5.
func (m *Model) difficulty(d float64, rating uint8, l *link) float64 {
	w := &m.w
	grade := (float64(rating) - 3) / 9
	moved := d - w[6]*grade*(10-d)
	next := moved + w[7]*(m.first[3]-moved)
	if next < minDifficulty || next > maxDifficulty {
		l.dByD, l.dByW6, l.dByW7, l.dByEasy = 0, 0, 0, 0
		return clampDifficulty(next)
	}
	l.dByD = (1 - w[7]) * (1 + w[6]*grade)
	l.dByW6 = -(1 - w[7]) * grade * (10 - d)
	l.dByW7 = m.first[3] - moved
	l.dByEasy = w[7]
	return next
}
