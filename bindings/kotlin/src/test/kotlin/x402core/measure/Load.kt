/**
 * How long the package takes until it can be used, in a process of its own, beside JNA alone.
 *
 * Prints milliseconds of this thread's own time on the processor, which other programs do not
 * lengthen: JNA's, then the package's.
 */
@file:JvmName("Load")

package x402core.measure

import com.sun.jna.Native
import java.lang.management.ManagementFactory
import x402core.Policy
import x402core.coreVersion
import x402core.interop

fun main() {
    val threads = ManagementFactory.getThreadMXBean()
    val start = threads.currentThreadCpuTime
    check(Native.POINTER_SIZE > 0)
    val ready = threads.currentThreadCpuTime
    check(coreVersion().isNotEmpty())
    check(Policy.interop().compact)
    val end = threads.currentThreadCpuTime
    println("${(ready - start) / 1e6} ${(end - ready) / 1e6}")
}
