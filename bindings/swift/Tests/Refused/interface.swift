// cannot find type 'VerifiedProtocol' in scope
import X402Core

func serve(_ verified: VerifiedProtocol) {}
