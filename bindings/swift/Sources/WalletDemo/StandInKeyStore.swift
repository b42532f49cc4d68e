import Foundation
import X402Core

/// Stands in for a platform's key store: it signs digests and messages, and asks nobody.
///
/// An app has the secure hardware do this, or a wallet app by `eth_signTypedData_v4`, and asks its
/// user first.
public struct StandInKeyStore: AsyncSigner {
    private let evm: EvmSigningKey
    private let svm: SvmSigningKey
    /// Its user's answer to every question.
    private let approves: Bool

    /// Keys that everybody knows: they hold nothing.
    public init(approves: Bool = true) throws {
        evm = try EvmSigningKey.fromBytes(bytes: Data(repeating: 1, count: 32))
        svm = try SvmSigningKey.fromSeed(seed: Data(repeating: 1, count: 32))
        self.approves = approves
    }

    /// The accounts that it signs for.
    public var accounts: [Account] {
        [Account(address: evm.address()), Account(address: svm.address())]
    }

    /// Signs with the account's key.
    public func sign(_ request: SigningRequestFacts) async throws -> Data {
        guard approves else { throw SignerError.Declined(detail: "not today") }
        switch request.toSign {
        case .typedData(let digest, _): return try evm.sign(digest: digest)
        case .message(let message, _): return svm.sign(message: message)
        }
    }
}
