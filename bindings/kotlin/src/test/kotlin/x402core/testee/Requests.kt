package x402core.testee

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import x402core.*

/** What a seller's server that keeps responses answers to requests, one after another. */
fun answerRequests(request: JsonObject): JsonObject {
    val server = Server(request)
    val statuses = request.list("requests").orEmpty().mapIndexed { number, one -> server.answer(number, one as JsonObject) }
    return accept("statuses" to JsonArray(statuses).toString())
}

/** A server with both stores in memory, whose facilitator settles everything. */
private class Server(given: JsonObject) {
    private val route = Route(bill(given))
    private val responses = HashMap<String, String>()
    private val payments = HashSet<String>()

    /** What leaves for a request, the one of this number. */
    fun answer(number: Int, request: JsonObject): JsonObject {
        val body = request.text("body").orEmpty().toByteArray()
        val exchange = Exchange(route, request.text("url"), body)
        val headers = request.child("headers").orEmpty().map { (name, value) -> HttpHeader(name, value.string) }
        val now = java.time.Instant.ofEpochSecond(checkNotNull(request.number("now")).toLong())
        var id: String? = null
        var replayKey: String? = null
        fun conclude(reservation: Reservation, response: StoredResponse? = null) {
            if (reservation == Reservation.RELEASE) replayKey?.let(payments::remove)
            val update = exchange.responseUpdate(reservation, response) ?: return
            check(responses.remove(update.key) == update.from)
            update.to?.let { responses[update.key] = it }
        }
        var step = exchange.request(request.text("method").orEmpty(), headers, ByteArray(16) { number.toByte() }, now)
        while (true) {
            step = when (step) {
                is ExchangeStep.AskResponseStore -> {
                    id = step.key
                    val found = responses[step.key]
                    val record = step.record
                    if (found == null && record != null) responses[step.key] = record
                    exchange.responseStore(found?.let { ResponseStoreAnswer.Found(it) } ?: ResponseStoreAnswer.New)
                }
                is ExchangeStep.AskReplayStore -> {
                    replayKey = step.key
                    exchange.replayStore(if (payments.add(step.key)) ReplayAnswer.New else ReplayAnswer.Seen)
                }
                is ExchangeStep.MarkSettling -> exchange.marked(MarkAnswer.MARKED)
                is ExchangeStep.Serve -> exchange.handled(200u)
                is ExchangeStep.AskSettle -> exchange.settled(settled(step.request))
                is ExchangeStep.AskVerify -> error("an unforeseen step")
                is ExchangeStep.Repeat -> return status("repeated", id, String(step.response.body))
                is ExchangeStep.Deliver -> {
                    conclude(step.reservation, StoredResponse(200u, emptyList(), "$number".toByteArray()))
                    return status("processed", id, "$number")
                }
                is ExchangeStep.Respond -> {
                    conclude(step.reservation)
                    return objectOf("kind" to checkNotNull(KINDS[step.response.status.toInt()]))
                }
            }
        }
    }
}

private fun bill(given: JsonObject): Bill {
    val resource = """{"url":"https://api.example.com"}"""
    val offer = """"accepts":[${given["requirements"]}],"extensions":${given["extensions"]}"""
    val bill = Bill.fromMessage(parsePaymentRequired("""{"x402Version":2,"resource":$resource,$offer}"""))
    val old = given["requirements_v1"] ?: return bill
    return bill.withV1Message(parsePaymentRequiredV1("""{"x402Version":1,"error":"","accepts":[$old]}"""))
}

private fun settled(request: SettleRequest): SettleAnswer {
    val network = when (val requirements = request.paymentRequirements) {
        is AnyPaymentRequirements.V1 -> requirements.requirements.network
        is AnyPaymentRequirements.V2 -> requirements.requirements.network
    }
    return SettleAnswer.Answered(SettleResponse(true, "0x" + "12".repeat(32), network))
}

private fun status(kind: String, id: String?, answer: String): JsonObject =
    objectWithNulls("kind" to kind, "id" to id, "answer" to answer)

private val KINDS = mapOf(400 to "malformed", 402 to "refused", 409 to "conflict")
