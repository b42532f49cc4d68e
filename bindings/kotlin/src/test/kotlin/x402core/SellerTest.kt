package x402core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What a seller learns from the facilitator at start, and a price that has changed. */
class SellerTest {
    private fun supported(vararg networks: String): SupportedResponse {
        val extra = """{"feePayer":"${Samples.FEE_PAYER}"}"""
        return SupportedResponse(networks.map { SupportedKind(2uL, "exact", it, extra = extra) })
    }

    @Test
    fun `what the facilitator lacks leaves the others on sale`() {
        val solana = Samples.solanaOption()
        val options = listOf(Samples.option(), solana.copy(feePayer = null))
        val evm = supportedOptions(options, supported("base-sepolia"))
        assertEquals(listOf(Samples.option()), evm.onSale)
        assertEquals(1, evm.others.size)
        assertEquals(listOf(solana), supportedOptions(options, supported(solana.network)).onSale)
        assertThrows<OfferException.Unpayable> { supportedOptions(options, supported("eip155:1")) }
    }

    @Test
    fun `a wrong key is the seller's to change, and an outage is not`() {
        assertTrue(isConfigurationError(FacilitatorFailure.NOT_PROCESSED, 401u))
        assertFalse(isConfigurationError(FacilitatorFailure.NO_RESPONSE, 503u))
        assertFalse(isConfigurationError(FacilitatorFailure.NOT_PROCESSED))
    }

    @Test
    fun `a former price is honoured until its time`() {
        val now = Samples.NOW
        for ((until, honoured) in listOf(now to true, now.minusSeconds(1) to false)) {
            val route = Route(Samples.bill(Samples.option("$0.02"))).withFormerBill(Samples.bill(), until)
            val step = Exchange(route).request("GET", listOf(Samples.paid().header()), ByteArray(16), now)
            assertEquals(honoured, step is ExchangeStep.AskReplayStore)
        }
    }
}
