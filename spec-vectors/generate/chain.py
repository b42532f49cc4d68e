"""The texts of a chain's nodes: calldata by eth-abi, JSON-RPC requests and responses, logs and receipts."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from eth_abi import encode
from eth_abi.grammar import parse
from eth_utils import keccak, to_checksum_address
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

import coding
import evm
import keys
import svm
from model import Case, Json

MULTICALL3 = "0xcA11bde05977b3631167028862bE2a173976CA11"
GAS_PRICE_ORACLE = "0x420000000000000000000000000000000000000F"
BLOCK, TIME = 21_000_000, 1_740_672_098
SLOT = 300_000_000


def hash32(label: str) -> str:
    """32 bytes that look random."""
    return "0x" + sha256(f"{keys.PREFIX}chain:{label}".encode()).hexdigest()


BLOCK_HASH, TRANSACTION = hash32("block"), hash32("transaction")


# Calldata and topics


def selector(declaration: str) -> bytes:
    """The first four bytes of a function's or an error's hash."""
    return keccak(text=declaration)[:4]


def types(declaration: str) -> list[str]:
    """The types of the parameters in a declaration such as `balanceOf(address)`."""
    inner = declaration[declaration.index("(") :]
    return [] if inner == "()" else [one.to_type_str() for one in parse(inner).components]


def call(declaration: str, *arguments: Any) -> bytes:
    """Calldata, or the data of a custom error."""
    return selector(declaration) + encode(types(declaration), arguments)


def topic(declaration: str) -> str:
    """The first topic of an event."""
    return "0x" + keccak(text=declaration).hex()


def word(value: str | int | bytes) -> str:
    """An address, a number or bytes as one word."""
    raw = value if isinstance(value, bytes) else value.to_bytes(32, "big") if isinstance(value, int) else bytes.fromhex(value[2:])
    return "0x" + raw.rjust(32, b"\0").hex()


def hexed(raw: bytes) -> str:
    """Bytes as JSON-RPC writes them."""
    return "0x" + raw.hex()


def quantity(number: int) -> str:
    """A number as JSON-RPC writes it."""
    return hex(number)


# Requests


def request(method: str, *params: Any) -> Json:
    """A request without its envelope."""
    return {"method": method, "params": list(params)}


def eth_call(to: str, data: bytes, at: Any = "latest", sender: str | None = None) -> Json:
    """`eth_call`."""
    asked: Json = {"data": hexed(data)} | ({} if sender is None else {"from": sender}) | {"to": to_checksum_address(to)}
    return request("eth_call", asked, at)


Call = tuple[str, bytes]


def aggregate(calls: Sequence[Call], at: Any = "latest") -> Json:
    """The calls through Multicall3, behind the number and the time of the block."""
    head = [(MULTICALL3, call("getBlockNumber()")), (MULTICALL3, call("getCurrentBlockTimestamp()"))]
    every = [(target, True, data) for target, data in [*head, *calls]]
    return eth_call(MULTICALL3, call("aggregate3((address,bool,bytes)[])", every), at)


def transfer_call(case: Case) -> Call:
    """The call that settles an EIP-3009 payment whose signature is an account's own."""
    inner, terms = case.input["payload"]["payload"], case.input["requirements"]
    wire, signature = inner["authorization"], evm.signature_of(case)
    data = call(
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
        *_authorization(wire), signature.v, signature.r.to_bytes(32, "big"), signature.s.to_bytes(32, "big"),
    )  # fmt: skip
    return terms["asset"], data


def transfer_call_by_bytes(case: Case, signature: bytes) -> Call:
    """The call that settles an EIP-3009 payment of a contract wallet."""
    wire = case.input["payload"]["payload"]["authorization"]
    data = call("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)", *_authorization(wire), signature)
    return case.input["requirements"]["asset"], data


def _authorization(wire: Json) -> tuple[Any, ...]:
    numbers = (int(wire[name]) for name in ("value", "validAfter", "validBefore"))
    return (wire["from"], wire["to"], *numbers, bytes.fromhex(wire["nonce"][2:]))


PERMIT = "((address,uint256),uint256,uint256),address,(address,uint256),bytes"


def permit_arguments(case: Case) -> tuple[Any, ...]:
    """What the proxy's functions take of a Permit2 payment."""
    inner = case.input["payload"]["payload"]
    wire = inner["permit2Authorization"]
    permitted = (wire["permitted"]["token"], int(wire["permitted"]["amount"]))
    witness = (wire["witness"]["to"], int(wire["witness"]["validAfter"]))
    permit = (permitted, int(wire["nonce"]), int(wire["deadline"]))
    return (permit, wire["from"], witness, bytes.fromhex(inner["signature"][2:]))


def settle_call(case: Case) -> Call:
    """The call that settles a Permit2 payment."""
    spender = case.input["payload"]["payload"]["permit2Authorization"]["spender"]
    return spender, call(f"settle({PERMIT})", *permit_arguments(case))


# Responses


def response(body: str, status: int | None = 200, retry_after: str | None = None) -> Json:
    """A node's HTTP response."""
    given = {"status": status, "retry_after": retry_after}
    return {name: value for name, value in given.items() if value is not None} | {"body": body}


def reply(*results: Any, first: int = 1) -> str:
    """The body with these results, in the order of the requests: a batch if there are several."""
    parts = [{"jsonrpc": "2.0", "id": number, "result": result} for number, result in enumerate(results, first)]
    return coding.compact(parts[0] if len(parts) == 1 else parts)


def failure(code: Any, message: str, number: Any = 1, **more: Any) -> str:
    """The body with an error."""
    return coding.compact({"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message, **more}})


def aggregated(*results: bytes | tuple[bool, bytes], number: int = BLOCK, time: int = TIME) -> str:
    """What `aggregate3` returns behind the block's number and time; a call that succeeds is its data alone."""
    every = [(True, encode(["uint256"], [number])), (True, encode(["uint256"], [time]))]
    every += [(True, result) if isinstance(result, bytes) else result for result in results]
    return hexed(encode(["(bool,bytes)[]"], [every]))


def uint(number: int) -> bytes:
    """A number as a function returns it."""
    return encode(["uint256"], [number])


def flag(value: bool) -> bytes:
    """Yes or no as a function returns it."""
    return encode(["bool"], [value])


# Logs and receipts


def log(address: str, topics: Sequence[str], data: bytes = b"", index: int = 0, **more: Any) -> Json:
    """A log as geth writes it."""
    return {
        "address": address.lower(), "topics": list(topics), "data": hexed(data), "blockNumber": quantity(BLOCK), "transactionHash": TRANSACTION,
        "transactionIndex": "0x3", "blockHash": BLOCK_HASH, "logIndex": quantity(index), "removed": False,
    } | more  # fmt: skip


Event = Any  # a function from an index to a log
TRANSFER = topic("Transfer(address,address,uint256)")
USED = topic("AuthorizationUsed(address,bytes32)")
CANCELED = topic("AuthorizationCanceled(address,bytes32)")
APPROVAL = topic("Approval(address,address,uint256)")


def moved(value: int = 10_000, sender: str = evm.PAYER, to: str = evm.PAYEE, token: str = evm.USDC) -> Event:
    """`Transfer`."""
    return lambda index: log(token, [TRANSFER, word(sender), word(to)], uint(value), index)


def used(nonce: str, authorizer: str = evm.PAYER, token: str = evm.USDC) -> Event:
    """`AuthorizationUsed`."""
    return lambda index: log(token, [USED, word(authorizer), nonce], b"", index)


def cancelled(nonce: str, authorizer: str = evm.PAYER, token: str = evm.USDC) -> Event:
    """`AuthorizationCanceled`."""
    return lambda index: log(token, [CANCELED, word(authorizer), nonce], b"", index)


def settled(proxy: str = evm.EXACT_PROXY, name: str = "Settled()") -> Event:
    """The proxy's event."""
    return lambda index: log(proxy, [topic(name)], b"", index)


def raw(address: str, topics: Sequence[str], data: bytes = b"") -> Event:
    """Any event."""
    return lambda index: log(address, topics, data, index)


def receipt(*events: Event, first: int = 40, status: int = 1, **more: Any) -> Json:
    """The result of `eth_getTransactionReceipt`, its logs from place `first` of the block on."""
    logs = [event(index) for index, event in enumerate(events, first)]
    return {
        "type": "0x2", "status": quantity(status), "cumulativeGasUsed": "0x3d0f1a", "logs": logs, "transactionHash": TRANSACTION,
        "transactionIndex": "0x3", "blockHash": BLOCK_HASH, "blockNumber": quantity(BLOCK), "gasUsed": "0x14ff3", "effectiveGasPrice": "0xf4494",
        "from": keys.evm("facilitator").address.lower(), "to": evm.USDC.lower(), "contractAddress": None,
    } | more  # fmt: skip


# Solana


def context(value: Any, slot: int = SLOT) -> Json:
    """A result that names its slot."""
    return {"context": {"apiVersion": "2.3.6", "slot": slot}, "value": value}


def account(data: bytes, owner: str, lamports: int = 2_039_280, executable: bool = False) -> Json:
    """An account as `getAccountInfo` writes it."""
    encoded = [base64.b64encode(data).decode(), "base64"]
    return {"data": encoded, "executable": executable, "lamports": lamports, "owner": owner, "rentEpoch": 2**64 - 1, "space": len(data)}


def token_data(amount: int, mint: str = svm.USDC, owner: str = svm.PAYER, state: int = 1, extensions: bytes = b"") -> bytes:
    """The 165 bytes of a token account, and what Token-2022 adds."""
    out = bytes(Pubkey.from_string(mint)) + bytes(Pubkey.from_string(owner)) + amount.to_bytes(8, "little")
    out += bytes(36) + bytes([state]) + bytes(12) + bytes(8) + bytes(36)
    return out + (b"\x02" + extensions if extensions else b"")


def balance(index: int, amount: int | str, mint: str = svm.USDC, owner: str | None = svm.PAYEE, program: str | None = svm.TOKEN) -> Json:
    """A token balance as `getTransaction` writes it."""
    units = int(amount)
    out: Json = {
        "accountIndex": index, "mint": mint,
        "uiTokenAmount": {"amount": str(amount), "decimals": 6, "uiAmount": units / 10**6, "uiAmountString": f"{units / 10**6}"},
    }  # fmt: skip
    given = {"owner": owner, "programId": program}
    return out | {name: value for name, value in given.items() if value is not None}


def sponsored(case: Case, key: str | Keypair = "svm-fee-payer") -> bytes:
    """The payment's transaction with the fee payer's signature."""
    raw = base64.b64decode(case.input["payload"]["payload"]["transaction"])
    signed = VersionedTransaction.from_bytes(raw)
    pair = keys.svm(key) if isinstance(key, str) else key
    message = raw[1 + 64 * len(signed.signatures) :]
    return bytes([len(signed.signatures)]) + bytes(pair.sign_message(message)) + raw[65:]


def identifier(transaction: bytes) -> str:
    """A transaction's first signature."""
    return str(VersionedTransaction.from_bytes(transaction).signatures[0])


def outcome(transaction: bytes, before: Sequence[Json] | None, after: Sequence[Json] | None, *, err: Any = None, **more: Any) -> Json:
    """The result of `getTransaction`."""
    meta: Json = {
        "computeUnitsConsumed": 6_199, "err": err, "fee": 10_001, "innerInstructions": [], "loadedAddresses": {"readonly": [], "writable": []},
        "logMessages": [], "postBalances": [], "postTokenBalances": None if after is None else list(after), "preBalances": [],
        "preTokenBalances": None if before is None else list(before), "rewards": [], "status": {"Ok": None} if err is None else {"Err": err},
    }  # fmt: skip
    encoded = [base64.b64encode(transaction).decode(), "base64"]
    meta |= more.pop("meta", {})
    return {"blockTime": TIME, "meta": meta, "slot": SLOT, "transaction": encoded, "version": 0} | more


def listed(document: Any) -> str:
    """A list as a derived value."""
    return json.dumps(document, separators=(",", ":"))
