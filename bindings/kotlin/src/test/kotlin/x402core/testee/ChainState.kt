package x402core.testee

import kotlinx.serialization.json.JsonObject
import x402core.AnyPaymentPayload
import x402core.ChainFacts
import x402core.Context
import x402core.Offer
import x402core.examine

/** What a declared chain state says about one payment of one offer; the rest is unknown. */
fun facts(state: JsonObject?, payment: AnyPaymentPayload, offer: Offer): ChainFacts {
    val terms = offer.terms()
    val chain = state?.child(terms.network) ?: return ChainFacts()
    val known = if (terms.network.startsWith("eip155:")) {
        evm(chain, payload(payment), terms.asset.lowercase())
    } else {
        solana(chain, payment, offer, terms.asset)
    }
    return known.copy(
        simulationSucceeds = chain.flag("simulation"),
        blockhashValid = chain.flag("blockhash_valid"),
    )
}

private fun payload(payment: AnyPaymentPayload): JsonObject = parseObject(
    when (payment) {
        is AnyPaymentPayload.V1 -> payment.payload.payload
        is AnyPaymentPayload.V2 -> payment.payload.payload
    },
)

private fun evm(chain: JsonObject, payload: JsonObject, token: String): ChainFacts {
    val accounts = chain.child("accounts").orEmpty().entries.associate { (name, it) -> name.lowercase() to it as JsonObject }
    val facts = ChainFacts(assetHasCode = accounts[token]?.text("code")?.let { it != NO_CODE })
    val permit = payload.child("permit2Authorization")
    val signed = permit ?: payload.child("authorization") ?: return facts
    val payer = signed.text("from")?.lowercase() ?: return facts
    val nonce = signed.text("nonce")?.lowercase() ?: return facts
    val used = chain.list("nonces_used").orEmpty().map { it as JsonObject }.any {
        // Permit2's nonces are the same for all of its tokens.
        (permit != null || it.text("token")?.lowercase() == token) &&
            it.text("from")?.lowercase() == payer && it.text("nonce")?.lowercase() == nonce
    }
    val account = accounts[payer]
    val amount = { name: String ->
        account?.child(name)?.entries?.firstOrNull { it.key.lowercase() == token }?.value?.string
    }
    return facts.copy(
        nonceUsed = if (used) true else null,
        payerHasCode = account?.text("code")?.let { it != NO_CODE },
        erc1271Valid = account?.flag("erc1271"),
        balance = amount("balances"),
        allowance = amount("allowances"),
    )
}

private fun solana(chain: JsonObject, payment: AnyPaymentPayload, offer: Offer, mint: String): ChainFacts {
    val tables = chain.child("lookup_tables").orEmpty()
        .mapValues { (_, held) -> (held as List<*>).map { (it as kotlinx.serialization.json.JsonElement).string } }
    val facts = ChainFacts(lookupTables = tables)
    // Which accounts the transaction moves tokens between, as the rules themselves see it.
    val notes = examine(payment, offer, java.time.Instant.EPOCH, Context(chain = facts)).notes.associate { it.name to it.value }
    val accounts = chain.child("accounts")
    val account = { note: String -> notes[note]?.let { accounts?.child(it) } }
    val (source, destination) = account("source") to account("destination")
    val exist = listOf(source, destination).map(::exists)
    val token = source?.child("token")?.takeIf { it.text("mint") == mint }
    return facts.copy(
        accountsExist = when {
            false in exist -> false
            null in exist -> null
            else -> true
        },
        balance = token?.text("amount"),
    )
}

/** Whether a token account stands there, as far as is known. */
private fun exists(account: JsonObject?): Boolean? = when {
    account == null -> null
    account.text("lamports") == "0" -> false
    "token" in account -> true
    // Whoever owns it, an account that holds no token is no token account.
    "owner" in account -> false
    else -> null
}

private const val NO_CODE = "0x"
