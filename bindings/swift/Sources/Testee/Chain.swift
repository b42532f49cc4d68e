import Foundation
import X402Core

extension Testee {
    /// The requests that ask about a payment, without their envelopes.
    @Sendable static func chainQueries(_ request: JSONValue) throws -> Response {
        try told(["requests": .string(requests(Payment(request: request, now: nil).queries()))])
    }

    /// The requests that ask queries.
    @Sendable static func writeQueries(_ request: JSONValue) throws -> Response {
        try told(["requests": .string(requests(queries(request)))])
    }

    /// A node's answers to queries.
    @Sendable static func readAnswers(_ request: JSONValue) throws -> Response {
        let queries = try queries(request)
        let responses = try Self.responses(request.member("responses"))
        let facts = try queries.facts(responses: responses, node: 0).answers(to: queries)
        let answers = facts.map { $0.first?.json ?? .null }
        return told(["answers": .string(JSONValue.array(answers).text)])
    }

    private static func requests(_ queries: ChainQueries) throws -> String {
        let bodies = try queries.bodies()
        let parts = try bodies.flatMap { body -> [JSONValue] in
            let read = try JSONValue(text: body)
            return read.array ?? [read]
        }
        let requests = parts.map { part in
            JSONValue.object(["method": part["method"] ?? .null, "params": part["params"] ?? .null])
        }
        return JSONValue.array(requests).text
    }

    /// The verdict with a node's responses to them.
    @Sendable static func verifyChain(_ request: JSONValue) throws -> Response {
        let payment = try Payment(request: request, now: nil)
        let responses = try Self.responses(request.member("responses"))
        let facts = try payment.queries().facts(responses: responses, node: 0)
        return try payment.verify(in: payment.context.withChain(facts: facts, nodes: 1))
    }

    /// What a transaction moved for each payment.
    @Sendable static func movements(_ request: JSONValue) throws -> Response {
        let expected = try Self.expected(request)
        let landed: Landed
        do {
            landed = try Landed.read(text: request.text("transaction"))
        } catch let error as ValueError {
            // The protocol has no code for a text that is not a transaction.
            return .reject(
                code: nil, wireCode: nil, path: nil, detail: error.localizedDescription)
        }
        let moved = landed.movements(expected: expected).map(\.json)
        return told([
            "transaction": .string(landed.transaction()),
            "movements": .string(JSONValue.array(moved).text),
        ])
    }

    /// What nodes show of the settlement of each payment.
    @Sendable static func prove(_ request: JSONValue) throws -> Response {
        let expected = try Self.expected(request)
        let transaction = try request.text("transaction")
        let level = try Level(request.member("level"))
        let nodes = try request.member("nodes").integer
        var facts = Facts()
        for round in try request.member("rounds").array ?? [] {
            let queries = try settlementQueries(
                expected: expected, transaction: transaction, level: level, facts: facts,
                nodes: UInt16(nodes))
            for (node, answers) in (round.array ?? []).enumerated() {
                let found = try queries.facts(
                    responses: Self.responses(answers), node: UInt16(node))
                facts = facts.merge(other: found)
            }
        }
        let statuses = try X402Core.prove(
            expected: expected, transaction: transaction, level: level, facts: facts,
            nodes: UInt16(nodes))
        return told(["statuses": .string(JSONValue.array(statuses.map(\.json)).text)])
    }

    private static func told(_ derived: [String: JSONValue]) -> Response {
        .accept(["derived": .object(derived)])
    }

    /// The transfers that the payments are to make; none depends on the time any more.
    private static func expected(_ request: JSONValue) throws -> [ExpectedTransfer] {
        try (request.member("payments").array ?? []).map { one in
            let payment = try Payment(request: one, now: 0)
            return try ExpectedTransfer.read(payment: payment.payment, offer: payment.offer)
        }
    }

    /// A node's responses as an app has them.
    private static func responses(_ given: JSONValue) throws -> [NodeResponse] {
        try (given.array ?? []).map { response in
            NodeResponse(
                status: response["status"].map { UInt16($0.integer) },
                body: Data(try response.text("body").utf8),
                retryAfter: response["retry_after"]?.string)
        }
    }
}

extension Level {
    init(_ value: JSONValue) throws {
        switch value.string {
        case nil: self = .depth(blocks: UInt32(value.integer))
        case "included": self = .included
        case "safe": self = .safe
        case "finalized": self = .finalized
        default: throw Unanswerable.error("expected a level")
        }
    }
}

extension Movement {
    fileprivate var json: JSONValue {
        switch self {
        case .paid(let logIndex, let namesPayment):
            ["kind": "paid", "log_index": .digits(logIndex), "names_payment": .bool(namesPayment)]
        case .short(let received, let namesPayment):
            ["kind": "short", "received": .string(received), "names_payment": .bool(namesPayment)]
        case .cancelled: ["kind": "cancelled"]
        case .failed: ["kind": "failed"]
        case .unrelated: ["kind": "unrelated"]
        }
    }
}

extension SettlementStatus {
    fileprivate var json: JSONValue {
        switch self {
        case .paid(let by):
            [
                "kind": "paid", "transaction": .string(by.transaction),
                "block": by.block?.json ?? .null, "slot": .digits(by.slot),
                "log_index": .digits(by.logIndex),
            ]
        case .short(let received): ["kind": "short", "received": .string(received)]
        case .cancelled: ["kind": "cancelled"]
        case .failed: ["kind": "failed"]
        case .unrelated: ["kind": "unrelated"]
        case .unnamed: ["kind": "unnamed"]
        case .belowLevel: ["kind": "below_level"]
        case .preconfirmed: ["kind": "preconfirmed"]
        case .reorganised: ["kind": "reorganised"]
        case .absent: ["kind": "absent"]
        case .unknown: ["kind": "unknown"]
        }
    }
}

extension BlockRef {
    var json: JSONValue {
        ["height": .digits(number), "hash": .hex(hash)]
    }
}

extension JSONValue {
    /// Bytes as the suite writes them.
    static func hex(_ bytes: Data) -> JSONValue {
        let digits = bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0\(text)" : text
        }
        return .string("0x\(digits.joined())")
    }

    /// A number as the suite writes it; `null` where there is none.
    static func digits(_ number: UInt64?) -> JSONValue {
        number.map { .string("\($0)") } ?? .null
    }

    /// A whole number; 0 of anything else.
    var integer: UInt64 {
        number.map { ($0 as NSDecimalNumber).uint64Value } ?? 0
    }
}
