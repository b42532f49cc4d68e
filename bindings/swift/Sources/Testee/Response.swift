import X402Core

/// What a testee says of a request, as `x402-testee/1` writes it.
public enum Response: Equatable, Sendable {
    /// Well formed, or proven; with what is told besides.
    case accept([String: JSONValue])
    /// The intermediate values.
    case digest([String: JSONValue])
    /// Refused.
    case reject(code: String?, wireCode: String?, path: String?, detail: String)
    /// Only the chain can tell: what to ask it.
    case undecided([String])
    /// The request cannot be answered.
    case error(String)
    /// The operation, scheme or feature is not there.
    case unsupported
    /// Who answers.
    case hello([String: JSONValue])

    /// The members of the response.
    var members: [String: JSONValue] {
        switch self {
        case .accept(let told):
            return told.merging(["result": "accept"]) { $1 }
        case .digest(let derived):
            return ["result": "digest", "derived": .object(derived)]
        case .reject(let code, let wireCode, let path, let detail):
            var members: [String: JSONValue] = ["result": "reject", "detail": .string(detail)]
            members["code"] = code.map(JSONValue.string)
            members["wire_code"] = wireCode.map(JSONValue.string)
            members["path"] = path.map(JSONValue.string)
            return members
        case .undecided(let needs):
            return ["result": "undecided", "needs": .array(needs.map(JSONValue.string))]
        case .error(let detail):
            return ["result": "error", "detail": .string(detail)]
        case .unsupported:
            return ["result": "unsupported"]
        case .hello(let members):
            return members
        }
    }

    /// What became of a message or a payment: anything but a declared refusal is an error.
    static func judging(_ act: () throws -> Response) -> Response {
        do {
            return try act()
        } catch let refusal as Refusal {
            if !refusal.needs.isEmpty {
                return .undecided(refusal.needs.map(\.name))
            }
            return .reject(
                code: refusal.code, wireCode: refusal.wireCode, path: refusal.pointer,
                detail: refusal.localizedDescription)
        } catch let answer as Unanswerable {
            return answer.answer
        } catch {
            return .error(error.localizedDescription)
        }
    }
}

/// An answer found on the way to another.
struct Unanswerable: Error {
    let answer: Response

    static func error(_ detail: String) -> Unanswerable {
        Unanswerable(answer: .error("request: \(detail)"))
    }
}

extension ChainCheck {
    /// The check's name in the suite, such as `payer_code`.
    var name: String {
        String(describing: self).reduce(into: "") { name, letter in
            name += letter.isUppercase ? "_\(letter.lowercased())" : String(letter)
        }
    }
}

