// cannot access 'fun uniffiLower
import x402core.Offer

fun clone(offer: Offer): Long = offer.uniffiLower()
