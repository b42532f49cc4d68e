package x402core

import java.math.BigInteger
import java.time.Instant
import java.util.Base64

/** What nodes answered to the app's own queries. */

/** What is read from the JSON of an answer: two are equal if their JSON is. */
public abstract class ChainJson internal constructor(internal val json: JsonValue) {
    override fun equals(other: Any?): Boolean = other is ChainJson && other.javaClass == javaClass && other.json == json

    override fun hashCode(): Int = json.hashCode()

    override fun toString(): String = "${javaClass.simpleName}($json)"
}

/** What one node answered to one query. */
public class Fact internal constructor(json: JsonValue) : ChainJson(json) {
    /** The answer. */
    public val answer: Answer get() = Answer.of(json)

    /** The point of the chain at which the answer holds, where it is known. */
    public val at: Head? get() = json["at"]?.let(::Head)

    /** The node, by the number that the app gave it. */
    public val node: UShort get() = json.number("node").intValueExact().toUShort()
}

/** What enough nodes agree on. */
public class Agreed internal constructor(json: JsonValue) : ChainJson(json) {
    /** The answer: a value or a refusal. */
    public val answer: Answer get() = Answer.of(json)

    /** The newest point of the chain at which enough nodes give it, where it is known. */
    public val at: Head? get() = json["at"]?.let(::Head)

    /** The number of nodes that give it. */
    public val nodes: Int get() = json.number("nodes").intValueExact()
}

/**
 * The facts about each of these queries, in their order: of every node that was asked one, of a node that
 * contradicts itself two.
 */
public fun Facts.answers(queries: ChainQueries): List<List<Fact>> =
    JsonValue.parse(queries.answersToJson(this)).elements.map { it.elements.map(::Fact) }

/**
 * What enough nodes agree on, of each of these queries in their order; `null` if they do not.
 *
 * @param nodes how many independent nodes the app has for the network; of two or more, two must agree.
 */
public fun Facts.agreed(queries: ChainQueries, nodes: UShort): List<Agreed?> =
    JsonValue.parse(queries.agreedToJson(this, nodes)).elements.map { it.orNull?.let(::Agreed) }

/** A node's answer to a query. The last two kinds are about the node and prove nothing. */
public sealed interface Answer {
    /** The chain's answer. */
    public data class Value(val value: x402core.Value) : Answer

    /** The chain refuses: the call reverts, or the transaction fails. */
    public data class Refused(val revert: Revert) : Answer

    /** The node did not answer. */
    public data class Failed(val failure: Failure) : Answer

    /** The node answered something that is not an answer. */
    public data class Nonsense(val nonsense: x402core.Nonsense) : Answer

    public companion object {
        /** Without the point of the chain and the node, which are the fact's. */
        internal fun of(fact: JsonValue): Answer {
            val json = JsonValue.Object((fact as JsonValue.Object).members - setOf("at", "node", "nodes"))
            return json["refused"]?.let { Refused(Revert.of(it)) }
                ?: json["failed"]?.let { Failed(Failure(json)) }
                ?: json["nonsense"]?.let { Nonsense(x402core.Nonsense.valueOf(it.text.uppercase())) }
                ?: Value(x402core.Value(json))
        }
    }
}

/** A node's failure to answer. */
public class Failure internal constructor(json: JsonValue) : ChainJson(json) {
    /** Why. */
    public val cause: Cause get() = Cause.valueOf(json.text("failed").uppercase())

    /** Whether the same request to the same node may succeed later. */
    public val isTransient: Boolean get() = json.member("transient").bool == true

    /** The code of the JSON-RPC error, if there was one. */
    public val code: Long? get() = json["code"]?.number?.longValueExact()

    /** Seconds to wait before the next request, where the node stated it; at most an hour. */
    public val retryAfter: UInt? get() = json["retry_after"]?.number?.longValueExact()?.toUInt()
}

/** Why a node did not answer. */
public enum class Cause {
    LAGGING, NO_RESPONSE, OTHER, RATE_LIMITED, SERVER_ERROR, TIMEOUT, BATCH_REFUSED, FORBIDDEN, HISTORY_UNAVAILABLE,
    INVALID_REQUEST, NO_MULTICALL, RANGE_TOO_LARGE, TOO_LARGE, UNSUPPORTED,
}

/** Why a node's response is not an answer. */
public enum class Nonsense { DUPLICATE_ID, MISSING_ID, NOT_JSON, NOT_JSON_RPC, UNASKED, WRONG_TYPE }

/** What a node did with a transaction; it never proves anything. */
public enum class Sent { ACCEPTED, ALREADY_KNOWN, INSUFFICIENT_FUNDS, NONCE_TOO_HIGH, NONCE_TOO_LOW, REJECTED, UNDERPRICED }

/** Why the chain refuses. */
public sealed interface Revert {
    /** The returned data are not of the function's type: no contract there, or one of another kind. */
    public data object BadReturn : Revert

    /** A custom error of a known contract, by its name in Solidity. */
    public data class Known(val error: String) : Revert

    /** A text of the contract's. */
    public data class Message(val text: String) : Revert

    /** A failed assertion or a computation out of range: the code. */
    public data class Panic(val code: BigInteger) : Revert

    /** No data. */
    public data object Silent : Revert

    /** Solana's runtime refuses the transaction. */
    public data class Transaction(val fault: TransactionFault) : Revert

    /** Another custom error: the first four bytes of its data, as hex. */
    public data class Unknown(val selector: String) : Revert

    public companion object {
        internal fun of(json: JsonValue): Revert = json["error"]?.let { Known(it.text) }
            ?: json["message"]?.let { Message(it.text) }
            ?: json["panic"]?.let { Panic(BigInteger(it.text)) }
            ?: json["fault"]?.let { Transaction(TransactionFault(it)) }
            ?: json["unknown"]?.let { Unknown(it.text) }
            ?: if (json.text == "silent") Silent else BadReturn
    }
}

/** What is at an EVM address. */
public sealed interface Code {
    /** No code: an account that signs with a key, or an address that was never used. */
    public data object None : Code

    /** An account that runs another contract's code (EIP-7702). */
    public data class Delegated(val address: String) : Code

    /** A contract, by the Keccak-256 hash of its code as hex. */
    public data class Contract(val hash: String) : Code

    public companion object {
        internal fun of(json: JsonValue): Code = json["delegated"]?.let { Delegated(it.text) }
            ?: json["contract"]?.let { Contract(it.text) } ?: None
    }
}

/** A point of a chain: a block, or a slot of Solana. */
public class Head internal constructor(json: JsonValue) : ChainJson(json) {
    /** The number of the block or slot. */
    public val height: ULong get() = json.digits("height")

    /** The block's hash: 32 bytes. */
    public val hash: ByteArray? get() = json["hash"]?.bytes

    /** The block's time. */
    public val time: Instant? get() = json["time"]?.let { Instant.ofEpochSecond(it.text.toLong()) }
}

/**
 * A chain's answer: the member that the query names, and `null` for the others.
 *
 * Where [isAbsence], the chain does not have such a thing, and that member is `null`, false, empty or
 * [Code.None].
 */
public class Value internal constructor(json: JsonValue) : ChainJson(json) {
    private fun <T> of(name: String, read: (JsonValue) -> T): T? = json[name]?.orNull?.let(read)

    private fun <T> listOf(name: String, read: (JsonValue) -> T): List<T>? = of(name) { it.elements.map(read) }

    private val first: Map.Entry<String, JsonValue> get() = (json as JsonValue.Object).members.entries.first()

    /** Which member the value has, as the core names it, such as `amount` or `receipt`. */
    public val kind: String get() = first.key

    /** Whether what was asked for is not there. */
    public val isAbsence: Boolean get() = when (val value = first.value) {
        is JsonValue.Null -> true
        is JsonValue.Bool -> !value.value
        is JsonValue.Array -> value.elements.isEmpty()
        else -> code == Code.None
    }

    /** A count, a height or an id. */
    public val number: ULong? get() = of("number") { it.text.toULong() }

    /** Atomic units of a token, or wei. */
    public val amount: BigInteger? get() = of("amount") { BigInteger(it.text) }

    /** Yes or no. */
    public val flag: Boolean? get() = json["flag"]?.bool

    /** 32 bytes. */
    public val hash: ByteArray? get() = of("hash") { it.bytes }

    /** A text of at most 256 bytes. */
    public val text: String? get() = json["text"]?.string

    /** The code at an EVM address. */
    public val code: Code? get() = of("code", Code::of)

    /** A block, with hash and time. */
    public val block: Head? get() = of("block", ::Head)

    /** The receipt of an EVM transaction. */
    public val receipt: Receipt? get() = of("receipt", ::Receipt)

    /** Logs, in the order of the chain. */
    public val logs: List<FoundLog>? get() = listOf("logs", ::FoundLog)

    /** An EVM transaction that the node knows. */
    public val transaction: PooledTransaction? get() = of("transaction", ::PooledTransaction)

    /** Base fees and tips. */
    public val fees: FeeHistory? get() = of("fees", ::FeeHistory)

    /** What a node did with a transaction. */
    public val sent: Sent? get() = of("sent") { Sent.valueOf(it.text.uppercase()) }

    /** Whether a simulated call succeeds; otherwise the answer is a refusal. */
    public val succeeded: Boolean get() = json["succeeded"]?.bool == true

    /** An account of Solana. */
    public val account: AccountInfo? get() = of("account", ::AccountInfo)

    /** The accounts of a program that match. */
    public val programAccounts: List<ProgramAccount>? get() = listOf("program_accounts", ::ProgramAccount)

    /** What was paid for priority, oldest slot first. */
    public val prioritizationFees: List<PrioritizationFee>? get() = listOf("prioritization_fees", ::PrioritizationFee)

    /** Transactions of Solana that name an account, newest first. */
    public val signatures: List<AddressSignature>? get() = listOf("signatures", ::AddressSignature)

    /** What a transaction of Solana did. */
    public val outcome: TransactionOutcome? get() = of("outcome", ::TransactionOutcome)

    /** The status of a transaction of Solana. */
    public val status: SignatureStatus? get() = of("status", ::SignatureStatus)

    /** The simulation of a transaction of Solana that succeeds. */
    public val simulated: Simulated? get() = of("simulated", ::Simulated)

    /** A blockhash for a new transaction of Solana. */
    public val blockhash: String? get() = json["blockhash"]?.string

    /** The last block height at which a transaction with [blockhash] can land. */
    public val lastValidBlockHeight: ULong? get() = of("last_valid_block_height") { it.text.toULong() }
}

internal val JsonValue.orNull: JsonValue? get() = takeUnless { it == JsonValue.Null }

internal val JsonValue.text: String get() = checkNotNull(string)

internal val JsonValue.elements: List<JsonValue> get() = (this as JsonValue.Array).elements

/** Bytes in hex with `0x`. */
internal val JsonValue.bytes: ByteArray get() = text.drop(2).chunked(2).map { it.toInt(16).toByte() }.toByteArray()

internal fun JsonValue.member(name: String): JsonValue = checkNotNull(this[name]) { name }

internal fun JsonValue.text(name: String): String = member(name).text

internal fun JsonValue.digits(name: String): ULong = text(name).toULong()

internal fun JsonValue.number(name: String): BigInteger = checkNotNull(member(name).number).toBigIntegerExact()

internal fun JsonValue.base64(name: String): ByteArray = Base64.getDecoder().decode(text(name))

internal fun <T> JsonValue.maybe(name: String, read: (JsonValue) -> T): T? = member(name).orNull?.let(read)
