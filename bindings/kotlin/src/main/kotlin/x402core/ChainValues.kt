package x402core

import java.math.BigInteger
import java.time.Instant

/** What the members of a [Value] are made of. */

private fun blockRef(json: JsonValue) = BlockRef(json.digits("height"), json.member("hash").bytes)

/** The receipt of an EVM transaction: one node's statement of what it did. */
public class Receipt internal constructor(json: JsonValue) : ChainJson(json) {
    /** The transaction's id. */
    public val transaction: String get() = json.text("transaction")

    /** The block that contains it; `null` if the block is not sealed yet. */
    public val block: BlockRef? get() = json.maybe("block", ::blockRef)

    /** Whether the transaction succeeded; otherwise it reverted and has no logs. */
    public val succeeded: Boolean get() = json.member("succeeded").bool == true

    /** The sender. */
    public val from: String get() = json.text("from")

    /** The contract that was called; `null` if the transaction created one. */
    public val to: String? get() = json.maybe("to") { it.text }

    /** The gas used. */
    public val gasUsed: ULong get() = json.digits("gas_used")

    /** The price paid in wei per gas, where the node reports it. */
    public val gasPrice: BigInteger? get() = json.maybe("gas_price") { BigInteger(it.text) }

    /** The fee in wei for posting to L1, where there is one. */
    public val l1Fee: BigInteger? get() = json.maybe("l1_fee") { BigInteger(it.text) }

    /** The logs in order. */
    public val logs: List<Log> get() = json.member("logs").elements.map(::Log)
}

/** What a contract recorded while a transaction ran. */
public class Log internal constructor(json: JsonValue) : ChainJson(json) {
    /** The contract. */
    public val address: String get() = json.text("address")

    /** At most four topics of 32 bytes; the first is the event's hash. */
    public val topics: List<ByteArray> get() = json.member("topics").elements.map { it.bytes }

    /** The data. */
    public val data: ByteArray get() = json.member("data").bytes

    /** The log's place in its block. */
    public val index: ULong get() = json.digits("index")
}

/** A log that a search found. */
public class FoundLog internal constructor(json: JsonValue) : ChainJson(json) {
    /** The block. */
    public val block: BlockRef get() = blockRef(json.member("block"))

    /** The transaction's id. */
    public val transaction: String get() = json.text("transaction")

    /** The log. */
    public val log: Log get() = Log(json.member("log"))
}

/** An EVM transaction as a node knows it. */
public class PooledTransaction internal constructor(json: JsonValue) : ChainJson(json) {
    /** The sender. */
    public val from: String get() = json.text("from")

    /** The sender's nonce. */
    public val nonce: ULong get() = json.digits("nonce")

    /** The block that contains it; `null` while it waits. */
    public val block: BlockRef? get() = json.maybe("block", ::blockRef)
}

/** The fees of the last blocks, oldest first, in wei per gas. */
public class FeeHistory internal constructor(json: JsonValue) : ChainJson(json) {
    /** The base fee of each block, and at the end that of the next block. */
    public val baseFees: List<BigInteger> get() = json.member("base_fees").elements.map { BigInteger(it.text) }

    /** The median tip of each block. */
    public val tips: List<BigInteger> get() = json.member("tips").elements.map { BigInteger(it.text) }
}

/** An account of Solana as it is stored. */
public class AccountInfo internal constructor(json: JsonValue) : ChainJson(json) {
    /** The program that owns the account. */
    public val owner: String get() = json.text("owner")

    /** The account's balance in lamports. */
    public val lamports: ULong get() = json.digits("lamports")

    /** Whether the account is a program. */
    public val executable: Boolean get() = json.member("executable").bool == true

    /** The account's data. */
    public val data: ByteArray get() = json.base64("data")
}

/** An account of a program. */
public class ProgramAccount internal constructor(json: JsonValue) : ChainJson(json) {
    /** The account's address. */
    public val address: String get() = json.text("address")

    /** The account. */
    public val account: AccountInfo get() = AccountInfo(json.member("account"))
}

/** The least that a transaction paid for priority in one slot. */
public class PrioritizationFee internal constructor(json: JsonValue) : ChainJson(json) {
    /** The slot. */
    public val slot: ULong get() = json.digits("slot")

    /** Micro-lamports for a compute unit. */
    public val fee: ULong get() = json.digits("fee")
}

/** A transaction of Solana that names an account. */
public class AddressSignature internal constructor(json: JsonValue) : ChainJson(json) {
    /** The transaction's first signature. */
    public val signature: String get() = json.text("signature")

    /** The slot of its block. */
    public val slot: ULong get() = json.digits("slot")

    /** The time of its block, where the node has it. */
    public val time: Instant? get() = json.maybe("time") { Instant.ofEpochSecond(it.text.toLong()) }
}

/** An error of Solana's runtime. */
public class TransactionFault internal constructor(json: JsonValue) : ChainJson(json) {
    /** The runtime's name of the error, `Custom` if a program gave a number. */
    public val name: String get() = json.text("name")

    /** The place of the instruction that failed, if one did. */
    public val instruction: Int? get() = json["instruction"]?.number?.intValueExact()

    /** The program's own error number, if it gave one. */
    public val custom: UInt? get() = json["custom"]?.number?.longValueExact()?.toUInt()
}

/** What a transaction of Solana did. */
public class TransactionOutcome internal constructor(json: JsonValue) : ChainJson(json) {
    /** The slot of its block. */
    public val slot: ULong get() = json.digits("slot")

    /** Why it failed; `null` if it succeeded. */
    public val fault: TransactionFault? get() = json.maybe("fault", ::TransactionFault)

    /** The fee in lamports. */
    public val fee: ULong get() = json.digits("fee")

    /** The token balances before it. */
    public val before: List<TokenBalance> get() = json.member("before").elements.map(::TokenBalance)

    /** The token balances after it. */
    public val after: List<TokenBalance> get() = json.member("after").elements.map(::TokenBalance)
}

/** The balance of one token account. */
public class TokenBalance internal constructor(json: JsonValue) : ChainJson(json) {
    /** The token account. */
    public val account: String get() = json.text("account")

    /** The token. */
    public val mint: String get() = json.text("mint")

    /** The wallet that owns the account, where the node reports it. */
    public val owner: String? get() = json.maybe("owner") { it.text }

    /** The token program, where the node reports it. */
    public val program: String? get() = json.maybe("program") { it.text }

    /** Atomic units of the token. */
    public val amount: ULong get() = json.digits("amount")
}

/** What a node knows of a transaction of Solana. */
public class SignatureStatus internal constructor(json: JsonValue) : ChainJson(json) {
    /** The slot in which the transaction was executed. */
    public val slot: ULong get() = json.digits("slot")

    /** Why it failed; `null` if it succeeded. */
    public val fault: TransactionFault? get() = json.maybe("fault", ::TransactionFault)

    /** How sure its block is. */
    public val commitment: Commitment get() = Commitment.valueOf(json.text("commitment").uppercase())
}

/** The simulation of a transaction of Solana that succeeds. */
public class Simulated internal constructor(json: JsonValue) : ChainJson(json) {
    /** The compute units that it used, where the node reported them. */
    public val units: ULong? get() = json.maybe("units") { it.text.toULong() }
}
