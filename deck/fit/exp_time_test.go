package fit

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func TestExpTime(t *testing.T) {
	for _, n := range []int{4000, 20000, 200000, 1000000} {
		for _, name := range []string{"quick", "slow", "steep", "usual"} {
			log := learners()[name].log(7, n)
			t0 := time.Now()
			set, _ := NewSet(log)
			fmt.Println("set", time.Since(t0))
			p := set.before(set.targets)
			t0 = time.Now()
			tr := p.tree()
			tt := time.Since(t0)
			nodes := 0
			for _, b := range tr.boughs {
				nodes += len(b.nodes)
			}
			t0 = time.Now()
			gradient(NewModel(Defaults()), tr)
			tg := time.Since(t0)
			t0 = time.Now()
			curvature(NewModel(Defaults()), tr)
			tc := time.Since(t0)
			t0 = time.Now()
			w := Defaults()
			fmt.Printf("%s %d reviews %d nodes %d tree %v grad %v curv %v:", name, n, set.Reviews(), nodes, tt, tg, tc)
			for _, stride := range strides(set.targets) {
				t1 := time.Now()
				p := set.before(set.targets).sample(stride)
				s := search{tree: p.tree(), enough: enough, free: All.free()}
				s.sample = s.tree
				if thin := set.targets / stride / sampleTargets; thin > 1 {
					s.sample = p.sample(min(thin, 8)).tree()
				}
				if stride > 1 {
					s.enough = roughly
				}
				s.hold = penalty(1 / float64(stride))
				k := 0
				gains := []float64{}
				s.report = func(g float64) { k++; gains = append(gains, g) }
				w, _ = s.minimize(context.Background(), w)
				fmt.Printf(" [%d: %d steps %v %.3g]", stride, k, time.Since(t1), gains)
			}
			fmt.Println(" =", time.Since(t0))
		}
	}
}
