package sync

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/minio/minio-go/v7/pkg/lifecycle"

	"prep/sync/s3test"
)

func TestHarmfulRules(t *testing.T) {
	days := func(n int) lifecycle.Expiration { return lifecycle.Expiration{Days: lifecycle.ExpirationDays(n)} }
	for name, test := range map[string]struct {
		rule lifecycle.Rule
		want []string
	}{
		"whole bucket":   {lifecycle.Rule{ID: "all", Status: "Enabled", Expiration: days(30)}, []string{`the rule "all" deletes them after 30 days`}},
		"above":          {lifecycle.Rule{ID: "up", Status: "Enabled", RuleFilter: lifecycle.Filter{Prefix: "home/"}, Expiration: days(1)}, []string{`the rule "up" deletes them after 1 days`}},
		"below":          {lifecycle.Rule{ID: "o", Status: "Enabled", RuleFilter: lifecycle.Filter{Prefix: "home/prep/v1/o/"}, Expiration: days(9)}, []string{`the rule "o" deletes them after 9 days`}},
		"elsewhere":      {lifecycle.Rule{Status: "Enabled", RuleFilter: lifecycle.Filter{Prefix: "logs/"}, Expiration: days(1)}, nil},
		"not in force":   {lifecycle.Rule{Status: "Disabled", Expiration: days(1)}, nil},
		"tagged objects": {lifecycle.Rule{Status: "Enabled", RuleFilter: lifecycle.Filter{Tag: lifecycle.Tag{Key: "a", Value: "b"}}, Expiration: days(1)}, nil},
		"old versions":   {lifecycle.Rule{Status: "Enabled", NoncurrentVersionExpiration: lifecycle.NoncurrentVersionExpiration{NoncurrentDays: 1}}, nil},
		"cold storage": {
			lifecycle.Rule{ID: "ice", Status: "Enabled", Transition: lifecycle.Transition{Days: 60, StorageClass: "GLACIER"}},
			[]string{`the rule "ice" moves them to GLACIER after 60 days`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := harmfulRules(&lifecycle.Configuration{Rules: []lifecycle.Rule{test.rule}}, "home/prep/v1/")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestDoctorOnRealServers: both servers do all that a repository needs, and a rule that would expire it is found.
func TestDoctorOnRealServers(t *testing.T) {
	s3test.Each(t, func(t *testing.T, server *s3test.Server) {
		r := newRemote(t, server)
		bucket := r.open(t)
		m := newMachine(t, "laptop")
		findings, err := Doctor(t.Context(), bucket, m.db.Now)
		if err != nil {
			t.Fatal(err)
		}
		asked := map[string]bool{}
		for _, finding := range findings {
			t.Logf("%-18s %v %s", finding.Name, finding.Well, finding.Text)
			asked[finding.Name] = true
			if !finding.Well && finding.Name != "clock" { // the test's clock stands still
				t.Errorf("%s: %s", finding.Name, finding.Text)
			}
		}
		if !asked["versioning"] || !asked["lifecycle"] || !asked["If-None-Match"] {
			t.Errorf("asked %v", asked)
		}
		if server.Name != "minio" {
			return
		}
		s3 := bucket.(*s3Bucket)
		rules := lifecycle.NewConfiguration()
		rules.Rules = []lifecycle.Rule{{ID: "tidy", Status: "Enabled", Expiration: lifecycle.Expiration{Days: 7}}}
		if err := s3.core.SetBucketLifecycle(t.Context(), s3.bucket, rules); err != nil {
			t.Fatal(err)
		}
		if err := s3.core.EnableVersioning(t.Context(), s3.bucket); err != nil {
			t.Fatal(err)
		}
		if findings, err = Doctor(t.Context(), bucket, m.db.Now); err != nil {
			t.Fatal(err)
		}
		for _, finding := range findings {
			switch finding.Name {
			case "lifecycle":
				if finding.Well || finding.Text != `the rule "tidy" deletes them after 7 days` {
					t.Errorf("a rule that deletes: %+v", finding)
				}
			case "versioning":
				if !strings.HasPrefix(finding.Text, "on: ") {
					t.Errorf("versions are kept: %+v", finding)
				}
			}
		}
	})
}
