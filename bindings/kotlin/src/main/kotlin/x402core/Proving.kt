package x402core

import java.math.BigInteger
import java.time.Instant

/** The chain's side of a payment: the app posts bodies with its own HTTP client, the core reads. */

/**
 * What to ask the network of a payment, in one round; see [paymentQueries].
 *
 * Verify again with `context.withChain(facts, nodes)`.
 *
 * @param now the current time; the machine's by default.
 * @param context the policy and what is known; strict, and nothing, by default.
 * @throws Refusal.Malformed the record is not a message.
 */
public fun Offer.queries(
    payment: AnyPaymentPayload,
    now: Instant = Instant.now(),
    context: Context? = null,
): ChainQueries = paymentQueries(payment, this, now, context)

/**
 * Asks one node, and asks it again in smaller requests if it refuses these.
 *
 * [post] is called for each body, one after the other. It may suspend where [ask] is called from a
 * coroutine. For no response it returns `NodeResponse(null, ByteArray(0))`; what it throws comes out
 * as it is.
 *
 * @param node the app's own number for the node; two endpoints of one operator are one node.
 */
public inline fun ChainQueries.ask(node: UShort, post: (body: String) -> NodeResponse): Facts {
    var facts = Facts()
    var queries: ChainQueries? = this
    while (queries != null) {
        val responses = queries.bodies().map { post(it) }
        facts = facts.merge(queries.facts(responses, node))
        queries = queries.retry(responses)
    }
    return facts
}

/** These facts and those of another answer or node; see [Facts.merge]. */
public operator fun Facts.plus(other: Facts): Facts = merge(other)

/**
 * What is left to ask for a proof that this transaction made the payment; see [settlementQueries].
 *
 * @param nodes how many independent nodes the app has for the network.
 * @param level how sure the settlement must be.
 * @param facts what is known so far; nothing by default.
 * @throws ValueException the text is not the id of a transaction.
 */
public fun ExpectedTransfer.queries(
    transaction: String,
    nodes: UShort,
    level: Level = Level.Included,
    facts: Facts = Facts(),
): ChainQueries = settlementQueries(listOf(this), transaction, level, facts, nodes)

/**
 * What the facts show of the settlement of this payment by this transaction; see the function
 * [x402core.prove] for several payments of one transaction.
 *
 * @param nodes how many independent nodes the app has for the network; of two or more, two must agree.
 * @param level how sure the settlement must be.
 * @throws ValueException the text is not the id of a transaction.
 */
public fun ExpectedTransfer.prove(
    transaction: String,
    facts: Facts,
    nodes: UShort,
    level: Level = Level.Included,
): SettlementStatus = prove(listOf(this), transaction, level, facts, nodes).single()

/** What the transaction moved for this payment, if it is in the chain; see [Landed.movements]. */
public fun Landed.movement(expected: ExpectedTransfer): Movement = movements(listOf(expected)).single()

/** The amount in atomic units of the token. */
public val ExpectedTransferFacts.units: BigInteger get() = BigInteger(amount)

/** The amount that the payee received, in atomic units of the token. */
public val SettlementStatus.Short.units: BigInteger get() = BigInteger(received)

/** The amount that the payee received, in atomic units of the token. */
public val Movement.Short.units: BigInteger get() = BigInteger(received)
