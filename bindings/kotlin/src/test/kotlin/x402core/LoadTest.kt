package x402core

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test

/** Many calls: from several threads, and for a long time. */
class LoadTest {
    private val now = Samples.NOW

    @Test
    fun `eight threads verify with one offer and one context`() {
        val header = Samples.paid().header().value
        val expected = verifyHeader(header, Samples.offer(), now).use { it.facts().replayKey }
        val (offer, context) = Samples.offer() to Context(Policy.interop())
        val pool = Executors.newFixedThreadPool(THREADS)
        try {
            val jobs = List(THREADS) {
                Callable { List(500) { verifyHeader(header, offer, now, context).use { it.facts().replayKey } } }
            }
            val keys = pool.invokeAll(jobs).flatMap { it.get() }
            assertEquals(setOf(expected), keys.toSet())
            assertEquals(THREADS * 500, keys.size)
        } finally {
            pool.shutdown()
        }
    }

    /** Accepted, rejected and malformed alike; only what is resident counts. */
    @Test
    fun `memory stays flat over 100000 calls`() {
        assumeTrue(Files.exists(STATM), "resident memory is read from Linux's /proc")
        val header = Samples.paid().header().value
        val offer = Samples.offer()
        val dearer = Offer.parse(Samples.required(Samples.option("$0.02")).accepts.first())
        repeat(20_000) { call(it, header, offer, dearer) }
        System.gc()
        val before = resident()
        repeat(100_000) { call(it, header, offer, dearer) }
        System.gc()
        val grown = resident() - before
        println("resident memory after 100,000 calls: ${before / MEBI} MiB and ${grown / MEBI} MiB more")
        // One leaked payment in a hundred calls would be more.
        assertTrue(grown < 16 * MEBI, "$grown bytes more after 100,000 calls")
    }

    private fun call(index: Int, header: String, offer: Offer, dearer: Offer) {
        when (index % 4) {
            0, 1 -> verifyHeader(header, offer, now).use { it.facts() }
            2 -> assertTrue(dearer.check(header, Samples.NOW) is Verdict.Rejected)
            else -> assertTrue(offer.check("e30=", Samples.NOW) is Verdict.Malformed)
        }
    }

    private fun resident(): Long = Files.readString(STATM).split(' ')[1].toLong() * PAGE

    private companion object {
        const val THREADS = 8
        const val MEBI = 1L shl 20
        const val PAGE = 4096L
        val STATM: Path = Path.of("/proc/self/statm")
    }
}
