package sync

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
)

// s3Error turns an error of the library into one of bucket.go's. Only the code that the server gave is shown: the
// rest of its answer may repeat what the request was signed with.
func s3Error(ctx context.Context, operation, key string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s %q: %w", operation, key, ctx.Err())
	}
	var answer minio.ErrorResponse
	switch {
	case errors.Is(err, ErrUnreachable), errors.Is(err, ErrTooLarge), errors.Is(err, ErrRefused):
		return fmt.Errorf("%s %q: %w", operation, key, withoutAddress(err))
	case errors.As(err, &answer):
		sentinel := sentinelOf(operation, answer)
		if errors.Is(sentinel, ErrRegion) && answer.Region != "" {
			return fmt.Errorf("%s %q: %w", operation, key, &regionError{plainCode(answer.Region)})
		}
		return fmt.Errorf("%s %q: %w (%d %s)", operation, key, sentinel, answer.StatusCode, plainCode(answer.Code))
	case isNetwork(err):
		return fmt.Errorf("%s %q: %w: %w", operation, key, ErrUnreachable, withoutAddress(err))
	}
	return fmt.Errorf("%s %q: %w: its answer is not that of S3: %w", operation, key, ErrRefused, err)
}

func sentinelOf(operation string, answer minio.ErrorResponse) error {
	switch answer.Code {
	case "NoSuchBucket", "InvalidBucketName":
		return ErrNoBucket
	case "NoSuchKey":
		return ErrNotFound
	case "RequestTimeTooSkewed":
		return ErrClockSkew
	case "AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect", "InvalidRegion":
		return ErrRegion
	case "InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "ExpiredToken", "InvalidToken",
		"InvalidTokenId", "TokenRefreshRequired", "AllAccessDisabled", "InvalidSecurity":
		return ErrDenied
	case "PreconditionFailed":
		return ErrExists
	case "NotImplemented":
		return ErrConditionUnsupported
	case "EntityTooLarge":
		return ErrTooLarge
	case "XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded":
		return ErrFull
	case "IncompleteBody", "RequestTimeout", "BadDigest", "SlowDown", "InternalError", "XAmzContentSHA256Mismatch":
		return ErrUnreachable
	}
	switch status := answer.StatusCode; {
	case status == http.StatusNotFound && operation == "list":
		return ErrNoBucket
	case status == http.StatusNotFound:
		return ErrNotFound
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return ErrDenied
	case status == http.StatusMovedPermanently, status == http.StatusTemporaryRedirect:
		return ErrRegion
	case status == http.StatusConflict:
		return ErrConflict
	case status == http.StatusPreconditionFailed:
		return ErrExists
	case status == http.StatusRequestEntityTooLarge:
		return ErrTooLarge
	case status == http.StatusInsufficientStorage:
		return ErrFull
	case status == http.StatusNotImplemented:
		return ErrConditionUnsupported
	case status == http.StatusTooManyRequests, status >= http.StatusInternalServerError:
		return ErrUnreachable
	}
	return ErrRefused
}

// withoutAddress drops the URL that net/http puts before an error: that of a token request holds the token.
func withoutAddress(err error) error {
	var way *url.Error
	if errors.As(err, &way) {
		return way.Err
	}
	return err
}

// plainCode keeps the letters, digits and dashes of a word that a server chose, and not too many of them.
func plainCode(code string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == ' ':
			return r
		}
		return -1
	}, code)
	return plain[:min(len(plain), 60)]
}
