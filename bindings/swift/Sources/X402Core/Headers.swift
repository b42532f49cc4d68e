import Foundation

// The messages' ways in and out as headers, and the headers of an HTTP client.

extension PaymentRequired {
    /// Reads the value of `PAYMENT-REQUIRED`.
    ///
    /// - Throws: ``Refusal`` if the value is not base64, or not this message; it says where.
    public init(header: String) throws { self = try decodePaymentRequired(value: header) }

    /// The value of `PAYMENT-REQUIRED`.
    ///
    /// - Throws: ``Refusal`` if a field has a value that this message may not have.
    public func toHeader() throws -> String { try encodePaymentRequired(message: self) }
}

extension PaymentPayload {
    /// Reads the value of `PAYMENT-SIGNATURE`; see ``PaymentRequired/init(header:)``.
    public init(header: String) throws { self = try decodePaymentSignature(value: header) }

    /// The value of `PAYMENT-SIGNATURE`.
    public func toHeader() throws -> String { try encodePaymentSignature(message: self) }
}

extension PaymentPayloadV1 {
    /// Reads the value of `X-PAYMENT`; see ``PaymentRequired/init(header:)``.
    public init(header: String) throws { self = try decodeXPayment(value: header) }

    /// The value of `X-PAYMENT`.
    public func toHeader() throws -> String { try encodeXPayment(message: self) }
}

extension SettleResponse {
    /// Reads the value of `PAYMENT-RESPONSE`; see ``PaymentRequired/init(header:)``.
    public init(header: String) throws { self = try decodePaymentResponse(value: header) }

    /// The value of `PAYMENT-RESPONSE`.
    public func toHeader() throws -> String { try encodePaymentResponse(message: self) }
}

extension Dictionary where Key == AnyHashable, Value == Any {
    /// The headers of an answer, as a ``Session`` reads them: `response.allHeaderFields.toHttpHeaders()`.
    public func toHttpHeaders() -> [HttpHeader] {
        map { HttpHeader(name: "\($0.key)", value: "\($0.value)") }
    }
}
