import Foundation
import X402Core

/// A resource that costs something: what a server does, as far as one process can.
///
/// It stands in for a facilitator too: it verifies the payment and then says that it was settled.
/// No chain is asked, so that a real server must not do so.
public final class PaidResource: Sendable {
    private let required: PaymentRequired
    private let offers: [Offer]
    private let body: String
    private let seen = Seen()

    /// A resource that any of these requirements pays.
    public init(accepts: [PaymentRequirements], body: String) throws {
        required = PaymentRequired(
            accepts: accepts, resource: ResourceInfo(url: "https://api.example.com/weather"))
        offers = try accepts.map(Offer.parse)
        self.body = body
    }

    /// Answers a request.
    public func answer(_ request: Request) -> Response {
        do {
            let headers = request.headers.map { HttpHeader(name: $0.name, value: $0.value) }
            guard let payment = try findPayment(headers: headers) else {
                return try askForPayment(error: "payment is required")
            }
            let verified = try verify(payment)
            let facts = verified.facts()
            guard seen.insert(facts.replayKey) else {
                return try askForPayment(error: "this payment was used before")
            }
            let receipt = SettleResponse(
                success: true, transaction: "0x" + String(repeating: "ab", count: 32),
                network: facts.network, payer: facts.payer)
            let header = try encodePaymentResponse(message: receipt)
            return Response(status: 200, headers: [("PAYMENT-RESPONSE", header)], body: body)
        } catch Refusal.Rejected(_, let wireCode, _, _, _, _, _, _) {
            return (try? askForPayment(error: wireCode)) ?? Response(status: 500)
        } catch let refusal as Refusal {
            return Response(status: 400, body: refusal.localizedDescription)
        } catch {
            return Response(status: 500, body: error.localizedDescription)
        }
    }

    /// The proof by the offer that the payment is for; the last one's refusal if there is none.
    private func verify(_ payment: AnyPaymentPayload) throws -> Verified {
        var last: (any Error)?
        for offer in offers {
            do {
                return try X402Core.verify(payment: payment, offer: offer)
            } catch {
                last = error
            }
        }
        throw last ?? SocketError(call: "verify", code: 0)
    }

    private func askForPayment(error: String) throws -> Response {
        var answer = required
        answer.error = error
        let header = try encodePaymentRequired(message: answer)
        return Response(status: 402, headers: [("PAYMENT-REQUIRED", header)])
    }
}

/// The payments that were used.
private final class Seen: @unchecked Sendable {
    private let lock = NSLock()
    private var keys = Set<String>()

    /// Whether it is a new one.
    func insert(_ key: String) -> Bool {
        lock.lock()
        defer { lock.unlock() }
        return keys.insert(key).inserted
    }
}
