import Foundation

/// A key store, a hardware wallet or a wallet app: it signs when asked, and may ask its user first.
///
/// No private key comes into this package. What answers at once may as well be a ``Signer``.
public protocol AsyncSigner: Sendable {
    /// The payer's signature of what the request has to sign.
    ///
    /// - Returns: 65 bytes (r, s, v) for a digest, or the EIP-712 JSON that comes to the same; 64
    ///   bytes for a Solana message.
    /// - Throws: What the app likes, such as ``SignerError/Declined(detail:)``; nothing is paid.
    func sign(_ request: SigningRequestFacts) async throws -> Data
}

/// A key store that answers at once: the thread that pays waits for it.
public protocol Signer: Sendable {
    /// The payer's signature of what the request has to sign; see ``AsyncSigner/sign(_:)``.
    func sign(request: SigningRequestFacts) throws -> Data
}

/// Why a signer signed nothing; an app may have errors of its own instead.
public enum SignerError: Error, Equatable, Hashable, Sendable {
    /// Its user declined.
    case Declined(detail: String)
    /// The key store failed.
    case Failed(detail: String)
}

extension AnyPaymentRequired {
    /// Chooses the way to pay: the first entry of `accepts` that the wallet can and the policy allows.
    ///
    /// - Parameters:
    ///   - wallet: The accounts to pay from.
    ///   - spending: What may be spent; at most one dollar in a well-known token if not given.
    /// - Throws: ``NoChoice``, which states for each entry why it is not paid.
    public func choose(wallet: Wallet, spending: Spending? = nil) throws -> Choice {
        try select(required: self, wallet: wallet, spending: spending ?? Spending())
    }
}

extension PaymentRequired {
    /// Chooses the way to pay; see ``AnyPaymentRequired/choose(wallet:spending:)``.
    public func choose(wallet: Wallet, spending: Spending? = nil) throws -> Choice {
        try AnyPaymentRequired.v2(required: self).choose(wallet: wallet, spending: spending)
    }
}

extension PaymentRequiredV1 {
    /// Chooses the way to pay in version 1; see ``AnyPaymentRequired/choose(wallet:spending:)``.
    public func choose(wallet: Wallet, spending: Spending? = nil) throws -> Choice {
        try AnyPaymentRequired.v1(required: self).choose(wallet: wallet, spending: spending)
    }
}

extension Choice {
    /// Has the choice signed, and makes the payment to send.
    ///
    /// - Parameters:
    ///   - signer: Signs for the account ``ChoiceSummary/payer``.
    ///   - inputs: The moment, the randomness and what is known from the chain; `Inputs()` where
    ///     ``Choice/queries()`` asks for nothing.
    /// - Throws: ``SigningRequestError`` if an answer is missing, ``AssembleError`` if the signature is
    ///   not the payer's; and whatever the signer throws.
    public func pay(with signer: some AsyncSigner, inputs: Inputs = Inputs()) async throws
        -> SignedPayment
    {
        let request = try signingRequest(inputs: inputs)
        let facts = request.facts()
        return try await request.assemble(signer.sign(facts), for: facts)
    }

    /// Has the choice signed at once, and makes the payment to send.
    ///
    /// - Parameters:
    ///   - signer: Signs for the account ``ChoiceSummary/payer``.
    ///   - inputs: As above.
    /// - Throws: ``SigningRequestError`` if an answer is missing, ``AssembleError`` if the signature is
    ///   not the payer's; and whatever the signer throws.
    public func pay(with signer: some Signer, inputs: Inputs = Inputs()) throws -> SignedPayment {
        let request = try signingRequest(inputs: inputs)
        let facts = request.facts()
        return try request.assemble(signer.sign(request: facts), for: facts)
    }
}

extension SigningRequest {
    fileprivate func assemble(
        _ signature: Data, for facts: SigningRequestFacts
    ) throws -> SignedPayment {
        facts.contractWallet
            ? try assembleContract(signature: signature) : try assemble(signature: signature)
    }
}

extension Inputs {
    /// This moment and fresh randomness, with what is known from the chain where it is needed.
    ///
    /// - Parameters:
    ///   - payer: Who pays; the choice's account if not said.
    ///   - contractWallet: Whether a contract signs for the payer, not a key (ERC-1271).
    ///   - facts: What nodes answered to ``Choice/queries()``, if it has any.
    ///   - nodes: How many independent nodes the app has for the network.
    ///   - state: What the caller declares in place of nodes, and is believed.
    public init(
        payer: String? = nil, contractWallet: Bool = false, facts: Facts? = nil,
        nodes: UInt16 = 1, state: DeclaredState? = nil
    ) {
        self.init(
            entropy: randomBytes(32), now: Date(), payer: payer, contractWallet: contractWallet,
            facts: facts, nodes: nodes, state: state)
    }
}

/// Bytes from the system's secure source.
private func randomBytes(_ count: Int) -> Data {
    var source = SystemRandomNumberGenerator()
    return Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &source) })
}

extension SignedPaymentFacts {
    /// Until when the payment can be settled; `nil` on Solana, where no clock knows: some minutes.
    public var validUntilDate: Date? { validUntil.map(date) }
}
