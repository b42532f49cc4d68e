package x402core

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A payment with an id: the client makes it, and the server answers a repeated one as it did first. */
class RepeatingTest {
    private val bill = Samples.bill().withPaymentIdentifier(required = true)
    private val payment = Samples.paid(bill.facts().required)
    private val route = Route(bill, flow = PaymentFlow.UPFRONT)

    private fun exchange(query: String = "") = Exchange(route, "https://api.example.com/weather$query", ByteArray(0))

    private fun Exchange.paid(payment: SignedPayment = this@RepeatingTest.payment): ExchangeStep =
        request("GET", listOf(payment.header()), ByteArray(16) { 1 }, Samples.NOW)

    /** Sells once; what the store of responses has in the end. */
    private fun sold(response: StoredResponse?): ResponseUpdate {
        val exchange = exchange()
        val ask = exchange.paid() as ExchangeStep.AskResponseStore
        assertEquals(payment.facts().paymentId, ask.key)
        assertEquals(300uL, ask.seconds)
        assertTrue(exchange.responseStore(ResponseStoreAnswer.New) is ExchangeStep.AskReplayStore)
        exchange.replayStore(ReplayAnswer.New)
        val settle = exchange.marked(MarkAnswer.MARKED) as ExchangeStep.AskSettle
        assertTrue(exchange.settled(PaidServer.settled(settle.request)) is ExchangeStep.Serve)
        assertTrue(exchange.holds(200u, "text/plain", 5uL, 10uL))
        val deliver = exchange.handled(200u) as ExchangeStep.Deliver
        val update = checkNotNull(exchange.responseUpdate(deliver.reservation, response))
        assertEquals(ask.record, update.from)
        return update
    }

    @Test
    fun `a payment has an id where the server takes one`() {
        assertTrue(checkNotNull(payment.facts().paymentId).matches(Regex("pay_[0-9a-f]{32}")))
        assertNull(Samples.paid().facts().paymentId)
    }

    @Test
    fun `the first response leaves again`() {
        val response = StoredResponse(201u, listOf(HttpHeader("x-sold", "1")), "sunny".toByteArray())
        val record = checkNotNull(sold(response).to)
        val again = exchange()
        again.paid()
        val repeat = again.responseStore(ResponseStoreAnswer.Found(record)) as ExchangeStep.Repeat
        assertEquals(201u.toUShort(), repeat.response.status)
        assertEquals(response.headers, repeat.response.headers)
        assertArrayEquals(response.body, repeat.response.body)
        assertNull(again.responseUpdate(Reservation.UNTOUCHED))
    }

    @Test
    fun `another request with the id is a conflict`() {
        val record = checkNotNull(sold(null).to)
        val other = exchange("?day=2")
        other.paid()
        val refused = other.responseStore(ResponseStoreAnswer.Found(record)) as ExchangeStep.Respond
        assertEquals(409u.toUShort(), refused.response.status)
        assertEquals(Problem.PaymentIdInUse, refused.problem)
    }

    @Test
    fun `without the id that is required, or without an answer of the store, nothing is sold`() {
        val without = exchange().paid(Samples.paid()) as ExchangeStep.Respond
        assertEquals(400u.toUShort(), without.response.status)
        val exchange = exchange()
        exchange.paid()
        val refused = exchange.responseStore(ResponseStoreAnswer.Unavailable) as ExchangeStep.Respond
        assertEquals(503u.toUShort(), refused.response.status)
        assertEquals(Problem.ResponseStore, refused.problem)
    }
}
