package main

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/x402-foundation/x402/go/mechanisms/evm"
)

const walletABI = `[{"type":"function","name":"isValidSignature","inputs":[{"name":"hash","type":"bytes32"},
	{"name":"signature","type":"bytes"}],"outputs":[{"name":"","type":"bytes4"}]}]`

// functions are those that the module's facilitators call, by selector.
var functions = func() map[string]abi.Method {
	found := map[string]abi.Method{}
	for _, text := range [][]byte{
		[]byte(walletABI), evm.ERC20BalanceOfABI, evm.ERC20AllowanceABI, evm.ERC20NameABI, evm.ERC20VersionABI,
		evm.AuthorizationStateABI, evm.TransferWithAuthorizationVRSABI, evm.TransferWithAuthorizationBytesABI,
		evm.X402ExactPermit2ProxySettleABI, evm.X402ExactPermit2ProxySettleWithPermitABI,
		evm.X402ExactPermit2ProxyPermit2ABI, evm.Multicall3TryAggregateABI,
	} {
		contract, err := abi.JSON(bytes.NewReader(text))
		if err != nil {
			panic(err)
		}
		for _, method := range contract.Methods {
			found[string(method.ID)] = method
		}
	}
	return found
}()

type tryCall struct {
	Target   common.Address
	CallData []byte
}

type tryResult struct {
	Success    bool
	ReturnData []byte
}

// call answers a call to a contract. deployed: a wallet's factory ran earlier in the same call.
func (c *chain) call(to common.Address, data []byte, deployed bool) ([]byte, error) {
	if declared := c.facts.Accounts[lower(to)].Code; declared != nil && len(common.FromHex(*declared)) == 0 {
		return nil, nil
	}
	function, known := functions[string(data[:min(4, len(data))])]
	if !known {
		c.unforeseen = fmt.Sprintf("a call to %s: %x", to, data)
		return nil, errors.New(c.unforeseen)
	}
	args, err := function.Inputs.Unpack(data[4:])
	if err != nil {
		return nil, err
	}
	switch function.Name {
	case "name":
		return function.Outputs.Pack(c.text("name", "USDC"))
	case "version":
		return function.Outputs.Pack(c.text("version", "2"))
	case "balanceOf":
		return function.Outputs.Pack(amount(c.facts.Accounts[lower(args[0].(common.Address))].Balances, to))
	case "allowance":
		return function.Outputs.Pack(amount(c.facts.Accounts[lower(args[0].(common.Address))].Allowances, to))
	case "authorizationState":
		nonce := common.Hash(args[1].([32]byte))
		return function.Outputs.Pack(c.used(&to, args[0].(common.Address), nonce.Hex()))
	case "PERMIT2":
		return function.Outputs.Pack(common.HexToAddress(evm.PERMIT2Address))
	case "isValidSignature":
		if c.agrees(to) {
			return function.Outputs.Pack([4]byte{0x16, 0x26, 0xba, 0x7e})
		}
		return function.Outputs.Pack([4]byte{0xff, 0xff, 0xff, 0xff})
	case "transferWithAuthorization":
		return nil, c.transfer(to, args, deployed)
	case "settle":
		return nil, c.settle(to, args, false)
	case "settleWithPermit":
		return nil, c.settleWithPermit(to, args)
	}
	var results []tryResult
	for _, call := range *abi.ConvertType(args[1], new([]tryCall)).(*[]tryCall) {
		// What no contract here knows is a wallet's factory.
		if _, known := functions[string(call.CallData[:min(4, len(call.CallData))])]; !known {
			deployed = true
			results = append(results, tryResult{true, nil})
			continue
		}
		data, err := c.call(call.Target, call.CallData, deployed)
		results = append(results, tryResult{err == nil, data})
	}
	return function.Outputs.Pack(results)
}
