//! Payments that others made and published, each with the offer that it pays.

use x402_core::{
    message::{PaymentPayload, PaymentRequirements},
    scheme::{Context, Offer},
    timestamp::UnixTimestamp,
};

/// A payment as JSON text, and what it pays.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) payment: String,
    pub(crate) requirements: String,
    pub(crate) now: u64,
    pub(crate) payer: &'static str,
}

impl Sample {
    pub(crate) fn payment(&self) -> PaymentPayload {
        PaymentPayload::parse(&self.payment).expect(self.name)
    }

    pub(crate) fn offer(&self) -> Offer {
        let requirements = PaymentRequirements::parse(&self.requirements).expect(self.name);
        Offer::parse(&requirements).expect(self.name)
    }

    pub(crate) fn context(&self) -> Context<'static> {
        Context::new(UnixTimestamp::new(self.now).expect(self.name))
    }

    fn new(
        name: &'static str,
        requirements: &str,
        payload: &str,
        now: u64,
        payer: &'static str,
    ) -> Self {
        Self {
            name,
            payment: format!(
                r#"{{"x402Version":2,"accepted":{requirements},"payload":{payload}}}"#
            ),
            requirements: requirements.to_owned(),
            now,
            payer,
        }
    }
}

/// One payment of each method.
pub(crate) fn all() -> [Sample; 4] {
    [specification(), eip3009(), permit2(), solana()]
}

/// The core specification's own example, section 5.2.
pub(crate) fn specification() -> Sample {
    let payload = r#"{
        "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
        "authorization": {"from": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
            "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "value": "10000", "validAfter": "1740672089", "validBefore": "1740672154",
            "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}"#;
    let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    let terms = base_sepolia("10000", pay_to, r#"{"name":"USDC","version":"2"}"#);
    Sample::new("specification", &terms, payload, 1_740_672_100, payer)
}

/// Made with viem 2.57.20 and eth-account 0.13.7, which agree to the byte.
pub(crate) fn eip3009() -> Sample {
    let payload = r#"{
        "signature": "0x07828fd039838f543685a17aa47ce289d2a8017e5577f4366c4d8436599e84a110f3bb67c5d6d33b4776abc1337d4ef70b0cbc343f6abea05f8db8b21d52c6e51b",
        "authorization": {"from": "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
            "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "value": "10000", "validAfter": "0", "validBefore": "1740672154",
            "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}"#;
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    let terms = base_sepolia("10000", pay_to, r#"{"name":"USDC","version":"2"}"#);
    Sample::new("EIP-3009", &terms, payload, 1_740_672_100, KEY_A)
}

/// The inputs of the SDKs' shared Permit2 test, signed with viem and eth-account.
pub(crate) fn permit2() -> Sample {
    let payload = r#"{
        "signature": "0x077c9950604122371196314b1ee6141a15eeecf3e05bf35766dea48cfb87a300150d374dfdbc1ff1e34d1d4245d579dea7e2bc2a789b5ea012957b0ca7cb89701b",
        "permit2Authorization": {"from": "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
            "permitted": {"token": "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "amount": "1000000"},
            "spender": "0x402085c248EeA27D92E8b30b2C58ed07f9E20001", "nonce": "1", "deadline": "9999999999",
            "witness": {"to": "0x9876543210987654321098765432109876543210", "validAfter": "0"}}}"#;
    let pay_to = "0x9876543210987654321098765432109876543210";
    let extra = r#"{"assetTransferMethod":"permit2","name":"USDC","version":"2"}"#;
    // The permit lasts until 2286, which the offer has to allow.
    let terms = base_sepolia("1000000", pay_to, extra).replace(
        "\"maxTimeoutSeconds\":60",
        "\"maxTimeoutSeconds\":8259327899",
    );
    Sample::new("Permit2", &terms, payload, 1_740_672_100, KEY_A)
}

/// Made by the TypeScript SDK 2.27.0 with keys of seeds 0x01.. to 0x03..
pub(crate) fn solana() -> Sample {
    let payload = format!(r#"{{"transaction":"{TRANSACTION}"}}"#);
    let terms = r#"{"scheme":"exact","network":"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
        "amount":"10000","asset":"4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
        "payTo":"GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse","maxTimeoutSeconds":60,
        "extra":{"feePayer":"9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu","memo":"order-42"}}"#;
    let payer = "AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9";
    Sample::new("Solana", terms, &payload, 1_740_672_100, payer)
}

fn base_sepolia(amount: &str, pay_to: &str, extra: &str) -> String {
    format!(
        r#"{{"scheme":"exact","network":"eip155:84532","amount":"{amount}",
        "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"{pay_to}",
        "maxTimeoutSeconds":60,"extra":{extra}}}"#
    )
}

const KEY_A: &str = "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c";

const TRANSACTION: &str = "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQuvWK8jKUmhMsACXdbx77wIR5A3WdJWMk+G+5GavU8U0HCfacolp1SolSsydTz8sqnxOCfegMZ2ljnBm1PXUAgAIBBAiBOXcOqH0XX1ajVGbDTH7My42KkbTuN6Jd9g9bj8mzlIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29cVfrYUDwcTMIz1rajclqlUU/uq3ieryKWb3Ki2UMxyVvtxjbgQB4pwJnqJwOAZZHm5AvuwQkVBwJdu/5tY3Yf4jtELLORIVfxOpM9ATQoLQMrX/7NAaLb8bd5BgjfAC6nAwZGb+UhFzL/7K26csOb57yM5bvF9xJrLEObOkAAAAAFSlNamSkhBk0k6HFg2jh8fDW13bySu4HkH6hAQQVEjQbd9uHXZaGT2cvhRs7reawctIXtX1s3kTqM9YV+/wCpAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEEBQAFAiBOAAAFAAkDAQAAAAAAAAAHBAMEAgEKDBAnAAAAAAAABgYACG9yZGVyLTQyAA==";
