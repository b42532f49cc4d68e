// A facilitator's check and a payee's proof, against Circle's token on the node at the given URL.
//
// Prints a line for each statement that holds, and fails at the first that does not.

import Foundation
import X402Core

let price = 10_000
let payee = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
let now = Date(timeIntervalSince1970: 1_740_672_094)

func holds(_ what: String, _ found: String, _ expected: String) throws {
    guard found == expected else { throw Failure("\(what): expected \(expected), found \(found)") }
    print("\(what): \(found)")
}

guard CommandLine.arguments.count == 2, let url = URL(string: CommandLine.arguments[1]) else {
    throw Failure("expected the URL of a node")
}
let node = Node(url: url)
let terms = PaymentRequirements(
    scheme: "exact", network: "eip155:84532", amount: String(price),
    asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", payTo: payee, maxTimeoutSeconds: 60,
    extra: #"{"name":"USDC","version":"2"}"#)
let key = try EvmSigningKey.fromBytes(bytes: Data(repeating: 1, count: 32))
let choice = try select(
    required: .v2(required: PaymentRequired(accepts: [terms])),
    wallet: Wallet(accounts: [Account(address: key.address())]), spending: Spending())
let payment = try choice.signingRequest(
    inputs: Inputs(entropy: Data(repeating: 7, count: 32), now: now)
).signWithEvmKey(key: key)
let payer = payment.facts().payer
guard case .v2(let message) = payment.facts().message, let verified = payment.verified() else {
    throw Failure("the payment is not proven")
}
let payload = try JSONValue(text: message.payload)
let expected = verified.expectedTransfer()
let request = VerifyRequest(
    x402Version: 2, paymentPayload: .v2(payload: message),
    paymentRequirements: .v2(requirements: terms))
let capabilities = try Capabilities().withNetwork(
    network: "base-sepolia", signers: [await node.account()])

func verdict() async throws -> String {
    let answer = try await capabilities.verify(request: request, nodes: 1, now: { now }) {
        try await $1.ask(node: 0, post: node.post)
    }
    return answer.invalidReason ?? (answer.isValid ? "valid" : "no reason")
}

func status(_ transaction: String) async throws -> String {
    var facts = Facts()
    for _ in 0..<2 {
        let queries = try expected.queries(transaction: transaction, nodes: 1, facts: facts)
        facts = facts.merge(other: try await queries.ask(node: 0, post: node.post))
    }
    switch try expected.prove(transaction: transaction, facts: facts, nodes: 1) {
    case .paid: return "paid"
    case .unrelated: return "unrelated"
    case .absent: return "absent"
    case let other: return "\(other)"
    }
}

try holds("a payer without money", await verdict(), "insufficient_funds")
let funding = try await node.fund(payer, price)
try holds("a payer with the money", await verdict(), "valid")
try holds("a claim of another transaction", await status(funding), "unrelated")
let elsewhere = try await node.fund(payee, price)
try holds(
    "a claim of a transfer to the payee by another account", await status(elsewhere), "unrelated")
let nowhere = "0x" + String(repeating: "12", count: 32)
try holds("a claim of a transaction that is nowhere", await status(nowhere), "absent")
let settled = try await node.settle(payload)
try holds("a claim that is true", await status(settled), "paid")
_ = try await node.fund(payer, price)
try holds("the same payment again", await verdict(), "invalid_exact_evm_nonce_already_used")
