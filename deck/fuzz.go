package deck

import "prep"

// FuzzRange returns the shortest and longest interval, in days, that may stand in for an interval, so that
// cards learned together do not stay together. It is the interval alone below 2.5 days, else
// ±(1 + 15% of the part from 2.5 to 7 days + 10% of that from 7 to 20 + 5% of the rest), never under 2 days
// and never over the maximum. Load balancing may choose any day of it.
func FuzzRange(interval, maximum int) (low, high int) {
	if interval < 3 {
		return min(interval, maximum), min(interval, maximum)
	}
	// In 1/200 day the sum is whole, so every machine rounds it to the same day.
	const unit = 200
	spread := unit + 15*(2*min(interval, 7)-5) + 20*(min(max(interval, 7), 20)-7) + 10*(max(interval, 20)-20)
	low = max((unit*interval-spread+unit/2)/unit, 2)
	high = min((unit*interval+spread+unit/2)/unit, maximum)
	return min(low, high), high
}

// fuzz moves an interval within its range to where a draw says. The four ratings of a review share their draw,
// so they keep their order: the same draw in a later range is never an earlier day.
func fuzz(interval, maximum int, draw uint64) int {
	low, high := FuzzRange(interval, maximum)
	return low + int(draw*uint64(high-low+1)>>32)
}

// fuzzDraw comes from the card and how often it was reviewed before, so all machines agree on it. It has 32 bits,
// so that a product with a number of days fits in 64.
func fuzzDraw(card prep.ID, reps int) uint64 {
	return splitmix64(splitmix64(uint64(card))+uint64(reps)) >> 32
}

// placeDraw is the draw that stands for a place, 1 to prep.MaxPlace: the places divide a range evenly, so that
// of n days a place is on the one numbered (place-1)*n/100, whatever parameters make the range.
func placeDraw(place int) uint64 {
	const places = prep.MaxPlace
	place = min(max(place, 1), places)
	return (uint64(place-1)<<32 + places - 1) / places // rounded up: a quotient that is whole stays so
}

// splitmix64 scatters the bits of x (Steele, Lea and Flood, "Fast splittable pseudorandom number
// generators", 2014).
func splitmix64(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
