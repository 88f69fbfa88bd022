package s3test_test

import (
	"net/http"
	"strings"
	"testing"

	"prep/sync/s3test"
)

// The servers answer as S3 does to a stranger: the bucket is there, and it is closed.
func TestServersAreClosedToStrangers(t *testing.T) {
	s3test.Each(t, func(t *testing.T, server *s3test.Server) {
		bucket := server.CreateBucket(t)
		answer, err := http.Get(server.Endpoint + "/" + bucket + "?list-type=2")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("a listing without a signature: %s, want 403", answer.Status)
		}
		if !strings.HasPrefix(server.Endpoint, "http://127.0.0.1:") {
			t.Errorf("endpoint %s is not on loopback", server.Endpoint)
		}
	})
}

func TestServerEndsWithItsTest(t *testing.T) {
	var endpoint string
	t.Run("lives", func(t *testing.T) { endpoint = s3test.Versity(t).Endpoint })
	if answer, err := http.Get(endpoint); err == nil {
		_ = answer.Body.Close()
		t.Errorf("%s still answers after its test", endpoint)
	}
}
