package x402core.examples

import x402core.*

/** A stand-in for the platform's key store, with keys of nobody's: it counts what it signs. */
class StandInKeyStore(private val declines: Boolean = false) : KeyStore {
    private val evm = EvmSigningKey.fromBytes(ByteArray(32) { 7 })
    private val svm = SvmSigningKey.fromSeed(ByteArray(32) { 9 })
    override val accounts: List<Account> = listOf(Account(evm.address()), Account(svm.address()))

    /** How often it has signed. */
    var signed: Int = 0
        private set

    override fun sign(request: SigningRequestFacts): ByteArray {
        if (declines) throw SignerException.Declined("the user said no")
        signed += 1
        return when (val toSign = request.toSign) {
            is ToSign.TypedData -> evm.sign(toSign.digest)
            is ToSign.Message -> svm.sign(toSign.message)
        }
    }
}
