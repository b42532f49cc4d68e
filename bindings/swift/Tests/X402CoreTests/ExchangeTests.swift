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
        XCTAssertEqual(asked.accepts, [DemoOffers.cent])
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
