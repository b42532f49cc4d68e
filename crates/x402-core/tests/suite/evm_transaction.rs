//! Type 2 transactions against viem and eth-account, and every way to spoil one.

use alloy_primitives::hex;
use proptest::prelude::*;
use serde_json::Value;
use x402_core::{
    amount::Amount,
    evm::{
        AccessListItem, Fees, Signature, SignatureForms, SignedTransaction, Transaction,
        TransactionError, TransactionErrorKind,
    },
};

const VIEM: &str = include_str!("../data/evm/viem.json");
const ETH_ACCOUNT: &str = include_str!("../data/evm/eth_account.json");

#[test]
fn as_viem_and_eth_account_write_them() {
    for (json, name, version, least) in [
        (VIEM, "viem", "2.57.20", 60),
        (ETH_ACCOUNT, "eth-account", "0.14.0", 48),
    ] {
        let document: Value = serde_json::from_str(json).unwrap();
        assert_eq!(document["source"]["name"], name);
        assert_eq!(document["source"]["version"], version);
        let cases = document["transactions"].as_array().unwrap();
        assert!(cases.len() >= least, "{} cases", cases.len());
        let parities: Vec<_> = cases.iter().map(known_answer).collect();
        assert!(parities.contains(&true) && parities.contains(&false));
    }
}

/// Checks one case in both directions, and returns the parity of its signature.
fn known_answer(case: &Value) -> bool {
    let name = text(&case["name"]);
    let transaction = transaction(case);
    let digest = transaction.signing_hash();
    assert_eq!(hex::encode_prefixed(digest), case["signingHash"], "{name}");

    let signature = hex::decode(text(&case["signature"])).unwrap();
    let signature = Signature::parse(&signature, &SignatureForms::default()).unwrap();
    signs(case, &digest, signature);
    let signed = transaction.clone().with_signature(signature);
    let raw = signed.to_bytes();
    if let Some(expected) = case["raw"].as_str() {
        assert_eq!(hex::encode_prefixed(&raw), expected, "{name}");
    }
    assert_eq!(hex::encode_prefixed(signed.hash()), case["hash"], "{name}");

    let read = SignedTransaction::parse(&raw).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(read, signed, "{name}");
    assert_eq!(read.transaction(), &transaction, "{name}");
    assert_eq!(read.signature(), &signature, "{name}");
    let sender = read.signer().map(|sender| sender.to_string());
    assert_eq!(sender.as_deref(), case["signer"].as_str(), "{name}");
    signature.y_parity()
}

fn transaction(case: &Value) -> Transaction {
    let number = |member: &str| text(&case[member]).parse::<u64>().unwrap();
    let fee = |member: &str| text(&case[member]).parse().unwrap();
    let entry = |entry: &Value| AccessListItem {
        address: text(&entry["address"]).parse().unwrap(),
        storage_keys: list(&entry["storageKeys"])
            .iter()
            .map(|key| hex::decode_to_array(text(key)).unwrap())
            .collect(),
    };
    Transaction {
        chain_id: number("chainId"),
        nonce: number("nonce"),
        fees: Fees::new(fee("maxFeePerGas"), fee("maxPriorityFeePerGas")).unwrap(),
        gas_limit: number("gasLimit"),
        to: text(&case["to"]).parse().unwrap(),
        value: text(&case["value"]).parse().unwrap(),
        input: match case["inputOfA5"].as_u64() {
            Some(length) => vec![0xa5; usize::try_from(length).unwrap()],
            None => hex::decode(text(&case["input"])).unwrap(),
        },
        access_list: list(&case["accessList"]).iter().map(entry).collect(),
    }
}

#[cfg(feature = "signing")]
fn signs(case: &Value, digest: &[u8; 32], signature: Signature) {
    let key = x402_core::evm::SigningKey::from_hex(text(&case["privateKey"])).unwrap();
    assert_eq!(key.address().to_string(), text(&case["signer"]));
    assert_eq!(key.sign(digest), signature);
}

#[cfg(not(feature = "signing"))]
fn signs(_: &Value, _: &[u8; 32], _: Signature) {}

/// One field of a transaction, each spoilt in its own way.
///
/// The list is written by hand here, so that the prefix of the whole stays right.
fn spoilt(index: usize, item: &[u8]) -> Vec<u8> {
    let mut items = sample_items();
    items[index] = item.to_vec();
    list_of(&items)
}

fn sample_items() -> Vec<Vec<u8>> {
    let (r, s) = (
        sample_signature().r().to_vec(),
        sample_signature().s().to_vec(),
    );
    vec![
        vec![0x83, 0x01, 0x4a, 0x34],        // chain id 84532
        vec![0x07],                          // nonce
        vec![0x83, 0x0f, 0x42, 0x40],        // priority fee 1,000,000
        vec![0x84, 0x77, 0x35, 0x94, 0x00],  // max fee 2,000,000,000
        vec![0x83, 0x01, 0x5f, 0x90],        // gas limit 90,000
        [&[0x94][..], &[0x11; 20]].concat(), // receiver
        vec![0x80],                          // value
        vec![0x84, 0xe3, 0xee, 0x16, 0x0e],  // input
        vec![0xc0],                          // access list
        vec![0x01],                          // y parity
        [&[0xa0][..], &r].concat(),
        [&[0xa0][..], &s].concat(),
    ]
}

fn list_of(items: &[Vec<u8>]) -> Vec<u8> {
    let payload = items.concat();
    let length = u8::try_from(payload.len()).expect("a short list");
    let prefix: &[u8] = if length < 56 {
        &[2, 0xc0 + length]
    } else {
        &[2, 0xf8, length]
    };
    [prefix, &payload].concat()
}

fn sample_signature() -> Signature {
    Signature::normalize(&[&[0x11; 32][..], &[0x22; 32], &[28]].concat()).unwrap()
}

fn refused(bytes: &[u8]) -> TransactionError {
    match SignedTransaction::parse(bytes) {
        Ok(read) => panic!("{} was read as {read:?}", hex::encode(bytes)),
        Err(error) => error,
    }
}

#[test]
fn the_sample_is_sound() {
    let signed = SignedTransaction::parse(&list_of(&sample_items())).unwrap();
    assert_eq!(signed.transaction().chain_id, 84532);
    assert_eq!(signed.transaction().fees.max_fee_per_gas(), 2_000_000_000);
    assert_eq!(signed.signature(), &sample_signature());
}

#[test]
fn every_field_has_one_form() {
    use TransactionErrorKind as Kind;
    let order = hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    let high = hex!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1");
    let word = |bytes: &[u8]| [&[0xa0][..], bytes].concat();
    let entry = |address: &[u8], keys: &[u8]| {
        let length = |length: usize| 0xc0 + u8::try_from(length).unwrap();
        let fields = [address, keys].concat();
        [
            &[length(fields.len() + 1), length(fields.len())][..],
            &fields,
        ]
        .concat()
    };
    let address = [&[0x94][..], &[1; 20]].concat();
    // The fields begin at byte 3: at 3, 7, 8, 12, 17, 21, 42, 43, 48, 49, 50, 83.
    let over_128_bits = [&[0x91, 1][..], &[0; 16]].concat();
    let over_256_bits = [&[0xa1, 1][..], &[0; 32]].concat();
    #[rustfmt::skip]
    let cases = [
        (0, &[0x00][..], Kind::NotCanonical, 3, "the chain id without leading zeros", "a leading zero"),
        (0, &[0x82, 0, 1], Kind::NotCanonical, 3, "the chain id without leading zeros", "a leading zero"),
        (0, &[0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0], Kind::Length, 3, "the chain id of at most 8 bytes", "9 bytes"),
        (0, &[0xc0], Kind::Structure, 3, "the chain id as a string", "a list"),
        (1, &[0x81, 7], Kind::NotCanonical, 7, "the nonce as a byte that is its own encoding", "a length before it"),
        (1, &[0x81, 0], Kind::NotCanonical, 7, "the nonce as a byte that is its own encoding", "a length before it"),
        (1, &[0xb8, 1, 0x80], Kind::NotCanonical, 7, "the nonce behind its length in the shortest form", "a length that fits the first byte"),
        (1, &[0xb8, 0], Kind::NotCanonical, 7, "the nonce behind its length in the shortest form", "a length with a leading zero"),
        (1, &[0xb8, 55], Kind::NotCanonical, 7, "the nonce behind its length in the shortest form", "a length that fits the first byte"),
        (1, &[0xb9, 0, 56], Kind::NotCanonical, 7, "the nonce behind its length in the shortest form", "a length with a leading zero"),
        (1, &[0xbf; 9], Kind::Truncated, 7, "the nonce", "108 of at least 13816973012072644543 bytes"),
        (2, &over_128_bits, Kind::Length, 8, "the max priority fee per gas of at most 16 bytes", "17 bytes"),
        (2, &[0x84, 0x77, 0x35, 0x94, 1], Kind::Fees, 8, "a max priority fee per gas of at most the max fee, 2000000000", "2000000001"),
        (3, &[0x80], Kind::Fees, 8, "a max priority fee per gas of at most the max fee, 0", "1000000"),
        (4, &[0xc1, 1], Kind::Structure, 17, "the gas limit as a string", "a list"),
        (5, &[0x80], Kind::ContractCreation, 21, "the 20 bytes of the receiver", "none, which creates a contract"),
        (5, &[0x82, 1, 1], Kind::Length, 21, "the receiver of 20 bytes", "2 bytes"),
        (5, &[0x00], Kind::Length, 21, "the receiver of 20 bytes", "1 bytes"),
        (6, &word(&[0; 32]), Kind::NotCanonical, 42, "the value without leading zeros", "a leading zero"),
        (6, &over_256_bits, Kind::Length, 42, "the value of at most 32 bytes", "33 bytes"),
        (7, &[0xc0], Kind::Structure, 43, "the input as a string", "a list"),
        (8, &[0x80], Kind::Structure, 48, "the access list as a list", "a string"),
        (8, &[0xc1, 0x80], Kind::Structure, 49, "an entry of the access list as a list", "a string"),
        (8, &[0xf8, 0], Kind::NotCanonical, 48, "the access list behind its length in the shortest form", "a length with a leading zero"),
        (8, &[0xf8, 1, 0xc0], Kind::NotCanonical, 48, "the access list behind its length in the shortest form", "a length that fits the first byte"),
        (8, &[0xc1, 0xc0], Kind::Truncated, 50, "an address of the access list", "0 of at least 1 bytes"),
        (8, &entry(&[0x83, 1, 2, 3], &[0xc0]), Kind::Length, 50, "an address of the access list of 20 bytes", "3 bytes"),
        (8, &entry(&address, &[]), Kind::Truncated, 71, "the storage keys of the access list", "0 of at least 1 bytes"),
        (8, &entry(&address, &[0x80]), Kind::Structure, 71, "the storage keys of the access list as a list", "a string"),
        (8, &entry(&address, &[0xc0, 0xc0]), Kind::Trailing, 72, "the end of the entry of the access list", "1 more bytes"),
        (8, &entry(&address, &[0xc1, 0]), Kind::Length, 72, "a storage key of the access list of 32 bytes", "1 bytes"),
        (8, &entry(&address, &[0xc1, 0xc0]), Kind::Structure, 72, "a storage key of the access list as a string", "a list"),
        (8, &entry(&address, &[0xc2, 0xa0, 1]), Kind::Truncated, 72, "a storage key of the access list", "1 of at least 32 bytes"),
        (9, &[0x02], Kind::Signature, 49, "a y parity of 0 or 1", "another"),
        (9, &[0x1b], Kind::Signature, 49, "a y parity of 0 or 1", "another"),
        (9, &[0x00], Kind::NotCanonical, 49, "the y parity without leading zeros", "a leading zero"),
        (9, &[0x82, 1, 0], Kind::Length, 49, "the y parity of at most 1 bytes", "2 bytes"),
        (10, &[0x80], Kind::Signature, 50, "r and s from 1 to n - 1", "one outside"),
        (10, &word(&order), Kind::Signature, 50, "r and s from 1 to n - 1", "one outside"),
        (10, &over_256_bits, Kind::Length, 50, "r of the signature of at most 32 bytes", "33 bytes"),
        (11, &[0x80], Kind::Signature, 50, "r and s from 1 to n - 1", "one outside"),
        (11, &word(&order), Kind::Signature, 50, "r and s from 1 to n - 1", "one outside"),
        (11, &word(&high), Kind::Signature, 83, "s in the lower half of the order", "it above"),
        (11, &word(&[&[0][..], &[7; 31]].concat()), Kind::NotCanonical, 83, "s of the signature without leading zeros", "a leading zero"),
    ];
    for (index, item, kind, offset, expected, found) in cases {
        let bytes = spoilt(index, item);
        let error = refused(&bytes);
        let seen = (
            error.kind(),
            error.offset(),
            error.expected(),
            error.found(),
        );
        assert_eq!(
            seen,
            (kind, offset, expected, found),
            "{index}: {item:02x?}"
        );
        assert_eq!(
            error.to_string(),
            format!("not a type 2 transaction: byte {offset}: expected {expected}, found {found}")
        );
    }
    // The highest s that is low.
    let low = hex!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");
    assert!(SignedTransaction::parse(&spoilt(11, &word(&low))).is_ok());
}

#[test]
fn lists_have_neither_more_nor_fewer_fields() {
    use TransactionErrorKind as Kind;
    let items = sample_items();
    for count in 0..items.len() {
        let error = refused(&list_of(&items[..count]));
        assert_eq!(error.kind(), Kind::Truncated, "{count} fields: {error}");
    }
    let error = refused(&list_of(&[&items[..], &[vec![0x80]]].concat()));
    assert_eq!(
        (error.kind(), error.expected()),
        (Kind::Trailing, "the end of the fields")
    );

    let sound = list_of(&items);
    let error = refused(&[&sound[..], &[0]].concat());
    assert_eq!(
        (error.kind(), error.offset()),
        (Kind::Trailing, sound.len())
    );
    assert_eq!(
        (error.expected(), error.found()),
        ("the end of the transaction", "1 more bytes")
    );

    // The whole list behind a longer length than it needs, and as a string.
    let payload = items.concat();
    let length = u8::try_from(payload.len()).unwrap();
    let error = refused(&[&[2, 0xf9, 0, length][..], &payload].concat());
    assert_eq!((error.kind(), error.offset()), (Kind::NotCanonical, 1));
    let error = refused(&[&[2, 0xb8, length][..], &payload].concat());
    assert_eq!((error.kind(), error.offset()), (Kind::Structure, 1));
}

#[test]
fn other_types_are_not_read() {
    let creation: Value = serde_json::from_str(VIEM).unwrap();
    let creation = hex::decode(text(&creation["contractCreation"])).unwrap();
    assert_eq!(
        refused(&creation).kind(),
        TransactionErrorKind::ContractCreation
    );

    let sound = list_of(&sample_items());
    for (bytes, found) in [
        (&[][..], "nothing"),
        (&[&[1][..], &sound[1..]].concat(), "0x01"),
        (&[&[3][..], &sound[1..]].concat(), "0x03"),
        (&sound[1..], "0xf8"),
    ] {
        let error = refused(bytes);
        assert_eq!(error.kind(), TransactionErrorKind::Type);
        assert_eq!((error.offset(), error.found()), (0, found));
    }
}

#[test]
fn debug_does_not_give_the_input_or_the_signature_away() {
    let signed = SignedTransaction::parse(&list_of(&sample_items())).unwrap();
    let text = format!("{signed:?}");
    assert!(
        text.contains("input: 4 bytes") && text.contains("nonce: 7"),
        "{text}"
    );
    assert!(
        !text.contains("227, 238") && !text.to_lowercase().contains("e3ee"),
        "{text}"
    );
    assert!(!text.contains(&"22".repeat(16)), "{text}");
}

prop_compose! {
    fn entry()(address: [u8; 20], storage_keys in prop::collection::vec(any::<[u8; 32]>(), 0..4))
        -> AccessListItem
    {
        AccessListItem { address: address.into(), storage_keys }
    }
}

prop_compose! {
    fn signed()(
        numbers: [u64; 3],
        fees: [u128; 2],
        value: [u8; 32],
        shifts in [0_u32..64, 0..64, 0..64, 0..128, 0..128],
        value_digits in 0_usize..=32,
        to: [u8; 20],
        input in prop::collection::vec(any::<u8>(), 0..300),
        access_list in prop::collection::vec(entry(), 0..4),
        r: [u8; 32],
        s: [u8; 32],
        odd: bool,
    ) -> Option<SignedTransaction> {
        // Shifted, so that short numbers come up as often as long ones.
        let [a, b, c, d, e] = shifts;
        let [chain_id, nonce, gas_limit] = numbers;
        let [fee, other] = [fees[0] >> d, fees[1] >> e];
        let mut digits = [0; 32];
        digits[32 - value_digits..].copy_from_slice(&value[..value_digits]);
        let signature = [&r[..], &s, &[27 + u8::from(odd)]].concat();
        let transaction = Transaction {
            chain_id: chain_id >> a,
            nonce: nonce >> b,
            fees: Fees::new(fee.max(other), fee.min(other)).unwrap(),
            gas_limit: gas_limit >> c,
            to: to.into(),
            value: Amount::from_be_bytes(digits),
            input,
            access_list,
        };
        Some(transaction.with_signature(Signature::normalize(&signature).ok()?))
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(signed in signed()) {
        let Some(signed) = signed else { return Ok(()) };
        let bytes = signed.to_bytes();
        prop_assert_eq!(SignedTransaction::parse(&bytes), Ok(signed));
        for end in [0, 1, 2, bytes.len() / 2, bytes.len() - 1] {
            prop_assert!(SignedTransaction::parse(&bytes[..end]).is_err());
        }
    }

    #[test]
    fn what_is_read_has_one_form(signed in signed(), at: prop::sample::Index, byte: u8) {
        let Some(signed) = signed else { return Ok(()) };
        let mut bytes = signed.to_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(read) = SignedTransaction::parse(&bytes) {
            prop_assert_eq!(read.to_bytes(), bytes);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..300)) {
        for bytes in [&body[..], &[&[2][..], &body].concat(), &[&[2, 0xf8][..], &body].concat()] {
            if let Err(error) = SignedTransaction::parse(bytes) {
                prop_assert!(error.offset() <= bytes.len(), "{}", error);
            }
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
