package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/x402-foundation/x402/go/mechanisms/evm"
)

// facts is one network's part of a request's state.
type facts struct {
	Accounts map[string]struct {
		Code       *string           `json:"code"`
		ERC1271    *bool             `json:"erc1271"`
		Balances   map[string]string `json:"balances"`
		Allowances map[string]string `json:"allowances"`
	} `json:"accounts"`
	NoncesUsed []struct{ Token, From, Nonce string } `json:"nonces_used"`
}

// chain is an EVM chain that is not there. What the state does not declare is fine, except that no
// signature is ever assumed good.
type chain struct {
	id         *big.Int
	facts      facts
	asset      string
	extra      map[string]any
	unforeseen string
}

func lower(address common.Address) string { return strings.ToLower(address.Hex()) }

// code: tokens have some, and so has who answers as a wallet.
func (c *chain) code(of common.Address) []byte {
	if declared := c.facts.Accounts[lower(of)].Code; declared != nil {
		return common.FromHex(*declared)
	}
	if strings.EqualFold(c.asset, of.Hex()) || c.facts.Accounts[lower(of)].ERC1271 != nil {
		return []byte{0x60, 0x01}
	}
	return nil
}

func amount(declared map[string]string, token common.Address) *big.Int {
	if number, ok := new(big.Int).SetString(declared[lower(token)], 10); ok {
		return number
	}
	return evm.MaxUint256()
}

// used: whether the owner used the nonce, with the token if that matters.
func (c *chain) used(token *common.Address, from common.Address, nonce string) bool {
	for _, entry := range c.facts.NoncesUsed {
		if (token == nil || entry.Token == lower(*token)) && entry.From == lower(from) && entry.Nonce == nonce {
			return true
		}
	}
	return false
}

// agrees is what a wallet answers about any signature.
func (c *chain) agrees(wallet common.Address) bool {
	answer := c.facts.Accounts[lower(wallet)].ERC1271
	return answer != nil && *answer
}

// text is the token's name or version, which signers bind themselves to.
func (c *chain) text(member, undeclared string) string {
	if text, ok := c.extra[member].(string); ok {
		return text
	}
	return undeclared
}

// signed: contracts answer what is declared; everyone else must have signed, in 65 bytes as every
// contract reads them.
func (c *chain) signed(by common.Address, hash, signature []byte, deployed bool) bool {
	if deployed || len(c.code(by)) > 0 {
		return c.agrees(by)
	}
	if len(signature) != 65 || signature[64] != 27 && signature[64] != 28 {
		return false
	}
	key, err := crypto.SigToPub(hash, append(bytes.Clone(signature[:64]), signature[64]-27))
	return err == nil && crypto.PubkeyToAddress(*key) == by
}

func (c *chain) GetAddresses() []string                       { return nil }
func (c *chain) GetChainID(context.Context) (*big.Int, error) { return c.id, nil }

func (c *chain) GetCode(_ context.Context, address string) ([]byte, error) {
	return c.code(common.HexToAddress(address)), nil
}

func (c *chain) GetBalance(_ context.Context, address, token string) (*big.Int, error) {
	account := c.facts.Accounts[lower(common.HexToAddress(address))]
	return amount(account.Balances, common.HexToAddress(token)), nil
}

// ReadContract packs, calls and unpacks as the signers of the module's own examples do.
func (c *chain) ReadContract(_ context.Context, address string, abiJSON []byte, function string, args ...any) (any, error) {
	contract, err := abi.JSON(bytes.NewReader(abiJSON))
	if err != nil {
		return nil, err
	}
	data, err := contract.Pack(function, args...)
	if err != nil {
		return nil, err
	}
	result, err := c.call(common.HexToAddress(address), data, false)
	if err != nil {
		return nil, fmt.Errorf("execution reverted: %w", err)
	}
	values, err := contract.Unpack(function, result)
	if err != nil || len(values) == 0 {
		return nil, err
	}
	return values[0], nil
}

// VerifyTypedData hashes and recovers with the module's own functions.
func (c *chain) VerifyTypedData(_ context.Context, address string, domain evm.TypedDataDomain, types map[string][]evm.TypedDataField, primaryType string, message map[string]any, signature []byte) (bool, error) {
	hash, err := evm.HashTypedData(domain, types, primaryType, message)
	if err != nil {
		return false, err
	}
	return evm.VerifyEOASignature(hash, signature, common.HexToAddress(address))
}

var errNoTransaction = errors.New("adapter: nothing is sent here")

func (c *chain) WriteContract(context.Context, string, []byte, string, ...any) (string, error) {
	return "", errNoTransaction
}

func (c *chain) SendTransaction(context.Context, string, []byte) (string, error) {
	return "", errNoTransaction
}

func (c *chain) WaitForTransactionReceipt(context.Context, string) (*evm.TransactionReceipt, error) {
	return nil, errNoTransaction
}
