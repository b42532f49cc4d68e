package x402core

import java.util.concurrent.Callable
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.Executors
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/**
 * An object that was closed throws, whatever it is used as. Without this the memory of another
 * object is read: an offer verifies by the terms of the next one.
 */
class ClosedTest {
    private val now = Samples.NOW
    private val key = Samples.evmKey()
    private val header = Samples.paid().header().value

    private fun wallet() = Wallet(listOf(Account(key.address())))

    private fun choice(): Choice = (Samples.required().choose(wallet(), Samples.spending()) as Selection.Chosen).choice

    private fun <T : AutoCloseable> closed(value: T): T = value.also { it.close() }

    private fun refuses(use: () -> Any?) {
        val error = assertThrows<IllegalStateException> { use() }
        assertTrue("already been destroyed" in error.message.orEmpty(), error.message)
    }

    @Test
    fun `a closed receiver throws`() {
        refuses { closed(Samples.offer()).terms() }
        refuses { closed(choice()).summary() }
        refuses { closed(choice()).pay({ ByteArray(65) }) }
        refuses { closed(Samples.paid()).header() }
        refuses { closed(Session("https://a.example/", wallet())).payment() }
        refuses { closed(Exchange(Route(Samples.bill()))).stage() }
        refuses { closed(verifyHeader(header, Samples.offer(), now)).facts() }
        refuses { closed(verifyHeader(header, Samples.offer(), now)).toString() }
        refuses { closed(key).address() }
    }

    @Test
    fun `a closed argument of a function throws`() {
        refuses { closed(Samples.offer()).check(header, Samples.NOW) }
        refuses { Samples.offer().check(header, Samples.NOW, closed(Context())) }
        refuses { examineHeader(header, closed(Samples.offer()), now) }
        refuses { Samples.required().choose(closed(wallet())) }
        refuses { Samples.required().choose(wallet(), closed(Spending())) }
        refuses { Samples.required().choose(wallet().use { it }) }
    }

    @Test
    fun `a closed argument of a constructor throws`() {
        refuses { Session("https://a.example/", closed(wallet())) }
        refuses { Session("https://a.example/", wallet(), closed(Spending())) }
        refuses { Route(closed(Samples.bill())) }
        refuses { Exchange(closed(Route(Samples.bill()))) }
    }

    @Test
    fun `a closed argument of a method throws`() {
        refuses { Session("https://a.example/", wallet()).pay(closed(Samples.paid()), Samples.NOW) }
        refuses { Budget.dollars("$1").covers(closed(choice().cost())) }
        refuses { choice().signingRequest(Samples.inputs()).signWithEvmKey(closed(Samples.evmKey())) }
        refuses { Exchange(Route(Samples.bill())).request("GET", listOf(), ByteArray(16), now, closed(Context())) }
    }

    @Test
    fun `a closed object in a list throws`() {
        val payment = AnyPaymentPayload.V2(PaymentPayload.fromHeader(header))
        assertEquals(1uL, verifyAny(payment, listOf(Offer.parse(dear()), Samples.offer()), now).index())
        refuses { verifyAny(payment, listOf(Offer.parse(dear()), closed(Samples.offer())), now) }
        refuses { matchOffer(payment, listOf(closed(Samples.offer()))) }
    }

    @Test
    fun `closing an argument leaves what was made with it`() {
        val (wallet, spending) = wallet() to Samples.spending()
        val session = Session("https://a.example/", wallet, spending)
        wallet.close()
        spending.close()
        assertEquals("https://a.example", session.facts().origin)
        val match = verifyAny(AnyPaymentPayload.V2(PaymentPayload.fromHeader(header)), listOf(Samples.offer()), now)
        val verified = match.verified()
        match.close()
        assertEquals(key.address(), verified.facts().payer)
        // To close twice is to close.
        verified.close()
        verified.close()
        refuses { verified.facts() }
    }

    @Test
    fun `a closed offer does not take the terms of the next one`() {
        repeat(1_000) {
            val dear = closed(Offer.parse(dear()))
            Samples.offer().use { refuses { dear.check(header, Samples.NOW) } }
        }
    }

    /** One thread closes what seven others use: each call is right, or throws. */
    @Test
    fun `an offer that is being closed throws or verifies`() {
        val pool = Executors.newFixedThreadPool(THREADS)
        try {
            repeat(300) {
                val offer = Samples.offer()
                val start = CyclicBarrier(THREADS)
                val jobs = List(THREADS) { thread ->
                    Callable {
                        start.await()
                        if (thread == 0) closed(offer).let { 0 } else (1..20).count { verifies(offer) }
                    }
                }
                pool.invokeAll(jobs).forEach { it.get() }
                refuses { offer.check(header, Samples.NOW) }
            }
        } finally {
            pool.shutdown()
        }
    }

    private fun verifies(offer: Offer): Boolean = try {
        assertTrue(offer.check("e30=", Samples.NOW) is Verdict.Malformed)
        true
    } catch (closed: IllegalStateException) {
        assertEquals("Offer object has already been destroyed", closed.message)
        false
    }

    private fun dear(): PaymentRequirements = Samples.required(Samples.option("$0.9")).accepts.first()

    private companion object {
        const val THREADS = 8
    }
}
