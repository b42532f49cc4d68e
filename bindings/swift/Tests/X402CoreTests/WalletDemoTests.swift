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
                "pay 0.01 USDC on Base Sepolia to 127.0.0.1",
                "settled: \(receipt.transaction)",
            ])
        _ = server
    }

    func testItRefusesWhatThePolicyDoesNotAllow() async throws {
        let (server, url) = try serve([DemoOffers.twoDollars])
        do {
            _ = try await wallet(Screen()).get(url)
            XCTFail("paid")
        } catch SelectError.NoChoice(let refused, let detail) {
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
