package x402core.examples

import x402core.*

/** The README's quick start, word for word; `read402` and `keyStore` are the app's. */
fun quickStart(read402: () -> String, keyStore: Signer, address: String): HttpHeader {
    // README: begin
    val required = PaymentRequired.fromHeader(read402())
    val wallet = Wallet(listOf(Account(address)))
    val spending = Spending(maxPerPayment = listOf("$0.05"))
    val choice = when (val selection = required.choose(wallet, spending)) {
        is Selection.Chosen -> selection.choice
        is Selection.NoneAcceptable -> error(selection.refused.joinToString { it.detail })
    }
    println("pay ${choice.summary().price} to ${choice.summary().payTo}?")
    val payment = choice.pay(keyStore, newInputs())
    val header = payment.header()
    // README: end
    return header
}
