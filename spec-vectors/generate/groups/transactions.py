"""EIP-1559 transactions: what the sender signs, and the bytes that it sends, as eth-account writes them."""

from __future__ import annotations

from typing import Any

from eth_account import Account
from eth_account.typed_transactions import TypedTransaction
from eth_utils import keccak, to_checksum_address

import chain
import evm
import keys
from chain import hash32, hexed
from evm import STRANGER, USDC, N
from model import Case, Group, Json, Vector, ref

MAX_U64, MAX_U128 = 2**64 - 1, 2**128 - 1


def fields(**changes: Any) -> Json:
    """A settlement by the facilitator, in the protocol's members."""
    to, data = chain.transfer_call(evm.pay())
    wire: Json = {
        "chain_id": "84532", "nonce": "7", "max_fee_per_gas": "2000000000", "max_priority_fee_per_gas": "1000000", "gas_limit": "90000", "to": to, "value": "0",
        "input": hexed(data),
    }  # fmt: skip
    return wire | changes


def _typed(wire: Json) -> Json:
    """The members as eth-account names them."""
    entries = [{"address": to_checksum_address(one["address"]), "storageKeys": one["storage_keys"]} for one in wire.get("access_list", [])]
    return {
        "type": 2, "chainId": int(wire["chain_id"]), "nonce": int(wire["nonce"]), "maxFeePerGas": int(wire["max_fee_per_gas"]),
        "maxPriorityFeePerGas": int(wire["max_priority_fee_per_gas"]), "gas": int(wire["gas_limit"]), "to": to_checksum_address(wire["to"]),
        "value": int(wire["value"]), "data": wire["input"], "accessList": entries,
    }  # fmt: skip


def unsigned(wire: Json) -> Case:
    """The fields, and the hash that is signed."""
    digest = bytes(TypedTransaction.from_dict(_typed(wire)).hash())
    return Case("transaction", wire, derived={"signingHash": hexed(digest)})


def signed(wire: Json, label: str = "facilitator") -> Case:
    """The fields with a signature, and the bytes that are sent."""
    account = keys.evm(label)
    made = Account.sign_transaction(_typed(wire), account.key)
    signature = evm.Signature(made.r, made.s, 27 + made.v)
    raw = bytes(made.raw_transaction)
    if keccak(raw) != bytes(made.hash) or Account.recover_transaction(raw) != account.address:
        raise ValueError("eth-account contradicts itself")
    found = unsigned(wire).derived | {"rawTransaction": hexed(raw), "transaction": hexed(bytes(made.hash)), "recovered": account.address}
    return Case("transaction", wire | {"signature": signature.hex()}, derived=found)


def build() -> Group:
    """The group."""
    refs = (ref("EIP-1559", "Specification"), ref("EIP-2718", "Transactions"), ref("EIP-2930", "Parameters"), ref("EIP-2", "Specification"))
    group = Group("transaction.eip1559", "EIP-1559 transactions", "L3", refs)
    group.note("Settlement", "BASIC", "A payment's settlement as a transaction.")
    group.note("Rlp", "BOUNDARY", "Lengths and leading zeros around which RLP changes its form.")
    group.note("AccessList", "BASIC", "Accounts and slots that are paid for in advance.")
    group.note("Signed", "GOLDEN", "The bytes and the hash, signed by eth-account.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note("Refused", "MALFORMED", "No chain takes such a transaction.")
    control = group.accept("eip3009", "a settlement by EIP-3009, signed", signed(fields()), flags="Settlement Signed")
    _settlements(group)
    _forms(group, control)
    _refused(group, control)
    return group


def _settlements(group: Group) -> None:
    group.accept("eip3009-unsigned", "a settlement by EIP-3009, not signed yet", unsigned(fields()), flags="Settlement")
    to, data = chain.settle_call(evm.pay_permit2())
    group.accept("permit2", "a settlement by Permit2", signed(fields(to=to, input=hexed(data))), flags="Settlement Signed")
    by_bytes = chain.transfer_call_by_bytes(evm.pay(), bytes.fromhex("11" * 130))
    group.accept("contract", "a settlement of a contract wallet", signed(fields(input=hexed(by_bytes[1]))), flags="Settlement Signed")
    many = [evm.pay(nonce=hash32(f"batch {number}")) for number in range(3)]
    calls = [(target, True, call) for target, call in map(chain.transfer_call, many)]
    batch = chain.call("aggregate3((address,bool,bytes)[])", calls)
    group.accept(
        "batch",
        "three settlements through Multicall3",
        signed(fields(to=chain.MULTICALL3, input=hexed(batch), gas_limit="400000")),
        flags="Settlement Signed",
    )
    group.accept(
        "cancel",
        "a transfer of nothing to oneself, which fills a nonce",
        signed(fields(to=keys.evm("facilitator").address, input="0x", gas_limit="21000")),
        flags="Settlement Signed",
    )


def _forms(group: Group, control: Vector) -> None:
    def good(slug: str, title: str, flags: str = "Rlp Signed", **changes: Any) -> None:
        group.accept(slug, title, signed(fields(**changes)), flags=flags)

    short: Json = {"input": "0x"}
    for name, values in (
        ("nonce", (0, 1, 127, 128, 255, 256, MAX_U64)), ("chain-id", (1, 137, 8453, MAX_U64)), ("gas-limit", (0, 127, 128, 21_000, MAX_U64)),
        ("value", (1, 127, 128, 2**64, evm.MAX_UINT256)), ("max-fee-per-gas", (1_000_000, 2**64, MAX_U128)),
    ):  # fmt: skip
        for value in values:
            good(f"{name}-{value}", f"{name.replace('-', ' ')} {value}", **{name.replace("-", "_"): str(value)}, **short)
    good("no-priority-fee", "no tip", max_priority_fee_per_gas="0", **short)
    good("no-fee", "no fee at all", max_fee_per_gas="0", max_priority_fee_per_gas="0", **short)
    good("equal-fees", "both fees are equal", max_priority_fee_per_gas="2000000000", **short)
    for slug, title, data in (
        ("0", "no input", ""), ("byte-0", "an input of the byte 0", "00"), ("byte-127", "an input of the byte 127", "7f"), ("byte-128", "an input of the byte 128", "80"),
        ("55", "an input of 55 bytes", "ab" * 55), ("56", "an input of 56 bytes", "ab" * 56), ("255", "an input of 255 bytes", "ab" * 255), ("256", "an input of 256 bytes", "ab" * 256),
    ):  # fmt: skip
        good(f"input-{slug}", title, input=f"0x{data}")
    good("to-zero", "the receiver is the zero address", to="0x" + "00" * 20, **short)
    good("to-lower-case", "the receiver is in lower case", to=USDC.lower(), **short)
    slot = hash32("slot")
    for slug, title, entries in (
        ("empty", "an empty list", []), ("account", "an account without slots", [{"address": USDC, "storage_keys": []}]), ("slot", "an account with a slot", [{"address": USDC, "storage_keys": [slot]}]),
        ("slots", "an account with two equal slots", [{"address": USDC, "storage_keys": [slot, slot]}]), ("accounts", "two accounts", [{"address": USDC, "storage_keys": [slot]}, {"address": STRANGER, "storage_keys": []}]),
        ("twice", "one account twice", [{"address": USDC, "storage_keys": []}] * 2), ("long", "twenty slots", [{"address": USDC, "storage_keys": [hash32(f"slot {n}") for n in range(20)]}]),
    ):  # fmt: skip
        good(f"access-list-{slug}", f"an access list: {title}", "AccessList Signed", access_list=entries, **short)
    for parity in (0, 1):
        number = next(n for n in range(64) if int(signed(fields(nonce=str(1_000 + n), **short)).input["signature"][-2:], 16) == 27 + parity)
        good(f"parity-{parity}", f"the parity of the signature is {parity}", "Signed", nonce=str(1_000 + number), **short)
    small = next(n for n in range(2_000) if signed(fields(nonce=str(n), **short)).input["signature"][2:4] == "00")
    good("short-r", "r has a leading zero, which RLP leaves out", "Rlp Signed", nonce=str(small), **short)
    small = next(n for n in range(2_000) if signed(fields(nonce=str(n), **short)).input["signature"][66:68] == "00")
    good("short-s", "s has a leading zero, which RLP leaves out", "Rlp Signed", nonce=str(small), **short)
    group.accept("stranger", "another account signed", signed(fields(), "stranger"), flags="Signed", base=control)


def _refused(group: Group, control: Vector) -> None:
    base = control.case.input

    def bad(slug: str, title: str, flags: str = "Refused", **changes: Any) -> None:
        group.reject(slug, title, Case("transaction", base | changes), None, flags=flags, base=control)

    bad("priority-above-max", "the tip is above the fee", "Refused Boundary", max_priority_fee_per_gas="2000000001")
    for name, most in (("chain_id", MAX_U64), ("nonce", MAX_U64), ("gas_limit", MAX_U64), ("max_fee_per_gas", MAX_U128), ("value", evm.MAX_UINT256)):
        slug = name.replace("_", "-")
        bad(f"{slug}-too-large", f"{slug.replace('-', ' ')} of one too much", "Refused Boundary", **{name: str(most + 1)})
        bad(f"{slug}-negative", f"{slug.replace('-', ' ')} of -1", **{name: "-1"})
        bad(f"{slug}-hex", f"{slug.replace('-', ' ')} in hexadecimal", **{name: "0x7"})
        bad(f"{slug}-empty", f"{slug.replace('-', ' ')} is empty", **{name: ""})
    bad("to-short", "a receiver of 19 bytes", to=USDC[:-2])
    bad("to-empty", "no receiver, which creates a contract", to="")
    bad("to-checksum", "a receiver with a wrong checksum", to=USDC[:-1] + USDC[-1].swapcase())
    bad("input-odd", "an input of half a byte", input=base["input"][:-1])
    bad("input-no-prefix", "an input without 0x", input=base["input"][2:])
    bad("slot-short", "a slot of 31 bytes", access_list=[{"address": USDC, "storage_keys": [hash32("slot")[:-2]]}])
    bad("slot-address-short", "an account of 19 bytes", access_list=[{"address": USDC[:-2], "storage_keys": []}])
    raw = bytes.fromhex(base["signature"][2:])
    signature = evm.Signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:64], "big"), raw[64])
    bad("high-s", "s above n/2, which chains refuse since EIP-2", signature=signature.twin().hex())
    bad("s-half-more", "s is n/2+1", "Refused Boundary", signature=signature._replace(s=evm.HALF_N + 1).hex())
    bad("r-0", "r is 0", signature=signature._replace(r=0).hex())
    bad("r-n", "r is n", signature=signature._replace(r=N).hex())
    bad("s-0", "s is 0", signature=signature._replace(s=0).hex())
    bad("v-29", "v is 29", signature=signature._replace(v=29).hex())
    bad("signature-short", "a signature of 64 bytes", signature=base["signature"][:-2])
    bad("signature-long", "a signature of 66 bytes", signature=base["signature"] + "00")
    bad("signature-empty", "an empty signature", signature="0x")
