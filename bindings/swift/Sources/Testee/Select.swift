import Foundation
import X402Core

extension Testee {
    /// The entry of `accepts` that a client pays, and what it sends back.
    @Sendable static func selectEntry(_ request: JSONValue) throws -> Response {
        let required = try PaymentRequired(json: request.text("required"))
        let accounts = try request.member("accounts").array ?? []
        let wallet = try Wallet(accounts: accounts.map { Account(address: $0.string ?? "") })
        let authentication = request["authentication"]?.array?.compactMap(\.string)
        do {
            var choice = try select(
                required: .v2(required: required), wallet: wallet,
                spending: Spending(authentication: authentication))
            if let add = request["add"] {
                choice = try choice.extend(
                    extension: add.text("extension"), member: add.text("member"),
                    value: add.member("value").text)
            }
            return try paid(choice.summary())
        } catch NoChoice.Refused(let refused, _) {
            return chosen(["entry": .null, "skipped": skipped(refused)])
        } catch let error as ValueError {
            // The protocol has no code for what cannot be added.
            return .reject(
                code: nil, wireCode: nil, path: nil, detail: error.localizedDescription)
        }
    }

    private static func paid(_ summary: ChoiceSummary) throws -> Response {
        chosen([
            "entry": .number(Decimal(summary.index)), "skipped": skipped(summary.refused),
            "extensions": try summary.extensions.map(JSONValue.init(text:)) ?? .null,
        ])
    }

    private static func chosen(_ choice: [String: JSONValue]) -> Response {
        .accept(["derived": ["choice": .string(JSONValue.object(choice).text)]])
    }

    private static func skipped(_ refused: [RefusedEntry]) -> JSONValue {
        .array(
            refused.map { entry in
                [
                    "entry": .number(Decimal(entry.index)),
                    "reason": .string(String(describing: entry.reason)),
                ]
            })
    }
}
