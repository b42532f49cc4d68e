import Foundation
import X402Core

/// A resource that costs something, and its server as far as one process can be one.
///
/// The exchange says what is next; a server reads headers, asks its store of used payments and its
/// facilitator, and writes the answer. Here the store is in memory, and `settle` stands in for a
/// facilitator: no chain is asked.
public final class PaidResource: Sendable {
    /// Settles a payment, or says why not.
    public typealias Settle = @Sendable (SettleRequest) -> SettleAnswer

    private let route: Route
    private let body: String
    private let settle: Settle
    private let store = Store()

    /// A resource that any of these requirements pays.
    public init(
        accepts: [PaymentRequirements], body: String, settle: @escaping Settle = settled
    ) throws {
        let resource = ResourceInfo(url: "https://api.example.com/weather")
        route = Route(bill: try Bill.fromMessage(required: PaymentRequired(accepts: accepts, resource: resource)))
        self.body = body
        self.settle = settle
    }

    /// Answers a request.
    public func answer(_ request: Request) -> Response {
        do {
            let headers = request.headers.map { HttpHeader(name: $0.name, value: $0.value) }
            let exchange = Exchange(route: route)
            return try finish(exchange, exchange.request(headers: headers, now: Date()))
        } catch {
            return Response(status: 500, body: error.localizedDescription)
        }
    }

    private func finish(_ exchange: Exchange, _ first: ExchangeStep) throws -> Response {
        var step = first
        var reserved = ""
        while true {
            switch step {
            case .askReplayStore(let key, _):
                reserved = key
                step = try exchange.replayStore(answer: store.reserve(key))
            case .askVerify:  // only for what cannot be proven here
                step = try exchange.verified(answer: .failed(failure: .notProcessed))
            case .askSettle(let request, _):
                step = try exchange.settled(answer: settle(request))
            case .serve:
                step = try exchange.handled(status: 200)
            case .respond(let response, let reservation, _, _):
                store.conclude(reserved, reservation)
                return Response(
                    status: Int(response.status), headers: pairs(response.headers),
                    body: response.body)
            case .deliver(let headers, let reservation):
                store.conclude(reserved, reservation)
                return Response(status: 200, headers: pairs(headers), body: body)
            }
        }
    }

    private func pairs(_ headers: [HttpHeader]) -> [(name: String, value: String)] {
        headers.map { (name: $0.name, value: $0.value) }
    }
}

/// What a facilitator says of a payment that it has settled.
@Sendable public func settled(_ request: SettleRequest) -> SettleAnswer {
    let network =
        switch request.paymentRequirements {
        case .v1(let requirements): requirements.network
        case .v2(let requirements): requirements.network
        }
    let transaction = "0x" + String(repeating: "ab", count: 32)
    return .answered(
        response: SettleResponse(success: true, transaction: transaction, network: network))
}

/// Which payments have bought their answer.
private final class Store: @unchecked Sendable {
    private let lock = NSLock()
    private var keys: [String: Reservation] = [:]

    /// Asks for a key and reserves it, in one step.
    func reserve(_ key: String) -> ReplayAnswer {
        lock.lock()
        defer { lock.unlock() }
        let before = keys.updateValue(.keep, forKey: key)
        return before == nil ? .new : before == .unresolved ? .unresolved : .seen
    }

    /// The exchange that reserved the key has ended.
    func conclude(_ key: String, _ reservation: Reservation) {
        guard reservation != .untouched else { return }
        lock.lock()
        defer { lock.unlock() }
        keys[key] = reservation == .release ? nil : reservation
    }
}
