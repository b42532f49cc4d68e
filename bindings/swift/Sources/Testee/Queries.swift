import Foundation
import X402Core

extension Testee {
    /// The queries of a request.
    static func queries(_ request: JSONValue) throws -> ChainQueries {
        let queries = try request.member("queries").array ?? []
        if request["namespace"] == "solana" {
            return try .of(queries.map(svm))
        }
        return try .of(queries.map(evm), multicall: request["multicall"]?.bool ?? true)
    }

    private static func evm(_ query: JSONValue) throws -> EvmQuery {
        let at = try BlockId(query["at"])
        func text(_ name: String) throws -> String { try query.text(name) }
        func bytes(_ name: String) throws -> Data { try query.text(name).hex }
        func token() throws -> String { try query.text("token") }
        func account() throws -> String { try query.text("account") }
        switch try text("query") {
        case "account_nonce": return try .accountNonce(account: account(), at: at)
        case "allowance":
            return try .allowance(
                token: token(), owner: text("owner"), spender: text("spender"), at: at)
        case "authorization_state":
            return try .authorizationState(
                token: token(), authorizer: text("authorizer"), nonce: bytes("nonce"), at: at)
        case "balance": return try .balance(token: token(), owner: text("owner"), at: at)
        case "block": return .block(at: at)
        case "chain_id": return .chainId()
        case "code": return try .code(account: account(), at: at)
        case "domain_separator": return try .domainSeparator(token: token(), at: at)
        case "erc1271":
            return try .erc1271(
                account: account(), digest: bytes("digest"), signature: bytes("signature"), at: at)
        case "estimate_gas":
            return try .estimateGas(
                to: text("to"), data: bytes("data"), from: query["from"]?.string, at: at)
        case "fee_history": return .feeHistory()
        case "gas_price": return .gasPrice()
        case "is_blacklisted":
            return try .isBlacklisted(token: token(), account: account(), at: at)
        case "l1_fee_upper_bound":
            return try .l1FeeUpperBound(size: query.member("size").integer, at: at)
        case "logs":
            let topics = try (query.member("topics").array ?? []).map { $0.string?.hex }
            return try .logs(
                address: text("address"), topics: topics,
                firstBlock: query.member("first_block").integer,
                lastBlock: query.member("last_block").integer)
        case "native_balance": return try .nativeBalance(account: account(), at: at)
        case "operator_fee": return try .operatorFee(gas: query.member("gas").integer, at: at)
        case "paused": return try .paused(token: token(), at: at)
        case "permit_nonce":
            return try .permitNonce(owner: text("owner"), nonce: text("nonce"), at: at)
        case "priority_fee": return .priorityFee()
        case "receipt": return try .receipt(transaction: text("transaction"))
        case "send": return try .send(transaction: bytes("transaction"))
        case "send_sync": return try .sendSync(transaction: bytes("transaction"))
        case "simulate":
            return try .simulate(
                to: text("to"), data: bytes("data"), from: query["from"]?.string, at: at)
        case "token_name": return try .tokenName(token: token(), at: at)
        case "token_version": return try .tokenVersion(token: token(), at: at)
        case "transaction": return try .transaction(transaction: text("transaction"))
        default: throw Unanswerable(answer: .unsupported)
        }
    }

    private static func svm(_ query: JSONValue) throws -> SvmQuery {
        let commitment = try Commitment(query["commitment"])
        func text(_ name: String) throws -> String { try query.text(name) }
        func bytes(_ text: String) -> Data { Data(base64Encoded: text) ?? Data() }
        switch try text("query") {
        case "account_info":
            return try .accountInfo(address: text("address"), commitment: commitment)
        case "block_height": return .blockHeight(commitment: commitment)
        case "blockhash_valid":
            return try .blockhashValid(blockhash: text("blockhash"), commitment: commitment)
        case "first_available_block": return .firstAvailableBlock()
        case "genesis_hash": return .genesisHash()
        case "latest_blockhash": return .latestBlockhash(commitment: commitment)
        case "minimum_balance_for_rent_exemption":
            return try .minimumBalanceForRentExemption(size: query.member("size").integer)
        case "program_accounts":
            let conditions = try (query.member("memcmp").array ?? []).map { condition in
                (try condition.member("offset").integer, bytes(try condition.text("bytes")))
            }
            return try .programAccounts(
                program: text("program"), bytesAt: Dictionary(conditions) { $1 },
                dataSize: query["data_size"]?.integer, commitment: commitment)
        case "recent_prioritization_fees":
            let accounts = try query.member("accounts").array ?? []
            return .recentPrioritizationFees(accounts: accounts.compactMap(\.string))
        case "send": return try .send(transaction: bytes(text("transaction")))
        case "signatures_for_address":
            return try .signaturesForAddress(
                address: text("address"), minSlot: query.member("min_slot").integer)
        case "simulate":
            return try .simulate(transaction: bytes(text("transaction")), commitment: commitment)
        case "slot": return .slot(commitment: commitment)
        case "status": return try .status(signature: text("signature"))
        case "transaction":
            return try .transaction(
                signature: text("signature"), finalized: query["finalized"]?.bool ?? false)
        default: throw Unanswerable(answer: .unsupported)
        }
    }
}

extension BlockId {
    fileprivate init(_ value: JSONValue?) throws {
        switch value {
        case nil, "latest": self = .latest
        case "safe": self = .safe
        case "finalized": self = .finalized
        case .number?: self = .number(value?.integer ?? 0)
        default: throw Unanswerable.error("expected at to be a block")
        }
    }
}

extension Commitment {
    fileprivate init(_ value: JSONValue?) throws {
        guard let commitment = Commitment(rawValue: value?.string ?? "confirmed") else {
            throw Unanswerable.error("expected a commitment")
        }
        self = commitment
    }
}

extension String {
    /// The bytes that this is the hex of.
    fileprivate var hex: Data {
        let digits = Array(utf8.dropFirst(2))
        let pairs = stride(from: 0, to: digits.count - 1, by: 2).map { at in
            UInt8(String(decoding: digits[at...at + 1], as: UTF8.self), radix: 16) ?? 0
        }
        return Data(pairs)
    }
}
