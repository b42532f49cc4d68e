package x402core

import java.math.BigInteger

/** Questions of the app's own to a chain: each is a value, and nodes are asked in JSON-RPC. */

/** The block at whose end an EVM query is answered. */
public sealed interface BlockId {
    /** The newest block: on a rollup the sequencer's statement. */
    public data object Latest : BlockId

    /** The newest block that is posted to L1, or that a majority of validators attested. */
    public data object Safe : BlockId

    /** The newest block that cannot be reverted. */
    public data object Finalized : BlockId

    /** The block with this number. */
    public data class Number(val number: ULong) : BlockId
}

/** The state of Solana at which a query is answered. */
public enum class Commitment {
    /** The newest block that the node has executed; it may be on a fork that is dropped. */
    PROCESSED,

    /** A block that a supermajority of stake has voted for. */
    CONFIRMED,

    /** A block that cannot be reverted. */
    FINALIZED,
}

/**
 * One question to one chain: an [EvmQuery] or an [SvmQuery].
 *
 * Two are equal if they ask the same. [toString] shows the name alone, since members may be signed
 * bytes.
 */
public sealed class Query(private val name: String, internal val json: String) {
    override fun equals(other: Any?): Boolean = other is Query && other.javaClass == javaClass && other.json == json

    override fun hashCode(): Int = json.hashCode()

    override fun toString(): String = "${javaClass.simpleName}($name)"
}

/**
 * Queries to the nodes of one EVM network, in this order.
 *
 * @param multicall whether reads of contracts go through Multicall3; without it each is a call of its own.
 * @throws ValueException a text is not an address, bytes have another length than 32, or a range is too long.
 */
public fun chainQueries(vararg queries: EvmQuery, multicall: Boolean = true): ChainQueries =
    ChainQueries.ofJson("evm", list(queries.map { it.json }), multicall)

/**
 * Queries to the nodes of one network of Solana, in this order.
 *
 * @throws ValueException a text is not an address, a blockhash or a signature, or there are too many.
 */
public fun chainQueries(vararg queries: SvmQuery): ChainQueries =
    ChainQueries.ofJson("svm", list(queries.map { it.json }))

/** The JSON of a query; a member that is `null` is left out. */
internal fun query(name: String, vararg members: Pair<String, Any?>): String =
    (listOf("query" to name) + members.toList()).filter { it.second != null }
        .joinToString(",", "{", "}") { (member, value) -> "${quoted(member)}:${json(value)}" }

internal fun list(values: List<String>): String = values.joinToString(",", "[", "]")

/** Without hex, base64 or a unit: the caller has given the value its form. */
private fun json(value: Any?): String = when (value) {
    is Hex -> quoted(value.text)
    is List<*> -> list(value.map(::json))
    is Map<*, *> -> value.entries.joinToString(",", "{", "}") { (name, member) -> "${quoted("$name")}:${json(member)}" }
    is BlockId.Number -> "${value.number}"
    is BlockId -> quoted("$value".lowercase())
    is Commitment -> quoted(value.name.lowercase())
    is BigInteger, is String -> quoted("$value")
    else -> "$value"
}

/** Bytes as the core reads them. */
internal class Hex(bytes: ByteArray) {
    val text: String = bytes.joinToString("", "0x") { "%02x".format(it) }
}

private fun quoted(text: String): String = text.map { char ->
    when {
        char == '"' || char == '\\' -> "\\$char"
        char < ' ' -> "\\u%04x".format(char.code)
        else -> "$char"
    }
}.joinToString("", "\"", "\"")
