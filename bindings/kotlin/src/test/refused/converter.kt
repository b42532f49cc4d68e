// cannot access 'object FfiConverterTypeVerified
import x402core.FfiConverterTypeVerified
import x402core.Verified

fun lifted(handle: Long): Verified = FfiConverterTypeVerified.lift(handle)
