package x402core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** One request and its answer, with a store that outlives a killed server. */
class ExchangeTest {
    private val store = MemoryStore()

    private fun exchange(name: String = "GET /weather", flow: PaymentFlow = PaymentFlow.UPFRONT) =
        Exchange(Route(Samples.bill(), name = name, flow = flow))

    /** The first step of a paid request, whose random bytes are all this one. */
    private fun Exchange.paid(entropy: Byte, method: String = "GET", payment: SignedPayment = Samples.paid()) =
        request(
            method, listOf(payment.header()), ByteArray(16) { entropy }, Samples.NOW,
        ) as ExchangeStep.AskReplayStore

    /** Goes on up to the settlement, and is killed there: the key's lease lapses. */
    private fun killed(): ExchangeStep.AskSettle {
        val exchange = exchange()
        val ask = exchange.paid(1)
        assertEquals(ReplayAnswer.New, store.reserve(ask))
        val mark = exchange.replayStore(ReplayAnswer.New) as ExchangeStep.MarkSettling
        assertEquals(Reservation.RELEASE, exchange.ifAbandoned())
        assertEquals(MarkAnswer.MARKED, store.mark(mark, ask.holder))
        val settle = exchange.marked(MarkAnswer.MARKED) as ExchangeStep.AskSettle
        assertEquals(Reservation.UNRESOLVED, exchange.ifAbandoned())
        assertNotNull(exchange.accepted())
        store.lapse(ask.key)
        return settle
    }

    @Test
    fun `the payer of a killed server is served for what it had settled`() {
        val first = killed()
        val next = exchange()
        val answer = store.reserve(next.paid(2)) as ReplayAnswer.Unresolved
        val again = next.replayStore(answer) as ExchangeStep.AskSettle
        assertEquals("01".repeat(16), again.repeatToken)
        assertEquals(first.repeatToken, again.repeatToken)
        val serve = next.settled(PaidServer.settled(again.request))
        assertTrue(serve is ExchangeStep.Serve)
        val deliver = next.handled(200u) as ExchangeStep.Deliver
        assertEquals(Reservation.KEEP, deliver.reservation)
        assertEquals(Reservation.UNRESOLVED, deliver.ifUndelivered)
    }

    @Test
    fun `a payment is resumed on its own route only`() {
        killed()
        val other = exchange(name = "GET /partners")
        val refused = other.replayStore(store.reserve(other.paid(2))) as ExchangeStep.Respond
        assertEquals(Problem.Replayed, refused.problem)
        assertEquals(Reservation.UNRESOLVED, refused.reservation)
    }

    @Test
    fun `a payer's earlier payment for the same terms comes first`() {
        val settled = killed()
        val next = exchange()
        val newer = Samples.evmKey().use { key ->
            Wallet(listOf(Account(key.address()))).use { wallet ->
                select(AnyPaymentRequired.V2(Samples.required()), wallet, Samples.spending()).use { choice ->
                    val inputs = Samples.inputs().copy(entropy = ByteArray(32) { 4 })
                    choice.signingRequest(inputs).use { it.signWithEvmKey(key) }
                }
            }
        }
        val ask = next.paid(2, payment = newer)
        val answer = store.reserve(ask) as ReplayAnswer.Earlier
        assertFalse(answer.key == ask.key)
        val again = next.replayStore(answer) as ExchangeStep.AskSettle
        assertEquals(settled.repeatToken, again.repeatToken)
        assertEquals(settled.request.paymentPayload, again.request.paymentPayload)
    }

    @Test
    fun `a key that another request holds is not settled`() {
        val exchange = exchange()
        exchange.paid(1)
        exchange.replayStore(ReplayAnswer.New)
        val refused = exchange.marked(MarkAnswer.LOST) as ExchangeStep.Respond
        assertEquals(402u.toUShort(), refused.response.status)
        assertEquals(Reservation.UNTOUCHED, refused.reservation)
    }

    @Test
    fun `a head costs nothing and a stream is settled at its start`() {
        val head = exchange()
        head.paid(1, method = "HEAD")
        assertTrue(head.replayStore(ReplayAnswer.New) is ExchangeStep.Serve)
        val free = head.handled(200u) as ExchangeStep.Deliver
        assertEquals(Reservation.RELEASE, free.reservation)

        val held = exchange(flow = PaymentFlow.AUTHORIZATION)
        held.paid(1)
        held.replayStore(ReplayAnswer.New)
        assertTrue(held.holds(200u, "application/json", 10uL, 10uL))
        assertFalse(held.holds(200u, "application/json", null, 10uL))
        assertFalse(held.holds(200u, "text/event-stream", 1uL, 10uL))
        assertFalse(held.holds(404u, "application/json", 1uL, 10uL))
    }

    @Test
    fun `random bytes are 16`() {
        val misuse = assertThrows<OutOfTurn.Entropy> {
            exchange().request("GET", listOf(), ByteArray(15), Samples.NOW)
        }
        assertTrue(misuse.detail.contains("expected 16 random bytes, found 15"))
        assertEquals(60uL, replayLeaseSeconds())
    }
}
