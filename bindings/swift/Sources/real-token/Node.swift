import Foundation
import X402Core

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The node of `x402-devnet serve` over HTTP: Base Sepolia with Circle's token, mined when asked.
struct Node {
    private static let token = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
    private static let transfer = "a9059cbb"
    private static let transferWithAuthorization = "e3ee160e"

    let url: URL

    func post(_ body: String) async throws -> NodeResponse {
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = Data(body.utf8)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse).map { UInt16($0.statusCode) }
        return NodeResponse(status: status, body: data)
    }

    /// The node's own account, which has tokens and pays for gas.
    func account() async throws -> String {
        let accounts = try await rpc("eth_accounts", [])
        guard let account = accounts.array?.first?.string else {
            throw Failure("no account: \(accounts.text)")
        }
        return account
    }

    /// Gives an account units of the token: the transaction.
    func fund(_ account: String, _ units: Int) async throws -> String {
        try await send(Self.transfer + word(account) + word("0x" + String(units, radix: 16)))
    }

    /// Makes the payment of a payload by EIP-3009: the transaction.
    func settle(_ payload: JSONValue) async throws -> String {
        let members = ["from", "to", "value", "validAfter", "validBefore", "nonce"]
        let words = try members.map { name -> String in
            guard let text = payload["authorization"]?[name]?.string else {
                throw Failure("no \(name)")
            }
            if text.hasPrefix("0x") { return word(text) }
            guard let number = Int(text) else { throw Failure("\(name): \(text)") }
            return word("0x" + String(number, radix: 16))
        }
        guard let signature = payload["signature"]?.string else { throw Failure("no signature") }
        let proof = word("0x" + signature.suffix(2)) + signature.dropFirst(2).dropLast(2)
        return try await send(Self.transferWithAuthorization + words.joined() + proof)
    }

    private func send(_ data: String) async throws -> String {
        let call: JSONValue = [
            "from": .string(try await account()), "to": .string(Self.token),
            "data": .string("0x" + data),
        ]
        let sent = try await rpc("eth_sendTransaction", [call])
        _ = try await rpc("evm_mine", [])
        let receipt = try await rpc("eth_getTransactionReceipt", [sent])
        guard let transaction = sent.string, receipt["status"] == "0x1" else {
            throw Failure("the transaction did not succeed: \(receipt.text)")
        }
        return transaction
    }

    private func rpc(_ method: String, _ parameters: [JSONValue]) async throws -> JSONValue {
        let body: JSONValue = [
            "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .array(parameters),
        ]
        let response = try await post(body.text)
        let answer = try JSONValue(text: String(decoding: response.body, as: UTF8.self))
        guard let result = answer["result"] else { throw Failure("\(method): \(answer.text)") }
        return result
    }

    /// An ABI word of hex digits with `0x`.
    private func word(_ text: String) -> String {
        let digits = text.dropFirst(2).lowercased()
        return String(repeating: "0", count: 64 - digits.count) + digits
    }
}

/// A statement that does not hold, or a node that does not answer.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
