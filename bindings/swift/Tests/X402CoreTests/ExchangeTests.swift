import Foundation
import WalletDemo
import X402Core
import XCTest

/// A server that follows the exchange: when it serves, and what it answers otherwise.
final class ExchangeTests: XCTestCase {
    private func pay(_ resource: PaidResource) async throws -> WalletDemo.Response {
        let payment = try await Sample.choice(DemoOffers.cent).pay(with: StandInKeyStore())
        return resource.answer(request(payment))
    }

    private func request(_ payment: SignedPayment) -> Request {
        let header = payment.header()
        return Request(path: "/", headers: [(header.name.lowercased(), header.value)])
    }

    private func value(_ name: String, _ response: WalletDemo.Response) throws -> String {
        try XCTUnwrap(response.headers.first { $0.name.uppercased() == name }?.value)
    }

    func testWhoDoesNotPayIsAskedTo() throws {
        let resource = try PaidResource(accepts: [DemoOffers.cent], body: "sunny")
        let response = resource.answer(Request(path: "/", headers: []))
        XCTAssertEqual(response.status, 402)
        let asked = try decodePaymentRequired(value: value("PAYMENT-REQUIRED", response))
        // The bill declares a flow that is not the default.
        let upfront = DemoOffers.cent.with {
            $0.extra = #"{"name":"USDC","version":"2","paymentFlow":"upfront"}"#
        }
        XCTAssertEqual(asked.accepts, [upfront])
    }

    func testAPaymentServesOnce() async throws {
        let resource = try PaidResource(accepts: [DemoOffers.cent], body: "sunny")
        let payment = try await Sample.choice(DemoOffers.cent).pay(with: StandInKeyStore())
        let paid = resource.answer(request(payment))
        XCTAssertEqual([String(paid.status), paid.body], ["200", "sunny"])
        let receipt = try decodePaymentResponse(value: value("PAYMENT-RESPONSE", paid))
        XCTAssertEqual(receipt.network, "eip155:84532")
        let again = resource.answer(request(payment))
        XCTAssertEqual(again.status, 402)
        XCTAssertFalse(again.body.contains("sunny"))
    }

    func testNothingIsServedThatIsNotSettled() async throws {
        let resource = try PaidResource(accepts: [DemoOffers.cent], body: "sunny") { _ in
            .answered(
                response: SettleResponse(
                    success: false, transaction: "", network: "eip155:84532",
                    errorReason: "insufficient_funds"))
        }
        let response = try await pay(resource)
        XCTAssertEqual(response.status, 402)
        XCTAssertFalse(response.body.contains("sunny"))
    }

    func testAnUnknownOutcomeIsAskedForAgainAndThePayerMayComeBack() async throws {
        let answers = Answers(Array(repeating: .failed(failure: .noResponse), count: 3))
        let resource = try PaidResource(accepts: [DemoOffers.cent], body: "sunny") {
            answers.next() ?? settled($0)
        }
        let payment = try await Sample.choice(DemoOffers.cent).pay(with: StandInKeyStore())
        XCTAssertGreaterThanOrEqual(resource.answer(request(payment)).status, 500)
        XCTAssertEqual(answers.left, 0)
        XCTAssertEqual(resource.answer(request(payment)).status, 200)
    }

    func testWhatIsNoPaymentIsABadRequest() throws {
        let resource = try PaidResource(accepts: [DemoOffers.cent], body: "sunny")
        let request = Request(path: "/", headers: [("payment-signature", "bm90IGpzb24=")])
        XCTAssertEqual(resource.answer(request).status, 400)
    }

    /// A paid request that goes on up to the facilitator; gives what was marked.
    private func settling(
        _ exchange: Exchange, _ payment: SignedPayment, entropy: UInt8
    ) throws -> (record: String, step: ExchangeStep) {
        let first = try exchange.request(
            method: "GET", headers: [payment.header()], entropy: Data(repeating: entropy, count: 16),
            now: Sample.moment)
        guard case .askReplayStore = first,
            case .markSettling(_, _, let record, _) = try exchange.replayStore(answer: .new)
        else { throw Missing() }
        XCTAssertEqual(exchange.ifAbandoned(), .release)
        return (record, try exchange.marked(answer: .marked))
    }

    func testThePayerOfAKilledServerIsServed() throws {
        let sample = try Sample()
        let required = PaymentRequired(
            accepts: [.cent], resource: ResourceInfo(url: "https://api.example.com/"))
        func exchange(_ name: String = "GET /weather") throws -> Exchange {
            Exchange(route: Route(bill: try Bill.fromMessage(required: required), name: name, flow: .upfront))
        }
        let killed = try exchange()
        let (record, step) = try settling(killed, sample.payment, entropy: 1)
        guard case .askSettle(_, 1, let token) = step else { throw Missing() }
        XCTAssertEqual(token, String(repeating: "01", count: 16))
        XCTAssertEqual(killed.ifAbandoned(), .unresolved)

        for (name, isResumed) in [("GET /weather", true), ("GET /other", false)] {
            let next = try exchange(name)
            _ = try next.request(
                method: "GET", headers: [sample.payment.header()],
                entropy: Data(repeating: 2, count: 16), now: Sample.moment)
            switch try next.replayStore(answer: .unresolved(record: record)) {
            case .askSettle(let request, _, let again):
                XCTAssertTrue(isResumed)
                XCTAssertEqual(again, token)
                guard case .serve = try next.settled(answer: settled(request)) else { throw Missing() }
            case .respond(_, let reservation, _, _):
                XCTAssertFalse(isResumed)
                XCTAssertEqual(reservation, .unresolved)
            default:
                XCTFail("neither resumed nor refused")
            }
        }
    }

    func testARepeatedPaymentGetsTheFirstResponse() throws {
        let required = PaymentRequired(
            accepts: [.cent], resource: ResourceInfo(url: "https://api.example.com/"))
        let bill = try Bill.fromMessage(required: required).withPaymentIdentifier(required: true)
        let choice = try Sample.choice(AnyPaymentRequired.v2(required: bill.facts().required))
        let payment = try choice.signingRequest(inputs: Sample.inputs)
            .signWithEvmKey(key: Sample.key)
        let route = Route(bill: bill, flow: .upfront)
        func asking(_ url: String) throws -> (exchange: Exchange, record: String?) {
            let exchange = Exchange(route: route, url: url, body: Data())
            let step = try exchange.request(
                method: "GET", headers: [payment.header()],
                entropy: Data(repeating: 1, count: 16), now: Sample.moment)
            guard case .askResponseStore(let key, let record, _) = step else { throw Missing() }
            XCTAssertEqual(key, payment.facts().paymentId)
            return (exchange, record)
        }
        let url = "https://api.example.com/weather"
        let (first, begun) = try asking(url)
        guard case .askReplayStore = try first.responseStore(answer: .new),
            case .markSettling = try first.replayStore(answer: .new),
            case .askSettle(let request, _, _) = try first.marked(answer: .marked),
            case .serve = try first.settled(answer: settled(request)),
            case .deliver(_, let reservation, _) = try first.handled(status: 200)
        else { throw Missing() }
        let response = StoredResponse(status: 200, headers: [], body: Data("sunny".utf8))
        let update = try XCTUnwrap(first.responseUpdate(reservation: reservation, response: response))
        XCTAssertEqual(update.from, begun)
        let record = try XCTUnwrap(update.to)

        guard case .repeat(let again) = try asking(url).exchange.responseStore(answer: .found(record: record))
        else { throw Missing() }
        XCTAssertEqual(again, response)
        let other = try asking(url + "?day=2").exchange
        guard case .respond(let refused, _, let problem, _) = try other.responseStore(answer: .found(record: record))
        else { throw Missing() }
        XCTAssertEqual(refused.status, 409)
        XCTAssertEqual(problem, .paymentIdInUse)
    }

    func testAFormerPriceIsHonouredUntilItsTime() throws {
        let sample = try Sample()
        let resource = ResourceInfo(url: "https://api.example.com/")
        let former = try Bill.fromMessage(
            required: PaymentRequired(accepts: [.cent], resource: resource))
        let dearer = PaymentRequirements.cent.with { $0.amount = "20000" }
        let bill = try Bill.fromMessage(
            required: PaymentRequired(accepts: [dearer], resource: resource))
        for (seconds, isHonoured) in [(0.0, true), (-1.0, false)] {
            let until = Sample.moment.addingTimeInterval(seconds)
            let route = Route(bill: bill).withFormerBill(former: former, until: until)
            let step = try Exchange(route: route).request(
                method: "GET", headers: [sample.payment.header()],
                entropy: Data(repeating: 1, count: 16), now: Sample.moment)
            if case .askReplayStore = step {
                XCTAssertTrue(isHonoured)
            } else {
                XCTAssertFalse(isHonoured)
            }
        }
    }

    func testAnOutageIsNotTheSellersToChange() throws {
        XCTAssertTrue(isConfigurationError(failure: .notProcessed, status: 401))
        XCTAssertFalse(isConfigurationError(failure: .noResponse, status: 503))
    }

    func testAStreamIsNotHeldBack() throws {
        let required = PaymentRequired(
            accepts: [.cent], resource: ResourceInfo(url: "https://api.example.com/"))
        let exchange = Exchange(route: Route(bill: try Bill.fromMessage(required: required)))
        _ = try exchange.request(
            method: "GET", headers: [try Sample().payment.header()],
            entropy: Data(repeating: 1, count: 16), now: Sample.moment)
        _ = try exchange.replayStore(answer: .new)
        XCTAssertTrue(
            exchange.holds(status: 200, contentType: "application/json", length: 10, limit: 10))
        XCTAssertFalse(
            exchange.holds(status: 200, contentType: "text/event-stream", length: 1, limit: 10))
        XCTAssertFalse(exchange.holds(status: 200, contentType: nil, length: nil, limit: 10))
        XCTAssertEqual(replayLeaseSeconds(), 60)
    }

    func testAnEventThatNothingWaitsForIsAMistake() throws {
        let required = PaymentRequired(
            accepts: [DemoOffers.cent], resource: ResourceInfo(url: "https://api.example.com/"))
        let exchange = Exchange(route: Route(bill: try Bill.fromMessage(required: required)))
        XCTAssertEqual(exchange.stage(), .start)
        let error = try thrown(OutOfTurn.self, exchange.handled(status: 200))
        XCTAssertTrue(error.localizedDescription.contains("waits for the request"), "\(error)")
    }
}

/// Answers of a facilitator, one after the other.
private final class Answers: @unchecked Sendable {
    private let lock = NSLock()
    private var answers: [SettleAnswer]

    init(_ answers: [SettleAnswer]) {
        self.answers = answers
    }

    func next() -> SettleAnswer? {
        lock.lock()
        defer { lock.unlock() }
        return answers.isEmpty ? nil : answers.removeFirst()
    }

    var left: Int {
        lock.lock()
        defer { lock.unlock() }
        return answers.count
    }
}
