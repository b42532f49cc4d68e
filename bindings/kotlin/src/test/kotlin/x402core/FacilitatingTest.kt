package x402core

import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.assertThrows

/** What a facilitator answers, against nodes that answer by a script: the same in every language. */
class FacilitatingTest {
    private val known = Json.parseToJsonElement(Files.readString(FILE)).jsonObject
    private val request = parseVerifyRequest(known.getValue("request").toString())
    private val now: Instant = Instant.ofEpochSecond(known.getValue("now").jsonPrimitive.long)

    private fun capabilities(without: String? = null): Capabilities =
        known.getValue("signers").jsonArray.map { it.jsonObject }.filter { it.text("network") != without }
            .fold(Capabilities()) { before, row ->
                val accounts = row.getValue("accounts").jsonArray.map { it.jsonPrimitive.content }
                before.withNetwork(checkNotNull(row.text("network")), accounts)
            }

    private fun JsonObject.text(name: String) = (get(name) as? JsonPrimitive)?.content

    @TestFactory
    fun `the answers are those of every language`(): List<DynamicTest> =
        known.getValue("cases").jsonArray.map { it.jsonObject }.map { case ->
            DynamicTest.dynamicTest(case.text("name")) {
                val nodes = case.getValue("balances").jsonArray.map { ScriptedNode(it.jsonPrimitive.long) }
                val at = now.plusSeconds(case.text("after")?.toLong() ?: 0)
                val answer = capabilities(case.text("without")).verify(request, nodes.size.toUShort(), { at }) { ask ->
                    assertEquals("eip155:84532", ask.network)
                    nodes.foldIndexed(Facts()) { index, facts, node ->
                        facts + ask.queries.ask(index.toUShort(), node::post)
                    }
                }
                val expected = case.getValue("answer").jsonObject
                assertEquals(expected.getValue("isValid").jsonPrimitive.boolean, answer.isValid)
                assertEquals(expected.text("invalidReason"), answer.invalidReason)
                assertEquals(answer.isValid, answer.invalidMessage == null)
                val posts = case.getValue("posts").jsonPrimitive.boolean
                for (node in nodes) assertEquals(posts, node.posts > 0)
                if (posts) assertEquals(PAYER, answer.payer)
            }
        }

    @Test
    fun `what is supported is that of every language`() {
        assertEquals(known.text("supported"), supported(capabilities()).toJson())
        assertEquals(listOf<SupportedKind>(), supported(Capabilities()).kinds)
    }

    @Test
    fun `the machine asks one round and answers`() {
        val verification = Verification(capabilities())
        assertEquals(VerificationStage.START, verification.stage())
        val ask = verification.request(request, now) as VerificationStep.Ask
        assertTrue(ask.queries.bodies().isNotEmpty())
        assertEquals(VerificationStage.ASKING, verification.stage())
        val answer = (verification.answered(Facts(), 3u, now) as VerificationStep.Answer).response
        assertEquals("unexpected_verify_error" to PAYER, answer.invalidReason to answer.payer)
        assertEquals(VerificationStage.DONE, verification.stage())
    }

    @Test
    fun `an event out of turn changes nothing`() {
        val verification = Verification(capabilities())
        val early = assertThrows<VerificationOutOfTurn.Event> { verification.answered(Facts(), 1u, now) }
        assertEquals(VerificationStage.START to "answered", early.stage to early.event)
        assertTrue("waits for the request" in early.detail, early.detail)
        assertEquals(early.detail, early.message)
        val spoiled = request.copy(unknown = "[]")
        val malformed = assertThrows<VerificationOutOfTurn.Malformed> { verification.request(spoiled, now) }
        assertNull((malformed.refusal as Refusal.Malformed).pointer)
        assertTrue(verification.request(request, now) is VerificationStep.Ask)
    }

    @Test
    fun `wrong capabilities are found at once`() {
        val evm = "0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf"
        for ((network, signers, expected) in listOf(
            Triple("base", listOf(), "at least one account"),
            Triple("bsae", listOf(evm), "perhaps `base`"),
            Triple("solana-devnet", listOf(evm), "family"),
        )) {
            val error = assertThrows<ValueException.Invalid> { Capabilities().withNetwork(network, signers) }
            assertTrue(expected in error.expected, error.detail)
        }
        assertThrows<ValueException.Invalid> { Capabilities(Policy(erc6492Factories = listOf("0x"))) }
    }

    private companion object {
        val FILE: Path = Path.of("../known-answers/verification.json")
        const val PAYER = "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c"
    }
}
