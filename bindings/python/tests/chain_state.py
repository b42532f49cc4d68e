"""A vector's declared chain state, and what it means for one payment."""

from __future__ import annotations

from typing import Any

import x402_core as x402
from x402_core import v1

NO_CODE = "0x"


def facts(
    state: dict[str, Any], payment: x402.PaymentPayload | v1.PaymentPayload, offer: x402.Offer
) -> x402.ChainFacts:
    """What the state says about a payment of an offer; what it leaves out is unknown."""
    chain = state.get(str(offer.network))
    if chain is None:
        return x402.ChainFacts()
    if offer.network.is_evm:
        known = evm(chain, payment.payload, offer.asset)
    else:
        known = solana(chain, payment, offer)
    return x402.ChainFacts(
        simulation_succeeds=chain.get("simulation"),
        blockhash_valid=chain.get("blockhash_valid"),
        **known,
    )


def evm(chain: dict[str, Any], payload: dict[str, Any], asset: str) -> dict[str, Any]:
    """The facts about an EVM payment; accounts and tokens are in lower case."""
    known: dict[str, Any] = {}
    accounts = {name.lower(): account for name, account in chain.get("accounts", {}).items()}
    token = asset.lower()
    if "code" in accounts.get(token, {}):
        known["asset_has_code"] = accounts[token]["code"] != NO_CODE
    permit = payload.get("permit2Authorization")
    signed = permit if isinstance(permit, dict) else payload.get("authorization")
    if not isinstance(signed, dict):
        return known
    payer, nonce = (signed.get(name) for name in ("from", "nonce"))
    if not isinstance(payer, str) or not isinstance(nonce, str):
        return known
    for used in chain.get("nonces_used", []):
        # Permit2's nonces are the same for all of its tokens.
        same_token = used["token"].lower() == token or isinstance(permit, dict)
        if same_token and used["from"].lower() == payer.lower():
            if used["nonce"].lower() == nonce.lower():
                known["nonce_used"] = True
    account = accounts.get(payer.lower(), {})
    if "code" in account:
        known["payer_has_code"] = account["code"] != NO_CODE
    if "erc1271" in account:
        known["erc1271_valid"] = account["erc1271"]
    for name, fact in (("balances", "balance"), ("allowances", "allowance")):
        amounts = {address.lower(): amount for address, amount in account.get(name, {}).items()}
        if token in amounts:
            known[fact] = int(amounts[token])
    return known


def solana(
    chain: dict[str, Any],
    payment: x402.PaymentPayload | v1.PaymentPayload,
    offer: x402.Offer,
) -> dict[str, Any]:
    """The facts about a Solana payment."""
    known: dict[str, Any] = {"lookup_tables": chain.get("lookup_tables", {})}
    # Which accounts the transaction moves tokens between, as the rules themselves see it.
    report = x402.examine(payment, offer, now=0, chain=x402.ChainFacts(**known))
    notes = {note.name: note.value for note in report.notes}
    accounts = chain.get("accounts", {})
    source, destination = (accounts.get(notes.get(name)) for name in ("source", "destination"))
    exist = [exists(source), exists(destination)]
    if False in exist:
        known["accounts_exist"] = False
    elif exist == [True, True]:
        known["accounts_exist"] = True
    token = (source or {}).get("token")
    if token and token["mint"] == offer.asset:
        known["balance"] = int(token["amount"])
    return known


def exists(account: dict[str, Any] | None) -> bool | None:
    """Whether a token account stands there, as far as is known."""
    if account is None:
        return None
    if account.get("lamports") == "0":
        return False
    if "token" in account:
        return True
    # Whoever owns it, an account that holds no token is no token account.
    return False if "owner" in account else None
