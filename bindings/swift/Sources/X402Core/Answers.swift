import Foundation

// What nodes answered to the app's own queries.

extension Facts {
    /// The facts about each of these queries, in their order: of every node that was asked one, of
    /// a node that contradicts itself two.
    public func answers(to queries: ChainQueries) -> [[Fact]] {
        JSONValue.told(queries.answersToJson(facts: self)).elements.map { facts in
            facts.elements.map(Fact.init)
        }
    }

    /// What enough nodes agree on, of each of these queries in their order; `nil` if they do not.
    ///
    /// - Parameters:
    ///   - queries: The queries.
    ///   - nodes: How many independent nodes the app has for the network; of two or more, two must
    ///     agree.
    public func agreed(on queries: ChainQueries, nodes: UInt16) -> [Agreed?] {
        let told = JSONValue.told(queries.agreedToJson(facts: self, nodes: nodes))
        return told.elements.map { $0 == .null ? nil : Agreed(json: $0) }
    }
}

/// What one node answered to one query.
public struct Fact: Hashable, Sendable {
    let json: JSONValue

    /// The answer.
    public var answer: Answer { Answer(json: json) }

    /// The point of the chain at which the answer holds, where it is known.
    public var at: Head? { json["at"].map(Head.init) }

    /// The node, by the number that the app gave it.
    public var node: UInt16 { json.member("node").integer() }
}

/// What enough nodes agree on.
public struct Agreed: Hashable, Sendable {
    let json: JSONValue

    /// The answer: a value or a refusal.
    public var answer: Answer { Answer(json: json) }

    /// The newest point of the chain at which enough nodes give it, where it is known.
    public var at: Head? { json["at"].map(Head.init) }

    /// The number of nodes that give it.
    public var nodes: Int { json.member("nodes").integer() }
}

/// A node's answer to a query. The last two kinds are about the node and prove nothing.
public enum Answer: Hashable, Sendable {
    /// The chain's answer.
    case value(Value)
    /// The chain refuses: the call reverts, or the transaction fails.
    case refused(Revert)
    /// The node did not answer.
    case failed(Failure)
    /// The node answered something that is not an answer.
    case nonsense(Nonsense)

    /// Without the point of the chain and the node, which are the fact's.
    init(json: JSONValue) {
        let members = (json.object ?? [:]).filter { !["at", "node", "nodes"].contains($0.key) }
        let json = JSONValue.object(members)
        if let revert = json["refused"] {
            self = .refused(Revert(json: revert))
        } else if json["failed"] != nil {
            self = .failed(Failure(json: json))
        } else if json["nonsense"] != nil {
            self = .nonsense(json.word("nonsense"))
        } else {
            self = .value(Value(json: json))
        }
    }
}

/// A node's failure to answer.
public struct Failure: Hashable, Sendable {
    let json: JSONValue

    /// Why.
    public var cause: Cause { json.word("failed") }

    /// Whether the same request to the same node may succeed later.
    public var isTransient: Bool { json["transient"]?.bool == true }

    /// The code of the JSON-RPC error, if there was one.
    public var code: Int64? { json["code"]?.integer() }

    /// Seconds to wait before the next request, where the node stated it; at most an hour.
    public var retryAfter: UInt32? { json["retry_after"]?.integer() }
}

/// Why a node did not answer.
public enum Cause: String, Hashable, Sendable {
    /// The node does not have the block or state yet: it lags behind, or the block is dropped.
    case lagging
    /// No response: a time-out, a broken connection, a name that does not resolve.
    case noResponse = "no_response"
    /// An error that has no other cause here.
    case other
    /// Too many requests (HTTP status 429, or an error that means it).
    case rateLimited = "rate_limited"
    /// The node failed (HTTP status 5xx, an internal error).
    case serverError = "server_error"
    /// The node gave up after its own time limit.
    case timeout
    /// The node does not take a batch of this length, or none.
    case batchRefused = "batch_refused"
    /// The node does not permit it (HTTP status 401 or 403).
    case forbidden
    /// The node does not have the history that the query needs.
    case historyUnavailable = "history_unavailable"
    /// The node calls the request invalid.
    case invalidRequest = "invalid_request"
    /// Multicall3 is not deployed on this chain.
    case noMulticall = "no_multicall"
    /// The node searches fewer blocks at once, or finds too many logs.
    case rangeTooLarge = "range_too_large"
    /// The request or the answer is larger than allowed (HTTP status 413, or the core's own bound).
    case tooLarge = "too_large"
    /// The node does not have the method, or not for this transaction.
    case unsupported
}

/// Why a node's response is not an answer.
public enum Nonsense: String, Hashable, Sendable {
    /// The response has two answers to the request.
    case duplicateId = "duplicate_id"
    /// The response has no answer to the request.
    case missingId = "missing_id"
    /// The body is not JSON, such as an HTML page with status 200.
    case notJson = "not_json"
    /// The body is JSON, but not a JSON-RPC 2.0 response.
    case notJsonRpc = "not_json_rpc"
    /// The answer is about something that was not asked: another hash, a log outside the filter.
    case unasked
    /// The result does not have the method's type.
    case wrongType = "wrong_type"
}

/// What a node did with a transaction; it never proves anything.
public enum Sent: String, Hashable, Sendable {
    /// The node took it.
    case accepted
    /// The node had it already, which is the same as taken.
    case alreadyKnown = "already_known"
    /// The sender cannot pay for the gas.
    case insufficientFunds = "insufficient_funds"
    /// An earlier nonce of the sender is still missing.
    case nonceTooHigh = "nonce_too_high"
    /// The nonce has been used: ask for the receipts of your own hashes first.
    case nonceTooLow = "nonce_too_low"
    /// The node calls it invalid.
    case rejected
    /// The fee is too low: for the node, for the block, or to replace the one it has.
    case underpriced
}

/// Why the chain refuses.
public enum Revert: Hashable, Sendable {
    /// The returned data are not of the function's type: no contract there, or one of another kind.
    case badReturn
    /// A custom error of a known contract, by its name in Solidity.
    case known(error: String)
    /// A text of the contract's.
    case message(String)
    /// A failed assertion or a computation out of range: the code, in decimal digits.
    case panic(code: String)
    /// No data.
    case silent
    /// Solana's runtime refuses the transaction.
    case transaction(TransactionFault)
    /// Another custom error: the first four bytes of its data, as hex.
    case unknown(selector: String)

    init(json: JSONValue) {
        if let error = json["error"] {
            self = .known(error: error.words)
        } else if let text = json["message"] {
            self = .message(text.words)
        } else if let code = json["panic"] {
            self = .panic(code: code.words)
        } else if let fault = json["fault"] {
            self = .transaction(TransactionFault(json: fault))
        } else if let selector = json["unknown"] {
            self = .unknown(selector: selector.words)
        } else {
            self = json == "silent" ? .silent : .badReturn
        }
    }
}

/// What is at an EVM address.
public enum Code: Hashable, Sendable {
    /// No code: an account that signs with a key, or an address that was never used.
    case none
    /// An account that runs another contract's code (EIP-7702).
    case delegated(address: String)
    /// A contract, by the Keccak-256 hash of its code as hex.
    case contract(hash: String)

    init(json: JSONValue) {
        if let address = json["delegated"] {
            self = .delegated(address: address.words)
        } else if let hash = json["contract"] {
            self = .contract(hash: hash.words)
        } else {
            self = .none
        }
    }
}

/// A point of a chain: a block, or a slot of Solana.
public struct Head: Hashable, Sendable {
    let json: JSONValue

    /// The number of the block or slot.
    public var height: UInt64 { json.digits("height") }

    /// The block's hash: 32 bytes.
    public var hash: Data? { json["hash"].map(\.bytes) }

    /// The block's time.
    public var time: Date? {
        json["time"].map { Date(timeIntervalSince1970: TimeInterval($0.count)) }
    }
}

/// A chain's answer: the member that the query names, and `nil` for the others.
///
/// Where ``isAbsence``, the chain does not have such a thing, and that member is `nil`, false,
/// empty or ``Code/none``.
public struct Value: Hashable, Sendable {
    let json: JSONValue

    private func of<T>(_ name: String, _ read: (JSONValue) -> T) -> T? {
        json[name].flatMap { $0 == .null ? nil : read($0) }
    }

    private var first: (key: String, value: JSONValue) {
        let members = json.object ?? [:]
        return members.first { $0.key != "last_valid_block_height" } ?? ("", .null)
    }

    /// Which member the value has, as the core names it, such as `amount` or `receipt`.
    public var kind: String { first.key }

    /// Whether what was asked for is not there.
    public var isAbsence: Bool {
        switch first.value {
        case .null, .bool(false), .array([]): true
        default: code == Code.none
        }
    }

    /// A count, a height or an id.
    public var number: UInt64? { of("number", \.count) }

    /// Atomic units of a token, or wei; decimal digits.
    public var amount: String? { json["amount"]?.string }

    /// Yes or no.
    public var flag: Bool? { json["flag"]?.bool }

    /// 32 bytes.
    public var hash: Data? { of("hash", \.bytes) }

    /// A text of at most 256 bytes.
    public var text: String? { json["text"]?.string }

    /// The code at an EVM address.
    public var code: Code? { of("code", Code.init) }

    /// A block, with hash and time.
    public var block: Head? { of("block", Head.init) }

    /// The receipt of an EVM transaction.
    public var receipt: Receipt? { of("receipt", Receipt.init) }

    /// Logs, in the order of the chain.
    public var logs: [FoundLog]? { of("logs") { $0.elements.map(FoundLog.init) } }

    /// An EVM transaction that the node knows.
    public var transaction: PooledTransaction? { of("transaction", PooledTransaction.init) }

    /// Base fees and tips.
    public var fees: FeeHistory? { of("fees", FeeHistory.init) }

    /// What a node did with a transaction.
    public var sent: Sent? { json["sent"] == nil ? nil : json.word("sent") }

    /// Whether a simulated call succeeds; otherwise the answer is a refusal.
    public var succeeded: Bool { json["succeeded"]?.bool == true }

    /// An account of Solana.
    public var account: AccountInfo? { of("account", AccountInfo.init) }

    /// The accounts of a program that match.
    public var programAccounts: [ProgramAccount]? {
        of("program_accounts") { $0.elements.map(ProgramAccount.init) }
    }

    /// What was paid for priority, oldest slot first.
    public var prioritizationFees: [PrioritizationFee]? {
        of("prioritization_fees") { $0.elements.map(PrioritizationFee.init) }
    }

    /// Transactions of Solana that name an account, newest first.
    public var signatures: [AddressSignature]? {
        of("signatures") { $0.elements.map(AddressSignature.init) }
    }

    /// What a transaction of Solana did.
    public var outcome: TransactionOutcome? { of("outcome", TransactionOutcome.init) }

    /// The status of a transaction of Solana.
    public var status: SignatureStatus? { of("status", SignatureStatus.init) }

    /// The simulation of a transaction of Solana that succeeds.
    public var simulated: Simulated? { of("simulated", Simulated.init) }

    /// A blockhash for a new transaction of Solana.
    public var blockhash: String? { json["blockhash"]?.string }

    /// The last block height at which a transaction with ``blockhash`` can land.
    public var lastValidBlockHeight: UInt64? { of("last_valid_block_height", \.count) }
}

// What the native half writes has these forms.
extension JSONValue {
    static func told(_ text: String) -> JSONValue {
        guard let value = try? JSONValue(text: text) else { preconditionFailure("not JSON") }
        return value
    }

    var words: String {
        guard let string else { preconditionFailure("not a string") }
        return string
    }

    var elements: [JSONValue] {
        guard let array else { preconditionFailure("not a list") }
        return array
    }

    var count: UInt64 {
        guard let number = UInt64(words) else { preconditionFailure("not digits") }
        return number
    }

    var bytes: Data {
        let digits = Array(words.utf8.dropFirst(2))
        let pairs = stride(from: 0, to: digits.count - 1, by: 2).map { at in
            UInt8(String(decoding: digits[at...at + 1], as: UTF8.self), radix: 16) ?? 0
        }
        return Data(pairs)
    }

    func integer<T: FixedWidthInteger>() -> T {
        guard let number, let value = T("\(number)") else { preconditionFailure("not an integer") }
        return value
    }

    func member(_ name: String) -> JSONValue {
        guard let value = self[name] else { preconditionFailure("no \(name)") }
        return value
    }

    func text(_ name: String) -> String { member(name).words }

    func digits(_ name: String) -> UInt64 { member(name).count }

    func base64(_ name: String) -> Data { Data(base64Encoded: text(name)) ?? Data() }

    func list<T>(_ name: String, _ read: (JSONValue) -> T) -> [T] {
        member(name).elements.map(read)
    }

    func maybe<T>(_ name: String, _ read: (JSONValue) -> T) -> T? {
        let value = member(name)
        return value == .null ? nil : read(value)
    }

    func word<T: RawRepresentable>(_ name: String) -> T where T.RawValue == String {
        guard let word = T(rawValue: text(name)) else { preconditionFailure("no such word") }
        return word
    }
}

extension BlockRef {
    init(json: JSONValue) {
        self.init(number: json.digits("height"), hash: json.member("hash").bytes)
    }
}
