import Foundation
import X402Core

let requirements = PaymentRequirements(
    scheme: "exact", network: "eip155:84532", amount: "10000",
    asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    payTo: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", maxTimeoutSeconds: 60,
    extra: #"{"name":"USDC","version":"2"}"#)
let required = try PaymentRequired(header: PaymentRequired(accepts: [requirements]).toHeader())
let wallet = try Wallet(accounts: [Account(address: Device.key().address())])
let choice = try required.choose(wallet: wallet)
let payment = try await choice.pay(with: HardwareWallet())
print(payment.header().name, "pays", choice.summary().price)
