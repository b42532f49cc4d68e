import Foundation
import WalletDemo
import X402Core
import XCTest

/// The demonstration wallet against a server on this machine.
final class WalletDemoTests: XCTestCase {
    private func serve(_ accepts: [PaymentRequirements]) throws -> (LoopbackServer, URL) {
        let resource = try PaidResource(accepts: accepts, body: "sunny")
        let server = try LoopbackServer { resource.answer($0) }
        let url = try XCTUnwrap(URL(string: "http://127.0.0.1:\(server.port)/weather"))
        return (server, url)
    }

    /// A server that asks for a cent, and answers those who pay by `answer`.
    private func serve(paid answer: @escaping @Sendable () -> WalletDemo.Response?) throws -> (LoopbackServer, URL) {
        let resource = try PaidResource(accepts: [DemoOffers.cent], body: "sunny")
        let server = try LoopbackServer { request in
            request.isPaid ? answer() : resource.answer(request)
        }
        let url = try XCTUnwrap(URL(string: "http://127.0.0.1:\(server.port)/weather"))
        return (server, url)
    }

    private func wallet(_ screen: Screen, approves: Bool = true) throws
        -> DemoWallet<StandInKeyStore>
    {
        let keyStore = try StandInKeyStore(approves: approves)
        return try DemoWallet(
            accounts: keyStore.accounts, spending: Spending(maxPerPayment: ["$0.05"]),
            keyStore: keyStore
        ) { screen.show($0) }
    }

    func testItPaysAndShowsTheReceipt() async throws {
        let (server, url) = try serve([DemoOffers.twoDollars, DemoOffers.cent])
        let screen = Screen()
        let purchase = try await wallet(screen).get(url)
        XCTAssertEqual(purchase.body, "sunny")
        let receipt = try XCTUnwrap(purchase.receipt)
        XCTAssertTrue(receipt.success)
        XCTAssertEqual(receipt.network, "eip155:84532")
        XCTAssertEqual(
            screen.lines,
            [
                "offer: 2 USDC on Base Sepolia",
                "offer: 0.01 USDC on Base Sepolia",
                "pay 0.01 USDC on Base Sepolia to \(DemoOffers.cent.payTo)",
                "settled: \(receipt.transaction)",
            ])
        _ = server
    }

    func testItAsksItsNodeForABlockhash() async throws {
        let keyStore = try StandInKeyStore()
        let (server, url) = try serve([DemoOffers.onSolana])
        let wallet = try DemoWallet(
            accounts: keyStore.accounts, spending: Spending(maxPerPayment: ["$0.05"]),
            keyStore: keyStore, node: { try ScriptedNode().post($0) }
        ) { _ in }
        let purchase = try await wallet.get(url)
        XCTAssertEqual(purchase.body, "sunny")
        _ = server
    }

    func testItRefusesWhatThePolicyDoesNotAllow() async throws {
        let (server, url) = try serve([DemoOffers.twoDollars])
        do {
            _ = try await wallet(Screen()).get(url)
            XCTFail("paid")
        } catch NoChoice.Refused(let refused, let detail) {
            XCTAssertEqual(refused.map(\.reason), [.tooExpensive])
            XCTAssertTrue(detail.contains("2 USDC"), detail)
        }
        _ = server
    }

    func testItPaysNothingThatItsUserDeclines() async throws {
        let (server, url) = try serve([DemoOffers.cent])
        do {
            _ = try await wallet(Screen(), approves: false).get(url)
            XCTFail("paid")
        } catch SignerError.Declined {}
        _ = server
    }

    func testAPaymentGoesToNoOtherOrigin() async throws {
        let thief = Requests()
        let other = try LoopbackServer { request in
            thief.add(request)
            return Response(status: 200, body: "stolen")
        }
        let location = "http://127.0.0.1:\(other.port)/weather"
        for status in [301, 302, 303, 307, 308] {
            let asked = Requests()
            let (server, url) = try serve {
                asked.add(Request(path: "/", headers: []))
                return Response(status: status, headers: [("Location", location)])
            }
            do {
                _ = try await wallet(Screen()).get(url)
                XCTFail("bought")
            } catch let error as NotServed {
                XCTAssertEqual(error.status, UInt16(status))
                XCTAssertTrue(error.mayBePaid)
                XCTAssertTrue(error.localizedDescription.contains("do not pay again"))
            }
            XCTAssertEqual(asked.all.count, 1, "the payment was sent")
            _ = server
        }
        XCTAssertEqual(thief.all.count, 0)
        _ = other
    }

    func testAConnectionThatBreaksMayHavePaid() async throws {
        let asked = Requests()
        let (server, url) = try serve {
            asked.add(Request(path: "/", headers: []))
            return nil
        }
        do {
            _ = try await wallet(Screen()).get(url)
            XCTFail("bought")
        } catch let error as NotServed {
            XCTAssertEqual(error.status, 0)
            XCTAssertTrue(error.mayBePaid)
            XCTAssertTrue(error.localizedDescription.hasSuffix("perhaps paid: do not pay again"))
        }
        XCTAssertGreaterThanOrEqual(asked.all.count, 1, "the payment was sent")
        _ = server
    }

    func testAConnectionThatBreaksBeforeThePaymentIsAnErrorOfTheNetwork() async throws {
        let server = try LoopbackServer { _ in nil }
        let url = try XCTUnwrap(URL(string: "http://127.0.0.1:\(server.port)/weather"))
        do {
            _ = try await wallet(Screen()).get(url)
            XCTFail("bought")
        } catch is URLError {}
        _ = server
    }
}

extension Request {
    fileprivate var isPaid: Bool { headers.contains { $0.name == "payment-signature" } }
}

/// What a server received.
private final class Requests: @unchecked Sendable {
    private let lock = NSLock()
    private var received: [Request] = []

    func add(_ request: Request) {
        lock.lock()
        defer { lock.unlock() }
        received.append(request)
    }

    var all: [Request] {
        lock.lock()
        defer { lock.unlock() }
        return received
    }
}

/// What the wallet shows.
private final class Screen: @unchecked Sendable {
    private let lock = NSLock()
    private var shown: [String] = []

    func show(_ line: String) {
        lock.lock()
        defer { lock.unlock() }
        shown.append(line)
    }

    var lines: [String] {
        lock.lock()
        defer { lock.unlock() }
        return shown
    }
}
