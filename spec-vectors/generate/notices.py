"""What an accepted payment deserves as warnings, and what only the chain can still answer.

Computed from the payment, the offer and the declared state, by the rules of the design alone.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace

from solders.transaction import VersionedTransaction

import svm
from model import NOW, Case, Group, Json
from v1_names import CAIP_2

# Tokens that their issuer may take over and rename, by the names that they are known by.
BRIDGED = {
    ("eip155:36900", "0x9cb8142aebbcdc60af7c97af897a67a8f3ca71c2"): ("USDC.e", "2"),
    ("eip155:190415", "0x401ecb1d350407f13ba348573e5630b83638e30d"): ("Bridged USDC", "2"),
    ("eip155:181228", "0x401ecb1d350407f13ba348573e5630b83638e30d"): ("Bridged USDC", "2"),
}
TRANSFER = b"\x0c"
PROGRAMS = (svm.TOKEN, svm.TOKEN_2022)


def complete(group: Group) -> Group:
    """The group, its accepted payments with their warnings and open questions."""
    group.vectors = [
        replace(vector, expect=tuple(_named(one, vector.case) for one in vector.expect))
        if vector.case.op == "verify" and "accept" in vector.verdicts() and isinstance(vector.case.input.get("payload"), dict)
        else vector
        for vector in group.vectors
    ]
    return group


def _named(expectation: Json, case: Case) -> Json:
    if expectation["verdict"] != "accept":
        return expectation
    found = {"warnings": sorted(_warnings(case)), "unchecked": sorted(_unchecked(case))}
    for name, listed in found.items():
        if sorted(expectation.get(name, listed)) != listed:
            raise ValueError(f"{name} are {expectation[name]} by hand, {listed} by rule")
    return expectation | found


def _terms(case: Case) -> tuple[Json, Json, Json]:
    """The offer, the scheme's payload, and what is declared of the offer's network."""
    terms, inner = case.input["requirements"], case.input["payload"]["payload"]
    network = CAIP_2.get(terms["network"], terms["network"])
    return terms, inner, (case.state or {}).get(network, {})


def _warnings(case: Case) -> Iterator[str]:
    terms, inner, _ = _terms(case)
    if terms.get("amount", terms.get("maxAmountRequired")) == "0":
        yield "amount.zero"
    known = BRIDGED.get((terms["network"], terms["asset"].lower()))
    if known and "authorization" in inner and (terms["extra"]["name"], terms["extra"]["version"]) != known:
        yield "domain.renamed"
    if "transaction" in inner:
        if svm.MEMO not in Moved(inner["transaction"], {}).programs:
            yield "memo.missing"
        return
    permit = inner.get("permit2Authorization")
    signed = inner["authorization"] if permit is None else permit
    closes = int(signed["validBefore"] if permit is None else signed["deadline"])
    opens = int(signed["validAfter"] if permit is None else signed["witness"]["validAfter"])
    now = NOW if case.now is None else case.now
    # A window that opens at 0 always was: what is left of it counts.
    if closes - (opens or now) > terms["maxTimeoutSeconds"]:
        yield "time.window_too_long"


def _unchecked(case: Case) -> Iterator[str]:
    terms, inner, facts = _terms(case)
    if "simulation" not in facts:
        yield "simulation"
    yield from _solana(terms, inner, facts) if "transaction" in inner else _evm(terms, inner, facts)


def _evm(terms: Json, inner: Json, facts: Json) -> Iterator[str]:
    permit = inner.get("permit2Authorization")
    asset, accounts = terms["asset"].lower(), facts.get("accounts", {})
    payer = accounts.get((permit or inner["authorization"])["from"].lower(), {})
    # No vector declares that a nonce is unused: it may be used at any time.
    yield "nonce"
    if "code" not in accounts.get(asset, {}):
        yield "asset_code"
    # A contract that accepts is there.
    if "code" not in payer and not payer.get("erc1271"):
        yield "payer_code"
    if asset not in payer.get("balances", {}):
        yield "balance"
    # A permit that comes along, of exactly the amount, makes the allowance of now another one.
    if permit and int(payer.get("allowances", {}).get(asset, "-1")) < int(permit["permitted"]["amount"]):
        yield "allowance"


def _solana(terms: Json, inner: Json, facts: Json) -> Iterator[str]:
    moved, accounts = Moved(inner["transaction"], facts.get("lookup_tables", {})), facts.get("accounts", {})
    if "blockhash_valid" not in facts:
        yield "blockhash"
    if not all("token" in accounts.get(account, {}) for account in (moved.source, moved.destination)):
        yield "accounts"
    if accounts.get(moved.source, {}).get("token", {}).get("mint") != terms["asset"]:
        yield "balance"
    if moved.program == svm.TOKEN_2022 and "data" not in accounts.get(terms["asset"], {}):
        yield "mint_extensions"


class Moved:
    """The transfer in a transaction, its accounts looked up."""

    def __init__(self, transaction: str, tables: dict[str, list[str]]) -> None:
        message = VersionedTransaction.from_bytes(base64.b64decode(transaction)).message
        keys = [str(key) for key in message.account_keys]
        lookups = getattr(message, "address_table_lookups", [])
        for kind in ("writable_indexes", "readonly_indexes"):
            for one in lookups:
                keys += [tables[str(one.account_key)][index] for index in getattr(one, kind)] if tables else []
        self.programs = [keys[one.program_id_index] for one in message.instructions]
        transfers = (one for one in message.instructions if keys[one.program_id_index] in PROGRAMS and one.data[:1] == TRANSFER)
        first = next(transfers)
        self.program = keys[first.program_id_index]
        places = list(first.accounts)
        self.source, self.destination = (keys[places[at]] if places[at] < len(keys) else "" for at in (0, 2))
