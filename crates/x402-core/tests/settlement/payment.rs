//! Payments by EIP-3009 on Base Sepolia, signed with keys of the test.

use std::{cell::RefCell, collections::HashMap};

use x402_core::{
    SettleRequest,
    amount::Amount,
    evm::{
        Address, Signature, SigningKey,
        eip712::{Domain, signing_hash},
        eip3009::TransferWithAuthorization,
    },
};

/// The time of the chain's first block.
pub(crate) const START: u64 = 1_740_672_000;
/// How many seconds a block takes.
pub(crate) const BLOCK: u64 = 10;
pub(crate) const CHAIN: u64 = 84532;

pub(crate) fn token() -> Address {
    "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
        .parse()
        .unwrap()
}

fn pay_to() -> Address {
    "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
        .parse()
        .unwrap()
}

fn payer_key() -> SigningKey {
    SigningKey::from_bytes(&[0x11; 32]).unwrap()
}

pub(crate) fn payer() -> Address {
    payer_key().address()
}

fn sponsor_key() -> SigningKey {
    SigningKey::from_bytes(&[0x22; 32]).unwrap()
}

pub(crate) fn sponsor() -> Address {
    sponsor_key().address()
}

thread_local! {
    static SIGNED: RefCell<HashMap<[u8; 32], Signature>> = RefCell::default();
}

/// The sponsor's signature; the same for the same digest.
pub(crate) fn sign(digest: &[u8; 32]) -> Signature {
    SIGNED.with_borrow_mut(|signed| {
        *signed
            .entry(*digest)
            .or_insert_with(|| sponsor_key().sign(digest))
    })
}

/// What makes a payment's authorization unique.
pub(crate) fn nonce(payment: usize) -> [u8; 32] {
    [u8::try_from(payment).unwrap() + 1; 32]
}

/// The domain of the token.
pub(crate) fn domain() -> Domain {
    Domain {
        name: "USDC".into(),
        version: Some("2".into()),
        chain_id: CHAIN,
        verifying_contract: token(),
    }
}

/// The request to settle a payment whose window ends with this block.
pub(crate) fn request(payment: usize, last_block: u64) -> SettleRequest {
    let message = TransferWithAuthorization {
        from: payer(),
        to: pay_to(),
        value: Amount::from(10_000_u64),
        valid_after: Amount::ZERO,
        valid_before: Amount::from(START + BLOCK * last_block),
        nonce: nonce(payment),
    };
    let digest = signing_hash(&domain().separator(), &message.struct_hash());
    let signature = payer_key().sign(&digest);
    let nonce = format!("{:02x}", message.nonce[0]).repeat(32);
    let terms = format!(
        r#"{{"scheme":"exact","network":"eip155:{CHAIN}","amount":"10000","asset":"{}","payTo":"{}","maxTimeoutSeconds":60,"extra":{{"name":"USDC","version":"2"}}}}"#,
        token(),
        pay_to()
    );
    let payload = format!(
        r#"{{"signature":"{}","authorization":{{"from":"{}","to":"{}","value":"10000","validAfter":"0","validBefore":"{}","nonce":"0x{nonce}"}}}}"#,
        signature.to_hex(),
        message.from,
        message.to,
        message.valid_before
    );
    let text = format!(
        r#"{{"x402Version":2,"paymentPayload":{{"x402Version":2,"accepted":{terms},"payload":{payload}}},"paymentRequirements":{terms}}}"#
    );
    SettleRequest::parse(text).unwrap()
}
