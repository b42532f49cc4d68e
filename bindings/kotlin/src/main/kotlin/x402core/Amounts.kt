package x402core

import java.math.BigInteger

/** Amounts in atomic token units: decimal digits at the border, [BigInteger] here. */

/** The number of these digits; what the core takes for no amount is a [ValueException]. */
private fun units(digits: String): BigInteger {
    val canonical = digits.length in 1..SURELY_FITS && digits.all { it in '0'..'9' } && digits.first() != '0'
    if (!canonical) moneyFromAmount(digits, 0u)
    return BigInteger(digits)
}

/** A number of this many digits has at most 256 bits. */
private const val SURELY_FITS = 77

/**
 * The price in atomic units of the asset.
 *
 * @throws ValueException.Invalid the message was made by hand, and its amount is not one.
 */
public val PaymentRequirements.units: BigInteger get() = units(amount)

/** The price in atomic units of the asset; see [PaymentRequirements.units]. */
public val PaymentRequirementsV1.units: BigInteger get() = units(maxAmountRequired)

/** The price in atomic units of the token. */
public val OfferTerms.units: BigInteger get() = units(amount)

/** How much is paid, in atomic units of the token. */
public val VerifiedFacts.units: BigInteger get() = units(amount)

/** The price in atomic units of the token. */
public val ChoiceSummary.units: BigInteger get() = units(amount)

/** How much is paid, in atomic units of the token. */
public val SignedPaymentFacts.units: BigInteger get() = units(amount)

/** How much was settled, in atomic units, where the receipt says so. */
public val SettleResponse.units: BigInteger? get() = amount?.let(::units)

/** The price in atomic units of the token. */
public val PricedAsset.units: BigInteger get() = units(amount)

/**
 * An amount of atomic units for people, such as `0.01 USDC`.
 *
 * @throws ValueException the amount is negative or has more than 256 bits.
 */
public fun Asset.display(units: BigInteger): String = display(units.toString())

/** The given number of atomic units, as a price. */
public fun priceOf(units: BigInteger): Price = Price.Amount(units.toString())

/** A price as people write it, such as `$0.01` or `0.01 USDC`. */
public fun priceOf(text: String): Price = Price.Money(text)

/**
 * The most that a single payment may cost in one token.
 *
 * @param network the CAIP-2 name of the token's network.
 */
public fun assetLimit(network: String, asset: String, units: BigInteger): AssetLimit =
    AssetLimit(network, asset, units.toString())
