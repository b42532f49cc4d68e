// Pays for a resource. Without an address it starts a server of its own and pays that one.
//
//   wallet-demo [URL [BLOCKHASH]]

import Foundation
import WalletDemo
import X402Core

let arguments = CommandLine.arguments.dropFirst()
let keyStore = try StandInKeyStore()
// At most 5 cents for each payment, in tokens that are worth nothing.
let spending = try Spending(maxPerPayment: ["$0.05"], networkKind: .testnet)
let wallet = try DemoWallet(
    accounts: keyStore.accounts, spending: spending, keyStore: keyStore,
    recentBlockhash: arguments.dropFirst().first
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
