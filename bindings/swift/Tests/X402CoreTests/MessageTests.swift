import Foundation
import X402Core
import XCTest

/// Messages as values of Swift's.
final class MessageTests: XCTestCase {
    private struct Saved: Codable, Equatable {
        var name: String
        var required: PaymentRequired
    }

    func testCodableInsideOfOtherData() throws {
        let requirements = PaymentRequirements.cent.with {
            $0.unknown = #"{"note":{"n":12345678901234567890123456789012345678}}"#
        }
        let saved = Saved(name: "weather", required: PaymentRequired(accepts: [requirements]))
        let data = try JSONEncoder().encode(saved)
        XCTAssertEqual(try JSONDecoder().decode(Saved.self, from: data), saved)
        let list = try PropertyListEncoder().encode(["a": PaymentRequired(accepts: [.cent])])
        XCTAssertEqual(
            try PropertyListDecoder().decode([String: PaymentRequired].self, from: list)["a"],
            PaymentRequired(accepts: [.cent]))
    }

    func testCodableRefusesWhatTheMessageRefuses() {
        let text = #"{"x402Version":2,"accepts":[]}"#
        XCTAssertThrowsError(
            try JSONDecoder().decode(PaymentRequired.self, from: Data(text.utf8))
        ) { XCTAssertTrue($0 is Refusal, "\($0)") }
    }

    func testUnknownMembersSurvive() throws {
        let text =
            #"{"x402Version":2,"accepts":[],"zeta":{"amount":1.50,"deep":[null,true]},"alpha":"é"}"#
        let full = text.replacingOccurrences(
            of: #""accepts":[]"#, with: #""accepts":[\#(try PaymentRequirements.cent.toJson())]"#)
        let required = try PaymentRequired(json: full)
        XCTAssertEqual(
            required.unknown, #"{"zeta":{"amount":1.50,"deep":[null,true]},"alpha":"é"}"#)
        XCTAssertEqual(try required.toJson(), full)
        let extra = try JSONValue(text: try XCTUnwrap(required.unknown))
        XCTAssertEqual(extra["zeta"]?["deep"]?.array, [.null, true])
        XCTAssertEqual(extra["alpha"]?.string, "é")
    }

    func testMessagesAreReadFromHeadersAndWrittenToThem() throws {
        let required = PaymentRequired(accepts: [.cent])
        XCTAssertEqual(try PaymentRequired(header: required.toHeader()), required)
        let sample = try Sample()
        let payment = try PaymentPayload(header: sample.header)
        XCTAssertEqual(AnyPaymentPayload.v2(payload: payment), sample.payment.facts().message)
        XCTAssertEqual(try payment.toHeader(), sample.header)
        let receipt = SettleResponse(
            success: true, transaction: "0x" + String(repeating: "1", count: 64),
            network: "eip155:84532")
        XCTAssertEqual(try SettleResponse(header: receipt.toHeader()), receipt)
        let bad = try thrown(Refusal.self, PaymentRequired(header: required.toHeader() + "\n"))
        XCTAssertEqual(bad.code, "header.base64")
        XCTAssertEqual(bad.detail, bad.description)
    }

    func testHeadersOfAnAnswer() {
        let fields: [AnyHashable: Any] = ["Retry-After": "5", "content-type": "text/plain"]
        XCTAssertEqual(
            Set(fields.toHttpHeaders()),
            [
                HttpHeader(name: "Retry-After", value: "5"),
                HttpHeader(name: "content-type", value: "text/plain"),
            ])
    }

    func testAnEntryThatCannotBeReadDoesNotSpoilTheOthers() throws {
        let good = try PaymentRequirements.cent.toJson()
        let text = #"{"x402Version":2,"accepts":[null,\#(good),{"a":1.50}]}"#
        let required = try PaymentRequired(json: text)
        XCTAssertEqual(required.accepts, [.cent])
        XCTAssertEqual(required.unread.map(\.index), [0, 2])
        XCTAssertEqual(required.unread.map(\.text), ["null", #"{"a":1.50}"#])
        XCTAssertTrue(required.unread[1].reason.contains("/accepts/2/scheme"))
        XCTAssertEqual(try required.toJson(), text)
    }

    func testAFieldThatMayNotBe() throws {
        let bad = PaymentRequirements.cent.with { $0.amount = "ten" }
        let refusal = try thrown(Refusal.self, bad.toJson())
        XCTAssertEqual(refusal.pointer, "/amount")
        // Text as an object's members cannot bring in a second member of a known name.
        let twice = PaymentRequirements.cent.with { $0.unknown = #"{"amount":"1"}"# }
        XCTAssertEqual(try thrown(Refusal.self, twice.toJson()).code, "json.duplicate_member")
    }

    func testEveryTypeIsSendable() {
        func isSendable<T: Sendable>(_: T.Type) {}
        isSendable(Offer.self)
        isSendable(Verified.self)
        isSendable(Report.self)
        isSendable(Refusal.self)
        isSendable(Choice.self)
        isSendable(SigningRequest.self)
        isSendable(SignedPayment.self)
        isSendable(Spending.self)
        isSendable(PaymentRequired.self)
    }
}
