import Foundation
import X402Core
import XCTest

/// Questions of the app's own to a chain, and what was answered.
final class QueryingTests: XCTestCase {
    private static let token = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
    private static let owner = "0x02641Cb74aD12Bb91740c26A553525a54e4eB312"
    private let gas = EvmQuery.nativeBalance(account: owner)
    private let code = EvmQuery.code(account: owner, at: .finalized)

    private func read(
        _ queries: ChainQueries, node: UInt16, _ results: String...
    ) throws -> Facts {
        let answers = results.enumerated().map { index, result in
            #"{"jsonrpc":"2.0","id":\#(index + 1),\#(result)}"#
        }
        let body = answers.count == 1 ? answers[0] : "[\(answers.joined(separator: ","))]"
        return try queries.facts(
            responses: [NodeResponse(status: 200, body: Data(body.utf8))], node: node)
    }

    private func value(_ fact: Fact?) throws -> Value {
        let answer = try XCTUnwrap(fact).answer
        guard case .value(let value) = answer else {
            XCTFail("not a value: \(answer)")
            throw CancellationError()
        }
        return value
    }

    func testAQueryIsAValue() throws {
        XCTAssertEqual(gas, .nativeBalance(account: Self.owner))
        XCTAssertNotEqual(gas, code)
        // Signed bytes are not shown.
        XCTAssertEqual("\(EvmQuery.send(transaction: Data([2, 3])))", "EvmQuery(send)")
        let body = try XCTUnwrap(ChainQueries.of([gas, code]).bodies().first)
        for part in ["eth_getBalance", "eth_getCode", "finalized"] {
            XCTAssertTrue(body.contains(part), body)
        }
    }

    func testWhatIsNotAQueryIsAnError() throws {
        for query in [
            EvmQuery.code(account: "0x12"), .code(account: #""},{"query":"chain_id"#),
            .receipt(transaction: "0x12"),
            .erc1271(account: Self.owner, digest: Data(count: 31), signature: Data()),
            .logs(address: Self.token, topics: [], firstBlock: 1, lastBlock: 2_001),
            .permitNonce(owner: Self.owner, nonce: "-1"),
        ] {
            _ = try thrown(ValueError.self, ChainQueries.of([query]))
        }
        _ = try thrown(
            ValueError.self, ChainQueries.of([SvmQuery.accountInfo(address: Self.owner)]))
    }

    func testTheFactsOfANode() throws {
        let queries = try ChainQueries.of([gas, code])
        let facts = try read(queries, node: 4, #""result":"0x2a""#, #""result":"0x""#)
        let answers = facts.answers(to: queries)
        let (gas, code) = (try value(answers[0].first), try value(answers[1].first))
        XCTAssertEqual(gas.amount, "42")
        XCTAssertEqual(gas.kind, "amount")
        XCTAssertFalse(gas.isAbsence)
        XCTAssertNil(gas.receipt)
        XCTAssertEqual(answers[0].first?.node, 4)
        XCTAssertEqual(code.code, Code.none)
        XCTAssertTrue(code.isAbsence)
        XCTAssertEqual(facts.answers(to: try .of([EvmQuery.chainId()])), [[]])
    }

    func testWhatIsNotAnAnswer() throws {
        let queries = try ChainQueries.of([gas, code])
        let limited = #""error":{"code":-32005,"message":"slow down"}"#
        let facts = try read(queries, node: 0, limited, #""result":7"#)
        let answers = facts.answers(to: queries).map { $0.first?.answer }
        guard case .failed(let failure)? = answers[0] else { return XCTFail("not failed") }
        XCTAssertEqual(failure.cause, .rateLimited)
        XCTAssertEqual(failure.code, -32005)
        XCTAssertTrue(failure.isTransient)
        XCTAssertNil(failure.retryAfter)
        XCTAssertEqual(answers[1], .nonsense(.wrongType))
        XCTAssertEqual(facts.agreed(on: queries, nodes: 1), [nil, nil])
    }

    func testACallThatReverts() throws {
        let queries = try ChainQueries.of(
            [.paused(token: Self.token), .tokenName(token: Self.token)], multicall: false)
        let reverted = #""error":{"code":3,"message":"execution reverted","data":"0x756688fe"}"#
        let facts = try read(queries, node: 0, reverted, #""result":"0x""#)
        XCTAssertEqual(
            facts.answers(to: queries).map { $0.first?.answer },
            [.refused(.known(error: "InvalidNonce")), .refused(.badReturn)])
    }

    func testTwoOfThreeNodesAgree() throws {
        let queries = try ChainQueries.of([gas, code])
        let two = try read(queries, node: 0, #""result":"0x2a""#, #""result":"0x""#)
            .merge(other: read(queries, node: 1, #""result":"0x2b""#, #""result":"0x""#))
        XCTAssertNil(two.agreed(on: queries, nodes: 3)[0])
        XCTAssertEqual(two.agreed(on: queries, nodes: 3)[1]?.nodes, 2)
        let three = two.merge(
            other: try read(queries, node: 2, #""result":"0x2a""#, #""result":"0x60""#))
        let agreed = try XCTUnwrap(three.agreed(on: queries, nodes: 3)[0])
        XCTAssertEqual(agreed.nodes, 2)
        guard case .value(let value) = agreed.answer else { return XCTFail("not a value") }
        XCTAssertEqual(value.amount, "42")
    }

    func testAPointOfTheChain() throws {
        let queries = try ChainQueries.of([EvmQuery.block()])
        let hash = String(repeating: "11", count: 32)
        let block = #""result":{"number":"0x7","hash":"0x\#(hash)","timestamp":"0x9"}"#
        let facts = try read(queries, node: 0, block)
        let fact = try XCTUnwrap(facts.answers(to: queries)[0].first)
        let head = try XCTUnwrap(value(fact).block)
        XCTAssertEqual(head.height, 7)
        XCTAssertEqual(head.hash, Data(repeating: 0x11, count: 32))
        XCTAssertEqual(head.time, Date(timeIntervalSince1970: 9))
        XCTAssertEqual(fact.at, head)
    }
}
