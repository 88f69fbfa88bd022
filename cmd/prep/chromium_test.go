package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// findChromium returns a Chromium of this machine, "" where there is none: nothing is installed for a test.
func findChromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// chromium is a headless browser with one page, spoken to through a pipe in the DevTools protocol
// (https://chromedevtools.github.io/devtools-protocol): JSON messages that end with a zero byte.
type chromium struct {
	t       *testing.T
	ctx     context.Context
	in      io.Writer
	out     *bufio.Reader
	session string
	id      int
	events  []chromiumMessage
}

type chromiumMessage struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// startChromium starts a browser that ends with the test.
func startChromium(t *testing.T, path string) *chromium {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	home := t.TempDir()
	args := []string{
		"--headless", "--remote-debugging-pipe", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage", "--user-data-dir=" + home,
	}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium refuses to sandbox for root
	}
	theirIn, ourIn, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ourOut, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(ctx, path, append(args, "about:blank")...)
	command.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home)
	command.ExtraFiles = []*os.File{theirIn, theirOut} // descriptors 3 and 4
	command.WaitDelay = 5 * time.Second
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	_ = theirIn.Close()
	_ = theirOut.Close()
	b := &chromium{t: t, ctx: ctx, in: ourIn, out: bufio.NewReader(ourOut)}
	t.Cleanup(func() {
		_ = b.write("Browser.close", nil)
		ended := make(chan struct{})
		go func() { _ = command.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			cancel() // kills it
			<-ended
		}
		cancel()
		_ = ourIn.Close()
		_ = ourOut.Close()
	})
	// The end of the context kills the browser, which ends every read.
	var target struct{ TargetID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Network", "Runtime", "Log"} {
		b.call(domain+".enable", nil, nil)
	}
	return b
}

func (b *chromium) write(method string, params any) error {
	b.id++
	message := map[string]any{"id": b.id, "method": method}
	if params != nil {
		message["params"] = params
	}
	if b.session != "" && method != "Browser.close" {
		message["sessionId"] = b.session
	}
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	_, err = b.in.Write(append(text, 0))
	return err
}

// call sends a command and waits for its answer; events that come before are kept.
func (b *chromium) call(method string, params, result any) {
	b.t.Helper()
	if err := b.write(method, params); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	for {
		message := b.read()
		switch {
		case message.ID != b.id:
			b.events = append(b.events, message)
			continue
		case message.Error != nil:
			b.t.Fatalf("%s: %s", method, message.Error.Message)
		case result != nil:
			if err := json.Unmarshal(message.Result, result); err != nil {
				b.t.Fatalf("%s: %v", method, err)
			}
		}
		return
	}
}

func (b *chromium) read() chromiumMessage {
	b.t.Helper()
	text, err := b.out.ReadBytes(0)
	if err != nil {
		b.t.Fatalf("the browser ended: %v", errors.Join(err, b.ctx.Err()))
	}
	var message chromiumMessage
	if err := json.Unmarshal(text[:len(text)-1], &message); err != nil {
		b.t.Fatal(err)
	}
	return message
}

// wait waits for an event that has not come yet.
func (b *chromium) wait(method string) {
	b.t.Helper()
	for {
		message := b.read()
		b.events = append(b.events, message)
		if message.Method == method {
			return
		}
	}
}

// open shows a file in a window of a size, with a colour scheme and a medium.
func (b *chromium) open(path string, width, height int, scheme, medium string) {
	b.t.Helper()
	b.events = nil
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}, nil)
	b.call("Emulation.setEmulatedMedia", map[string]any{
		"media": medium, "features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}},
	}, nil)
	b.call("Page.navigate", map[string]any{"url": "file://" + filepath.ToSlash(path)}, nil)
	for _, e := range b.events {
		if e.Method == "Page.loadEventFired" {
			return
		}
	}
	b.wait("Page.loadEventFired")
}

// evaluate runs an expression in the page and reads its value.
func (b *chromium) evaluate(expression string, into any) {
	b.t.Helper()
	var answer struct {
		Result struct {
			Value json.RawMessage `json:"value"`
		} `json:"result"`
		Exception *struct {
			Text string `json:"text"`
		} `json:"exceptionDetails"`
	}
	b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &answer)
	if answer.Exception != nil {
		b.t.Fatalf("%s: %s", expression, answer.Exception.Text)
	}
	if err := json.Unmarshal(answer.Result.Value, into); err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
}

// screenshot returns a PNG of the whole page.
func (b *chromium) screenshot() []byte {
	b.t.Helper()
	var shot struct{ Data string }
	b.call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &shot)
	picture, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	return picture
}

// troubles are the requests that the page made beside itself, and what it said on the console.
func (b *chromium) troubles() []string {
	var found []string
	requests := 0
	for _, e := range b.events {
		switch e.Method {
		case "Network.requestWillBeSent":
			if requests++; requests > 1 {
				found = append(found, fmt.Sprintf("request %s", e.Params))
			}
		case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded":
			found = append(found, fmt.Sprintf("%s %s", e.Method, e.Params))
		}
	}
	if requests == 0 {
		found = append(found, "not even the page was requested")
	}
	return found
}
