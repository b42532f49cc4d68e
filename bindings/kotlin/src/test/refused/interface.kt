// unresolved reference 'VerifiedInterface'
import x402core.VerifiedFacts
import x402core.VerifiedInterface

class Fake(private val facts: VerifiedFacts) : VerifiedInterface {
    override fun facts(): VerifiedFacts = facts
}
