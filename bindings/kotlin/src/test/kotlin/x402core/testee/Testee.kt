/** This package under the conformance suite: `x402-testee/1`, JSON lines in and out. */
@file:JvmName("Testee")

package x402core.testee

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import x402core.*

/** Answers request lines until the input ends. */
fun main() {
    val output = System.out.buffered()
    System.`in`.bufferedReader().forEachLine { line ->
        output.write("${answer(line)}\n".toByteArray())
        output.flush()
    }
}

/** Answers one request line. */
fun answer(line: String): JsonObject {
    val request = parseObject(line)
    val answer = try {
        dispatch(request)
    } catch (refusal: Refusal) {
        refuse(refusal)
    } catch (error: OfferException) {
        refuse(error)
    } catch (error: ValueException.Invalid) {
        if (request.text("op") in OF_A_VALUE) refuse(error) else failure(error.detail)
    }
    return JsonObject(mapOf("id" to (request["id"] ?: JsonPrimitive(""))) + answer)
}

/** Operations on a value that may be none: a price, a transaction's text, an addition. */
private val OF_A_VALUE = setOf("movements", "price", "select")

private fun dispatch(request: JsonObject): JsonObject = when (request.text("op")) {
    "hello" -> hello()
    "answer_requests" -> answerRequests(request)
    "chain_queries" -> payment(request) { accept("requests" to requests()) }
    "check_extensions" -> {
        checkExtensions(request["extensions"].toString(), parsePaymentPayload(request["payload"].toString()))
        accept()
    }
    "decode_header" -> decodeHeader(request.text("header"), values(request))
    "decode_json" -> decodeJson("${request.text("type")}/${request.number("x402Version")}", text(request))
    "encode_header" -> encodeHeader(request.text("header"), text(request))
    "movements" -> movements(request)
    "read_answers" -> readAnswers(request)
    "select" -> selectEntry(request)
    "write_queries" -> writeQueries(request)
    "price" -> AssetTable().use { table ->
        val network = request.text("network").orEmpty()
        // The protocol names a network as messages do; an argument may also have its known name.
        if (parseNetwork(network).id != network) throw ValueException.Invalid("network", "a CAIP-2 name", network, "not CAIP-2")
        val priced = table.price(network, request.text("price").orEmpty())
        accept("asset" to priced.asset.address, "amount" to priced.amount)
    }
    "prove" -> prove(request)
    "verify" -> payment(request) { accept(verify(payment, offer, now, context)) }
    "verify_chain" -> payment(request) { accept(verifyWith(responses(request.list("responses").orEmpty()))) }
    "digest" -> payment(request) { digest(examine(payment, offer, now, context).notes) }
    else -> unsupported()
}

private fun hello(): JsonObject = objectOf(
    "name" to "x402core",
    "version" to coreVersion(),
    "language" to "kotlin",
    "ops" to listOf(
        "hello", "answer_requests", "chain_queries", "check_extensions", "decode_header", "decode_json", "encode_header", "movements",
        "price", "prove", "read_answers", "select", "verify", "verify_chain", "write_queries", "digest",
    ),
    "schemes" to listOf("exact/eip155", "exact/solana"),
    "clock" to "injected",
    "state" to "injected",
)

private fun text(request: JsonObject): String = request.text("text").orEmpty()

private fun values(request: JsonObject): List<String> = when (val value = request["value"]) {
    is JsonArray -> value.map { it.string }
    else -> listOf(request.text("value").orEmpty())
}

private fun decodeHeader(header: String?, values: List<String>): JsonObject {
    when (header) {
        "payment-signature", "x-payment" -> requirePayment(values.map { HttpHeader(header, it) })
        "payment-required" -> required(values)
        "payment-response" -> decodePaymentResponse(joined(values) ?: return missing())
        "x-payment-response" -> decodeXPaymentResponse(joined(values) ?: return missing())
        else -> return unsupported()
    }
    return accept()
}

/** The lines of a header as one, as HTTP libraries join them: a receipt's decoder splits them. */
private fun joined(values: List<String>): String? = values.joinToString(",").takeIf { values.isNotEmpty() }

/** A receipt's decoder takes a value; whether there is one is seen before. */
private fun missing(): JsonObject = objectOf(
    "result" to "reject",
    "code" to "header.missing",
    "detail" to "expected one value, found 0",
)

/** A wallet has an account; this one's pays nothing. */
private const val NO_ONE = "0x0000000000000000000000000000000000000001"

/** What a 402 asks for, as a session reads it out of all headers. */
private fun required(values: List<String>) {
    if (values.size == 1) {
        decodePaymentRequired(values.single())
        return
    }
    Wallet(listOf(Account(NO_ONE))).use { wallet ->
        Session("https://example.com", wallet).use { session ->
            val step = session.response(402u, values.map { HttpHeader("payment-required", it) })
            if (step is SessionStep.Unreadable) throw step.error
        }
    }
}

private val parsers: Map<String, (String) -> Any> = buildMap {
    put("PaymentPayload/1", ::parsePaymentPayloadV1)
    put("PaymentPayload/2", ::parsePaymentPayload)
    put("PaymentRequired/1", ::parsePaymentRequiredV1)
    put("PaymentRequired/2", ::parsePaymentRequired)
    put("PaymentRequirements/1", ::parsePaymentRequirementsV1)
    put("PaymentRequirements/2", ::parsePaymentRequirements)
    put("ResourceInfo/2", ::parseResourceInfo)
    for (version in 1..2) {
        put("SettleRequest/$version", ::parseSettleRequest)
        put("SettleResponse/$version", ::parseSettleResponse)
        put("SupportedResponse/$version", ::parseSupportedResponse)
        put("VerifyRequest/$version", ::parseVerifyRequest)
        put("VerifyResponse/$version", ::parseVerifyResponse)
    }
}

private fun decodeJson(type: String, text: String): JsonObject {
    val parse = parsers[type] ?: return unsupported()
    parse(text)
    return accept()
}

private fun encodeHeader(header: String?, text: String): JsonObject {
    val value = when (header) {
        "payment-required" -> encodePaymentRequired(parsePaymentRequired(text))
        "payment-response" -> encodePaymentResponse(parseSettleResponse(text))
        "payment-signature" -> encodePaymentSignature(parsePaymentPayload(text))
        "x-payment" -> encodeXPayment(parsePaymentPayloadV1(text))
        "x-payment-response" -> encodeXPaymentResponse(parseSettleResponse(text))
        else -> return unsupported()
    }
    return accept("header" to value)
}

private val steps = mapOf(
    "domain_separator" to "domainSeparator",
    "struct_hash" to "structHash",
    "digest" to "signingHash",
    "recovered" to "recovered",
    "message_hash" to "messageHash",
)

private fun digest(notes: List<Note>): JsonObject {
    val derived = notes.mapNotNull { note ->
        val step = steps[note.name] ?: return@mapNotNull null
        step to if (step == "recovered" && note.value == "nobody") null else note.value
    }
    return objectOf("result" to "digest", "derived" to derived.toMap())
}
