import Foundation
import X402Core
import XCTest

/// Numbers, moments and texts on their way through.
final class ValueTests: XCTestCase {
    /// 2^256-1
    private let most =
        "115792089237316195423570985008687907853269984665640564039457584007913129639935"

    private func usdc() throws -> Asset {
        try XCTUnwrap(AssetTable().defaultFor(network: "eip155:84532"))
    }

    func testBigNumbersStayWhole() throws {
        let offer = try Offer.parse(requirements: .cent.with { $0.amount = most })
        XCTAssertEqual(offer.terms().amount, most)
        XCTAssertThrowsError(try Offer.parse(requirements: .cent.with { $0.amount = most + "0" }))
        XCTAssertThrowsError(try Offer.parse(requirements: .cent.with { $0.amount = "010" }))
        XCTAssertThrowsError(try Offer.parse(requirements: .cent.with { $0.amount = "-1" }))
        let money = try moneyFromAmount(amount: most, decimals: 6)
        XCTAssertEqual(try moneyToAmount(price: money.text, decimals: 6), most)
    }

    func testDecimalsAreExactOrNotThere() throws {
        let usdc = try usdc()
        XCTAssertEqual(usdc.decimal(amount: "10000"), Decimal(string: "0.01"))
        XCTAssertEqual(usdc.decimal(amount: "0"), 0)
        XCTAssertEqual(
            usdc.decimal(amount: "12345678901234567890123456789012345678"),
            Decimal(string: "12345678901234567890123456789012.345678"))
        let tooLong = "123456789012345678901234567890123456789"
        for text in [most, "", "-1", "1.5", "ten", "١٢", tooLong] {
            XCTAssertNil(usdc.decimal(amount: text), text)
        }
        XCTAssertEqual(usdc.amount(decimal: Decimal(string: "0.01")!), "10000")
        XCTAssertEqual(usdc.amount(decimal: 0), "0")
        for number in ["0.0000001", "-1", "1e40"] {
            XCTAssertNil(usdc.amount(decimal: Decimal(string: number)!), number)
        }
        XCTAssertEqual(
            try Sample.choice(.cent).summary().decimalPrice, Decimal(string: "0.01"))
    }

    func testPrices() throws {
        let priced = try AssetTable().price(network: "eip155:84532", price: "$0.01")
        XCTAssertEqual(priced.amount, "10000")
        XCTAssertEqual(priced.asset, try usdc())
        XCTAssertEqual(try priced.asset.display(amount: "10000"), "0.01 USDC")
    }

    func testMoments() throws {
        let sample = try Sample()
        let facts = try sample.verify().facts()
        let seconds = TimeInterval(facts.keepUntil)
        XCTAssertEqual(facts.keepUntilDate, Date(timeIntervalSince1970: seconds))
        XCTAssertGreaterThan(facts.keepUntilDate, sample.now)
        XCTAssertEqual(sample.payment.facts().validUntilDate, facts.keepUntilDate)
        let verify = { (moment: Date) in
            try verifyHeader(header: sample.header, offer: sample.offer, now: moment, context: nil)
        }
        // A part of a second counts for nothing, and no moment is beyond what can be said.
        XCTAssertNoThrow(try verify(sample.now.addingTimeInterval(0.9)))
        for moment in [
            Date(timeIntervalSince1970: -5), .distantPast, .distantFuture,
            Date(timeIntervalSince1970: 1e300), Date(timeIntervalSince1970: .nan),
        ] {
            let refusal = try thrown(Refusal.self, verify(moment))
            XCTAssertEqual(refusal.code, "time.expired", "\(moment.timeIntervalSince1970)")
        }
    }

    func testDurations() throws {
        XCTAssertEqual(PaymentRequirements.cent.maxTimeout, .seconds(60))
        XCTAssertEqual(
            try Offer.parse(requirements: .cent).terms().maxTimeout, .seconds(60))
        let endless = PaymentRequirements.cent.with { $0.maxTimeoutSeconds = .max }
        XCTAssertEqual(endless.maxTimeout, .seconds(Int64.max))
    }

    func testMistakesInAWalletOrAPolicy() throws {
        let none = try thrown(ValueError.self, Wallet(accounts: []))
        XCTAssertEqual(
            none.description, "not a valid wallet: expected at least one account, found none")
        let twice = try thrown(ValueError.self, Spending(maxPerPayment: ["$5", "$6"]))
        XCTAssertTrue(twice.description.contains(" already"), twice.description)
        XCTAssertNoThrow(try Spending(maxPerPayment: ["$5", "5 usd", "6 USDC"]))
    }

    func testAChoiceByTheMessage() throws {
        let wallet = try Wallet(accounts: [Account(address: Sample.key.address())])
        let required = PaymentRequired(accepts: [.cent])
        XCTAssertEqual(try required.choose(wallet: wallet).summary().index, 0)
        let limit = try Spending(maxPerPayment: ["$0.001"])
        let refused = try thrown(
            NoChoice.self, required.choose(wallet: wallet, spending: limit))
        guard case .Refused(let entries, _) = refused else { return XCTFail("\(refused)") }
        XCTAssertEqual(entries.map(\.pointer), ["/accepts/0/amount"])
    }

    func testAnEntryThatNeedsAnotherAuthentication() throws {
        let wallet = try Wallet(accounts: [Account(address: Sample.key.address())])
        let hints =
            #"{"auth-hints":{"info":{"authRequirements":[{"acceptIndexes":[0],"methods":[{"type":"oauth2"}]}]}}}"#
        let required = PaymentRequired(accepts: [.cent], extensions: hints)
        let refused = try thrown(NoChoice.self, required.choose(wallet: wallet))
        guard case .Refused(let entries, _) = refused else { return XCTFail("\(refused)") }
        XCTAssertEqual(entries.map(\.reason), [.authentication])
        let spending = try Spending(authentication: ["oauth2"])
        XCTAssertEqual(try required.choose(wallet: wallet, spending: spending).summary().index, 0)
    }

    func testUnicode() throws {
        let text = "Wetter für 東京 🌦️ \u{0}\u{202e}e\u{301}"
        let resource = ResourceInfo(url: "https://example.com/東京", description: text)
        let required = PaymentRequired(accepts: [.cent], error: text, resource: resource)
        let read = try decodePaymentRequired(value: encodePaymentRequired(message: required))
        XCTAssertEqual(read, required)
        // Equal strings may differ in bytes; these do not.
        XCTAssertEqual(read.error.map { Array($0.utf8) }, Array(text.utf8))
    }

    func testWhatIsNotThereIsNil() throws {
        let required = PaymentRequired(accepts: [.cent])
        let text = try required.toJson()
        XCTAssertFalse(text.contains("null"), text)
        let read = try PaymentRequired(json: text)
        XCTAssertNil(read.error)
        XCTAssertNil(read.resource)
        XCTAssertNil(read.extensions)
        XCTAssertNil(read.unknown)
        XCTAssertNil(try findPayment(headers: [HttpHeader(name: "Accept", value: "*/*")]))
        XCTAssertNil(policyByName(name: "lenient"))
        XCTAssertNil(networkByName(name: "Nowhere"))
    }

    func testANetworkIsOfAFamilyOrOfNoneThatIsKnown() throws {
        XCTAssertEqual(try parseNetwork(id: "eip155:84532").family, .evm)
        XCTAssertEqual(try parseNetwork(id: "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1").family, .svm)
        XCTAssertNil(try parseNetwork(id: "tvm:-239").family)
        XCTAssertEqual(Set(v1Networks().map(\.family)), [.evm, .svm])
    }

    func testNetworksAreNamedAsPeopleNameThem() throws {
        let named = AssetLimit(
            network: "base", asset: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", limit: "1")
        _ = try Spending(limits: [named], onlyOn: ["base", "Base Sepolia", "eip155:*"])
        for text in ["bsae", "solana:mainnet"] {
            let error = try thrown(ValueError.self, Spending(onlyOn: [text]))
            guard case .Invalid(_, let expected, _, _) = error else { return XCTFail("\(error)") }
            XCTAssertTrue(expected.contains("perhaps"), expected)
        }
    }

    func testAKeyIsReadAsWalletsExportIt() throws {
        let hex = String(repeating: "01", count: 32)
        let prefixed = try EvmSigningKey.fromHex(text: "0x" + hex)
        XCTAssertEqual(try EvmSigningKey.fromHex(text: hex).address(), prefixed.address())
        let seed = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi"
        let key = try SvmSigningKey.fromSeed(seed: Data(repeating: 1, count: 32))
        XCTAssertEqual(try SvmSigningKey.fromBase58(text: seed).address(), key.address())
    }

    func testATokenHasTheFormOfItsNetworksFamily() throws {
        let usdc = try usdc()
        let asset = Asset(
            network: usdc.network, address: usdc.address, symbol: usdc.symbol, decimals: usdc.decimals,
            tokenProgram: .token)
        let error = try thrown(ValueError.self, AssetTable().withAsset(asset: asset))
        guard case .Invalid(_, let expected, _, _) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(expected, "a `solana` network")
    }

    func testHeadersInAnyCase() throws {
        let sample = try Sample()
        let headers = [HttpHeader(name: "Payment-Signature", value: sample.header)]
        XCTAssertEqual(try requirePayment(headers: headers), sample.payment.facts().message)
        let twice = try thrown(Refusal.self, requirePayment(headers: headers + headers))
        XCTAssertEqual(twice.code, "header.duplicate")
    }
}
