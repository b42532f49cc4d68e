import Foundation
import X402Core
import XCTest

/// Payments by Permit2 and on Solana, proven by what nodes answered: the answers are known.
///
/// The nodes' answers are the vectors' of `receipt.proofs`; what they prove is written here.
final class KnownProofTests: XCTestCase {
    private static let hash =
        "0x02ea1f36f22c128dd7c22f367e60c0cb12640a46765d0f1867a64bbee9d8b09c"
    private static let signature =
        "21VhaPVJtyFxw1n3FSQsekaA2Vkqgm7ZEGbMYVJVxqDNFkn5GJgJtoz7v71N8NDva67BpVmdpRCQtMzfy8rm1x66"

    private func input(_ group: String, _ name: String) throws -> JSONValue {
        let file = try Repository.json("spec-vectors/vectors/receipt.\(group).json")
        let vector = file["vectors"]?.array?.first {
            $0["id"]?.string == "receipt.\(group)/\(name)"
        }
        return try XCTUnwrap(vector?["input"], name)
    }

    /// The window of the payment is over: the proof does not depend on the time.
    private func expected(_ input: JSONValue) throws -> ExpectedTransfer {
        let given = try XCTUnwrap(input["payments"]?.array?.first)
        let requirements = try XCTUnwrap(given["requirements"]).text
        let payload = try XCTUnwrap(given["payload"]).text
        return try ExpectedTransfer.read(
            payment: .v2(payload: PaymentPayload(json: payload)),
            offer: Offer.parse(requirements: PaymentRequirements(json: requirements)))
    }

    private func prove(_ name: String) throws -> SettlementStatus {
        let input = try input("proofs", name)
        let expected = try expected(input)
        let transaction = try XCTUnwrap(input["transaction"]?.string)
        let nodes = UInt16(truncating: try XCTUnwrap(input["nodes"]?.number) as NSDecimalNumber)
        var facts = Facts()
        for round in input["rounds"]?.array ?? [] {
            let queries = try expected.queries(
                transaction: transaction, nodes: nodes, facts: facts)
            for (node, answers) in (round.array ?? []).enumerated() {
                let responses = (answers.array ?? []).map { answer in
                    NodeResponse(
                        status: answer["status"]?.number.map {
                            UInt16(truncating: $0 as NSDecimalNumber)
                        },
                        body: Data((answer["body"]?.string ?? "").utf8))
                }
                XCTAssertEqual(try queries.bodies().count, responses.count, name)
                let found = try queries.facts(responses: responses, node: UInt16(node))
                facts = facts.merge(other: found)
            }
        }
        return try expected.prove(transaction: transaction, facts: facts, nodes: nodes)
    }

    func testAPermit2PaymentIsProvenByItsTransferAndItsNonce() throws {
        let facts = try expected(input("proofs", "permit2-paid")).facts()
        XCTAssertEqual(facts.mechanism, .permit2)
        XCTAssertEqual(facts.amount, "10000")
        XCTAssertEqual(facts.payer, "0x02641Cb74aD12Bb91740c26A553525a54e4eB312")
        guard case .paid(let by) = try prove("permit2-paid") else { return XCTFail("not paid") }
        XCTAssertEqual(by.transaction, Self.hash)
        XCTAssertEqual(by.logIndex, 40)
        XCTAssertEqual(by.block?.number, 21_000_000)
        XCTAssertEqual(by.block?.hash.prefix(4), Data([0x3e, 0xe4, 0xdd, 0x4d]))
        XCTAssertNil(by.slot)
    }

    func testAPermit2PaymentThatIsNotProven() throws {
        for (name, status) in [
            // The nonce was used in an earlier block: this transaction made another payment.
            ("permit2-used-before", SettlementStatus.unrelated), ("permit2-unused", .unrelated),
            // Without the state of the block before, nothing names the payment.
            ("permit2-no-history", .unnamed), ("permit2-no-state", .unknown),
            ("permit2-short", .short(received: "9900")), ("permit2-failed", .failed),
            ("permit2-reorganised", .reorganised),
        ] {
            XCTAssertEqual(try prove(name), status, name)
        }
    }

    func testASolanaPaymentIsProvenByItsMessage() throws {
        let by = PaidBy(
            transaction: Self.signature, block: nil, slot: 300_000_000, logIndex: nil)
        for name in ["solana-of-paid-included", "solana-of-two", "solana-of-three-lie"] {
            XCTAssertEqual(try prove(name), .paid(by: by), name)
        }
    }

    func testASolanaPaymentThatIsNotProven() throws {
        for (name, status) in [
            ("solana-of-short", SettlementStatus.short(received: "9900")),
            ("solana-of-failed", .failed), ("solana-of-absent", .absent),
            ("solana-of-unrelated", .unrelated),
            // One of two nodes lies, or does not answer: two must agree.
            ("solana-of-two-lie", .unknown), ("solana-of-two-silent", .unknown),
        ] {
            XCTAssertEqual(try prove(name), status, name)
        }
    }

    func testATransactionIsReadOffline() throws {
        for (group, name, movement) in [
            ("movements", "permit2-paid", Movement.paid(logIndex: 40, namesPayment: false)),
            ("movements", "permit2-fee", .short(received: "9900", namesPayment: false)),
            ("movements", "permit2-other-proxy", .unrelated),
            ("movements_svm", "paid", .paid(logIndex: nil, namesPayment: true)),
            ("movements_svm", "received-less", .short(received: "9999", namesPayment: true)),
            ("movements_svm", "foreign-payee", .unrelated),
            ("movements_svm", "fault-frozen", .failed),
        ] {
            let input = try input(group, name)
            let text = try XCTUnwrap(input["transaction"]?.string)
            let landed = try Landed.read(text: text)
            XCTAssertEqual(landed.movement(expected: try expected(input)), movement, name)
            if name.hasSuffix("paid") {
                let id = group == "movements" ? Self.hash : Self.signature
                XCTAssertEqual(landed.transaction(), id)
            }
        }
    }
}
