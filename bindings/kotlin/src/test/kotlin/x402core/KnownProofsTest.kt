package x402core

import java.math.BigInteger
import java.nio.file.Files
import java.nio.file.Path
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import x402core.testee.child
import x402core.testee.list
import x402core.testee.number
import x402core.testee.parseObject
import x402core.testee.text

/**
 * Payments by Permit2 and on Solana, proven by what nodes answered: the answers are known.
 *
 * The nodes' answers are the vectors' of `receipt.proofs`; what they prove is written here.
 */
class KnownProofsTest {
    private val vectors = listOf("proofs", "movements", "movements_svm")
        .flatMap { parseObject(Files.readString(FOLDER.resolve("receipt.$it.json"))).list("vectors").orEmpty() }
        .map { it as JsonObject }.associate { it.text("id") to checkNotNull(it.child("input")) }

    private fun input(name: String): JsonObject = checkNotNull(vectors["receipt.$name"]) { name }

    /** The window of the payment is over: the proof does not depend on the time. */
    private fun expected(input: JsonObject): ExpectedTransfer {
        val given = input.list("payments").orEmpty().single() as JsonObject
        val offer = Offer.parse(PaymentRequirements.fromJson(given["requirements"].toString()))
        val payment = PaymentPayload.fromJson(given["payload"].toString())
        return ExpectedTransfer.read(AnyPaymentPayload.V2(payment), offer)
    }

    private fun prove(name: String): SettlementStatus {
        val input = input("proofs/$name")
        val (expected, transaction) = expected(input) to input.text("transaction").orEmpty()
        val nodes = checkNotNull(input.number("nodes")).toUShort()
        var facts = Facts()
        for (round in input.list("rounds").orEmpty()) {
            val queries = expected.queries(transaction, nodes, facts = facts)
            for ((node, answers) in (round as JsonArray).withIndex()) {
                val responses = (answers as JsonArray).map { it as JsonObject }.map {
                    NodeResponse(it.number("status")?.toUShort(), it.text("body").orEmpty().encodeToByteArray())
                }
                assertEquals(queries.bodies().size, responses.size, name)
                facts += queries.facts(responses, node.toUShort())
            }
        }
        return expected.prove(transaction, facts, nodes)
    }

    private fun movement(name: String): Movement {
        val input = input(name)
        return Landed.read(input.text("transaction").orEmpty()).movement(expected(input))
    }

    @Test
    fun `a Permit2 payment is proven by its transfer and its nonce`() {
        val facts = expected(input("proofs/permit2-paid")).facts()
        assertEquals(Mechanism.PERMIT2 to BigInteger.valueOf(10_000), facts.mechanism to facts.units)
        assertEquals("0x02641Cb74aD12Bb91740c26A553525a54e4eB312", facts.payer)
        val by = (prove("permit2-paid") as SettlementStatus.Paid).by
        assertEquals(HASH, by.transaction)
        assertEquals(40uL to 21_000_000uL, by.logIndex to by.block?.number)
        val block = BigInteger("3ee4dd4d17f923a1b27530907bcd9db759b31f459836b544ad9a5a2feb84c267", 16)
        assertArrayEquals(block.toByteArray(), by.block?.hash)
        assertEquals(null, by.slot)
    }

    @Test
    fun `a Permit2 payment that is not proven`() {
        val statuses = mapOf(
            // The nonce was used in an earlier block: this transaction made another payment.
            "permit2-used-before" to SettlementStatus.Unrelated,
            "permit2-unused" to SettlementStatus.Unrelated,
            // Without the state of the block before, nothing names the payment.
            "permit2-no-history" to SettlementStatus.Unnamed,
            "permit2-no-state" to SettlementStatus.Unknown,
            "permit2-short" to SettlementStatus.Short("9900"),
            "permit2-failed" to SettlementStatus.Failed,
            "permit2-reorganised" to SettlementStatus.Reorganised,
        )
        assertEquals(statuses, statuses.mapValues { prove(it.key) })
    }

    @Test
    fun `a Solana payment is proven by its message`() {
        for (name in listOf("solana-of-paid-included", "solana-of-two", "solana-of-three-lie")) {
            val by = (prove(name) as SettlementStatus.Paid).by
            assertEquals(PaidBy(SIGNATURE, null, 300_000_000uL, null), by, name)
        }
    }

    @Test
    fun `a Solana payment that is not proven`() {
        val statuses = mapOf(
            "solana-of-short" to SettlementStatus.Short("9900"),
            "solana-of-failed" to SettlementStatus.Failed,
            "solana-of-absent" to SettlementStatus.Absent,
            "solana-of-unrelated" to SettlementStatus.Unrelated,
            // One of two nodes lies, or does not answer: two must agree.
            "solana-of-two-lie" to SettlementStatus.Unknown,
            "solana-of-two-silent" to SettlementStatus.Unknown,
        )
        assertEquals(statuses, statuses.mapValues { prove(it.key) })
    }

    @Test
    fun `a transaction is read offline`() {
        val movements = mapOf(
            "movements/permit2-paid" to Movement.Paid(40u, false),
            "movements/permit2-fee" to Movement.Short("9900", false),
            "movements/permit2-other-proxy" to Movement.Unrelated,
            "movements_svm/paid" to Movement.Paid(null, true),
            "movements_svm/received-less" to Movement.Short("9999", true),
            "movements_svm/foreign-payee" to Movement.Unrelated,
            "movements_svm/fault-frozen" to Movement.Failed,
        )
        assertEquals(movements, movements.mapValues { movement(it.key) })
        for ((name, id) in listOf("movements/permit2-paid" to HASH, "movements_svm/paid" to SIGNATURE)) {
            assertEquals(id, Landed.read(input(name).text("transaction").orEmpty()).transaction())
        }
    }

    private companion object {
        val FOLDER: Path = Path.of("../../spec-vectors/vectors")
        const val HASH = "0x02ea1f36f22c128dd7c22f367e60c0cb12640a46765d0f1867a64bbee9d8b09c"
        const val SIGNATURE =
            "21VhaPVJtyFxw1n3FSQsekaA2Vkqgm7ZEGbMYVJVxqDNFkn5GJgJtoz7v71N8NDva67BpVmdpRCQtMzfy8rm1x66"
    }
}
