import Foundation
import X402Core

/// A node of Base Sepolia without Multicall3, or of Solana, at one state: it answers the JSON-RPC
/// bodies that are posted to it.
final class ScriptedNode {
    static let token = "0x036cbd53842c5426634e7929541ec2318f3dcf7e"
    static let transaction = "0x" + String(repeating: "ab", count: 32)
    static let blockhash = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N"
    static let block = "0x" + String(repeating: "07", count: 32)

    private let balance: Int
    private let receipt: JSONValue
    private let mostInBatch: Int
    /// The number of bodies that were posted.
    private(set) var posts = 0

    init(balance: Int = 10_000, receipt: JSONValue = .null, mostInBatch: Int = 100) {
        (self.balance, self.receipt, self.mostInBatch) = (balance, receipt, mostInBatch)
    }

    func post(_ body: String) throws -> NodeResponse {
        posts += 1
        let request = try JSONValue(text: body)
        guard let batch = request.array else {
            return NodeResponse(status: 200, body: Data(try reply(request).text.utf8))
        }
        if batch.count > mostInBatch { return NodeResponse(status: 413, body: Data()) }
        let replies = JSONValue.array(try batch.map(reply))
        return NodeResponse(status: 200, body: Data(replies.text.utf8))
    }

    private func reply(_ request: JSONValue) throws -> JSONValue {
        let (method, parameters) = (request["method"]?.string, request["params"]?.array)
        guard let id = request["id"], let method, let parameters else { throw Missing() }
        return ["jsonrpc": "2.0", "id": id, "result": try result(method, parameters)]
    }

    private func result(_ method: String, _ parameters: [JSONValue]) throws -> JSONValue {
        switch method {
        case "eth_chainId": return "0x14a34"
        case "eth_getCode": return Self.isToken(parameters.first) ? "0x6001" : "0x"
        case "eth_getBlockByNumber":
            return ["number": "0x2bc", "hash": .string(Self.block), "timestamp": "0x67c08da4"]
        case "eth_getTransactionReceipt": return receipt
        case "eth_call":
            guard let call = parameters.first else { throw Missing() }
            return .string(value(of: call))
        case "getLatestBlockhash":
            let value: JSONValue = [
                "blockhash": .string(Self.blockhash), "lastValidBlockHeight": 150,
            ]
            return ["context": ["slot": 5], "value": value]
        default: throw Missing()
        }
    }

    private func value(of call: JSONValue) -> String {
        // Nothing is deployed elsewhere: a call of Multicall3 returns nothing.
        guard Self.isToken(call["to"]) else { return "0x" }
        switch (call["data"] ?? call["input"])?.string?.prefix(10) {
        case "0x70a08231": return Self.word(String(balance, radix: 16))
        case "0x3644e515":
            return "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818"
        // `authorizationState`, `isBlacklisted`, `paused`.
        case "0xe94a0102", "0xfe575a87", "0x5c975abb": return Self.word("0")
        // The transfer succeeds.
        default: return "0x"
        }
    }

    private static func isToken(_ address: JSONValue?) -> Bool {
        address?.string?.lowercased() == token
    }

    private static func word(_ hex: String) -> String {
        let digits = hex.hasPrefix("0x") ? String(hex.dropFirst(2)) : hex
        return "0x" + String(repeating: "0", count: 64 - digits.count) + digits.lowercased()
    }

    /// The receipt of ``transaction`` with these logs.
    static func receipt(_ logs: [JSONValue] = []) -> JSONValue {
        [
            "transactionHash": .string(transaction), "blockHash": .string(block),
            "blockNumber": "0x2bc", "status": "0x1", "gasUsed": "0x13880",
            "from": .string("0x" + String(repeating: "99", count: 20)), "to": .string(token),
            "logs": .array(logs),
        ]
    }

    /// The receipt of ``transaction``, which makes this payment by EIP-3009.
    static func settled(_ payment: SignedPayment, amount: Int = 10_000) throws -> JSONValue {
        guard case .v2(let message) = payment.facts().message,
            let nonce = try JSONValue(text: message.payload)["authorization"]?["nonce"]?.string
        else { throw Missing() }
        let payer = word(payment.facts().payer)
        let used = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5"
        let transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
        return receipt([
            log(0, "0x", [used, payer, nonce]),
            log(
                1, word(String(amount, radix: 16)),
                [transfer, payer, word(PaymentRequirements.cent.payTo)]),
        ])
    }

    private static func log(_ index: Int, _ data: String, _ topics: [String]) -> JSONValue {
        [
            "address": .string(token), "topics": .array(topics.map(JSONValue.string)),
            "data": .string(data), "logIndex": .string("0x\(index)"),
        ]
    }
}
