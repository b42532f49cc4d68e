import X402Core

extension Testee {
    /// Decodes one header, given once or as a list.
    @Sendable static func decodeHeader(_ request: JSONValue) throws -> Response {
        let name = try request.text("header")
        let value = try request.member("value")
        let values = try (value.array ?? [value]).map { try $0.wholeText() }
        switch name {
        case "payment-signature", "x-payment":
            _ = try requirePayment(headers: values.map { HttpHeader(name: name, value: $0) })
        case "payment-required":
            _ = try decodePaymentRequired(value: one(values))
        case "payment-response":
            _ = try decodePaymentResponse(value: one(values))
        case "x-payment-response":
            _ = try decodeXPaymentResponse(value: one(values))
        default:
            return .unsupported
        }
        return .accept([:])
    }

    /// The lines of a header as one, as HTTP libraries join them: the core's decoder splits them.
    private static func one(_ values: [String]) throws -> String {
        if !values.isEmpty { return values.joined(separator: ",") }
        throw Unanswerable(
            answer: .reject(
                code: "header.missing", wireCode: nil, path: nil,
                detail: "expected one value, found 0"))
    }

    /// Decodes one JSON text.
    @Sendable static func decodeJSON(_ request: JSONValue) throws -> Response {
        let type = try request.text("type")
        let version = try request.member("x402Version")
        guard let message = messages["\(type)/\(version.text)"] else { return .unsupported }
        _ = try message.init(json: request.text("text"))
        return .accept([:])
    }

    private static let messages: [String: any JSONMessage.Type] = [
        "PaymentPayload/1": PaymentPayloadV1.self,
        "PaymentPayload/2": PaymentPayload.self,
        "PaymentRequired/1": PaymentRequiredV1.self,
        "PaymentRequired/2": PaymentRequired.self,
        "PaymentRequirements/1": PaymentRequirementsV1.self,
        "PaymentRequirements/2": PaymentRequirements.self,
        "ResourceInfo/2": ResourceInfo.self,
        "SettleRequest/1": SettleRequest.self,
        "SettleRequest/2": SettleRequest.self,
        "SettleResponse/1": SettleResponse.self,
        "SettleResponse/2": SettleResponse.self,
        "SupportedResponse/1": SupportedResponse.self,
        "SupportedResponse/2": SupportedResponse.self,
        "VerifyRequest/1": VerifyRequest.self,
        "VerifyRequest/2": VerifyRequest.self,
        "VerifyResponse/1": VerifyResponse.self,
        "VerifyResponse/2": VerifyResponse.self,
    ]

    /// Writes the message with this JSON as a header's value.
    @Sendable static func encodeHeader(_ request: JSONValue) throws -> Response {
        let text = try request.text("text")
        let value: String
        switch try request.text("header") {
        case "payment-required":
            value = try encodePaymentRequired(message: PaymentRequired(json: text))
        case "payment-response":
            value = try encodePaymentResponse(message: SettleResponse(json: text))
        case "payment-signature":
            value = try encodePaymentSignature(message: PaymentPayload(json: text))
        case "x-payment":
            value = try encodeXPayment(message: PaymentPayloadV1(json: text))
        case "x-payment-response":
            value = try encodeXPaymentResponse(message: SettleResponse(json: text))
        default:
            return .unsupported
        }
        return .accept(["derived": ["header": .string(value)]])
    }
}

extension JSONValue {
    fileprivate func wholeText() throws -> String {
        guard let string else { throw Unanswerable.error("expected value to be a string") }
        return string
    }
}
