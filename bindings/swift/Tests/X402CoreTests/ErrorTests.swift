import Foundation
import X402Core
import XCTest

/// What an app sees when something is wrong: type, fields and text.
final class ErrorTests: XCTestCase {
    func testMalformed() throws {
        let sample = try Sample()
        let refusal = try thrown(Refusal.self, sample.verify("bm90IGpzb24="))
        guard
            case .Malformed(
                let code, let wire, let pointer, let byte, let expected, let found, let hint,
                let detail) = refusal
        else { return XCTFail("\(refusal)") }
        XCTAssertEqual(code, "json.syntax")
        XCTAssertEqual(wire, "invalid_payload")
        XCTAssertNil(pointer)
        XCTAssertEqual(byte, 0)
        XCTAssertEqual(expected, "a JSON value")
        XCTAssertEqual(found, "\"n\"")
        XCTAssertFalse(hint.isEmpty)
        XCTAssertEqual(detail, #"json.syntax at byte 0: expected a JSON value, found "n""#)
        XCTAssertEqual(refusal.localizedDescription, detail)
        XCTAssertEqual("\(refusal)", detail)
        XCTAssertEqual((refusal as NSError).localizedRecoverySuggestion, hint)
        XCTAssertEqual(refusal.code, code)
        XCTAssertEqual(refusal.wireCode, wire)
        XCTAssertEqual(refusal.expected, expected)
        XCTAssertEqual(refusal.found, found)
        XCTAssertEqual(refusal.needs, [])
    }

    func testRejected() throws {
        let sample = try Sample()
        let dearer = try Offer.parse(requirements: .cent.with { $0.amount = "20000" })
        let refusal = try thrown(
            Refusal.self,
            verifyHeader(header: sample.header, offer: dearer, now: sample.now, context: nil))
        guard case .Rejected(_, _, let pointer, let instruction, _, _, _, _) = refusal
        else { return XCTFail("\(refusal)") }
        XCTAssertEqual(refusal.code, "accepted.mismatch")
        XCTAssertEqual(pointer, "/accepted/amount")
        XCTAssertEqual(refusal.pointer, pointer)
        XCTAssertNil(instruction)
        XCTAssertEqual(refusal.expected, #""20000""#)
        XCTAssertEqual(refusal.found, #"the string "10000""#)
        XCTAssertEqual(refusal.needs, [])
        XCTAssertTrue(refusal.localizedDescription.contains("20000"), refusal.localizedDescription)
    }

    func testUndecided() throws {
        // A contract wallet's signature: other than 65 bytes, and nothing known of its account.
        var inputs = Sample.inputs
        inputs.contractWallet = true
        let request = try Sample.choice(.cent).signingRequest(inputs: inputs)
        let payment = try request.assembleContract(signature: Data(repeating: 9, count: 100))
        XCTAssertNil(payment.verified())
        let refusal = try XCTUnwrap(payment.facts().unproven)
        guard
            case .Undecided(
                let code, _, let needs, let method, let payer, let digest, let signature, _) =
                refusal
        else { return XCTFail("\(refusal)") }
        XCTAssertEqual(code, "undecided")
        XCTAssertEqual(needs, [.erc1271])  // that a contract signs is known
        XCTAssertEqual(refusal.needs, needs)
        XCTAssertEqual(method, .eip3009)
        XCTAssertEqual(payer, Sample.key.address())
        XCTAssertEqual(digest?.count, 32)
        XCTAssertEqual(signature, Data(repeating: 9, count: 100))
        XCTAssertNil(refusal.pointer)
        XCTAssertNil(refusal.expected)
        XCTAssertNil(refusal.found)
        XCTAssertNil(refusal.hint)

        // The same verdict from a server's side, and a proof once the chain has answered.
        let offer = try Offer.parse(requirements: .cent)
        let header = payment.header().value
        let again = try thrown(
            Refusal.self,
            verifyHeader(header: header, offer: offer, now: Sample.moment, context: nil))
        XCTAssertEqual(again.needs, [.erc1271, .payerCode])
        let wallet = #"{"code":"0x6001","erc1271":true}"#
        let state = try DeclaredState.parse(
            text: #"{"\#(offer.terms().network)":{"accounts":{"\#(payer)":\#(wallet)}}}"#)
        XCTAssertThrowsError(
            try DeclaredState.parse(text: #"{"eip155:1":{"account":{}}}"#), "not a member")
        let context = try Context(state: state)
        let verified = try verifyHeader(
            header: header, offer: offer, now: Sample.moment, context: context)
        XCTAssertEqual(verified.facts().payer, payer)
    }

    func testTheCallersMistakes() throws {
        let value = try thrown(ValueError.self, parseNetwork(id: "bsae"))
        guard case .Invalid(let noun, let expected, let found, let detail) = value
        else { return XCTFail("\(value)") }
        XCTAssertEqual(noun, "network")
        XCTAssertTrue(found.contains("bsae"))
        XCTAssertTrue(expected.hasSuffix("perhaps `base`"))
        XCTAssertEqual(try parseNetwork(id: "base").id, "eip155:8453")
        XCTAssertEqual(value.localizedDescription, detail)

        let offer = try thrown(
            OfferError.self, Offer.parse(requirements: .cent.with { $0.extra = nil }))
        guard case .Unpayable(let pointer, _, _, _) = offer else { return XCTFail("\(offer)") }
        XCTAssertTrue(pointer.hasPrefix("/extra"), pointer)

        let choice = try thrown(
            NoChoice.self, Sample.choice(.cent.with { $0.amount = "2000000" }))
        guard case .Refused(let refused, _) = choice else { return XCTFail("\(choice)") }
        XCTAssertEqual(refused.map(\.reason), [.tooExpensive])
        XCTAssertTrue(choice.localizedDescription.contains("2 USDC"), choice.localizedDescription)

        var inputs = Sample.inputs
        inputs.entropy = Data(repeating: 7, count: 31)
        let signing = try thrown(
            SigningRequestError.self, Sample.choice(.cent).signingRequest(inputs: inputs))
        guard case .Value("entropy", "32 bytes", "31 bytes", _) = signing
        else { return XCTFail("\(signing)") }
    }

    func testASignatureOfAnotherKey() throws {
        let other = try EvmSigningKey.fromBytes(bytes: Data(repeating: 2, count: 32))
        let request = try Sample.choice(.cent).signingRequest(inputs: Sample.inputs)
        let error = try thrown(AssembleError.self, request.signWithEvmKey(key: other))
        guard case .WrongSigner(let expected, let found, _) = error
        else { return XCTFail("\(error)") }
        XCTAssertEqual(expected, Sample.key.address())
        XCTAssertEqual(found, other.address())
    }
}
