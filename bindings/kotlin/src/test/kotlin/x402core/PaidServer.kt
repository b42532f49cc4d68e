package x402core

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.net.InetAddress
import java.net.InetSocketAddress
import java.security.SecureRandom
import java.util.concurrent.Executors

/**
 * A resource server on a loopback port that the system chooses, with a replay store in memory and a
 * facilitator that settles what it is asked to, or answers as [settle] says.
 */
class PaidServer(
    bill: Bill,
    private val settle: (SettleRequest) -> SettleAnswer = ::settled,
) : AutoCloseable {
    private val route = Route(bill, name = "GET /weather", flow = PaymentFlow.UPFRONT)
    private val store = MemoryStore()
    private val random = SecureRandom()
    private val threads = Executors.newFixedThreadPool(2)
    private val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)

    /** How often something was served. */
    @Volatile
    var served: Int = 0
        private set

    val url: String get() = "http://127.0.0.1:${server.address.port}/weather"

    init {
        server.executor = threads
        server.createContext("/", ::handle)
        server.start()
    }

    private fun handle(http: HttpExchange) = Exchange(route).use { exchange ->
        val entropy = ByteArray(16).also(random::nextBytes)
        var step = exchange.request(
            http.requestMethod, http.requestHeaders.toHttpHeaders(), entropy, Samples.NOW,
        )
        var key = ""
        var holder = ""
        while (true) {
            step = when (val now = step) {
                is ExchangeStep.AskReplayStore -> {
                    holder = now.holder
                    val answer = store.reserve(now)
                    key = if (answer is ReplayAnswer.Earlier) answer.key else now.key
                    exchange.replayStore(answer)
                }
                is ExchangeStep.MarkSettling -> exchange.marked(store.mark(now, holder))
                // Only of an exchange that is given the request's URL.
                is ExchangeStep.AskResponseStore -> exchange.responseStore(ResponseStoreAnswer.Unavailable)
                is ExchangeStep.Repeat -> error("no response is kept")
                is ExchangeStep.AskVerify ->
                    exchange.verified(VerifyAnswer.Failed(FacilitatorFailure.NOT_PROCESSED))
                is ExchangeStep.AskSettle -> exchange.settled(settle(now.request))
                is ExchangeStep.Serve -> {
                    served += 1
                    exchange.handled(200u)
                }
                is ExchangeStep.Respond -> {
                    store.conclude(key, holder, now.reservation)
                    return@use answer(http, now.response.status, now.response.headers, now.response.body)
                }
                is ExchangeStep.Deliver -> {
                    store.conclude(key, holder, now.reservation)
                    return@use answer(http, 200u, now.headers, "sunny")
                }
            }
        }
    }

    private fun answer(http: HttpExchange, status: UShort, headers: List<HttpHeader>, body: String) {
        headers.forEach { http.responseHeaders.add(it.name, it.value) }
        http.sendResponseHeaders(status.toInt(), body.length.toLong())
        http.responseBody.use { it.write(body.toByteArray()) }
    }

    override fun close() {
        server.stop(0)
        threads.shutdown()
    }

    companion object {
        /** What a facilitator says of a payment that it has settled. */
        fun settled(request: SettleRequest): SettleAnswer {
            val network = when (val requirements = request.paymentRequirements) {
                is AnyPaymentRequirements.V1 -> requirements.requirements.network
                is AnyPaymentRequirements.V2 -> requirements.requirements.network
            }
            val transaction = if (network.startsWith("solana")) "2".repeat(88) else "0x" + "ab".repeat(32)
            return SettleAnswer.Answered(SettleResponse(true, transaction, network))
        }
    }
}
