package x402core

import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import x402core.testee.PaymentRequest
import x402core.testee.answer
import x402core.testee.child
import x402core.testee.list
import x402core.testee.number
import x402core.testee.parseObject
import x402core.testee.payment
import x402core.testee.string
import x402core.testee.text

/** Every conformance vector comes out as expected, for the reason that it gives. */
class VectorsTest {
    private class Vector(val file: String, val request: JsonObject, val expected: JsonObject, val derived: JsonObject) {
        val id = request.text("id").orEmpty()
        val op = request.text("op").orEmpty()
    }

    /** One test for each file that the manifest lists. */
    @TestFactory
    fun vectors(): List<DynamicTest> = load().filter { it.op !in OF_THE_CORE }.groupBy { it.file }.map { (file, vectors) ->
        DynamicTest.dynamicTest("$file (${vectors.size})") {
            val wrong = vectors.mapNotNull(::difference)
            assertEquals(emptyList<String>(), wrong)
        }
    }

    @Test
    fun `no vector is left out`() {
        val all = load()
        assertEquals(manifest().child("totals")?.number("vectors"), all.size.toULong())
        assertEquals(OPS + OF_THE_CORE, all.map { it.op }.toSet())
        val unsupported = all.filter { answer(it.request.toString()).text("result") == "unsupported" }
        assertEquals(all.filter { it.op in OF_THE_CORE }, unsupported)
        assertEquals(92 + 54 + 282, unsupported.size)
        val ids = all.map { it.id }.toSet()
        assertTrue(ids.containsAll(LEFT_OPEN))
    }

    @Test
    fun `header, message and report agree`() {
        val verified = load().filter { it.op == "verify" && "payload" in it.request }.count { vector ->
            var agreed = false
            try {
                payment(vector.request) {
                    compare(vector.id)
                    agreed = true
                    vector.request
                }
            } catch (_: Refusal) {
                // Nothing is verified of a message that cannot be read.
            } catch (_: OfferException) {
                // Nor against an offer that cannot be paid.
            }
            agreed
        }
        assertTrue(verified > 1200, "$verified")
    }

    private fun PaymentRequest.compare(id: String) {
        val header = when (payment) {
            is AnyPaymentPayload.V1 -> payment.payload.toHeader()
            is AnyPaymentPayload.V2 -> payment.payload.toHeader()
        }
        val byMessage = outcome { verify(payment, offer, now, context) }
        assertEquals(byMessage, outcome { verifyHeader(header, offer, now, context) }, id)
        for (report in listOf(examine(payment, offer, now, context), examineHeader(header, offer, now, context))) {
            assertEquals(byMessage, outcome { report.verified ?: throw checkNotNull(report.refusal) }, id)
            report.destroy()
        }
    }

    private fun outcome(act: () -> Verified): String = try {
        act().use { it.facts().toString().replace(Regex("@[0-9a-f]+"), "") }
    } catch (refusal: Refusal) {
        // An array shows its place in memory.
        refusal.toString().replace(Regex("@[0-9a-f]+"), "")
    }

    /** What differs from the expectation, or nothing. */
    private fun difference(vector: Vector): String? {
        val got = answer(vector.request.toString())
        val (verdict, expected) = got.text("result") to vector.expected
        if (vector.id in LEFT_OPEN) {
            val isOpen = expected.text("level") == "undefined" && verdict != expected.text("verdict")
            return if (isOpen) null else "${vector.id}: is no longer left open"
        }
        val codes = (listOf(expected["code"]) + expected.list("otherCodes").orEmpty()).mapNotNull { it?.string }
        val reasons = got.list("needs").orEmpty().map { it.string } + listOfNotNull(got.text("code"))
        val wrong = when {
            verdict != expected.text("verdict") -> "verdict"
            verdict != "accept" && expected["code"] != null && codes.intersect(reasons.toSet()).isEmpty() -> "code"
            verdict == "reject" && expected["path"] != null && got.text("path") != expected.text("path") -> "path"
            !sameDerived(vector, got) -> "derived"
            !sameUnchecked(expected, got) -> "unchecked"
            else -> return null
        }
        return "${vector.id}: $wrong: expected $expected, found $got"
    }

    private fun sameUnchecked(expected: JsonObject, got: JsonObject): Boolean {
        val wanted = expected.list("unchecked")?.toSet()
        val found = got.list("unchecked")?.toSet()
        return wanted == null || found == null || wanted == found
    }

    private fun sameDerived(vector: Vector, got: JsonObject): Boolean {
        val answers = listOfNotNull(got.child("derived"), digest(vector)?.child("derived"))
        return vector.derived.all { (step, value) ->
            val found = answers.mapNotNull { it[step] }
            (step !in LISTS || found.isNotEmpty()) && found.all { same(step, it, value) }
        }
    }

    /** Lists are compared by what they say. */
    private fun same(step: String, found: JsonElement, expected: JsonElement): Boolean =
        found == expected || (step in LISTS && Json.parseToJsonElement(found.string) == Json.parseToJsonElement(expected.string))

    private fun digest(vector: Vector): JsonObject? = if (vector.op != "verify" || vector.derived.isEmpty()) {
        null
    } else {
        answer(JsonObject(vector.request + ("op" to JsonPrimitive("digest"))).toString())
    }

    private fun manifest(): JsonObject = parseObject(Files.readString(FOLDER.resolve("MANIFEST.json")))

    /** The vectors of every file that the manifest lists, whose digest and count must fit. */
    private fun load(): List<Vector> = manifest().list("files").orEmpty().map { it as JsonObject }
        .filter { "vectors" in it }.flatMap { file ->
            val path = file.text("path").orEmpty()
            val content = Files.readAllBytes(FOLDER.resolve(path))
            val digest = MessageDigest.getInstance("SHA-256").digest(content)
            assertEquals(file.text("sha256"), digest.joinToString("") { "%02x".format(it) }, path)
            val group = parseObject(String(content))
            val vectors = group.list("vectors").orEmpty().map { it as JsonObject }
            assertEquals(file.number("vectors"), vectors.size.toULong(), path)
            vectors.map { read(path, it, group) }
        }

    private fun read(path: String, vector: JsonObject, group: JsonObject): Vector {
        val expected = vector.list("expect").orEmpty().map { it as JsonObject }
            .first { it.text("spec") in setOf("*", SPEC) }
        val now = vector["now"] ?: group.child("defaults")?.get("now")
        val request = buildMap {
            put("id", checkNotNull(vector["id"]))
            put("op", checkNotNull(vector["op"]))
            now?.let { put("now", it) }
            vector["state"]?.let { put("state", it) }
            putAll(checkNotNull(vector.child("input")))
        }
        return Vector(path, JsonObject(request), expected, vector.child("derived") ?: JsonObject(emptyMap()))
    }

    private companion object {
        val FOLDER: Path = Path.of("../../spec-vectors")

        /** The spec revision that the core follows: the newest. */
        const val SPEC = "S-new"

        val OPS = setOf(
            "answer_requests", "chain_queries", "check_extensions", "decode_header", "decode_json", "encode_header", "movements",
            "price", "prove", "read_answers", "select", "verify", "verify_chain", "write_queries",
        )

        /** Operations of the core and Python alone: no phone holds a key that pays for gas, or lists what it has settled. */
        val OF_THE_CORE = setOf("co_sign", "discover", "transaction")

        /** Values that are the JSON of a list or an object. */
        val LISTS = setOf("answers", "choice", "requests", "movements", "statuses")

        /** Vectors that the specification leaves open, where the core refuses what cannot be paid. */
        val LEFT_OPEN = setOf("message.payment_required/accepts-empty")
    }
}
