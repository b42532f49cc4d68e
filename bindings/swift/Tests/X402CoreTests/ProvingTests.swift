import Foundation
import X402Core
import XCTest

/// What a seller or a buyer learns from nodes and receipts, against nodes that answer by a script.
final class ProvingTests: XCTestCase {
    private let transaction = ScriptedNode.transaction

    private func expected(_ sample: Sample) throws -> ExpectedTransfer {
        try sample.verify().expectedTransfer()
    }

    private func queries(_ sample: Sample, _ context: Context? = nil) throws -> ChainQueries {
        try sample.offer.queries(
            payment: sample.payment.facts().message, now: sample.now, context: context)
    }

    private func verify(_ sample: Sample, _ facts: Facts, nodes: UInt16) throws -> Verified {
        let context = try Context().withChain(facts: facts, nodes: nodes)
        return try X402Core.verify(
            payment: sample.payment.facts().message, offer: sample.offer, now: sample.now,
            context: context)
    }

    /// The status by the facts of these nodes, each asked until nothing is left to ask.
    private func prove(
        _ expected: ExpectedTransfer, _ nodes: [ScriptedNode], level: Level = .included
    ) async throws -> SettlementStatus {
        let count = UInt16(nodes.count)
        var facts = Facts()
        for _ in 0..<2 {
            let queries = try expected.queries(
                transaction: transaction, nodes: count, level: level, facts: facts)
            for (index, node) in nodes.enumerated() {
                let answered = try await queries.ask(node: UInt16(index), post: node.post)
                facts = facts.merge(other: answered)
            }
        }
        let left = try expected.queries(
            transaction: transaction, nodes: count, level: level, facts: facts)
        XCTAssertTrue(left.isEmpty())
        return try expected.prove(
            transaction: transaction, facts: facts, nodes: count, level: level)
    }

    func testAPaymentOfAnEmptyAccountIsRefused() async throws {
        let sample = try Sample()
        _ = try sample.verify()
        let facts = try await queries(sample).ask(node: 0, post: ScriptedNode(balance: 9_999).post)
        let refusal = try thrown(Refusal.self, verify(sample, facts, nodes: 1))
        guard case .Rejected = refusal else { return XCTFail("\(refusal)") }
        XCTAssertEqual(refusal.code, "funds.insufficient")
    }

    func testAPaymentOfAFullAccountHasNothingLeftToAsk() async throws {
        let (sample, node) = (try Sample(), ScriptedNode())
        let facts = try await queries(sample).ask(node: 0, post: node.post)
        XCTAssertEqual(node.posts, 2, "one round, and again without Multicall3")
        XCTAssertEqual(facts.failures(), [])
        XCTAssertEqual(try verify(sample, facts, nodes: 1).facts().unchecked, [])
        let context = try Context().withChain(facts: facts, nodes: 1)
        XCTAssertTrue(try queries(sample, context).isEmpty())
        XCTAssertFalse(try queries(sample).isEmpty())
    }

    func testOneLyingNodeOfThreeChangesNoVerdict() async throws {
        let sample = try Sample()
        var facts = Facts()
        for (node, balance) in [(UInt16(0), 10_000), (1, 0), (2, 10_000)] {
            let answered = try await queries(sample).ask(
                node: node, post: ScriptedNode(balance: balance).post)
            facts = facts.merge(other: answered)
            // One of three nodes refuses nothing, and two that disagree do not.
            _ = try verify(sample, facts, nodes: 3)
        }
        XCTAssertEqual(try verify(sample, facts, nodes: 3).facts().unchecked, [])
    }

    func testANodeThatRefusesBatchesIsAskedInSmallerOnes() async throws {
        let (sample, node) = (try Sample(), ScriptedNode(mostInBatch: 1))
        let facts = try await queries(sample).ask(node: 0, post: node.post)
        XCTAssertGreaterThan(node.posts, 3)
        XCTAssertEqual(try verify(sample, facts, nodes: 1).facts().unchecked, [])
    }

    func testWhyANodeDidNotAnswer() async throws {
        let sample = try Sample()
        XCTAssertTrue(Facts().isEmpty())
        let limited = try await queries(sample).ask(node: 7) { _ in
            NodeResponse(status: 429, body: Data(), retryAfter: "2")
        }
        XCTAssertEqual(
            limited.failures(),
            [
                NodeFailure(
                    node: 7, isTransient: true, retryAfter: 2,
                    detail: "the node limits the rate of requests; try again in 2 s")
            ])
        let silent = try await queries(sample).ask(node: 0) { _ in
            NodeResponse(status: nil, body: Data())
        }
        XCTAssertEqual(silent.failures().map(\.detail), ["the node did not respond"])
        _ = try verify(sample, silent, nodes: 1)
    }

    func testAPaymentThatBreaksARuleIsNotAskedAbout() throws {
        let sample = try Sample()
        let dearer = try Offer.parse(requirements: .cent.with { $0.amount = "20000" })
        let message = sample.payment.facts().message
        XCTAssertTrue(try dearer.queries(payment: message, now: sample.now).isEmpty())
        XCTAssertTrue(try walletQueries(payment: message, offer: dearer, now: sample.now).isEmpty())
    }

    func testASettlementIsProvenByTheTransfer() async throws {
        let sample = try Sample()
        let expected = try self.expected(sample)
        let node = ScriptedNode(receipt: try ScriptedNode.settled(sample.payment))
        guard case .paid(let by) = try await prove(expected, [node]) else {
            return XCTFail("not paid")
        }
        XCTAssertEqual(by.transaction, transaction)
        XCTAssertEqual(by.block, BlockRef(number: 700, hash: Data(repeating: 7, count: 32)))
        XCTAssertEqual(by.logIndex, 1)
        let less = try ScriptedNode.settled(sample.payment, amount: 9_900)
        let short = try await prove(expected, [ScriptedNode(receipt: less)])
        XCTAssertEqual(short, .short(received: "9900"))
        let below = try await prove(expected, [node], level: .depth(blocks: 1))
        XCTAssertEqual(below, .belowLevel)
    }

    func testAFacilitatorThatLiesIsDetected() async throws {
        let sample = try Sample()
        let expected = try self.expected(sample)
        let honest = ScriptedNode(receipt: ScriptedNode.receipt())
        let bribed = ScriptedNode(receipt: try ScriptedNode.settled(sample.payment))
        for (nodes, wanted) in [
            ([honest], SettlementStatus.unrelated), ([ScriptedNode()], .absent),
            ([honest, bribed, honest], .unrelated), ([honest, bribed], .unknown),
        ] {
            let status = try await prove(expected, nodes)
            XCTAssertEqual(status, wanted)
        }
    }

    func testAReceiptIsReadOffline() throws {
        let sample = try Sample()
        let expected = try self.expected(sample)
        let paid = try Landed.read(text: ScriptedNode.settled(sample.payment).text)
        XCTAssertEqual(paid.transaction(), transaction)
        XCTAssertEqual(
            paid.movement(expected: expected), .paid(logIndex: 1, namesPayment: true))
        let response: JSONValue = ["jsonrpc": "2.0", "id": 1, "result": ScriptedNode.receipt()]
        XCTAssertEqual(
            try Landed.read(text: response.text).movement(expected: expected), .unrelated)
        for text in ["", "{}", "null", #"{"jsonrpc":"2.0","id":1,"result":null}"#] {
            _ = try thrown(ValueError.self, Landed.read(text: text))
        }
    }

    func testAPaymentThatWasVerifiedEarlierIsReadAgain() throws {
        let sample = try Sample()
        let message = sample.payment.facts().message
        let read = try ExpectedTransfer.read(payment: message, offer: sample.offer)
        XCTAssertEqual(read.facts(), try expected(sample).facts())
        XCTAssertEqual(read.facts().amount, "10000")
        let dearer = try Offer.parse(requirements: .cent.with { $0.amount = "20000" })
        _ = try thrown(Refusal.self, ExpectedTransfer.read(payment: message, offer: dearer))
    }

    func testATransactionThatUsedTheAuthorizationIsSearchedFor() async throws {
        let expected = try self.expected(Sample())
        let empty = #"[{"jsonrpc":"2.0","id":1,"result":[]},{"jsonrpc":"2.0","id":2,"result":[]}]"#
        let queries = try expected.search(firstBlock: 600, lastBlock: 700)
        let facts = try await queries.ask(node: 0) { _ in
            NodeResponse(status: 200, body: Data(empty.utf8))
        }
        XCTAssertEqual(
            try expected.find(firstBlock: 600, lastBlock: 700, facts: facts, nodes: 1), .notFound)
        _ = try thrown(ValueError.self, expected.search(firstBlock: 700, lastBlock: 600))
        _ = try thrown(ValueError.self, expected.queries(transaction: "0x12", nodes: 1))
    }

    func testTwoNodesGiveACostBackForAPaymentThatIsUnusedBehindItsWindow() async throws {
        let sample = try Sample()
        let wallet = try Wallet(accounts: [Account(address: Sample.key.address())])
        let session = try Session(
            url: "https://api.example.com/", wallet: wallet, spending: Spending())
        XCTAssertTrue(session.releaseQueries().isEmpty())
        let required = try PaymentRequired(accepts: [sample.requirements]).toHeader()
        let header = HttpHeader(name: "PAYMENT-REQUIRED", value: required)
        _ = try session.response(status: 402, headers: [header], body: nil)
        try session.pay(payment: sample.payment, now: sample.now)
        let queries = session.releaseQueries()
        let one = try await queries.ask(node: 0, post: ScriptedNode().post)
        for nodes: UInt16 in [1, 2] {
            let error = try thrown(
                SessionError.self, session.releaseExpired(facts: one, nodes: nodes))
            guard case .NotUnused(let detail) = error else { return XCTFail("\(error)") }
            XCTAssertTrue(detail.contains("two or more must agree"), detail)
        }
        let other = try await queries.ask(node: 1, post: ScriptedNode().post)
        try session.releaseExpired(facts: one.merge(other: other), nodes: 2)
        XCTAssertEqual(session.facts().spendStatus, .unused)
    }
}
