import Foundation
import X402Core
import XCTest

/// What a facilitator answers, against nodes that answer by a script: the same in every language.
final class FacilitatingTests: XCTestCase {
    private let payer = "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c"

    private func known() throws -> JSONValue {
        try Repository.json("bindings/known-answers/verification.json")
    }

    private func request() throws -> VerifyRequest {
        try VerifyRequest(json: XCTUnwrap(known()["request"]).text)
    }

    private func now() throws -> Date {
        let seconds = try XCTUnwrap(known()["now"]?.int)
        return Date(timeIntervalSince1970: TimeInterval(seconds))
    }

    private func capabilities(without: String? = nil) throws -> Capabilities {
        var capabilities = try Capabilities()
        for row in try XCTUnwrap(known()["signers"]?.array) where row["network"]?.string != without {
            let accounts = try XCTUnwrap(row["accounts"]?.array).compactMap(\.string)
            capabilities = try capabilities.withNetwork(
                network: XCTUnwrap(row["network"]?.string), signers: accounts)
        }
        return capabilities
    }

    func testTheAnswersAreThoseOfEveryLanguage() async throws {
        let cases = try XCTUnwrap(known()["cases"]?.array)
        XCTAssertGreaterThan(cases.count, 5)
        for known in cases {
            let name = try XCTUnwrap(known["name"]?.string)
            let balances = try XCTUnwrap(known["balances"]?.array).compactMap(\.int)
            let nodes = balances.map { ScriptedNode(balance: $0) }
            let at = try now().addingTimeInterval(TimeInterval(known["after"]?.int ?? 0))
            let answer = try await capabilities(without: known["without"]?.string).verify(
                request: request(), nodes: UInt16(nodes.count), now: { at }
            ) { network, queries in
                XCTAssertEqual(network, "eip155:84532")
                var facts = Facts()
                for (index, node) in nodes.enumerated() {
                    let answered = try await queries.ask(node: UInt16(index), post: node.post)
                    facts = facts.merge(other: answered)
                }
                return facts
            }
            XCTAssertEqual(answer.isValid, known["answer"]?["isValid"]?.bool, name)
            XCTAssertEqual(answer.invalidReason, known["answer"]?["invalidReason"]?.string, name)
            XCTAssertEqual(answer.isValid, answer.invalidMessage == nil, name)
            let posts = try XCTUnwrap(known["posts"]?.bool)
            for node in nodes { XCTAssertEqual(node.posts > 0, posts, name) }
            if posts { XCTAssertEqual(answer.payer, payer, name) }
        }
    }

    func testWhatIsSupportedIsThatOfEveryLanguage() throws {
        let answer = try supported(capabilities: capabilities()).toJson()
        XCTAssertEqual(answer, try known()["supported"]?.string)
        XCTAssertEqual(supported(capabilities: try Capabilities()).kinds, [])
    }

    func testTheMachineAsksOneRoundAndAnswers() throws {
        let verification = Verification(capabilities: try capabilities())
        XCTAssertEqual(verification.stage(), .start)
        let ask = try verification.request(request: request(), now: now())
        guard case .ask(_, let queries) = ask else { return XCTFail("\(ask)") }
        XCTAssertFalse(try queries.bodies().isEmpty)
        XCTAssertEqual(verification.stage(), .asking)
        let step = try verification.answered(facts: Facts(), nodes: 3, now: now())
        guard case .answer(let answer) = step else { return XCTFail("\(step)") }
        XCTAssertEqual(answer.invalidReason, "unexpected_verify_error")
        XCTAssertEqual(answer.payer, payer)
        XCTAssertEqual(verification.stage(), .done)
    }

    func testAnEventOutOfTurnChangesNothing() throws {
        let verification = Verification(capabilities: try capabilities())
        let early = try thrown(
            VerificationOutOfTurn.self,
            verification.answered(facts: Facts(), nodes: 1, now: now()))
        guard case .Event(.start, "answered", let detail) = early else {
            return XCTFail("\(early)")
        }
        XCTAssertTrue(detail.contains("waits for the request"), detail)
        XCTAssertEqual(early.localizedDescription, detail)
        var spoiled = try request()
        spoiled.unknown = "[]"
        let malformed = try thrown(
            VerificationOutOfTurn.self, verification.request(request: spoiled, now: now()))
        guard case .Malformed = malformed else { return XCTFail("\(malformed)") }
        guard case .ask = try verification.request(request: request(), now: now()) else {
            return XCTFail("no query")
        }
    }

    func testWrongCapabilitiesAreFoundAtOnce() throws {
        let evm = "0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf"
        let wrong: [(String, [String], String)] = [
            ("base", [], "at least one account"),
            ("bsae", [evm], "perhaps `base`"),
            ("solana-devnet", [evm], "family"),
        ]
        for (network, signers, expected) in wrong {
            let error = try thrown(
                ValueError.self, Capabilities().withNetwork(network: network, signers: signers))
            XCTAssertTrue(error.description.contains(expected), error.description)
        }
        _ = try thrown(
            ValueError.self, Capabilities(policy: Policy(erc6492Factories: ["0x"])))
    }
}

extension JSONValue {
    fileprivate var int: Int? { number.map { NSDecimalNumber(decimal: $0).intValue } }
}
