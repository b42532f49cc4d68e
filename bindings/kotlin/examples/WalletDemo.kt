/**
 * A wallet pays a request: it reads the 402, shows what is asked for, has its key store sign, sends
 * the payment and shows the receipt.
 */
package x402core.examples

import java.io.IOException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.time.Clock
import java.time.Duration
import x402core.*

/** The platform's key store: it holds the keys, and signs if its user agrees. */
interface KeyStore : Signer {
    /** The accounts that it has keys for. */
    val accounts: List<Account>
}

/**
 * Buys what stands at a URL.
 *
 * @param rpc the URL of a node, which is asked what has to be known before signing: on Solana a
 *   recent blockhash.
 * @param say tells the user one line.
 */
class WalletDemo(
    private val keyStore: KeyStore,
    private val spending: Spending,
    private val clock: Clock = Clock.systemUTC(),
    private val rpc: URI? = null,
    private val say: (String) -> Unit = ::println,
) {
    private val http: HttpClient = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build()

    /** The body of the paid answer; `null` if nothing was bought, which the user is told. */
    fun buy(url: String): String? = Wallet(keyStore.accounts).use { wallet ->
        Session(url, wallet, spending).use { session -> buy(url, session) }
    }

    private fun buy(url: String, session: Session): String? {
        var (step, body) = send(url, session)
        (step as? SessionStep.Pay)?.let {
            show(it.choice.summary())
            val payment = try {
                it.choice.pay(keyStore, newInputs(clock.instant(), facts = ask(it.choice)))
            } catch (error: SigningRequestException) {
                say("not paid: ${error.message}")
                return null
            } catch (error: SignerException) {
                say("not paid: ${error.detail}")
                return null
            }
            session.pay(payment, clock.instant())
            val paid = send(url, session)
            step = paid.first
            body = paid.second
        }
        return body.takeIf { isPaid(step, session) }
    }

    /**
     * Sends the request, with the payment if there is one: what the answer means, and its body.
     *
     * Where none comes, the session has to know too: a payment that was sent may be settled.
     */
    private fun send(url: String, session: Session): Pair<SessionStep, String?> {
        val request = HttpRequest.newBuilder(URI(url)).timeout(Duration.ofSeconds(10))
        session.payment()?.header()?.let { request.header(it.name, it.value) }
        val answer = try {
            http.send(request.build(), HttpResponse.BodyHandlers.ofString())
        } catch (error: IOException) {
            say("no answer: ${error.message ?: error}")
            return session.noResponse() to null
        }
        val headers = answer.headers().map().toHttpHeaders()
        val body = answer.body()
        return session.response(answer.statusCode().toUShort(), headers, body.toByteArray()) to body
    }

    /** What the node knows of what has to be known before signing; `null` if nothing has to be. */
    private fun ask(choice: Choice): Facts? = choice.queries().use { queries ->
        if (rpc == null || queries.isEmpty()) null else queries.ask(node = 0u) { post(rpc, it) }
    }

    /** Posts a body to the node. */
    private fun post(node: URI, body: String): NodeResponse {
        val request = HttpRequest.newBuilder(node).timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)).build()
        return try {
            val answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray())
            val retryAfter = answer.headers().firstValue("Retry-After").orElse(null)
            NodeResponse(answer.statusCode().toUShort(), answer.body(), retryAfter)
        } catch (error: IOException) {
            say("no answer of the node: ${error.message ?: error}")
            NodeResponse(null, ByteArray(0))
        }
    }

    /** What the user agrees to. */
    private fun show(summary: ChoiceSummary) {
        say("pay ${summary.price} on ${summary.networkName ?: summary.network} to ${summary.payTo}")
        summary.refused.forEach { say("not taken: ${it.detail}") }
    }

    private fun isPaid(step: SessionStep, session: Session): Boolean {
        when (step) {
            is SessionStep.Done -> say("nothing was paid")
            is SessionStep.Receipt -> {
                say("paid: ${step.response.transaction}")
                step.mismatches.forEach { say("the receipt is odd: ${it.detail}") }
            }
            is SessionStep.Unpayable -> step.refused.forEach { say("not paid: ${it.detail}") }
            is SessionStep.Failed -> say("refused: ${step.reason ?: step.status}")
            is SessionStep.Blocked -> say("not followed: ${step.detail}")
            is SessionStep.Unknown, is SessionStep.Unconfirmed -> say("nothing was served")
            else -> say("not paid: $step")
        }
        // A real wallet sends the same payment again, by `resend`, and never signs another.
        val isRefused = step is SessionStep.Failed && step.settled == SettlementClaim.NO
        if (session.facts().spendStatus == SpendStatus.RESERVED && !isRefused) {
            say("perhaps paid: do not pay again")
        }
        return step is SessionStep.Receipt || step is SessionStep.Done
    }
}
