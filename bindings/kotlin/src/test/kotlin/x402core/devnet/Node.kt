package x402core.devnet

import java.math.BigInteger
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.add
import kotlinx.serialization.json.buildJsonArray
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import x402core.JsonText
import x402core.JsonValue
import x402core.NodeResponse

/** The node of `x402-devnet serve` over HTTP: Base Sepolia with Circle's token, mined when asked. */
class Node(url: String) {
    private val uri = URI(url)
    private val http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()

    /** The node's own account, which has tokens and pays for gas. */
    val account: String = rpc("eth_accounts", JsonArray(listOf())).jsonArray.first().jsonPrimitive.content

    fun post(body: String): NodeResponse {
        val request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)).build()
        val response = http.send(request, HttpResponse.BodyHandlers.ofByteArray())
        return NodeResponse(response.statusCode().toUShort(), response.body())
    }

    /** Gives an account units of the token: the transaction. */
    fun fund(to: String, units: Long): String = send(TRANSFER + word(to) + word(units.toString()))

    /** Makes the payment of a payload by EIP-3009: the transaction. */
    fun settle(payload: JsonText): String {
        val read = JsonValue.parse(payload)
        val words = MEMBERS.map { word(checkNotNull(read["authorization"]?.get(it)?.string)) }
        val signature = checkNotNull(read["signature"]?.string).removePrefix("0x")
        val proof = word("0x" + signature.takeLast(2)) + signature.dropLast(2)
        return send(TRANSFER_WITH_AUTHORIZATION + words.joinToString("") + proof)
    }

    private fun send(data: String): String {
        val call = buildJsonObject {
            put("from", account)
            put("to", TOKEN)
            put("data", "0x$data")
        }
        val transaction = rpc("eth_sendTransaction", buildJsonArray { add(call) }).jsonPrimitive.content
        rpc("evm_mine", JsonArray(listOf()))
        val receipt = rpc("eth_getTransactionReceipt", buildJsonArray { add(transaction) }).jsonObject
        check(receipt["status"] == JsonPrimitive("0x1")) { "the transaction did not succeed: $receipt" }
        return transaction
    }

    private fun rpc(method: String, parameters: JsonArray): JsonElement {
        val body = buildJsonObject {
            put("jsonrpc", "2.0")
            put("id", 1)
            put("method", method)
            put("params", parameters)
        }
        val answer = Json.parseToJsonElement(post(body.toString()).body.decodeToString()).jsonObject
        return checkNotNull(answer["result"]) { "$method: $answer" }
    }

    private companion object {
        const val TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
        const val TRANSFER = "a9059cbb"
        const val TRANSFER_WITH_AUTHORIZATION = "e3ee160e"
        val MEMBERS = listOf("from", "to", "value", "validAfter", "validBefore", "nonce")

        /** An ABI word of hex digits with `0x`, or of a decimal number. */
        fun word(text: String): String {
            val hex = if (text.startsWith("0x")) text.drop(2) else BigInteger(text).toString(16)
            return hex.lowercase().padStart(64, '0')
        }
    }
}
