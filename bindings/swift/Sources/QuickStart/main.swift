import X402Core

let offer = PaymentRequirements(
    scheme: "exact", network: "eip155:84532", amount: "10000",
    asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    payTo: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", maxTimeoutSeconds: 60,
    extra: #"{"name":"USDC","version":"2"}"#)
let key = try EvmSigningKey.fromHex(text: "0x" + String(repeating: "01", count: 32))
let wallet = try Wallet(accounts: [Account(address: key.address())])
let asked = AnyPaymentRequired.v2(required: PaymentRequired(accepts: [offer]))
let choice = try select(required: asked, wallet: wallet, spending: Spending())
let payment = try choice.signingRequest(inputs: Inputs()).signWithEvmKey(key: key)
print(payment.header().name, "pays", choice.summary().price, "on", choice.summary().networkName!)
