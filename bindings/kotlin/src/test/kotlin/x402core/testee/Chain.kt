package x402core.testee

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import x402core.ChainQueries
import x402core.ExpectedTransfer
import x402core.Facts
import x402core.Landed
import x402core.Level
import x402core.Movement
import x402core.NodeResponse
import x402core.SettlementStatus
import x402core.ValueException
import x402core.Verified
import x402core.paymentQueries
import x402core.prove
import x402core.settlementQueries
import x402core.verify

/** The requests that ask about the payment, without their envelopes. */
fun PaymentRequest.requests(): String = queries().requests()

/** The requests of these queries, without their envelopes. */
fun ChainQueries.requests(): String = bodies().flatMap { body ->
    val read = Json.parseToJsonElement(body)
    if (read is JsonArray) read else listOf(read)
}.map { part ->
    val request = part as JsonObject
    JsonObject(request.filterKeys { it == "method" || it == "params" })
}.let { JsonArray(it).toString() }

/** The verdict with a node's responses to them. */
fun PaymentRequest.verifyWith(responses: List<NodeResponse>): Verified {
    val facts = queries().facts(responses, 0u)
    return verify(payment, offer, now, context.withChain(facts, 1u))
}

private fun PaymentRequest.queries(): ChainQueries = paymentQueries(payment, offer, now, context)

/** What a transaction moved for each payment. */
fun movements(request: JsonObject): JsonObject {
    val payments = expected(request)
    Landed.read(request.text("transaction").orEmpty()).use { landed ->
        val moved = landed.movements(payments).map(::json)
        return accept("transaction" to landed.transaction(), "movements" to JsonArray(moved).toString())
    }
}

/** What nodes show of the settlement of each payment. */
fun prove(request: JsonObject): JsonObject {
    val payments = expected(request)
    val transaction = request.text("transaction").orEmpty()
    val level = level(request)
    val nodes = checkNotNull(request.number("nodes")).toUShort()
    var facts = Facts()
    for (round in request.list("rounds").orEmpty()) {
        val queries = settlementQueries(payments, transaction, level, facts, nodes)
        for ((node, answers) in (round as JsonArray).withIndex()) {
            facts = facts.merge(queries.facts(responses(answers as JsonArray), node.toUShort()))
        }
    }
    val statuses = prove(payments, transaction, level, facts, nodes).map(::json)
    return accept("statuses" to JsonArray(statuses).toString())
}

/** The transfers that the payments are to make. */
private fun expected(request: JsonObject): List<ExpectedTransfer> = request.list("payments").orEmpty().map {
    var transfer: ExpectedTransfer? = null
    payment(it as JsonObject) {
        transfer = ExpectedTransfer.read(payment, offer)
        accept()
    }
    checkNotNull(transfer)
}

private fun level(request: JsonObject): Level = when (val name = request.text("level")) {
    null -> Level.Depth(checkNotNull(request.number("level")).toUInt())
    "included" -> Level.Included
    "safe" -> Level.Safe
    "finalized" -> Level.Finalized
    else -> throw ValueException.Invalid("level", "a level", name, "not a level")
}

/** A node's responses as an app has them. */
fun responses(given: List<JsonElement>): List<NodeResponse> = given.map {
    val response = it as JsonObject
    val body = response.text("body").orEmpty().encodeToByteArray()
    NodeResponse(response.number("status")?.toUShort(), body, response.text("retry_after"))
}

private fun json(movement: Movement): JsonObject = when (movement) {
    is Movement.Paid -> objectWithNulls(
        "kind" to "paid",
        "log_index" to movement.logIndex?.toString(),
        "names_payment" to movement.namesPayment,
    )
    is Movement.Short -> objectWithNulls(
        "kind" to "short",
        "received" to movement.received,
        "names_payment" to movement.namesPayment,
    )
    Movement.Cancelled -> objectOf("kind" to "cancelled")
    Movement.Failed -> objectOf("kind" to "failed")
    Movement.Unrelated -> objectOf("kind" to "unrelated")
}

private fun json(status: SettlementStatus): JsonObject = when (status) {
    is SettlementStatus.Paid -> objectWithNulls(
        "kind" to "paid",
        "transaction" to status.by.transaction,
        "block" to status.by.block?.let { block ->
            val hash = block.hash.joinToString("", "0x") { "%02x".format(it) }
            mapOf("height" to block.number.toString(), "hash" to hash)
        },
        "slot" to status.by.slot?.toString(),
        "log_index" to status.by.logIndex?.toString(),
    )
    is SettlementStatus.Short -> objectOf("kind" to "short", "received" to status.received)
    SettlementStatus.Cancelled -> objectOf("kind" to "cancelled")
    SettlementStatus.Failed -> objectOf("kind" to "failed")
    SettlementStatus.Unrelated -> objectOf("kind" to "unrelated")
    SettlementStatus.Unnamed -> objectOf("kind" to "unnamed")
    SettlementStatus.BelowLevel -> objectOf("kind" to "below_level")
    SettlementStatus.Preconfirmed -> objectOf("kind" to "preconfirmed")
    SettlementStatus.Reorganised -> objectOf("kind" to "reorganised")
    SettlementStatus.Absent -> objectOf("kind" to "absent")
    SettlementStatus.Unknown -> objectOf("kind" to "unknown")
}
