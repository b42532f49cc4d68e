package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	x402 "github.com/x402-foundation/x402/go"
	x402http "github.com/x402-foundation/x402/go/http"
	"github.com/x402-foundation/x402/go/mechanisms/evm"
	evmserver "github.com/x402-foundation/x402/go/mechanisms/evm/exact/server"
	"github.com/x402-foundation/x402/go/types"
)

func decoded[T any](_ T, err error) answer {
	if err != nil {
		return answer{"result": "reject", "detail": err.Error()}
	}
	return answer{"result": "accept"}
}

// first is the header that net/http hands out if there are several.
func first(value any) string {
	if list, ok := value.([]any); ok && len(list) > 0 {
		value = list[0]
	}
	text, _ := value.(string)
	return text
}

// payment reads a payment as the module's server does, which takes its own version only, and puts
// it to the module's own validation.
func payment(version int, content []byte) (any, error) {
	found, err := types.DetectVersion(content)
	if err != nil || found != version {
		return nil, fmt.Errorf("version %d: %w", found, err)
	}
	if version == 1 {
		return types.ToPaymentPayloadV1(content)
	}
	read, err := types.ToPaymentPayload(content)
	if err != nil {
		return nil, err
	}
	return read, x402.ValidatePaymentPayload(*read)
}

// offers puts offers to the module's own validation; one that stands alone also to its scheme's on
// EVM, since the suite's offers on other networks differ in nothing but the network's name.
func offers(alone bool, list ...types.PaymentRequirements) error {
	for _, offer := range list {
		if err := x402.ValidatePaymentRequirements(offer); err != nil {
			return err
		}
		if alone && offer.Scheme == evm.SchemeExact && strings.HasPrefix(offer.Network, "eip155:") {
			return evmserver.NewExactEvmScheme().ValidatePaymentRequirements(offer)
		}
	}
	return nil
}

func decodeHeader(name string, value string) answer {
	client := x402http.Newx402HTTPClient(x402.Newx402Client())
	switch name {
	case "payment-required":
		required, err := client.GetPaymentRequiredResponse(map[string]string{name: value}, nil)
		return decoded(required, errors.Join(err, offers(false, required.Accepts...)))
	case "payment-response", "x-payment-response":
		return decoded(client.GetPaymentSettleResponse(map[string]string{name: value}))
	case "payment-signature":
		content, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			return decoded(content, err)
		}
		return decoded(payment(2, content))
	}
	return answer{"result": "unsupported"}
}

func decodeJSON(kind string, version int, content []byte) answer {
	switch kind {
	case "PaymentPayload":
		return decoded(payment(version, content))
	case "PaymentRequired":
		if version == 1 {
			return decoded(types.ToPaymentRequiredV1(content))
		}
		required, err := types.ToPaymentRequired(content)
		if err != nil {
			return decoded(required, err)
		}
		return decoded(required, offers(false, required.Accepts...))
	case "PaymentRequirements":
		if version == 1 {
			return decoded(types.ToPaymentRequirementsV1(content))
		}
		offer, err := types.ToPaymentRequirements(content)
		if err != nil {
			return decoded(offer, err)
		}
		return decoded(offer, offers(true, *offer))
	case "ResourceInfo":
		return decoded(0, json.Unmarshal(content, &types.ResourceInfo{}))
	case "VerifyResponse":
		return decoded(0, json.Unmarshal(content, &x402.VerifyResponse{}))
	case "SettleResponse":
		return decoded(0, json.Unmarshal(content, &x402.SettleResponse{}))
	case "SupportedResponse":
		return decoded(0, json.Unmarshal(content, &x402.SupportedResponse{}))
	}
	return answer{"result": "unsupported"}
}
