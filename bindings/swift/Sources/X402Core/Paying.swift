import Foundation

/// A key store, a hardware wallet or a wallet app: it signs when asked, and may ask its user first.
///
/// No private key comes into this package. What blocks the calling thread may as well be a
/// ``Signer``, which ``pay(choice:signer:inputs:)`` calls.
public protocol AsyncSigner: Sendable {
    /// The payer's signature of what the request has to sign.
    ///
    /// - Returns: 65 bytes (r, s, v) for a digest, or the EIP-712 JSON that comes to the same; 64
    ///   bytes for a Solana message.
    /// - Throws: What the app likes, such as ``SignerError/Declined(detail:)``; nothing is paid.
    func sign(_ request: SigningRequestFacts) async throws -> Data
}

extension Choice {
    /// Has the choice signed, and makes the payment to send.
    ///
    /// - Parameters:
    ///   - signer: Signs for the account ``ChoiceSummary/payer``.
    ///   - inputs: The moment, the randomness and the chain's answers; `Inputs()` where
    ///     ``ChoiceSummary/questions`` asks for nothing that is signed.
    /// - Throws: ``SigningError`` if an answer is missing or the signature is not the payer's; and
    ///   whatever the signer throws.
    public func pay(with signer: some AsyncSigner, inputs: Inputs = Inputs()) async throws
        -> SignedPayment
    {
        let contractWallet = inputs.contractWallet
        let request = try signingRequest(inputs: inputs)
        let signature = try await signer.sign(request.facts())
        return contractWallet
            ? try request.assembleContract(signature: signature)
            : try request.assemble(signature: signature)
    }
}

extension Inputs {
    /// This moment and fresh randomness, with the chain's answers where they are asked for.
    ///
    /// - Parameters:
    ///   - payer: Who pays; the choice's account if not said.
    ///   - contractWallet: Whether a contract signs for the payer, not a key (ERC-1271).
    ///   - recentBlockhash: Solana: a recent blockhash.
    ///   - decimals: Solana: the mint's decimals, where the token is not a known one.
    ///   - tokenProgram: Solana: the program that owns the mint, where the token is not known.
    public init(
        payer: String? = nil, contractWallet: Bool = false, recentBlockhash: String? = nil,
        decimals: UInt8? = nil, tokenProgram: TokenProgram? = nil
    ) {
        self.init(
            entropy: randomBytes(32), now: Date(), payer: payer, contractWallet: contractWallet,
            recentBlockhash: recentBlockhash, decimals: decimals, tokenProgram: tokenProgram)
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
