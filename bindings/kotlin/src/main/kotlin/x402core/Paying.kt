package x402core

/** What became of the wish to pay: a choice, or why there is none. */
public sealed interface Selection {
    /** This is what to pay, if the user agrees. */
    public data class Chosen(val choice: Choice) : Selection

    /** Nothing on offer is acceptable; each entry of `accepts` says why. */
    public data class NoneAcceptable(val refused: List<RefusedEntry>) : Selection
}

/**
 * Chooses the way to pay: the first entry of `accepts` that the wallet can and the policy allows.
 *
 * @throws NoChoice.Malformed the record is not a message.
 */
public fun AnyPaymentRequired.choose(wallet: Wallet, spending: Spending = Spending()): Selection =
    try {
        Selection.Chosen(select(this, wallet, spending))
    } catch (none: NoChoice.Refused) {
        Selection.NoneAcceptable(none.refused)
    }

/** Chooses the way to pay; see [AnyPaymentRequired.choose]. */
public fun PaymentRequired.choose(wallet: Wallet, spending: Spending = Spending()): Selection =
    AnyPaymentRequired.V2(this).choose(wallet, spending)

/** Chooses the way to pay in version 1; see [AnyPaymentRequired.choose]. */
public fun PaymentRequiredV1.choose(wallet: Wallet, spending: Spending = Spending()): Selection =
    AnyPaymentRequired.V1(this).choose(wallet, spending)

/**
 * Signs with the platform's key store, a hardware wallet or a wallet app: no key comes in here.
 *
 * It is called on the thread that calls [pay], which waits for it. Where signing has to be waited
 * for, take [payAwaiting].
 */
public fun interface Signer {
    /**
     * The payer's signature of what the request has to sign: the digest or, what comes to the same,
     * the EIP-712 JSON on EVM chains (65 bytes); the message on Solana (64 bytes).
     *
     * What it throws comes out of [pay] as it is, and nothing is paid: [SignerException], or an
     * exception of the app's.
     */
    public fun sign(request: SigningRequestFacts): ByteArray
}

/** Why a signer signed nothing; an app may have exceptions of its own instead. */
public sealed class SignerException(
    /** In words. */
    public val detail: String,
    cause: Throwable?,
) : Exception(detail, cause) {
    /** Its user declined. */
    public class Declined(detail: String, cause: Throwable? = null) : SignerException(detail, cause)

    /** The key store failed. */
    public class Failed(detail: String, cause: Throwable? = null) : SignerException(detail, cause)
}

/**
 * Pays a choice with a signer that answers at once, such as a key store.
 *
 * @throws SigningRequestException There is nothing to sign yet, or nothing that the account can sign.
 * @throws AssembleException The signature does not make a payment. An exception of the signer comes out as
 *     it is.
 */
public fun Choice.pay(signer: Signer, inputs: Inputs = newInputs()): SignedPayment =
    assemble(inputs) { signer.sign(it) }

/**
 * Pays a choice with a signer that has to be waited for: a hardware wallet, a user who is asked.
 *
 * Nothing blocks: the two steps, `signingRequest` and `assemble`, with a suspension between them.
 *
 * @param sign gives the payer's signature; what it throws comes out as it is.
 * @throws SigningRequestException There is nothing to sign yet, or nothing that the account can sign.
 * @throws AssembleException The signature does not make a payment.
 */
public suspend fun Choice.payAwaiting(
    inputs: Inputs = newInputs(),
    sign: suspend (SigningRequestFacts) -> ByteArray,
): SignedPayment = assemble(inputs) { sign(it) }

private inline fun Choice.assemble(
    inputs: Inputs,
    sign: (SigningRequestFacts) -> ByteArray,
): SignedPayment = signingRequest(inputs).use { request ->
    val facts = request.facts()
    val signature = sign(facts)
    if (facts.contractWallet) request.assembleContract(signature) else request.assemble(signature)
}
