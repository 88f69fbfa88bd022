package sync_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"prep/sync"
)

// keyOf matches the access key in the signature of a request.
var keyOf = regexp.MustCompile(`Credential=([^/]+)/\d+/([^/]+)/`)

// signedWith opens the remote and returns the access key and the region that its first request is signed with.
func signedWith(t *testing.T, opts sync.Options) (key, region string, err error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if strings.HasPrefix(request.URL.Path, "/role") {
			_ = json.NewEncoder(w).Encode(map[string]any{
				"AccessKeyId": "key-of-role", "SecretAccessKey": "secret", "Token": "t", "Expiration": time.Now().Add(time.Hour),
			})
			return
		}
		if found := keyOf.FindStringSubmatch(request.Header.Get("Authorization")); found != nil {
			key, region = found[1], found[2]
		}
		w.Header().Set("Content-Type", "application/xml")
		_, _ = w.Write([]byte(`<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></ListBucketResult>`))
	}))
	defer server.Close()
	if os.Getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI") == "here" {
		t.Setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.URL+"/role")
	}
	if config := os.Getenv("TEST_MC_CONFIG"); config != "" {
		writeFile(t, filepath.Join(os.Getenv("HOME"), ".mc", "config.json"), strings.ReplaceAll(config, "SERVER", server.URL))
	}
	opts.Endpoint = server.URL
	bucket, err := sync.Open(t.Context(), "s3://bucket", opts)
	if err != nil {
		return "", "", err
	}
	_, err = bucket.List(t.Context(), "v1/h/")
	return key, region, err
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWhereKeysAreFound(t *testing.T) {
	const (
		awsCredentials = "[default]\naws_access_key_id = key-of-file\naws_secret_access_key = secret\n" +
			"[work]\naws_access_key_id = key-of-work\naws_secret_access_key = secret\n" +
			"[half]\naws_access_key_id = key-of-half\n"
		awsConfig = "[profile config]\naws_access_key_id = key-of-config\naws_secret_access_key = secret\nregion = eu-west-3\n" +
			"[profile work]\nregion = eu-north-1\n"
		mcConfig = `{"version":"10","aliases":{
			"other":{"url":"http://other:9000","accessKey":"key-of-other","secretKey":"secret"},
			"nas":{"url":"SERVER","accessKey":"key-of-nas","secretKey":"secret"}}}`
	)
	type set = map[string]string
	for _, test := range []struct {
		name        string
		environment set
		credentials string
		config      string
		mc          string
		opts        sync.Options
		want        string // access key; empty: ErrNoCredentials
		region      string // empty: us-east-1
	}{
		{name: "nowhere"},
		{name: "environment of AWS", environment: set{"AWS_ACCESS_KEY_ID": "key-of-env", "AWS_SECRET_ACCESS_KEY": "s"}, credentials: awsCredentials, want: "key-of-env"},
		{name: "a key without its secret", environment: set{"AWS_ACCESS_KEY_ID": "key-of-env"}, credentials: awsCredentials},
		{name: "environment of MinIO", environment: set{"MINIO_ACCESS_KEY": "key-of-minio", "MINIO_SECRET_KEY": "s"}, credentials: awsCredentials, want: "key-of-minio"},
		{name: "file of AWS", credentials: awsCredentials, want: "key-of-file"},
		{name: "profile by option", credentials: awsCredentials, config: awsConfig, opts: sync.Options{Profile: "work"}, want: "key-of-work", region: "eu-north-1"},
		{name: "profile by environment", environment: set{"AWS_PROFILE": "work"}, credentials: awsCredentials, want: "key-of-work"},
		{name: "profile of the config file", config: awsConfig, opts: sync.Options{Profile: "config"}, want: "key-of-config", region: "eu-west-3"},
		{name: "profile before environment", environment: set{"AWS_ACCESS_KEY_ID": "key-of-env", "AWS_SECRET_ACCESS_KEY": "s"}, credentials: awsCredentials, opts: sync.Options{Profile: "work"}, want: "key-of-work"},
		{name: "no such profile", credentials: awsCredentials, opts: sync.Options{Profile: "none"}},
		{name: "no such profile in the environment", environment: set{"AWS_PROFILE": "none"}, credentials: awsCredentials, mc: mcConfig},
		{name: "half a profile", credentials: awsCredentials, opts: sync.Options{Profile: "half"}},
		{name: "MinIO client", mc: mcConfig, want: "key-of-nas"},
		{name: "MinIO client by alias", mc: mcConfig, credentials: awsCredentials, opts: sync.Options{Profile: "nas"}, want: "key-of-nas"},
		{name: "an alias of another place", mc: mcConfig, opts: sync.Options{Profile: "other"}},
		{name: "role of a container", environment: set{"AWS_CONTAINER_CREDENTIALS_FULL_URI": "here"}, want: "key-of-role"},
		{name: "region by option", credentials: awsCredentials, opts: sync.Options{Region: "eu-south-2"}, environment: set{"AWS_REGION": "us-west-1"}, want: "key-of-file", region: "eu-south-2"},
		{name: "region by environment", credentials: awsCredentials, environment: set{"AWS_DEFAULT_REGION": "us-west-1"}, want: "key-of-file", region: "us-west-1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			home := t.TempDir()
			for _, name := range []string{
				"AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION",
				"AWS_DEFAULT_REGION", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE", "MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD",
				"MINIO_ACCESS_KEY", "MINIO_SECRET_KEY", "MC_CONFIG_DIR", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
				"AWS_CONTAINER_CREDENTIALS_FULL_URI", "TEST_MC_CONFIG",
			} {
				t.Setenv(name, test.environment[name])
			}
			t.Setenv("HOME", home)
			t.Setenv("TEST_MC_CONFIG", test.mc)
			if test.credentials != "" {
				writeFile(t, filepath.Join(home, ".aws", "credentials"), test.credentials)
			}
			if test.config != "" {
				writeFile(t, filepath.Join(home, ".aws", "config"), test.config)
			}
			key, region, err := signedWith(t, test.opts)
			if test.want == "" {
				if !errors.Is(err, sync.ErrNoCredentials) {
					t.Errorf("signed with %q, %v, want ErrNoCredentials", key, err)
				}
				return
			}
			wantRegion := test.region
			if wantRegion == "" {
				wantRegion = "us-east-1"
			}
			if err != nil || key != test.want || region != wantRegion {
				t.Errorf("signed with %q in %q, %v, want %q in %q", key, region, err, test.want, wantRegion)
			}
		})
	}
}
