import Foundation
import X402Core

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A wallet app without its screen: it asks, shows, has its key store sign, sends, and keeps the
/// receipt.
public struct DemoWallet<KeyStore: AsyncSigner>: Sendable {
    private let wallet: Wallet
    private let spending: Spending
    private let keyStore: KeyStore
    private let show: @Sendable (String) -> Void
    /// Posts a body to a node, which is asked what has to be known before signing: on Solana a
    /// recent blockhash.
    private let node: (@Sendable (String) async throws -> NodeResponse)?

    /// A wallet of these accounts, whose keys the key store has.
    public init(
        accounts: [Account], spending: Spending, keyStore: KeyStore,
        node: (@Sendable (String) async throws -> NodeResponse)? = nil,
        show: @escaping @Sendable (String) -> Void
    ) throws {
        wallet = try Wallet(accounts: accounts)
        self.spending = spending
        self.keyStore = keyStore
        self.node = node
        self.show = show
    }

    /// What came for the money.
    public struct Purchase: Sendable {
        /// The body of the answer.
        public let body: String
        /// The server's word on what became of the payment; none where nothing was to be paid, or
        /// the server says nothing.
        public let receipt: SettleResponse?
    }

    /// Gets a resource, and pays for it where that is asked for and allowed.
    ///
    /// The session decides what each answer means for the money; the wallet only moves bytes.
    ///
    /// - Throws: ``NoChoice`` where no offer is acceptable, and then nothing was signed;
    ///   ``NotServed`` where a payment was sent and served nothing, which may have been paid.
    public func get(_ url: URL) async throws -> Purchase {
        let session = try Session(url: url.absoluteString, wallet: wallet, spending: spending)
        while true {
            let (step, status, body) = try await send(url, session)
            let mayBePaid = session.facts().spendStatus == .reserved
            switch step {
            case .pay(let choice):
                session.facts().paymentRequired.map(showOffers)
                try await session.pay(payment: sign(choice))
            case .receipt(_, let receipt, let mismatches):
                show("\(receipt.success ? "settled" : "not settled"): \(receipt.transaction)")
                for mismatch in mismatches { show(mismatch.detail) }
                return Purchase(body: body, receipt: receipt)
            case .done, .unconfirmed:
                return Purchase(body: body, receipt: nil)
            case .unpayable(let refused, let detail):
                throw NoChoice.Refused(refused: refused, detail: detail)
            case .unreadable(let refusal):
                throw refusal
            case .failed(_, let reason, let settled, _, _):
                throw NotServed(
                    status: status, reason: reason ?? body, mayBePaid: settled == .unknown)
            case .unknown:
                // A real wallet sends the same payment again, by `resend`.
                throw NotServed(status: status, reason: body, mayBePaid: mayBePaid)
            case .follow(let detail), .blocked(_, let detail):
                throw NotServed(status: status, reason: detail, mayBePaid: mayBePaid)
            }
        }
    }

    /// Sends the request, with the payment if there is one, and reads the answer.
    ///
    /// Where none comes, the session has to know too: a payment that was sent may be settled.
    private func send(
        _ url: URL, _ session: Session
    ) async throws -> (step: SessionStep, status: UInt16, body: String) {
        do {
            let (body, response) = try await fetch(url, paying: session.payment())
            let status = UInt16(response.statusCode)
            let step = try session.response(
                status: status, headers: response.allHeaderFields.toHttpHeaders(), body: Data(body.utf8))
            return (step, status, body)
        } catch let error as URLError {
            guard case .unknown = try session.noResponse() else { throw error }
            throw NotServed(status: 0, reason: error.localizedDescription, mayBePaid: true)
        }
    }

    /// Shows what is to be paid and has it signed.
    private func sign(_ choice: Choice) async throws -> SignedPayment {
        let summary = choice.summary()
        let network = summary.networkName ?? summary.network
        show("pay \(summary.price) on \(network) to \(summary.payTo)")
        let queries = choice.queries()
        guard let node, !queries.isEmpty() else { return try await choice.pay(with: keyStore) }
        let facts = try await queries.ask(node: 0, post: node)
        return try await choice.pay(with: keyStore, inputs: Inputs(facts: facts))
    }

    private func showOffers(_ required: AnyPaymentRequired) {
        guard case .v2(let required) = required else { return }
        for offer in required.accepts {
            let known = try? AssetTable().byAddress(network: offer.network, address: offer.asset)
            let price = try? known?.display(amount: offer.amount)
            let network = (try? parseNetwork(id: offer.network))?.name ?? offer.network
            show("offer: \(price ?? "\(offer.amount) units of \(offer.asset)") on \(network)")
        }
    }

    private func fetch(
        _ url: URL, paying payment: SignedPayment?
    ) async throws -> (String, HTTPURLResponse) {
        var request = URLRequest(url: url)
        if let header = payment?.header() {
            request.setValue(header.value, forHTTPHeaderField: header.name)
        }
        let (data, response) = try await http.data(for: request)
        guard let response = response as? HTTPURLResponse else {
            throw URLError(.badServerResponse)
        }
        return (String(decoding: data, as: UTF8.self), response)
    }
}

/// A payment that was sent and served nothing.
public struct NotServed: LocalizedError {
    /// The answer's status; 0 if there was none.
    public let status: UInt16
    /// The server's words, or what became of the connection.
    public let reason: String
    /// Whether the payment may be settled all the same.
    public let mayBePaid: Bool
    /// All of it, for the user.
    public var errorDescription: String? {
        let answer = status == 0 ? "no answer" : "status \(status)"
        let advice = mayBePaid ? "; perhaps paid: do not pay again" : ""
        return "\(answer): \(reason)\(advice)"
    }
}

/// A client that follows no redirect: it would send the payment along, to whatever server.
private let http = URLSession(
    configuration: .ephemeral, delegate: NoRedirects(), delegateQueue: nil)

private final class NoRedirects: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)  // the answer is the redirect itself, and the session decides
    }
}
