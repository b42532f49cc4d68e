import Foundation

/// A message of the protocol, which has one JSON form.
///
/// What came from outside is read by ``init(json:)``, which is strict: duplicate members, a member
/// in the wrong case and the like are refused. `Codable` is for messages inside of other data, and
/// sees only what Swift's decoder leaves: no duplicates, and numbers of 38 digits.
public protocol JSONMessage: Codable, Hashable, Sendable {
    /// Reads the message from JSON text, strictly.
    ///
    /// - Throws: ``Refusal`` if the text is no such message.
    init(json: String) throws

    /// The canonical JSON text: compact, members in the specification's order.
    ///
    /// - Throws: ``Refusal`` if a field has a value that this message may not have.
    func toJson() throws -> String
}

extension JSONMessage {
    /// Reads the message out of other data.
    public init(from decoder: any Decoder) throws {
        try self.init(json: JSONValue(from: decoder).text)
    }

    /// Writes the message into other data.
    public func encode(to encoder: any Encoder) throws {
        try JSONValue(text: toJson()).encode(to: encoder)
    }
}

extension PaymentPayload: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parsePaymentPayload(text: json) }
}

extension PaymentPayloadV1: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parsePaymentPayloadV1(text: json) }
}

extension PaymentRequired: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parsePaymentRequired(text: json) }
}

extension PaymentRequiredV1: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parsePaymentRequiredV1(text: json) }
}

extension PaymentRequirements: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parsePaymentRequirements(text: json) }
}

extension PaymentRequirementsV1: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parsePaymentRequirementsV1(text: json) }
}

extension ResourceInfo: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parseResourceInfo(text: json) }
}

extension SettleRequest: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parseSettleRequest(text: json) }
}

extension SettleResponse: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parseSettleResponse(text: json) }
}

extension SupportedKind: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parseSupportedKind(text: json) }
}

extension SupportedResponse: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parseSupportedResponse(text: json) }
}

extension VerifyRequest: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parseVerifyRequest(text: json) }
}

extension VerifyResponse: JSONMessage {
    /// Reads the message from JSON text, strictly.
    public init(json: String) throws { self = try parseVerifyResponse(text: json) }
}
