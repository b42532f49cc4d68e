package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"math/big"

	x402 "github.com/x402-foundation/x402/go"
	"github.com/x402-foundation/x402/go/mechanisms/evm"
	evmexact "github.com/x402-foundation/x402/go/mechanisms/evm/exact/facilitator"
	evmexactv1 "github.com/x402-foundation/x402/go/mechanisms/evm/exact/v1/facilitator"
	evmv1 "github.com/x402-foundation/x402/go/mechanisms/evm/v1"
	svmexact "github.com/x402-foundation/x402/go/mechanisms/svm/exact/facilitator"
	svmexactv1 "github.com/x402-foundation/x402/go/mechanisms/svm/exact/v1/facilitator"
)

// verify asks the module's facilitator, with every scheme of it that the suite has vectors for.
func verify(ctx context.Context, asked request) answer {
	content := []byte(asked.Payload)
	if asked.PayloadText != "" {
		content = []byte(asked.PayloadText)
	}
	if asked.PayloadHeader != nil {
		bytes, err := base64.StdEncoding.DecodeString(first(asked.PayloadHeader))
		if err != nil {
			return decoded(bytes, err)
		}
		content = bytes
	}
	var offer struct {
		Network string         `json:"network"`
		Asset   string         `json:"asset"`
		Extra   map[string]any `json:"extra"`
	}
	// What is no offer is the module's to refuse.
	_ = json.Unmarshal(asked.Requirements, &offer)
	id, err := evm.GetEvmChainId(offer.Network)
	if err != nil {
		if id, err = evmv1.GetEvmChainId(offer.Network); err != nil {
			id = new(big.Int)
		}
	}
	chain := &chain{id: id, facts: asked.State["eip155:"+id.String()], asset: offer.Asset, extra: offer.Extra}
	node := newNode(asked.Signers, offer.Extra["feePayer"])
	v1 := make([]x402.Network, 0, len(evmv1.Networks))
	for _, name := range evmv1.Networks {
		v1 = append(v1, x402.Network(name))
	}
	facilitator := x402.Newx402Facilitator().
		Register([]x402.Network{"eip155:*"}, evmexact.NewExactEvmScheme(chain, nil)).
		Register([]x402.Network{"solana:*"}, svmexact.NewExactSvmScheme(node)).
		RegisterV1(v1, evmexactv1.NewExactEvmSchemeV1(chain, nil)).
		RegisterV1([]x402.Network{"solana", "solana-devnet", "solana-testnet"}, svmexactv1.NewExactSvmSchemeV1(node))
	response, err := facilitator.Verify(ctx, content, asked.Requirements)
	switch {
	case chain.unforeseen != "":
		return answer{"result": "error", "detail": "adapter: no answer to " + chain.unforeseen}
	case err != nil:
		return verdict(err)
	case !response.IsValid:
		return answer{"result": "reject", "wire_code": response.InvalidReason, "detail": response.InvalidMessage}
	}
	return answer{"result": "accept", "payer": response.Payer}
}
