// it is private in 'x402core.Verdict.Accepted'
import x402core.Verdict
import x402core.Verified

fun verdict(verified: Verified): Verdict = Verdict.Accepted(verified)
