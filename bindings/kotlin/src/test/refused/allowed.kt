import x402core.Accepted
import x402core.ExchangeStep
import x402core.Match
import x402core.Offer
import x402core.SignedPayment
import x402core.Verdict
import x402core.Verified

// What every other program does, so that those are refused for their own reason.
fun payer(verified: Verified): String = verified.facts().payer

fun payer(accepted: Accepted): String = accepted.payer()

fun proof(match: Match): Verified = match.verified()

fun proof(payment: SignedPayment): Verified? = payment.verified()

fun price(offer: Offer): String = offer.use { it.terms().amount }

fun proof(verdict: Verdict): Verified? = (verdict as? Verdict.Accepted)?.verified

fun accepted(step: ExchangeStep): Accepted? = (step as? ExchangeStep.Serve)?.accepted
