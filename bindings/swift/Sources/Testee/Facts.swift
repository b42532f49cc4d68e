import Foundation
import X402Core

// Answers as the suite writes them, member by member of what the package read.

extension Fact {
    var json: JSONValue {
        var members: [String: JSONValue?]
        switch answer {
        case .value(let value): members = value.members
        case .refused(let revert): members = ["refused": revert.json]
        case .failed(let failure):
            members = [
                "failed": .string(failure.cause.rawValue),
                "transient": .bool(failure.isTransient),
                "code": failure.code.map { .number(Decimal($0)) },
                "retry_after": failure.retryAfter.map { .number(Decimal($0)) },
            ]
        case .nonsense(let nonsense): members = ["nonsense": .string(nonsense.rawValue)]
        }
        members["at"] = at?.json
        return .some(members)
    }
}

extension JSONValue {
    /// An object without the members that are `nil`.
    fileprivate static func some(_ members: [String: JSONValue?]) -> JSONValue {
        .object(members.compactMapValues { $0 })
    }

    fileprivate static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}

extension Value {
    fileprivate var members: [String: JSONValue?] {
        let members: [String: JSONValue?] = [
            "number": number.map { .digits($0) },
            "amount": amount.map(JSONValue.string),
            "flag": flag.map(JSONValue.bool),
            "hash": hash.map(JSONValue.hex),
            "text": text.map(JSONValue.string),
            "code": code?.json,
            "block": block?.json,
            "receipt": receipt?.json,
            "logs": logs.map { .array($0.map(\.json)) },
            "transaction": transaction?.json,
            "fees": fees.map { fees in
                [
                    "base_fees": .array(fees.baseFees.map(JSONValue.string)),
                    "tips": .array(fees.tips.map(JSONValue.string)),
                ]
            },
            "sent": sent.map { .string($0.rawValue) },
            "succeeded": succeeded ? true : nil,
            "account": account?.json,
            "signatures": signatures.map { .array($0.map(\.json)) },
            "outcome": outcome?.json,
            "status": status?.json,
            "simulated": simulated.map { ["units": .digits($0.units)] },
            "blockhash": blockhash.map(JSONValue.string),
            "last_valid_block_height": lastValidBlockHeight.map { .digits($0) },
        ]
        let told = members.compactMapValues { $0 }
        if told.isEmpty, isAbsence { return [kind: .some(.null)] }
        return told
    }
}

extension AddressSignature {
    fileprivate var json: JSONValue {
        [
            "signature": .string(signature), "slot": .digits(slot),
            "time": time.map { .digits(UInt64($0.timeIntervalSince1970)) } ?? .null,
        ]
    }
}

extension Revert {
    fileprivate var json: JSONValue {
        switch self {
        case .badReturn: "bad_return"
        case .silent: "silent"
        case .known(let error): ["error": .string(error)]
        case .message(let text): ["message": .string(text)]
        case .panic(let code): ["panic": .string(code)]
        case .transaction(let fault): ["fault": fault.json]
        case .unknown(let selector): ["unknown": .string(selector)]
        }
    }
}

extension TransactionFault {
    fileprivate var json: JSONValue {
        guard let instruction else { return ["name": .string(name)] }
        return [
            "instruction": .number(Decimal(instruction)),
            "custom": custom.map { .number(Decimal($0)) } ?? .null,
            "name": .string(name),
        ]
    }
}

extension Code {
    fileprivate var json: JSONValue {
        switch self {
        case .none: "none"
        case .delegated(let address): ["delegated": .string(address)]
        case .contract(let hash): ["contract": .string(hash)]
        }
    }
}

extension Head {
    fileprivate var json: JSONValue {
        .some([
            "height": .digits(height),
            "hash": hash.map(JSONValue.hex),
            "time": time.map { .digits(UInt64($0.timeIntervalSince1970)) },
        ])
    }
}

extension Log {
    fileprivate var json: JSONValue {
        [
            "address": .string(address), "topics": .array(topics.map(JSONValue.hex)),
            "data": .hex(data), "index": .digits(index),
        ]
    }
}

extension FoundLog {
    fileprivate var json: JSONValue {
        ["block": block.json, "transaction": .string(transaction), "log": log.json]
    }
}

extension PooledTransaction {
    fileprivate var json: JSONValue {
        ["from": .string(from), "nonce": .digits(nonce), "block": block?.json ?? .null]
    }
}

extension Receipt {
    fileprivate var json: JSONValue {
        [
            "transaction": .string(transaction), "block": block?.json ?? .null,
            "succeeded": .bool(succeeded), "from": .string(from), "to": .text(to),
            "gas_used": .digits(gasUsed), "gas_price": .text(gasPrice), "l1_fee": .text(l1Fee),
            "logs": .array(logs.map(\.json)),
        ]
    }
}

extension AccountInfo {
    fileprivate var json: JSONValue {
        [
            "owner": .string(owner), "lamports": .digits(lamports),
            "executable": .bool(executable), "data": .string(data.base64EncodedString()),
        ]
    }
}

extension TransactionOutcome {
    fileprivate var json: JSONValue {
        [
            "slot": .digits(slot), "fault": fault?.json ?? .null, "fee": .digits(fee),
            "before": .array(before.map(\.json)), "after": .array(after.map(\.json)),
        ]
    }
}

extension TokenBalance {
    fileprivate var json: JSONValue {
        [
            "account": .string(account), "mint": .string(mint), "owner": .text(owner),
            "program": .text(program), "amount": .digits(amount),
        ]
    }
}

extension SignatureStatus {
    fileprivate var json: JSONValue {
        [
            "slot": .digits(slot), "fault": fault?.json ?? .null,
            "commitment": .string(commitment.rawValue),
        ]
    }
}
