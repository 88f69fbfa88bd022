package sync

import "math/bits"

// padme returns the length to which n bytes are padded, so that the size of an object tells little of what is in it:
// a length of L bits keeps only its first log2(L)+1 bits. The padding is at most 12 % (Nikitin et al., "Reducing
// Metadata Leakage from Encrypted Files and Communication with PURBs", 2019, section 4).
func padme(n int) int {
	if n < 2 {
		return n
	}
	exponent := bits.Len(uint(n)) - 1               // floor(log2 n)
	lastBits := exponent - bits.Len(uint(exponent)) // those that must be zero
	if lastBits <= 0 {
		return n
	}
	mask := 1<<lastBits - 1
	return (n + mask) &^ mask
}
