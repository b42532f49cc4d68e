import Foundation
import Testee
import X402Core
import XCTest

/// Every shared vector comes out as expected, for the reason that it gives.
final class VectorTests: XCTestCase {
    /// The spec revision that the core follows: the newest.
    private static let spec = "S-new"

    /// Vectors that the specification leaves open, where the core refuses what cannot be paid.
    private static let leftOpen: Set = ["message.payment_required/accepts-empty"]

    func testEveryVector() throws {
        let manifest = try Repository.json("spec-vectors/MANIFEST.json")
        var counts: [String: Int] = [:]
        var run = 0
        for file in try XCTUnwrap(manifest["files"]?.array) {
            guard let count = file["vectors"]?.number else { continue }
            let path = try XCTUnwrap(file["path"]?.string)
            let group = try Repository.json("spec-vectors/\(path)")
            let vectors = try XCTUnwrap(group["vectors"]?.array)
            XCTAssertEqual(Decimal(vectors.count), count, path)
            for vector in vectors {
                let id = try XCTUnwrap(vector["id"]?.string)
                try check(vector, id: id, now: group["defaults"]?["now"])
                counts[vector["op"]?.string ?? "", default: 0] += 1
                run += 1
            }
        }
        // None is left out, and each is asked unless it is of the core alone.
        let total = manifest["totals"]?["vectors"]?.number
        XCTAssertEqual(Decimal(run), total)
        XCTAssertEqual(Set(counts.keys), Set(Self.least.keys).union(Self.ofTheCore))
        for (op, least) in Self.least {
            XCTAssertGreaterThanOrEqual(counts[op] ?? 0, least, op)
        }
        print("\(run) of \(total ?? 0) vectors: \(counts)")
    }

    /// How many vectors of each operation there are at least.
    private static let least = [
        "answer_requests": 110, "chain_queries": 25, "check_extensions": 40, "decode_header": 100, "decode_json": 900,
        "encode_header": 80, "movements": 200, "price": 130, "prove": 70, "read_answers": 450, "select": 100,
        "verify": 1300, "verify_chain": 90, "write_queries": 60,
    ]

    /// Operations of the core and Python alone: no phone holds a key that pays for gas, or lists
    /// what it has settled.
    private static let ofTheCore: Set = ["co_sign", "discover", "transaction"]

    /// Values that are the JSON of a list or an object.
    private static let lists: Set = ["answers", "choice", "requests", "movements", "statuses"]

    private func check(_ vector: JSONValue, id: String, now: JSONValue?) throws {
        var request = try XCTUnwrap(vector["input"]?.object)
        request["op"] = vector["op"]
        request["now"] = vector["now"] ?? now
        request["state"] = vector["state"]
        let expectations = try XCTUnwrap(vector["expect"]?.array)
        let expected = try XCTUnwrap(
            expectations.first { ["*", Self.spec].contains($0["spec"]?.string) })
        let answer = Testee.answer(request: .object(request))
        if let op = vector["op"]?.string, Self.ofTheCore.contains(op) {
            XCTAssertEqual(answer, .unsupported, id)
            return
        }
        let verdict = try XCTUnwrap(expected["verdict"]?.string)
        if Self.leftOpen.contains(id) {
            XCTAssertEqual(expected["level"], "undefined", id)
            XCTAssertNotEqual(answer.verdict, verdict, id)
            return
        }
        XCTAssertEqual(answer.verdict, verdict, "\(id): \(answer)")
        if let code = expected["code"]?.string, verdict != "accept" {
            let others = expected["otherCodes"]?.array?.compactMap(\.string) ?? []
            let found = Set(answer.codes)
            // The protocol has no code for a seller's mistake.
            if !found.isEmpty {
                XCTAssertFalse(found.isDisjoint(with: [code] + others), "\(id): \(answer)")
            }
        }
        switch answer {
        case .reject(_, _, let path, _):
            if let pointer = expected["path"]?.string { XCTAssertEqual(path, pointer, id) }
        case .accept(let told):
            for (name, computed) in vector["derived"]?.object ?? [:] {
                let value = told["derived"]?[name]
                if Self.lists.contains(name) {
                    let texts = [value, computed].map { $0?.string ?? "" }
                    XCTAssertEqual(
                        try JSONValue(text: texts[0]), try JSONValue(text: texts[1]), id)
                } else if let value {
                    XCTAssertEqual(value, computed, id)
                }
            }
            if let left = expected["unchecked"]?.array, let found = told["unchecked"]?.array {
                XCTAssertEqual(Set(found), Set(left), id)
            }
        default: break
        }
    }
}

extension Response {
    fileprivate var verdict: String {
        switch self {
        case .accept: "accept"
        case .reject: "reject"
        case .undecided: "undecided"
        case .digest, .error, .hello, .unsupported: "none"
        }
    }

    fileprivate var codes: [String] {
        switch self {
        case .reject(let code, _, _, _): code.map { [$0] } ?? []
        case .undecided(let needs): needs
        default: []
        }
    }
}

/// The files of the repository that the tests read.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    static func json(_ path: String) throws -> JSONValue { try JSONValue(text: text(path)) }
}
