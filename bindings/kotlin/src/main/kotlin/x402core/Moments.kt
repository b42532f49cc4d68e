package x402core

import java.security.SecureRandom
import java.time.Duration
import java.time.Instant

/** Times: whole seconds at the border, `java.time` here. */

/**
 * The moment in whole seconds, as the protocol counts them.
 *
 * @throws IllegalArgumentException the moment is before 1970, or so late that a number of milliseconds
 *     was probably read as seconds.
 */
public fun Instant.toUnixTimestamp(): UnixTimestamp = Instant.ofEpochSecond(unixSeconds.toLong())

/** Whole Unix seconds; see [toUnixTimestamp]. */
internal val Instant.unixSeconds: ULong
    get() {
        require(epochSecond in 0..LATEST) {
            "expected a time from 1970 to the year 5138, found $this: were milliseconds read as seconds?"
        }
        return epochSecond.toULong()
    }

/** The greatest number that the core takes for seconds: more would be milliseconds. */
private const val LATEST = 100_000_000_000

/**
 * The time in whole seconds, such as `maxTimeoutSeconds` has it; a part of a second counts as one.
 *
 * @throws IllegalArgumentException the time is negative.
 */
public fun Duration.toWholeSeconds(): ULong {
    require(!isNegative) { "expected a time that is not negative, found $this" }
    return seconds.toULong() + if (nano > 0) 1u else 0u
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
 * Attaches the payment of the choice that was given, and reserves its cost, for sending it now, by
 * the machine's clock.
 *
 * @throws SessionException.Expired signing took longer than the payment is valid: it is not sent and
 *   costs nothing, and the choice can be signed once more.
 */
public fun Session.pay(payment: SignedPayment): Unit = pay(payment, Instant.now())

/**
 * What a payment is made of besides the choice: the moment, and a new nonce from the platform's
 * secure random source.
 *
 * @param now the moment; the machine's if not said.
 * @param payer who pays; the choice's account if not said.
 * @param contractWallet whether a contract signs for the payer, not a key (ERC-1271).
 * @param facts what nodes answered to [Choice.queries], if it has any.
 * @param nodes how many independent nodes the app has for the network.
 * @param state what the caller declares in place of nodes, and is believed.
 */
public fun newInputs(
    now: Instant = Instant.now(),
    payer: String? = null,
    contractWallet: Boolean = false,
    facts: Facts? = null,
    nodes: UShort = 1u,
    state: DeclaredState? = null,
): Inputs {
    val entropy = ByteArray(ENTROPY).also(SecureRandom()::nextBytes)
    return Inputs(entropy, now, payer, contractWallet, facts, nodes, state)
}

private const val ENTROPY = 32
