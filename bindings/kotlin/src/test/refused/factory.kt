// cannot access 'fun uniffiLift
import x402core.Verified

fun made(): Verified = Verified.uniffiLift(4096L)
