import Foundation

/// A question to Solana.
///
/// Each function names the JSON-RPC method that asks it and the member of ``Value`` that answers it.
/// Addresses, blockhashes and signatures are base58.
///
/// Two are equal if they ask the same. The description shows the name alone, since members may be
/// signed bytes.
public struct SvmQuery: Hashable, Sendable, CustomStringConvertible {
    let members: QueryMembers

    private init(_ name: String, _ members: [String: JSONValue?]) {
        self.members = QueryMembers(name, members)
    }

    /// The type and the query's name.
    public var description: String { "SvmQuery(\(members.name))" }

    /// An account as it is stored (`getAccountInfo`, `getMultipleAccounts`): ``Value/account``.
    public static func accountInfo(
        address: String, commitment: Commitment = .confirmed
    ) -> SvmQuery {
        SvmQuery(
            "account_info",
            [
                "address": .string(address),
                "commitment": .string(commitment.rawValue),
            ])
    }

    /// The current block height (`getBlockHeight`): ``Value/number``.
    public static func blockHeight(commitment: Commitment = .confirmed) -> SvmQuery {
        SvmQuery("block_height", ["commitment": .string(commitment.rawValue)])
    }

    /// Whether a transaction with this blockhash can still land (`isBlockhashValid`): ``Value/flag``.
    public static func blockhashValid(
        blockhash: String, commitment: Commitment = .confirmed
    ) -> SvmQuery {
        SvmQuery(
            "blockhash_valid",
            [
                "blockhash": .string(blockhash),
                "commitment": .string(commitment.rawValue),
            ])
    }

    /// The first slot of which the node still has the block (`getFirstAvailableBlock`):
    /// ``Value/number``.
    public static func firstAvailableBlock() -> SvmQuery {
        SvmQuery("first_available_block", [:])
    }

    /// The hash of the cluster's first block, which names the network (`getGenesisHash`):
    /// ``Value/hash``.
    public static func genesisHash() -> SvmQuery {
        SvmQuery("genesis_hash", [:])
    }

    /// A blockhash for a new transaction (`getLatestBlockhash`): ``Value/blockhash``.
    public static func latestBlockhash(commitment: Commitment = .confirmed) -> SvmQuery {
        SvmQuery("latest_blockhash", ["commitment": .string(commitment.rawValue)])
    }

    /// The least lamports of an account of this size in bytes (`getMinimumBalanceForRentExemption`):
    /// ``Value/number``.
    public static func minimumBalanceForRentExemption(size: UInt64) -> SvmQuery {
        SvmQuery("minimum_balance_for_rent_exemption", ["size": .number(Decimal(size))])
    }

    /// The accounts of a program whose data have this size and these bytes at their offsets
    /// (`getProgramAccounts`): ``Value/programAccounts``. One to four conditions, of 1 to 128 bytes
    /// each.
    public static func programAccounts(
        program: String, bytesAt: [UInt64: Data], dataSize: UInt64? = nil, commitment: Commitment = .confirmed
    ) -> SvmQuery {
        SvmQuery(
            "program_accounts",
            [
                "program": .string(program),
                "memcmp": .array(bytesAt.map { ["offset": .number(Decimal($0)), "bytes": .base64($1)] }),
                "data_size": dataSize.map { .number(Decimal($0)) },
                "commitment": .string(commitment.rawValue),
            ])
    }

    /// What was paid for priority for these accounts, at most 128 (`getRecentPrioritizationFees`):
    /// ``Value/prioritizationFees``.
    public static func recentPrioritizationFees(accounts: [String]) -> SvmQuery {
        SvmQuery("recent_prioritization_fees", ["accounts": .array(accounts.map(JSONValue.string))])
    }

    /// Hands a signed transaction to the node, without preflight (`sendTransaction`): ``Value/sent``.
    public static func send(transaction: Data) -> SvmQuery {
        SvmQuery("send", ["transaction": .base64(transaction)])
    }

    /// The newest finalized transactions that name an account, at most 256
    /// (`getSignaturesForAddress`): ``Value/signatures``.
    public static func signaturesForAddress(address: String, minSlot: UInt64) -> SvmQuery {
        SvmQuery(
            "signatures_for_address",
            ["address": .string(address), "min_slot": .number(Decimal(minSlot))])
    }

    /// Whether a transaction would succeed, its missing signatures zero (`simulateTransaction`):
    /// ``Value/simulated``.
    public static func simulate(
        transaction: Data, commitment: Commitment = .confirmed
    ) -> SvmQuery {
        SvmQuery(
            "simulate",
            [
                "transaction": .base64(transaction),
                "commitment": .string(commitment.rawValue),
            ])
    }

    /// The current slot (`getSlot`): ``Value/number``.
    public static func slot(commitment: Commitment = .confirmed) -> SvmQuery {
        SvmQuery("slot", ["commitment": .string(commitment.rawValue)])
    }

    /// What is known of a transaction in the node's whole history (`getSignatureStatuses`):
    /// ``Value/status``.
    public static func status(signature: String) -> SvmQuery {
        SvmQuery("status", ["signature": .string(signature)])
    }

    /// What a transaction did; confirmed if it need not be finalized (`getTransaction`):
    /// ``Value/outcome``.
    public static func transaction(signature: String, finalized: Bool) -> SvmQuery {
        SvmQuery("transaction", ["signature": .string(signature), "finalized": .bool(finalized)])
    }
}
