import X402Core

// What every other program does, so that those are refused for their own reason.
func payer(of verified: Verified) -> String { verified.facts().payer }

func payer(of accepted: Accepted) -> String { accepted.payer() }

func proof(of match: Match) -> Verified { match.verified() }

func proof(of payment: SignedPayment) -> Verified? { payment.verified() }
