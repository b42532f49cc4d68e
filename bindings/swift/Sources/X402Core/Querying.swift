import Foundation

// Questions of the app's own to a chain: each is a value, and nodes are asked in JSON-RPC.

/// The block at whose end an EVM query is answered.
public enum BlockId: Hashable, Sendable {
    /// The newest block: on a rollup the sequencer's statement.
    case latest
    /// The newest block that is posted to L1, or that a majority of validators attested.
    case safe
    /// The newest block that cannot be reverted.
    case finalized
    /// The block with this number.
    case number(UInt64)

    var json: JSONValue {
        switch self {
        case .latest: "latest"
        case .safe: "safe"
        case .finalized: "finalized"
        case .number(let number): .number(Decimal(number))
        }
    }
}

/// The state of Solana at which a query is answered.
public enum Commitment: String, Hashable, Sendable {
    /// The newest block that the node has executed; it may be on a fork that is dropped.
    case processed
    /// A block that a supermajority of stake has voted for.
    case confirmed
    /// A block that cannot be reverted.
    case finalized
}

/// A query in the form that the core reads.
struct QueryMembers: Hashable, Sendable {
    let name: String
    let json: JSONValue

    /// A member that is `nil` is left out.
    init(_ name: String, _ members: [String: JSONValue?]) {
        self.name = name
        json = .object(members.compactMapValues { $0 }.merging(["query": .string(name)]) { $1 })
    }
}

extension ChainQueries {
    /// Queries to the nodes of one EVM network, in this order.
    ///
    /// - Parameters:
    ///   - queries: The queries.
    ///   - multicall: Whether reads of contracts go through Multicall3; without it each is a call
    ///     of its own.
    /// - Throws: ``ValueError`` if a text is not an address, bytes have another length than 32, or
    ///   a range is too long.
    public static func of(_ queries: [EvmQuery], multicall: Bool = true) throws -> ChainQueries {
        let json = JSONValue.array(queries.map(\.members.json))
        return try ofJson(family: "evm", queries: json.text, multicall: multicall)
    }

    /// Queries to the nodes of one network of Solana, in this order.
    ///
    /// - Throws: ``ValueError`` if a text is not an address, a blockhash or a signature, or there
    ///   are too many.
    public static func of(_ queries: [SvmQuery]) throws -> ChainQueries {
        let json = JSONValue.array(queries.map(\.members.json))
        return try ofJson(family: "svm", queries: json.text)
    }
}

extension JSONValue {
    /// Bytes as the core reads them.
    static func hex(_ bytes: Data) -> JSONValue {
        let digits = bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0\(text)" : text
        }
        return .string("0x\(digits.joined())")
    }

    static func base64(_ bytes: Data) -> JSONValue { .string(bytes.base64EncodedString()) }
}
