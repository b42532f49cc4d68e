package x402core

import java.math.BigInteger
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** A node of Base Sepolia without Multicall3, or of Solana, at one state: it answers the JSON-RPC bodies that are posted to it. */
class ScriptedNode(
    private val balance: Long = 10_000,
    private val receipt: JsonElement = JsonNull,
    private val mostInBatch: Int = 100,
) {
    /** The number of bodies that were posted. */
    var posts: Int = 0
        private set

    fun post(body: String): NodeResponse {
        posts += 1
        val request = Json.parseToJsonElement(body)
        if (request is JsonArray && request.size > mostInBatch) return NodeResponse(413u, ByteArray(0))
        val reply = if (request is JsonArray) JsonArray(request.map(::reply)) else reply(request)
        return NodeResponse(200u, reply.toString().encodeToByteArray())
    }

    private fun reply(request: JsonElement): JsonElement = buildJsonObject {
        put("jsonrpc", JsonPrimitive("2.0"))
        put("id", request.jsonObject.getValue("id"))
        val parameters = request.jsonObject.getValue("params").jsonArray
        put("result", result(request.jsonObject.text("method"), parameters))
    }

    private fun result(method: String, parameters: JsonArray): JsonElement = when (method) {
        "eth_chainId" -> JsonPrimitive("0x14a34")
        "eth_getCode" -> JsonPrimitive(if (isToken(parameters[0])) "0x6001" else "0x")
        "eth_getBlockByNumber" -> block()
        "eth_getTransactionReceipt" -> receipt
        "eth_call" -> JsonPrimitive(call(parameters[0].jsonObject))
        "getLatestBlockhash" -> Json.parseToJsonElement(
            """{"context":{"slot":5},"value":{"blockhash":"$BLOCKHASH","lastValidBlockHeight":150}}""",
        )
        else -> error("the node is not asked for $method")
    }

    private fun call(call: JsonObject): String {
        // Nothing is deployed elsewhere: a call of Multicall3 returns nothing.
        if (!isToken(call.getValue("to"))) return "0x"
        val data = call["data"] ?: call.getValue("input")
        return when (data.jsonPrimitive.content.take(SELECTOR)) {
            "0x70a08231" -> word(balance.toString(HEX))
            "0x3644e515" -> "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818"
            // `authorizationState`, `isBlacklisted`, `paused`.
            "0xe94a0102", "0xfe575a87", "0x5c975abb" -> word("0")
            // The transfer succeeds.
            else -> "0x"
        }
    }

    companion object {
        const val BLOCKHASH = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N"
        const val TOKEN = "0x036cbd53842c5426634e7929541ec2318f3dcf7e"
        val TRANSACTION = "0x" + "ab".repeat(32)
        private val BLOCK = "0x" + "07".repeat(32)
        private const val SELECTOR = 10
        private const val HEX = 16
        private const val TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
        private const val AUTHORIZATION_USED = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5"

        private fun isToken(address: JsonElement) = address.jsonPrimitive.content.equals(TOKEN, ignoreCase = true)

        private fun JsonObject.text(name: String) = getValue(name).jsonPrimitive.content

        private fun word(hex: String) = "0x" + hex.removePrefix("0x").lowercase().padStart(64, '0')

        private fun block() = Json.parseToJsonElement(
            """{"number":"0x2bc","hash":"$BLOCK","timestamp":"0x67c08da4"}""",
        )

        /** The receipt of [TRANSACTION] with these logs. */
        fun receipt(vararg logs: String): JsonElement = Json.parseToJsonElement(
            """{"transactionHash":"$TRANSACTION","blockHash":"$BLOCK","blockNumber":"0x2bc","status":"0x1",
                "gasUsed":"0x13880","from":"0x${"99".repeat(20)}","to":"$TOKEN","logs":[${logs.joinToString()}]}""",
        )

        /** The receipt of [TRANSACTION], which makes this payment by EIP-3009. */
        fun settled(payment: SignedPayment, amount: String = "10000"): JsonElement {
            val message = (payment.facts().message as AnyPaymentPayload.V2).payload
            val nonce = checkNotNull(JsonValue.parse(message.payload)["authorization"]?.get("nonce")?.string)
            val payer = word(payment.facts().payer)
            return receipt(
                log(0, "0x", AUTHORIZATION_USED, payer, nonce),
                log(1, word(BigInteger(amount).toString(HEX)), TRANSFER, payer, word(Samples.PAYEE)),
            )
        }

        private fun log(index: Int, data: String, vararg topics: String) =
            """{"address":"$TOKEN","topics":[${topics.joinToString { "\"$it\"" }}],"data":"$data","logIndex":"0x$index"}"""
    }
}
