"""Questions of a host's own to a chain: each is a value, and nodes are asked in JSON-RPC."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Literal, final

from .._native.chain import Query

BlockId = Literal["latest", "safe", "finalized"] | int
"""The block at whose end an EVM query is answered."""

Commitment = Literal["processed", "confirmed", "finalized"]
"""The state of Solana at which a query is answered."""


def _evm(name: str, members: Mapping[str, Any]) -> Query:
    return _query("evm", name, members)


def _svm(name: str, members: Mapping[str, Any]) -> Query:
    return _query("svm", name, members)


def _query(family: Literal["evm", "svm"], name: str, members: Mapping[str, Any]) -> Query:
    given = {member: value for member, value in members.items() if value is not None}
    return Query.of_json(family, {"query": name, **given})


def _hex(octets: bytes) -> str:
    return f"0x{octets.hex()}"


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


@final
class EvmQuery:
    """Questions to an EVM chain.

    Each function names the JSON-RPC method that asks it and the member of `Value` that answers it.
    An address is hex with `0x`, a hash is 32 bytes, a transaction is named by its hash as hex. What
    is not one raises `InvalidValueError`.
    """

    @staticmethod
    def account_nonce(account: str, *, at: BlockId = "latest") -> Query:
        """How many transactions the account has sent (`eth_getTransactionCount`): `Value.number`.
        """
        return _evm("account_nonce", {"account": account, "at": at})

    @staticmethod
    def allowance(token: str, owner: str, spender: str, *, at: BlockId = "latest") -> Query:
        """How much `spender` may take from `owner` (ERC-20 `allowance`): `Value.amount`."""
        return _evm("allowance", {"token": token, "owner": owner, "spender": spender, "at": at})

    @staticmethod
    def authorization_state(
        token: str, authorizer: str, nonce: bytes, *, at: BlockId = "latest"
    ) -> Query:
        """Whether an authorization is used or cancelled (EIP-3009 `authorizationState`):
        `Value.flag`.
        """
        return _evm(
            "authorization_state",
            {
                "token": token,
                "authorizer": authorizer,
                "nonce": _hex(nonce),
                "at": at,
            },
        )

    @staticmethod
    def balance(token: str, owner: str, *, at: BlockId = "latest") -> Query:
        """An account's balance in atomic units (ERC-20 `balanceOf`): `Value.amount`."""
        return _evm("balance", {"token": token, "owner": owner, "at": at})

    @staticmethod
    def block(*, at: BlockId = "latest") -> Query:
        """A block by its tag or number (`eth_getBlockByNumber`): `Value.block`."""
        return _evm("block", {"at": at})

    @staticmethod
    def chain_id() -> Query:
        """The chain's id (`eth_chainId`): `Value.number`."""
        return _evm("chain_id", {})

    @staticmethod
    def code(account: str, *, at: BlockId = "latest") -> Query:
        """The code at an address (`eth_getCode`): `Value.code`."""
        return _evm("code", {"account": account, "at": at})

    @staticmethod
    def domain_separator(token: str, *, at: BlockId = "latest") -> Query:
        """The token's EIP-712 domain separator (`DOMAIN_SEPARATOR`): `Value.hash`."""
        return _evm("domain_separator", {"token": token, "at": at})

    @staticmethod
    def erc1271(account: str, digest: bytes, signature: bytes, *, at: BlockId = "latest") -> Query:
        """Whether a contract accepts a signature (ERC-1271): `Value.flag`."""
        return _evm(
            "erc1271",
            {
                "account": account,
                "digest": _hex(digest),
                "signature": _hex(signature),
                "at": at,
            },
        )

    @staticmethod
    def estimate_gas(
        to: str, data: bytes, *, sender: str | None = None, at: BlockId = "latest"
    ) -> Query:
        """How much gas a call needs (`eth_estimateGas`): `Value.number`, or a `Revert`."""
        return _evm("estimate_gas", {"from": sender, "to": to, "data": _hex(data), "at": at})

    @staticmethod
    def fee_history() -> Query:
        """The base fees and tips of the last blocks (`eth_feeHistory`): `Value.fees`."""
        return _evm("fee_history", {})

    @staticmethod
    def gas_price() -> Query:
        """The price of gas in wei that the node proposes (`eth_gasPrice`): `Value.amount`."""
        return _evm("gas_price", {})

    @staticmethod
    def is_blacklisted(token: str, account: str, *, at: BlockId = "latest") -> Query:
        """Whether the token's issuer has barred an account (`FiatToken` `isBlacklisted`):
        `Value.flag`.
        """
        return _evm("is_blacklisted", {"token": token, "account": account, "at": at})

    @staticmethod
    def l1_fee_upper_bound(size: int, *, at: BlockId = "latest") -> Query:
        """The most that posting a transaction to L1 can cost, in wei, by its size in bytes (OP
        stack): `Value.amount`.
        """
        return _evm("l1_fee_upper_bound", {"size": size, "at": at})

    @staticmethod
    def logs(
        address: str, topics: Sequence[bytes | None], first_block: int, last_block: int
    ) -> Query:
        """The logs of a contract whose topics equal these at their places, in at most 2,000 blocks,
        both ends included (`eth_getLogs`): `Value.logs`. `None` fits every topic.
        """
        return _evm(
            "logs",
            {
                "address": address,
                "topics": [topic and _hex(topic) for topic in topics],
                "first_block": first_block,
                "last_block": last_block,
            },
        )

    @staticmethod
    def native_balance(account: str, *, at: BlockId = "latest") -> Query:
        """The account's balance in wei (`eth_getBalance`): `Value.amount`."""
        return _evm("native_balance", {"account": account, "at": at})

    @staticmethod
    def operator_fee(gas: int, *, at: BlockId = "latest") -> Query:
        """What a rollup's operator charges for a transaction with this gas limit, in wei (OP
        stack): `Value.amount`.
        """
        return _evm("operator_fee", {"gas": gas, "at": at})

    @staticmethod
    def paused(token: str, *, at: BlockId = "latest") -> Query:
        """Whether the token is paused (`FiatToken` `paused`): `Value.flag`."""
        return _evm("paused", {"token": token, "at": at})

    @staticmethod
    def permit_nonce(owner: str, nonce: int, *, at: BlockId = "latest") -> Query:
        """Whether a nonce of Permit2 is used (`nonceBitmap`): `Value.flag`."""
        return _evm("permit_nonce", {"owner": owner, "nonce": str(nonce), "at": at})

    @staticmethod
    def priority_fee() -> Query:
        """The tip in wei per gas that the node proposes (`eth_maxPriorityFeePerGas`):
        `Value.amount`.
        """
        return _evm("priority_fee", {})

    @staticmethod
    def receipt(transaction: str) -> Query:
        """A transaction's receipt (`eth_getTransactionReceipt`): `Value.receipt`."""
        return _evm("receipt", {"transaction": transaction})

    @staticmethod
    def send(transaction: bytes) -> Query:
        """Hands a signed transaction to the node (`eth_sendRawTransaction`): `Value.sent`."""
        return _evm("send", {"transaction": _hex(transaction)})

    @staticmethod
    def send_sync(transaction: bytes) -> Query:
        """As `send`, and waits for the receipt (`eth_sendRawTransactionSync`): `Value.receipt` or
        `Value.sent`.
        """
        return _evm("send_sync", {"transaction": _hex(transaction)})

    @staticmethod
    def simulate(
        to: str, data: bytes, *, sender: str | None = None, at: BlockId = "latest"
    ) -> Query:
        """Whether a call succeeds (`eth_call`): `Value.succeeded`, or a `Revert`.

        Without `sender` any account may call. A call of an address without code succeeds, so ask
        for `code` as well.
        """
        return _evm("simulate", {"from": sender, "to": to, "data": _hex(data), "at": at})

    @staticmethod
    def token_name(token: str, *, at: BlockId = "latest") -> Query:
        """The token's name (`name`): `Value.text`."""
        return _evm("token_name", {"token": token, "at": at})

    @staticmethod
    def token_version(token: str, *, at: BlockId = "latest") -> Query:
        """The token's version (EIP-712 `version`): `Value.text`."""
        return _evm("token_version", {"token": token, "at": at})

    @staticmethod
    def transaction(transaction: str) -> Query:
        """Whether the node knows a transaction, in a block or not (`eth_getTransactionByHash`):
        `Value.transaction`.
        """
        return _evm("transaction", {"transaction": transaction})


@final
class SvmQuery:
    """Questions to Solana.

    Each function names the JSON-RPC method that asks it and the member of `Value` that answers it.
    Addresses, blockhashes and signatures are base58. What is not one raises `InvalidValueError`.
    """

    @staticmethod
    def account_info(address: str, *, commitment: Commitment = "confirmed") -> Query:
        """An account as it is stored (`getAccountInfo`, `getMultipleAccounts`): `Value.account`."""
        return _svm("account_info", {"address": address, "commitment": commitment})

    @staticmethod
    def block_height(*, commitment: Commitment = "confirmed") -> Query:
        """The current block height (`getBlockHeight`): `Value.number`."""
        return _svm("block_height", {"commitment": commitment})

    @staticmethod
    def blockhash_valid(blockhash: str, *, commitment: Commitment = "confirmed") -> Query:
        """Whether a transaction with this blockhash can still land (`isBlockhashValid`):
        `Value.flag`.
        """
        return _svm("blockhash_valid", {"blockhash": blockhash, "commitment": commitment})

    @staticmethod
    def first_available_block() -> Query:
        """The first slot of which the node still has the block (`getFirstAvailableBlock`):
        `Value.number`.
        """
        return _svm("first_available_block", {})

    @staticmethod
    def genesis_hash() -> Query:
        """The hash of the cluster's first block, which names the network (`getGenesisHash`):
        `Value.hash`.
        """
        return _svm("genesis_hash", {})

    @staticmethod
    def latest_blockhash(*, commitment: Commitment = "confirmed") -> Query:
        """A blockhash for a new transaction (`getLatestBlockhash`): `Value.blockhash`."""
        return _svm("latest_blockhash", {"commitment": commitment})

    @staticmethod
    def minimum_balance_for_rent_exemption(size: int) -> Query:
        """The least lamports of an account of this size in bytes
        (`getMinimumBalanceForRentExemption`): `Value.number`.
        """
        return _svm("minimum_balance_for_rent_exemption", {"size": size})

    @staticmethod
    def program_accounts(
        program: str,
        bytes_at: Mapping[int, bytes],
        *,
        data_size: int | None = None,
        commitment: Commitment = "confirmed",
    ) -> Query:
        """The accounts of a program whose data have this size and these bytes at their offsets
        (`getProgramAccounts`): `Value.program_accounts`. One to four conditions, of 1 to 128 bytes
        each.
        """
        return _svm(
            "program_accounts",
            {
                "program": program,
                "memcmp": [{"offset": offset, "bytes": _base64(found)} for offset, found in bytes_at.items()],
                "data_size": data_size,
                "commitment": commitment,
            },
        )

    @staticmethod
    def recent_prioritization_fees(accounts: Sequence[str]) -> Query:
        """What was paid for priority for these accounts, at most 128
        (`getRecentPrioritizationFees`): `Value.prioritization_fees`.
        """
        return _svm("recent_prioritization_fees", {"accounts": list(accounts)})

    @staticmethod
    def send(transaction: bytes) -> Query:
        """Hands a signed transaction to the node, without preflight (`sendTransaction`):
        `Value.sent`.
        """
        return _svm("send", {"transaction": _base64(transaction)})

    @staticmethod
    def signatures_for_address(address: str, min_slot: int) -> Query:
        """The newest finalized transactions that name an account, at most 256, of a node that has
        finalized this slot (`getSignaturesForAddress`): `Value.signatures`.
        """
        return _svm("signatures_for_address", {"address": address, "min_slot": min_slot})

    @staticmethod
    def simulate(transaction: bytes, *, commitment: Commitment = "confirmed") -> Query:
        """Whether a transaction would succeed, its missing signatures zero (`simulateTransaction`):
        `Value.simulated`.
        """
        return _svm("simulate", {"transaction": _base64(transaction), "commitment": commitment})

    @staticmethod
    def slot(*, commitment: Commitment = "confirmed") -> Query:
        """The current slot (`getSlot`): `Value.number`."""
        return _svm("slot", {"commitment": commitment})

    @staticmethod
    def status(signature: str) -> Query:
        """What is known of a transaction in the node's whole history (`getSignatureStatuses`):
        `Value.status`.
        """
        return _svm("status", {"signature": signature})

    @staticmethod
    def transaction(signature: str, *, finalized: bool) -> Query:
        """What a transaction did; confirmed if it need not be finalized (`getTransaction`):
        `Value.outcome`.
        """
        return _svm("transaction", {"signature": signature, "finalized": finalized})
