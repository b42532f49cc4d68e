/** What there is to sign for two payments, as EIP-712 JSON, for another implementation to hash. */
@file:JvmName("TypedData")

package x402core

import x402core.testee.objectOf

/** By transfer method. */
fun typedData(): Map<String, ToSign.TypedData> = mapOf(
    "eip3009" to Samples.required(),
    "permit2" to Samples.required(Samples.option().copy(transferMethod = TransferMethod.PERMIT2)),
).mapValues { (_, required) ->
    val wallet = Wallet(listOf(Account(Samples.evmKey().address())))
    val choice = (required.choose(wallet, Samples.spending()) as Selection.Chosen).choice
    choice.signingRequest(Samples.inputs()).facts().toSign as ToSign.TypedData
}

/** Prints a line of `{"digest", "typedData"}` for each, the latter as text. */
fun main() {
    for (toSign in typedData().values) {
        println(objectOf("digest" to hex(toSign.digest), "typedData" to toSign.json))
    }
}

/** The bytes as `0x` and hexadecimal digits. */
fun hex(bytes: ByteArray): String = bytes.joinToString("", "0x") { "%02x".format(it) }
