"""Queries to a node, each as the JSON-RPC request that asks it: methods, parameters, calldata."""

from __future__ import annotations

import base64

from eth_abi import encode

import chain
import evm
import svm
from chain import GAS_PRICE_ORACLE, aggregate, call, eth_call, hash32, hexed, listed, request
from evm import EXACT_PROXY, PAYEE, PAYER, PERMIT2, STRANGER, USDC
from model import Case, Group, Json, ref

CHOICE = "which methods are asked, and in which order, is an implementation's choice"
LATEST = "latest"


def case(namespace: str, queries: list[Json], requests: list[Json], multicall: bool | None = None) -> Case:
    """Queries, and the requests that ask them."""
    options = {} if multicall is None else {"multicall": multicall}
    return Case("write_queries", {"namespace": namespace, "queries": queries, **options}, derived={"requests": listed(requests)})


def build() -> Group:
    """The group."""
    refs = (
        ref("Ethereum JSON-RPC", "methods"),
        ref("Solana JSON-RPC", "HTTP methods"),
        ref("Solidity ABI", "Function Selector and Argument Encoding"),
    )
    group = Group("chain.requests", "Queries as requests to a node", "L4", refs)
    group.note("Method", "BASIC", "A query is one method with its parameters.")
    group.note("Calldata", "GOLDEN", "Calldata as eth-abi encodes it.")
    group.note(
        "Multicall",
        "INTEROP",
        "Reads of one block are one call of Multicall3's `aggregate3`, behind the block's number and time.",
        "https://www.multicall3.com",
    )
    group.note("Block", "BASIC", "The block at whose end a query is answered.")
    group.note("Boundary", "BOUNDARY", "The last value before another form.")
    _methods(group)
    _reads(group)
    _together(group)
    _solana(group)
    return group


def _one(group: Group, slug: str, title: str, query: Json, asked: Json, flags: str, multicall: bool | None = None) -> None:
    group.accept(slug, title, case("eip155", [query], [asked], multicall), flags=flags, level="policy", why=CHOICE)


def _estimate(data: str, at: str) -> Json:
    return request("eth_estimateGas", {"from": STRANGER, "to": USDC, "data": data}, at)


def _methods(group: Group) -> None:
    digest, transaction = hash32("digest"), chain.TRANSACTION
    raw = "0x02f86f83014a3407"
    payer = {"account": PAYER}
    signature = bytes.fromhex("aa" * 65)
    asks = eth_call(PAYER, call("isValidSignature(bytes32,bytes)", bytes.fromhex(digest[2:]), signature))
    for slug, title, query, asked in (
        ("account-nonce", "how many transactions an account sent", {"query": "account_nonce", **payer}, request("eth_getTransactionCount", PAYER, LATEST)),
        ("block-latest", "the newest block", {"query": "block"}, request("eth_getBlockByNumber", LATEST, False)),
        ("block-number", "a block by its number", {"query": "block", "at": 21_000_000}, request("eth_getBlockByNumber", "0x1406f40", False)),
        ("block-0", "the first block", {"query": "block", "at": 0}, request("eth_getBlockByNumber", "0x0", False)),
        ("chain-id", "the chain's id", {"query": "chain_id"}, request("eth_chainId")),
        ("code", "the code at an address", {"query": "code", **payer}, request("eth_getCode", PAYER, LATEST)),
        ("code-safe", "the code at a safe block", {"query": "code", **payer, "at": "safe"}, request("eth_getCode", PAYER, "safe")),
        ("code-finalized", "the code at a finalized block", {"query": "code", **payer, "at": "finalized"}, request("eth_getCode", PAYER, "finalized")),
        ("fee-history", "the fees of the last five blocks", {"query": "fee_history"}, request("eth_feeHistory", "0x5", LATEST, [50])),
        ("gas-price", "the price of gas", {"query": "gas_price"}, request("eth_gasPrice")),
        ("native-balance", "an account's wei", {"query": "native_balance", **payer}, request("eth_getBalance", PAYER, LATEST)),
        ("priority-fee", "the tip", {"query": "priority_fee"}, request("eth_maxPriorityFeePerGas")),
        ("receipt", "a receipt", {"query": "receipt", "transaction": transaction}, request("eth_getTransactionReceipt", transaction)),
        ("send", "a transaction is sent", {"query": "send", "transaction": raw}, request("eth_sendRawTransaction", raw)),
        ("transaction", "a transaction", {"query": "transaction", "transaction": transaction}, request("eth_getTransactionByHash", transaction)),
        ("erc1271", "whether a contract accepts a signature", {"query": "erc1271", **payer, "digest": digest, "signature": hexed(signature)}, asks),
        ("estimate-gas", "the gas that a call takes", {"query": "estimate_gas", "from": STRANGER, "to": USDC, "data": "0x5c975abb"}, _estimate("0x5c975abb", LATEST)),
        ("estimate-gas-empty", "the gas of a call without data", {"query": "estimate_gas", "from": STRANGER, "to": USDC, "data": "0x"}, _estimate("0x", LATEST)),
        ("estimate-gas-safe", "the gas of a call at a safe block", {"query": "estimate_gas", "from": STRANGER, "to": USDC, "data": "0x5c975abb", "at": "safe"}, _estimate("0x5c975abb", "safe")),
        ("simulate-from", "a call of an account", {"query": "simulate", "from": STRANGER, "to": USDC, "data": "0x5c975abb"}, eth_call(USDC, call("paused()"), sender=STRANGER)),
    ):  # fmt: skip
        _one(group, slug, title, query, asked, "Method" if "at" not in query else "Method Block")
    none = eth_call(PAYER, call("isValidSignature(bytes32,bytes)", bytes.fromhex(digest[2:]), b""))
    _one(group, "erc1271-empty", "an empty signature", {"query": "erc1271", **payer, "digest": digest, "signature": "0x"}, none, "Calldata Boundary")
    topics = [chain.USED, chain.word(PAYER), hash32("nonce")]
    span = {"query": "logs", "address": USDC, "first_block": 1_000, "last_block": 2_999}
    for slug, title, wanted in (
        ("logs", "logs with three topics", topics),
        ("logs-any", "logs with any topics", []),
        ("logs-null", "logs with any first topic", [None, chain.word(PAYER)]),
    ):
        asked = request("eth_getLogs", {"address": USDC, "topics": wanted, "fromBlock": "0x3e8", "toBlock": "0xbb7"})
        _one(group, slug, title, {**span, "topics": wanted}, asked, "Method")


def reads() -> list[tuple[str, Json, chain.Call]]:
    """Every view function: a name, the query, and the call."""
    nonce = hash32("nonce")
    nonce_bytes = bytes.fromhex(nonce[2:])
    token = {"token": USDC}
    return [
        (
            "allowance",
            {"query": "allowance", **token, "owner": PAYER, "spender": PERMIT2},
            (USDC, call("allowance(address,address)", PAYER, PERMIT2)),
        ),
        (
            "authorization-state",
            {"query": "authorization_state", **token, "authorizer": PAYER, "nonce": nonce},
            (USDC, call("authorizationState(address,bytes32)", PAYER, nonce_bytes)),
        ),
        ("balance", {"query": "balance", **token, "owner": PAYER}, (USDC, call("balanceOf(address)", PAYER))),
        ("domain-separator", {"query": "domain_separator", **token}, (USDC, call("DOMAIN_SEPARATOR()"))),
        ("is-blacklisted", {"query": "is_blacklisted", **token, "account": PAYEE}, (USDC, call("isBlacklisted(address)", PAYEE))),
        ("l1-fee", {"query": "l1_fee_upper_bound", "size": 450}, (GAS_PRICE_ORACLE, call("getL1FeeUpperBound(uint256)", 450))),
        ("paused", {"query": "paused", **token}, (USDC, call("paused()"))),
        ("permit-nonce", {"query": "permit_nonce", "owner": PAYER, "nonce": "258"}, (PERMIT2, call("nonceBitmap(address,uint256)", PAYER, 1))),
        ("token-name", {"query": "token_name", **token}, (USDC, call("name()"))),
        ("token-version", {"query": "token_version", **token}, (USDC, call("version()"))),
    ]


def _reads(group: Group) -> None:
    for slug, query, (to, data) in reads():
        title = f"{slug.replace('-', ' ')} as a call of its own"
        _one(group, f"read-{slug}", title, query, eth_call(to, data), "Calldata", multicall=False)
        _one(group, f"multicall-{slug}", f"{slug.replace('-', ' ')} through Multicall3", query, aggregate([(to, data)]), "Calldata Multicall")
    for slug, nonce, place in (("0", 0, 0), ("255", 255, 0), ("256", 256, 1), ("max", evm.MAX_UINT256, evm.MAX_UINT256 >> 8)):
        query = {"query": "permit_nonce", "owner": PAYER, "nonce": str(nonce)}
        asked = eth_call(PERMIT2, call("nonceBitmap(address,uint256)", PAYER, place))
        _one(group, f"permit-nonce-{slug}", f"the nonce {slug} is a bit of its word", query, asked, "Calldata Boundary", multicall=False)
    query = {"query": "balance", "token": USDC, "owner": PAYER, "at": 20_999_999}
    asked = eth_call(USDC, call("balanceOf(address)", PAYER), "0x1406f3f")
    _one(group, "read-at-block", "a read at a block", query, asked, "Block", multicall=False)


def _together(group: Group) -> None:
    def several(slug: str, title: str, queries: list[Json], requests: list[Json], multicall: bool | None = None) -> None:
        group.accept(slug, title, case("eip155", queries, requests, multicall), flags="Multicall", level="policy", why=CHOICE)

    named = {slug: (query, asked) for slug, query, asked in reads()}
    balance, paused, nonce = (named[name] for name in ("balance", "paused", "permit-nonce"))
    code: Json = {"query": "code", "account": PAYER}
    ask_code = request("eth_getCode", PAYER, LATEST)
    proxy = (EXACT_PROXY, encode(["uint256"], [7]))
    simulate: Json = {"query": "simulate", "to": proxy[0], "data": hexed(proxy[1])}
    several("reads", "three reads are one call", [balance[0], paused[0], nonce[0]], [aggregate([balance[1], paused[1], nonce[1]])])
    several("reads-and-code", "a read, code, a read: two requests", [balance[0], code, paused[0]], [aggregate([balance[1], paused[1]]), ask_code])
    several("no-multicall", "without Multicall3", [balance[0], code, paused[0]], [eth_call(*balance[1]), ask_code, eth_call(*paused[1])], False)
    several("simulation-last", "a simulation comes last, so that no read sees it", [simulate, balance[0]], [aggregate([balance[1], proxy])])
    several("simulation-alone", "without Multicall3, a simulation is a call", [simulate], [eth_call(*proxy)], False)
    second: Json = {"query": "simulate", "to": USDC, "data": hexed(paused[1][1])}
    several("two-simulations", "a second simulation is a call of its own", [simulate, second], [aggregate([proxy]), eth_call(*paused[1])])
    safe = balance[0] | {"at": "safe"}
    several("two-blocks", "reads of two blocks are two calls", [balance[0], safe], [aggregate([balance[1]]), aggregate([balance[1]], "safe")])
    several("nothing", "no query, no request", [], [])


def _solana(group: Group) -> None:
    payer, payee = svm.token_account(svm.PAYER), svm.token_account(svm.PAYEE)
    transaction = base64.b64decode(svm.pay().input["payload"]["payload"]["transaction"])
    signed = chain.sponsored(svm.pay())
    text, whole = base64.b64encode(transaction).decode(), base64.b64encode(signed).decode()
    blockhash, signature = str(svm.Hash(svm.BLOCKHASH)), chain.identifier(signed)

    def at(commitment: str) -> Json:
        return {"encoding": "base64", "commitment": commitment}

    def account(address: str, commitment: str = "confirmed") -> Json:
        return {"query": "account_info", "address": address, "commitment": commitment}

    simulated = {"encoding": "base64", "sigVerify": False, "replaceRecentBlockhash": False, "commitment": "processed"}
    history = {"searchTransactionHistory": True}
    for slug, title, queries, requests in (
        ("account", "one account", [account(payer)], [request("getAccountInfo", payer, at("confirmed"))]),
        ("accounts", "two accounts of one slot", [account(payer), account(payee)], [request("getMultipleAccounts", [payer, payee], at("confirmed"))]),
        (
            "accounts-two-commitments", "two accounts of two commitments", [account(payer), account(payee, "finalized")],
            [request("getAccountInfo", payer, at("confirmed")), request("getAccountInfo", payee, at("finalized"))],
        ),
        ("height", "the block height", [{"query": "block_height", "commitment": "processed"}], [request("getBlockHeight", {"commitment": "processed"})]),
        (
            "blockhash-valid", "whether a blockhash counts", [{"query": "blockhash_valid", "blockhash": blockhash}],
            [request("isBlockhashValid", blockhash, {"commitment": "confirmed"})],
        ),
        ("first-block", "the first block that a node has", [{"query": "first_available_block"}], [request("getFirstAvailableBlock")]),
        ("blockhash", "a new blockhash", [{"query": "latest_blockhash", "commitment": "finalized"}], [request("getLatestBlockhash", {"commitment": "finalized"})]),
        (
            "send", "a transaction is sent", [{"query": "send", "transaction": whole}],
            [request("sendTransaction", whole, {"encoding": "base64", "skipPreflight": True, "maxRetries": 0})],
        ),
        ("simulate", "a transaction is simulated", [{"query": "simulate", "transaction": text, "commitment": "processed"}], [request("simulateTransaction", text, simulated)]),
        ("genesis", "the hash of the first block", [{"query": "genesis_hash"}], [request("getGenesisHash")]),
        (
            "signatures", "the transactions of an account", [{"query": "signatures_for_address", "address": payer, "min_slot": 348_126}],
            [request("getSignaturesForAddress", payer, {"limit": 256, "commitment": "finalized", "minContextSlot": 348_126})],
        ),
        ("slot", "the slot", [{"query": "slot", "commitment": "finalized"}], [request("getSlot", {"commitment": "finalized"})]),
        ("status", "a status", [{"query": "status", "signature": signature}], [request("getSignatureStatuses", [signature], history)]),
        (
            "transaction", "a confirmed transaction", [{"query": "transaction", "signature": signature, "finalized": False}],
            [request("getTransaction", signature, at("confirmed") | {"maxSupportedTransactionVersion": 0})],
        ),
        (
            "transaction-finalized", "a finalized transaction", [{"query": "transaction", "signature": signature, "finalized": True}],
            [request("getTransaction", signature, at("finalized") | {"maxSupportedTransactionVersion": 0})],
        ),
    ):  # fmt: skip
        group.accept(f"solana-{slug}", f"Solana: {title}", case("solana", queries, requests), flags="Method", level="policy", why=CHOICE)
