// this type is final, so it cannot be extended
import x402core.Offer
import x402core.OfferTerms

fun cheaper(terms: OfferTerms): Any = object : Offer {
    override fun terms(): OfferTerms = terms
}
