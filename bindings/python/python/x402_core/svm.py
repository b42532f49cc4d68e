"""Transactions of Solana that lack their fee payer's signature alone: what it signs, and what it sends.

    transaction = SvmPartiallySignedTransaction.parse(bytes_of_the_payment)
    whole = transaction.with_signature(sign(transaction.message))
    facts = chain.ask("solana-devnet", ChainQueries.of(SvmQuery.send(whole)))

`LocalFacilitator` builds its own. These are for a remote signer, which asks to see what it signs.
"""

from ._native.svm import SvmPartiallySignedTransaction

__all__ = ["SvmPartiallySignedTransaction"]
