//! Known payers make no difference but time: whatever a cache returns, verdict and text are those
//! without it.

#![cfg(feature = "x402-secp256k1")]

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crate::samples::{self, Sample};
use x402_core::{
    evm::{Address, KnownPayers, PayerKey},
    message::PaymentPayload,
    scheme::Context,
    server::PayerCache,
    verify::{Verified, examine, verify},
};

/// A cache that returns the same key for every address.
#[derive(Debug)]
struct Stubborn(Arc<PayerKey>);

impl KnownPayers for Stubborn {
    fn get(&self, _: &Address) -> Option<Arc<PayerKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// A cache that returns each of its keys in turn.
#[derive(Debug)]
struct Mixed(Vec<Arc<PayerKey>>, AtomicUsize);

impl KnownPayers for Mixed {
    fn get(&self, _: &Address) -> Option<Arc<PayerKey>> {
        let turn = self.1.fetch_add(1, Ordering::Relaxed);
        self.0.get(turn % self.0.len()).cloned()
    }
}

fn verified(sample: &Sample) -> Verified {
    verify(&sample.payment(), &sample.offer(), &sample.context()).expect(sample.name)
}

/// The same payment, with its signature changed in each of its 65 bytes, with the other v, and in
/// the name of another account.
fn variants(sample: &Sample) -> Vec<PaymentPayload> {
    let text = &sample.payment;
    let member = text.find("\"signature\"").expect("a signature");
    let start = member + text[member..].find("0x").expect("hex") + 2;
    let mut texts = vec![text.clone()];
    for at in (start..start + 130).step_by(2) {
        let digit = if &text[at..=at] == "1" { "2" } else { "1" };
        texts.push([&text[..at], digit, &text[at + 1..]].concat());
    }
    let v = start + 128;
    let flipped = if &text[v..v + 2] == "1b" { "1c" } else { "1b" };
    texts.push([&text[..v], flipped, &text[v + 2..]].concat());
    let other = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    texts.push(text.replace(sample.payer, other));
    texts
        .iter()
        .map(|text| PaymentPayload::parse(text).expect(sample.name))
        .collect()
}

/// All that a caller can see of a verdict.
fn shown(sample: &Sample, payment: &PaymentPayload, context: &Context<'_>) -> String {
    match verify(payment, &sample.offer(), context) {
        Ok(verified) => format!(
            "{verified:?} {} {:?}",
            verified.replay_key(),
            verified.signature().to_bytes()
        ),
        Err(refusal) => format!("{refusal:?} {refusal}"),
    }
}

#[test]
fn no_verdict_depends_on_a_cache() {
    let samples = [
        samples::specification(),
        samples::eip3009(),
        samples::permit2(),
    ];
    let keys: Vec<Arc<PayerKey>> = samples
        .iter()
        .map(|sample| Arc::new(verified(sample).payer_key().expect("an account's key")))
        .collect();
    let mut honest = PayerCache::new(10);
    for sample in samples.iter().chain(&samples) {
        honest.remember(&verified(sample));
    }
    assert_eq!(honest.len(), 2, "two samples have the same payer");
    let mut caches: Vec<Box<dyn KnownPayers>> = vec![
        Box::new(PayerCache::new(0)),
        Box::new(honest),
        Box::new(Mixed(keys.clone(), AtomicUsize::new(0))),
    ];
    for key in keys {
        caches.push(Box::new(Stubborn(key)));
    }
    let mut accepted = 0;
    for sample in &samples {
        for payment in variants(sample) {
            let plain = shown(sample, &payment, &sample.context());
            let report = examine(&payment, &sample.offer(), &sample.context());
            accepted += usize::from(report.verdict().is_ok());
            for cache in &caches {
                let context = sample.context().with_known_payers(&**cache);
                assert_eq!(shown(sample, &payment, &context), plain, "{cache:?}");
                let notes = examine(&payment, &sample.offer(), &context);
                assert_eq!(
                    format!("{:?}", notes.notes()),
                    format!("{:?}", report.notes())
                );
            }
        }
    }
    assert_eq!(accepted, 3, "the samples themselves");
}

/// A known payer is found by the key's own address.
#[test]
fn a_key_is_its_own_account() {
    let sample = samples::eip3009();
    let key = verified(&sample).payer_key().expect("an account's key");
    assert_eq!(key.address().to_string(), sample.payer);
    assert_eq!(format!("{key:?}"), format!("PayerKey({})", sample.payer));
    assert!(verified(&samples::solana()).payer_key().is_none());
}

#[test]
fn a_cache_keeps_the_newest_of_those_who_paid_twice() {
    let (first, second) = (
        verified(&samples::specification()),
        verified(&samples::eip3009()),
    );
    let address = |verified: &Verified| verified.payer().as_evm().expect("an account");
    let mut cache = PayerCache::new(1);
    assert!(cache.is_empty());
    cache.remember(&verified(&samples::solana()));
    cache.remember(&first);
    assert!(cache.get(&address(&first)).is_none(), "paid once");
    cache.remember(&first);
    cache.remember(&first);
    let key = cache.get(&address(&first)).expect("paid twice");
    assert_eq!(key.address(), address(&first));
    cache.remember(&second);
    assert!(cache.get(&address(&first)).is_some());
    cache.remember(&second);
    assert!(cache.get(&address(&first)).is_none());
    assert!(cache.get(&address(&second)).is_some());
    assert_eq!(cache.len(), 1);
}
