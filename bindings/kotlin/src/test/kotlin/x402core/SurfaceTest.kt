package x402core

import java.math.BigInteger
import java.time.Duration
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What a Kotlin program sees: exceptions and their fields, text, nothing, big numbers. */
class SurfaceTest {
    @Test
    fun `malformed is an exception of its own, with its place`() {
        val refusal = assertThrows<Refusal.Malformed> { decodePaymentSignature("not base64!") }
        assertEquals("header.base64", refusal.code)
        assertEquals("invalid_payload", refusal.wireCode)
        assertNull(refusal.pointer)
        assertEquals(3uL, refusal.byte)
        assertTrue(refusal.detail.startsWith("header.base64 at byte 3: expected "), refusal.detail)
        assertTrue(refusal.hint.isNotEmpty())
        val member = assertThrows<Refusal.Malformed> { parsePaymentRequired("""{"x402Version":2,"accepts":[{}]}""") }
        assertEquals("member.missing" to "/accepts/0/scheme", member.code to member.pointer)
    }

    @Test
    fun `an entry that cannot be read does not spoil the others`() {
        val good = Samples.required().accepts.first().toJson()
        val text = """{"x402Version":2,"accepts":[null,$good,{"a":1.50}]}"""
        val required = parsePaymentRequired(text)
        assertEquals(1, required.accepts.size)
        assertEquals(listOf(0uL to "null", 2uL to """{"a":1.50}"""), required.unread.map { it.index to it.text })
        assertTrue("/accepts/2/scheme" in required.unread.last().reason, required.unread.last().reason)
        assertEquals(text, required.toJson())
        val kind = """{"x402Version":2,"scheme":"exact","network":"eip155:8453"}"""
        val supported = """{"kinds":["exact",$kind],"extensions":[],"signers":{}}"""
        assertEquals(supported, parseSupportedResponse(supported).toJson())
    }

    @Test
    fun `rejected is another, with what was expected and found`() {
        val payment = Samples.paid().facts().header.value
        val dearer = Offer.parse(Samples.required(Samples.option("$0.02")).accepts.first())
        val refusal = assertThrows<Refusal.Rejected> { verifyHeader(payment, dearer, Samples.NOW) }
        assertEquals("accepted.mismatch", refusal.code)
        assertEquals("/accepted/amount", refusal.pointer)
        assertEquals("\"20000\"" to "the string \"10000\"", refusal.expected to refusal.found)
        assertNull(refusal.instruction)
        assertEquals("accepted.mismatch at /accepted/amount: expected \"20000\", found the string \"10000\"", refusal.detail)
    }

    @Test
    fun `undecided is a third, and no acceptance`() {
        val choice = choice(Samples.evmKey().address())
        val inputs = Samples.inputs().copy(contractWallet = true)
        val signed = choice.signingRequest(inputs).assembleContract(ByteArray(66) { 1 })
        assertNull(signed.verified())
        assertTrue(signed.facts().unproven is Refusal.Undecided)
        val header = signed.facts().header.value
        val verdict = Samples.offer().check(header, Samples.NOW)
        val refusal = (verdict as Verdict.Undecided).refusal
        assertEquals(listOf(ChainCheck.ERC1271, ChainCheck.PAYER_CODE), refusal.needs)
        assertEquals(Samples.evmKey().address(), refusal.payer)
        assertEquals(32, refusal.digest?.size)
        assertEquals(66, refusal.signature.size)
        val wallet = """{"code":"0x6001","erc1271":true}"""
        val text = """{"eip155:84532":{"accounts":{"${Samples.evmKey().address()}":$wallet}}}"""
        val decided = Samples.offer().check(header, Samples.NOW, Context(state = DeclaredState.parse(text)))
        assertEquals(Samples.evmKey().address(), (decided as Verdict.Accepted).verified.facts().payer)
        val unknown = assertThrows<ValueException> { DeclaredState.parse(text.replace("erc1271", "erc1272")) }
        assertTrue("erc1272" in unknown.message.orEmpty(), unknown.message)
    }

    @Test
    fun `verified has facts and no constructor`() {
        val verdict = Samples.offer().check(Samples.paid().header().value, Samples.NOW)
        val verified = (verdict as Verdict.Accepted).verified
        val facts = verified.facts()
        assertEquals(BigInteger.valueOf(10_000), facts.units)
        assertEquals("eip155:84532" to Mechanism.EIP3009, facts.network to facts.mechanism)
        assertTrue(facts.replayKey.startsWith("eip155:84532/"), facts.replayKey)
        assertEquals(Samples.NOW.plusSeconds(300), facts.keepUntilInstant)
        assertEquals(65, facts.signature.size)
        assertEquals(listOf(ChainCheck.BALANCE, ChainCheck.NONCE), facts.unchecked.filter { it != ChainCheck.SIMULATION && it != ChainCheck.PAYER_CODE && it != ChainCheck.ASSET_CODE })
        assertTrue(verified.toString().contains(" pays 10000 of "), verified.toString())
        assertEquals(listOf<Any>(), Verified::class.java.constructors.filterNot { it.isSynthetic })
    }

    @Test
    fun `a key is read as wallets export it`() {
        val hex = "01".repeat(32)
        assertEquals(EvmSigningKey.fromHex("0x$hex").address(), EvmSigningKey.fromHex(hex).address())
        val seed = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi"
        val pair = "2AXDGYSE4f2sz7tvMMzyHvUfcoJmxudvdhBcmiUSo6iuCXagjUCKEQF21awZnUGxmwD4m9vGXuC3qieHXJQHAcT"
        val key = SvmSigningKey.fromSeed(ByteArray(32) { 1 })
        for (text in listOf(seed, pair)) assertEquals(key.address(), SvmSigningKey.fromBase58(text).address())
        val error = assertThrows<ValueException.Invalid> { SvmSigningKey.fromBase58(hex) }
        assertTrue("0101" !in error.detail, error.detail)
    }

    @Test
    fun `networks are named as people name them`() {
        val required = Samples.required(PaymentOption("base", priceOf("$0.01"), Samples.PAYEE))
        assertEquals("eip155:8453", required.accepts.first().network)
        Spending(onlyOn = listOf("base", "Base Sepolia", "eip155:*")).close()
        for (text in listOf("bsae", "solana:mainnet")) {
            val error = assertThrows<ValueException.Invalid> { Spending(onlyOn = listOf(text)) }
            assertTrue("perhaps" in error.expected, error.expected)
        }
    }

    @Test
    fun `mistakes of the caller and of the seller have types of their own`() {
        val value = assertThrows<ValueException.Invalid> { parseNetwork("bsae") }
        assertEquals("network" to "\"bsae\"", value.noun to value.found)
        assertTrue(value.expected.endsWith("perhaps `base`"), value.expected)
        val requirements = Samples.required().accepts.first().copy(payTo = "merchant")
        val offer = assertThrows<OfferException.Unpayable> { Offer.parse(requirements) }
        assertEquals("/payTo" to "\"merchant\"", offer.pointer to offer.found)
        val negative = Samples.required().accepts.first().copy(amount = "-1")
        val malformed = assertThrows<OfferException.Malformed> { Offer.parse(negative) }
        assertEquals("/amount", (malformed.refusal as Refusal.Malformed).pointer)
    }

    @Test
    fun `nothing on offer says of each entry why`() {
        val none = Samples.required(Samples.option("$5"), Samples.solanaOption())
            .choose(Wallet(listOf(Account(Samples.evmKey().address()))), Samples.spending())
        val refused = (none as Selection.NoneAcceptable).refused
        assertEquals(listOf(Reason.TOO_EXPENSIVE, Reason.NETWORK), refused.map { it.reason })
        assertEquals(listOf(0uL, 1uL), refused.map { it.index })
    }

    @Test
    fun `an entry that needs another authentication is paid by who brings it`() {
        val hints = """{"auth-hints":{"info":{"authRequirements":[{"acceptIndexes":[0],"methods":[{"type":"oauth2"}]}]}}}"""
        val required = Samples.required(Samples.option("$0.01")).copy(extensions = hints)
        val wallet = Wallet(listOf(Account(Samples.evmKey().address())))
        val none = required.choose(wallet, Spending()) as Selection.NoneAcceptable
        assertEquals(listOf(Reason.AUTHENTICATION), none.refused.map { it.reason })
        assertTrue(required.choose(wallet, Spending(authentication = listOf("oauth2"))) is Selection.Chosen)
    }

    @Test
    fun `unknown members, null and text of every script survive`() {
        val text = """{"scheme":"exact","network":"eip155:8453","amount":"1","asset":"0x","payTo":"x",""" +
            """"maxTimeoutSeconds":60,"extra":{"name":"Münze \uD83D\uDCB0 数","n":1.50,"null":null},"später":[1e3,"\u0000"]}"""
        val read = PaymentRequirements.fromJson(text)
        assertEquals("""{"name":"Münze 💰 数","n":1.50,"null":null}""", read.extra)
        assertEquals("""{"später":[1e3,"\u0000"]}""", read.unknown)
        assertEquals(read, PaymentRequirements.fromJson(read.toJson()))
        assertTrue(""""später":[1e3,"\u0000"]""" in read.toJson())
        assertNull(Samples.required().accepts.first().unknown)
        val spliced = Samples.required().accepts.first().copy(extra = """{},"amount":"1"""")
        assertEquals("json.trailing", assertThrows<Refusal.Malformed> { spliced.toJson() }.code)
        // Half a surrogate pair is no text: it does not get as far as the border.
        assertThrows<java.nio.charset.CharacterCodingException> { parseNetwork("\uD83D") }
    }

    @Test
    fun `amounts have 256 bits`() {
        val most = BigInteger.TWO.pow(256) - BigInteger.ONE
        val requirements = Samples.required().accepts.first().copy(amount = most.toString())
        assertEquals(most, PaymentRequirements.fromJson(requirements.toJson()).units)
        assertEquals(most, Offer.parse(requirements).terms().units)
        val more = requirements.copy(amount = (most + BigInteger.ONE).toString())
        assertThrows<Refusal.Malformed> { more.toJson() }
        assertEquals("0.01 USDC", checkNotNull(AssetTable().defaultFor("eip155:8453")).display(BigInteger.valueOf(10_000)))
        assertThrows<ValueException.Invalid> { checkNotNull(AssetTable().defaultFor("eip155:8453")).display(-BigInteger.ONE) }
    }

    @Test
    fun `times are of java time`() {
        assertEquals(Duration.ofMinutes(5), Samples.required().accepts.first().maxTimeout)
        assertEquals(Samples.NOW.plusSeconds(300), Samples.paid().facts().validUntilInstant)
        assertNull(moment(ULong.MAX_VALUE))
        assertEquals(Duration.ofSeconds(Long.MAX_VALUE), seconds(ULong.MAX_VALUE))
    }

    @Test
    fun `a network is of a family or of none that is known`() {
        assertEquals(Family.EVM, parseNetwork("eip155:84532").family)
        assertEquals(Family.SVM, parseNetwork("solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1").family)
        assertNull(parseNetwork("tvm:-239").family)
        assertEquals(setOf(Family.EVM, Family.SVM), v1Networks().map { it.family }.toSet())
    }

    @Test
    fun `a token has the form of its network's family`() {
        val usdc = checkNotNull(AssetTable().defaultFor("eip155:8453"))
        val error = assertThrows<ValueException.Invalid> { AssetTable().withAsset(usdc.copy(tokenProgram = TokenProgram.TOKEN)) }
        assertEquals("a `solana` network", error.expected)
        assertThrows<ValueException.Invalid> { AssetTable().withAsset(usdc.copy(network = "tvm:-239")) }
    }

    @Test
    fun `values are equal by what they hold`() {
        assertEquals(Samples.required(), Samples.required())
        assertEquals(parseNetwork("eip155:8453"), networkByV1Name("base"))
        assertEquals(parseNetwork("eip155:8453"), parseNetwork("base"))
        assertArrayEquals(Samples.paid().verified()?.facts()?.signature, Samples.paid().verified()?.facts()?.signature)
    }

    private fun choice(payer: String): Choice =
        (Samples.required().choose(Wallet(listOf(Account(payer))), Samples.spending()) as Selection.Chosen).choice
}
