"""The chain that the package asks while it verifies.

It answers what the request declares in `state`, and where that says nothing, all is well: enough funds,
nonces unused, no code at the payer, code at the asset.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from eth_abi import decode, encode
from eth_utils import function_signature_to_4byte_selector, to_hex
from solders.keypair import Keypair
from solders.transaction import VersionedTransaction
from x402.mechanisms.evm.v1.constants import V1_NETWORK_CHAIN_IDS
from x402.mechanisms.svm.constants import COMPUTE_BUDGET_PROGRAM_ADDRESS, MEMO_PROGRAM_ADDRESS, V1_TO_V2_NETWORK_MAP
from x402.mechanisms.svm.signers import FacilitatorKeypairSigner

Json = dict[str, Any]
PLENTY = 2**256 - 1
TRANSFER_CHECKED = b"\x0c"
LIMIT_OR_PRICE = {b"\x02": 5, b"\x03": 9}  # bytes that such an instruction must have
TRANSFER_TYPES = ["address", "address", "uint256", "uint256", "uint256", "bytes32", "bytes"]
REVERT = function_signature_to_4byte_selector("Error(string)")
TRANSFER = function_signature_to_4byte_selector(f"transferWithAuthorization({','.join(TRANSFER_TYPES)})")

KEYS = {
    key["address"]: Keypair.from_seed(bytes.fromhex(key["secret"][2:]))
    for key in json.loads((Path(__file__).resolve().parent / "../../keys.json").read_text())["keys"]
    if key["curve"] == "ed25519"
}


def declared(state: dict[str, Json], network: str) -> Json:
    """Return what is declared of a network, which version 1 calls by another name."""
    number = V1_NETWORK_CHAIN_IDS.get(network)
    return state.get(V1_TO_V2_NETWORK_MAP.get(network, f"eip155:{number}" if number else network), {})


class EvmChain:
    """The facilitator's signer on an EVM chain; `unknown` collects what decided and nobody declared."""

    def __init__(self, facts: Json, asset: str) -> None:
        self.facts = facts
        self.asset = asset.lower()
        self.unknown: list[str] = []

    def account(self, address: str) -> Json:
        """Return what is declared of an account."""
        accounts: dict[str, Json] = self.facts.get("accounts", {})
        return accounts.get(address.lower(), {})

    def get_code(self, address: str) -> bytes:
        """Return the code at an address."""
        known = self.account(address)  # what has answered as a contract is one
        code = known.get("code", "0x00" if address.lower() == self.asset or "erc1271" in known else "0x")
        return bytes.fromhex(code[2:])

    def read_contract(self, address: str, _abi: Any, function: str, *args: Any) -> Any:
        """Call a contract without a transaction."""
        match function:
            case "isValidSignature":
                says = self.account(address).get("erc1271")
                if says is None:
                    self.unknown.append("erc1271")
                return bytes.fromhex("ffffffff" if says is False else "1626ba7e")
            case "balanceOf":
                return int(self.account(args[0]).get("balances", {}).get(address.lower(), PLENTY))
            case "allowance":
                return int(self.account(args[0]).get("allowances", {}).get(address.lower(), PLENTY))
            case "transferWithAuthorization":
                return self.transfer(address, args[0], args[2], args[5])
            case "tryAggregate":
                return [self.batched(*call) for call in args[1]]
        raise ValueError(f"this chain has no answer to {function}")

    def transfer(self, token: str, sender: str, value: int, nonce: bytes) -> None:
        """Transfer by authorization, or revert in the words of the tokens."""
        used = {"token": token.lower(), "from": sender.lower(), "nonce": to_hex(nonce)}
        if used in self.facts.get("nonces_used", []):
            raise ValueError("execution reverted: authorization is used or canceled")
        if self.account(sender).get("erc1271") is False:
            raise ValueError("execution reverted: invalid signature")
        if self.read_contract(token, None, "balanceOf", sender) < value:
            raise ValueError("execution reverted: transfer amount exceeds balance")

    def batched(self, target: str, data: bytes) -> tuple[bool, bytes]:
        """Make one call of a batch: a transfer, or a wallet's factory, which succeeds and returns nothing."""
        if data[:4] == TRANSFER:
            sender, _, value, _, _, nonce, _ = decode(TRANSFER_TYPES, data[4:])
            try:
                self.transfer(target, sender, value, nonce)
            except ValueError as reverted:
                return False, REVERT + encode(["string"], [str(reverted)])
        return True, b""


class SvmChain(FacilitatorKeypairSigner):
    """The package's own signer, with the suite's keys, on a node that fails what no node would run."""

    def __init__(self, facts: Json, signers: list[str]) -> None:
        super().__init__([KEYS[signer] for signer in signers if signer in KEYS])
        self.accounts: dict[str, Json] = facts.get("accounts", {})
        self.tables: dict[str, list[str]] = facts.get("lookup_tables", {})

    def _get_client(self, network: str) -> Any:
        return SimpleNamespace(simulate_transaction=self._simulate)

    def _simulate(self, transaction: VersionedTransaction, sig_verify: bool, commitment: Any) -> Any:
        return SimpleNamespace(value=SimpleNamespace(err=self._failure(transaction)))

    def _failure(self, transaction: VersionedTransaction) -> str | None:
        transaction.sanitize()
        message = transaction.message
        keys = [str(key) for key in message.account_keys]
        lookups = getattr(message, "address_table_lookups", [])
        for kind in ("writable_indexes", "readonly_indexes"):
            for lookup in lookups:
                table = self.tables.get(str(lookup.account_key), [])
                keys += [table[index] if index < len(table) else f"{lookup.account_key}[{index}]" for index in getattr(lookup, kind)]
        if len(set(keys)) != len(keys) or len(bytes(transaction)) > 1232:
            return "AccountLoadedTwice, or too large"
        if not all(transaction.verify_with_results()):
            return "SignatureFailure"
        for instruction in message.instructions:
            program, data, accounts = keys[instruction.program_id_index], bytes(instruction.data), instruction.accounts
            if program == MEMO_PROGRAM_ADDRESS:
                data.decode()
            if program == COMPUTE_BUDGET_PROGRAM_ADDRESS and len(data) < LIMIT_OR_PRICE.get(data[:1], 0):
                return "InvalidInstructionData"
            if data[:1] != TRANSFER_CHECKED or len(accounts) < 4:
                continue
            if accounts[3] >= message.header.num_required_signatures:
                return "MissingRequiredSignature"
            source, destination = (self.accounts.get(keys[index]) for index in (accounts[0], accounts[2]))
            for account in filter(None, (source, destination)):
                if account.get("lamports") == "0" or account.get("owner") != program:
                    return "InvalidAccountData"
            amount = int.from_bytes(data[1:9], "little")
            if source and int(source.get("token", {}).get("amount", amount)) < amount:
                return "InsufficientFunds"
        return None
