"""Transactions of EVM chains with two fees (EIP-1559): what a sender signs, and what it sends.

    transaction = EvmTransaction(chain_id=84532, nonce=7, ...)
    signed = transaction.with_signature(key.sign(transaction.signing_hash))
    facts = chain.ask("base-sepolia", ChainQueries.of(EvmQuery.send(signed.to_bytes())))

`LocalFacilitator` builds its own. These are for what it does not send: an approval, a transfer, a
transaction that a remote signer asks to see.
"""

from ._native.evm import EvmSignedTransaction, EvmTransaction

__all__ = ["EvmSignedTransaction", "EvmTransaction"]
