// this type is final, so it cannot be extended
import x402core.Verified
import x402core.VerifiedFacts

class Forged(private val lie: VerifiedFacts) : Verified {
    override fun facts(): VerifiedFacts = lie
}
