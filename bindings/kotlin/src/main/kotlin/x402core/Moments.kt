package x402core

import java.security.SecureRandom
import java.time.Duration
import java.time.Instant

/** Moments and times: Unix seconds at the border, `java.time` here. */

/**
 * The moment in whole seconds since 1970-01-01T00:00:00Z, as the protocol counts.
 *
 * @throws IllegalArgumentException the moment is before 1970.
 */
public fun Instant.toUnixTimestamp(): UnixTimestamp {
    require(epochSecond >= 0) { "expected a moment from 1970 on, found $this" }
    return epochSecond.toULong()
}

/** The moment of so many Unix seconds; none for a time that never ends. */
internal fun moment(seconds: ULong): Instant? =
    if (seconds > Instant.MAX.epochSecond.toULong()) null else Instant.ofEpochSecond(seconds.toLong())

/** A time of so many seconds; the longest there is for one that is longer. */
internal fun seconds(seconds: ULong): Duration =
    Duration.ofSeconds(seconds.coerceAtMost(Long.MAX_VALUE.toULong()).toLong())

/** How long the payment may take. */
public val PaymentRequirements.maxTimeout: Duration get() = seconds(maxTimeoutSeconds)

/** How long the payment may take. */
public val PaymentRequirementsV1.maxTimeout: Duration get() = seconds(maxTimeoutSeconds)

/** How long the payment may take. */
public val OfferTerms.maxTimeout: Duration get() = seconds(maxTimeoutSeconds)

/**
 * Until when the replay key must be kept, and always until the settlement is final; `null` if the
 * payment's window never ends.
 */
public val VerifiedFacts.keepUntilInstant: Instant? get() = moment(keepUntil)

/** Until when the payment can be settled; `null` if no clock knows, as on Solana. */
public val SignedPaymentFacts.validUntilInstant: Instant? get() = validUntil?.let(::moment)

/**
 * Attaches the payment of the choice that was given, and reserves its cost, for sending it now.
 *
 * @param now the time at which it is sent; the machine's if not given.
 * @throws SessionException.Expired signing took longer than the payment is valid: it is not sent and
 *   costs nothing, and the choice can be signed once more.
 */
public fun Session.pay(payment: SignedPayment, now: Instant = Instant.now()): Unit =
    pay(payment, now.toUnixTimestamp())

/**
 * What a payment is made of besides the choice: the moment, and a new nonce from the platform's
 * secure random source.
 *
 * @param now the moment; the machine's if not said.
 * @param payer who pays; the choice's account if not said.
 * @param contractWallet whether a contract signs for the payer, not a key (ERC-1271).
 * @param recentBlockhash Solana: a recent blockhash, where the choice asks for it.
 * @param decimals Solana: the mint's decimals, where the token is not a known one.
 * @param tokenProgram Solana: the mint's program, where the token is not a known one.
 */
public fun newInputs(
    now: Instant = Instant.now(),
    payer: String? = null,
    contractWallet: Boolean = false,
    recentBlockhash: String? = null,
    decimals: UByte? = null,
    tokenProgram: TokenProgram? = null,
): Inputs {
    val entropy = ByteArray(ENTROPY).also(SecureRandom()::nextBytes)
    return Inputs(
        entropy, now.toUnixTimestamp(), payer, contractWallet, recentBlockhash, decimals, tokenProgram,
    )
}

private const val ENTROPY = 32
