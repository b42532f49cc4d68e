package x402core

import java.math.BigInteger

/** Amounts in atomic token units: decimal digits at the border, [BigInteger] here. */

/** The price in atomic units of the asset. */
public val PaymentRequirements.units: BigInteger get() = BigInteger(amount)

/** The price in atomic units of the asset. */
public val PaymentRequirementsV1.units: BigInteger get() = BigInteger(maxAmountRequired)

/** The price in atomic units of the token. */
public val OfferTerms.units: BigInteger get() = BigInteger(amount)

/** How much is paid, in atomic units of the token. */
public val VerifiedFacts.units: BigInteger get() = BigInteger(amount)

/** The price in atomic units of the token. */
public val ChoiceSummary.units: BigInteger get() = BigInteger(amount)

/** How much is paid, in atomic units of the token. */
public val SignedPaymentFacts.units: BigInteger get() = BigInteger(amount)

/** How much was settled, in atomic units, where the receipt says so. */
public val SettleResponse.units: BigInteger? get() = amount?.let(::BigInteger)

/** The price in atomic units of the token. */
public val PricedAsset.units: BigInteger get() = BigInteger(amount)

/**
 * An amount of atomic units for people, such as `0.01 USDC`.
 *
 * @throws ValueException the amount is negative or has more than 256 bits.
 */
public fun Asset.display(units: BigInteger): String = display(units.toString())

/** So many atomic units, as a price. */
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
