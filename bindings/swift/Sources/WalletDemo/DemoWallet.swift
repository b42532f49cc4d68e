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
    /// What a node would be asked: the recent blockhash of a Solana network.
    private let recentBlockhash: String?

    /// A wallet of these accounts, whose keys the key store has.
    public init(
        accounts: [Account], spending: Spending, keyStore: KeyStore, recentBlockhash: String? = nil,
        show: @escaping @Sendable (String) -> Void
    ) throws {
        wallet = try Wallet(accounts: accounts)
        self.spending = spending
        self.keyStore = keyStore
        self.recentBlockhash = recentBlockhash
        self.show = show
    }

    /// What came for the money.
    public struct Purchase: Sendable {
        /// The body of the answer.
        public let body: String
        /// The server's word on what became of the payment; none where nothing was to be paid.
        public let receipt: SettleResponse?
    }

    /// Gets a resource, and pays for it where that is asked for and allowed.
    ///
    /// - Throws: ``SelectError`` where no offer is acceptable; nothing was signed.
    public func get(_ url: URL) async throws -> Purchase {
        let (body, first) = try await fetch(URLRequest(url: url))
        guard first.statusCode == 402 else { return Purchase(body: body, receipt: nil) }

        let required = try self.required(first, body)
        showOffers(required)
        let choice = try select(required: required, wallet: wallet, spending: spending)
        let summary = choice.summary()
        let network = summary.networkName ?? summary.network
        show("pay \(summary.price) on \(network) to \(url.host ?? "?")")

        let inputs = Inputs(recentBlockhash: recentBlockhash)
        let payment = try await choice.pay(with: keyStore, inputs: inputs)
        var request = URLRequest(url: url)
        request.setValue(payment.header().value, forHTTPHeaderField: payment.header().name)
        let (content, second) = try await fetch(request)
        guard second.statusCode == 200 else {
            throw NotServed(status: second.statusCode, reason: try reason(second, content))
        }
        guard let header = second.header("PAYMENT-RESPONSE") else {
            show("no receipt")
            return Purchase(body: content, receipt: nil)
        }
        let receipt = try decodePaymentResponse(value: header)
        show("\(receipt.success ? "settled" : "not settled"): \(receipt.transaction)")
        return Purchase(body: content, receipt: receipt)
    }

    /// What a 402 asks for: in its header, or in version 1 in its body.
    private func required(
        _ response: HTTPURLResponse, _ body: String
    ) throws -> AnyPaymentRequired {
        guard let header = response.header("PAYMENT-REQUIRED") else {
            return .v1(required: try PaymentRequiredV1(json: body))
        }
        return .v2(required: try decodePaymentRequired(value: header))
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

    private func reason(_ response: HTTPURLResponse, _ body: String) throws -> String {
        guard response.statusCode == 402 else { return body }
        if case .v2(let required) = try required(response, body) { return required.error ?? body }
        return body
    }

    private func fetch(_ request: URLRequest) async throws -> (String, HTTPURLResponse) {
        let (data, response) = try await URLSession.shared.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        return (String(decoding: data, as: UTF8.self), response)
    }
}

/// A payment that was sent and served nothing.
public struct NotServed: LocalizedError {
    /// The status.
    public let status: Int
    /// The server's words.
    public let reason: String
    /// Both.
    public var errorDescription: String? { "status \(status): \(reason)" }
}

extension HTTPURLResponse {
    fileprivate func header(_ name: String) -> String? { value(forHTTPHeaderField: name) }
}
