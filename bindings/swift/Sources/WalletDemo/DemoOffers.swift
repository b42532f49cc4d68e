import X402Core

/// Ways to pay that the demonstrations and their tests use.
public enum DemoOffers {
    /// One cent in USDC on Base's test network.
    public static let cent = usdc(amount: "10000")
    /// Two dollars there.
    public static let twoDollars = usdc(amount: "2000000")

    /// One cent in USDC on Solana's devnet.
    public static let onSolana = PaymentRequirements(
        scheme: "exact", network: "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", amount: "10000",
        asset: "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
        payTo: "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4", maxTimeoutSeconds: 60,
        extra: #"{"feePayer":"HwV3d5wAYgeyzU12qCxAc3s5b4J2JsQrsC9Pmh6aCYaC"}"#)

    private static func usdc(amount: String) -> PaymentRequirements {
        PaymentRequirements(
            scheme: "exact", network: "eip155:84532", amount: amount,
            asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            payTo: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", maxTimeoutSeconds: 60,
            extra: #"{"name":"USDC","version":"2"}"#)
    }
}
