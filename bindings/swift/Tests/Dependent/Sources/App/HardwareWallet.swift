import Foundation
import X402Core

struct HardwareWallet: AsyncSigner {
    func sign(_ request: SigningRequestFacts) async throws -> Data {
        switch request.toSign {
        case .typedData(let digest, _):  // secp256k1; the JSON is for `eth_signTypedData_v4`
            try await device.sign(digest)
        case .message(let message, _):  // Solana, Ed25519
            try await device.sign(message)
        }
    }
}
