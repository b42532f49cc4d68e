/**
 * What the way through Kotlin adds to a verdict: header text in, proof out. Prints microseconds.
 *
 *     Verify evm.exact.eip3009.signature.json
 */
@file:JvmName("Verify")

package x402core.measure

import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kotlinx.serialization.json.JsonObject
import x402core.Offer
import x402core.PaymentPayload
import x402core.PaymentRequirements
import x402core.fromJson
import x402core.testee.child
import x402core.testee.list
import x402core.testee.number
import x402core.testee.parseObject
import x402core.testee.text
import x402core.toHeader
import x402core.verifyHeader

private const val NAME = "evm.exact.eip3009.signature/golden-key-a"
private const val SLICES = 200
private const val CALLS = 100

fun main(arguments: Array<String>) {
    val file = parseObject(Files.readString(Path.of(arguments.first())))
    val vector = file.list("vectors").orEmpty().map { it as JsonObject }.first { it.text("id") == NAME }
    val input = checkNotNull(vector.child("input"))
    val header = PaymentPayload.fromJson(input["payload"].toString()).toHeader()
    val offer = Offer.parse(PaymentRequirements.fromJson(input["requirements"].toString()))
    val seconds = checkNotNull(vector.number("now") ?: file.child("defaults")?.number("now"))
    val now = Instant.ofEpochSecond(seconds.toLong())
    val slices = List(SLICES) {
        val start = System.nanoTime()
        repeat(CALLS) { verifyHeader(header, offer, now).close() }
        (System.nanoTime() - start) / (CALLS * 1000.0)
    }
    // The slice that was least disturbed.
    println(slices.min())
}
