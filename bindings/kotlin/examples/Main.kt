/** Buys what stands at a URL with the stand-in key store: `Main URL [RPC]`, with the URL of a node for Solana. */
@file:JvmName("Main")

package x402core.examples

import java.net.URI
import kotlin.system.exitProcess
import x402core.NetworkKind
import x402core.Spending

fun main(arguments: Array<String>) {
    // At most 5 cents for each payment, in tokens that are worth nothing.
    val spending = Spending(maxPerPayment = listOf("$0.05"), networkKind = NetworkKind.TESTNET)
    val demo = WalletDemo(StandInKeyStore(), spending, rpc = arguments.getOrNull(1)?.let(::URI))
    val body = demo.buy(arguments.first()) ?: exitProcess(1)
    println("got $body")
}
