package x402core

import com.sun.net.httpserver.HttpServer
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.URI
import java.time.Clock
import java.time.ZoneOffset
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import x402core.examples.KeyStore
import x402core.examples.StandInKeyStore
import x402core.examples.WalletDemo

/** The example of a wallet, against a server on the loopback. */
class WalletDemoTest {
    private val said = mutableListOf<String>()

    private fun demo(keyStore: KeyStore, maximum: String = "$0.05", rpc: URI? = null) =
        WalletDemo(keyStore, Spending(listOf(maximum)), Clock.fixed(Samples.NOW, ZoneOffset.UTC), rpc, said::add)

    @Test
    fun `it shows the price, signs once, sends and shows the receipt`() {
        val keyStore = StandInKeyStore()
        PaidServer(Samples.bill(Samples.option("$5"), Samples.option())).use { server ->
            assertEquals("sunny", demo(keyStore).buy(server.url))
            assertEquals(1 to 1, keyStore.signed to server.served)
        }
        assertEquals("pay 0.01 USDC on Base Sepolia to ${Samples.PAYEE}", said[0])
        assertEquals("not taken: too_expensive at /accepts/0/amount: expected at most 0.05 USDC, found 5 USDC", said[1])
        assertEquals("paid: 0x${"ab".repeat(32)}", said[2])
    }

    @Test
    fun `on Solana it asks its node for a blockhash`() {
        val node = ScriptedNode()
        val http = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
        http.createContext("/") { asked ->
            val answer = node.post(asked.requestBody.readAllBytes().decodeToString())
            asked.sendResponseHeaders(200, answer.body.size.toLong())
            asked.responseBody.use { it.write(answer.body) }
        }
        http.start()
        try {
            PaidServer(Samples.bill(Samples.solanaOption())).use { server ->
                assertNull(demo(StandInKeyStore()).buy(server.url))
                assertTrue(said.last().startsWith("not paid: expected a recent blockhash"), "$said")
                val rpc = URI("http://127.0.0.1:${http.address.port}/")
                assertEquals("sunny", demo(StandInKeyStore(), rpc = rpc).buy(server.url))
                assertEquals(1 to 1, node.posts to server.served)
            }
        } finally {
            http.stop(0)
        }
    }

    @Test
    fun `it refuses what costs more than the policy allows`() {
        val keyStore = StandInKeyStore()
        PaidServer(Samples.bill(Samples.option("$5"))).use { server ->
            assertNull(demo(keyStore).buy(server.url))
            assertEquals(0 to 0, keyStore.signed to server.served)
        }
        assertTrue(said.single().startsWith("not paid: too_expensive"), "$said")
    }

    @Test
    fun `nothing is sent when the user declines`() {
        PaidServer(Samples.bill()).use { server ->
            assertNull(demo(StandInKeyStore(declines = true)).buy(server.url))
            assertEquals(0, server.served)
        }
        assertEquals("not paid: the user said no", said.last())
    }

    @Test
    fun `a settlement that failed is told and not paid twice`() {
        val failed = { _: SettleRequest ->
            SettleAnswer.Answered(SettleResponse(false, "", "eip155:84532", errorReason = "insufficient_funds"))
        }
        PaidServer(Samples.bill(), failed).use { server ->
            assertNull(demo(StandInKeyStore()).buy(server.url))
            assertEquals(0, server.served)
        }
        // A reason that comes before any settlement: the user may pay again.
        assertEquals("refused: insufficient_funds", said.last())
    }
}
