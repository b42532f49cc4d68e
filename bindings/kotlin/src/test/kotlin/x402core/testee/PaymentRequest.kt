package x402core.testee

import java.time.Instant
import kotlinx.serialization.json.JsonObject
import x402core.AnyPaymentPayload
import x402core.Context
import x402core.DeclaredState
import x402core.Offer
import x402core.Refusal
import x402core.decodePaymentSignature
import x402core.decodeXPayment
import x402core.parsePaymentPayload
import x402core.parsePaymentPayloadV1
import x402core.parsePaymentRequirements
import x402core.parsePaymentRequirementsV1
import x402core.policyByName

/** A request about a payment, read: everything that a verdict depends on. */
class PaymentRequest(
    val payment: AnyPaymentPayload,
    val offer: Offer,
    val now: Instant,
    val context: Context,
)

/** Reads the request and answers it with [use]; the policy or the form may not be there. */
fun payment(request: JsonObject, use: PaymentRequest.() -> JsonObject): JsonObject {
    val policy = policyByName(request.text("policy") ?: "strict") ?: return unsupported()
    val requirements = request.child("requirements") ?: return failure("request: expected requirements")
    // Only version 1 calls the price `maxAmountRequired`.
    val isVersion1 = "maxAmountRequired" in requirements
    val offer = try {
        if (isVersion1) {
            Offer.parseV1(parsePaymentRequirementsV1(requirements.toString()))
        } else {
            Offer.parse(parsePaymentRequirements(requirements.toString()))
        }
    } catch (malformed: Refusal) {
        return refuseRequirements(malformed)
    }
    return offer.use {
        val payment = read(request, isVersion1)
        val signers = request.list("signers")?.map { it.string }
        val state = request.child("state")?.let { DeclaredState.parse(it.toString()) }
        Context(policy, signers, state).use { context ->
            PaymentRequest(payment, offer, now(request), context).use()
        }
    }
}

private fun now(request: JsonObject): Instant = Instant.ofEpochSecond((request.number("now") ?: 0u).toLong())

private fun read(request: JsonObject, isVersion1: Boolean): AnyPaymentPayload {
    val header = request.text("payload_header")
    val text = request.text("payload_text") ?: request["payload"]?.toString().orEmpty()
    return if (isVersion1) {
        AnyPaymentPayload.V1(header?.let(::decodeXPayment) ?: parsePaymentPayloadV1(text))
    } else {
        AnyPaymentPayload.V2(header?.let(::decodePaymentSignature) ?: parsePaymentPayload(text))
    }
}
