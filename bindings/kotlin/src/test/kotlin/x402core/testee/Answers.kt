package x402core.testee

import kotlinx.serialization.json.JsonObject
import x402core.ChainCheck
import x402core.OfferException
import x402core.Refusal
import x402core.ValueException
import x402core.Verified

/** A message that is well formed. */
fun accept(): JsonObject = objectOf("result" to "accept")

/** What was made of the input. */
fun accept(vararg derived: Pair<String, String>): JsonObject =
    objectOf("result" to "accept", "derived" to derived.toMap())

/** A payment that is verified. */
fun accept(verified: Verified): JsonObject {
    val facts = verified.facts()
    return objectOf(
        "result" to "accept",
        "payer" to facts.payer,
        "unchecked" to facts.unchecked.map(::name),
        "warnings" to facts.warnings.map { it.code },
        "derived" to mapOf("keepUntil" to facts.keepUntil.toString(), "replayKey" to facts.replayKey),
    )
}

/** A refusal of any kind. */
fun refuse(refusal: Refusal): JsonObject = when (refusal) {
    is Refusal.Malformed -> reject(refusal.code, refusal.wireCode, refusal.pointer, refusal.detail)
    is Refusal.Rejected -> reject(refusal.code, refusal.wireCode, refusal.pointer, refusal.detail)
    is Refusal.Undecided -> objectOf("result" to "undecided", "needs" to refusal.needs.map(::name))
}

/** The seller's mistake: nothing pays what cannot be paid. */
fun refuse(error: OfferException): JsonObject = when (error) {
    is OfferException.Unpayable -> when (error.pointer) {
        "/scheme", "/network" -> unsupported()
        else -> reject(null, "invalid_payment_requirements", null, error.detail)
    }
    is OfferException.Malformed -> failure("requirements: ${error.detail}")
    is OfferException.Value -> failure("requirements: ${error.detail}")
}

/** Requirements that are not terms: no payment can satisfy them. */
fun refuseRequirements(refusal: Refusal): JsonObject = when (refusal) {
    is Refusal.Malformed ->
        reject(refusal.code, null, null, "requirements: ${refusal.detail}")
    is Refusal.Rejected, is Refusal.Undecided -> failure("requirements: $refusal")
}

/** A price that is none. */
fun refuse(error: ValueException.Invalid): JsonObject = reject(null, null, null, error.detail)

/** An operation, a header or a form that is not there. */
fun unsupported(): JsonObject = objectOf("result" to "unsupported")

/** A request that cannot be answered. */
fun failure(detail: String): JsonObject = objectOf("result" to "error", "detail" to detail)

private fun reject(code: String?, wireCode: String?, path: String?, detail: String): JsonObject =
    objectOf("result" to "reject", "code" to code, "wire_code" to wireCode, "path" to path, "detail" to detail)

/** A check's name in the vectors, such as `payer_code`. */
private fun name(check: ChainCheck): String = check.name.lowercase().replace("erc_1271", "erc1271")
