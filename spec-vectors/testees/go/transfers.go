package main

import (
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/x402-foundation/x402/go/mechanisms/evm"
)

type permit struct {
	Permitted struct {
		Token  common.Address
		Amount *big.Int
	}
	Nonce    *big.Int
	Deadline *big.Int
}

type permit2612 struct {
	Value    *big.Int
	Deadline *big.Int
	R        [32]byte
	S        [32]byte
	V        uint8
}

type witness struct {
	To         common.Address
	ValidAfter *big.Int
}

// transfer is a token's transferWithAuthorization, in both its forms, as Circle's checks it.
func (c *chain) transfer(token common.Address, args []any, deployed bool) error {
	from, value, nonce := args[0].(common.Address), args[2].(*big.Int), args[5].([32]byte)
	signature, whole := args[6].([]byte)
	if !whole {
		r, s := args[7].([32]byte), args[8].([32]byte)
		signature = append(append(r[:], s[:]...), args[6].(uint8))
	}
	hash, err := evm.HashEIP3009Authorization(evm.ExactEIP3009Authorization{
		From: from.Hex(), To: args[1].(common.Address).Hex(), Value: value.String(),
		ValidAfter: args[3].(*big.Int).String(), ValidBefore: args[4].(*big.Int).String(), Nonce: evm.BytesToHex(nonce[:]),
	}, c.id, token.Hex(), c.text("name", "USDC"), c.text("version", "2"))
	switch {
	case err != nil:
		return err
	case c.used(&token, from, common.Hash(nonce).Hex()):
		return errors.New("authorization is used or canceled")
	case !c.signed(from, hash, signature, deployed) || !deployed && len(c.code(from)) == 0 && highS(signature):
		return errors.New("invalid signature")
	case amount(c.facts.Accounts[lower(from)].Balances, token).Cmp(value) < 0:
		return errors.New("transfer amount exceeds balance")
	}
	return nil
}

// highS: Circle's tokens take no s above half the curve's order.
func highS(signature []byte) bool {
	half := new(big.Int).Rsh(crypto.S256().Params().N, 1)
	return new(big.Int).SetBytes(signature[32:64]).Cmp(half) > 0
}

// settleWithPermit approves Permit2 by a permit of exactly the amount, and settles.
func (c *chain) settleWithPermit(proxy common.Address, args []any) error {
	approval := *abi.ConvertType(args[0], new(permit2612)).(*permit2612)
	permit := *abi.ConvertType(args[1], new(permit)).(*permit)
	if approval.Value.Cmp(permit.Permitted.Amount) != 0 {
		return errors.New("Permit2612AmountMismatch()")
	}
	return c.settle(proxy, args[1:], true)
}

// settle is Permit2's check behind the x402 proxy. approved: whatever the declared allowance is.
func (c *chain) settle(proxy common.Address, args []any, approved bool) error {
	permit := *abi.ConvertType(args[0], new(permit)).(*permit)
	witness := *abi.ConvertType(args[2], new(witness)).(*witness)
	owner, token, value := args[1].(common.Address), permit.Permitted.Token, permit.Permitted.Amount
	hash, err := evm.HashPermit2Authorization(evm.Permit2Authorization{
		From: owner.Hex(), Permitted: evm.Permit2TokenPermissions{Token: token.Hex(), Amount: value.String()},
		Spender: proxy.Hex(), Nonce: permit.Nonce.String(), Deadline: permit.Deadline.String(),
		Witness: evm.Permit2Witness{To: witness.To.Hex(), ValidAfter: witness.ValidAfter.String()},
	}, c.id)
	account := c.facts.Accounts[lower(owner)]
	switch {
	case err != nil:
		return err
	case !c.signed(owner, hash, args[3].([]byte), false):
		return errors.New("InvalidSigner()")
	case c.used(nil, owner, permit.Nonce.String()):
		return errors.New("InvalidNonce()")
	case amount(account.Balances, token).Cmp(value) < 0 || !approved && amount(account.Allowances, token).Cmp(value) < 0:
		return errors.New("TRANSFER_FROM_FAILED")
	}
	return nil
}
