package x402core

import java.math.BigInteger
import java.time.Instant
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Questions of the app's own to a chain, and what was answered. */
class QueryingTest {
    private val gas = EvmQuery.nativeBalance(OWNER)
    private val code = EvmQuery.code(OWNER, BlockId.Finalized)
    private val queries = chainQueries(gas, code)

    private fun read(node: UShort, vararg results: String, queries: ChainQueries = this.queries): Facts {
        val answers = results.mapIndexed { index, result -> """{"jsonrpc":"2.0","id":${index + 1},$result}""" }
        val body = answers.singleOrNull() ?: answers.toString()
        return queries.facts(listOf(NodeResponse(200u, body.encodeToByteArray())), node)
    }

    private fun value(fact: Fact): Value = (fact.answer as Answer.Value).value

    @Test
    fun `a query is a value`() {
        assertEquals(gas, EvmQuery.nativeBalance(OWNER))
        assertEquals(gas.hashCode(), EvmQuery.nativeBalance(OWNER).hashCode())
        assertNotEquals(gas, code)
        assertEquals("EvmQuery(send)", EvmQuery.send(byteArrayOf(2, 3)).toString(), "signed bytes are not shown")
        val (body) = queries.bodies()
        assertTrue("eth_getBalance" in body && "eth_getCode" in body && "finalized" in body)
        assertTrue(chainQueries(*emptyArray<EvmQuery>()).isEmpty())
    }

    @Test
    fun `what is not a query is an error`() {
        for (query in listOf(
            EvmQuery.code("0x12"),
            EvmQuery.code("\"},{\"query\":\"chain_id"),
            EvmQuery.receipt("0x12"),
            EvmQuery.erc1271(OWNER, ByteArray(31), ByteArray(0)),
            EvmQuery.logs(TOKEN, listOf(), 1u, 2_001u),
            EvmQuery.permitNonce(OWNER, -BigInteger.ONE),
        )) {
            assertThrows<ValueException> { chainQueries(query) }
        }
        assertThrows<ValueException> { chainQueries(SvmQuery.accountInfo(OWNER)) }
        assertThrows<ValueException> { chainQueries(SvmQuery.programAccounts("1".repeat(32), mapOf())) }
    }

    @Test
    fun `the facts of a node`() {
        val facts = read(4u, """"result":"0x2a"""", """"result":"0x"""")
        val (gas, code) = facts.answers(queries).map { it.single() }
        assertEquals(BigInteger.valueOf(42) to 4.toUShort(), value(gas).amount to gas.node)
        assertEquals("amount" to false, value(gas).kind to value(gas).isAbsence)
        assertEquals(Code.None to true, value(code).code to value(code).isAbsence)
        assertNull(value(gas).receipt)
        assertEquals(listOf(listOf<Fact>()), facts.answers(chainQueries(EvmQuery.chainId())))
        assertEquals(facts.answers(queries), read(4u, """"result":"0x2a"""", """"result":"0x"""").answers(queries))
    }

    @Test
    fun `what is not an answer`() {
        val facts = read(0u, """"error":{"code":-32005,"message":"slow down"}""", """"result":7""")
        val (gas, code) = facts.answers(queries).map { it.single().answer }
        val failure = (gas as Answer.Failed).failure
        assertEquals(listOf(Cause.RATE_LIMITED, true, -32005L, null), failure.run { listOf(cause, isTransient, this.code, retryAfter) })
        assertEquals(Answer.Nonsense(Nonsense.WRONG_TYPE), code)
        assertEquals(listOf<Agreed?>(null, null), facts.agreed(queries, 1u))
    }

    @Test
    fun `a call that reverts`() {
        val queries = chainQueries(EvmQuery.paused(TOKEN), EvmQuery.tokenName(TOKEN), multicall = false)
        val reverted = """"error":{"code":3,"message":"execution reverted","data":"0x756688fe"}"""
        val answers = read(0u, reverted, """"result":"0x"""", queries = queries).answers(queries)
        assertEquals(listOf(Revert.Known("InvalidNonce"), Revert.BadReturn), answers.map { (it.single().answer as Answer.Refused).revert })
    }

    @Test
    fun `two of three nodes agree`() {
        val two = read(0u, """"result":"0x2a"""", """"result":"0x"""") + read(1u, """"result":"0x2b"""", """"result":"0x"""")
        val (gas, code) = two.agreed(queries, 3u)
        assertNull(gas)
        assertEquals(2, code?.nodes)
        val three = two + read(2u, """"result":"0x2a"""", """"result":"0x60"""")
        val agreed = checkNotNull(three.agreed(queries, 3u).first())
        assertEquals(BigInteger.valueOf(42) to 2, (agreed.answer as Answer.Value).value.amount to agreed.nodes)
    }

    @Test
    fun `a point of the chain`() {
        val queries = chainQueries(EvmQuery.block())
        val block = """"result":{"number":"0x7","hash":"0x${"11".repeat(32)}","timestamp":"0x9"}"""
        val fact = read(0u, block, queries = queries).answers(queries).single().single()
        val head = checkNotNull(value(fact).block)
        assertEquals(7uL to Instant.ofEpochSecond(9), head.height to head.time)
        assertArrayEquals(ByteArray(32) { 0x11 }, head.hash)
        assertEquals(head, fact.at)
        assertFalse(value(fact).isAbsence)
    }

    private companion object {
        const val TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
        const val OWNER = "0x02641Cb74aD12Bb91740c26A553525a54e4eB312"
    }
}
