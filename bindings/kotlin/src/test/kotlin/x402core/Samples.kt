package x402core

import java.time.Instant

/** What several tests pay: one US cent on Base Sepolia, and one on Solana's devnet. */
object Samples {
    val NOW: Instant = Instant.ofEpochSecond(1_740_672_100)
    const val PAYEE = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
    const val FEE_PAYER = "CKPKJWNdJEqa81x7CkZ14BVPiY6y16Sxs7owznqtWYp5"

    /** A key of nobody's: 32 bytes of 7. */
    fun evmKey(): EvmSigningKey = EvmSigningKey.fromBytes(ByteArray(32) { 7 })

    /** A key of nobody's: 32 bytes of 9. */
    fun svmKey(): SvmSigningKey = SvmSigningKey.fromSeed(ByteArray(32) { 9 })

    fun option(price: String = "$0.01"): PaymentOption = PaymentOption("eip155:84532", priceOf(price), PAYEE)

    fun solanaOption(): PaymentOption = PaymentOption(
        "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", priceOf("$0.01"), "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4",
        feePayer = FEE_PAYER,
    )

    fun bill(vararg options: PaymentOption = arrayOf(option())): Bill =
        Bill.fromOptions(options.toList(), ResourceInfo("https://api.example.com/weather", description = "The weather"))

    /** What such a server asks for. */
    fun required(vararg options: PaymentOption = arrayOf(option())): PaymentRequired =
        bill(*options).use { it.facts().required }

    /** Inputs that are the same in every run. */
    fun inputs(): Inputs = Inputs(ByteArray(32) { 3 }, NOW)

    fun spending(maximum: String = "$1"): Spending = Spending(listOf(maximum))

    /** A payment of [required] as the header that carries it. */
    fun paid(required: PaymentRequired = required()): SignedPayment = evmKey().use { key ->
        Wallet(listOf(Account(key.address()))).use { wallet ->
            select(AnyPaymentRequired.V2(required), wallet, spending()).use { choice ->
                choice.signingRequest(inputs()).use { it.signWithEvmKey(key) }
            }
        }
    }

    /** The offer that [paid] pays. */
    fun offer(): Offer = Offer.parse(required().accepts.first())
}
