package x402core

/** What refusals of all three kinds have in common, so that one line can log any of them. */

/** The abstract dotted code, such as `amount.mismatch`; `undecided` where only the chain can tell. Stable. */
public val Refusal.code: String
    get() = when (this) {
        is Refusal.Malformed -> code
        is Refusal.Rejected -> code
        is Refusal.Undecided -> code
    }

/** The `invalidReason` for the wire. Stable. */
public val Refusal.wireCode: String
    get() = when (this) {
        is Refusal.Malformed -> wireCode
        is Refusal.Rejected -> wireCode
        is Refusal.Undecided -> wireCode
    }

/** The whole refusal in one line. */
public val Refusal.detail: String
    get() = when (this) {
        is Refusal.Malformed -> detail
        is Refusal.Rejected -> detail
        is Refusal.Undecided -> detail
    }

/** JSON pointer (RFC 6901) to the defect; `null` for a text that is not JSON, and if only the chain can tell. */
public val Refusal.pointer: String?
    get() = when (this) {
        is Refusal.Malformed -> pointer
        is Refusal.Rejected -> pointer
        is Refusal.Undecided -> null
    }

/** The value that a valid payment has there; `null` if only the chain can tell. */
public val Refusal.expected: String?
    get() = when (this) {
        is Refusal.Malformed -> expected
        is Refusal.Rejected -> expected
        is Refusal.Undecided -> null
    }

/** The value that was there instead; `null` if only the chain can tell. */
public val Refusal.found: String?
    get() = when (this) {
        is Refusal.Malformed -> found
        is Refusal.Rejected -> found
        is Refusal.Undecided -> null
    }

/** What to do next, in one sentence; `null` if the chain has to be asked. */
public val Refusal.hint: String?
    get() = when (this) {
        is Refusal.Malformed -> hint
        is Refusal.Rejected -> hint
        is Refusal.Undecided -> null
    }

/** The checks that only the chain can make; empty if the payment is refused whatever the chain answers. */
public val Refusal.needs: List<ChainCheck>
    get() = when (this) {
        is Refusal.Undecided -> needs
        else -> listOf()
    }
