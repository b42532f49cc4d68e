package x402core

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.net.InetAddress
import java.net.InetSocketAddress
import java.time.Clock
import java.time.ZoneOffset
import java.util.concurrent.ConcurrentLinkedQueue
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import x402core.examples.StandInKeyStore
import x402core.examples.WalletDemo

/** What the example of a wallet does where a server or the network does not do its part. */
class WalletNetworkTest {
    private val said = mutableListOf<String>()
    private val keyStore = StandInKeyStore()
    private val servers = mutableListOf<HttpServer>()
    private val paid = ConcurrentLinkedQueue<String>()

    /** A server on the loopback, at a port that the system chooses; its URL. */
    private fun serve(answer: (HttpExchange) -> Unit): String {
        val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
        servers += server
        server.createContext("/") { http -> http.use(answer) }
        server.start()
        return "http://127.0.0.1:${server.address.port}/weather"
    }

    /** A server that asks for a cent, and answers those who pay by [answer]. */
    private fun sell(answer: (HttpExchange) -> Unit): String = serve { http ->
        when (val payment = http.requestHeaders.getFirst("PAYMENT-SIGNATURE")) {
            null -> Samples.bill().use { http.answer(402, "PAYMENT-REQUIRED", it.facts().header) }
            else -> {
                paid += payment
                answer(http)
            }
        }
    }

    private fun HttpExchange.answer(status: Int, name: String, value: String) {
        responseHeaders.add(name, value)
        sendResponseHeaders(status, -1)
    }

    private fun buy(url: String): String? {
        val clock = Clock.fixed(Samples.NOW, ZoneOffset.UTC)
        return WalletDemo(keyStore, Spending(listOf("$0.05")), clock, say = said::add).buy(url)
    }

    @AfterEach
    fun stop() = servers.forEach { it.stop(0) }

    @Test
    fun `a payment goes to no other origin`() {
        val stolen = ConcurrentLinkedQueue<Map<String, List<String>>>()
        val thief = serve {
            stolen += it.requestHeaders.toMap()
            it.answer(200, "X-Thanks", "1")
        }
        for (status in listOf(301, 302, 303, 307, 308)) {
            paid.clear()
            said.clear()
            assertNull(buy(sell { it.answer(status, "Location", thief) }))
            assertEquals(1, paid.size, "the payment was sent")
            assertTrue(said[1].startsWith("not followed: "), "$said")
            assertEquals("perhaps paid: do not pay again", said.last())
        }
        assertEquals(listOf<Any>(), stolen.toList())
    }

    /** The JDK's client sends the same request once more by itself, with the same payment. */
    @Test
    fun `a connection that breaks may have paid`() {
        assertNull(buy(sell { }))
        assertEquals(1, paid.toSet().size, "the payment was sent")
        assertEquals(1, keyStore.signed)
        assertTrue(said[1].startsWith("no answer: "), "$said")
        assertEquals("perhaps paid: do not pay again", said.last())
    }

    @Test
    fun `a connection that breaks before the payment paid nothing`() {
        assertNull(buy(serve { }))
        assertEquals(0, keyStore.signed)
        assertTrue(said[0].startsWith("no answer: "), "$said")
        assertEquals("nothing was paid", said.last())
    }
}
