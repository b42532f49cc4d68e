// The official Go module as a testee of the protocol x402-testee/1: one request line in, one
// response line out.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	x402 "github.com/x402-foundation/x402/go"
)

const module = "github.com/x402-foundation/x402/go"

type answer map[string]any

type request struct {
	ID            string           `json:"id"`
	Op            string           `json:"op"`
	Header        string           `json:"header"`
	Value         any              `json:"value"`
	Type          string           `json:"type"`
	X402Version   int              `json:"x402Version"`
	Text          string           `json:"text"`
	Payload       json.RawMessage  `json:"payload"`
	PayloadText   string           `json:"payload_text"`
	PayloadHeader any              `json:"payload_header"`
	Requirements  json.RawMessage  `json:"requirements"`
	Extensions    json.RawMessage  `json:"extensions"`
	Signers       []string         `json:"signers"`
	State         map[string]facts `json:"state"`
}

func hello() answer {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == module {
				version = dependency.Version
			}
		}
	}
	return answer{
		"name": "x402-go", "version": version, "language": "Go",
		"ops":     []string{"decode_header", "decode_json", "verify"},
		"schemes": []string{"exact/eip155", "exact/solana"},
		"clock":   "system", "state": "injected",
	}
}

// verdict tells a refusal, which the module declares by a type of its own, from other errors.
func verdict(err error) answer {
	var refusal *x402.VerifyError
	if errors.As(err, &refusal) {
		return answer{"result": "reject", "wire_code": refusal.InvalidReason, "detail": refusal.InvalidMessage}
	}
	return answer{"result": "error", "detail": err.Error()}
}

func respond(line []byte) (response answer) {
	var asked request
	defer func() {
		if panicked := recover(); panicked != nil {
			response = answer{"result": "error", "detail": fmt.Sprint("panic: ", panicked)}
		}
		response["id"] = asked.ID
	}()
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{"result": "error", "detail": "adapter: " + err.Error()}
	}
	switch asked.Op {
	case "hello":
		return hello()
	case "decode_header":
		return decodeHeader(asked.Header, first(asked.Value))
	case "decode_json":
		return decodeJSON(asked.Type, asked.X402Version, []byte(asked.Text))
	case "verify":
		// Comparing a payment's extensions with those advertised is no part of verification here.
		if asked.Extensions != nil {
			return answer{"result": "unsupported"}
		}
		return verify(context.Background(), asked)
	}
	return answer{"result": "unsupported"}
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	output := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		if err := output.Encode(respond(line)); err != nil {
			panic(err)
		}
	}
}
