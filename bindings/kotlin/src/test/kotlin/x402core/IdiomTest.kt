package x402core

import java.math.BigDecimal
import java.math.BigInteger
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What a Kotlin programmer expects of values, exceptions and documentation. */
class IdiomTest {
    @Test
    fun `values with bytes are equal by what they hold, and print none of them`() {
        val (first, second) = Samples.inputs() to Samples.inputs()
        assertEquals(first, second)
        assertEquals(first.hashCode(), second.hashCode())
        assertNotEquals(first, first.copy(entropy = ByteArray(32) { 4 }))
        assertNotEquals(first, first.copy(payer = "another"))
        assertEquals(
            "Inputs(entropy=32 bytes, now=2025-02-27T16:01:40Z, payer=null, contractWallet=false, " +
                "facts=null, nodes=1, state=null)",
            first.toString(),
        )
        val facts = { required: PaymentRequired ->
            val wallet = Wallet(listOf(Account(Samples.evmKey().address())))
            val choice = (required.choose(wallet, Samples.spending()) as Selection.Chosen).choice
            choice.signingRequest(Samples.inputs()).facts()
        }
        val request = facts(Samples.required())
        assertEquals(request, facts(Samples.required()))
        assertEquals(1, setOf(request, facts(Samples.required())).size)
        assertNotEquals(request, facts(Samples.required(Samples.option("$0.02"))))
        assertTrue("TypedData(digest=32 bytes, json={" in request.toString(), request.toString())
        val verified = { Samples.paid().verified()?.facts() }
        assertEquals(verified(), verified())
        val signature = ToSign.Message(byteArrayOf(1), byteArrayOf(2))
        assertEquals(ToSign.Message(byteArrayOf(1), byteArrayOf(2)), signature)
        assertEquals("Message(message=1 bytes, transaction=1 bytes)", signature.toString())
    }

    @Test
    fun `the message of an exception is its sentence, once`() {
        val malformed = assertThrows<Refusal.Malformed> { decodePaymentSignature("not base64!") }
        assertEquals(malformed.detail, malformed.message)
        val value = assertThrows<ValueException.Invalid> { parseNetwork("nowhere") }
        assertEquals(value.detail, value.message)
        assertEquals("x402core.ValueException\$Invalid: ${value.detail}", value.toString())
    }

    @Test
    fun `a refusal of any kind is logged by the same fields`() {
        val header = Samples.paid().header().value
        val dearer = Offer.parse(Samples.required(Samples.option("$0.02")).accepts.first())
        val rejected = refusal { verifyHeader(header, dearer, Samples.NOW) }
        assertEquals("accepted.mismatch" to "invalid_payment_requirements", rejected.code to rejected.wireCode)
        assertEquals("/accepted/amount", rejected.pointer)
        assertEquals("\"20000\"" to "the string \"10000\"", rejected.expected to rejected.found)
        assertFalse(rejected.hint.isNullOrEmpty())
        assertEquals(listOf<ChainCheck>(), rejected.needs)
        assertEquals(rejected.message, rejected.detail)
        val malformed = refusal { verifyHeader("!", dearer, Samples.NOW) }
        assertEquals("header.base64", malformed.code)
        assertNull(malformed.pointer)
        val undecided = refusal {
            val choice = Samples.required().choose(Wallet(listOf(Account(Samples.evmKey().address()))))
            val inputs = Samples.inputs().copy(contractWallet = true)
            val signed = (choice as Selection.Chosen).choice.signingRequest(inputs).assembleContract(ByteArray(66) { 1 })
            verifyHeader(signed.header().value, Samples.offer(), Samples.NOW)
        }
        assertEquals("undecided", undecided.code)
        assertTrue(undecided.needs.isNotEmpty() && undecided.detail.isNotEmpty())
        assertEquals(listOf(null, null, null, null), undecided.run { listOf(pointer, expected, found, hint) })
    }

    private fun refusal(verify: () -> Any): Refusal = assertThrows<Refusal> { verify() }

    @Test
    fun `an entry that is not paid says where in the message`() {
        val none = Samples.required(Samples.solanaOption(), Samples.option("$5"))
            .choose(Wallet(listOf(Account(Samples.evmKey().address()))), Samples.spending())
        val refused = (none as Selection.NoneAcceptable).refused
        assertEquals(listOf("/accepts/0/network", "/accepts/1/amount"), refused.map { it.pointer })
        assertTrue(refused.all { " at ${it.pointer}: " in it.detail }, "$refused")
    }

    @Test
    fun `mistakes in a wallet, a policy or a price are errors`() {
        val wallet = assertThrows<ValueException.Invalid> { Wallet(listOf()) }
        assertEquals("not a valid wallet: expected at least one account, found none", wallet.message)
        val twice = assertThrows<ValueException.Invalid> { Spending(listOf("$5", "$6")) }
        assertEquals("limit", twice.noun)
        assertTrue(" already" in twice.detail, twice.detail)
        Spending(listOf("$5", "5 usd", "6 USDC"))
        assertThrows<OfferException> { Samples.required(Samples.option("$0")) }
        val requirements = Samples.required().accepts.first()
        for (text in listOf("abc", "", "-1", "+1", "010", "1.5", "١", "1".repeat(79))) {
            val amount = assertThrows<ValueException.Invalid>(text) { requirements.copy(amount = text).units }
            assertEquals("amount", amount.noun)
        }
        assertEquals(BigInteger.ZERO, requirements.copy(amount = "0").units)
    }

    @Test
    fun `a time in milliseconds is named as such`() {
        val milliseconds = Instant.ofEpochSecond(Samples.NOW.toEpochMilli())
        for (call in listOf({ verifyHeader("", Samples.offer(), milliseconds) }, { milliseconds.toUnixTimestamp() })) {
            val error = assertThrows<IllegalArgumentException> { call() }
            assertTrue("were milliseconds read as seconds?" in error.message.orEmpty(), error.message)
        }
        assertThrows<IllegalArgumentException> { Samples.offer().check("", Instant.EPOCH.minusSeconds(1)) }
        assertEquals(Samples.NOW, Samples.NOW.plusMillis(999).toUnixTimestamp())
        assertEquals(60uL to 2uL, Duration.ofMinutes(1).toWholeSeconds() to Duration.ofMillis(1001).toWholeSeconds())
        assertThrows<IllegalArgumentException> { Duration.ofMillis(-1).toWholeSeconds() }
    }

    @Test
    fun `JSON of others can be read`() {
        val extra = JsonValue.parse(""" {"name":"Münze \ud83d\udca0","n":[1.50,-2e3,true,null,{}],"é":"\"\\\/\b\f\n\r\t"} """)
        assertEquals("Münze 💠", extra["name"]?.string)
        assertEquals(BigDecimal("1.50"), extra["n"]?.get(0)?.number)
        assertEquals(JsonValue.Number("-2e3"), extra["n"]?.get(1))
        assertEquals(true, extra["n"]?.get(2)?.bool)
        assertEquals(JsonValue.Null to null, extra["n"]?.get(3) to extra["n"]?.get(5))
        assertEquals("\"\\/\b\u000C\n\r\t", extra["é"]?.string)
        val wrong = listOf(
            "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "+1", "1.", ".5", "nul", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\n\"",
            "1 2", "{\"a\":1,\"a\":2}", "[".repeat(65) + "]".repeat(65), "NaN", "'a'", "[1 2]", "{\"a\" 1}", "[".repeat(100_000),
        )
        for (text in wrong) assertThrows<IllegalArgumentException>(text.take(20)) { JsonValue.parse(text) }
        JsonValue.parse("[".repeat(64) + "]".repeat(64))
        assertNull(JsonValue.parse("1e99999999999").number)
    }

    /** Every vector file is read as another reader of JSON reads it. */
    @Test
    fun `JSON is read as by kotlinx`() {
        val folder = Path.of("../../spec-vectors/vectors")
        val files = Files.list(folder).use { files -> files.filter { "$it".endsWith(".json") }.toList() }
        assertTrue(files.size > 20, "$files")
        for (file in files) {
            val text = Files.readString(file)
            val json = Json.parseToJsonElement(text)
            if (depth(json) > 64) {
                assertThrows<IllegalArgumentException>("$file") { JsonValue.parse(text) }
            } else {
                assertEquals(value(json), JsonValue.parse(text), "$file")
            }
        }
    }

    private fun depth(json: JsonElement): Int = when (json) {
        is JsonObject -> 1 + (json.values.maxOfOrNull(::depth) ?: 0)
        is JsonArray -> 1 + (json.maxOfOrNull(::depth) ?: 0)
        is JsonPrimitive -> 0
    }

    private fun value(json: JsonElement): JsonValue = when (json) {
        is JsonObject -> JsonValue.Object(json.mapValues { value(it.value) })
        is JsonArray -> JsonValue.Array(json.map(::value))
        is JsonPrimitive -> when {
            json.isString -> JsonValue.Text(json.content)
            json.content == "null" -> JsonValue.Null
            json.content == "true" || json.content == "false" -> JsonValue.Bool(json.content == "true")
            else -> JsonValue.Number(json.content)
        }
    }

    @Test
    fun `the documentation has Kotlin's names`() {
        val source = Files.readString(Path.of("target/generated-sources/uniffi/x402core/x402core.kt"))
        val comments = Regex("""/\*\*.*?\*/""", RegexOption.DOT_MATCHES_ALL).findAll(source).map { it.value }.toList()
        assertTrue(comments.size > 500, "${comments.size}")
        val names = comments.flatMap { QUOTED.findAll(it) }.flatMap { RUST.findAll(it.value) }.map { it.value }.toSet()
        // A rule, a reason and a member of JSON keep their names, in every language.
        val kept = setOf("latest_blockhash", "message_hash", "unexpected_verify_error", "worst_fee_lamports")
        assertEquals(kept, names)
    }

    private companion object {
        val QUOTED = Regex("""`[^`\n]*`""")
        val RUST = Regex("""\b[a-z0-9]+(_[a-z0-9]+)+\b|\w+::\w+""")
    }
}
