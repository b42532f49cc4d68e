/**
 * What there is to sign for two payments, as EIP-712 JSON; made into the known answers by
 *
 *     java -cp … x402core.TypedData | node src/test/viem/digest.mjs > src/test/resources/typed-data.json
 */
@file:JvmName("TypedData")

package x402core

/** By transfer method. */
fun typedData(): Map<String, ToSign.Digest> = mapOf(
    "eip3009" to Samples.required(),
    "permit2" to Samples.required(Samples.option().copy(transferMethod = TransferMethod.PERMIT2)),
).mapValues { (_, required) ->
    val wallet = Wallet(listOf(Account(Samples.evmKey().address())))
    val choice = (required.choose(wallet, Samples.spending()) as Selection.Chosen).choice
    choice.signingRequest(Samples.inputs()).facts().toSign as ToSign.Digest
}

/** Prints a line of JSON for each. */
fun main() {
    for ((method, toSign) in typedData()) {
        println("""{"method":"$method","typedData":${toSign.typedDataJson}}""")
    }
}
