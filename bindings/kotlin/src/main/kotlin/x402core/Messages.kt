package x402core

/** The messages' ways in: from JSON text, and from headers. */

/**
 * Reads the message from JSON text, strictly.
 *
 * @throws Refusal.Malformed the text is not JSON, or not this message; it says where.
 */
public fun PaymentRequired.Companion.fromJson(text: String): PaymentRequired = parsePaymentRequired(text)

/**
 * Reads the value of `PAYMENT-REQUIRED`.
 *
 * @throws Refusal.Malformed the value is not base64, or not this message; it says where.
 */
public fun PaymentRequired.Companion.fromHeader(value: String): PaymentRequired = decodePaymentRequired(value)

/** The value of `PAYMENT-REQUIRED`. */
public fun PaymentRequired.toHeader(): String = encodePaymentRequired(this)

/** Reads the message from JSON text; see [PaymentRequired.Companion.fromJson]. */
public fun PaymentRequirements.Companion.fromJson(text: String): PaymentRequirements =
    parsePaymentRequirements(text)

/** Reads the message from JSON text; see [PaymentRequired.Companion.fromJson]. */
public fun PaymentPayload.Companion.fromJson(text: String): PaymentPayload = parsePaymentPayload(text)

/** Reads the value of `PAYMENT-SIGNATURE`; see [PaymentRequired.Companion.fromHeader]. */
public fun PaymentPayload.Companion.fromHeader(value: String): PaymentPayload = decodePaymentSignature(value)

/** The value of `PAYMENT-SIGNATURE`. */
public fun PaymentPayload.toHeader(): String = encodePaymentSignature(this)

/** Reads the message from JSON text; see [PaymentRequired.Companion.fromJson]. */
public fun SettleResponse.Companion.fromJson(text: String): SettleResponse = parseSettleResponse(text)

/** Reads the value of `PAYMENT-RESPONSE`; see [PaymentRequired.Companion.fromHeader]. */
public fun SettleResponse.Companion.fromHeader(value: String): SettleResponse = decodePaymentResponse(value)

/** The value of `PAYMENT-RESPONSE`. */
public fun SettleResponse.toHeader(): String = encodePaymentResponse(this)

/** Reads the JSON body of a version 1 402; see [PaymentRequired.Companion.fromJson]. */
public fun PaymentRequiredV1.Companion.fromJson(text: String): PaymentRequiredV1 = parsePaymentRequiredV1(text)

/** Reads the message from JSON text; see [PaymentRequired.Companion.fromJson]. */
public fun PaymentRequirementsV1.Companion.fromJson(text: String): PaymentRequirementsV1 =
    parsePaymentRequirementsV1(text)

/** Reads the message from JSON text; see [PaymentRequired.Companion.fromJson]. */
public fun PaymentPayloadV1.Companion.fromJson(text: String): PaymentPayloadV1 = parsePaymentPayloadV1(text)

/** Reads the value of `X-PAYMENT`; see [PaymentRequired.Companion.fromHeader]. */
public fun PaymentPayloadV1.Companion.fromHeader(value: String): PaymentPayloadV1 = decodeXPayment(value)

/** The value of `X-PAYMENT`. */
public fun PaymentPayloadV1.toHeader(): String = encodeXPayment(this)

/**
 * Reads a network's name, such as `base`, or its CAIP-2 name, such as `eip155:8453`.
 *
 * @throws ValueException.Invalid it is neither; `expected` suggests the network that is probably meant.
 */
public fun Network.Companion.parse(id: String): Network = parseNetwork(id)

/** The headers as HTTP clients have them: each name with all its values. */
public fun Map<String, List<String>>.toHttpHeaders(): List<HttpHeader> =
    flatMap { (name, values) -> values.map { HttpHeader(name, it) } }
