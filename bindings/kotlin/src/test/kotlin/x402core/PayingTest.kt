package x402core

import java.nio.file.Files
import java.nio.file.Path
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import x402core.examples.quickStart
import x402core.testee.child
import x402core.testee.parseObject
import x402core.testee.text

/** From a choice to a signed payment, by every way that there is. */
class PayingTest {
    private val key = Samples.evmKey()
    private val wallet = Wallet(listOf(Account(key.address()), Account(Samples.svmKey().address())))

    private fun choice(required: PaymentRequired = Samples.required()): Choice =
        (required.choose(wallet, Samples.spending()) as Selection.Chosen).choice

    private class Signs(private val sign: (ToSign) -> ByteArray) : Signer {
        override fun sign(request: SigningRequestFacts): ByteArray = sign(request.toSign)
    }

    private fun sign(toSign: ToSign): ByteArray = when (toSign) {
        is ToSign.TypedData -> key.sign(toSign.digest)
        is ToSign.Message -> Samples.svmKey().sign(toSign.message)
    }

    @Test
    fun `a signer, the two steps and a key in memory make the same payment`() {
        val bySigner = choice().pay(Signs(::sign), Samples.inputs()).facts().header
        val request = choice().signingRequest(Samples.inputs())
        val bySteps = request.assemble(sign(request.facts().toSign)).facts().header
        assertEquals(bySigner, bySteps)
        assertEquals(bySigner, Samples.paid().facts().header)
        assertEquals("PAYMENT-SIGNATURE", bySigner.name)
    }

    @Test
    fun `a signer may be waited for without blocking`() = runBlocking {
        val signature = CompletableDeferred<ByteArray>()
        val toSign = CompletableDeferred<ToSign>()
        var header: HttpHeader? = null
        val paying = launch {
            header = choice().payAwaiting(Samples.inputs()) {
                toSign.complete(it.toSign)
                signature.await()
            }.header()
        }
        yield()
        assertFalse(paying.isCompleted)
        signature.complete(sign(toSign.await()))
        paying.join()
        assertEquals(Samples.paid().header(), header)
    }

    @Test
    fun `on Solana the message is signed`() {
        val choice = choice(Samples.required(Samples.solanaOption()))
        assertTrue("getLatestBlockhash" in choice.queries().bodies().single())
        val missing = assertThrows<SigningRequestException.MissingAnswer> { choice.signingRequest(Samples.inputs()) }
        assertTrue("a recent blockhash" in missing.detail, missing.detail)
        val state = """{"${choice.summary().network}":{"latest_blockhash":"${ScriptedNode.BLOCKHASH}"}}"""
        val inputs = Samples.inputs().copy(state = DeclaredState.parse(state))
        // A node's answer is signed in the same way.
        val facts = choice.queries().ask(node = 0u, post = ScriptedNode()::post)
        assertEquals(choice.signingRequest(inputs).facts(), choice.signingRequest(Samples.inputs().copy(facts = facts)).facts())
        val both = assertThrows<SigningRequestException.Value> { choice.signingRequest(inputs.copy(facts = facts)) }
        assertEquals("both", both.found)
        val paid = choice.pay(Signs(::sign), inputs)
        assertEquals(Samples.svmKey().address(), paid.verified()?.facts()?.payer)
        val request = choice.signingRequest(inputs)
        val toSign = request.facts().toSign as ToSign.Message
        // A wallet that signs transactions puts its signature into the second slot.
        val transaction = toSign.transaction.clone()
        Samples.svmKey().sign(toSign.message).copyInto(transaction, 1 + 64)
        val byTransaction = request.assembleTransaction(transaction, Policy.strict())
        assertEquals(paid.facts().header, byTransaction.facts().header)
    }

    @Test
    fun `a choice is funded or not, by a node`() {
        val choice = choice()
        assertTrue(choice.queries().isEmpty())
        for ((balance, isFunded) in listOf(9_999L to false, 10_000L to true)) {
            val facts = choice.fundingQueries().ask(node = 0u, post = ScriptedNode(balance)::post)
            assertEquals(isFunded, choice.isFunded(facts, 1u))
            assertNull(choice.isFunded(facts, 2u))
        }
    }

    @Test
    fun `what a signer does wrong is told apart`() {
        // What it throws comes out as it is: an exception, a cancellation, an error.
        val thrown = listOf(
            SignerException.Declined("no"), IllegalStateException("the key store is locked"),
            CancellationException("the screen was left"), NotImplementedError("no key store yet"),
        )
        for (error in thrown) {
            assertSame(error, assertThrows<Throwable> { choice().pay({ throw error }, Samples.inputs()) })
        }
        val other = Signs { EvmSigningKey.fromBytes(ByteArray(32) { 8 }).sign((it as ToSign.TypedData).digest) }
        val wrong = assertThrows<AssembleException.WrongSigner> { choice().pay(other, Samples.inputs()) }
        assertEquals(key.address(), wrong.expected)
        assertThrows<AssembleException.Signature> { choice().pay(Signs { ByteArray(3) }, Samples.inputs()) }
        assertThrows<SigningRequestException.NoEntropy> { choice().signingRequest(Samples.inputs().copy(entropy = ByteArray(32))) }
        val short = assertThrows<SigningRequestException.Value> { choice().signingRequest(Samples.inputs().copy(entropy = ByteArray(31))) }
        assertEquals("31 bytes", short.found)
    }

    /** The JSON is what `eth_signTypedData_v4` takes: viem's digest of it stands in the file. */
    @Test
    fun `viem hashes the typed data to the digest that is signed`() {
        val known = parseObject(Files.readString(Path.of("src/test/resources/typed-data.json")))
        assertEquals(setOf("eip3009", "permit2"), known.keys)
        for ((method, toSign) in typedData()) {
            assertEquals(known.child(method)?.get("typedData"), parseObject(toSign.json), method)
            assertEquals(known.child(method)?.text("digest"), hex(toSign.digest), method)
        }
    }

    @Test
    fun `a budget covers payments together`() {
        val cost = choice().cost()
        val rest = checkNotNull(Budget.dollars("$0.015").reserve(cost))
        assertFalse(rest.covers(cost))
        assertTrue(rest.release(cost).covers(cost))
        assertEquals("0.01 USDC", cost.toString().substringBefore(" on"))
    }

    @Test
    fun `the quick start of the README runs as written`() {
        val code = { text: String, begin: String, end: String ->
            text.substringAfter(begin).substringBefore(end).trimIndent().trim().lines().map { it.trimEnd() }
        }
        assertTrue("\nimport x402core.*\n" in Files.readString(Path.of("examples/QuickStart.kt")))
        val example = code(Files.readString(Path.of("examples/QuickStart.kt")), "// README: begin\n", "    // README: end")
        val readme = code(Files.readString(Path.of("README.md")), "```kotlin\n", "```")
        assertEquals(listOf("import x402core.*", "") + example, readme)
        val header = Samples.bill().use { it.facts().header }
        val sent = quickStart({ header }, Signs(::sign), key.address())
        val payment = PaymentPayload.fromHeader(sent.value)
        assertEquals(Samples.required().accepts.first(), PaymentRequirements.fromJson(payment.accepted))
    }

    @Test
    fun `the README names the package as the POM does`() {
        val pom = Files.readString(Path.of("pom.xml"))
        val readme = Files.readString(Path.of("README.md"))
        val names = listOf("groupId", "artifactId", "version").map { name ->
            val line = "<$name>${pom.substringAfter("<$name>").substringBefore("<")}</$name>"
            assertTrue("\n  $line\n" in readme, line)
            line.substringAfter(">").substringBefore("<")
        }
        assertTrue("implementation(\"${names.joinToString(":")}\")" in readme)
        assertTrue("${names[1]}-${names[2]}-sources.jar" in readme)
    }

    @Test
    fun `inputs are fresh every time`() {
        val (first, second) = newInputs(Samples.NOW) to newInputs(Samples.NOW)
        assertFalse(first.entropy.contentEquals(second.entropy))
        assertArrayEquals(ByteArray(0), first.entropy.drop(32).toByteArray())
        assertEquals(first.now, Samples.NOW)
    }
}
