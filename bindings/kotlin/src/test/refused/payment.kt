// this type is final, so it cannot be extended
import x402core.SignedPayment
import x402core.Verified

class Unsigned(private val forged: Verified) : SignedPayment {
    override fun verified(): Verified? = forged
}
