import Foundation
import X402Core

/// The chain facts that a request declares, by network; what it leaves out is unknown.
struct ChainState {
    let state: JSONValue

    /// What the state says about one payment of one offer.
    func facts(payment: AnyPaymentPayload, offer: Offer) throws -> ChainFacts {
        let terms = offer.terms()
        guard let chain = state[terms.network] else { return ChainFacts() }
        var facts =
            terms.network.hasPrefix("eip155:")
            ? try evm(chain, payment, terms)
            : try solana(chain, payment, offer, terms)
        facts.simulationSucceeds = chain["simulation"]?.bool
        facts.blockhashValid = chain["blockhash_valid"]?.bool
        return facts
    }

    /// Accounts and tokens are in lower case.
    private func evm(
        _ chain: JSONValue, _ payment: AnyPaymentPayload, _ terms: OfferTerms
    ) throws -> ChainFacts {
        var facts = ChainFacts()
        let token = terms.asset.lowercased()
        let accounts = chain["accounts"]?.lowercasedNames ?? [:]
        facts.assetHasCode = accounts[token]?["code"]?.string.map { $0 != noCode }

        let payload = try JSONValue(text: payment.payload)
        let permit = payload["permit2Authorization"].flatMap { $0.object == nil ? nil : $0 }
        guard let signed = permit ?? payload["authorization"],
            let payer = signed["from"]?.string?.lowercased(),
            let nonce = signed["nonce"]?.string?.lowercased()
        else { return facts }
        for used in chain["nonces_used"]?.array ?? [] {
            // Permit2's nonces are the same for all of its tokens.
            let sameToken = used["token"]?.string?.lowercased() == token || permit != nil
            if sameToken, used["from"]?.string?.lowercased() == payer,
                used["nonce"]?.string?.lowercased() == nonce
            {
                facts.nonceUsed = true
            }
        }
        let account = accounts[payer]
        facts.payerHasCode = account?["code"]?.string.map { $0 != noCode }
        facts.erc1271Valid = account?["erc1271"]?.bool
        facts.balance = account?["balances"]?.lowercasedNames[token]?.string
        facts.allowance = account?["allowances"]?.lowercasedNames[token]?.string
        return facts
    }

    private func solana(
        _ chain: JSONValue, _ payment: AnyPaymentPayload, _ offer: Offer, _ terms: OfferTerms
    ) throws -> ChainFacts {
        var facts = ChainFacts()
        for (table, addresses) in chain["lookup_tables"]?.object ?? [:] {
            facts.lookupTables[table] = addresses.array?.compactMap(\.string)
        }
        // Which accounts the transaction moves tokens between, as the rules themselves see it.
        let context = try Context(policy: nil, signers: nil, chain: facts)
        let start = Date(timeIntervalSince1970: 0)
        let report = try examine(payment: payment, offer: offer, now: start, context: context)
        let account = { (name: String) -> JSONValue? in
            let address = report.notes.first { $0.name == name }?.value
            return address.flatMap { chain["accounts"]?[$0] }
        }
        let source = account("source")
        switch (source.flatMap(exists), account("destination").flatMap(exists)) {
        case (false, _), (_, false): facts.accountsExist = false
        case (true, true): facts.accountsExist = true
        default: break
        }
        if let token = source?["token"], token["mint"]?.string == terms.asset {
            facts.balance = token["amount"]?.string
        }
        return facts
    }

    /// Whether a token account stands there, as far as is known.
    private func exists(_ account: JSONValue) -> Bool? {
        if account["lamports"]?.string == "0" { return false }
        if account["token"] != nil { return true }
        // Whoever owns it, an account that holds no token is no token account.
        return account["owner"] == nil ? nil : false
    }
}

private let noCode = "0x"

extension AnyPaymentPayload {
    /// The payment itself, of either version: JSON text.
    var payload: String {
        switch self {
        case .v1(let message): message.payload
        case .v2(let message): message.payload
        }
    }
}

extension JSONValue {
    /// An object's members, by their names in lower case.
    fileprivate var lowercasedNames: [String: JSONValue] {
        Dictionary((object ?? [:]).map { ($0.key.lowercased(), $0.value) }) { $1 }
    }
}
