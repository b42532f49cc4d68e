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
        let required = PaymentRequired(accepts: accepts, resource: resource)
        let bill = try Bill.fromMessage(required: required)
        route = Route(bill: bill, name: "GET /weather", flow: .upfront)
        self.body = body
        self.settle = settle
    }

    /// Answers a request.
    public func answer(_ request: Request) -> Response {
        do {
            let headers = request.headers.map { HttpHeader(name: $0.name, value: $0.value) }
            let exchange = Exchange(route: route)
            let entropy = Data((0..<16).map { _ in UInt8.random(in: 0...255) })
            let first = try exchange.request(
                method: "GET", headers: headers, entropy: entropy, now: Date())
            return try finish(exchange, first)
        } catch {
            return Response(status: 500, body: error.localizedDescription)
        }
    }

    private func finish(_ exchange: Exchange, _ first: ExchangeStep) throws -> Response {
        var step = first
        var (reserved, holder) = ("", "")
        while true {
            switch step {
            case .askReplayStore(let key, _, _, let name):
                (reserved, holder) = (key, name)
                step = try exchange.replayStore(answer: store.reserve(key, name))
            case .markSettling(let key, _, let record, _):
                step = try exchange.marked(answer: store.mark(key, holder, record))
            case .askVerify:  // only for what cannot be proven here
                step = try exchange.verified(answer: .failed(failure: .notProcessed))
            case .askSettle(let request, _, _):
                step = try exchange.settled(answer: settle(request))
            case .serve:
                step = try exchange.handled(status: 200)
            case .askResponseStore:  // only of an exchange that is given the request's URL
                step = try exchange.responseStore(answer: .unavailable)
            case .repeat(let response):
                return Response(
                    status: Int(response.status), headers: pairs(response.headers),
                    body: String(decoding: response.body, as: UTF8.self))
            case .respond(let response, let reservation, _, _):
                store.conclude(reserved, holder, reservation)
                return Response(
                    status: Int(response.status), headers: pairs(response.headers),
                    body: response.body)
            case .deliver(let headers, let reservation, _):
                store.conclude(reserved, holder, reservation)
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
    let isSolana = network.hasPrefix("solana")
    let transaction =
        isSolana ? String(repeating: "2", count: 88) : "0x" + String(repeating: "ab", count: 32)
    return .answered(
        response: SettleResponse(success: true, transaction: transaction, network: network))
}

/// Which payments have bought their answer.
///
/// It is gone with its process, so that no lease of it can lapse.
private final class Store: @unchecked Sendable {
    private struct Entry {
        var state: Reservation?
        var holder: String
        var record = ""
    }

    private let lock = NSLock()
    private var keys: [String: Entry] = [:]

    /// Asks for a key and reserves it, in one step.
    func reserve(_ key: String, _ holder: String) -> ReplayAnswer {
        lock.lock()
        defer { lock.unlock() }
        guard let before = keys[key] else {
            keys[key] = Entry(holder: holder)
            return .new
        }
        guard before.state == .unresolved else { return .seen }
        keys[key] = Entry(holder: holder, record: before.record)
        return .unresolved(record: before.record)
    }

    /// Notes that the payment is being settled.
    func mark(_ key: String, _ holder: String, _ record: String) -> MarkAnswer {
        lock.lock()
        defer { lock.unlock() }
        guard keys[key]?.holder == holder else { return .lost }
        keys[key]?.record = record
        return .marked
    }

    /// The exchange that holds the key has ended.
    func conclude(_ key: String, _ holder: String, _ reservation: Reservation) {
        lock.lock()
        defer { lock.unlock() }
        guard reservation != .untouched, keys[key]?.holder == holder else { return }
        if reservation == .release {
            keys[key] = nil
        } else {
            keys[key]?.state = reservation
            keys[key]?.holder = ""
        }
    }
}
