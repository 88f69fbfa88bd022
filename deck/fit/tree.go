package fit

// A tree holds the histories of some cards with what they have in common kept once: cards that were met with the same
// grade, came back after the same number of days, and so on, share their states up to where they part. In a
// usual log that halves the work, in a large one it leaves a quarter.
//
// It is cut into boughs of neighbouring cards, which are summed up one by one and then in order, so that sums come
// out the same to the last bit however many cores share the work.
type tree struct {
	boughs []bough
	weight float64 // of all targets
}

// A bough is the nodes of some cards, each node after its parent and before its parent's next child.
type bough struct {
	nodes  []node
	height int     // of the longest history, in reviews
	weight float64 // of all targets
}

// A node is a review in all histories that run alike up to it. Its parent is the last node before it with a depth
// that is less by one.
type node struct {
	weight  float64 // summed over the histories in which it is a target
	elapsed uint32  // study days since the review before
	depth   int32   // 0 for a first review
	rating  uint8
}

// tree grows the tree of a part.
func (p part) tree() *tree {
	t := &tree{boughs: chunks(p.cards(), p.bough)}
	for i := range t.boughs {
		t.weight += t.boughs[i].weight
	}
	return t
}

// bough grows the bough of the cards [from,to) of a part.
func (p *part) bough(from, to int) (b bough) {
	var path []int32 // the nodes from a first review to the one last added
	for n := from; n < to; n++ {
		start, end := p.card(n)
		elapsed, rating, rank := p.set.elapsed[start:end], p.set.rating[start:end], p.set.rank[start:end]
		b.height = max(b.height, len(rank))
		shared := true
		for i := range rank {
			if shared = shared && i < len(path); shared {
				on := &b.nodes[path[i]]
				shared = on.elapsed == elapsed[i] && on.rating == rating[i]
			}
			if !shared {
				path = append(path[:i], int32(len(b.nodes)))
				b.nodes = append(b.nodes, node{elapsed: elapsed[i], depth: int32(i), rating: rating[i]})
			}
			if rank[i] >= 0 && rank[i] < p.end {
				weight := p.weight(rank[i])
				b.nodes[path[i]].weight += weight
				b.weight += weight
			}
		}
	}
	return b
}
