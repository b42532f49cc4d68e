package x402core

import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What bounds the money: limits, the server that is paid, and what comes back. */
class MoneyTest {
    private val wallet = Wallet(listOf(Account(Samples.evmKey().address())))

    private fun asked(url: String, spending: Spending = Spending(), redirect: String? = null): Pair<Session, SessionStep> {
        val session = Session(url, wallet, spending)
        redirect?.let { session.response(302u, listOf(HttpHeader("location", it))) }
        val required = HttpHeader("PAYMENT-REQUIRED", encodePaymentRequired(Samples.required()))
        return session to session.response(402u, listOf(required))
    }

    private fun blocked(step: SessionStep): Blocked = (step as SessionStep.Blocked).reason

    @Test
    fun `a limit is understood in every spelling, or an error`() {
        for (limit in listOf("0.05 usd", "5 cents", "0.05 USDC", "0.05 usdc")) {
            Samples.spending(limit).close()
            Budget.dollars(limit).close()
        }
        for (limit in listOf("0.05 DAI", "0.05 EURC")) {
            val error = assertThrows<ValueException.Invalid> { Samples.spending(limit) }
            assertTrue("known tokens are" in error.detail, error.detail)
            assertThrows<ValueException.Invalid> { Budget.dollars(limit) }
        }
    }

    @Test
    fun `only the server that the caller named is paid, and not in the clear`() {
        val clear = "http://shop.example/"
        val shop = "https://shop.example/"
        val evil = "https://evil.example/"
        assertEquals(Blocked.PLAIN_HTTP, blocked(asked(clear).second))
        assertEquals(Blocked.OTHER_SERVER, blocked(asked(shop, redirect = evil).second))
        assertTrue(asked(clear, Spending(allowHttp = true)).second is SessionStep.Pay)
        assertTrue(asked(shop, Spending(payAfterRedirect = true), evil).second is SessionStep.Pay)
        assertTrue(asked("http://127.0.0.1:8000/").second is SessionStep.Pay)
    }

    @Test
    fun `only the chain gives a cost back, after the window`() {
        val (session, _) = asked("https://shop.example/", Spending(budget = Budget.dollars("$0.01")))
        val payment = Samples.paid()
        val late = Instant.ofEpochSecond(checkNotNull(payment.facts().validUntil).toLong() - 5)
        assertThrows<SessionException.Expired> { session.pay(payment, late) }
        assertEquals(SpendStatus.NOTHING, session.facts().spendStatus)
        session.pay(payment, Samples.NOW)
        session.response(402u, emptyList())
        assertEquals(SpendStatus.RESERVED, session.facts().spendStatus)
        val until = checkNotNull(payment.facts().validUntilInstant)
        assertThrows<SessionException.NotExpired> { session.releaseUnused(until) }
        session.releaseUnused(until.plusSeconds(1))
        assertEquals(SpendStatus.UNUSED, session.facts().spendStatus)
    }

    @Test
    fun `two nodes give a cost back for a payment that is unused behind its window`() {
        val (session, _) = asked("https://shop.example/", Spending(budget = Budget.dollars("$0.01")))
        assertTrue(session.releaseQueries().isEmpty())
        session.pay(Samples.paid(), Samples.NOW)
        val queries = session.releaseQueries()
        val one = queries.ask(0u, ScriptedNode()::post)
        for (nodes in listOf<UShort>(1u, 2u)) {
            val error = assertThrows<SessionException.NotUnused> { session.releaseExpired(one, nodes) }
            assertTrue("two or more must agree" in error.detail, error.detail)
        }
        session.releaseExpired(one + queries.ask(1u, ScriptedNode()::post), 2u)
        assertEquals(SpendStatus.UNUSED, session.facts().spendStatus)
    }

    @Test
    fun `sessions share one ledger`() {
        val cost = Samples.required().choose(wallet).let { (it as Selection.Chosen).choice }.cost()
        val now = Samples.NOW
        val ledger = Ledger(perHost = Budget.dollars("$0.01"))
        val outlay = checkNotNull(ledger.reserve("https://a.example/", cost, now))
        assertNull(ledger.reserve("https://A.example:444/", cost, now))
        assertNotNull(ledger.reserve("https://b.example/", cost, now))
        ledger.release(outlay)
        assertNotNull(ledger.reserve("https://a.example/", cost, now))
    }
}
