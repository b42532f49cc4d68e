import Foundation

// What the members of a `Value` are made of.

/// The receipt of an EVM transaction: one node's statement of what it did.
public struct Receipt: Hashable, Sendable {
    let json: JSONValue

    /// The transaction's id.
    public var transaction: String { json.text("transaction") }

    /// The block that contains it; `nil` if the block is not sealed yet.
    public var block: BlockRef? { json.maybe("block", BlockRef.init) }

    /// Whether the transaction succeeded; otherwise it reverted and has no logs.
    public var succeeded: Bool { json["succeeded"]?.bool == true }

    /// The sender.
    public var from: String { json.text("from") }

    /// The contract that was called; `nil` if the transaction created one.
    public var to: String? { json.maybe("to", \.words) }

    /// The gas used.
    public var gasUsed: UInt64 { json.digits("gas_used") }

    /// The price paid in wei per gas, where the node reports it; decimal digits.
    public var gasPrice: String? { json.maybe("gas_price", \.words) }

    /// The fee in wei for posting to L1, where there is one; decimal digits.
    public var l1Fee: String? { json.maybe("l1_fee", \.words) }

    /// The logs in order.
    public var logs: [Log] { json.list("logs", Log.init) }
}

/// What a contract recorded while a transaction ran.
public struct Log: Hashable, Sendable {
    let json: JSONValue

    /// The contract.
    public var address: String { json.text("address") }

    /// At most four topics of 32 bytes; the first is the event's hash.
    public var topics: [Data] { json.list("topics", \.bytes) }

    /// The data.
    public var data: Data { json.member("data").bytes }

    /// The log's place in its block.
    public var index: UInt64 { json.digits("index") }
}

/// A log that a search found.
public struct FoundLog: Hashable, Sendable {
    let json: JSONValue

    /// The block.
    public var block: BlockRef { BlockRef(json: json.member("block")) }

    /// The transaction's id.
    public var transaction: String { json.text("transaction") }

    /// The log.
    public var log: Log { Log(json: json.member("log")) }
}

/// An EVM transaction as a node knows it.
public struct PooledTransaction: Hashable, Sendable {
    let json: JSONValue

    /// The sender.
    public var from: String { json.text("from") }

    /// The sender's nonce.
    public var nonce: UInt64 { json.digits("nonce") }

    /// The block that contains it; `nil` while it waits.
    public var block: BlockRef? { json.maybe("block", BlockRef.init) }
}

/// The fees of the last blocks, oldest first, in wei per gas.
public struct FeeHistory: Hashable, Sendable {
    let json: JSONValue

    /// The base fee of each block, and at the end that of the next block; decimal digits.
    public var baseFees: [String] { json.list("base_fees", \.words) }

    /// The median tip of each block; decimal digits.
    public var tips: [String] { json.list("tips", \.words) }
}

/// An account of Solana as it is stored.
public struct AccountInfo: Hashable, Sendable {
    let json: JSONValue

    /// The program that owns the account.
    public var owner: String { json.text("owner") }

    /// The account's balance in lamports.
    public var lamports: UInt64 { json.digits("lamports") }

    /// Whether the account is a program.
    public var executable: Bool { json["executable"]?.bool == true }

    /// The account's data.
    public var data: Data { json.base64("data") }
}

/// An account of a program.
public struct ProgramAccount: Hashable, Sendable {
    let json: JSONValue

    /// The account's address.
    public var address: String { json.text("address") }

    /// The account.
    public var account: AccountInfo { AccountInfo(json: json.member("account")) }
}

/// The least that a transaction paid for priority in one slot.
public struct PrioritizationFee: Hashable, Sendable {
    let json: JSONValue

    /// The slot.
    public var slot: UInt64 { json.digits("slot") }

    /// Micro-lamports for a compute unit.
    public var fee: UInt64 { json.digits("fee") }
}

/// A transaction of Solana that names an account.
public struct AddressSignature: Hashable, Sendable {
    let json: JSONValue

    /// The transaction's first signature.
    public var signature: String { json.text("signature") }

    /// The slot of its block.
    public var slot: UInt64 { json.digits("slot") }

    /// The time of its block, where the node has it.
    public var time: Date? {
        json["time"].flatMap {
            $0 == .null ? nil : Date(timeIntervalSince1970: TimeInterval($0.count))
        }
    }
}

/// An error of Solana's runtime.
public struct TransactionFault: Hashable, Sendable {
    let json: JSONValue

    /// The runtime's name of the error, `Custom` if a program gave a number.
    public var name: String { json.text("name") }

    /// The place of the instruction that failed, if one did.
    public var instruction: Int? { json["instruction"]?.integer() }

    /// The program's own error number, if it gave one.
    public var custom: UInt32? {
        json["custom"].flatMap { $0 == .null ? nil : $0.integer() }
    }
}

/// What a transaction of Solana did.
public struct TransactionOutcome: Hashable, Sendable {
    let json: JSONValue

    /// The slot of its block.
    public var slot: UInt64 { json.digits("slot") }

    /// Why it failed; `nil` if it succeeded.
    public var fault: TransactionFault? { json.maybe("fault", TransactionFault.init) }

    /// The fee in lamports.
    public var fee: UInt64 { json.digits("fee") }

    /// The token balances before it.
    public var before: [TokenBalance] { json.list("before", TokenBalance.init) }

    /// The token balances after it.
    public var after: [TokenBalance] { json.list("after", TokenBalance.init) }
}

/// The balance of one token account.
public struct TokenBalance: Hashable, Sendable {
    let json: JSONValue

    /// The token account.
    public var account: String { json.text("account") }

    /// The token.
    public var mint: String { json.text("mint") }

    /// The wallet that owns the account, where the node reports it.
    public var owner: String? { json.maybe("owner", \.words) }

    /// The token program, where the node reports it.
    public var program: String? { json.maybe("program", \.words) }

    /// Atomic units of the token.
    public var amount: UInt64 { json.digits("amount") }
}

/// What a node knows of a transaction of Solana.
public struct SignatureStatus: Hashable, Sendable {
    let json: JSONValue

    /// The slot in which the transaction was executed.
    public var slot: UInt64 { json.digits("slot") }

    /// Why it failed; `nil` if it succeeded.
    public var fault: TransactionFault? { json.maybe("fault", TransactionFault.init) }

    /// How sure its block is.
    public var commitment: Commitment { json.word("commitment") }
}

/// The simulation of a transaction of Solana that succeeds.
public struct Simulated: Hashable, Sendable {
    let json: JSONValue

    /// The compute units that it used, where the node reported them.
    public var units: UInt64? { json.maybe("units", \.count) }
}
