// Pays for a resource. Without an address it starts a server of its own and pays that one.
//
//   wallet-demo [URL [RPC]], with the URL of a node for Solana

import Foundation
import WalletDemo
import X402Core

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

let arguments = CommandLine.arguments.dropFirst()
let keyStore = try StandInKeyStore()
// At most 5 cents for each payment, in tokens that are worth nothing.
let spending = try Spending(maxPerPayment: ["$0.05"], networkKind: .testnet)
let wallet = try DemoWallet(
    accounts: keyStore.accounts, spending: spending, keyStore: keyStore,
    node: arguments.dropFirst().first.flatMap(URL.init(string:)).map(post(to:))
) { print($0) }

let server: LoopbackServer?  // it answers as long as it is there
let url: URL?
if let given = arguments.first {
    server = nil
    url = URL(string: given)
} else {
    let resource = try PaidResource(accepts: [DemoOffers.cent], body: "sunny")
    let started = try LoopbackServer { resource.answer($0) }
    server = started
    url = URL(string: "http://127.0.0.1:\(started.port)/weather")
}
/// Posts bodies to a node.
func post(to node: URL) -> @Sendable (String) async throws -> NodeResponse {
    { body in
        var request = URLRequest(url: node)
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(body.utf8)
        guard let (data, answer) = try? await URLSession.shared.data(for: request),
            let answer = answer as? HTTPURLResponse
        else { return NodeResponse(status: nil, body: Data()) }
        return NodeResponse(
            status: UInt16(answer.statusCode), body: data,
            retryAfter: answer.value(forHTTPHeaderField: "Retry-After"))
    }
}

guard let url else {
    print("no URL: \(arguments.first ?? "")")
    exit(2)
}
do {
    print("got \(try await wallet.get(url).body)")
} catch {
    print("not bought: \(error.localizedDescription)")
    exit(1)
}
