package sync

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"

	"github.com/minio/minio-go/v7/pkg/credentials"
)

// findCredentials looks for keys where people keep them: a named profile or alias first, then the environment of AWS and of
// MinIO, the files of AWS, the client of MinIO, and the machine's own role when it was asked for or announces itself. Finding none
// is an error: the library would go on without a signature and be told "access denied" by a healthy server.
func findCredentials(ctx context.Context, endpoint *url.URL, opts Options, transport http.RoundTripper) (*credentials.Credentials, error) {
	if err := halfSet("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"); err != nil && opts.Profile == "" {
		return nil, err
	}
	client := &http.Client{Transport: transport}
	for _, source := range credentialSources(endpoint, opts) {
		found := credentials.New(source.provider)
		value, err := found.GetWithContext(&credentials.CredContext{Client: client, Endpoint: endpoint.String(), Context: ctx})
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil && value.AccessKeyID != "" && value.SecretAccessKey != "" {
			return found, nil
		}
		if source.asked && err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrNoCredentials, source.name, withoutAddress(err))
		}
	}
	return nil, fmt.Errorf("%w: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of ~/.aws", ErrNoCredentials)
}

type credentialSource struct {
	name     string
	provider credentials.Provider
	asked    bool // its failure is the answer: going on would use keys that were not meant
}

func credentialSources(endpoint *url.URL, opts Options) []credentialSource {
	if alias, found := minioAlias(endpoint, opts.Profile); found {
		named := credentialSource{name: "MinIO client", provider: &credentials.Static{Value: alias}, asked: opts.Profile != ""}
		if opts.Profile != "" {
			return []credentialSource{named}
		}
		return append(commonSources(opts), named)
	}
	return commonSources(opts)
}

func commonSources(opts Options) []credentialSource {
	files := credentialSource{name: "AWS profile", provider: &credentials.FileAWSCredentials{Profile: opts.Profile}}
	if opts.Profile != "" {
		files.name, files.asked = fmt.Sprintf("AWS profile %q", opts.Profile), true
		return []credentialSource{files}
	}
	files.asked = os.Getenv("AWS_PROFILE") != ""
	sources := []credentialSource{
		{name: "AWS environment", provider: &credentials.EnvAWS{}},
		{name: "MinIO environment", provider: &credentials.EnvMinio{}},
		files,
	}
	// A container or a cluster says in the environment where its role's keys are. Elsewhere the look-up waits for an
	// address that does not answer, so it has to be asked for.
	if opts.IAM || anySet("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI") {
		sources = append(sources, credentialSource{name: "role of the machine", provider: &credentials.IAM{}, asked: true})
	}
	return sources
}

// minioAlias finds the keys that `mc alias set` wrote for the named alias, or for the endpoint when none is named.
func minioAlias(endpoint *url.URL, name string) (credentials.Value, bool) {
	folder := os.Getenv("MC_CONFIG_DIR")
	if folder == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return credentials.Value{}, false
		}
		folder = filepath.Join(home, ".mc")
	}
	text, err := os.ReadFile(filepath.Join(folder, "config.json"))
	if err != nil {
		return credentials.Value{}, false
	}
	var config struct {
		Aliases map[string]struct {
			URL          string `json:"url"`
			AccessKey    string `json:"accessKey"`
			SecretKey    string `json:"secretKey"`
			SessionToken string `json:"sessionToken"`
		} `json:"aliases"`
	}
	if json.Unmarshal(text, &config) != nil {
		return credentials.Value{}, false
	}
	for alias, entry := range config.Aliases {
		address, err := url.Parse(entry.URL)
		here := err == nil && address.Host == endpoint.Host && address.Scheme == endpoint.Scheme
		if entry.AccessKey == "" || entry.SecretKey == "" || !here || name != "" && alias != name {
			continue
		}
		return credentials.Value{
			AccessKeyID: entry.AccessKey, SecretAccessKey: entry.SecretKey, SessionToken: entry.SessionToken,
			SignerType: credentials.SignatureV4,
		}, true
	}
	return credentials.Value{}, false
}

// halfSet finds a key without its secret, which would otherwise look like no key at all.
func halfSet(key, secret string) error {
	if (os.Getenv(key) == "") == (os.Getenv(secret) == "") {
		return nil
	}
	return fmt.Errorf("%w: of %s and %s only one is set", ErrNoCredentials, key, secret)
}

func anySet(names ...string) bool {
	for _, name := range names {
		if os.Getenv(name) != "" {
			return true
		}
	}
	return false
}
