import Foundation

/// Verifies a payment against the seller's own offer, at this moment.
///
/// Without a context the policy is strict, and nothing is known from the chain.
///
/// - Throws: ``Refusal``, one of three: it is no message, it breaks a rule, or only the chain can
///   tell. None of them is an acceptance.
public func verify(
    payment: AnyPaymentPayload, offer: Offer, context: Context? = nil
) throws -> Verified {
    try verify(payment: payment, offer: offer, now: Date(), context: context)
}

/// Decodes a payment header and verifies the payment in it, at this moment: one call for servers.
///
/// The header is `PAYMENT-SIGNATURE` for an offer of version 2, `X-PAYMENT` for one of version 1.
///
/// - Throws: ``Refusal``, one of three: it is no message, it breaks a rule, or only the chain can
///   tell. None of them is an acceptance.
public func verifyHeader(
    header: String, offer: Offer, context: Context? = nil
) throws -> Verified {
    try verifyHeader(header: header, offer: offer, now: Date(), context: context)
}
