import Foundation

// The native half's errors as Foundation shows them: `localizedDescription` is the core's own
// sentence, in English, which says what is wrong, where, what was expected and what was found.

extension Refusal: LocalizedError, CustomStringConvertible {
    /// All of it in one line.
    public var description: String {
        switch self {
        case .Malformed(_, _, _, _, _, _, _, let detail): detail
        case .Rejected(_, _, _, _, _, _, _, let detail): detail
        case .Undecided(_, _, _, _, _, _, _, let detail): detail
        }
    }

    /// All of it in one line.
    public var errorDescription: String? { description }
    /// What to do next; see ``hint``.
    public var recoverySuggestion: String? { hint }
}

extension Refusal {
    /// All of it in one line.
    public var detail: String { description }

    /// The abstract dotted code, such as `amount.mismatch`; `undecided` where only the chain
    /// can tell. Stable.
    public var code: String {
        switch self {
        case .Malformed(let code, _, _, _, _, _, _, _): code
        case .Rejected(let code, _, _, _, _, _, _, _): code
        case .Undecided(let code, _, _, _, _, _, _, _): code
        }
    }

    /// The `invalidReason` for the wire. Stable.
    public var wireCode: String {
        switch self {
        case .Malformed(_, let wireCode, _, _, _, _, _, _): wireCode
        case .Rejected(_, let wireCode, _, _, _, _, _, _): wireCode
        case .Undecided(_, let wireCode, _, _, _, _, _, _): wireCode
        }
    }

    /// JSON pointer (RFC 6901) to what is wrong; `nil` where the text could not be read so far,
    /// and where nothing is wrong.
    public var pointer: String? {
        switch self {
        case .Malformed(_, _, let pointer, _, _, _, _, _): pointer
        case .Rejected(_, _, let pointer, _, _, _, _, _): pointer
        case .Undecided: nil
        }
    }

    /// What a good payment has there; `nil` where nothing is wrong.
    public var expected: String? {
        switch self {
        case .Malformed(_, _, _, _, let expected, _, _, _): expected
        case .Rejected(_, _, _, _, let expected, _, _, _): expected
        case .Undecided: nil
        }
    }

    /// What was there instead; `nil` where nothing is wrong.
    public var found: String? {
        switch self {
        case .Malformed(_, _, _, _, _, let found, _, _): found
        case .Rejected(_, _, _, _, _, let found, _, _): found
        case .Undecided: nil
        }
    }

    /// What to do about it, in one sentence; `nil` where the chain has to be asked.
    public var hint: String? {
        switch self {
        case .Malformed(_, _, _, _, _, _, let hint, _): hint
        case .Rejected(_, _, _, _, _, _, let hint, _): hint
        case .Undecided: nil
        }
    }

    /// The checks that only the chain can make; empty where the payment is refused whatever the chain says.
    public var needs: [ChainCheck] {
        if case .Undecided(_, _, let needs, _, _, _, _, _) = self { needs } else { [] }
    }
}

extension ValueError: LocalizedError, CustomStringConvertible {
    /// All of it in one line.
    public var description: String {
        switch self {
        case .Invalid(_, _, _, let detail):
            detail
        }
    }

    /// All of it in one line.
    public var errorDescription: String? { description }
}

extension OfferError: LocalizedError, CustomStringConvertible {
    /// All of it in one line.
    public var description: String {
        switch self {
        case .Malformed(_, let detail),
            .Unpayable(_, _, _, let detail),
            .Value(_, _, _, let detail):
            detail
        }
    }

    /// All of it in one line.
    public var errorDescription: String? { description }
}

extension NoChoice: LocalizedError, CustomStringConvertible {
    /// All of it in one line.
    public var description: String {
        switch self {
        case .Malformed(_, let detail),
            .Refused(_, let detail):
            detail
        }
    }

    /// All of it in one line.
    public var errorDescription: String? { description }
}

extension SigningRequestError: LocalizedError, CustomStringConvertible {
    /// All of it in one line.
    public var description: String {
        switch self {
        case .MissingAnswer(_, let detail),
            .Contradiction(_, let detail),
            .Value(_, _, _, let detail),
            .NoEntropy(let detail),
            .NothingToSign(let detail),
            .PayerFamily(let detail):
            detail
        }
    }

    /// All of it in one line.
    public var errorDescription: String? { description }
}

extension AssembleError: LocalizedError, CustomStringConvertible {
    /// All of it in one line.
    public var description: String {
        switch self {
        case .ContractWallet(let detail),
            .Refused(_, let detail),
            .Signature(let detail),
            .Transaction(let detail),
            .WrongNetwork(let detail),
            .WrongSigner(_, _, let detail),
            .TooLong(_, let detail),
            .Value(_, _, _, let detail):
            detail
        }
    }

    /// All of it in one line.
    public var errorDescription: String? { description }
}

extension SignerError: LocalizedError, CustomStringConvertible {
    /// The signer's words.
    public var description: String {
        switch self {
        case .Declined(let detail),
            .Failed(let detail):
            detail
        }
    }

    /// The signer's words.
    public var errorDescription: String? { description }
}

extension SessionError: LocalizedError, CustomStringConvertible {
    /// All of it in one line.
    public var description: String {
        switch self {
        case .OtherPayment(let detail),
            .Expired(_, let detail), .NotExpired(_, let detail),
            .NotUnused(let detail),
            .OutOfTurn(_, _, let detail),
            .TooManySendings(let detail):
            detail
        }
    }

    /// All of it in one line.
    public var errorDescription: String? { description }
}

extension OutOfTurn: LocalizedError, CustomStringConvertible {
    /// All of it in one line.
    public var description: String {
        switch self {
        case .Event(_, _, let detail),
            .Entropy(let detail),
            .Malformed(_, let detail):
            detail
        }
    }

    /// All of it in one line.
    public var errorDescription: String? { description }
}

extension VerificationOutOfTurn: LocalizedError, CustomStringConvertible {
    /// All of it in one line.
    public var description: String {
        switch self {
        case .Event(_, _, let detail),
            .Malformed(_, let detail):
            detail
        }
    }

    /// All of it in one line.
    public var errorDescription: String? { description }
}
