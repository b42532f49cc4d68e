//! Calldata and logs against published values.

use alloc::string::String;

use alloy_primitives::hex;

use super::*;
use crate::evm::{SignatureForms, permit2::EXACT_PROXY};

fn transfer() -> TransferWithAuthorization {
    TransferWithAuthorization {
        from: Address::new([0x11; 20]),
        to: Address::new([0x22; 20]),
        value: Amount::from(10_000_u64),
        valid_after: Amount::from(1_740_672_089_u64),
        valid_before: Amount::from(1_740_672_154_u64),
        nonce: [0xab; 32],
    }
}

/// The 65 bytes 0x01.., 0x02.., 28.
fn signature() -> [u8; 65] {
    let mut bytes = [1; 65];
    bytes[32..64].fill(2);
    bytes[64] = 28;
    bytes
}

/// The words of calldata or a topic, whose leading zeros are left out here.
fn words(selector: &str, words: &[&str]) -> String {
    let words = words.iter().map(|word| alloc::format!("{word:0>64}"));
    selector
        .chars()
        .chain(words.collect::<String>().chars())
        .collect()
}

// The expected words are those of viem 2.57.20, `encodeFunctionData`.

#[test]
fn transfers_by_v_r_and_s() {
    let signature = Signature::parse(&signature(), &SignatureForms::default()).unwrap();
    let expected = words(
        "e3ee160e",
        &[
            &"11".repeat(20),
            &"22".repeat(20),
            "2710",
            "67c08c59",
            "67c08c9a",
            &"ab".repeat(32),
            "1c",
            &"01".repeat(32),
            &"02".repeat(32),
        ],
    );
    assert_eq!(hex::encode(transfer().call(&signature)), expected);
}

#[test]
fn v_is_27_for_an_even_point() {
    let mut bytes = signature();
    bytes[64] = 27;
    let signature = Signature::parse(&bytes, &SignatureForms::default()).unwrap();
    assert_eq!(transfer().call(&signature)[4 + 6 * 32 + 31], 27);
}

#[test]
fn transfers_by_bytes() {
    let tail = alloc::format!("{}{}1c{}", "01".repeat(32), "02".repeat(32), "0".repeat(62));
    let expected = words(
        "cf092995",
        &[
            &"11".repeat(20),
            &"22".repeat(20),
            "2710",
            "67c08c59",
            "67c08c9a",
            &"ab".repeat(32),
            "e0",
            "41",
            &tail,
        ],
    );
    assert_eq!(
        hex::encode(transfer().call_with_bytes(&signature())),
        expected
    );
}

fn permit() -> PermitWitnessTransferFrom {
    PermitWitnessTransferFrom {
        from: Address::new([0x11; 20]),
        token: "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
            .parse()
            .unwrap(),
        amount: Amount::from(10_000_u64),
        spender: EXACT_PROXY,
        nonce: Amount::from(7_u64),
        deadline: Amount::from(1_740_672_154_u64),
        to: Address::new([0x22; 20]),
        valid_after: Amount::from(1_740_672_089_u64),
    }
}

#[test]
fn settles_through_the_proxy() {
    let tail = alloc::format!("{}{}", "03".repeat(65), "0".repeat(62));
    let expected = words(
        "13cd3b53",
        &[
            "036cbd53842c5426634e7929541ec2318f3dcf7e",
            "2710",
            "7",
            "67c08c9a",
            &"11".repeat(20),
            &"22".repeat(20),
            "67c08c59",
            "100",
            "41",
            &tail,
        ],
    );
    assert_eq!(hex::encode(permit().settle_call(&[3; 65])), expected);
}

// The expected words are those of eth-abi 6.0.0, `encode`.
#[test]
fn settles_with_an_allowance_through_the_proxy() {
    let mut signature = [4; 65];
    signature[32..64].fill(5);
    signature[64] = 27;
    let allowance = SignedPermit {
        value: Amount::from(10_000_u64),
        deadline: Amount::from(1_740_672_160_u64),
        signature,
    };
    let tail = alloc::format!("{}{}", "03".repeat(65), "0".repeat(62));
    let expected = words(
        "fa340378",
        &[
            "2710",
            "67c08ca0",
            &"04".repeat(32),
            &"05".repeat(32),
            "1b",
            "036cbd53842c5426634e7929541ec2318f3dcf7e",
            "2710",
            "7",
            "67c08c9a",
            &"11".repeat(20),
            &"22".repeat(20),
            "67c08c59",
            "1a0",
            "41",
            &tail,
        ],
    );
    let call = permit().settle_with_permit_call(&allowance, &[3; 65]);
    assert_eq!(hex::encode(call), expected);
}

// The expected words are those of eth-abi 6.0.0, `encode`, behind the selector of `aggregate3`.
#[cfg(feature = "facilitator")]
#[test]
fn a_batch_is_calls_each_of_which_may_fail() {
    let calls: [(Address, &[u8]); 2] = [
        (Address::new([0x33; 20]), &hex!("e3ee160e070707")),
        (Address::new([0x44; 20]), &[9; 64]),
    ];
    let cut = alloc::format!("e3ee160e070707{}", "0".repeat(50));
    let expected = words(
        "82ad56cb",
        &[
            "20",
            "2",
            "40",
            "e0",
            &"33".repeat(20),
            "1",
            "60",
            "7",
            &cut,
            &"44".repeat(20),
            "1",
            "60",
            "40",
            &"09".repeat(32),
            &"09".repeat(32),
        ],
    );
    assert_eq!(hex::encode(batch_call(&calls)), expected);
    assert!(is_transfer_by_account(calls[0].1) && !is_transfer_by_account(calls[1].1));
}

#[test]
fn a_nonce_is_one_bit_of_a_word() {
    for (nonce, word, bit) in [
        (0_u64, 0_u64, 0),
        (255, 0, 255),
        (256, 1, 0),
        (0x1234, 0x12, 0x34),
    ] {
        assert_eq!(nonce_bit(Amount::from(nonce)), (Amount::from(word), bit));
    }
    let (word, bit) = nonce_bit(Amount::MAX);
    assert_eq!((word.to_u256(), bit), (Amount::MAX.to_u256() >> 8, 255));
}

#[test]
fn a_result_is_not_copied_twice() {
    // Both elements of the array point to the same result.
    let element = words("", &["1", "40", "20", "7"]);
    let overlapping = words("", &["20", "2", "40", "40", &element]);
    assert!(aggregated(&hex::decode(overlapping).unwrap()).is_none());
    let alone = words("", &["20", "1", "20", &element]);
    assert_eq!(aggregated(&hex::decode(alone).unwrap()).unwrap().len(), 1);
}

#[test]
fn addresses_of_the_well_known_contracts() {
    for (address, text) in [
        (MULTICALL3, "0xcA11bde05977b3631167028862bE2a173976CA11"),
        (
            GAS_PRICE_ORACLE,
            "0x420000000000000000000000000000000000000F",
        ),
    ] {
        assert_eq!(Ok(address), text.parse());
    }
    assert_eq!(ERC1271_MAGIC, hex!("1626ba7e"));
}
