package main

import (
	"context"
	"errors"
	"slices"

	"filippo.io/edwards25519"
	"github.com/gagliardetto/solana-go"
	"github.com/gagliardetto/solana-go/programs/token"
	"github.com/x402-foundation/x402/go/mechanisms/svm"
)

// node is a Solana node that is not there, and the sponsors' wallet. Transactions run well, but
// for what a node refuses whatever its accounts hold.
type node struct {
	sponsors []solana.PublicKey
	signed   solana.PublicKey
}

var (
	errNoSettlement = errors.New("adapter: nothing is settled here")
	errSanitize     = errors.New("the transaction failed to sanitise")
	errSignature    = errors.New("the transaction did not pass signature verification")
	errAuthority    = errors.New("missing required signature for instruction")
)

// newNode manages the request's signers or, if it does not speak of any, the offer's sponsor.
func newNode(signers []string, offered any) *node {
	if text, ok := offered.(string); ok && signers == nil {
		signers = []string{text}
	}
	var sponsors []solana.PublicKey
	for _, text := range signers {
		if key, err := solana.PublicKeyFromBase58(text); err == nil {
			sponsors = append(sponsors, key)
		}
	}
	return &node{sponsors: sponsors}
}

func (n *node) GetAddresses(context.Context, string) []solana.PublicKey { return n.sponsors }

// SignTransaction puts the sponsor's signature where the module's own examples put it, but an
// empty one, which the node below takes for good.
func (n *node) SignTransaction(_ context.Context, tx *solana.Transaction, feePayer solana.PublicKey, _ string) error {
	if !slices.Contains(n.sponsors, feePayer) {
		return errors.New("no signer for the fee payer")
	}
	index, err := tx.GetAccountIndex(feePayer)
	if err != nil {
		return err
	}
	if missing := int(index) + 1 - len(tx.Signatures); missing > 0 {
		tx.Signatures = append(tx.Signatures, make([]solana.Signature, missing)...)
	}
	tx.Signatures[index], n.signed = solana.Signature{}, feePayer
	return nil
}

// SimulateTransaction asks the node to check signatures, as the module's own examples do.
func (n *node) SimulateTransaction(_ context.Context, tx *solana.Transaction, _ string) error {
	message, err := tx.Message.MarshalBinary()
	if err != nil {
		return err
	}
	if !sane(tx) {
		return errSanitize
	}
	for index, signature := range tx.Signatures {
		key := tx.Message.AccountKeys[index]
		if key == n.signed {
			continue
		}
		if smallOrder(key[:]) || smallOrder(signature[:32]) || !signature.Verify(key, message) {
			return errSignature
		}
	}
	for _, instruction := range tx.Message.Instructions {
		program := tx.Message.AccountKeys[instruction.ProgramIDIndex]
		transfers := len(instruction.Data) > 0 && instruction.Data[0] == token.Instruction_TransferChecked
		if !transfers || program != solana.TokenProgramID && program != solana.Token2022ProgramID {
			continue
		}
		if len(instruction.Accounts) < 4 || int(instruction.Accounts[3]) >= len(tx.Signatures) {
			return errAuthority
		}
	}
	return nil
}

// sane: the header, the indices and the number of signatures fit the keys, and no key stands twice.
func sane(tx *solana.Transaction) bool {
	header, keys := tx.Message.Header, tx.Message.AccountKeys
	required, loaded := int(header.NumRequiredSignatures), tx.Message.AddressTableLookups.NumLookups()
	if len(tx.Signatures) != required || required+int(header.NumReadonlyUnsignedAccounts) > len(keys) ||
		int(header.NumReadonlySignedAccounts) >= required {
		return false
	}
	for index, key := range keys {
		if slices.Contains(keys[index+1:], key) {
			return false
		}
	}
	for _, instruction := range tx.Message.Instructions {
		if instruction.ProgramIDIndex == 0 || int(instruction.ProgramIDIndex) >= len(keys) {
			return false
		}
		for _, account := range instruction.Accounts {
			if int(account) >= len(keys)+loaded {
				return false
			}
		}
	}
	return true
}

// smallOrder: nodes verify strictly, and take no key or nonce point that every message fits.
func smallOrder(encoded []byte) bool {
	point, err := new(edwards25519.Point).SetBytes(encoded)
	return err != nil || new(edwards25519.Point).MultByCofactor(point).Equal(edwards25519.NewIdentityPoint()) == 1
}

func (n *node) SendTransaction(context.Context, *solana.Transaction, string) (solana.Signature, error) {
	return solana.Signature{}, errNoSettlement
}

func (n *node) ConfirmTransaction(context.Context, solana.Signature, string) error {
	return errNoSettlement
}

var _ svm.FacilitatorSvmSigner = &node{}
