/**
 * A facilitator's check and a payee's proof, against Circle's token on the node at the given URL.
 *
 * Prints a line for each statement that holds, and fails at the first that does not.
 */
@file:JvmName("RealToken")

package x402core.devnet

import x402core.AnyPaymentPayload
import x402core.AnyPaymentRequirements
import x402core.Capabilities
import x402core.Facts
import x402core.Samples
import x402core.SettlementStatus
import x402core.VerifyRequest
import x402core.ask
import x402core.plus
import x402core.prove
import x402core.queries
import x402core.verify

private const val PRICE = 10_000L

fun main(arguments: Array<String>) {
    val node = Node(arguments.single())
    val payment = Samples.paid()
    val message = payment.facts().message as AnyPaymentPayload.V2
    val terms = AnyPaymentRequirements.V2(Samples.required().accepts.first())
    val request = VerifyRequest(2uL, message, terms)
    val expected = checkNotNull(payment.verified()).expectedTransfer()
    val capabilities = Capabilities().withNetwork("base-sepolia", listOf(node.account))

    fun verdict(): String {
        val answer = capabilities.verify(request, nodes = 1u, now = { Samples.NOW }) { step ->
            step.queries.ask(node = 0u, node::post)
        }
        return answer.invalidReason ?: if (answer.isValid) "valid" else "no reason"
    }

    fun status(transaction: String): String {
        var facts = Facts()
        repeat(2) { facts += expected.queries(transaction, 1u, facts = facts).ask(0u, node::post) }
        return when (val status = expected.prove(transaction, facts, nodes = 1u)) {
            is SettlementStatus.Paid -> "paid"
            SettlementStatus.Unrelated -> "unrelated"
            SettlementStatus.Absent -> "absent"
            else -> status.toString()
        }
    }

    holds("a payer without money", verdict(), "insufficient_funds")
    val funding = node.fund(payment.facts().payer, PRICE)
    holds("a payer with the money", verdict(), "valid")
    holds("a claim of another transaction", status(funding), "unrelated")
    holds("a claim of a transfer to the payee by another account", status(node.fund(Samples.PAYEE, PRICE)), "unrelated")
    holds("a claim of a transaction that is nowhere", status("0x" + "12".repeat(32)), "absent")
    holds("a claim that is true", status(node.settle(message.payload.payload)), "paid")
    node.fund(payment.facts().payer, PRICE)
    holds("the same payment again", verdict(), "invalid_exact_evm_nonce_already_used")
}

private fun holds(what: String, found: String, expected: String) {
    check(found == expected) { "$what: expected $expected, found $found" }
    println("$what: $found")
}
