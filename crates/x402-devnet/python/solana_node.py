"""A node of Solana in a process: a line of JSON-RPC in, a line out, over LiteSVM.

It answers as a node does to what the core asks. Two methods are its own: `devnet_setUp` makes the
chain what a case states, and `devnet_advance` makes blocks. Programs run, signatures are checked; a
blockhash lives for 150 blocks from the setting up on, unless a case declares that it is not valid.
A block is confirmed at once, and finalized 32 blocks later.
"""

from __future__ import annotations

import base64
import json
import struct
import sys
from collections.abc import Callable
from typing import Any

from solders.account import Account
from solders.clock import Clock
from solders.hash import Hash
from solders.litesvm import LiteSVM
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from solders.transaction_metadata import FailedTransactionMetadata

SYSTEM = Pubkey.from_string("11111111111111111111111111111111")
TABLES = Pubkey.from_string("AddressLookupTab1e1111111111111111111111111")
TOKEN_PROGRAMS = {
    Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"),
    Pubkey.from_string("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"),
}
LIGHTHOUSE = Pubkey.from_string("L2TExMFKdjpN9kozasaurPirfHy9P8sbXoAN1qA3S95")
RENT = 10_000_000
SLOT = 435_888_000
LIFE = 150
FINALITY = 32
LEVELS = ["processed", "confirmed", "finalized"]
# Devnet's, until a case states another cluster.
GENESIS = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG"


def mint(decimals: int, fee: int) -> bytes:
    """The data of a mint without authorities; `fee` is what it keeps, in basis points."""
    data = struct.pack("<I32xQBBI32x", 0, 10**18, decimals, 1, 0)
    if fee:
        # Token-2022: the kind of account, then the extension TransferFeeConfig.
        data = data.ljust(165, b"\0") + struct.pack("<BHH72x", 1, 1, 108)
        data += struct.pack("<QQH", 0, 2**64 - 1, fee) * 2
    return data


# What a token account has for an extension of its mint: the number and the size.
ACCOUNT_EXTENSIONS = {1: (2, 8), 9: (13, 0), 14: (15, 1), 26: (27, 0)}


def extensions(mint_data: bytes) -> list[int]:
    """The numbers of a mint's extensions."""
    found = []
    place = 166
    while place + 4 <= len(mint_data):
        number, length = struct.unpack_from("<HH", mint_data, place)
        found.append(number)
        place += 4 + length
    return found


def token_account(
    of_mint: Pubkey, owner: Pubkey, amount: int, mint_data: bytes, is_frozen: bool
) -> bytes:
    """The data of a token account without delegate."""
    state = 2 if is_frozen else 1
    data = struct.pack(
        "<32s32sQI32xBI8xQI32x", bytes(of_mint), bytes(owner), amount, 0, state, 0, 0, 0
    )
    needed = [ACCOUNT_EXTENSIONS[n] for n in extensions(mint_data) if n in ACCOUNT_EXTENSIONS]
    if needed:
        data += b"\x02"
    for number, size in needed:
        data += struct.pack("<HH", number, size) + bytes(size)
    return data


def lookup_table(addresses: list[Pubkey]) -> bytes:
    """The data of an active address lookup table."""
    head = struct.pack("<IQQBB32xH", 1, 2**64 - 1, 0, 0, 0, 0)
    return head + b"".join(bytes(address) for address in addresses)


def passing_program() -> bytes:
    """A program that does nothing, as an ELF file: the stand-in for Lighthouse.

    No package has the real one. It proves that guards do not break the rest of a transaction, and
    nothing about what they assert.
    """
    text = bytes.fromhex("b700000000000000" "9500000000000000")  # r0 = 0; exit
    names = b"\0.text\0.shstrtab\0".ljust(24, b"\0")
    start = 64 + 56
    header = b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + struct.pack(
        "<HHIQQQIHHHHHH", 3, 247, 1, start, 64, start + len(text) + len(names), 0, 64, 56, 1, 64, 3, 2
    )
    segment = struct.pack("<IIQQQQQQ", 1, 5, start, start, start, len(text), len(text), 8)

    def section(name: int, kind: int, flags: int, at: int, size: int) -> bytes:
        address = at if flags else 0
        return struct.pack("<IIQQQQIIQQ", name, kind, flags, address, at, size, 0, 0, 8 if at else 0, 0)

    sections = (
        section(0, 0, 0, 0, 0)
        + section(1, 1, 6, start, len(text))
        + section(7, 3, 0, start + len(text), len(names))
    )
    return header + segment + text + names + sections


class Chain:
    """One chain, emptied for each case."""

    def __init__(self) -> None:
        # A case repeats the transaction of another one: without history both are new.
        self.svm = LiteSVM().with_transaction_history(0)
        self.svm.add_program(LIGHTHOUSE, passing_program())
        self.checks_blockhash = True
        self.touched: set[Pubkey] = set()
        self.outcomes: dict[str, Any] = {}
        self.height = 0
        self.executed: set[bytes] = set()
        self.genesis = GENESIS

    def put(self, address: str, owner: Pubkey, data: bytes, lamports: int = RENT) -> None:
        """Makes an account."""
        key = Pubkey.from_string(address)
        self.touched.add(key)
        self.svm.set_account(key, Account(lamports, data, owner))

    def set_up(self, case: dict[str, Any]) -> bool:
        """Makes the chain what a case states, and nothing else."""
        for key in self.touched:
            known = self.svm.get_account(key)
            if known is not None and not known.executable:
                self.svm.set_account(key, Account(0, b"", SYSTEM))
        self.touched.clear()
        self.outcomes.clear()
        self.height = 0
        self.genesis = case["genesis"] or GENESIS
        self.executed.clear()
        if case["checksBlockhash"] != self.checks_blockhash:
            self.checks_blockhash = case["checksBlockhash"]
            self.svm = self.svm.with_blockhash_check(self.checks_blockhash)
        self.svm.set_clock(Clock(SLOT, 0, 0, 0, case["now"]))
        for address, lamports in case["lamports"]:
            self.put(address, SYSTEM, b"", lamports)
        fee = case["fee"]
        for address, program, decimals in case["mints"]:
            self.put(address, Pubkey.from_string(program), mint(decimals, fee))
        for address, program, text in case["raw"]:
            self.put(address, Pubkey.from_string(program), base64.b64decode(text))
        for address, program, of_mint, owner, amount in case["tokens"]:
            keys = Pubkey.from_string(of_mint), Pubkey.from_string(owner)
            found = self.svm.get_account(keys[0])
            mint_data = b"" if found is None else bytes(found.data)
            is_frozen = address in case["frozen"]
            data = token_account(*keys, amount, mint_data, is_frozen)
            self.put(address, Pubkey.from_string(program), data)
        for address, addresses in case["tables"]:
            data = lookup_table([Pubkey.from_string(each) for each in addresses])
            self.put(address, TABLES, data)
        return True

    def send(self, text: str) -> str:
        """Runs a transaction at once, and keeps what it did."""
        transaction = VersionedTransaction.from_bytes(base64.b64decode(text))
        # Without preflight a node takes one that no leader executes.
        if self.refusal(transaction) is None:
            self.execute(text, transaction)
        return str(transaction.signatures[0])

    def execute(self, text: str, transaction: VersionedTransaction) -> None:
        """Runs a transaction that is not refused, and keeps what it did."""
        self.executed.add(bytes(transaction.message))
        keys = self.keys(transaction.message)
        self.touched.update(keys)
        before = self.balances(keys)
        result = self.svm.send_transaction(transaction)
        err = None
        if isinstance(result, FailedTransactionMetadata):
            err = json.loads(result.to_json())["err"]
            meta = result.meta()
        else:
            meta = result
        writable, readonly = self.loaded(transaction.message)
        self.outcomes[str(transaction.signatures[0])] = {
            "slot": self.slot(),
            "blockTime": None,
            "version": "legacy",
            "transaction": [text, "base64"],
            "meta": {
                "err": err,
                "fee": meta.fee(),
                "logMessages": meta.logs(),
                "preTokenBalances": before,
                "postTokenBalances": self.balances(keys),
                "computeUnitsConsumed": meta.compute_units_consumed(),
                "loadedAddresses": {
                    "writable": [str(key) for key in writable],
                    "readonly": [str(key) for key in readonly],
                },
            },
        }

    def refusal(self, transaction: VersionedTransaction) -> str | None:
        """Why a transaction is not executed."""
        if self.height > LIFE or self.checks_blockhash:
            return "BlockhashNotFound"
        return "AlreadyProcessed" if bytes(transaction.message) in self.executed else None

    def simulate(self, text: str) -> dict[str, Any]:
        """What a transaction would do, whose fee payer has not signed it."""
        transaction = VersionedTransaction.from_bytes(base64.b64decode(text))
        err: Any = self.refusal(transaction)
        units = 0
        if err is None:
            self.svm = self.svm.with_sigverify(False)
            result = self.svm.simulate_transaction(transaction)
            self.svm = self.svm.with_sigverify(True)
            if isinstance(result, FailedTransactionMetadata):
                err = json.loads(result.to_json())["err"]
            else:
                units = result.meta().compute_units_consumed()
        return {"err": err, "logs": [], "unitsConsumed": units}

    def behind(self, options: dict[str, Any]) -> int:
        """How many blocks the wanted commitment is behind the newest block."""
        return min(FINALITY, self.height) if options.get("commitment") == "finalized" else 0

    def slot(self) -> int:
        """The newest slot."""
        return SLOT + self.height

    def status(self, signature: str) -> dict[str, Any] | None:
        """What is known of a transaction."""
        outcome = self.outcomes.get(signature)
        if outcome is None:
            return None
        level = self.level(outcome["slot"])
        return {
            "slot": outcome["slot"],
            "confirmations": None if level == "finalized" else 1,
            "err": outcome["meta"]["err"],
            "confirmationStatus": level,
        }

    def level(self, slot: int) -> str:
        """The commitment that a block has reached."""
        return "finalized" if slot + FINALITY <= self.slot() else "confirmed"

    def outcome(self, signature: str, options: dict[str, Any]) -> Any:
        """What a transaction did, if its block has the wanted commitment."""
        outcome = self.outcomes.get(signature)
        if outcome is None:
            return None
        reached = LEVELS.index(self.level(outcome["slot"]))
        return outcome if reached >= LEVELS.index(options.get("commitment", "processed")) else None

    def keys(self, message: Any) -> list[Pubkey]:
        """Every account of a message, in the order of its indexes."""
        writable, readonly = self.loaded(message)
        return list(message.account_keys) + writable + readonly

    def loaded(self, message: Any) -> tuple[list[Pubkey], list[Pubkey]]:
        """The accounts that a message looks up: writable ones, and readonly ones."""
        loaded: tuple[list[Pubkey], list[Pubkey]] = ([], [])
        for lookup in getattr(message, "address_table_lookups", []):
            table = self.svm.get_account(lookup.account_key)
            data = b"" if table is None else bytes(table.data)[56:]
            for keys, indexes in zip(
                loaded, (lookup.writable_indexes, lookup.readonly_indexes), strict=True
            ):
                addresses = (data[32 * index : 32 * index + 32] for index in bytes(indexes))
                keys.extend(Pubkey(address) for address in addresses if len(address) == 32)
        return loaded

    def balances(self, keys: list[Pubkey]) -> list[dict[str, Any]]:
        """The token balances of a transaction's accounts."""
        found = []
        for index, key in enumerate(keys):
            account = self.svm.get_account(key)
            if account is None or account.owner not in TOKEN_PROGRAMS or len(account.data) < 165:
                continue
            data = bytes(account.data)
            (amount,) = struct.unpack_from("<Q", data, 64)
            found.append(
                {
                    "accountIndex": index,
                    "mint": str(Pubkey(data[:32])),
                    "owner": str(Pubkey(data[32:64])),
                    "programId": str(account.owner),
                    "uiTokenAmount": {"amount": str(amount)},
                }
            )
        return found

    def account(self, address: str, options: dict[str, Any]) -> dict[str, Any] | None:
        """An account as a node shows it."""
        account = self.account_at(Pubkey.from_string(address), options)
        value = None
        if account is not None and account.lamports > 0:
            value = {
                "owner": str(account.owner),
                "lamports": account.lamports,
                "executable": account.executable,
                "data": [base64.b64encode(bytes(account.data)).decode(), "base64"],
                "rentEpoch": 0,
            }
        return value

    def account_at(self, key: Pubkey, options: dict[str, Any]) -> Account | None:
        """An account as of the wanted commitment: here every block is confirmed at once."""
        return self.svm.get_account(key)

    def here(self, value: Any, options: dict[str, Any]) -> dict[str, Any]:
        """A value as of the newest slot of the wanted commitment."""
        return {"context": {"slot": self.slot() - self.behind(options)}, "value": value}

    def is_alive(self, blockhash: str, options: dict[str, Any]) -> bool:
        """Whether a transaction with this blockhash can still be executed."""
        return self.height <= LIFE and not self.checks_blockhash

    def latest(self, options: dict[str, Any]) -> dict[str, Any]:
        """The newest blockhash."""
        return {"blockhash": str(Hash.new_unique()), "lastValidBlockHeight": self.height + LIFE}

    def empty(self, owner: str, of_mint: str) -> bool:
        """Takes the tokens of a mint from all accounts of an owner."""
        for key in self.touched:
            account = self.svm.get_account(key)
            data = b"" if account is None else bytearray(account.data)
            if account is None or account.owner not in TOKEN_PROGRAMS or len(data) < 165:
                continue
            if (str(Pubkey(bytes(data[:32]))), str(Pubkey(bytes(data[32:64])))) == (of_mint, owner):
                struct.pack_into("<Q", data, 64, 0)
                self.svm.set_account(key, Account(account.lamports, bytes(data), account.owner))
        return True

    def advance(self, blocks: int) -> bool:
        """Makes blocks."""
        self.height += blocks
        return True

    def methods(
        self, params: list[Any], options: dict[str, Any]
    ) -> dict[str, Callable[[], Any]]:
        """The result of each method."""
        return {
            "devnet_setUp": lambda: self.set_up(params[0]),
            "devnet_advance": lambda: self.advance(params[0]),
            "devnet_empty": lambda: self.empty(*params),
            "sendTransaction": lambda: self.send(params[0]),
            "simulateTransaction": lambda: self.here(self.simulate(params[0]), options),
            "getTransaction": lambda: self.outcome(params[0], options),
            "getAccountInfo": lambda: self.here(self.account(params[0], options), options),
            "getMultipleAccounts": lambda: self.here(
                [self.account(each, options) for each in params[0]], options
            ),
            # It takes no commitment.
            "getSignatureStatuses": lambda: self.here(
                [self.status(each) for each in params[0]], {"commitment": "processed"}
            ),
            "getBlockHeight": lambda: self.height - self.behind(options),
            "getSlot": lambda: self.slot() - self.behind(options),
            "getFirstAvailableBlock": lambda: 0,
            "getGenesisHash": lambda: self.genesis,
            "isBlockhashValid": lambda: self.here(self.is_alive(params[0], options), options),
            "getLatestBlockhash": lambda: self.here(self.latest(options), options),
        }

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers one request."""
        method, params = request["method"], request.get("params", [])
        reply: dict[str, Any] = {"jsonrpc": "2.0", "id": request["id"]}
        options = params[-1] if params and isinstance(params[-1], dict) else {}
        known = self.methods(params, options)
        if method in known:
            reply["result"] = known[method]()
        else:
            reply["error"] = {"code": -32601, "message": f"no method {method}"}
        return reply


def serve(chain: Chain) -> None:
    """Answers lines until there are no more."""
    for line in sys.stdin:
        body = json.loads(line)
        answers = (
            [chain.answer(request) for request in body]
            if isinstance(body, list)
            else chain.answer(body)
        )
        print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    serve(Chain())
