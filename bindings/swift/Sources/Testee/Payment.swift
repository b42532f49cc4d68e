import Foundation
import X402Core

/// A request about a payment: everything that a verdict depends on.
struct Payment {
    let offer: Offer
    let payment: AnyPaymentPayload
    let now: Date
    let context: Context

    init(request: JSONValue, now: UInt64?) throws {
        let policyName = request["policy"]?.string ?? "strict"
        guard let policy = policyByName(name: policyName) else {
            throw Unanswerable(answer: .unsupported)
        }
        let asked = request["now"]?.number.map { ($0 as NSDecimalNumber).uint64Value }
        guard let seconds = asked ?? now else {
            throw Unanswerable.error("expected now, in Unix seconds")
        }
        self.now = Date(timeIntervalSince1970: TimeInterval(seconds))

        let requirements = try request.member("requirements")
        // Only version 1 calls the price so.
        let isVersion1 = requirements["maxAmountRequired"] != nil
        let offer = try Self.offer(requirements, isVersion1)
        let payment = try Self.payment(request, isVersion1)
        let state = try request["state"].map { try DeclaredState.parse(text: $0.text) }
        self.offer = offer
        self.payment = payment
        let signers = try request["signers"]?.array?.map { signer in
            guard let text = signer.string else { throw Unanswerable.error("signers") }
            return text
        }
        context = try Context(policy: policy, signers: signers, state: state)
    }

    private static func offer(_ requirements: JSONValue, _ isVersion1: Bool) throws -> Offer {
        do {
            return isVersion1
                ? try Offer.parseV1(requirements: PaymentRequirementsV1(json: requirements.text))
                : try Offer.parse(requirements: PaymentRequirements(json: requirements.text))
        } catch let refusal as Refusal {
            // Requirements that are not terms: no payment can satisfy them.
            guard case .Malformed(let code, _, _, _, _, _, _, let detail) = refusal else {
                throw Unanswerable.error("requirements: \(refusal.localizedDescription)")
            }
            throw Unanswerable(
                answer: .reject(
                    code: code, wireCode: nil, path: nil,
                    detail: "requirements: \(detail)"))
        } catch OfferError.Unpayable(let pointer, _, _, let detail) {
            // Nothing pays an offer that cannot be paid: the seller's mistake.
            let unknown = ["/scheme", "/network"].contains(pointer)
            throw Unanswerable(
                answer: unknown
                    ? .unsupported
                    : .reject(
                        code: nil, wireCode: "invalid_payment_requirements", path: nil,
                        detail: detail))
        }
    }

    private static func payment(
        _ request: JSONValue, _ isVersion1: Bool
    ) throws -> AnyPaymentPayload {
        if let header = request["payload_header"]?.string {
            return isVersion1
                ? .v1(payload: try decodeXPayment(value: header))
                : .v2(payload: try decodePaymentSignature(value: header))
        }
        let text = try request["payload_text"]?.string ?? request.member("payload").text
        return isVersion1
            ? .v1(payload: try PaymentPayloadV1(json: text))
            : .v2(payload: try PaymentPayload(json: text))
    }

    /// What to ask a node about the payment.
    func queries() throws -> ChainQueries {
        try paymentQueries(payment: payment, offer: offer, now: now, context: context)
    }

    /// The verdict, with what is told of an accepted payment; in this context if there is one.
    func verify(in known: Context? = nil) throws -> Response {
        let verified = try X402Core.verify(
            payment: payment, offer: offer, now: now, context: known ?? context)
        let facts = verified.facts()
        return .accept([
            "payer": .string(facts.payer),
            "unchecked": .array(facts.unchecked.map { .string($0.name) }),
            "warnings": .array(facts.warnings.map { .string($0.code) }),
            "derived": [
                "replayKey": .string(facts.replayKey), "keepUntil": .string("\(facts.keepUntil)"),
            ],
        ])
    }

    /// The intermediate values, as far as the rules come.
    func digest() throws -> Response {
        let steps = [
            "domain_separator": "domainSeparator", "struct_hash": "structHash",
            "digest": "signingHash", "recovered": "recovered", "message_hash": "messageHash",
        ]
        let report = try examine(payment: payment, offer: offer, now: now, context: context)
        var derived: [String: JSONValue] = [:]
        for note in report.notes {
            guard let step = steps[note.name] else { continue }
            let nobody = step == "recovered" && note.value == "nobody"
            derived[step] = nobody ? .null : .string(note.value)
        }
        return .digest(derived)
    }
}
