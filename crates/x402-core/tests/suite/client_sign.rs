//! From a choice to the payment: golden values, and what wallets may give back.

use crate::accounts::{
    self, eip3009, key_a, on_mainnet, permit2, required, seed_1, signing_state, solana, wallet,
};
use x402_core::{
    ErrorCode,
    any::AnyPaymentPayload,
    chain::{ChainCheck, Commitment, Query, SvmQuery},
    client::{
        AccountKind, AssembleError, Choice, Inputs, Proof, SigningRequest, SigningRequestError,
        Spending, ToSign, select,
    },
    header,
    json::Json,
    message::PaymentRequired,
    network::Family,
    scheme::{Context, Offer, Policy, Refusal},
    svm::{self, program},
    timestamp::UnixTimestamp,
    v1, verify,
};

/// RFC 6979 signature of key A over the golden EIP-3009 message; viem and eth-account agree.
const EIP3009_SIGNATURE: &str = "07828fd039838f543685a17aa47ce289d2a8017e5577f4366c4d8436599e84a110f3bb67c5d6d33b4776abc1337d4ef70b0cbc343f6abea05f8db8b21d52c6e51b";
const EIP3009_NONCE: &str = "f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
const PERMIT2_SIGNATURE: &str = "077c9950604122371196314b1ee6141a15eeecf3e05bf35766dea48cfb87a300150d374dfdbc1ff1e34d1d4245d579dea7e2bc2a789b5ea012957b0ca7cb89701b";

/// What `@x402/svm` 2.27.0 makes, the client's signature included.
const SOLANA_TRANSACTION: &str = "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQuvWK8jKUmhMsACXdbx77wIR5A3WdJWMk+G+5GavU8U0HCfacolp1SolSsydTz8sqnxOCfegMZ2ljnBm1PXUAgAIBBAiBOXcOqH0XX1ajVGbDTH7My42KkbTuN6Jd9g9bj8mzlIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29cVfrYUDwcTMIz1rajclqlUU/uq3ieryKWb3Ki2UMxyVvtxjbgQB4pwJnqJwOAZZHm5AvuwQkVBwJdu/5tY3Yf4jtELLORIVfxOpM9ATQoLQMrX/7NAaLb8bd5BgjfAC6nAwZGb+UhFzL/7K26csOb57yM5bvF9xJrLEObOkAAAAAFSlNamSkhBk0k6HFg2jh8fDW13bySu4HkH6hAQQVEjQbd9uHXZaGT2cvhRs7reawctIXtX1s3kTqM9YV+/wCpAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEEBQAFAiBOAAAFAAkDAQAAAAAAAAAHBAMEAgEKDBAnAAAAAAAABgYACG9yZGVyLTQyAA==";
const SOLANA_SIGNATURE: &str =
    "LQEVfcSf6LpZiWfHSL3f6miNKiLZWkQVyWLBSWsPyW2xu4hRBACNMzU5CFyiYbTPspcWNxETXBPsLXZsSV55UW3";
const BLOCKHASH: &str = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi";

fn hex<const N: usize>(text: &str) -> [u8; N] {
    let mut bytes = [0; N];
    assert_eq!(text.len(), 2 * N);
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(core::str::from_utf8(digits).unwrap(), 16).unwrap();
    }
    bytes
}

fn at(seconds: u64) -> UnixTimestamp {
    UnixTimestamp::new(seconds).unwrap()
}

fn choose(entry: String) -> Choice {
    select(&required(&[entry]), &wallet(), &Spending::default()).unwrap()
}

/// The golden EIP-3009 message: 60 seconds before its end.
fn eip3009_request() -> SigningRequest {
    let inputs = Inputs::new(key_a(), hex(EIP3009_NONCE), at(1_740_672_094));
    choose(eip3009()).signing_request(&inputs).unwrap()
}

fn solana_inputs() -> Inputs {
    solana_inputs_of(seed_1(), [7; 32])
}

fn solana_inputs_of(payer: svm::Address, entropy: [u8; 32]) -> Inputs {
    Inputs::new(payer, entropy, at(1_740_672_094))
        .with_state(signing_state(Some(BLOCKHASH.parse().unwrap()), None))
}

fn solana_request() -> SigningRequest {
    let choice = choose(solana(r#","memo":"order-42""#));
    choice.signing_request(&solana_inputs()).unwrap()
}

#[test]
fn eip3009_golden() {
    let request = eip3009_request();
    assert_eq!(
        request.digest().unwrap(),
        hex("3da299bc08b74c73910ff7cbddb6c7006ae4a182ef02533eaee117d6fc22f62a")
    );
    assert_eq!(
        request.to_sign(),
        ToSign::TypedData {
            digest: request.digest().unwrap(),
            json: &request.typed_data_json().unwrap(),
        }
    );
    assert_eq!(
        (request.solana_message(), request.solana_transaction()),
        (None, None)
    );

    let payment = request.assemble(&hex::<65>(EIP3009_SIGNATURE)).unwrap();
    assert_eq!(payment.header_name(), "PAYMENT-SIGNATURE");
    assert_eq!(payment.valid_until(), Some(1_740_672_154));
    assert_eq!(payment.verified().unwrap().payer(), key_a().into());
    let sent = header::decode_payment_signature(payment.header_text()).unwrap();
    assert_eq!(payment.message(), &AnyPaymentPayload::V2(sent.clone()));
    assert_eq!(
        Json::from(sent.payload).to_string(),
        format!(
            r#"{{"signature":"0x{EIP3009_SIGNATURE}","authorization":{{"from":"{}","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000","validAfter":"0","validBefore":"1740672154","nonce":"0x{EIP3009_NONCE}"}}}}"#,
            accounts::KEY_A
        )
    );
}

#[test]
fn permit2_golden() {
    let entry = permit2().replace("\"10000\"", "\"1000000\"").replace(
        "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "0x9876543210987654321098765432109876543210",
    );
    let mut nonce = [0; 32];
    nonce[31] = 1;
    let inputs = Inputs::new(key_a(), nonce, at(9_999_999_939));
    let request = choose(entry).signing_request(&inputs).unwrap();
    assert_eq!(
        request.digest().unwrap(),
        hex("93f7d7cc192fe78957fc114318393187c2fc5194c6d9ac26aba364559fac39d2")
    );
    let payment = request.assemble(&hex::<65>(PERMIT2_SIGNATURE)).unwrap();
    assert_eq!(
        Json::from(payment.message().payload().clone()).to_string(),
        format!(
            r#"{{"signature":"0x{PERMIT2_SIGNATURE}","permit2Authorization":{{"from":"{}","permitted":{{"token":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","amount":"1000000"}},"spender":"0x402085c248EeA27D92E8b30b2C58ed07f9E20001","nonce":"1","deadline":"9999999999","witness":{{"to":"0x9876543210987654321098765432109876543210","validAfter":"0"}}}}}}"#,
            accounts::KEY_A
        )
    );
}

#[test]
fn solana_golden() {
    let request = solana_request();
    let signature: svm::Signature = SOLANA_SIGNATURE.parse().unwrap();
    assert_eq!(
        request.to_sign(),
        ToSign::Message(request.solana_message().unwrap())
    );
    assert_eq!((request.digest(), request.typed_data_json()), (None, None));
    let payment = request.assemble(signature.as_bytes()).unwrap();
    assert_eq!(
        payment.message().payload().get("transaction"),
        Some(&Json::from(SOLANA_TRANSACTION))
    );
    assert_eq!(payment.verified().unwrap().payer(), seed_1().into());
    assert_eq!(payment.valid_until(), None);

    // The same by the wallets that sign whole transactions.
    let signed = header::decode_base64(SOLANA_TRANSACTION, 4096).unwrap();
    let again = request
        .assemble_transaction(&signed, &Policy::strict())
        .unwrap();
    assert_eq!(again, payment);
    let mut unsigned = signed;
    unsigned[65..129].fill(0);
    assert_eq!(request.solana_transaction(), Some(unsigned));
}

fn latest_blockhash() -> Query {
    SvmQuery::LatestBlockhash(Commitment::Confirmed).into()
}

fn no_blockhash() -> SigningRequestError {
    SigningRequestError::MissingAnswer {
        query: latest_blockhash().into(),
        noun: "a recent blockhash",
    }
}

/// A server's blockhash chooses the cluster, so it is taken only where the token is on one.
#[test]
fn the_offer_may_bring_the_blockhash_of_the_only_cluster() {
    let entry = solana(&format!(
        r#","memo":"order-42","recentBlockhash":"{BLOCKHASH}""#
    ));
    let inputs = Inputs::new(seed_1(), [7; 32], at(1_740_672_094));
    let choice = choose(entry.clone());
    let refused = choice.signing_request(&inputs);
    assert_eq!(refused.map(drop), Err(no_blockhash()));
    assert_eq!(choice.queries(), [latest_blockhash()]);

    let entry = on_mainnet(&entry);
    let request = choose(entry.clone()).signing_request(&inputs).unwrap();
    let transaction = request.solana_transaction().unwrap();
    let transaction = svm::Transaction::parse(&transaction).unwrap();
    assert_eq!(transaction.recent_blockhash().to_string(), BLOCKHASH);

    // A newer one that the caller has fetched wins.
    let fresh = signing_state(Some(svm::Blockhash::new([2; 32])), None);
    let request = choose(entry)
        .signing_request(&inputs.with_state(fresh))
        .unwrap();
    let transaction = request.solana_transaction().unwrap();
    let transaction = svm::Transaction::parse(&transaction).unwrap();
    assert_eq!(transaction.recent_blockhash(), svm::Blockhash::new([2; 32]));
}

#[test]
fn without_a_memo_the_payment_is_unique_by_its_entropy() {
    let mut entropy = [0; 32];
    for (byte, place) in entropy.iter_mut().zip(1..) {
        *byte = place;
    }
    let inputs = solana_inputs_of(seed_1(), entropy);
    let request = choose(solana("")).signing_request(&inputs).unwrap();
    let transaction = request.solana_transaction().unwrap();
    let transaction = svm::Transaction::parse(&transaction).unwrap();
    let memo = transaction.instructions().last().unwrap();
    assert_eq!(memo.data(), b"0102030405060708090a0b0c0d0e0f10");
}

#[test]
fn wallets_write_one_signature_in_many_ways() {
    let canonical: [u8; 65] = hex(EIP3009_SIGNATURE);
    let expected = eip3009_request().assemble(&canonical).unwrap();
    let mut v_0 = canonical;
    v_0[64] = 0;
    let compact = canonical[..64].to_vec(); // v 27: the top bit stays clear
    let mut high_s = canonical;
    high_s[32..64].copy_from_slice(&hex::<32>(
        "ef0c44983a292cc4b889543ecc82b107afa220b26fdde19b6044a5dab2e37a5c",
    ));
    high_s[64] = 28;
    for form in [&v_0[..], &compact, &high_s] {
        let payment = eip3009_request().assemble(form).unwrap();
        assert_eq!(payment, expected, "sent in the canonical form");
    }
}

#[test]
fn signatures_of_others_make_no_payment() {
    let canonical: [u8; 65] = hex(EIP3009_SIGNATURE);
    let mut other = canonical;
    other[64] = 28; // another point with the same r: somebody else
    let error = eip3009_request().assemble(&other).unwrap_err();
    let AssembleError::WrongSigner { expected, found } = error else {
        panic!("{error}");
    };
    assert_eq!(expected, key_a().into());
    assert_ne!(found, expected);

    for (bytes, text) in [
        (&canonical[..63], "expected 65 bytes, found 63"),
        (&[0; 65], "expected v 27 or 28"),
        (
            &[&canonical[..64], &[29]].concat(),
            "expected v 27 or 28, found 29",
        ),
        (
            &[&[0; 64][..], &[27]].concat(),
            "expected r and s from 1 to n - 1",
        ),
    ] {
        let error = eip3009_request().assemble(bytes).unwrap_err();
        assert!(
            matches!(error, AssembleError::Signature(_)),
            "{error} for {text}"
        );
    }

    let signature: svm::Signature = SOLANA_SIGNATURE.parse().unwrap();
    let mut wrong = *signature.as_bytes();
    wrong[0] ^= 1;
    for (bytes, text) in [
        (&wrong[..], "another message"),
        (&wrong[..63], "expected 64 bytes, found 63"),
        (
            &[0; 64],
            "expected a signature of AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9",
        ),
    ] {
        let error = solana_request().assemble(bytes).unwrap_err().to_string();
        assert!(error.contains(text), "{error}");
    }
}

#[test]
fn a_contract_wallet_is_never_proven_here() {
    let inputs =
        Inputs::new(key_a(), [7; 32], at(1_740_672_094)).with_account_kind(AccountKind::Contract);
    let request = choose(eip3009()).signing_request(&inputs).unwrap();
    assert_eq!(request.account_kind(), AccountKind::Contract);
    assert_eq!(
        request.assemble(&hex::<65>(EIP3009_SIGNATURE)),
        Err(AssembleError::ContractWallet)
    );
    for signature in [vec![1; 65], vec![2; 130], vec![3]] {
        let payment = request.assemble_contract(&signature).unwrap();
        assert_eq!(payment.verified(), None);
        let Proof::Unproven(undecided) = payment.proof() else {
            panic!("{payment:?}");
        };
        assert_eq!(undecided.needs().collect::<Vec<_>>(), [ChainCheck::Erc1271]);
        assert_eq!(undecided.digest(), request.digest());
    }
    assert!(matches!(
        request.assemble_contract(&[]),
        Err(AssembleError::Signature(_))
    ));
    assert_eq!(
        solana_request().assemble_contract(&[1]),
        Err(AssembleError::WrongNetwork {
            expected: Family::Evm
        })
    );
}

#[test]
fn a_changed_transaction_must_still_pay_the_offer() {
    let request = solana_request();
    let signed = header::decode_base64(SOLANA_TRANSACTION, 4096).unwrap();
    let interop = Policy::interop();

    // Unsigned, cut, and by another payer's signature.
    let mut wrong = signed.clone();
    wrong[65] ^= 1;
    for bytes in [request.solana_transaction().unwrap(), wrong] {
        let error = request.assemble_transaction(&bytes, &interop).unwrap_err();
        let AssembleError::Refused(Refusal::Rejected(rejection)) = error else {
            panic!("{error}");
        };
        assert_eq!(rejection.code(), "svm.signature.invalid");
    }
    assert!(matches!(
        request.assemble_transaction(&signed[..signed.len() - 1], &interop),
        Err(AssembleError::Transaction(_))
    ));

    // The transaction of another offer, of another payer, and on the wrong family.
    let other = choose(solana(r#","memo":"order-43""#));
    let other = other.signing_request(&solana_inputs()).unwrap();
    let error = other.assemble_transaction(&signed, &interop).unwrap_err();
    assert!(error.to_string().starts_with("memo.mismatch"), "{error}");
    let inputs = solana_inputs_of(svm::Address::new([9; 32]), [7; 32]);
    let other = choose(solana(r#","memo":"order-42""#));
    let other = other.signing_request(&inputs).unwrap();
    assert_eq!(
        other.assemble_transaction(&signed, &interop),
        Err(AssembleError::WrongSigner {
            expected: svm::Address::new([9; 32]).into(),
            found: seed_1().into()
        })
    );
    assert_eq!(
        eip3009_request().assemble_transaction(&signed, &interop),
        Err(AssembleError::WrongNetwork {
            expected: Family::Svm
        })
    );
}

#[test]
fn nothing_to_sign_is_made_of_wrong_inputs() {
    let now = at(1_740_672_094);
    let evm = || choose(eip3009());
    let own_mint = || {
        let mint = "So11111111111111111111111111111111111111112";
        let entry = solana("").replace("4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", mint);
        let mint: svm::Address = mint.parse().unwrap();
        let network = x402_core::network::Network::solana_devnet();
        let spending =
            Spending::default().with_limit(network, mint, x402_core::amount::Amount::MAX);
        select(&required(&[entry]), &wallet(), &spending).unwrap()
    };
    let some = Some(svm::Blockhash::new([1; 32]));
    let with = |blockhash, mint| {
        Inputs::new(seed_1(), [7; 32], now).with_state(signing_state(blockhash, mint))
    };
    let usdc = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU";
    let own = "So11111111111111111111111111111111111111112";
    let mint_query = |mint: &str| {
        Query::from(SvmQuery::AccountInfo {
            address: mint.parse().unwrap(),
            commitment: Commitment::Confirmed,
        })
    };
    let noun = "the decimals and the token program of the mint";
    let contradiction = |found: &str| SigningRequestError::Contradiction {
        query: mint_query(usdc).into(),
        noun,
        expected: "6 and Token".into(),
        found: found.into(),
    };
    let no_mint = || SigningRequestError::MissingAnswer {
        query: mint_query(own).into(),
        noun,
    };
    for (choice, inputs, error) in [
        (
            evm(),
            Inputs::new(key_a(), [0; 32], now),
            SigningRequestError::NoEntropy,
        ),
        (
            evm(),
            Inputs::new(seed_1(), [7; 32], now),
            SigningRequestError::PayerFamily {
                network: "eip155:84532".into(),
                payer: seed_1().into(),
            },
        ),
        (choose(solana("")), with(None, None), no_blockhash()),
        (
            choose(solana("")),
            with(some, Some((usdc, 9, program::TOKEN))),
            contradiction("9 and Token"),
        ),
        (
            choose(solana("")),
            with(some, Some((usdc, 6, program::TOKEN_2022))),
            contradiction("6 and Token-2022"),
        ),
        (own_mint(), with(some, None), no_mint()),
        // An account of another program is not a mint.
        (
            own_mint(),
            with(some, Some((own, 9, program::SYSTEM))),
            no_mint(),
        ),
        (
            own_mint(),
            with(None, Some((own, 9, program::TOKEN))),
            no_blockhash(),
        ),
        (
            choose(solana("")),
            with(some, None).with_account_kind(AccountKind::Contract),
            SigningRequestError::NothingToSign,
        ),
    ] {
        assert_eq!(choice.signing_request(&inputs).unwrap_err(), error);
    }
    let nobody = Inputs::new(x402_core::evm::Address::ZERO, [7; 32], now);
    assert!(evm().signing_request(&nobody).is_err());
    for program in [program::TOKEN, program::TOKEN_2022] {
        let inputs = with(some, Some((own, 9, program)));
        assert!(own_mint().signing_request(&inputs).is_ok());
    }
    assert_eq!(
        no_blockhash().to_string(),
        "expected a recent blockhash from the chain, found no answer: ask the queries of the choice first"
    );
    assert_eq!(
        contradiction("9 and Token").to_string(),
        "expected 6 and Token (the decimals and the token program of the mint, by the asset table), \
         found 9 and Token on the chain: correct the entry of the table"
    );
}

#[test]
fn the_402_comes_back_unchanged() {
    let text = format!(
        r#"{{"x402Version":2,"error":"Payment required",
            "resource":{{"url":"https://api.example.com/x","mimeType":"","future":[1]}},
            "accepts":[{}],
            "extensions":{{"bazaar":{{"info":{{"a":1.50}}}}}},"futureTop":true}}"#,
        eip3009().replace(r#""extra""#, r#""future":{"z":1,"a":[2]},"extra""#)
    );
    let required = PaymentRequired::parse(&text).unwrap();
    let choice = select(&required, &wallet(), &Spending::default()).unwrap();
    let inputs = Inputs::new(key_a(), hex(EIP3009_NONCE), at(1_740_672_094));
    let request = choice.signing_request(&inputs).unwrap();
    let payment = request.assemble(&hex::<65>(EIP3009_SIGNATURE)).unwrap();
    let AnyPaymentPayload::V2(sent) = payment.message() else {
        panic!("version 2");
    };
    assert_eq!(
        Json::from(sent.accepted.clone()),
        required.accepts[0].to_json()
    );
    assert_eq!(sent.resource, required.resource);
    assert_eq!(sent.extensions, required.extensions);
    assert!(sent.unknown().is_empty());
    assert!(
        sent.to_string().contains(r#""info":{"a":1.50}"#),
        "numbers keep their text"
    );
}

#[test]
fn version_1_is_paid_in_version_1() {
    let entry = eip3009()
        .replace("\"amount\"", "\"maxAmountRequired\"")
        .replace("eip155:84532", "base-sepolia")
        .replace(
            "\"scheme\"",
            "\"resource\":\"https://x\",\"description\":\"\",\"scheme\"",
        );
    let text = format!(r#"{{"x402Version":1,"accepts":[{entry}]}}"#);
    let required = v1::PaymentRequired::parse(&text).unwrap();
    let choice = select(&required, &wallet(), &Spending::default()).unwrap();
    let inputs = Inputs::new(key_a(), hex(EIP3009_NONCE), at(1_740_672_094));
    let request = choice.signing_request(&inputs).unwrap();
    let payment = request.assemble(&hex::<65>(EIP3009_SIGNATURE)).unwrap();
    assert_eq!(payment.header_name(), "X-PAYMENT");
    let sent = header::decode_x_payment(payment.header_text()).unwrap();
    assert_eq!((&*sent.scheme, &*sent.network), ("exact", "base-sepolia"));
    let offer = Offer::parse_v1(&required.accepts[0]).unwrap();
    let context = Context::new(at(1_740_672_094));
    assert!(verify::verify_header(payment.header_text(), &offer, &context).is_ok());
}

#[test]
fn debug_does_not_give_the_payment_away() {
    let payment = eip3009_request()
        .assemble(&hex::<65>(EIP3009_SIGNATURE))
        .unwrap();
    let text = format!("{payment:?}");
    assert!(text.contains("PAYMENT-SIGNATURE"), "{text}");
    assert!(
        !text.contains("07828fd0") && !text.contains(payment.header_text()),
        "{text}"
    );
}

#[test]
fn a_402_with_too_many_values_to_repeat_is_not_paid() {
    // With 4096 values the 402 can be read. The payment repeats them and adds its own.
    let text = format!(
        r#"{{"x402Version":2,"accepts":[{}],"extensions":{{"a":[{}null]}}}}"#,
        eip3009(),
        "null,".repeat(4_080),
    );
    let required = PaymentRequired::parse(&text).unwrap();
    let choice = select(&required, &wallet(), &Spending::default()).unwrap();
    let inputs = Inputs::new(key_a(), hex(EIP3009_NONCE), at(1_740_672_094));
    let request = choice.signing_request(&inputs).unwrap();
    let error = request.assemble(&hex::<65>(EIP3009_SIGNATURE)).unwrap_err();
    let AssembleError::Limits(error) = error else {
        panic!("{error}");
    };
    assert_eq!(error.code(), ErrorCode::JsonNodes);
}

#[test]
fn a_402_too_long_to_repeat_is_not_paid() {
    let text = format!(
        r#"{{"x402Version":2,"resource":{{"url":"{}"}},"accepts":[{}]}}"#,
        "x".repeat(50_000),
        eip3009()
    );
    let required = PaymentRequired::parse(&text).unwrap();
    let choice = select(&required, &wallet(), &Spending::default()).unwrap();
    let inputs = Inputs::new(key_a(), hex(EIP3009_NONCE), at(1_740_672_094));
    let request = choice.signing_request(&inputs).unwrap();
    let error = request.assemble(&hex::<65>(EIP3009_SIGNATURE)).unwrap_err();
    assert!(
        matches!(error, AssembleError::TooLong { length } if length > 65_536),
        "{error}"
    );
}
