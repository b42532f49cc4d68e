//! Payments on Solana, signed with keys of the test.

use std::{cell::RefCell, collections::HashMap};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use x402_core::{
    Network, SettleRequest,
    svm::{
        Address, Blockhash, PartiallySignedTransaction, Signature, SigningKey, TransferMessage,
        associated_token::associated_token_address, program, transaction::wire_transaction,
    },
};

/// The hash of the first block of [`NETWORK`].
pub(crate) const GENESIS: &str = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";

pub(crate) const NETWORK: &str = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
pub(crate) const AMOUNT: u64 = 10_000;
pub(crate) const MINT: Address = Address::new([4; 32]);

pub(crate) fn network() -> Network {
    NETWORK.parse().unwrap()
}

fn payer_key() -> SigningKey {
    SigningKey::from_seed(&[0x11; 32])
}

fn sponsor_key() -> SigningKey {
    SigningKey::from_seed(&[0x22; 32])
}

pub(crate) fn payer() -> Address {
    payer_key().address()
}

pub(crate) fn sponsor() -> Address {
    sponsor_key().address()
}

pub(crate) fn pay_to() -> Address {
    SigningKey::from_seed(&[0x33; 32]).address()
}

/// The token account of an owner.
pub(crate) fn account(owner: Address) -> Address {
    let found = associated_token_address(&owner, &program::TOKEN, &MINT);
    found.unwrap().0
}

/// The hash of the block at a height, on whichever branch.
pub(crate) fn blockhash(height: usize) -> Blockhash {
    Blockhash::new([u8::try_from(height).unwrap() + 1; 32])
}

/// A payment whose blockhash is that of the block at this height, without the fee payer's
/// signature.
pub(crate) fn payment(number: usize, height: usize) -> PartiallySignedTransaction {
    thread_local! {
        static MADE: RefCell<HashMap<(usize, usize), PartiallySignedTransaction>> =
            RefCell::default();
    }
    MADE.with_borrow_mut(|made| {
        let one = made.entry((number, height));
        one.or_insert_with(|| make(number, height)).clone()
    })
}

fn make(number: usize, height: usize) -> PartiallySignedTransaction {
    let message = TransferMessage {
        payer: payer(),
        fee_payer: sponsor(),
        pay_to: pay_to(),
        mint: MINT,
        token_program: program::TOKEN,
        decimals: 6,
        amount: AMOUNT,
        memo: &format!("order {number}"),
        recent_blockhash: blockhash(height),
        compute_unit_limit: TransferMessage::COMPUTE_UNIT_LIMIT,
        compute_unit_price: TransferMessage::COMPUTE_UNIT_PRICE,
    };
    let message = message.to_bytes().unwrap();
    let signatures = [Signature::ZERO, payer_key().sign(&message)];
    let bytes = wire_transaction(&message, &signatures).unwrap();
    PartiallySignedTransaction::parse(&bytes).unwrap()
}

/// Of the payments that the test makes, the one with this message.
pub(crate) fn number_of(message: &[u8]) -> usize {
    let memo = |number: usize| format!("order {number}").into_bytes();
    let mut numbers = 0..8;
    let has = |number: &usize| message.windows(7).any(|found| found == memo(*number));
    numbers.find(has).expect("a payment of the test")
}

/// The request to settle a payment.
pub(crate) fn request(number: usize, height: usize) -> SettleRequest {
    let transaction = payment(number, height).to_bytes().unwrap();
    let transaction = BASE64_STANDARD.encode(transaction);
    let terms = format!(
        r#"{{"scheme":"exact","network":"{NETWORK}","amount":"{AMOUNT}","asset":"{MINT}","payTo":"{}","maxTimeoutSeconds":60,"extra":{{"feePayer":"{}"}}}}"#,
        pay_to(),
        sponsor(),
    );
    let text = format!(
        r#"{{"x402Version":2,"paymentPayload":{{"x402Version":2,"accepted":{terms},"payload":{{"transaction":"{transaction}"}}}},"paymentRequirements":{terms}}}"#
    );
    SettleRequest::parse(text).unwrap()
}

/// The sponsor's signature.
pub(crate) fn sign(message: &[u8]) -> Signature {
    sponsor_key().sign(message)
}

/// A signature by another key.
pub(crate) fn sign_falsely(message: &[u8]) -> Signature {
    payer_key().sign(message)
}
