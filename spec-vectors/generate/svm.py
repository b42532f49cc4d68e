"""Solana payments of the `exact` scheme: instructions by solders, bytes by hand where they must be wrong."""

from __future__ import annotations

import base64
import copy
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from solders.address_lookup_table_account import AddressLookupTableAccount
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message, MessageV0, to_bytes_versioned
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import VersionedTransaction

import keys
from model import Case, Json

DEVNET = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"
USDC = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU"
PYUSD = "CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM"
TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
TOKEN_2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"
ASSOCIATED_TOKEN = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL"
COMPUTE_BUDGET = "ComputeBudget111111111111111111111111111111"
MEMO = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr"
MEMO_V1 = "Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo"
LIGHTHOUSE = "L2TExMFKdjpN9kozasaurPirfHy9P8sbXoAN1qA3S95"
SYSTEM = "11111111111111111111111111111111"

PAYER = str(keys.svm("svm-payer").pubkey())
PAYEE = str(keys.svm("svm-payee").pubkey())
STRANGER = str(keys.svm("svm-stranger").pubkey())
FEE_PAYER = str(keys.svm("svm-fee-payer").pubkey())
FEE_PAYER_2 = str(keys.svm("svm-fee-payer-2").pubkey())
BLOCKHASH = sha256(f"{keys.PREFIX}blockhash".encode()).digest()
NONCE_MEMO = sha256(f"{keys.PREFIX}memo".encode()).hexdigest()[:32].encode()

# AssertAccountInfoMulti of a finalized mainnet transaction, as Phantom sends it.
CAPTURED_GUARD = bytes.fromhex("06040203000001000000000000000000")

Account = tuple[str, str]  # an address, and "" or any of "s" (signs) and "w" (written)


def short(number: int) -> bytes:
    """A compact-u16."""
    out = bytearray()
    while True:
        out.append(number & 127 | (128 if number > 127 else 0))
        number >>= 7
        if not number:
            return bytes(out)


@dataclass(frozen=True)
class Tx:
    """A transaction, field by field, each of which may be nonsense."""

    signatures: tuple[bytes, ...]
    header: tuple[int, int, int]
    keys: tuple[bytes, ...]
    blockhash: bytes
    instructions: tuple[tuple[int, tuple[int, ...], bytes], ...]
    tables: tuple[tuple[bytes, tuple[int, ...], tuple[int, ...]], ...] | None = ()
    prefix: int = 0x80

    def message(self) -> bytes:
        """The bytes that are signed."""
        out = b"" if self.tables is None else bytes([self.prefix])
        out += bytes(self.header) + short(len(self.keys)) + b"".join(self.keys) + self.blockhash + short(len(self.instructions))
        for program, accounts, data in self.instructions:
            out += bytes([program]) + short(len(accounts)) + bytes(accounts) + short(len(data)) + data
        if self.tables is not None:
            out += short(len(self.tables))
            for key, written, read in self.tables:
                out += key + short(len(written)) + bytes(written) + short(len(read)) + bytes(read)
        return out

    def bytes(self) -> bytes:
        """The whole transaction."""
        return short(len(self.signatures)) + b"".join(self.signatures) + self.message()

    def index(self, address: str) -> int:
        """Where an account stands among the keys."""
        return self.keys.index(bytes(Pubkey.from_string(address)))


def instruction(program: str, data: bytes, accounts: Sequence[Account] = ()) -> Instruction:
    """One instruction."""
    metas = [AccountMeta(Pubkey.from_string(address), "s" in flags, "w" in flags) for address, flags in accounts]
    return Instruction(Pubkey.from_string(program), data, metas)


def limit(units: int = 20_000) -> Instruction:
    """SetComputeUnitLimit."""
    return instruction(COMPUTE_BUDGET, struct.pack("<BI", 2, units))


def price(micro_lamports: int = 1) -> Instruction:
    """SetComputeUnitPrice."""
    return instruction(COMPUTE_BUDGET, struct.pack("<BQ", 3, micro_lamports))


def memo(data: bytes = NONCE_MEMO, accounts: Sequence[Account] = ()) -> Instruction:
    """A Memo."""
    return instruction(MEMO, data, accounts)


def guard(accounts: Sequence[Account] | None = None, data: bytes | None = None) -> Instruction:
    """A Lighthouse instruction as a wallet sent it, on the payer's token account unless said."""
    if accounts is None:
        accounts = [(token_account(PAYER), "")]
    return instruction(LIGHTHOUSE, CAPTURED_GUARD if data is None else data, accounts)


def token_account(owner: str, mint: str = USDC, program: str = TOKEN) -> str:
    """An associated token account."""
    seeds = [bytes(Pubkey.from_string(one)) for one in (owner, program, mint)]
    return str(Pubkey.find_program_address(seeds, Pubkey.from_string(ASSOCIATED_TOKEN))[0])


def transfer(*, amount: int = 10_000, decimals: int = 6, mint: str = USDC, owner: str = PAYEE, authority: str = PAYER, program: str = TOKEN,
             source: str | None = None, destination: str | None = None, data: bytes | None = None, more: Sequence[Account] = ()) -> Instruction:  # fmt: skip
    """TransferChecked."""
    accounts = [
        (source or token_account(authority, mint, program), "w"), (mint, ""),
        (destination or token_account(owner, mint, program), "w"), (authority, "s"), *more,
    ]  # fmt: skip
    return instruction(program, struct.pack("<BQB", 12, amount, decimals) if data is None else data, accounts)


def compile_tx(
    instructions: Sequence[Instruction], payer: str = FEE_PAYER, *, legacy: bool = False, table: tuple[str, Sequence[str]] | None = None
) -> Tx:
    """What solders makes of the instructions, unsigned; `table` is a lookup table's key and its addresses."""
    who, blockhash, listed = Pubkey.from_string(payer), Hash(BLOCKHASH), list(instructions)
    tables = [AddressLookupTableAccount(Pubkey.from_string(table[0]), [Pubkey.from_string(one) for one in table[1]])] if table else []
    message = Message.new_with_blockhash(listed, who, blockhash) if legacy else MessageV0.try_compile(who, listed, tables, blockhash)
    head = message.header
    tx = Tx(
        signatures=(bytes(64),) * head.num_required_signatures,
        header=(head.num_required_signatures, head.num_readonly_signed_accounts, head.num_readonly_unsigned_accounts),
        keys=tuple(bytes(key) for key in message.account_keys),
        blockhash=BLOCKHASH,
        instructions=tuple((one.program_id_index, tuple(one.accounts), bytes(one.data)) for one in message.instructions),
        tables=None
        if isinstance(message, Message)
        else tuple((bytes(one.account_key), tuple(one.writable_indexes), tuple(one.readonly_indexes)) for one in message.address_table_lookups),
    )
    blank = VersionedTransaction.populate(message, [Signature.default()] * head.num_required_signatures)
    if tx.bytes() != bytes(blank) or tx.message() != to_bytes_versioned(message):
        raise ValueError("solders writes other bytes")
    return tx


def sign(tx: Tx, overrides: Mapping[str, bytes | str] | None = None) -> Tx:
    """`tx` with the signature of every known required signer but the fee payer; an override is a signature or a key's label."""
    known = {bytes(keys.svm(label).pubkey()): keys.svm(label) for label in keys.SVM_LABELS}
    given = {bytes(Pubkey.from_string(address)): value for address, value in (overrides or {}).items()}

    def one(index: int, key: bytes) -> bytes:
        value = given.get(key, known.get(key) if index else bytes(64))
        if isinstance(value, str):
            value = keys.svm(value)
        return bytes(value.sign_message(tx.message())) if isinstance(value, Keypair) else value or bytes(64)

    return replace(tx, signatures=tuple(one(index, key) for index, key in enumerate(tx.keys[: tx.header[0]])))


def requirements(**changes: Any) -> Json:
    """The seller's terms; `memo` and the like go into `extra` with `extra=`."""
    offer: Json = {
        "scheme": "exact", "network": DEVNET, "amount": "10000", "asset": USDC, "payTo": PAYEE,
        "maxTimeoutSeconds": 60, "extra": {"feePayer": FEE_PAYER},
    }  # fmt: skip
    return offer | changes


def case(content: bytes | str, terms: Json | None = None, *, signers: Sequence[str] | None = (FEE_PAYER, FEE_PAYER_2), policy: str | None = None,
         accepted: Json | None = None, state: Json | None = None, derived: Json | None = None) -> Case:  # fmt: skip
    """A `verify` request about transaction bytes, or about any text in their place."""
    terms = requirements() if terms is None else terms
    text = base64.b64encode(content).decode() if isinstance(content, bytes) else content
    payload = {"x402Version": 2, "accepted": copy.deepcopy(terms if accepted is None else accepted), "payload": {"transaction": text}}
    options = {"signers": None if signers is None else list(signers), "policy": policy}
    request = {"payload": payload, "requirements": terms} | {name: value for name, value in options.items() if value is not None}
    return Case("verify", request, None, state, derived or {})


def derived(tx: Tx, terms: Json, payer: str, program: str = TOKEN) -> Json:
    """The intermediate values of a transaction."""
    mint = terms["asset"]
    return {
        "messageHash": "0x" + sha256(tx.message()).hexdigest(),
        "sourceTokenAccount": token_account(payer, mint, program),
        "destinationTokenAccount": token_account(terms["payTo"], mint, program),
    }


def pay(terms: Json | None = None, *, instructions: Sequence[Instruction] | None = None, rest: Sequence[Instruction] | None = None,
        limited: Instruction | None = None, priced: Instruction | None = None, moved: Instruction | None = None, payer: str = FEE_PAYER,
        legacy: bool = False, change: Callable[[Tx], Tx] | None = None, signatures: Mapping[str, bytes | str] | None = None,
        signers: Sequence[str] | None = (FEE_PAYER, FEE_PAYER_2), state: Json | None = None, accepted: Json | None = None,
        policy: str | None = None, table: tuple[str, Sequence[str]] | None = None, **transferred: Any) -> Case:  # fmt: skip
    """A signed payment; `change` works on the transaction before it is signed."""
    terms = requirements() if terms is None else terms
    if instructions is None:
        instructions = [limited or limit(), priced or price(), moved or transfer(**transferred), *([memo()] if rest is None else rest)]
    tx = compile_tx(instructions, payer, legacy=legacy, table=table)
    tx = sign(change(tx) if change else tx, signatures)
    found = derived(tx, terms, transferred.get("authority", PAYER), transferred.get("program", TOKEN))
    return case(tx.bytes(), terms, signers=signers, state=state, accepted=accepted, policy=policy, derived=found)
