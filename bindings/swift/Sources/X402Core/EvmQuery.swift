import Foundation

/// A question to an EVM chain.
///
/// Each function names the JSON-RPC method that asks it and the member of ``Value`` that answers it.
/// An address is hex with `0x`, a hash is 32 bytes, a transaction is named by its hash as hex, an
/// amount is decimal digits.
///
/// Two are equal if they ask the same. The description shows the name alone, since members may be
/// signed bytes.
public struct EvmQuery: Hashable, Sendable, CustomStringConvertible {
    let members: QueryMembers

    private init(_ name: String, _ members: [String: JSONValue?]) {
        self.members = QueryMembers(name, members)
    }

    /// The type and the query's name.
    public var description: String { "EvmQuery(\(members.name))" }

    /// How many transactions the account has sent (`eth_getTransactionCount`): ``Value/number``.
    public static func accountNonce(account: String, at: BlockId = .latest) -> EvmQuery {
        EvmQuery("account_nonce", ["account": .string(account), "at": at.json])
    }

    /// How much `spender` may take from `owner` (ERC-20 `allowance`): ``Value/amount``.
    public static func allowance(
        token: String, owner: String, spender: String, at: BlockId = .latest
    ) -> EvmQuery {
        EvmQuery(
            "allowance",
            [
                "token": .string(token),
                "owner": .string(owner),
                "spender": .string(spender),
                "at": at.json,
            ])
    }

    /// Whether an authorization is used or cancelled (EIP-3009 `authorizationState`): ``Value/flag``.
    public static func authorizationState(
        token: String, authorizer: String, nonce: Data, at: BlockId = .latest
    ) -> EvmQuery {
        EvmQuery(
            "authorization_state",
            [
                "token": .string(token),
                "authorizer": .string(authorizer),
                "nonce": .hex(nonce),
                "at": at.json,
            ])
    }

    /// An account's balance in atomic units (ERC-20 `balanceOf`): ``Value/amount``.
    public static func balance(token: String, owner: String, at: BlockId = .latest) -> EvmQuery {
        EvmQuery("balance", ["token": .string(token), "owner": .string(owner), "at": at.json])
    }

    /// A block by its tag or number (`eth_getBlockByNumber`): ``Value/block``.
    public static func block(at: BlockId = .latest) -> EvmQuery {
        EvmQuery("block", ["at": at.json])
    }

    /// The chain's id (`eth_chainId`): ``Value/number``.
    public static func chainId() -> EvmQuery {
        EvmQuery("chain_id", [:])
    }

    /// The code at an address (`eth_getCode`): ``Value/code``.
    public static func code(account: String, at: BlockId = .latest) -> EvmQuery {
        EvmQuery("code", ["account": .string(account), "at": at.json])
    }

    /// The token's EIP-712 domain separator (`DOMAIN_SEPARATOR`): ``Value/hash``.
    public static func domainSeparator(token: String, at: BlockId = .latest) -> EvmQuery {
        EvmQuery("domain_separator", ["token": .string(token), "at": at.json])
    }

    /// Whether a contract accepts a signature (ERC-1271): ``Value/flag``.
    public static func erc1271(
        account: String, digest: Data, signature: Data, at: BlockId = .latest
    ) -> EvmQuery {
        EvmQuery(
            "erc1271",
            [
                "account": .string(account),
                "digest": .hex(digest),
                "signature": .hex(signature),
                "at": at.json,
            ])
    }

    /// How much gas a call needs (`eth_estimateGas`): ``Value/number``, or ``Answer/refused(_:)``.
    public static func estimateGas(
        to: String, data: Data, from: String? = nil, at: BlockId = .latest
    ) -> EvmQuery {
        EvmQuery(
            "estimate_gas",
            [
                "from": from.map(JSONValue.string),
                "to": .string(to),
                "data": .hex(data),
                "at": at.json,
            ])
    }

    /// The base fees and tips of the last blocks (`eth_feeHistory`): ``Value/fees``.
    public static func feeHistory() -> EvmQuery {
        EvmQuery("fee_history", [:])
    }

    /// The price of gas in wei that the node proposes (`eth_gasPrice`): ``Value/amount``.
    public static func gasPrice() -> EvmQuery {
        EvmQuery("gas_price", [:])
    }

    /// Whether the token's issuer has barred an account (`FiatToken` `isBlacklisted`):
    /// ``Value/flag``.
    public static func isBlacklisted(
        token: String, account: String, at: BlockId = .latest
    ) -> EvmQuery {
        EvmQuery(
            "is_blacklisted",
            [
                "token": .string(token),
                "account": .string(account),
                "at": at.json,
            ])
    }

    /// The most that posting a transaction to L1 can cost, in wei, by its size in bytes (OP stack):
    /// ``Value/amount``.
    public static func l1FeeUpperBound(size: UInt64, at: BlockId = .latest) -> EvmQuery {
        EvmQuery("l1_fee_upper_bound", ["size": .number(Decimal(size)), "at": at.json])
    }

    /// The logs of a contract whose topics equal these at their places, in at most 2,000 blocks, both
    /// ends included (`eth_getLogs`): ``Value/logs``. `nil` fits every topic.
    public static func logs(
        address: String, topics: [Data?], firstBlock: UInt64, lastBlock: UInt64
    ) -> EvmQuery {
        EvmQuery(
            "logs",
            [
                "address": .string(address),
                "topics": .array(topics.map { $0.map(JSONValue.hex) ?? .null }),
                "first_block": .number(Decimal(firstBlock)),
                "last_block": .number(Decimal(lastBlock)),
            ])
    }

    /// The account's balance in wei (`eth_getBalance`): ``Value/amount``.
    public static func nativeBalance(account: String, at: BlockId = .latest) -> EvmQuery {
        EvmQuery("native_balance", ["account": .string(account), "at": at.json])
    }

    /// What a rollup's operator charges for a transaction with this gas limit, in wei (OP stack):
    /// ``Value/amount``.
    public static func operatorFee(gas: UInt64, at: BlockId = .latest) -> EvmQuery {
        EvmQuery("operator_fee", ["gas": .number(Decimal(gas)), "at": at.json])
    }

    /// Whether the token is paused (`FiatToken` `paused`): ``Value/flag``.
    public static func paused(token: String, at: BlockId = .latest) -> EvmQuery {
        EvmQuery("paused", ["token": .string(token), "at": at.json])
    }

    /// Whether a nonce of Permit2 is used (`nonceBitmap`): ``Value/flag``.
    public static func permitNonce(
        owner: String, nonce: String, at: BlockId = .latest
    ) -> EvmQuery {
        EvmQuery("permit_nonce", ["owner": .string(owner), "nonce": .string(nonce), "at": at.json])
    }

    /// The tip in wei per gas that the node proposes (`eth_maxPriorityFeePerGas`): ``Value/amount``.
    public static func priorityFee() -> EvmQuery {
        EvmQuery("priority_fee", [:])
    }

    /// A transaction's receipt (`eth_getTransactionReceipt`): ``Value/receipt``.
    public static func receipt(transaction: String) -> EvmQuery {
        EvmQuery("receipt", ["transaction": .string(transaction)])
    }

    /// Hands a signed transaction to the node (`eth_sendRawTransaction`): ``Value/sent``.
    public static func send(transaction: Data) -> EvmQuery {
        EvmQuery("send", ["transaction": .hex(transaction)])
    }

    /// As ``send(transaction:)``, and waits for the receipt (`eth_sendRawTransactionSync`):
    /// ``Value/receipt`` or ``Value/sent``.
    public static func sendSync(transaction: Data) -> EvmQuery {
        EvmQuery("send_sync", ["transaction": .hex(transaction)])
    }

    /// Whether a call succeeds (`eth_call`): ``Value/succeeded``, or ``Answer/refused(_:)``. Without
    /// `from` any account may call. A call of an address without code succeeds, so ask for
    /// ``code(account:at:)`` as well.
    public static func simulate(
        to: String, data: Data, from: String? = nil, at: BlockId = .latest
    ) -> EvmQuery {
        EvmQuery(
            "simulate",
            [
                "from": from.map(JSONValue.string),
                "to": .string(to),
                "data": .hex(data),
                "at": at.json,
            ])
    }

    /// The token's name (`name`): ``Value/text``.
    public static func tokenName(token: String, at: BlockId = .latest) -> EvmQuery {
        EvmQuery("token_name", ["token": .string(token), "at": at.json])
    }

    /// The token's version (EIP-712 `version`): ``Value/text``.
    public static func tokenVersion(token: String, at: BlockId = .latest) -> EvmQuery {
        EvmQuery("token_version", ["token": .string(token), "at": at.json])
    }

    /// Whether the node knows a transaction, in a block or not (`eth_getTransactionByHash`):
    /// ``Value/transaction``.
    public static func transaction(transaction: String) -> EvmQuery {
        EvmQuery("transaction", ["transaction": .string(transaction)])
    }
}
