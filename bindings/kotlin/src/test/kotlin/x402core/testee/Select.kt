package x402core.testee

import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import x402core.*

/** The entry of `accepts` that a client pays, and what it sends back. */
fun selectEntry(request: JsonObject): JsonObject {
    val required = AnyPaymentRequired.V2(parsePaymentRequired(request.text("required").orEmpty()))
    val accounts = request.list("accounts").orEmpty().map { Account(it.string) }
    val authentication = request.list("authentication")?.map { it.string }
    return Wallet(accounts).use { wallet ->
        Spending(authentication = authentication).use { spending -> choose(required, wallet, spending, request.child("add")) }
    }
}

private fun choose(required: AnyPaymentRequired, wallet: Wallet, spending: Spending, add: JsonObject?): JsonObject = try {
    select(required, wallet, spending).use { choice ->
        if (add == null) {
            paid(choice)
        } else {
            choice.extend(add.text("extension").orEmpty(), add.text("member").orEmpty(), add["value"].toString()).use(::paid)
        }
    }
} catch (none: NoChoice.Refused) {
    chosen(objectWithNulls("entry" to null, "skipped" to skipped(none.refused)))
}

private fun paid(choice: Choice): JsonObject {
    val summary = choice.summary()
    val sent = summary.extensions?.let { parseObject(it) }
    return chosen(objectWithNulls("entry" to JsonPrimitive(summary.index.toLong()), "skipped" to skipped(summary.refused), "extensions" to sent))
}

private fun chosen(choice: JsonObject): JsonObject = accept("choice" to choice.toString())

private fun skipped(refused: List<RefusedEntry>): List<JsonObject> =
    refused.map { objectOf("entry" to JsonPrimitive(it.index.toLong()), "reason" to it.reason.name.lowercase()) }
