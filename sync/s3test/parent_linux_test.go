package s3test_test

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"prep/sync/s3test"
)

// A test process that is killed takes its server along.
func TestServerDiesWithItsParent(t *testing.T) {
	const child = "PREP_S3TEST_CHILD"
	if os.Getenv(child) != "" {
		fmt.Println("endpoint", s3test.Versity(t).Endpoint)
		time.Sleep(time.Minute) // the parent kills us first
		t.Fatal("nobody killed this process")
	}
	command := exec.Command(os.Args[0], "-test.run=^TestServerDiesWithItsParent$")
	command.Env = append(os.Environ(), child+"=1")
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	endpoint := ""
	for lines := bufio.NewScanner(output); endpoint == "" && lines.Scan(); {
		endpoint, _ = strings.CutPrefix(lines.Text(), "endpoint ")
		if !strings.HasPrefix(endpoint, "http") {
			endpoint = ""
		}
	}
	if answer, err := http.Get(endpoint); err != nil {
		t.Fatalf("the server of the child at %q: %v", endpoint, err)
	} else {
		_ = answer.Body.Close()
	}
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait()
	for range 500 {
		answer, err := http.Get(endpoint)
		if err != nil {
			return
		}
		_ = answer.Body.Close()
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%s answers 10 s after its parent was killed", endpoint)
}
