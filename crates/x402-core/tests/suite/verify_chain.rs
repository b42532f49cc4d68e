//! What only the chain can decide, and what its facts refuse.

use crate::{
    samples,
    verify::{changed, unchecked},
};
use x402_core::{
    scheme::{ChainFacts, PayerSignature, Question, Refusal},
    verify::verify,
};

#[test]
fn a_contract_wallet_is_decided_by_the_chain_alone() {
    let sample = samples::eip3009();
    let wallet = changed(&sample, "/payload/signature", "0x1234");
    let account = sample.payment();
    for (payment, facts, outcome) in [
        (&wallet, ChainFacts::unknown(), "erc1271 payer_code"),
        (
            &wallet,
            ChainFacts::unknown().payer_has_code(true),
            "erc1271",
        ),
        (
            &wallet,
            ChainFacts::unknown().payer_has_code(false),
            "signature.length",
        ),
        (
            &wallet,
            ChainFacts::unknown().erc1271_valid(false),
            "signature.contract",
        ),
        (
            &wallet,
            ChainFacts::unknown().erc1271_valid(true),
            "contract",
        ),
        (
            &wallet,
            ChainFacts::unknown()
                .payer_has_code(true)
                .erc1271_valid(true),
            "contract",
        ),
        (&account, ChainFacts::unknown(), "account"),
        (
            &account,
            ChainFacts::unknown().payer_has_code(false),
            "account",
        ),
        // EIP-7702: a delegated account's own signature does not count.
        (
            &account,
            ChainFacts::unknown().payer_has_code(true),
            "erc1271",
        ),
        (
            &account,
            ChainFacts::unknown()
                .payer_has_code(true)
                .erc1271_valid(false),
            "signature.contract",
        ),
    ] {
        let context = sample.context().with_chain(&facts);
        let found = match verify(payment, &sample.offer(), &context) {
            Ok(verified) => match verified.signature() {
                PayerSignature::Contract(_) => "contract".to_owned(),
                _ => "account".to_owned(),
            },
            Err(Refusal::Undecided(undecided)) => {
                let needs: Vec<_> = undecided.needs().map(Question::as_str).collect();
                needs.join(" ")
            }
            Err(refusal) => refusal.code().to_owned(),
        };
        assert_eq!(found, outcome, "{facts:?}");
    }
}

#[test]
fn an_undecided_payment_has_the_replay_key_of_the_proven_one() {
    for sample in [samples::eip3009(), samples::permit2()] {
        let (payment, offer) = (sample.payment(), sample.offer());
        let contract = ChainFacts::unknown().payer_has_code(true);
        let context = sample.context().with_chain(&contract);
        let Err(Refusal::Undecided(undecided)) = verify(&payment, &offer, &context) else {
            panic!("{} is decided", sample.name);
        };
        let verified = verify(&payment, &offer, &sample.context()).unwrap();
        assert_eq!(undecided.replay_key(), verified.replay_key());
        assert_eq!(undecided.keep_until(), verified.keep_until());
    }
}

#[test]
fn chain_facts_refuse_what_the_signature_allows() {
    let amount = |text: &str| text.parse().unwrap();
    for (sample, facts, code) in [
        (
            samples::eip3009(),
            ChainFacts::unknown().balance(amount("9999")),
            "funds.insufficient",
        ),
        (
            samples::eip3009(),
            ChainFacts::unknown().nonce_used(true),
            "nonce.used",
        ),
        (
            samples::eip3009(),
            ChainFacts::unknown().asset_has_code(false),
            "asset.not_contract",
        ),
        (
            samples::eip3009(),
            ChainFacts::unknown().simulation_succeeds(false),
            "simulation.failed",
        ),
        (
            samples::permit2(),
            ChainFacts::unknown().allowance(amount("999999")),
            "allowance.insufficient",
        ),
        (
            samples::solana(),
            ChainFacts::unknown().blockhash_valid(false),
            "blockhash.expired",
        ),
        (
            samples::solana(),
            ChainFacts::unknown().accounts_exist(false),
            "svm.accounts",
        ),
        (
            samples::solana(),
            ChainFacts::unknown().balance(amount("9999")),
            "funds.insufficient",
        ),
    ] {
        let context = sample.context().with_chain(&facts);
        let refusal = verify(&sample.payment(), &sample.offer(), &context).unwrap_err();
        assert_eq!(refusal.code(), code, "{refusal}");
    }
    let sample = samples::eip3009();
    let facts = ChainFacts::unknown()
        .asset_has_code(true)
        .balance(amount("10000"))
        .nonce_used(false)
        .payer_has_code(false)
        .simulation_succeeds(true);
    let context = sample.context().with_chain(&facts);
    let verified = verify(&sample.payment(), &sample.offer(), &context).unwrap();
    assert_eq!(unchecked(&verified), [""; 0]);
}
