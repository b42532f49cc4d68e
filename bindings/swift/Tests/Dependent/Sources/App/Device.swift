import Foundation
import X402Core

/// A stand-in for the hardware, with a key of no one's.
struct Device: Sendable {
    static func key() throws -> EvmSigningKey {
        try .fromBytes(bytes: Data(repeating: 1, count: 32))
    }

    func sign(_ digest: Data) async throws -> Data { try Self.key().sign(digest: digest) }
}

let device = Device()
