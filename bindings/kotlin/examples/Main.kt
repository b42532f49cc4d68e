/** Buys what stands at a URL with the stand-in key store: `Main URL [BLOCKHASH]`. */
@file:JvmName("Main")

package x402core.examples

import kotlin.system.exitProcess
import x402core.NetworkKind
import x402core.Spending

fun main(arguments: Array<String>) {
    // At most 5 cents for each payment, in tokens that are worth nothing.
    val spending = Spending(maxPerPayment = listOf("$0.05"), networkKind = NetworkKind.TESTNET)
    val demo = WalletDemo(StandInKeyStore(), spending, blockhash = { arguments.getOrNull(1) })
    val body = demo.buy(arguments.first()) ?: exitProcess(1)
    println("got $body")
}
