"""A chain of Solana that runs: `solana_node.py` with blocks by a clock, and state at each commitment.

`x402-devnet serve --solana MILLIS` has it behind HTTP. What is sent waits for the next block. That is
processed; it is confirmed when one block is behind it, and finalized when 32 are. A blockhash lives
for 150 blocks. Programs run and signatures are checked; nothing pays rent.

Methods of its own, beside the faucet `requestAirdrop` for lamports: `devnet_fund` gives an owner units
of a mint, `devnet_empty` takes them, `devnet_balance` tells them, `devnet_blocks` sets how many
milliseconds a block takes (0: none comes but by `devnet_advance`), and `devnet_waiting` counts what
waits for a block.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

from solana_node import FINALITY, LIFE, RENT, SYSTEM, Chain, mint, serve, token_account
from solders.account import Account
from solders.hash import Hash
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from solders.transaction_metadata import FailedTransactionMetadata

TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
TOKEN_2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"
ASSOCIATED = Pubkey.from_string("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL")
MINTS = {
    "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU": TOKEN,  # USDC on Devnet
    "CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM": TOKEN_2022,  # PYUSD on Devnet
}
"""The test mints, of 6 decimals, at addresses that payers know."""
DEPTHS = {"processed": 0, "confirmed": 1, "finalized": FINALITY}
"""How many blocks are behind a block that has this commitment."""
MOST_SIGNATURES = 1000
"""The most that `getSignaturesForAddress` gives."""


class LiveChain(Chain):
    """One chain, from its first block on."""

    def __init__(self, millis: int) -> None:
        super().__init__()
        # Its own checks are these, for blockhashes that it does not know.
        self.svm = self.svm.with_blockhash_check(False)
        self.checks_blockhash = False
        self.issued: dict[str, int] = {}
        self.waiting: list[tuple[str, VersionedTransaction]] = []
        self.named: dict[str, list[str]] = {}
        self.before: list[tuple[int, dict[Pubkey, Account | None]]] = []
        self.set_clock(millis)
        for address, program in MINTS.items():
            self.put(address, Pubkey.from_string(program), mint(6, 0))
        # Of a cluster that has run for a while: no commitment is below the first block.
        self.height = 2 * LIFE

    def set_clock(self, millis: int) -> bool:
        """From now on a block takes this long."""
        self.millis, self.since, self.made = millis, time.monotonic(), 0
        return True

    def catch_up(self) -> None:
        """Makes the blocks whose time has come since the last request."""
        if self.millis:
            due = int((time.monotonic() - self.since) * 1000 / self.millis)
            if due > self.made:
                self.advance(due - self.made)
                self.made = due

    def advance(self, blocks: int) -> bool:
        """Makes blocks; what waits is in the first one."""
        if blocks > 0:
            self.height += 1
            waiting, self.waiting = self.waiting, []
            for text, transaction in waiting:
                if self.refusal(transaction) is None:
                    self.execute(text, transaction)
            self.height += blocks - 1
            oldest = self.slot() - FINALITY
            self.before = [each for each in self.before if each[0] > oldest]
        return True

    def send(self, text: str) -> str:
        """Takes a transaction for the next block."""
        transaction = VersionedTransaction.from_bytes(base64.b64decode(text))
        self.waiting.append((text, transaction))
        return str(transaction.signatures[0])

    def execute(self, text: str, transaction: VersionedTransaction) -> None:
        """Runs a transaction, unless no leader would put it into a block."""
        if not all(transaction.verify_with_results()):
            return
        tried = self.svm.simulate_transaction(transaction)
        # The fault of an instruction is in the block, and costs the fee. Another one is not.
        if isinstance(tried, FailedTransactionMetadata) and not is_of_instruction(tried):
            return
        keys = self.keys(transaction.message)
        self.before.append((self.slot(), {key: self.svm.get_account(key) for key in keys}))
        self.named[str(transaction.signatures[0])] = [str(key) for key in keys]
        super().execute(text, transaction)

    def refusal(self, transaction: VersionedTransaction) -> str | None:
        """Why a transaction is not executed in the newest block."""
        made = self.issued.get(str(transaction.message.recent_blockhash))
        if made is None or self.height - made > LIFE:
            return "BlockhashNotFound"
        return "AlreadyProcessed" if bytes(transaction.message) in self.executed else None

    def behind(self, options: dict[str, Any]) -> int:
        """How many blocks the wanted commitment is behind the newest block; as nodes do, finalized
        if none is wanted."""
        return DEPTHS[options.get("commitment", "finalized")]

    def level(self, slot: int) -> str:
        """The commitment that a block has reached."""
        depth = self.slot() - slot
        return [name for name, needed in DEPTHS.items() if depth >= needed][-1]

    def account_at(self, key: Pubkey, options: dict[str, Any]) -> Account | None:
        """An account as of the wanted commitment: as it was before the first later change."""
        at = self.slot() - self.behind(options)
        for slot, accounts in self.before:
            if slot > at and key in accounts:
                return accounts[key]
        return self.svm.get_account(key)

    def is_alive(self, blockhash: str, options: dict[str, Any]) -> bool:
        """Whether the block of the wanted commitment knows a blockhash that is not too old."""
        made = self.issued.get(blockhash)
        height = self.height - self.behind(options)
        return made is not None and made <= height <= made + LIFE

    def latest(self, options: dict[str, Any]) -> dict[str, Any]:
        """The blockhash of the newest block of the wanted commitment."""
        height = self.height - self.behind(options)
        text = str(Hash(hashlib.sha256(b"x402-devnet %d" % height).digest()))
        self.issued[text] = height
        return {"blockhash": text, "lastValidBlockHeight": height + LIFE}

    def signatures(self, address: str, options: dict[str, Any]) -> list[dict[str, Any]]:
        """The transactions that name an account, the newest first."""
        at = self.slot() - self.behind(options)
        if options.get("minContextSlot", 0) > at:
            raise Behind
        found = [
            {"signature": signature, "slot": outcome["slot"], "err": outcome["meta"]["err"]}
            for signature, outcome in self.outcomes.items()
            if outcome["slot"] <= at and address in self.named[signature]
        ]
        return found[::-1][: options.get("limit", MOST_SIGNATURES)]

    def airdrop(self, address: str, lamports: int) -> str:
        """Gives an account lamports, at every commitment at once."""
        key = Pubkey.from_string(address)
        known = self.svm.get_account(key)
        has = 0 if known is None else known.lamports
        self.put(address, SYSTEM, b"", has + lamports)
        return str(Hash.new_unique())

    def token_of(self, owner: str, of_mint: str) -> Pubkey:
        """The associated token account."""
        program = Pubkey.from_string(MINTS[of_mint])
        keys = Pubkey.from_string(owner), program, Pubkey.from_string(of_mint)
        return Pubkey.find_program_address([bytes(key) for key in keys], ASSOCIATED)[0]

    def balance(self, owner: str, of_mint: str, options: dict[str, Any]) -> int:
        """How many units an owner has, as of the wanted commitment."""
        account = self.account_at(self.token_of(owner, of_mint), options)
        if account is None or len(account.data) < 72:
            return 0
        amount: int = struct.unpack_from("<Q", bytes(account.data), 64)[0]
        return amount

    def fund(self, owner: str, of_mint: str, units: int) -> str:
        """Gives an owner units of a mint, at every commitment at once; the token account."""
        key = self.token_of(owner, of_mint)
        has = self.balance(owner, of_mint, {"commitment": "processed"})
        keys = Pubkey.from_string(of_mint), Pubkey.from_string(owner)
        data = token_account(*keys, has + units, b"", is_frozen=False)
        self.put(str(key), Pubkey.from_string(MINTS[of_mint]), data, RENT)
        return str(key)

    def methods(
        self, params: list[Any], options: dict[str, Any]
    ) -> dict[str, Callable[[], Any]]:
        """The result of each method."""
        known = super().methods(params, options) | {
            "getSignaturesForAddress": lambda: self.signatures(params[0], options),
            "getMinimumBalanceForRentExemption": lambda: (
                self.svm.minimum_balance_for_rent_exemption(params[0])
            ),
            "requestAirdrop": lambda: self.airdrop(params[0], params[1]),
            "devnet_fund": lambda: self.fund(*params),
            "devnet_balance": lambda: self.balance(params[0], params[1], options),
            "devnet_blocks": lambda: self.set_clock(params[0]),
            "devnet_waiting": lambda: len(self.waiting),
        }
        del known["devnet_setUp"]
        return known

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers one request, as of now."""
        self.catch_up()
        reply = {"jsonrpc": "2.0", "id": request.get("id")}
        try:
            return super().answer(request)
        except Behind:
            text = "Minimum context slot has not been reached"
            return reply | {"error": {"code": -32016, "message": text}}
        except (ArithmeticError, LookupError, TypeError, ValueError, struct.error) as error:
            return reply | {"error": {"code": -32602, "message": f"Invalid params: {error!r}"}}


def is_of_instruction(failed: FailedTransactionMetadata) -> bool:
    """Whether an instruction failed, and not the transaction itself."""
    return "InstructionError" in json.loads(failed.to_json())["err"]


class Behind(Exception):
    """The wanted slot is later than that of the wanted commitment."""


if __name__ == "__main__":
    serve(LiveChain(int(sys.argv[1])))
