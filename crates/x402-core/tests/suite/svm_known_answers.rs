//! Solana values against what other implementations derive, build and read.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest, Sha256};
use x402_core::svm::{
    Address, Blockhash, Signature, Transaction, TransferMessage,
    associated_token::{associated_token_address, find_program_address},
    instruction::{SetComputeUnitLimit, SetComputeUnitPrice, TransferAccounts, TransferChecked},
    program,
    transaction::{Version, wire_transaction},
};

/// The `exact` payment that the official TypeScript client builds for [`golden_transfer`].
const GOLDEN: &[u8] = include_bytes!("../data/solana/exact.bin");

const CLIENT_SIGNATURE: &str =
    "LQEVfcSf6LpZiWfHSL3f6miNKiLZWkQVyWLBSWsPyW2xu4hRBACNMzU5CFyiYbTPspcWNxETXBPsLXZsSV55UW3";

fn golden_transfer() -> TransferMessage<'static> {
    TransferMessage {
        payer: address("AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9"),
        fee_payer: address("9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"),
        pay_to: address("GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse"),
        mint: address("4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU"),
        token_program: program::TOKEN,
        decimals: 6,
        amount: 10_000,
        memo: "order-42",
        recent_blockhash: Blockhash::new([1; 32]),
        compute_unit_limit: TransferMessage::COMPUTE_UNIT_LIMIT,
        compute_unit_price: TransferMessage::COMPUTE_UNIT_PRICE,
    }
}

#[test]
fn builds_the_golden_transaction() {
    let message = golden_transfer().to_bytes().expect("a sound transfer");
    assert_eq!(
        hex(&Sha256::digest(&message)),
        "ef0550a9d2820905dca4131350f1be36a0dbc547630a9ca0d3bec054d2ca1552"
    );
    let signature = CLIENT_SIGNATURE.parse().expect(CLIENT_SIGNATURE);
    let wire = wire_transaction(&message, &[Signature::ZERO, signature]);
    assert_eq!(wire.as_deref(), Ok(GOLDEN));
}

#[test]
#[cfg(feature = "signing")]
fn signs_the_golden_transaction() {
    let key = x402_core::svm::SigningKey::from_seed(&[1; 32]);
    let message = golden_transfer().to_bytes().expect("a sound transfer");
    assert_eq!(key.address(), golden_transfer().payer);
    assert_eq!(key.sign(&message).to_string(), CLIENT_SIGNATURE);
}

#[test]
fn reads_the_golden_transaction() {
    let transfer = golden_transfer();
    let transaction = Transaction::parse(GOLDEN).expect("the golden transaction");
    assert_eq!(transaction.version(), Version::V0);
    assert_eq!(transaction.message(), &GOLDEN[1 + 2 * 64..]);
    assert_eq!(transaction.recent_blockhash(), transfer.recent_blockhash);
    assert_eq!(transaction.lookups().len(), 0);

    let signatures: Vec<_> = transaction.signatures().collect();
    assert_eq!(signatures[0], Signature::ZERO);
    assert_eq!(signatures[1].to_string(), CLIENT_SIGNATURE);
    assert_eq!(
        signatures[1].verify_strict(&transfer.payer, transaction.message()),
        Ok(())
    );

    let keys: Vec<_> = transaction.account_keys().map(|k| k.to_string()).collect();
    let expected = [
        ("9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu", true, true),
        ("AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9", true, false),
        ("6ndWAgFxMAVLobD8WrdBj5w41GrDeJYiQX91nNSrwkZp", false, true),
        ("H1AviagU5Y17z77v1F9qZPJ9kCbCsL4ewiZABNfGYoRs", false, true),
        ("4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", false, false),
        ("ComputeBudget111111111111111111111111111111", false, false),
        ("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr", false, false),
        ("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", false, false),
    ];
    assert_eq!(keys, expected.map(|(key, ..)| key));
    for (index, (key, signer, writable)) in (0..).zip(expected) {
        assert_eq!(transaction.is_signer(index), signer, "{key}");
        assert_eq!(transaction.is_writable(index), writable, "{key}");
        assert_eq!(transaction.account_key(index), Some(address(key)));
    }
    assert_eq!(transaction.account_key(8), None);

    let instructions: Vec<_> = transaction.instructions().collect();
    let [limit, price, move_tokens, memo] = &instructions[..] else {
        panic!("{} instructions", instructions.len());
    };
    assert_eq!(limit.program(), program::COMPUTE_BUDGET);
    assert_eq!(
        SetComputeUnitLimit::from_data(limit.data()),
        Some(SetComputeUnitLimit { units: 20_000 })
    );
    assert_eq!(price.program(), program::COMPUTE_BUDGET);
    assert_eq!(
        SetComputeUnitPrice::from_data(price.data()),
        Some(SetComputeUnitPrice { micro_lamports: 1 })
    );
    assert_eq!(move_tokens.program(), program::TOKEN);
    assert_eq!(move_tokens.program_index(), 7);
    assert_eq!(
        TransferChecked::from_data(move_tokens.data()),
        Some(TransferChecked {
            amount: 10_000,
            decimals: 6
        })
    );
    assert_eq!(
        TransferAccounts::from_indexes(move_tokens.account_indexes()),
        Some(TransferAccounts {
            source: 3,
            mint: 4,
            destination: 2,
            authority: 1,
            others: &[]
        })
    );
    assert_eq!(
        (memo.program(), memo.data()),
        (program::MEMO, &b"order-42"[..])
    );
}

/// The payer signed the whole message and nothing else.
#[test]
fn a_flipped_bit_breaks_the_payers_signature_unless_it_is_the_fee_payers() {
    for byte in 0..GOLDEN.len() {
        let mut bytes = GOLDEN.to_vec();
        bytes[byte] ^= 1;
        let Ok(transaction) = Transaction::parse(&bytes) else {
            assert!(!(1..129).contains(&byte), "byte {byte} is a signature's");
            continue;
        };
        let payer = transaction.account_key(1).expect("two signers");
        let verdict = transaction
            .signatures()
            .nth(1)
            .expect("two signatures")
            .verify_strict(&payer, transaction.message());
        assert_eq!(verdict.is_ok(), (1..65).contains(&byte), "byte {byte}");
    }
}

#[test]
fn token_accounts_of_either_program() {
    let pay_to = golden_transfer().pay_to;
    let pyusd = address("CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM");
    for (token_program, account) in [
        (
            program::TOKEN,
            "G5Fo1byDun6bKKHNgfWyRN4qFbbcFJFY4H4aLSRtQRja",
        ),
        (
            program::TOKEN_2022,
            "GnjJ5BSaSNrdBXHkV6Cw7D4tNhw5RzQ2G7mAEhrMvhnU",
        ),
    ] {
        let (found, _) =
            associated_token_address(&pay_to, &token_program, &pyusd).expect("has one");
        assert_eq!(found, address(account), "{token_program}");
    }
}

#[test]
fn seeds_have_the_limits_of_the_runtime() {
    let seed = &[7; 33][..];
    assert!(find_program_address(&[&seed[..32]; 15], &program::TOKEN).is_some());
    assert_eq!(find_program_address(&[seed], &program::TOKEN), None);
    assert_eq!(
        find_program_address(&[&seed[..1]; 16], &program::TOKEN),
        None
    );
}

#[test]
fn derives_the_token_accounts_that_solders_derives() {
    let document = document(
        include_str!("../data/solana/solders.json"),
        "solders",
        "0.29.0",
    );
    let cases = list(&document["tokenAccounts"]);
    assert_eq!(cases.len(), 24);
    for case in cases {
        let key = |member: &str| address(text(&case[member]));
        let bump = u8::try_from(number(&case["bump"])).expect("a bump");
        assert_eq!(
            associated_token_address(&key("owner"), &key("tokenProgram"), &key("mint")),
            Some((key("address"), bump)),
            "{case}"
        );
    }
}

#[test]
fn reads_the_transactions_that_solders_writes() {
    let document = document(
        include_str!("../data/solana/solders.json"),
        "solders",
        "0.29.0",
    );
    let cases = list(&document["transactions"]);
    assert_eq!(cases.len(), 24);
    for case in cases {
        let bytes = bytes(&case["transaction"]);
        let transaction = Transaction::parse(&bytes).unwrap_or_else(|e| panic!("{e}: {case}"));
        assert_same_envelope(&transaction, case);
        assert_same_instructions(&transaction, case);
        assert_same_accounts(&transaction, case);
    }
}

fn assert_same_envelope(transaction: &Transaction<'_>, case: &Value) {
    let is_legacy = text(&case["form"]) == "legacy";
    assert_eq!(
        transaction.version() == Version::Legacy,
        is_legacy,
        "{case}"
    );
    let message = transaction.message();
    assert_eq!(
        hex(&Sha256::digest(message)),
        text(&case["messageSha256"]),
        "{case}"
    );
    let signatures: Vec<_> = transaction.signatures().map(|s| s.to_string()).collect();
    assert_eq!(signatures, texts(&case["signatures"]), "{case}");
    // The first slot is the fee payer's, who has not signed.
    for (signature, key) in transaction
        .signatures()
        .zip(transaction.account_keys())
        .skip(1)
    {
        assert_eq!(signature.verify_strict(&key, message), Ok(()), "{case}");
    }
    let header = transaction.header();
    assert_eq!(
        [
            header.num_required_signatures(),
            header.num_readonly_signed_accounts(),
            header.num_readonly_unsigned_accounts()
        ],
        *numbers(&case["header"]),
        "{case}"
    );
    assert_eq!(
        transaction.recent_blockhash().to_string(),
        text(&case["recentBlockhash"]),
        "{case}"
    );
}

fn assert_same_instructions(transaction: &Transaction<'_>, case: &Value) {
    let instructions = list(&case["instructions"]);
    assert_eq!(
        transaction.instructions().len(),
        instructions.len(),
        "{case}"
    );
    for (found, expected) in transaction.instructions().zip(instructions) {
        let program_index = u64::from(found.program_index());
        assert_eq!(program_index, number(&expected["programIndex"]), "{case}");
        assert_eq!(
            found.account_indexes(),
            numbers(&expected["accounts"]),
            "{case}"
        );
        assert_eq!(hex(found.data()), text(&expected["data"]), "{case}");
    }
}

fn assert_same_accounts(transaction: &Transaction<'_>, case: &Value) {
    let keys: Vec<_> = transaction.account_keys().map(|k| k.to_string()).collect();
    assert_eq!(keys, texts(&case["accountKeys"]), "{case}");
    let lookups = list(&case["lookups"]);
    assert_eq!(transaction.lookups().len(), lookups.len(), "{case}");
    for (found, expected) in transaction.lookups().zip(lookups) {
        assert_eq!(found.table(), address(text(&expected["table"])), "{case}");
        assert_eq!(
            found.writable_indexes(),
            numbers(&expected["writable"]),
            "{case}"
        );
        assert_eq!(
            found.readonly_indexes(),
            numbers(&expected["readonly"]),
            "{case}"
        );
    }
    let count = u8::try_from(transaction.account_count()).expect("few");
    for (index, account) in (0..).skip(keys.len()).zip(transaction.looked_up_accounts()) {
        assert_eq!(
            account.is_writable(),
            transaction.is_writable(index),
            "{case}"
        );
    }
    // Of a legacy message solders does not tell.
    if !case["writable"].is_null() {
        let is_writable = |index: &u8| transaction.is_writable(*index);
        let writable: Vec<_> = (0..count).filter(is_writable).collect();
        assert_eq!(writable, numbers(&case["writable"]), "{case}");
    }
}

#[test]
fn builds_the_transactions_that_kit_builds() {
    let document = document(
        include_str!("../data/solana/kit.json"),
        "@solana/kit",
        "5.5.1",
    );
    let cases = list(&document["transfers"]);
    assert_eq!(cases.len(), 32);
    for case in cases {
        let key = |member: &str| address(text(&case[member]));
        let transfer = TransferMessage {
            payer: key("payer"),
            fee_payer: key("feePayer"),
            pay_to: key("payTo"),
            mint: key("mint"),
            token_program: key("tokenProgram"),
            decimals: u8::try_from(number(&case["decimals"])).expect("decimals"),
            amount: text(&case["amount"]).parse().expect("an amount"),
            memo: text(&case["memo"]),
            recent_blockhash: text(&case["recentBlockhash"]).parse().expect("a blockhash"),
            compute_unit_limit: u32::try_from(number(&case["limit"])).expect("a limit"),
            compute_unit_price: number(&case["price"]),
        };
        let message = transfer
            .to_bytes()
            .unwrap_or_else(|e| panic!("{e}: {case}"));
        let wire = wire_transaction(&message, &[Signature::ZERO; 2]);
        assert_eq!(wire, Ok(bytes(&case["transaction"])), "{case}");
    }
}

#[test]
fn refuses_transfers_that_could_never_be_paid() {
    let sound = golden_transfer();
    let long = "m".repeat(257);
    for (transfer, noun) in [
        (
            TransferMessage {
                token_program: program::MEMO,
                ..sound
            },
            "token program",
        ),
        (
            TransferMessage {
                memo: &long,
                ..sound
            },
            "memo",
        ),
        (
            TransferMessage {
                fee_payer: sound.payer,
                ..sound
            },
            "fee payer",
        ),
        (
            TransferMessage {
                pay_to: sound.payer,
                ..sound
            },
            "receiver",
        ),
        (
            TransferMessage {
                mint: sound.fee_payer,
                ..sound
            },
            "set of accounts",
        ),
    ] {
        let error = transfer.to_bytes().expect_err(noun);
        assert_eq!(error.noun(), noun);
    }
    assert!(
        TransferMessage {
            memo: &long[1..],
            pay_to: sound.fee_payer,
            ..sound
        }
        .to_bytes()
        .is_ok(),
        "256 bytes of memo, and the fee payer may be paid"
    );
}

fn address(text: &str) -> Address {
    text.parse().unwrap_or_else(|e| panic!("{e}"))
}

/// Reads a table of known answers, made by exactly that version.
fn document(json: &str, name: &str, version: &str) -> Value {
    let document: Value = serde_json::from_str(json).expect(name);
    assert_eq!(document["source"]["name"], name);
    assert_eq!(document["source"]["version"], version);
    document
}

fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("a list: {value}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}"))
}

fn texts(value: &Value) -> Vec<&str> {
    list(value).iter().map(text).collect()
}

fn number(value: &Value) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| panic!("a number: {value}"))
}

fn numbers(value: &Value) -> Vec<u8> {
    let byte = |value| u8::try_from(number(value)).expect("a byte");
    list(value).iter().map(byte).collect()
}

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(text(value)).expect("base64")
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
