package x402core

import java.time.Instant

/** The facilitator's side of a payment: the app posts bodies with its own HTTP client. */

/**
 * Answers one `POST /verify` by the nodes of the payment's network; it signs and sends nothing.
 *
 * A body that [parseVerifyRequest] cannot read is answered with status 400, everything else with this
 * response and 200. Where too few nodes answered, its reason is `unexpected_verify_error`.
 *
 * [ask] is called at most twice; it may suspend where [verify] is called from a coroutine. It asks every
 * node of the network by [ChainQueries.ask], each under its own number, and adds their facts. What it
 * throws comes out as it is.
 *
 * @param request the body.
 * @param nodes how many independent nodes the app has for the network; of two or more, two must agree.
 * @param now the current time; the machine's by default.
 * @throws VerificationOutOfTurn.Malformed the record is not a message.
 */
public inline fun Capabilities.verify(
    request: VerifyRequest,
    nodes: UShort,
    now: () -> Instant = { Instant.now() },
    ask: (VerificationStep.Ask) -> Facts,
): VerifyResponse {
    val verification = Verification(this)
    var step = verification.request(request, now())
    while (true) {
        when (step) {
            is VerificationStep.Ask -> step = verification.answered(ask(step), nodes, now())
            is VerificationStep.Answer -> return step.response
        }
    }
}
