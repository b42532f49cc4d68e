import Foundation
import X402Core

extension Testee {
    /// What a seller's server that keeps responses answers to requests, one after another.
    @Sendable static func answerRequests(_ request: JSONValue) throws -> Response {
        var server = try SellersServer(request)
        var statuses: [JSONValue] = []
        for one in try request.member("requests").array ?? [] {
            statuses.append(try server.answer(UInt8(statuses.count), one))
        }
        return .accept(["derived": ["statuses": .string(JSONValue.array(statuses).text)]])
    }
}

/// A server with both stores in memory, whose facilitator settles everything.
private struct SellersServer {
    private let route: Route
    private var responses: [String: String] = [:]
    private var payments: Set<String> = []

    init(_ given: JSONValue) throws {
        let offer = try given.member("requirements").text
        let extensions = try given.member("extensions").text
        let required = """
            {"x402Version":2,"resource":{"url":"https://api.example.com"},"accepts":[\(offer)],\
            "extensions":\(extensions)}
            """
        var bill = try Bill.fromMessage(required: PaymentRequired(json: required))
        if let old = given["requirements_v1"]?.text {
            let required = #"{"x402Version":1,"error":"","accepts":[\#(old)]}"#
            bill = try bill.withV1Message(required: PaymentRequiredV1(json: required))
        }
        route = Route(bill: bill)
    }

    /// What leaves for a request, the one of this number.
    mutating func answer(_ number: UInt8, _ request: JSONValue) throws -> JSONValue {
        let body = Data((request["body"]?.string ?? "").utf8)
        let exchange = Exchange(route: route, url: try request.text("url"), body: body)
        var id: JSONValue = .null
        var replayKey: String?
        var step = try first(exchange, number, request)
        while true {
            switch step {
            case .askResponseStore(let key, let record, _):
                id = .string(key)
                let found = responses[key]
                if found == nil { responses[key] = record }
                step = try exchange.responseStore(
                    answer: found.map { .found(record: $0) } ?? .new)
            case .askReplayStore(let key, _, _, _):
                replayKey = key
                let isNew = payments.insert(key).inserted
                step = try exchange.replayStore(answer: isNew ? .new : .seen)
            case .markSettling:
                step = try exchange.marked(answer: .marked)
            case .serve:
                step = try exchange.handled(status: 200)
            case .askSettle(let request, _, _):
                step = try exchange.settled(answer: settled(request))
            case .askVerify:
                throw Unanswerable.error("an unforeseen step")
            case .repeat(let response):
                let answer = String(decoding: response.body, as: UTF8.self)
                return ["kind": "repeated", "id": id, "answer": .string(answer)]
            case .deliver(_, let reservation, _):
                let answer = String(number)
                let response = StoredResponse(status: 200, headers: [], body: Data(answer.utf8))
                conclude(exchange, replayKey, reservation, response)
                return ["kind": "processed", "id": id, "answer": .string(answer)]
            case .respond(let response, let reservation, _, _):
                conclude(exchange, replayKey, reservation, nil)
                let kinds: [UInt16: JSONValue] = [
                    400: "malformed", 402: "refused", 409: "conflict",
                ]
                return ["kind": kinds[response.status] ?? .null]
            }
        }
    }

    private func first(
        _ exchange: Exchange, _ number: UInt8, _ request: JSONValue
    ) throws -> ExchangeStep {
        let headers = (request["headers"]?.object ?? [:]).map { name, value in
            HttpHeader(name: name, value: value.string ?? "")
        }
        let seconds = NSDecimalNumber(decimal: request["now"]?.number ?? 0).doubleValue
        return try exchange.request(
            method: request.text("method"), headers: headers,
            entropy: Data(repeating: number, count: 16), now: Date(timeIntervalSince1970: seconds))
    }

    private mutating func conclude(
        _ exchange: Exchange, _ replayKey: String?, _ reservation: Reservation,
        _ response: StoredResponse?
    ) {
        if reservation == .release, let replayKey { payments.remove(replayKey) }
        guard let update = exchange.responseUpdate(reservation: reservation, response: response)
        else { return }
        responses[update.key] = update.to
    }

    private func settled(_ request: SettleRequest) -> SettleAnswer {
        let network =
            switch request.paymentRequirements {
            case .v1(let requirements): requirements.network
            case .v2(let requirements): requirements.network
            }
        let transaction = "0x" + String(repeating: "12", count: 32)
        return .answered(
            response: SettleResponse(success: true, transaction: transaction, network: network))
    }
}
