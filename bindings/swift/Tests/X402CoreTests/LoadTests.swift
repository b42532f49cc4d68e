import Foundation
import X402Core
import XCTest

/// Many calls, from many threads.
final class LoadTests: XCTestCase {
    func testEightThreadsVerify() throws {
        let sample = try Sample()
        let facts = try sample.verify().facts()
        let dearer = try Offer.parse(requirements: .cent.with { $0.amount = "20000" })
        let results = Results()
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for _ in 0..<500 {
                let verified = try? sample.verify().facts()
                results.count("\(thread % 2) verified", if: verified == facts)
                do {
                    _ = try verifyHeader(
                        header: sample.header, offer: dearer, now: sample.now, context: nil)
                } catch let refusal as Refusal {
                    results.count("refused", if: refusal.code == "accepted.mismatch")
                } catch {}
            }
        }
        XCTAssertEqual(
            results.counts, ["0 verified": 2000, "1 verified": 2000, "refused": 4000])
    }

    #if os(Linux)
        func testNothingLeaksOver100000Calls() throws {
            let sample = try Sample()
            let requirements = sample.requirements
            let message = sample.payment.facts().message
            let round = {
                // Every kind of border crossing: objects, records, texts, errors.
                _ = try sample.verify().facts()
                _ = try? sample.verify("bm90IGpzb24=")
                _ = try encodePaymentRequired(message: PaymentRequired(accepts: [requirements]))
                _ = try examine(
                    payment: message, offer: sample.offer, now: sample.now, context: nil)
                _ = try Sample.choice(requirements).pay(with: KeySigner(), inputs: Sample.inputs)
            }
            func calls(_ count: Int) throws {
                for _ in 0..<count { _ = try sample.verify() }
                for _ in 0..<(count / 10) { try round() }
            }
            try calls(10_000)
            let before = try residentPages()
            try calls(100_000)
            let grown = try residentPages() - before
            XCTAssertLessThan(grown, 256, "pages of memory that did not come back")
        }

        private func residentPages() throws -> Int {
            let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
            return try XCTUnwrap(Int(pages.split(separator: " ")[1]))
        }
    #endif
}

private final class KeySigner: Signer {
    func sign(request: SigningRequestFacts) throws -> Data {
        guard case .typedData(let digest, _) = request.toSign else { return Data() }
        return try Sample.key.sign(digest: digest)
    }
}

private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var counts: [String: Int] = [:]

    func count(_ name: String, if holds: Bool) {
        guard holds else { return }
        lock.lock()
        defer { lock.unlock() }
        counts[name, default: 0] += 1
    }
}
