package x402core.testee

import java.util.Base64
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import x402core.AccountInfo
import x402core.Answer
import x402core.BlockRef
import x402core.Code
import x402core.Fact
import x402core.Head
import x402core.Log
import x402core.Receipt
import x402core.Revert
import x402core.TokenBalance
import x402core.TransactionFault
import x402core.TransactionOutcome
import x402core.Value

/** An answer as the suite writes it, member by member of what the package read. */
fun Fact.json(): JsonObject {
    val members = when (val answer = answer) {
        is Answer.Value -> answer.value.json()
        is Answer.Refused -> objectOf("refused" to answer.revert.json())
        is Answer.Failed -> objectOf(
            "failed" to answer.failure.cause.name.lowercase(),
            "transient" to answer.failure.isTransient,
            "code" to answer.failure.code?.let { JsonPrimitive(it) },
            "retry_after" to answer.failure.retryAfter?.let { JsonPrimitive(it.toLong()) },
        )
        is Answer.Nonsense -> objectOf("nonsense" to answer.nonsense.name.lowercase())
    }
    return JsonObject(members + (at?.let { mapOf("at" to it.json()) }.orEmpty()))
}

private fun Value.json(): JsonObject {
    val values = listOfNotNull(
        number?.let { "number" to "$it" },
        amount?.let { "amount" to "$it" },
        flag?.let { "flag" to it },
        hash?.let { "hash" to it.hex() },
        text?.let { "text" to it },
        code?.let { "code" to it.json() },
        block?.let { "block" to it.json() },
        receipt?.let { "receipt" to it.json() },
        logs?.let { logs ->
            "logs" to logs.map { objectOf("block" to it.block.json(), "transaction" to it.transaction, "log" to it.log.json()) }
        },
        transaction?.let {
            "transaction" to objectWithNulls("from" to it.from, "nonce" to "${it.nonce}", "block" to it.block?.json())
        },
        fees?.let { fees -> "fees" to objectOf("base_fees" to fees.baseFees.map { "$it" }, "tips" to fees.tips.map { "$it" }) },
        sent?.let { "sent" to it.name.lowercase() },
        account?.let { "account" to it.json() },
        signatures?.let { found ->
            "signatures" to found.map {
                objectWithNulls("signature" to it.signature, "slot" to "${it.slot}", "time" to it.time?.let { time -> "${time.epochSecond}" })
            }
        },
        outcome?.let { "outcome" to it.json() },
        status?.let {
            val commitment = it.commitment.name.lowercase()
            "status" to objectWithNulls("slot" to "${it.slot}", "fault" to it.fault?.json(), "commitment" to commitment)
        },
        simulated?.let { "simulated" to objectWithNulls("units" to it.units?.toString()) },
        blockhash?.let { "blockhash" to it },
        lastValidBlockHeight?.let { "last_valid_block_height" to "$it" },
        if (succeeded) "succeeded" to true else null,
    )
    if (values.isNotEmpty()) return objectOf(*values.toTypedArray())
    check(isAbsence)
    return objectWithNulls(kind to null)
}

private fun Revert.json(): Any = when (this) {
    Revert.BadReturn -> "bad_return"
    Revert.Silent -> "silent"
    is Revert.Known -> objectOf("error" to error)
    is Revert.Message -> objectOf("message" to text)
    is Revert.Panic -> objectOf("panic" to "$code")
    is Revert.Transaction -> objectOf("fault" to fault.json())
    is Revert.Unknown -> objectOf("unknown" to selector)
}

private fun TransactionFault.json(): JsonObject = when (val index = instruction) {
    null -> objectOf("name" to name)
    else -> objectWithNulls("instruction" to JsonPrimitive(index), "custom" to custom?.let { JsonPrimitive(it.toLong()) }, "name" to name)
}

private fun Code.json(): Any = when (this) {
    Code.None -> "none"
    is Code.Delegated -> objectOf("delegated" to address)
    is Code.Contract -> objectOf("contract" to hash)
}

private fun Head.json(): JsonObject = objectOf("height" to "$height", "hash" to hash?.hex(), "time" to time?.epochSecond?.toString())

private fun BlockRef.json(): JsonObject = objectOf("height" to "$number", "hash" to hash.hex())

private fun Log.json(): JsonObject =
    objectOf("address" to address, "topics" to topics.map { it.hex() }, "data" to data.hex(), "index" to "$index")

private fun Receipt.json(): JsonObject = objectWithNulls(
    "transaction" to transaction,
    "block" to block?.json(),
    "succeeded" to succeeded,
    "from" to from,
    "to" to to,
    "gas_used" to "$gasUsed",
    "gas_price" to gasPrice?.toString(),
    "l1_fee" to l1Fee?.toString(),
    "logs" to logs.map { it.json() },
)

private fun AccountInfo.json(): JsonObject = objectOf(
    "owner" to owner,
    "lamports" to "$lamports",
    "executable" to executable,
    "data" to Base64.getEncoder().encodeToString(data),
)

private fun TransactionOutcome.json(): JsonObject = objectWithNulls(
    "slot" to "$slot",
    "fault" to fault?.json(),
    "fee" to "$fee",
    "before" to JsonArray(before.map { it.json() }),
    "after" to JsonArray(after.map { it.json() }),
)

private fun TokenBalance.json(): JsonObject =
    objectWithNulls("account" to account, "mint" to mint, "owner" to owner, "program" to program, "amount" to "$amount")

private fun ByteArray.hex(): String = joinToString("", "0x") { "%02x".format(it) }
