//! What is no Solana transaction, and where it stops being one.

use proptest::prelude::*;
use x402_core::svm::{
    Address, Blockhash, Signature, Transaction, TransactionErrorKind as Kind, TransferMessage,
    instruction::{SetComputeUnitLimit, SetComputeUnitPrice, TransferAccounts, TransferChecked},
    program, short_vec,
    transaction::wire_transaction,
};

/// Two signers, eight keys, four instructions, no lookup; version 0.
const GOLDEN: &[u8] = include_bytes!("../data/solana/exact.bin");

// Where the parts of the golden transaction stand.
const VERSION: usize = 1 + 2 * 64;
const HEADER: usize = VERSION + 1;
const KEY_COUNT: usize = HEADER + 3;
const KEYS: usize = KEY_COUNT + 1;
const INSTRUCTION_COUNT: usize = KEYS + 8 * 32 + 32;
/// The first account index of the third instruction.
const TRANSFER_ACCOUNTS: usize = INSTRUCTION_COUNT + 1 + 8 + 12 + 2;
const LOOKUP_COUNT: usize = GOLDEN.len() - 1;

/// The golden transaction with `bytes` instead of `length` bytes at `offset`.
fn splice(offset: usize, length: usize, bytes: &[u8]) -> Vec<u8> {
    let mut out = GOLDEN.to_vec();
    out.splice(offset..offset + length, bytes.iter().copied());
    out
}

/// One lookup, with the number of lookups before it.
fn lookup(writable: &[u8], readonly: &[u8]) -> Vec<u8> {
    let mut bytes = vec![1];
    bytes.extend([0xaa; 32]);
    for indexes in [writable, readonly] {
        let length = u16::try_from(indexes.len()).expect("a short list");
        let (prefix, used) = short_vec::encode(length);
        bytes.extend(&prefix[..used]);
        bytes.extend(indexes);
    }
    bytes
}

type Defect = (&'static str, Vec<u8>, Kind, usize);

fn assert_defects<const N: usize>(defects: [Defect; N]) {
    for (what, bytes, kind, offset) in defects {
        let error = Transaction::parse(&bytes).expect_err(what);
        let found = (error.kind(), error.offset());
        assert_eq!(found, (kind, offset), "{what}: {error}");
    }
}

#[test]
fn refuses_what_does_not_begin_like_a_transaction() {
    let three = [&[3][..], &[0; 64]].concat();
    assert_defects([
        ("nothing", vec![], Kind::Truncated, 0),
        ("three zero bytes", vec![0; 3], Kind::Truncated, 1),
        ("1233 bytes", vec![0; 1233], Kind::Size, 1232),
        (
            "no signature",
            splice(0, VERSION, &[0]),
            Kind::SignatureCount,
            0,
        ),
        (
            "one signature",
            splice(0, 65, &[1]),
            Kind::SignatureCount,
            0,
        ),
        (
            "three signatures",
            splice(0, 1, &three),
            Kind::SignatureCount,
            0,
        ),
        (
            "a signature cut",
            GOLDEN[..100].to_vec(),
            Kind::Truncated,
            1,
        ),
        (
            "`82 00` signatures",
            splice(0, 1, &[0x82, 0]),
            Kind::CompactU16,
            0,
        ),
        (
            "65536 signatures",
            splice(0, 1, &[0x80, 0x80, 4]),
            Kind::CompactU16,
            0,
        ),
        (
            "a version 1 transaction",
            splice(0, VERSION + 1, &[0x81]),
            Kind::Version,
            0,
        ),
        (
            "a version 1 message",
            splice(VERSION, 1, &[0x81]),
            Kind::Version,
            VERSION,
        ),
        (
            "version 127",
            splice(VERSION, 1, &[0xff]),
            Kind::Version,
            VERSION,
        ),
        ("no signer", splice(HEADER, 1, &[0]), Kind::Header, HEADER),
        (
            "read-only signers only",
            splice(HEADER + 1, 1, &[2]),
            Kind::Header,
            HEADER,
        ),
    ]);
}

#[test]
fn refuses_keys_that_do_not_fit() {
    let [first, second] = [0, 32].map(|at| &GOLDEN[KEYS + at..][..32]);
    let last = KEYS + 7 * 32;
    assert_defects([
        (
            "a header of nine keys",
            splice(HEADER + 2, 1, &[7]),
            Kind::Header,
            KEY_COUNT,
        ),
        (
            "five keys for six parts",
            splice(KEY_COUNT, 1, &[5]),
            Kind::Header,
            KEY_COUNT,
        ),
        (
            "`88 00` keys",
            splice(KEY_COUNT, 1, &[0x88, 0]),
            Kind::CompactU16,
            KEY_COUNT,
        ),
        (
            "more keys than bytes",
            splice(KEY_COUNT, 1, &[40]),
            Kind::Truncated,
            KEYS,
        ),
        (
            "the fee payer again",
            splice(KEYS + 32, 32, first),
            Kind::DuplicateKey,
            KEYS + 32,
        ),
        (
            "the last is the second",
            splice(last, 32, second),
            Kind::DuplicateKey,
            last,
        ),
    ]);
}

#[test]
fn refuses_indexes_that_lead_nowhere() {
    let program = INSTRUCTION_COUNT + 1;
    let mint = TRANSFER_ACCOUNTS + 1;
    let with_lookup = |offset, index| {
        let bytes = splice(offset, 1, &[index]);
        [&bytes[..LOOKUP_COUNT], &lookup(&[5], &[])].concat()
    };
    let empty = splice(LOOKUP_COUNT, 1, &lookup(&[], &[]));
    let full = splice(LOOKUP_COUNT, 1, &lookup(&[0; 100], &[0; 149]));
    assert_defects([
        (
            "the fee payer as program",
            splice(program, 1, &[0]),
            Kind::ProgramIndex,
            program,
        ),
        (
            "a ninth key as program",
            splice(program, 1, &[8]),
            Kind::ProgramIndex,
            program,
        ),
        (
            "a looked-up program",
            with_lookup(program, 8),
            Kind::ProgramIndex,
            program,
        ),
        (
            "a ninth account",
            splice(mint, 1, &[8]),
            Kind::AccountIndex,
            mint,
        ),
        (
            "a tenth account of nine",
            with_lookup(mint, 9),
            Kind::AccountIndex,
            mint,
        ),
        ("a lookup of nothing", empty, Kind::Lookup, LOOKUP_COUNT + 1),
        ("257 accounts", full, Kind::Lookup, LOOKUP_COUNT + 1),
    ]);
    assert!(
        Transaction::parse(&with_lookup(mint, 8)).is_ok(),
        "nine of nine"
    );
}

#[test]
fn refuses_what_does_not_end_like_a_transaction() {
    let cut = GOLDEN[..LOOKUP_COUNT].to_vec();
    let legacy = splice(VERSION, 1, &[]);
    assert_defects([
        ("the last byte cut", cut, Kind::Truncated, LOOKUP_COUNT),
        (
            "a byte more",
            splice(LOOKUP_COUNT, 1, &[0, 0]),
            Kind::Trailing,
            GOLDEN.len(),
        ),
        (
            "legacy, but lookups",
            legacy,
            Kind::Trailing,
            LOOKUP_COUNT - 1,
        ),
    ]);
}

#[test]
fn says_what_was_expected_and_found() {
    for (bytes, text) in [
        (
            splice(VERSION, 1, &[0x81]),
            "byte 129: expected a legacy message or version 0, found version 1",
        ),
        (
            splice(0, 1, &[0x82, 0]),
            "byte 0: expected the number of signatures as a compact-u16, \
             found an encoding that is not the shortest",
        ),
        (
            splice(TRANSFER_ACCOUNTS, 1, &[8]),
            "byte 445: expected an index below 8, the number of accounts, found 8 in instruction 2",
        ),
        (
            GOLDEN[..100].to_vec(),
            "byte 1: expected 64 bytes for each signature, found 99 of at least 128 bytes",
        ),
        (
            [GOLDEN, b"\n"].concat(),
            "byte 472: expected the end of the transaction, found 1 more",
        ),
    ] {
        let error = Transaction::parse(&bytes).expect_err(text);
        assert_eq!(
            error.to_string(),
            format!("not a Solana transaction: {text}")
        );
    }
}

#[test]
fn looked_up_accounts_continue_the_keys() {
    let bytes = splice(LOOKUP_COUNT, 1, &lookup(&[7, 0], &[3]));
    let transaction = Transaction::parse(&bytes).expect("one lookup");
    let accounts: Vec<_> = transaction
        .looked_up_accounts()
        .map(|account| (account.table(), account.index(), account.is_writable()))
        .collect();
    let table = Address::new([0xaa; 32]);
    assert_eq!(
        accounts,
        [(table, 7, true), (table, 0, true), (table, 3, false)]
    );
    assert_eq!(transaction.account_count(), 11);
    assert_eq!(transaction.account_key(8), None);
    let writable = [7, 8, 9, 10, 11, 255].map(|index| transaction.is_writable(index));
    assert_eq!(writable, [false, true, true, false, false, false]);
    assert!(!transaction.is_signer(8));
}

#[test]
fn signatures_must_fit_the_message() {
    let message = &GOLDEN[VERSION..];
    for count in [0, 1, 3, 20, 70_000] {
        assert!(
            wire_transaction(message, &vec![Signature::ZERO; count]).is_err(),
            "{count} signatures"
        );
    }
    let wire = wire_transaction(message, &[Signature::ZERO; 2]).expect("two signatures");
    assert_eq!(wire[VERSION..], *message);
}

#[test]
fn debug_does_not_show_the_signatures() {
    let transaction = Transaction::parse(GOLDEN).expect("the golden transaction");
    let signature = transaction.signatures().nth(1).expect("two signatures");
    assert!(!format!("{transaction:?}").contains(&signature.to_string()));
}

/// Every accessor, for what it could do wrong with bytes that were accepted.
fn walk(transaction: &Transaction<'_>) {
    let accounts = transaction.account_count();
    assert!(accounts <= 256);
    assert_eq!(
        transaction.account_keys().count() + transaction.looked_up_accounts().count(),
        accounts
    );
    let keys: Vec<_> = transaction.account_keys().collect();
    let instructions = transaction.instructions();
    let announced = instructions.len();
    let mut seen = 0;
    for instruction in instructions {
        seen += 1;
        assert_eq!(
            instruction.program(),
            keys[usize::from(instruction.program_index())]
        );
        for index in instruction.account_indexes() {
            assert!(usize::from(*index) < accounts);
        }
    }
    assert_eq!(seen, announced);
    let lookups = transaction.lookups();
    assert_eq!(lookups.len(), lookups.count());
    assert!(transaction.is_signer(0) && transaction.is_writable(0));
    for index in 0..=u8::MAX {
        let known = usize::from(index) < accounts;
        assert!(known || !transaction.is_writable(index), "{index}");
        assert!(known || !transaction.is_signer(index), "{index}");
    }
}

fn transfer() -> impl Strategy<Value = (TransferMessage<'static>, String)> {
    let keys = any::<[[u8; 32]; 5]>();
    let numbers = any::<(u8, u64, u32, u64, bool)>();
    (keys, numbers, "\\PC{0,64}").prop_map(|(keys, numbers, memo)| {
        let [payer, fee_payer, pay_to, mint, blockhash] = keys;
        let (decimals, amount, compute_unit_limit, compute_unit_price, token_2022) = numbers;
        let token_program = if token_2022 {
            program::TOKEN_2022
        } else {
            program::TOKEN
        };
        let transfer = TransferMessage {
            payer: payer.into(),
            fee_payer: fee_payer.into(),
            pay_to: pay_to.into(),
            mint: mint.into(),
            token_program,
            decimals,
            amount,
            memo: "",
            recent_blockhash: Blockhash::new(blockhash),
            compute_unit_limit,
            compute_unit_price,
        };
        (transfer, memo)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..1300)) {
        if let Ok(transaction) = Transaction::parse(&bytes) {
            walk(&transaction);
        }
    }

    #[test]
    fn damaged_transactions_do_not_panic(
        edits in prop::collection::vec((0..GOLDEN.len(), 0..3_usize, any::<[u8; 2]>(), 0..3_usize), 1..4),
    ) {
        let mut bytes = GOLDEN.to_vec();
        for (offset, removed, added, used) in edits {
            let start = offset.min(bytes.len());
            let end = (start + removed).min(bytes.len());
            bytes.splice(start..end, added[..used].iter().copied());
        }
        match Transaction::parse(&bytes) {
            Ok(transaction) => walk(&transaction),
            Err(error) => prop_assert!(error.offset() <= bytes.len()),
        }
    }

    #[test]
    fn what_is_built_is_read_back((transfer, memo) in transfer()) {
        let transfer = TransferMessage { memo: &memo, ..transfer };
        let message = transfer.to_bytes().expect("a sound transfer");
        let signatures = [Signature::ZERO, Signature::new([7; 64])];
        let wire = wire_transaction(&message, &signatures).expect("a sound transaction");
        let transaction = Transaction::parse(&wire).expect("what was just written");
        walk(&transaction);
        prop_assert_eq!(transaction.message(), &message[..]);
        prop_assert!(transaction.signatures().eq(signatures));
        prop_assert_eq!(transaction.recent_blockhash(), transfer.recent_blockhash);
        prop_assert_eq!(transaction.account_key(0), Some(transfer.fee_payer));

        let instructions: Vec<_> = transaction.instructions().collect();
        let [limit, price, payment, note] = &instructions[..] else {
            return Err(TestCaseError::fail("four instructions"));
        };
        let units = transfer.compute_unit_limit;
        prop_assert_eq!(SetComputeUnitLimit::from_data(limit.data()), Some(SetComputeUnitLimit { units }));
        let micro_lamports = transfer.compute_unit_price;
        prop_assert_eq!(SetComputeUnitPrice::from_data(price.data()), Some(SetComputeUnitPrice { micro_lamports }));
        let TransferMessage { amount, decimals, .. } = transfer;
        prop_assert_eq!(payment.program(), transfer.token_program);
        prop_assert_eq!(TransferChecked::from_data(payment.data()), Some(TransferChecked { amount, decimals }));
        let accounts = TransferAccounts::from_indexes(payment.account_indexes()).expect("four accounts");
        prop_assert_eq!(transaction.account_key(accounts.authority), Some(transfer.payer));
        prop_assert_eq!(transaction.account_key(accounts.mint), Some(transfer.mint));
        prop_assert!(transaction.is_signer(accounts.authority));
        prop_assert!(!transaction.is_writable(accounts.authority));
        prop_assert!(transaction.is_writable(accounts.source));
        prop_assert!(transaction.is_writable(accounts.destination));
        prop_assert_eq!(note.data(), memo.as_bytes());
    }

    #[test]
    fn text_forms_round_trip(bytes in any::<[u8; 32]>(), half in any::<[u8; 32]>()) {
        let address = Address::new(bytes);
        prop_assert_eq!(address.to_string().parse(), Ok(address));
        let mut both = [0; 64];
        both[..32].copy_from_slice(&bytes);
        both[32..].copy_from_slice(&half);
        let signature = Signature::new(both);
        prop_assert_eq!(signature.to_string().parse(), Ok(signature));
    }
}
