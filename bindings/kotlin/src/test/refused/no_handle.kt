// cannot access 'object NoHandle
import x402core.NoHandle
import x402core.Verified

fun empty(): Verified = Verified(NoHandle)
