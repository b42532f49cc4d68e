// it is private in 'x402core.Match'
import x402core.Match
import x402core.Verified

fun match(verified: Verified): Match = Match(7uL, verified)
