import Foundation
import X402Core
import XCTest

/// What a wallet is asked to sign, and what it answers.
final class SigningTests: XCTestCase {
    /// EIP-3009 and Permit2, whose typed data differ.
    private var offers: [PaymentRequirements] {
        [
            .cent,
            .cent.with {
                $0.extra = #"{"name":"USDC","version":"2","assetTransferMethod":"permit2"}"#
            },
            .cent.with {
                $0.network = "eip155:8453"
                $0.asset = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
                $0.extra = #"{"name":"USD Coin","version":"2"}"#
            },
        ]
    }

    /// The digest is that of the JSON, and its signature makes a payment.
    ///
    /// An EIP-712 implementation of somebody else's compares the two, given a file to write to.
    func testTypedData() throws {
        var lines = ""
        for offer in offers {
            let request = try Sample.choice(offer).signingRequest(inputs: Sample.inputs)
            guard case .typedData(let digest, let json) = request.facts().toSign
            else { return XCTFail("no digest") }
            XCTAssertEqual(digest.count, 32)
            let typed = try JSONValue(text: json)
            XCTAssertEqual(
                Set(try XCTUnwrap(typed.object).keys),
                ["types", "primaryType", "domain", "message"])
            XCTAssertNotNil(typed["types"]?["EIP712Domain"])

            let payment = try request.assemble(signature: Sample.key.sign(digest: digest))
            let verified = try verifyHeader(
                header: payment.header().value, offer: Offer.parse(requirements: offer),
                now: Sample.moment, context: nil)
            XCTAssertEqual(verified.facts().payer, Sample.key.address())

            let hex = "0x" + digest.map { String(format: "%02x", $0) }.joined()
            let line: JSONValue = ["digest": .string(hex), "typedData": .string(json)]
            lines += line.text + "\n"
        }
        if let path = ProcessInfo.processInfo.environment["X402_TYPED_DATA"] {
            try lines.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    func testAnAsynchronousSigner() async throws {
        let signer = AskingSigner(answer: true)
        let payment = try await Sample.choice(.cent).pay(with: signer)
        let offer = try Offer.parse(requirements: .cent)
        XCTAssertEqual(
            try verifyHeader(header: payment.header().value, offer: offer).facts().payer,
            Sample.key.address())
        // Fresh randomness: another payment every time.
        let again = try await Sample.choice(.cent).pay(with: signer)
        XCTAssertNotEqual(payment.header(), again.header())
    }

    func testADecliningUserIsTheAppsOwnError() async throws {
        do {
            _ = try await Sample.choice(.cent).pay(with: AskingSigner(answer: false))
            XCTFail("paid")
        } catch SignerError.Declined(let detail) {
            XCTAssertEqual(detail, "no, thanks")
        }
    }

    func testASynchronousSigner() throws {
        let choice = try Sample.choice(.cent)
        let signed = try choice.pay(
            with: Blocking { try Sample.key.sign(digest: $0) }, inputs: Sample.inputs)
        XCTAssertEqual(signed.header(), try Sample().payment.header())

        // What it throws comes out as it is.
        let declined = Blocking { _ in throw SignerError.Declined(detail: "no, thanks") }
        let error = try thrown(SignerError.self, choice.pay(with: declined))
        XCTAssertEqual(error, .Declined(detail: "no, thanks"))
        let broken = Blocking { _ in throw Missing() }
        _ = try thrown(Missing.self, choice.pay(with: broken))
    }

    func testAChoiceIsFundedOrNot() async throws {
        let choice = try Sample.choice(.cent)
        XCTAssertTrue(choice.queries().isEmpty())
        for (balance, isFunded) in [(9_999, false), (10_000, true)] {
            let node = ScriptedNode(balance: balance)
            let facts = try await choice.fundingQueries().ask(node: 0, post: node.post)
            XCTAssertEqual(choice.isFunded(facts: facts, nodes: 1), isFunded)
            XCTAssertNil(choice.isFunded(facts: facts, nodes: 2))
        }
    }

    func testSolana() async throws {
        let key = try SvmSigningKey.fromSeed(seed: Data(repeating: 1, count: 32))
        let offer = PaymentRequirements(
            scheme: "exact", network: "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", amount: "10000",
            asset: "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
            payTo: "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4", maxTimeoutSeconds: 60,
            extra: #"{"feePayer":"HwV3d5wAYgeyzU12qCxAc3s5b4J2JsQrsC9Pmh6aCYaC"}"#)
        let choice = try select(
            required: .v2(required: PaymentRequired(accepts: [offer])),
            wallet: Wallet(accounts: [Account(address: key.address())]), spending: Spending())
        let queries = choice.queries()
        XCTAssertTrue(try XCTUnwrap(queries.bodies().first).contains("getLatestBlockhash"))
        let missing = try thrown(
            SigningRequestError.self, choice.signingRequest(inputs: Sample.inputs))
        guard case .MissingAnswer(let detail) = missing else { return XCTFail("\(missing)") }
        XCTAssertTrue(detail.contains("a recent blockhash"), detail)
        var inputs = Sample.inputs
        inputs.state = try DeclaredState.parse(
            text: #"{"\#(offer.network)":{"latest_blockhash":"\#(ScriptedNode.blockhash)"}}"#)
        // A node's answer is signed in the same way.
        var asked = Sample.inputs
        asked.facts = try await queries.ask(node: 0, post: ScriptedNode().post)
        XCTAssertEqual(
            try choice.signingRequest(inputs: asked).facts(),
            try choice.signingRequest(inputs: inputs).facts())
        asked.state = inputs.state
        let both = try thrown(SigningRequestError.self, choice.signingRequest(inputs: asked))
        guard case .Value("inputs", "facts or a state", "both", _) = both
        else { return XCTFail("\(both)") }
        let payment = try choice.signingRequest(inputs: inputs).signWithSvmKey(key: key)
        let verified = try verifyHeader(
            header: payment.header().value, offer: Offer.parse(requirements: offer),
            now: Sample.moment, context: nil)
        XCTAssertEqual(verified.facts().payer, key.address())
        XCTAssertNil(payment.facts().validUntilDate)
    }
}

private struct AskingSigner: AsyncSigner {
    let answer: Bool

    func sign(_ request: SigningRequestFacts) async throws -> Data {
        await Task.yield()  // the user looks at it
        guard answer else { throw SignerError.Declined(detail: "no, thanks") }
        guard case .typedData(let digest, _) = request.toSign else { return Data() }
        return try Sample.key.sign(digest: digest)
    }
}

private final class Blocking: Signer {
    private let act: @Sendable (Data) throws -> Data

    init(_ act: @escaping @Sendable (Data) throws -> Data) { self.act = act }

    func sign(request: SigningRequestFacts) throws -> Data {
        guard case .typedData(let digest, _) = request.toSign else { return Data() }
        return try act(digest)
    }
}
