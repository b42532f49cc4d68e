package x402core

import java.math.BigInteger
import x402core.BlockId.Latest

/**
 * A question to an EVM chain.
 *
 * Each function names the JSON-RPC method that asks it and the member of [Value] that answers it. An
 * address is hex with `0x`, a hash is 32 bytes, a transaction is named by its hash as hex.
 */
public class EvmQuery private constructor(name: String, json: String) : Query(name, json) {
    public companion object {
        private fun of(name: String, vararg members: Pair<String, Any?>) = EvmQuery(name, query(name, *members))

        private fun read(name: String, at: BlockId, vararg members: Pair<String, Any?>) = of(name, *members, "at" to at)

        /** How many transactions the account has sent (`eth_getTransactionCount`): [Value.number]. */
        public fun accountNonce(account: String, at: BlockId = Latest): EvmQuery =
            read("account_nonce", at, "account" to account)

        /** How much `spender` may take from `owner` (ERC-20 `allowance`): [Value.amount]. */
        public fun allowance(token: String, owner: String, spender: String, at: BlockId = Latest): EvmQuery =
            read("allowance", at, "token" to token, "owner" to owner, "spender" to spender)

        /** Whether an authorization is used or cancelled (EIP-3009 `authorizationState`): [Value.flag]. */
        public fun authorizationState(token: String, authorizer: String, nonce: ByteArray, at: BlockId = Latest): EvmQuery =
            read("authorization_state", at, "token" to token, "authorizer" to authorizer, "nonce" to Hex(nonce))

        /** An account's balance in atomic units (ERC-20 `balanceOf`): [Value.amount]. */
        public fun balance(token: String, owner: String, at: BlockId = Latest): EvmQuery =
            read("balance", at, "token" to token, "owner" to owner)

        /** A block by its tag or number (`eth_getBlockByNumber`): [Value.block]. */
        public fun block(at: BlockId = Latest): EvmQuery = read("block", at)

        /** The chain's id (`eth_chainId`): [Value.number]. */
        public fun chainId(): EvmQuery = of("chain_id")

        /** The code at an address (`eth_getCode`): [Value.code]. */
        public fun code(account: String, at: BlockId = Latest): EvmQuery = read("code", at, "account" to account)

        /** The token's EIP-712 domain separator (`DOMAIN_SEPARATOR`): [Value.hash]. */
        public fun domainSeparator(token: String, at: BlockId = Latest): EvmQuery =
            read("domain_separator", at, "token" to token)

        /** Whether a contract accepts a signature (ERC-1271): [Value.flag]. */
        public fun erc1271(account: String, digest: ByteArray, signature: ByteArray, at: BlockId = Latest): EvmQuery =
            read("erc1271", at, "account" to account, "digest" to Hex(digest), "signature" to Hex(signature))

        /** How much gas a call needs (`eth_estimateGas`): [Value.number], or [Answer.Refused]. */
        public fun estimateGas(to: String, data: ByteArray, from: String? = null, at: BlockId = Latest): EvmQuery =
            read("estimate_gas", at, "from" to from, "to" to to, "data" to Hex(data))

        /** The base fees and tips of the last blocks (`eth_feeHistory`): [Value.fees]. */
        public fun feeHistory(): EvmQuery = of("fee_history")

        /** The price of gas in wei that the node proposes (`eth_gasPrice`): [Value.amount]. */
        public fun gasPrice(): EvmQuery = of("gas_price")

        /** Whether the token's issuer has barred an account (`FiatToken` `isBlacklisted`): [Value.flag]. */
        public fun isBlacklisted(token: String, account: String, at: BlockId = Latest): EvmQuery =
            read("is_blacklisted", at, "token" to token, "account" to account)

        /** The most that posting a transaction to L1 can cost, in wei, by its size in bytes (OP stack): [Value.amount]. */
        public fun l1FeeUpperBound(size: ULong, at: BlockId = Latest): EvmQuery = read("l1_fee_upper_bound", at, "size" to size)

        /**
         * The logs of a contract whose topics equal these at their places, in at most 2,000 blocks, both ends
         * included (`eth_getLogs`): [Value.logs]. `null` fits every topic.
         */
        public fun logs(address: String, topics: List<ByteArray?>, firstBlock: ULong, lastBlock: ULong): EvmQuery = of(
            "logs",
            "address" to address,
            "topics" to topics.map { topic -> topic?.let(::Hex) },
            "first_block" to firstBlock,
            "last_block" to lastBlock,
        )

        /** The account's balance in wei (`eth_getBalance`): [Value.amount]. */
        public fun nativeBalance(account: String, at: BlockId = Latest): EvmQuery =
            read("native_balance", at, "account" to account)

        /** What a rollup's operator charges for a transaction with this gas limit, in wei (OP stack): [Value.amount]. */
        public fun operatorFee(gas: ULong, at: BlockId = Latest): EvmQuery = read("operator_fee", at, "gas" to gas)

        /** Whether the token is paused (`FiatToken` `paused`): [Value.flag]. */
        public fun paused(token: String, at: BlockId = Latest): EvmQuery = read("paused", at, "token" to token)

        /** Whether a nonce of Permit2 is used (`nonceBitmap`): [Value.flag]. */
        public fun permitNonce(owner: String, nonce: BigInteger, at: BlockId = Latest): EvmQuery =
            read("permit_nonce", at, "owner" to owner, "nonce" to nonce)

        /** The tip in wei per gas that the node proposes (`eth_maxPriorityFeePerGas`): [Value.amount]. */
        public fun priorityFee(): EvmQuery = of("priority_fee")

        /** A transaction's receipt (`eth_getTransactionReceipt`): [Value.receipt]. */
        public fun receipt(transaction: String): EvmQuery = of("receipt", "transaction" to transaction)

        /** Hands a signed transaction to the node (`eth_sendRawTransaction`): [Value.sent]. */
        public fun send(transaction: ByteArray): EvmQuery = of("send", "transaction" to Hex(transaction))

        /** As [send], and waits for the receipt (`eth_sendRawTransactionSync`): [Value.receipt] or [Value.sent]. */
        public fun sendSync(transaction: ByteArray): EvmQuery = of("send_sync", "transaction" to Hex(transaction))

        /**
         * Whether a call succeeds (`eth_call`): [Value.succeeded], or [Answer.Refused]. Without [from] any
         * account may call. A call of an address without code succeeds, so ask for [code] as well.
         */
        public fun simulate(to: String, data: ByteArray, from: String? = null, at: BlockId = Latest): EvmQuery =
            read("simulate", at, "from" to from, "to" to to, "data" to Hex(data))

        /** The token's name (`name`): [Value.text]. */
        public fun tokenName(token: String, at: BlockId = Latest): EvmQuery = read("token_name", at, "token" to token)

        /** The token's version (EIP-712 `version`): [Value.text]. */
        public fun tokenVersion(token: String, at: BlockId = Latest): EvmQuery = read("token_version", at, "token" to token)

        /** Whether the node knows a transaction, in a block or not (`eth_getTransactionByHash`): [Value.transaction]. */
        public fun transaction(transaction: String): EvmQuery = of("transaction", "transaction" to transaction)
    }
}
