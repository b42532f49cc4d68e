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
        /// The server's word on what became of the payment; none where nothing was to be paid, or
        /// the server says nothing.
        public let receipt: SettleResponse?
    }

    /// Gets a resource, and pays for it where that is asked for and allowed.
    ///
    /// The session decides what each answer means for the money; the wallet only moves bytes.
    ///
    /// - Throws: ``SelectError`` where no offer is acceptable, and then nothing was signed;
    ///   ``NotServed`` where a payment was sent and served nothing.
    public func get(_ url: URL) async throws -> Purchase {
        let session = try Session(url: url.absoluteString, wallet: wallet, spending: spending)
        while true {
            let (body, response) = try await fetch(url, paying: session.payment())
            let step = try session.response(
                status: UInt16(response.statusCode), headers: response.allHeaders,
                body: Data(body.utf8))
            switch step {
            case .pay(let choice):
                session.facts().paymentRequired.map(showOffers)
                try await session.pay(payment: sign(choice, for: url))
            case .receipt(_, let receipt, let contradictions):
                show("\(receipt.success ? "settled" : "not settled"): \(receipt.transaction)")
                for contradiction in contradictions { show(contradiction.detail) }
                return Purchase(body: body, receipt: receipt)
            case .done, .unconfirmed:
                return Purchase(body: body, receipt: nil)
            case .unpayable(let refused, let detail):
                throw SelectError.NoChoice(refused: refused, detail: detail)
            case .unreadable(let refusal):
                throw refusal
            case .failed(let status, let reason, _, _, _):
                throw NotServed(status: status, reason: reason ?? body)
            case .unknown(let status, _, _):
                // A real wallet sends the same payment again, by `resend`.
                throw NotServed(status: status ?? 0, reason: "nobody knows whether it was paid")
            case .follow(let location), .blocked(_, let location):
                throw NotServed(status: UInt16(response.statusCode), reason: location)
            }
        }
    }

    /// Shows what is to be paid and has it signed.
    private func sign(_ choice: Choice, for url: URL) async throws -> SignedPayment {
        let summary = choice.summary()
        let network = summary.networkName ?? summary.network
        show("pay \(summary.price) on \(network) to \(url.host ?? "?")")
        return try await choice.pay(
            with: keyStore, inputs: Inputs(recentBlockhash: recentBlockhash))
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
        let (data, response) = try await URLSession.shared.data(for: request)
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
    /// The server's words.
    public let reason: String
    /// Both.
    public var errorDescription: String? { "status \(status): \(reason)" }
}

extension HTTPURLResponse {
    fileprivate var allHeaders: [HttpHeader] {
        allHeaderFields.map { HttpHeader(name: "\($0.key)", value: "\($0.value)") }
    }
}
