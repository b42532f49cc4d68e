import Foundation
import X402Core

/// This package under the conformance suite: `x402-testee/1`, one line of JSON in, one out.
public enum Testee {
    /// Answers one request line.
    public static func answer(line: String) -> String {
        guard let request = try? JSONValue(text: line), let id = request["id"]?.string else {
            let unread = Response.error("request: expected an object with an id")
            return JSONValue.object(unread.members.merging(["id": .null]) { $1 }).text
        }
        let members = answer(request: request).members
        return JSONValue.object(members.merging(["id": .string(id)]) { $1 }).text
    }

    /// Answers one request.
    public static func answer(request: JSONValue) -> Response {
        guard let op = request["op"]?.string else { return .error("request: expected an op") }
        guard let operation = operations[op] else { return .unsupported }
        return Response.judging { try operation(request) }
    }

    private static let operations: [String: @Sendable (JSONValue) throws -> Response] = [
        "hello": hello,
        "answer_requests": answerRequests,
        "chain_queries": chainQueries,
        "check_extensions": extensions,
        "decode_header": decodeHeader,
        "decode_json": decodeJSON,
        "encode_header": encodeHeader,
        "movements": movements,
        "price": price,
        "prove": prove,
        "read_answers": readAnswers,
        "select": selectEntry,
        "verify_chain": verifyChain,
        "write_queries": writeQueries,
        "verify": { try Payment(request: $0, now: nil).verify() },
        "digest": { try Payment(request: $0, now: 0).digest() },
    ]

    @Sendable private static func hello(_ request: JSONValue) throws -> Response {
        guard request["protocol"]?.string ?? "x402-testee/1" == "x402-testee/1" else {
            return .unsupported
        }
        return .hello([
            "name": "x402-core for Swift",
            "version": .string(coreVersion()),
            "language": "swift",
            "ops": .array(operations.keys.sorted().map(JSONValue.string)),
            "schemes": ["exact/eip155", "exact/solana"],
            "clock": "injected",
            "state": "injected",
        ])
    }

    @Sendable private static func extensions(_ request: JSONValue) throws -> Response {
        let payment = try PaymentPayload(json: request.member("payload").text)
        try checkExtensions(advertised: request.member("extensions").text, payment: payment)
        return .accept([:])
    }

    @Sendable private static func price(_ request: JSONValue) throws -> Response {
        do {
            let network = try request.text("network")
            // The protocol names a network as messages do; an argument may also have its known name.
            guard try parseNetwork(id: network).id == network else {
                return .reject(code: nil, wireCode: nil, path: nil, detail: "not a CAIP-2 name")
            }
            let priced = try AssetTable().price(network: network, price: request.text("price"))
            return .accept([
                "derived": [
                    "asset": .string(priced.asset.address), "amount": .string(priced.amount),
                ]
            ])
        } catch let error as ValueError {
            // The protocol has no code for a seller's mistake.
            return .reject(
                code: nil, wireCode: nil, path: nil, detail: error.localizedDescription)
        }
    }
}

extension JSONValue {
    /// A member that the request must have.
    func member(_ name: String) throws -> JSONValue {
        guard let value = self[name] else { throw Unanswerable.error("expected \(name)") }
        return value
    }

    /// A member that must be there and a string.
    func text(_ name: String) throws -> String {
        guard let text = try member(name).string else {
            throw Unanswerable.error("expected \(name) to be a string")
        }
        return text
    }
}
