package x402core

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.net.InetAddress
import java.net.InetSocketAddress
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.Executors

/**
 * A resource server on a loopback port that the system chooses, with a replay store in memory and a
 * facilitator that settles what it is asked to, or answers as [settle] says.
 */
class PaidServer(
    bill: Bill,
    private val settle: (SettleRequest) -> SettleAnswer = ::settled,
) : AutoCloseable {
    private val route = Route(bill)
    private val seen = ConcurrentHashMap.newKeySet<String>()
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
        var step = exchange.request(http.requestHeaders.toHttpHeaders(), Samples.NOW.toUnixTimestamp())
        while (true) {
            step = when (val now = step) {
                is ExchangeStep.AskReplayStore ->
                    exchange.replayStore(if (seen.add(now.key)) ReplayAnswer.NEW else ReplayAnswer.SEEN)
                is ExchangeStep.AskVerify ->
                    exchange.verified(VerifyAnswer.Failed(FacilitatorFailure.NOT_PROCESSED))
                is ExchangeStep.AskSettle -> exchange.settled(settle(now.request))
                is ExchangeStep.Serve -> {
                    served += 1
                    exchange.handled(200u)
                }
                is ExchangeStep.Respond ->
                    return@use answer(http, now.response.status, now.response.headers, now.response.body)
                is ExchangeStep.Deliver -> return@use answer(http, 200u, now.headers, "sunny")
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
            val transaction = if (network.startsWith("solana")) "2".repeat(87) else "0x" + "ab".repeat(32)
            return SettleAnswer.Answered(SettleResponse(true, transaction, network))
        }
    }
}
