package x402core.testee

import java.math.BigInteger
import java.util.Base64
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import x402core.BlockId
import x402core.ChainQueries
import x402core.Commitment
import x402core.EvmQuery
import x402core.Facts
import x402core.SvmQuery
import x402core.answers
import x402core.chainQueries

/** The requests that ask the queries of a request. */
fun writeQueries(request: JsonObject): JsonObject = queries(request)
    ?.let { accept("requests" to it.requests()) } ?: unsupported()

/** A node's answers to the queries of a request. */
fun readAnswers(request: JsonObject): JsonObject {
    val queries = queries(request) ?: return unsupported()
    val facts: Facts = queries.facts(responses(request.list("responses").orEmpty()), 0u)
    val answers = facts.answers(queries).map { it.single().json() }
    return accept("answers" to JsonArray(answers).toString())
}

/** The queries of a request; `null` if one of them is not there. */
private fun queries(request: JsonObject): ChainQueries? {
    val queries = request.list("queries").orEmpty().map { it as JsonObject }
    return if (request.text("namespace") == "solana") {
        chainQueries(*queries.map { svm(it) ?: return null }.toTypedArray())
    } else {
        chainQueries(*queries.map { evm(it) ?: return null }.toTypedArray(), multicall = request.flag("multicall") ?: true)
    }
}

private fun evm(query: JsonObject): EvmQuery? {
    val at = query.at()
    fun text(name: String) = query.text(name).orEmpty()
    fun bytes(name: String) = text(name).hex()
    return when (query.text("query")) {
        "account_nonce" -> EvmQuery.accountNonce(text("account"), at)
        "allowance" -> EvmQuery.allowance(text("token"), text("owner"), text("spender"), at)
        "authorization_state" -> EvmQuery.authorizationState(text("token"), text("authorizer"), bytes("nonce"), at)
        "balance" -> EvmQuery.balance(text("token"), text("owner"), at)
        "block" -> EvmQuery.block(at)
        "chain_id" -> EvmQuery.chainId()
        "code" -> EvmQuery.code(text("account"), at)
        "domain_separator" -> EvmQuery.domainSeparator(text("token"), at)
        "erc1271" -> EvmQuery.erc1271(text("account"), bytes("digest"), bytes("signature"), at)
        "estimate_gas" -> EvmQuery.estimateGas(text("to"), bytes("data"), query.text("from"), at)
        "fee_history" -> EvmQuery.feeHistory()
        "gas_price" -> EvmQuery.gasPrice()
        "is_blacklisted" -> EvmQuery.isBlacklisted(text("token"), text("account"), at)
        "l1_fee_upper_bound" -> EvmQuery.l1FeeUpperBound(checkNotNull(query.number("size")), at)
        "logs" -> EvmQuery.logs(
            text("address"),
            query.list("topics").orEmpty().map { topic -> if (topic == JsonNull) null else topic.string.hex() },
            checkNotNull(query.number("first_block")),
            checkNotNull(query.number("last_block")),
        )
        "native_balance" -> EvmQuery.nativeBalance(text("account"), at)
        "operator_fee" -> EvmQuery.operatorFee(checkNotNull(query.number("gas")), at)
        "paused" -> EvmQuery.paused(text("token"), at)
        "permit_nonce" -> EvmQuery.permitNonce(text("owner"), BigInteger(text("nonce")), at)
        "priority_fee" -> EvmQuery.priorityFee()
        "receipt" -> EvmQuery.receipt(text("transaction"))
        "send" -> EvmQuery.send(bytes("transaction"))
        "send_sync" -> EvmQuery.sendSync(bytes("transaction"))
        "simulate" -> EvmQuery.simulate(text("to"), bytes("data"), query.text("from"), at)
        "token_name" -> EvmQuery.tokenName(text("token"), at)
        "token_version" -> EvmQuery.tokenVersion(text("token"), at)
        "transaction" -> EvmQuery.transaction(text("transaction"))
        else -> null
    }
}

private fun svm(query: JsonObject): SvmQuery? {
    val commitment = query.text("commitment")?.let { Commitment.valueOf(it.uppercase()) } ?: Commitment.CONFIRMED
    fun text(name: String) = query.text(name).orEmpty()
    fun base64(text: String) = Base64.getDecoder().decode(text)
    return when (query.text("query")) {
        "account_info" -> SvmQuery.accountInfo(text("address"), commitment)
        "block_height" -> SvmQuery.blockHeight(commitment)
        "blockhash_valid" -> SvmQuery.blockhashValid(text("blockhash"), commitment)
        "first_available_block" -> SvmQuery.firstAvailableBlock()
        "genesis_hash" -> SvmQuery.genesisHash()
        "latest_blockhash" -> SvmQuery.latestBlockhash(commitment)
        "minimum_balance_for_rent_exemption" -> SvmQuery.minimumBalanceForRentExemption(checkNotNull(query.number("size")))
        "program_accounts" -> SvmQuery.programAccounts(
            text("program"),
            query.list("memcmp").orEmpty().map { it as JsonObject }
                .associate { checkNotNull(it.number("offset")) to base64(it.text("bytes").orEmpty()) },
            query.number("data_size"),
            commitment,
        )
        "recent_prioritization_fees" -> SvmQuery.recentPrioritizationFees(query.list("accounts").orEmpty().map { it.string })
        "send" -> SvmQuery.send(base64(text("transaction")))
        "signatures_for_address" -> SvmQuery.signaturesForAddress(text("address"), checkNotNull(query.number("min_slot")))
        "simulate" -> SvmQuery.simulate(base64(text("transaction")), commitment)
        "slot" -> SvmQuery.slot(commitment)
        "status" -> SvmQuery.status(text("signature"))
        "transaction" -> SvmQuery.transaction(text("signature"), query.flag("finalized") == true)
        else -> null
    }
}

private fun JsonObject.at(): BlockId = when (val name = text("at")) {
    "safe" -> BlockId.Safe
    "finalized" -> BlockId.Finalized
    "latest", null -> if (this["at"] is JsonPrimitive && name == null) BlockId.Number(checkNotNull(number("at"))) else BlockId.Latest
    else -> error("at: $name")
}

private fun String.hex(): ByteArray = drop(2).chunked(2).map { it.toInt(16).toByte() }.toByteArray()
