//! What only the chain can decide, and what its facts refuse.

use crate::{
    declared,
    samples::{self, Sample},
    verify::{changed, unchecked},
};
use ed25519_dalek::Signer as _;
use x402_core::{
    chain::{ChainCheck, Fact, Facts, NodeId, Quorum},
    header,
    rpc::{self, Shape},
    scheme::{Context, PayerSignature, Refusal},
    svm,
    timestamp::UnixTimestamp,
    verify::{queries, verify, wallet_queries},
};

#[test]
fn a_contract_wallet_is_decided_by_the_chain_alone() {
    let sample = samples::eip3009();
    let wallet = changed(&sample, "/payload/signature", "0x1234");
    let account = sample.payment();
    for (payment, facts, outcome) in [
        (&wallet, "", "erc1271 payer_code"),
        (&wallet, "payer_code=yes", "erc1271"),
        (&wallet, "payer_code=no", "signature.length"),
        (&wallet, "erc1271=no", "signature.contract"),
        (&wallet, "erc1271=yes", "contract"),
        (&wallet, "payer_code=yes erc1271=yes", "contract"),
        (&account, "", "account"),
        (&account, "payer_code=no", "account"),
        // EIP-7702: a delegated account's own signature does not count.
        (&account, "payer_code=yes", "erc1271"),
        (&account, "payer_code=yes erc1271=no", "signature.contract"),
    ] {
        let known = declared::facts(&sample, payment, facts);
        let context = sample.context().with_chain(&known, Quorum::of(1));
        let found = match verify(payment, &sample.offer(), &context) {
            Ok(verified) => match verified.signature() {
                PayerSignature::Contract(_) => "contract".to_owned(),
                _ => "account".to_owned(),
            },
            Err(Refusal::Undecided(undecided)) => {
                let needs: Vec<_> = undecided.needs().map(ChainCheck::as_str).collect();
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
        let contract = declared::facts(&sample, &payment, "payer_code=yes");
        let context = sample.context().with_chain(&contract, Quorum::of(1));
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
    for (sample, facts, code) in [
        (samples::eip3009(), "balance=9999", "funds.insufficient"),
        (samples::eip3009(), "nonce_used=yes", "nonce.used"),
        (samples::eip3009(), "asset_code=no", "asset.not_contract"),
        (samples::eip3009(), "simulation=no", "simulation.failed"),
        (
            samples::permit2(),
            "allowance=999999",
            "allowance.insufficient",
        ),
        (samples::solana(), "blockhash=no", "blockhash.expired"),
        (
            samples::solana(),
            "destination=missing",
            "svm.recipient_account",
        ),
        (samples::solana(), "source=missing", "svm.accounts"),
        (samples::solana(), "source=frozen", "svm.account.frozen"),
        (
            samples::solana(),
            "destination=frozen",
            "svm.account.frozen",
        ),
        (samples::eip3009(), "paused=yes", "asset.paused"),
        (samples::permit2(), "paused=yes", "asset.paused"),
        (
            samples::eip3009(),
            "payer_blacklisted=yes",
            "payer.blacklisted",
        ),
        (
            samples::permit2(),
            "payer_blacklisted=yes",
            "payer.blacklisted",
        ),
        (
            samples::eip3009(),
            "payee_blacklisted=yes",
            "recipient.blacklisted",
        ),
        (
            samples::permit2(),
            "payee_blacklisted=yes",
            "recipient.blacklisted",
        ),
        (
            samples::eip3009(),
            "domain=0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9819",
            "domain.mismatch",
        ),
        (samples::solana(), "source=9999", "funds.insufficient"),
    ] {
        let facts = declared::facts(&sample, &sample.payment(), facts);
        let context = sample.context().with_chain(&facts, Quorum::of(1));
        let refusal = verify(&sample.payment(), &sample.offer(), &context).unwrap_err();
        assert_eq!(refusal.code(), code, "{refusal}");
    }
    let sample = samples::eip3009();
    let facts = "asset_code=yes balance=10000 nonce_used=no payer_code=no simulation=yes";
    let facts = declared::facts(&sample, &sample.payment(), facts);
    let context = sample.context().with_chain(&facts, Quorum::of(1));
    let verified = verify(&sample.payment(), &sample.offer(), &context).unwrap();
    assert_eq!(unchecked(&verified), [""; 0]);
    assert!(verified.queries().is_empty());
}

#[test]
fn all_is_asked_in_one_round_and_nothing_of_a_payment_that_fails_offline() {
    for (sample, count) in [
        (samples::eip3009(), 10),
        (samples::permit2(), 10),
        (samples::solana(), 4),
    ] {
        let (payment, offer, context) = (sample.payment(), sample.offer(), sample.context());
        let asked = queries(&payment, &offer, &context);
        assert_eq!(asked.len(), count, "{}: {asked:#?}", sample.name);
        let bodies = rpc::write(&asked, Shape::default()).unwrap();
        assert_eq!(bodies.len(), 1, "{}", sample.name);
        let verified = verify(&payment, &offer, &context).unwrap();
        assert_eq!(verified.queries(), asked);

        let late = Context::new(UnixTimestamp::new(4_000_000_000).unwrap());
        let refused = verify(&payment, &offer, &late).is_err();
        assert_eq!(queries(&payment, &offer, &late).is_empty(), refused);
        let forged = match sample.offer().asset().as_evm() {
            Some(_) => changed(
                &sample,
                "/payload/signature",
                &format!("0x{}1b", "11".repeat(64)),
            ),
            None => continue,
        };
        assert!(verify(&forged, &offer, &context).is_err());
        assert!(queries(&forged, &offer, &context).is_empty());
        // It may be a contract wallet's: only a host that wants to know asks.
        assert!(wallet_queries(&forged, &offer, &context).len() > 1);
    }
}

#[test]
fn a_wallets_answer_is_in_the_same_round_as_its_code() {
    let sample = samples::eip3009();
    let (payment, offer) = (sample.payment(), sample.offer());
    for (facts, expected) in [
        ("payer_code=yes erc1271=yes simulation=yes", Ok(())),
        ("payer_code=yes erc1271=no", Err("signature.contract")),
        // A token need not ask in the same way.
        ("payer_code=no erc1271=no", Ok(())),
    ] {
        let facts = declared::facts(&sample, &payment, facts);
        let context = sample.context().with_chain(&facts, Quorum::of(1));
        let found = verify(&payment, &offer, &context);
        let found = found.map(|_| ()).map_err(|refusal| refusal.code());
        assert_eq!(found, expected);
    }
}

/// Of three nodes one says the opposite: about each fact, in both directions.
#[test]
fn one_lying_node_of_three_changes_no_outcome() {
    let sample = samples::eip3009();
    let (payment, offer) = (sample.payment(), sample.offer());
    let good = "asset_code=yes balance=10000 nonce_used=no payer_code=no simulation=yes";
    let verdict = |facts: &Facts| {
        let context = sample.context().with_chain(facts, Quorum::of(3));
        match verify(&payment, &offer, &context) {
            Ok(verified) => Ok(unchecked(&verified).join(" ")),
            Err(refusal) => Err(refusal.code()),
        }
    };
    let from = |node: u16, names: &str| {
        let facts = declared::facts(&sample, &payment, names).into_iter();
        facts.map(move |fact| Fact {
            from: NodeId(node),
            ..fact
        })
    };
    for (bad, code) in [
        ("asset_code=no", "asset.not_contract"),
        ("balance=9999", "funds.insufficient"),
        ("nonce_used=yes", "nonce.used"),
        ("payer_code=yes erc1271=no", "signature.contract"),
        ("simulation=no", "simulation.failed"),
        ("paused=yes", "asset.paused"),
        ("payer_blacklisted=yes", "payer.blacklisted"),
        ("payee_blacklisted=yes", "recipient.blacklisted"),
    ] {
        let lie: Facts = from(1, good)
            .chain(from(2, bad))
            .chain(from(3, good))
            .collect();
        assert_eq!(verdict(&lie), Ok(String::new()), "{bad}");
        let denial: Facts = from(1, bad)
            .chain(from(2, bad))
            .chain(from(3, good))
            .collect();
        assert_eq!(verdict(&denial), Err(code), "{bad}");
        let alone: Facts = from(1, bad).collect();
        assert_eq!(verdict(&alone).map(|_| ()), Ok(()), "{bad}");
    }
}

#[test]
fn a_mint_that_changes_transfers_is_refused() {
    // Mints of Token-2022 as a node returns them: 82 bytes, padding, the kind, the extensions.
    let mint = |extension: u16, value: &[u8]| {
        let mut data = vec![0; 165];
        (data[44], data[45]) = (6, 1);
        data.push(1);
        data.extend(extension.to_le_bytes());
        data.extend(u16::try_from(value.len()).unwrap().to_le_bytes());
        data.extend(value);
        header::encode_base64(data)
    };
    let fee = |points: u16, maximum: u64| {
        let mut value = vec![0; 72];
        for epoch in [0_u64, 500] {
            value.extend(epoch.to_le_bytes());
            value.extend(maximum.to_le_bytes());
            value.extend(points.to_le_bytes());
        }
        value
    };
    let sample = token_2022();
    for (mint, expected) in [
        (mint(1, &fee(0, 5_000)), Ok(())),
        (mint(1, &fee(100, 0)), Ok(())),
        (mint(1, &fee(100, 5_000)), Err("svm.mint.fee")),
        (mint(14, &[0; 64]), Ok(())),
        (mint(14, &[7; 64]), Err("svm.mint.hook")),
        (mint(26, &[0; 33]), Ok(())),
        (mint(26, &[1; 33]), Err("svm.mint.paused")),
        (mint(9, &[]), Err("svm.mint.non_transferable")),
    ] {
        let facts = declared::facts(&sample, &sample.payment(), &format!("mint={mint}"));
        let context = sample.context().with_chain(&facts, Quorum::of(1));
        let found = verify(&sample.payment(), &sample.offer(), &context);
        let found = found.map(|verified| {
            let open = unchecked(&verified);
            assert!(!open.contains(&"mint_extensions"), "{open:?}");
        });
        assert_eq!(found.map_err(|refusal| refusal.code()), expected, "{mint}");
    }
}

/// A payment with a token of Token-2022, made here.
fn token_2022() -> Sample {
    let [payer, fee_payer, pay_to] =
        [1, 2, 3].map(|seed| ed25519_dalek::SigningKey::from_bytes(&[seed; 32]));
    let address =
        |key: &ed25519_dalek::SigningKey| svm::Address::new(key.verifying_key().to_bytes());
    let mint = svm::Address::new([9; 32]);
    let message = svm::TransferMessage {
        payer: address(&payer),
        fee_payer: address(&fee_payer),
        pay_to: address(&pay_to),
        mint,
        token_program: svm::program::TOKEN_2022,
        decimals: 6,
        amount: 10_000,
        memo: "order-42",
        recent_blockhash: svm::Blockhash::new([7; 32]),
        compute_unit_limit: svm::TransferMessage::COMPUTE_UNIT_LIMIT,
        compute_unit_price: svm::TransferMessage::COMPUTE_UNIT_PRICE,
    };
    let message = message.to_bytes().unwrap();
    let mut transaction = vec![2];
    transaction.extend([0; 64]);
    transaction.extend(payer.sign(&message).to_bytes());
    transaction.extend(message);
    let terms = format!(
        r#"{{"scheme":"exact","network":"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
        "amount":"10000","asset":"{mint}","payTo":"{}","maxTimeoutSeconds":60,
        "extra":{{"feePayer":"{}","memo":"order-42"}}}}"#,
        address(&pay_to),
        address(&fee_payer)
    );
    let transaction = header::encode_base64(transaction);
    Sample {
        name: "Token-2022",
        payment: format!(
            r#"{{"x402Version":2,"accepted":{terms},"payload":{{"transaction":"{transaction}"}}}}"#
        ),
        requirements: terms,
        now: 1_740_672_100,
        payer: "",
    }
}
