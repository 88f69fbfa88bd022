package sync

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"prep/sync/s3test"
)

// named is a network in which names lead to a server: with closed, those that begin so lead nowhere.
type named struct {
	server *url.URL
	closed string
}

func (n named) RoundTrip(request *http.Request) (*http.Response, error) {
	if strings.HasPrefix(request.URL.Host+request.URL.Path, n.closed) {
		return nil, s3test.ErrInjected
	}
	routed := request.Clone(request.Context()) // the Host header stays: it is signed
	routed.Host, routed.URL.Host = request.URL.Host, n.server.Host
	return http.DefaultTransport.RoundTrip(routed)
}

// TestDoctorOnAddresses: the form of the address that works and the region are found out from what servers answer.
func TestDoctorOnAddresses(t *testing.T) {
	t.Setenv("MINIO_DOMAIN", "s3.dualstack.us-east-1.amazonaws.com,s3.home.test") // this server knows buckets by their names there
	minio, versity := s3test.MinIO(t), s3test.Versity(t)
	for _, test := range []struct {
		name     string
		server   *s3test.Server
		endpoint string // empty: the server's own
		region   string
		path     bool
		closed   string // BUCKET stands for the bucket
		want     map[string]string
		bad      bool // and nothing else is looked at
	}{
		{
			name: "a number", server: minio, region: "us-east-1",
			want: map[string]string{"address": "ENDPOINT/BUCKET", "region": "us-east-1, which the storage accepts"},
		},
		{
			name: "both forms", server: minio, endpoint: "http://s3.home.test", region: "us-east-1",
			want: map[string]string{"address": "http://s3.home.test/BUCKET; http://BUCKET.s3.home.test works too"},
		},
		{
			name: "the path only", server: minio, endpoint: "http://s3.home.test", region: "us-east-1", closed: "BUCKET.",
			want: map[string]string{"address": "http://s3.home.test/BUCKET; http://BUCKET.s3.home.test does not work"},
		},
		{
			name: "names of AWS", server: minio, endpoint: "http://s3.amazonaws.com", region: "us-east-1",
			want: map[string]string{"address": "http://BUCKET.s3.amazonaws.com; http://s3.amazonaws.com/BUCKET works too"},
		},
		{
			name: "a name of AWS that wants the path", server: minio, endpoint: "http://s3.amazonaws.com", region: "us-east-1", closed: "BUCKET.", bad: true,
			want: map[string]string{"address": "http://BUCKET.s3.amazonaws.com does not work, but http://s3.amazonaws.com/BUCKET does: say --path-style"},
		},
		{
			name: "and gets it", server: minio, endpoint: "http://s3.amazonaws.com", region: "us-east-1", closed: "BUCKET.", path: true,
			want: map[string]string{"address": "http://s3.amazonaws.com/BUCKET; http://BUCKET.s3.amazonaws.com does not work"},
		},
		{
			name: "the name only", server: minio, endpoint: "http://s3.home.test", region: "us-east-1", closed: "s3.home.test/", bad: true,
			want: map[string]string{"address": "http://s3.home.test/BUCKET does not work, but http://BUCKET.s3.home.test does: prep uses that form with names of AWS, Google and Alibaba only"},
		},
		{
			name: "its region", server: versity, region: versity.Region,
			want: map[string]string{"region": "us-east-1, as the storage says"},
		},
		{
			name: "another region", server: versity, region: "eu-north-7", bad: true,
			want: map[string]string{"region": "eu-north-7 is asked for, but the bucket is in us-east-1: say --region us-east-1"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRemote(t, test.server)
			address, err := url.Parse(test.server.Endpoint)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.Split(r.place, "/")[2]
			words := strings.NewReplacer("BUCKET", name, "ENDPOINT", test.server.Endpoint)
			network := named{server: address, closed: words.Replace(firstOf(test.closed, "nowhere"))}
			bucket, err := Open(t.Context(), r.place, Options{
				Endpoint: firstOf(test.endpoint, test.server.Endpoint), Region: test.region, PathStyle: test.path, Transport: network, Attempts: 1,
			})
			if err != nil {
				t.Fatal(err)
			}
			findings, err := Doctor(t.Context(), bucket, newMachine(t, "laptop").db.Now)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]Finding{}
			for _, f := range findings {
				got[f.Name] = f
			}
			for name, text := range test.want {
				if got[name].Text != words.Replace(text) || got[name].Well == test.bad {
					t.Errorf("%s: %+v, want %q", name, got[name], words.Replace(text))
				}
			}
			if test.bad != (len(findings) == 1) {
				t.Errorf("%d findings", len(findings))
			}
		})
	}
}
