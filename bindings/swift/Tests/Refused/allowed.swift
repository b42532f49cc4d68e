import X402Core

// What every other program does, so that those are refused for their own reason.
func payer(of verified: Verified) -> String { verified.facts().payer }
