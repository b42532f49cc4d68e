import Foundation

/// Whole seconds since 1970, as the protocol counts them.
///
/// A moment that the protocol cannot say, such as one before 1970, counts as the end of time: no
/// payment is valid then.
func unixSeconds(_ moment: Date) -> UInt64 {
    let seconds = moment.timeIntervalSince1970
    let sayable = seconds >= 0 && seconds < TimeInterval(endOfTime)
    return sayable ? UInt64(seconds) : endOfTime
}

/// The greatest number that the core takes for seconds: more would be milliseconds.
private let endOfTime: UInt64 = 100_000_000_000

extension Session {
    /// Attaches the payment of the choice that was given, and reserves its cost, for sending it now,
    /// by the machine's clock.
    ///
    /// - Throws: ``SessionError/Expired(validUntil:detail:)`` if signing took longer than the payment
    ///   is valid: it is not sent and costs nothing, and the choice can be signed once more.
    public func pay(payment: SignedPayment) throws {
        try pay(payment: payment, now: Date())
    }
}

extension VerifiedFacts {
    /// Until when the replay key must be kept, and always until the settlement is final.
    ///
    /// `Date.distantFuture` for a payment whose window never ends.
    public var keepUntilDate: Date { date(keepUntil) }
}

extension PaymentRequirements {
    /// How long the payment may take.
    public var maxTimeout: Duration { .seconds(Int64(clamping: maxTimeoutSeconds)) }
}

extension PaymentRequirementsV1 {
    /// How long the payment may take.
    public var maxTimeout: Duration { .seconds(Int64(clamping: maxTimeoutSeconds)) }
}

extension OfferTerms {
    /// How long the payment may take.
    public var maxTimeout: Duration { .seconds(Int64(clamping: maxTimeoutSeconds)) }
}

/// The moment of a number of Unix seconds, as far as `Date` reaches sensibly.
func date(_ seconds: UInt64) -> Date {
    let moment = Date(timeIntervalSince1970: TimeInterval(seconds))
    return min(moment, .distantFuture)
}
