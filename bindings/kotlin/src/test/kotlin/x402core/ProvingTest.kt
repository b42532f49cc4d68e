package x402core

import java.math.BigInteger
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What a seller or a buyer learns from nodes and receipts, against nodes that answer by a script. */
class ProvingTest {
    private val payment = Samples.paid()
    private val message = payment.facts().message
    private val expected = checkNotNull(payment.verified()).expectedTransfer()
    private val transaction = ScriptedNode.TRANSACTION

    private fun queries(context: Context? = null) = Samples.offer().queries(message, Samples.NOW, context)

    private fun check(facts: Facts, nodes: UShort) =
        Samples.offer().check(message, Samples.NOW, Context().withChain(facts, nodes))

    /** The facts of these nodes, each asked until nothing is left to ask. */
    private fun facts(vararg nodes: ScriptedNode, level: Level = Level.Included): Facts {
        var known = Facts()
        repeat(ROUNDS) {
            val queries = expected.queries(transaction, nodes.size.toUShort(), level, known)
            for ((index, node) in nodes.withIndex()) known += queries.ask(index.toUShort(), node::post)
        }
        assertTrue(expected.queries(transaction, nodes.size.toUShort(), level, known).isEmpty())
        return known
    }

    private fun prove(vararg nodes: ScriptedNode, level: Level = Level.Included): SettlementStatus =
        expected.prove(transaction, facts(*nodes, level = level), nodes.size.toUShort(), level)

    @Test
    fun `a payment of an empty account is refused`() {
        assertTrue(Samples.offer().check(message, Samples.NOW) is Verdict.Accepted)
        val facts = queries().ask(0u, ScriptedNode(balance = 9_999)::post)
        val refusal = (check(facts, 1u) as Verdict.Rejected).refusal
        assertEquals("funds.insufficient", refusal.code)
        val exchange = Exchange(Route(Samples.bill()))
        val context = Context().withChain(facts, 1u)
        val step = exchange.request("GET", listOf(payment.header()), ByteArray(16), Samples.NOW, context)
        assertEquals(402.toUShort(), (step as ExchangeStep.Respond).response.status)
    }

    @Test
    fun `a payment of a full account has nothing left to ask`() {
        val node = ScriptedNode()
        val facts = queries().ask(0u, node::post)
        assertEquals(2, node.posts, "one round, and again without Multicall3")
        assertEquals(listOf<NodeFailure>(), facts.failures())
        val verified = (check(facts, 1u) as Verdict.Accepted).verified
        assertEquals(listOf<ChainCheck>(), verified.facts().unchecked)
        assertTrue(queries(Context().withChain(facts, 1u)).isEmpty())
        assertFalse(queries().isEmpty())
    }

    @Test
    fun `one lying node of three changes no verdict`() {
        val (honest, liar) = ScriptedNode() to ScriptedNode(balance = 0)
        for (order in listOf(listOf(honest, honest, liar), listOf(liar, honest, honest))) {
            val parts = order.mapIndexed { index, node -> queries().ask(index.toUShort(), node::post) }
            assertTrue(check(parts.reduce(Facts::plus), 3u) is Verdict.Accepted)
        }
        val alone = queries().ask(0u, liar::post)
        assertTrue(check(alone, 3u) is Verdict.Accepted, "one of three nodes refuses nothing")
    }

    @Test
    fun `a node that refuses batches is asked in smaller ones`() {
        val node = ScriptedNode(mostInBatch = 1)
        val facts = queries().ask(0u, node::post)
        assertTrue(node.posts > 3, "${node.posts}")
        assertEquals(listOf<ChainCheck>(), (check(facts, 1u) as Verdict.Accepted).verified.facts().unchecked)
    }

    @Test
    fun `why a node did not answer is known`() {
        assertTrue(Facts().isEmpty())
        val limited = queries().ask(7u) { NodeResponse(429u, ByteArray(0), "2") }
        val failure = NodeFailure(7u, true, 2u, "the node limits the rate of requests; try again in 2 s")
        assertEquals(listOf(failure), limited.failures())
        assertTrue(check(limited, 1u) is Verdict.Accepted)
        val page = queries().ask(0u) { NodeResponse(200u, "<html>".encodeToByteArray()) }
        assertEquals(listOf("the response is not JSON"), page.failures().map { it.detail })
        val silent = queries().ask(0u) { NodeResponse(null, ByteArray(0)) }
        assertEquals(listOf("the node did not respond"), silent.failures().map { it.detail })
    }

    @Test
    fun `a payment that breaks a rule is not asked about`() {
        val dearer = Offer.parse(Samples.required(Samples.option("$0.02")).accepts.first())
        assertTrue(dearer.queries(message, Samples.NOW).isEmpty())
        assertTrue(walletQueries(message, dearer, Samples.NOW).isEmpty())
        assertEquals(listOf<String>(), dearer.queries(message, Samples.NOW).bodies())
    }

    @Test
    fun `a settlement is proven by the transfer`() {
        val paid = prove(ScriptedNode(receipt = ScriptedNode.settled(payment))) as SettlementStatus.Paid
        assertEquals(transaction, paid.by.transaction)
        assertEquals(BlockRef(700u, ByteArray(32) { 7 }), paid.by.block)
        assertEquals(1uL, paid.by.logIndex)
        val short = prove(ScriptedNode(receipt = ScriptedNode.settled(payment, "9900"))) as SettlementStatus.Short
        assertEquals(BigInteger.valueOf(9_900), short.units)
    }

    @Test
    fun `a facilitator that lies is detected`() {
        assertEquals(SettlementStatus.Unrelated, prove(ScriptedNode(receipt = ScriptedNode.receipt())))
        assertEquals(SettlementStatus.Absent, prove(ScriptedNode()))
        val honest = ScriptedNode(receipt = ScriptedNode.receipt())
        val bribed = ScriptedNode(receipt = ScriptedNode.settled(payment))
        assertEquals(SettlementStatus.Unrelated, prove(honest, bribed, honest))
        assertEquals(SettlementStatus.Unknown, prove(honest, bribed))
    }

    @Test
    fun `a settlement below the level is not proven yet`() {
        val node = ScriptedNode(receipt = ScriptedNode.settled(payment))
        assertEquals(SettlementStatus.BelowLevel, prove(node, level = Level.Depth(1u)))
        assertTrue(prove(node, level = Level.Finalized) is SettlementStatus.Paid)
        assertEquals(SettlementStatus.Unknown, expected.prove(transaction, Facts(), 1u))
    }

    @Test
    fun `a receipt is read offline`() {
        val paid = Landed.read(ScriptedNode.settled(payment).toString())
        assertEquals(transaction, paid.transaction())
        assertEquals(Movement.Paid(1u, true), paid.movement(expected))
        val response = JsonObject(mapOf("jsonrpc" to JsonPrimitive("2.0"), "result" to ScriptedNode.receipt()))
        assertEquals(Movement.Unrelated, Landed.read(response.toString()).movement(expected))
        val short = Landed.read(ScriptedNode.settled(payment, "9900").toString()).movement(expected)
        assertEquals(BigInteger.valueOf(9_900), (short as Movement.Short).units)
        for (text in listOf("", "{}", "null", """{"jsonrpc":"2.0","id":1,"result":null}""")) {
            assertThrows<ValueException>(text) { Landed.read(text) }
        }
    }

    @Test
    fun `a payment that was verified earlier is read again`() {
        val read = ExpectedTransfer.read(message, Samples.offer())
        assertEquals(expected.facts(), read.facts())
        assertEquals(BigInteger.valueOf(10_000) to Mechanism.EIP3009, read.facts().run { units to mechanism })
        assertEquals(Samples.PAYEE, read.facts().payTo)
        val dearer = Offer.parse(Samples.required(Samples.option("$0.02")).accepts.first())
        assertThrows<Refusal.Rejected> { ExpectedTransfer.read(message, dearer) }
    }

    @Test
    fun `another transaction that used the authorization is searched for`() {
        val queries = expected.search(600u, 700u)
        val facts = queries.ask(0u) { NodeResponse(200u, EMPTY.encodeToByteArray()) }
        assertEquals(SearchResult.NotFound, expected.find(600u, 700u, facts, 1u))
        assertEquals(SearchResult.Unknown, expected.find(600u, 701u, facts, 1u))
        assertThrows<ValueException> { expected.search(700u, 600u) }
    }

    @Test
    fun `a text that is not a transaction's id is an error`() {
        for (text in listOf("", "0x12", "0x" + "0".repeat(64))) {
            assertThrows<ValueException>(text) { expected.queries(text, 1u) }
            assertThrows<ValueException>(text) { expected.prove(text, Facts(), 1u) }
        }
    }

    private companion object {
        /** A proof takes two at most. */
        const val ROUNDS = 2
        const val EMPTY =
            """[{"jsonrpc":"2.0","id":1,"result":[]},{"jsonrpc":"2.0","id":2,"result":[]}]"""
    }
}
