//! Accounts and 402s that the client's tests share.

use x402_core::{
    chain::DeclaredState,
    client::{Account, Wallet},
    evm,
    message::PaymentRequired,
    network::Network,
    svm,
};

/// The address of key A, `0123456789abcdef` four times.
pub(crate) const KEY_A: &str = "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c";

/// The public key of the Ed25519 seed of 32 ones.
pub(crate) const SEED_1: &str = "AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9";

pub(crate) const DEVNET: &str = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";

pub(crate) fn key_a() -> evm::Address {
    KEY_A.parse().unwrap()
}

pub(crate) fn seed_1() -> svm::Address {
    SEED_1.parse().unwrap()
}

pub(crate) fn wallet() -> Wallet {
    Wallet::new()
        .with_account(Account::evm(key_a()))
        .with_account(Account::solana(seed_1()))
}

/// A cent in USDC on Base Sepolia, by EIP-3009.
pub(crate) fn eip3009() -> String {
    evm_entry("10000", r#"{"name":"USDC","version":"2"}"#)
}

/// The same by Permit2.
pub(crate) fn permit2() -> String {
    evm_entry("10000", r#"{"assetTransferMethod":"permit2"}"#)
}

pub(crate) fn evm_entry(amount: &str, extra: &str) -> String {
    format!(
        r#"{{"scheme":"exact","network":"eip155:84532","amount":"{amount}",
            "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "maxTimeoutSeconds":60,"extra":{extra}}}"#
    )
}

/// A cent in USDC on Solana's devnet.
pub(crate) fn solana(extra: &str) -> String {
    format!(
        r#"{{"scheme":"exact","network":"{DEVNET}","amount":"10000",
            "asset":"4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
            "payTo":"GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse",
            "maxTimeoutSeconds":60,
            "extra":{{"feePayer":"9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"{extra}}}}}"#
    )
}

/// The same offer in mainnet's USDC, which is on that cluster alone.
pub(crate) fn on_mainnet(entry: &str) -> String {
    entry
        .replace(DEVNET, Network::solana_mainnet().as_str())
        .replace(
            "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
            "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
        )
}

/// What devnet and mainnet are declared to answer before a payment is signed.
pub(crate) fn signing_state(
    blockhash: Option<svm::Blockhash>,
    mint: Option<(&str, u8, svm::Address)>,
) -> DeclaredState {
    let blockhash = blockhash.map(|it| format!(r#""latest_blockhash":"{it}""#));
    let mint = mint.map(|(mint, decimals, owner)| {
        format!(r#""accounts":{{"{mint}":{{"owner":"{owner}","mint":{{"decimals":{decimals}}}}}}}"#)
    });
    let members: Vec<_> = blockhash.into_iter().chain(mint).collect();
    let (members, mainnet) = (members.join(","), Network::solana_mainnet());
    let text = format!(r#"{{"{DEVNET}":{{{members}}},"{mainnet}":{{{members}}}}}"#);
    DeclaredState::parse_closed(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub(crate) fn required(entries: &[String]) -> PaymentRequired {
    let text = format!(r#"{{"x402Version":2,"accepts":[{}]}}"#, entries.join(","));
    PaymentRequired::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
