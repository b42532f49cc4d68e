//! Reverts, events and outcomes: what the chain's bytes mean.

use alloy_primitives::hex;
use proptest::prelude::*;
use x402_core::{
    amount::Amount,
    chain::{
        Event, KnownError, Log, LogFilter, Revert, SignedBytes, TokenBalance, TransactionFault,
        TransactionOutcome,
    },
    evm,
    svm::Address,
};

/// A selector and words of 32 bytes, as hex without their leading zeros.
fn data(selector: &str, words: &[&str]) -> Vec<u8> {
    let words = words.iter().map(|word| format!("{word:0>64}"));
    hex::decode(format!("{selector}{}", words.collect::<String>())).unwrap()
}

/// The data of `Error(string)` with this text.
fn error_string(text: &str) -> Vec<u8> {
    let length = format!("{:x}", text.len());
    let mut data = data("08c379a0", &["20", &length]);
    data.extend(text.as_bytes());
    data.resize(data.len() + (32 - text.len() % 32) % 32, 0);
    data
}

// The selectors are those of viem 2.57.20, `toFunctionSelector` and `encodeErrorResult`.

#[test]
fn errors_of_known_contracts() {
    let account = &"11".repeat(20)[..];
    let (none, one, three): (&[&str], &[&str], &[&str]) = (&[], &["3"], &[account, "1", "2"]);
    for (selector, words, expected) in [
        ("756688fe", none, KnownError::InvalidNonce),
        ("cd21db4f", one, KnownError::SignatureExpired),
        ("3728b83d", one, KnownError::InvalidPermitAmount),
        ("2c5211c6", none, KnownError::InvalidAmount),
        ("815e1d64", none, KnownError::InvalidSigner),
        ("8baa579f", none, KnownError::InvalidSignature),
        ("4be6321b", none, KnownError::InvalidSignatureLength),
        ("b0669cbc", none, KnownError::InvalidContractSignature),
        ("d81b2f2e", one, KnownError::AllowanceExpired),
        ("f96fb071", one, KnownError::InsufficientAllowance),
        ("fe64b4c7", none, KnownError::AmountExceedsPermitted),
        ("ac6b05f5", none, KnownError::InvalidDestination),
        ("49e27cff", none, KnownError::InvalidOwner),
        ("59106c89", none, KnownError::InvalidPermit2Address),
        ("a65539fa", none, KnownError::PaymentTooEarly),
        ("050cda49", none, KnownError::Permit2612AmountMismatch),
        ("0f6fae87", none, KnownError::UnauthorizedFacilitator),
        ("e450d38c", three, KnownError::Erc20InsufficientBalance),
        ("fb8f41b2", three, KnownError::Erc20InsufficientAllowance),
        ("ec442f05", &[account], KnownError::Erc20InvalidReceiver),
        ("96c6fd1e", &[account], KnownError::Erc20InvalidSender),
        ("d93c0665", none, KnownError::EnforcedPause),
    ] {
        let revert = Revert::decode(&data(selector, words));
        assert_eq!(revert, Revert::Known(expected), "{selector}");
        assert_eq!(revert.to_string(), format!("reverts with {expected}()"));
    }
}

#[test]
fn other_reverts() {
    let balance = "ERC20: transfer amount exceeds balance";
    let dirty = "11".repeat(32);
    for (data, expected) in [
        (vec![], Revert::Silent),
        (
            data("4e487b71", &["11"]),
            Revert::Panic(Amount::from(0x11_u64)),
        ),
        (error_string(balance), Revert::Message(balance.into())),
        (error_string(""), Revert::Message(String::new())),
        // Not of the declared type: a dirty address, a length past the end.
        (
            data("e450d38c", &[&dirty, "1", "2"]),
            Revert::Unknown(hex!("e450d38c")),
        ),
        (
            data("08c379a0", &["20", "ff"]),
            Revert::Unknown(hex!("08c379a0")),
        ),
        (data("deadbeef", &["1"]), Revert::Unknown(hex!("deadbeef"))),
        (vec![0xde, 0xad], Revert::Unknown(hex!("dead0000"))),
    ] {
        assert_eq!(Revert::decode(&data), expected, "{}", hex::encode(&data));
    }
}

#[test]
fn a_contract_cannot_make_a_text_long_or_write_on_the_terminal() {
    let long = "é".repeat(1000);
    let Revert::Message(text) = Revert::decode(&error_string(&long)) else {
        panic!("no message");
    };
    assert_eq!(text, "é".repeat(128));
    let odd = format!("x{long}");
    let Revert::Message(text) = Revert::decode(&error_string(&odd)) else {
        panic!("no message");
    };
    assert_eq!(text.len(), 255);
    let shown = Revert::decode(&error_string("red\u{1b}[31m")).to_string();
    assert_eq!(shown, r#"reverts with "red\u{1b}[31m""#);
}

fn log(topics: &[&str], data: &str) -> Log {
    let word = |text: &&str| {
        hex::decode(format!("{text:0>64}"))
            .unwrap()
            .try_into()
            .unwrap()
    };
    Log {
        address: evm::Address::new([0x33; 20]),
        topics: topics.iter().map(word).collect(),
        data: hex::decode(data).unwrap(),
        index: 0,
    }
}

// The topics are those of viem 2.57.20, `toEventSelector`.
const TRANSFER: &str = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
const USED: &str = "98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";
const CANCELED: &str = "1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81";
const SETTLED: &str = "97088ec3606cfe8cc112180570d03fcde05f9b8e1bfef8e27784eaf5dd5691b6";

#[test]
fn events_by_topic_and_form() {
    let (one, two) = ("11".repeat(20), "22".repeat(20));
    let nonce = "ab".repeat(32);
    let value = format!("{:0>64}", "2710");
    let account = |byte| evm::Address::new([byte; 20]);
    let authorizer = account(0x11);
    for (log, expected) in [
        (
            log(&[TRANSFER, &one, &two], &value),
            Some(Event::Transfer {
                from: account(0x11),
                to: account(0x22),
                value: Amount::from(10_000_u64),
            }),
        ),
        (
            log(&[USED, &one, &nonce], ""),
            Some(Event::AuthorizationUsed {
                authorizer,
                nonce: [0xab; 32],
            }),
        ),
        (
            log(&[CANCELED, &one, &nonce], ""),
            Some(Event::AuthorizationCanceled {
                authorizer,
                nonce: [0xab; 32],
            }),
        ),
        (log(&[SETTLED], ""), Some(Event::Settled)),
        // ERC-721's `Transfer` has a fourth topic; old tokens index nothing.
        (log(&[TRANSFER, &one, &two, "1"], ""), None),
        (
            log(&[TRANSFER], &format!("{one:0>64}{two:0>64}{value}")),
            None,
        ),
        (log(&[TRANSFER, &one, &two], &format!("{value}00")), None),
        (log(&[TRANSFER, &one, &"22".repeat(32)], &value), None), // a dirty address
        (log(&[USED, &one], ""), None),
        (log(&[USED, &one, &nonce], &value), None),
        (log(&[SETTLED, &one], ""), None),
        (log(&[&nonce, &one, &two], &value), None),
        (log(&[], &value), None),
    ] {
        assert_eq!(Event::read(&log), expected, "{log:?}");
    }
}

#[test]
fn what_an_account_received() {
    let [mint, other, payee, source] = [1, 2, 3, 4].map(|byte| Address::new([byte; 32]));
    let balance = |account, mint, amount| TokenBalance {
        account,
        mint,
        owner: None,
        program: None,
        amount,
    };
    let outcome = TransactionOutcome {
        slot: 5,
        fault: None,
        fee: 10_000,
        transaction: vec![],
        before: vec![balance(source, mint, u64::MAX)],
        after: vec![balance(payee, mint, u64::MAX)],
    };
    let all = i128::from(u64::MAX);
    assert_eq!(outcome.received(&payee, &mint), Some(all)); // the account is new
    assert_eq!(outcome.received(&source, &mint), Some(-all)); // the account is closed
    assert_eq!(outcome.received(&other, &mint), Some(0));
    assert_eq!(outcome.received(&payee, &other), None);
}

#[test]
fn a_log_filter_is_bounded() {
    let token = evm::Address::new([0x33; 20]);
    let filter = |topics, first, last| LogFilter::new(token, vec![None; topics], first, last);
    assert!(filter(4, 0, LogFilter::MAX_BLOCKS - 1).is_ok());
    assert!(filter(4, u64::MAX, u64::MAX).is_ok());
    for (topics, first, last) in [
        (5, 0, 0),
        (0, 1, 0),
        (0, 0, LogFilter::MAX_BLOCKS),
        (0, 0, u64::MAX),
    ] {
        assert!(
            filter(topics, first, last).is_err(),
            "{topics} {first} {last}"
        );
    }
    let one = filter(0, u64::MAX, u64::MAX).unwrap();
    assert_eq!(one.halves(), [one.clone(), one]);
}

#[test]
fn bytes_with_a_signature_are_not_shown() {
    let query = x402_core::chain::EvmQuery::Send(SignedBytes::from(vec![0xf8; 99]));
    assert_eq!(format!("{query:?}"), "Send(SignedBytes(99 bytes))");
}

#[test]
fn faults_in_words() {
    let instruction = |custom, name: &str| TransactionFault::Instruction {
        index: 2,
        custom,
        name: name.into(),
    };
    for (fault, text) in [
        (
            instruction(Some(1), "Custom"),
            "instruction 2 fails with error 1",
        ),
        (
            instruction(None, "MissingAccount"),
            "instruction 2 fails with \"MissingAccount\"",
        ),
        (
            TransactionFault::Other("AccountInUse".into()),
            "the transaction fails with \"AccountInUse\"",
        ),
    ] {
        assert_eq!(Revert::Transaction(fault).to_string(), text);
    }
}

proptest! {
    #[test]
    fn any_data_is_read(data: Vec<u8>, topics in prop::collection::vec(any::<[u8; 32]>(), 0..6)) {
        let _ = Revert::decode(&data).to_string();
        for first in [Event::TRANSFER, Event::AUTHORIZATION_USED, Event::SETTLED] {
            let topics = std::iter::once(first).chain(topics.iter().copied()).collect();
            let log = Log { address: evm::Address::ZERO, topics, data: data.clone(), index: 0 };
            let _ = Event::read(&log);
        }
    }

    #[test]
    fn halves_cover_the_whole(first: u64, length in 1..=LogFilter::MAX_BLOCKS) {
        let Some(last) = first.checked_add(length - 1) else { return Ok(()) };
        let whole = LogFilter::new(evm::Address::ZERO, vec![], first, last).unwrap();
        let [lower, upper] = whole.halves();
        prop_assert_eq!(lower.first_block(), first);
        prop_assert_eq!(upper.last_block(), last);
        prop_assert!(length == 1 || upper.first_block() == lower.last_block() + 1);
    }
}
