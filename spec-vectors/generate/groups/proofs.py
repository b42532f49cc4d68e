"""What nodes show of the settlement of a payment: levels, blocks, quorum, the nonce of a permit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import chain
import evm
import svm
from chain import (
    BLOCK,
    BLOCK_HASH,
    TIME,
    TRANSACTION,
    aggregated,
    balance,
    cancelled,
    failure,
    hash32,
    identifier,
    listed,
    moved,
    outcome,
    quantity,
    receipt,
    reply,
    response,
    settled,
    sponsored,
    uint,
    used,
)
from groups.movements import NONCE, OTHER, PROOF, payment
from groups.movements_svm import DESTINATION, place
from model import Case, Group, Json, ref

SEPOLIA_ID = "0x14a34"
Responses = list[Json]
Round = Sequence[Responses]


def case(
    payments: Sequence[Case],
    rounds: Sequence[Round],
    statuses: Sequence[Json],
    *,
    level: Any = "included",
    nodes: int = 1,
    transaction: str = TRANSACTION,
) -> Case:
    """Payments, and what nodes answered in each round."""
    given = {
        "payments": [payment(one) for one in payments],
        "transaction": transaction,
        "level": level,
        "nodes": nodes,
        "rounds": [list(one) for one in rounds],
    }
    return Case("prove", given, derived={"statuses": listed(list(statuses))})


def paid(log_index: int | None = 41, *, transaction: str = TRANSACTION, block: Json | None = None, slot: int | None = None) -> Json:
    """The proof of a payment."""
    here = None if slot is not None else block or {"height": str(BLOCK), "hash": BLOCK_HASH}
    return {
        "kind": "paid", "transaction": transaction, "block": here, "slot": None if slot is None else str(slot),
        "log_index": None if log_index is None else str(log_index),
    }  # fmt: skip


def kind(name: str, **more: Any) -> Json:
    """Another status."""
    return {"kind": name, **more}


def block(number: int = BLOCK, found: str = BLOCK_HASH) -> Json:
    """A block as `eth_getBlockByNumber` writes it."""
    return {"number": quantity(number), "hash": found, "timestamp": quantity(TIME), "transactions": []}


def build() -> Group:
    """The group."""
    refs = (ref("Ethereum JSON-RPC", "eth_getTransactionReceipt, eth_getBlockByNumber"), ref("Solana JSON-RPC", "getTransaction"))
    group = Group("receipt.proofs", "What nodes show of the settlement of a payment", "L4", refs)
    group.note("Included", "BASIC", "The receipt, and its block is the chain's at that number.")
    group.note("Moved", "BASIC", "What the transaction moved, once it is in the chain.")
    group.note("Level", "BASIC", "How far behind the newest block the transaction's is.")
    group.note("Unsealed", "SECURITY", "A preconfirmation can vanish: it is not inclusion.")
    group.note("Quorum", "SECURITY", "Of two or more nodes, two must agree: one that lies or fails changes nothing.")
    group.note("Chain", "SECURITY", "Nodes of another chain prove nothing.")
    group.note("PermitNonce", "SECURITY", "No event names a permit: its nonce, unused before the block and used at its end, does.")
    group.note("Batch", "SECURITY", "Each transfer pays for one payment.")
    group.note("Solana", "BASIC", "On Solana the node's own commitment is the level.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    _included(group)
    _levels(group)
    _quorum(group)
    _permits(group)
    _solana(group)
    return group


def _evm(found: Any, head: Any = None, *, chain_id: str = SEPOLIA_ID, at: Any = None) -> list[Round]:
    """The rounds of one node: chain, receipt and the level's block, then the receipt's own block."""
    first: Round = [[response(reply(chain_id, found, *([] if at is None else [at])))]]
    second: Round = [[response(reply(head))]]
    return [first] if head is None else [first, second]


def _one(group: Group, slug: str, title: str, rounds: Sequence[Round], status: Json, flags: str, **more: Any) -> None:
    group.accept(slug, title, case([evm.pay()], rounds, [status], **more), flags=flags, level="should", why=PROOF)


def _included(group: Group) -> None:
    good = receipt(used(NONCE), moved())
    for slug, title, found, status in (
        ("paid", "the payment was made", good, paid()),
        ("short", "the token took a fee", receipt(used(NONCE), moved(9_900)), kind("short", received="9900")),
        ("cancelled", "the authorization was cancelled", receipt(cancelled(NONCE)), kind("cancelled")),
        ("failed", "the transaction failed", receipt(status=0), kind("failed")),
        ("unrelated", "the transaction paid another payee", receipt(used(NONCE), moved(to=evm.STRANGER)), kind("unrelated")),
    ):
        _one(group, slug, title, _evm(found, block()), status, "Moved")
    other = block(found=hash32("other"))
    _one(group, "reorganised", "another block is at that number", _evm(good, other), kind("reorganised"), "Included")
    _one(
        group,
        "block-null",
        "the node does not have the block: a preconfirmation",
        [*_evm(good), [[response(reply(None))]]],
        kind("preconfirmed"),
        "Unsealed",
    )
    _one(group, "block-not-asked", "the block was not asked for", _evm(good), kind("unknown"), "Included")
    _one(group, "block-of-other-number", "the node answers with another block", _evm(good, block(BLOCK + 1)), kind("unknown"), "Included")
    _one(group, "absent", "no receipt", _evm(None), kind("absent"), "Included")
    _one(group, "nothing-asked", "nothing was asked", [], kind("unknown"), "Included")
    zero = "0x" + "00" * 32
    unsealed = good | {"blockHash": zero, "logs": [entry | {"blockHash": zero} for entry in good["logs"]]}
    _one(group, "preconfirmed", "a block hash of zeros", _evm(unsealed), kind("preconfirmed"), "Unsealed")
    no_block = good | {"blockHash": None, "blockNumber": None}
    _one(group, "no-block", "a receipt without a block", _evm(no_block), kind("preconfirmed"), "Unsealed")
    removed = good | {"logs": [entry | {"removed": True} for entry in good["logs"]]}
    _one(group, "removed", "the logs are removed", _evm(removed), kind("unknown"), "Unsealed")
    _one(group, "other-chain", "the node is of Base", _evm(good, block(), chain_id="0x2105"), kind("unknown"), "Chain")
    _one(
        group,
        "other-transaction",
        "the receipt is of another transaction",
        _evm(good | {"transactionHash": hash32("other")}),
        kind("unknown"),
        "Included",
    )
    page = [[[response("<html></html>")]]]
    _one(group, "page", "an HTML page", page, kind("unknown"), "Included")
    limited = [[[response(failure(-32005, "rate limit exceeded", None), 429)]]]
    _one(group, "limited", "the node limits the rate", limited, kind("unknown"), "Included")
    _one(
        group,
        "block-0",
        "the first block of the chain",
        _evm(_in_block(good, 0), block(0)),
        paid(block={"height": "0", "hash": BLOCK_HASH}),
        "Included Boundary",
    )
    both = [evm.pay(), evm.pay(nonce=OTHER)]
    found = receipt(used(NONCE), moved(), used(OTHER))
    made = case(both, _evm(found, block()), [paid(), kind("unrelated")])
    group.accept("batch", "two equal payments, one transfer", made, flags="Batch", level="should", why=PROOF)
    whole = case(both, _evm(receipt(used(NONCE), moved(), used(OTHER), moved()), block()), [paid(), paid(43)])
    group.accept("batch-whole", "two equal payments, two transfers", whole, flags="Batch", level="should", why=PROOF)


def _in_block(found: Json, number: int) -> Json:
    return found | {"blockNumber": quantity(number), "logs": [entry | {"blockNumber": quantity(number)} for entry in found["logs"]]}


def _levels(group: Group) -> None:
    good = receipt(used(NONCE), moved())
    for slug, level, height, status in (
        ("depth-0", 0, BLOCK, paid()), ("depth-0-below", 0, BLOCK - 1, kind("below_level")), ("depth-12", 12, BLOCK + 12, paid()), ("depth-12-below", 12, BLOCK + 11, kind("below_level")),
        ("safe", "safe", BLOCK, paid()), ("safe-above", "safe", BLOCK + 50, paid()), ("safe-below", "safe", BLOCK - 1, kind("below_level")),
        ("finalized", "finalized", BLOCK, paid()), ("finalized-below", "finalized", BLOCK - 1, kind("below_level")),
    ):  # fmt: skip
        # One block has one hash: the level's may be the receipt's own.
        top = block(height, BLOCK_HASH if height == BLOCK else hash32(f"block {height}"))
        _one(
            group,
            f"level-{slug}",
            f"the level {level}: the block is {height - BLOCK} above",
            _evm(good, block(), at=top),
            status,
            "Level Boundary",
            level=level,
        )
    without = [[[response(reply(SEPOLIA_ID, good, None))]], [[response(reply(block()))]]]
    _one(group, "level-safe-none", "the node has no safe block", without, kind("below_level"), "Level", level="safe")


def _quorum(group: Group) -> None:
    good = receipt(used(NONCE), moved())
    lie = receipt(used(NONCE), moved(to=evm.STRANGER))
    honest = [response(reply(SEPOLIA_ID, good))], [response(reply(block()))]
    liar = [response(reply(SEPOLIA_ID, lie))], [response(reply(block()))]
    absent = [response(reply(SEPOLIA_ID, None))], [response(reply(block()))]
    silent = [response("", None)], [response("", None)]
    wrong_block = honest[0], [response(reply(block(found=hash32("other"))))]
    other_chain = [response(reply("0x2105", good))], honest[1]

    def several(slug: str, title: str, answers: Sequence[Any], status: Json, nodes: int | None = None) -> None:
        rounds = [[answer[turn] for answer in answers] for turn in (0, 1)]
        _one(group, f"quorum-{slug}", title, rounds, status, "Quorum", nodes=nodes or len(answers))

    several("two", "two nodes agree", [honest, honest], paid())
    several("two-lie", "two nodes disagree", [honest, liar], kind("unknown"))
    several("two-silent", "one of two nodes does not answer", [honest, silent], kind("unknown"))
    several("one-of-two", "one of two nodes was asked", [honest], kind("unknown"), 2)
    several("three-lie", "one of three nodes lies", [honest, liar, honest], paid())
    several("three-liars", "two of three nodes lie alike", [liar, honest, liar], kind("unrelated"))
    several("three-absent", "one of three nodes does not have it", [honest, absent, honest], paid())
    several("three-silent", "one of three nodes does not answer", [silent, honest, honest], paid())
    several("three-block", "one of three nodes has another block", [honest, wrong_block, honest], paid())
    several("three-chain", "one of three nodes is of another chain", [honest, other_chain, honest], paid())
    several("three-differ", "three nodes, three answers", [honest, liar, absent], kind("unknown"))
    several("two-absent", "neither of two nodes has it", [absent, absent], kind("absent"))


def _permits(group: Group) -> None:
    found = receipt(moved(), settled())
    number = int(evm.permit()["nonce"])
    bit = 1 << (number & 255)

    def nonces(here: Any, before: Any, *, block_found: Any = None, made: Json = found, pay: Case | None = None) -> list[Round]:
        # The block, and the nonce at its end and at that of the block before: each a call through Multicall3.
        at = [word if isinstance(word, str) else aggregated(uint(word), number=BLOCK - turn) for turn, word in enumerate((here, before))]
        return [*_evm(made), [[response(reply(block_found or block(), *at))]]]

    def one(slug: str, title: str, rounds: Sequence[Round], status: Json, pay: Case | None = None) -> None:
        made = case([pay or evm.pay_permit2()], rounds, [status])
        group.accept(f"permit2-{slug}", f"Permit2: {title}", made, flags="PermitNonce", level="should", why=PROOF)

    one("paid", "the nonce was used in the block", nonces(bit, 0), paid(40))
    one("paid-others", "other nonces of its word were used before", nonces(evm.MAX_UINT256, evm.MAX_UINT256 ^ bit), paid(40))
    one("used-before", "the nonce was used before: another payment's transfer", nonces(bit, bit), kind("unrelated"))
    one("unused", "the nonce is not used: another payment's transfer", nonces(0, 0), kind("unrelated"))
    one("unused-others", "all other nonces of its word are used", nonces(evm.MAX_UINT256 ^ bit, evm.MAX_UINT256 ^ bit), kind("unrelated"))
    one("undone", "the nonce was used before and is not any more, which no chain does", nonces(0, bit), kind("unrelated"))
    one("no-history", "the node has no state of the block before", nonces(bit, "0x"), kind("unnamed"))
    one("no-state", "the node has no state at all", nonces("0x", "0x"), kind("unknown"))
    one("no-state-but-before", "the node has the state of the block before alone", nonces("0x", 0), kind("unknown"))
    one("used-before-no-state", "used before, and no state of the block", nonces("0x", bit), kind("unrelated"))
    one("short", "the token took a fee", nonces(bit, 0, made=receipt(moved(9_900), settled())), kind("short", received="9900"))
    one("short-unused", "a fee, and the nonce is not used", nonces(0, 0, made=receipt(moved(9_900), settled())), kind("unrelated"))
    one("failed", "the transaction failed", nonces(0, 0, made=receipt(status=0)), kind("failed"))
    one("reorganised", "another block is at that number", nonces(bit, 0, block_found=block(found=hash32("other"))), kind("reorganised"))
    word = evm.pay_permit2(nonce="511")
    one("nonce-511", "the last nonce of its word", nonces(1 << 255, (1 << 255) - 1), paid(40), word)
    one("nonce-512", "the first nonce of its word", nonces(1, 0), paid(40), evm.pay_permit2(nonce="512"))
    offer = evm.requirements(extra={"assetTransferMethod": "erc7710", "name": "USDC", "version": "2"})
    delegated = evm.case(evm.payment(offer, {"delegationManager": evm.STRANGER, "permissionContext": "0x7710", "delegator": evm.PAYER}), offer)
    made = case([delegated], _evm(receipt(moved()), block()), [kind("unnamed")])
    group.accept("delegation", "a delegation: nothing names it", made, flags="PermitNonce", level="should", why=PROOF)


def _solana(group: Group) -> None:
    pay = svm.pay()
    raw = sponsored(pay)
    at, signature = place(raw, DESTINATION), identifier(raw)
    good = outcome(raw, [balance(at, 5)], [balance(at, 10_005)])
    proof = paid(None, transaction=signature, slot=chain.SLOT)

    def one(
        slug: str,
        title: str,
        answers: Sequence[Any],
        status: Json,
        level: Any = "included",
        flags: str = "Solana",
        transaction: str = signature,
        genesis: Sequence[Any] = (GENESIS,) * 3,
    ) -> None:
        bodies = [None if found is SILENT else found if isinstance(found, str) else reply(first, found) for first, found in zip(genesis, answers, strict=False)]
        rounds = [[[response(body) if body is not None else response("", None)] for body in bodies]]
        made = case([pay], rounds, [status], level=level, nodes=len(answers), transaction=transaction)
        group.accept(f"solana-of-{slug}", f"Solana: {title}", made, flags=flags, level="should", why=PROOF)

    for level in ("included", "safe", "finalized", 3):
        one(f"paid-{level}", f"the payment was made, at the level {level}", [good], proof, level)
    one("short", "the mint took a fee", [outcome(raw, [], [balance(at, 9_900)])], kind("short", received="9900"))
    one("failed", "the transaction failed", [outcome(raw, [], [], err={"InstructionError": [2, {"Custom": 1}]})], kind("failed"))
    one("absent", "the node does not have it", [None], kind("absent"))
    one("page", "an HTML page", ["<html></html>"], kind("unknown"))
    other = sponsored(svm.pay(amount=9_999))
    unrelated = outcome(other, [], [balance(place(other, DESTINATION), 9_999)])
    one("unrelated", "another payment's transaction", [unrelated], kind("unrelated"), transaction=identifier(other))
    one("other-transaction", "the node answers with another transaction", [unrelated], kind("unknown"))
    one("two", "two nodes agree", [good] * 2, proof, flags="Solana Quorum")
    lie = outcome(raw, [balance(at, 5)], [balance(at, 6)])
    one("two-lie", "two nodes disagree", [good, lie], kind("unknown"), flags="Solana Quorum")
    one("three-lie", "one of three nodes lies", [lie, good, good], proof, flags="Solana Quorum")
    one("two-silent", "one of two nodes does not answer", [good, SILENT], kind("unknown"), flags="Solana Quorum")
    for slug, title, first in (
        ("mainnet", "the node is of mainnet", "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"),
        ("testnet", "the node is of testnet", "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY"),
        ("genesis-short", "the node names the cluster by the network's reference", GENESIS[:32]),
        ("genesis-null", "the node does not name its cluster", None),
    ):
        one(slug, title, [good], kind("unknown"), flags="Chain", genesis=[first])
        one(f"{slug}-absent", f"{title}, and it does not have the transaction", [None], kind("unknown"), flags="Chain", genesis=[first])
    mainnet = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"
    one("two-clusters", "one of two nodes is of another cluster", [good] * 2, kind("unknown"), flags="Chain Quorum", genesis=[GENESIS, mainnet])
    one("three-clusters", "one of three nodes is of another cluster", [good] * 3, proof, flags="Chain Quorum", genesis=[mainnet, GENESIS, GENESIS])
    without: list[Round] = [[[response(reply(good))]]]
    made = case([pay], without, [kind("unknown")], transaction=signature)
    group.accept("solana-genesis-not-asked", "Solana: the cluster was not asked for", made, flags="Chain", level="should", why=PROOF)


# The hash of devnet's first block.
GENESIS = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG"
SILENT = object()
