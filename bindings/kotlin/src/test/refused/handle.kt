// cannot access 'object UniffiWithHandle
import x402core.UniffiWithHandle
import x402core.Verified

fun wild(): Verified = Verified(UniffiWithHandle, 4096L)
