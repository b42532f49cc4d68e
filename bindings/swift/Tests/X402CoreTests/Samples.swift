import Foundation
import X402Core
import XCTest

/// One good payment, and what it pays.
struct Sample {
    let requirements: PaymentRequirements
    let offer: Offer
    let payment: SignedPayment
    /// The moment at which it was signed.
    let now: Date

    static let key = try! EvmSigningKey.fromBytes(bytes: Data(repeating: 1, count: 32))
    static let moment = Date(timeIntervalSince1970: 1_740_672_094)

    /// Pays this offer, always with the same randomness.
    init(_ requirements: PaymentRequirements = .cent) throws {
        self.requirements = requirements
        offer = try Offer.parse(requirements: requirements)
        let request = try Self.choice(requirements).signingRequest(inputs: Self.inputs)
        payment = try request.signWithEvmKey(key: Self.key)
        now = Self.moment
    }

    static var inputs: Inputs {
        Inputs(entropy: Data(repeating: 7, count: 32), now: moment)
    }

    static func choice(_ requirements: PaymentRequirements...) throws -> Choice {
        try choice(AnyPaymentRequired.v2(required: PaymentRequired(accepts: requirements)))
    }

    static func choice(_ required: AnyPaymentRequired) throws -> Choice {
        let wallet = try Wallet(accounts: [Account(address: key.address())])
        return try select(required: required, wallet: wallet, spending: Spending())
    }

    var header: String { payment.header().value }

    func verify(_ header: String? = nil) throws -> Verified {
        try verifyHeader(header: header ?? self.header, offer: offer, now: now, context: nil)
    }
}

extension PaymentRequirements {
    static let cent = PaymentRequirements(
        scheme: "exact", network: "eip155:84532", amount: "10000",
        asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        payTo: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", maxTimeoutSeconds: 60,
        extra: #"{"name":"USDC","version":"2"}"#)

    func with(_ change: (inout PaymentRequirements) -> Void) -> PaymentRequirements {
        var changed = self
        change(&changed)
        return changed
    }
}

/// The error that is thrown, which must be one of this type.
func thrown<E: Error, T>(
    _ type: E.Type = E.self, _ act: @autoclosure () throws -> T,
    file: StaticString = #filePath, line: UInt = #line
) throws -> E {
    do {
        _ = try act()
    } catch {
        return try XCTUnwrap(error as? E, "\(error)", file: file, line: line)
    }
    throw Missing()
}

struct Missing: Error, CustomStringConvertible {
    let description = "nothing was thrown"
}
