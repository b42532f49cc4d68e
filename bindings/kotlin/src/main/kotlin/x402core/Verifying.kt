package x402core

import java.time.Instant

/** What is said of a payment: verified, or refused in one of three ways that differ. */
public sealed interface Verdict {
    /** The payer's signature is proven, and no rule that could be checked is broken. */
    @ConsistentCopyVisibility
    public data class Accepted private constructor(val verified: Verified) : Verdict {
        internal companion object {
            @JvmSynthetic
            internal fun of(verified: Verified) = Accepted(verified)
        }
    }

    /** It is no x402 message: answer with HTTP status 400. */
    public data class Malformed(val refusal: Refusal.Malformed) : Verdict

    /** It breaks a rule: answer with HTTP status 402 and the wire code. */
    public data class Rejected(val refusal: Refusal.Rejected) : Verdict

    /** Only the chain can decide: never an acceptance. */
    public data class Undecided(val refusal: Refusal.Undecided) : Verdict
}

/** The refusal as a verdict. */
public fun Refusal.toVerdict(): Verdict = when (this) {
    is Refusal.Malformed -> Verdict.Malformed(this)
    is Refusal.Rejected -> Verdict.Rejected(this)
    is Refusal.Undecided -> Verdict.Undecided(this)
}

/**
 * Decodes a payment header and verifies the payment in it against this offer.
 *
 * It never throws for what the payer sent. [verifyHeader] does the same and throws the refusal.
 *
 * @param header the value of `PAYMENT-SIGNATURE`, for an offer of version 1 that of `X-PAYMENT`.
 * @param now the moment; the machine's if not said.
 * @param context the policy and what is known; strict, and nothing, if not said.
 */
public fun Offer.check(
    header: String,
    now: Instant = Instant.now(),
    context: Context? = null,
): Verdict = verdict { verifyHeader(header, this, now, context) }

/** Verifies a payment that was decoded before; see [check]. */
public fun Offer.check(
    payment: AnyPaymentPayload,
    now: Instant = Instant.now(),
    context: Context? = null,
): Verdict = verdict { verify(payment, this, now, context) }

private inline fun verdict(verify: () -> Verified): Verdict =
    try {
        Verdict.Accepted.of(verify())
    } catch (refusal: Refusal) {
        refusal.toVerdict()
    }

/** Every rule as the specification and the tokens read it. */
public fun Policy.Companion.strict(): Policy = Policy()

/** Accepts what published clients and wallets produce, and nothing that only verifiers overlook. */
public fun Policy.Companion.interop(): Policy = checkNotNull(policyByName("interop"))
