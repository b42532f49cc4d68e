//! The transaction reader beside Solana's own: what one accepts, the other does.
//!
//! On purpose ours refuses three things that Solana's crates leave to later stages: more than
//! 1232 bytes (the network's packet), an account key that occurs twice (the runtime's loader),
//! and version 1 transactions (x402 knows none). `reference` says so where it applies.

use proptest::prelude::*;
use solana_address::Address as SolanaAddress;
use solana_hash::Hash;
use solana_message::{
    Message, MessageHeader, VersionedMessage, compiled_instruction::CompiledInstruction, v0,
};
use solana_signature::Signature as SolanaSignature;
use solana_transaction::versioned::VersionedTransaction;
use x402_core::svm::{Transaction, transaction::Version};

/// Reads with Solana's crates and adds the three rules.
fn reference(bytes: &[u8]) -> Option<VersionedTransaction> {
    let transaction: VersionedTransaction = wincode::deserialize(bytes).ok()?;
    transaction.sanitize().ok()?;
    // Trailing bytes are the caller's business there.
    let ends = wincode::serialize(&transaction).is_ok_and(|again| again == bytes);
    let keys = transaction.message.static_account_keys();
    let is_unique = (1..keys.len()).all(|i| !keys[i..].contains(&keys[i - 1]));
    let is_known = !matches!(transaction.message, VersionedMessage::V1(_));
    (bytes.len() <= 1232 && ends && is_unique && is_known).then_some(transaction)
}

fn assert_same(bytes: &[u8]) {
    match (Transaction::parse(bytes), reference(bytes)) {
        (Ok(ours), Some(theirs)) => assert_same_content(&ours, &theirs),
        (Err(_), None) => {}
        (ours, theirs) => panic!("{ours:?} but {theirs:?} for {bytes:02x?}"),
    }
}

fn assert_same_content(ours: &Transaction<'_>, theirs: &VersionedTransaction) {
    let message = &theirs.message;
    assert_eq!(ours.message(), message.serialize());
    assert!(
        ours.signatures()
            .map(|s| *s.as_bytes())
            .eq(theirs.signatures.iter().map(|s| *s.as_array()))
    );
    let header = message.header();
    assert_eq!(
        ours.header().num_required_signatures(),
        header.num_required_signatures
    );
    assert_eq!(
        ours.header().num_readonly_signed_accounts(),
        header.num_readonly_signed_accounts
    );
    assert_eq!(
        ours.header().num_readonly_unsigned_accounts(),
        header.num_readonly_unsigned_accounts
    );
    assert!(
        ours.account_keys().map(|k| *k.as_bytes()).eq(message
            .static_account_keys()
            .iter()
            .map(SolanaAddress::to_bytes))
    );
    assert_eq!(
        ours.recent_blockhash().as_bytes(),
        message.recent_blockhash().as_bytes()
    );
    assert_eq!(ours.instructions().len(), message.instructions().len());
    for (ours, theirs) in ours.instructions().zip(message.instructions()) {
        assert_eq!(ours.program_index(), theirs.program_id_index);
        assert_eq!(ours.account_indexes(), theirs.accounts);
        assert_eq!(ours.data(), theirs.data);
    }
    let lookups = message.address_table_lookups().unwrap_or_default();
    assert_eq!(ours.lookups().len(), lookups.len());
    for (ours, theirs) in ours.lookups().zip(lookups) {
        assert_eq!(*ours.table().as_bytes(), theirs.account_key.to_bytes());
        assert_eq!(ours.writable_indexes(), theirs.writable_indexes);
        assert_eq!(ours.readonly_indexes(), theirs.readonly_indexes);
    }
    assert_eq!(
        ours.version() == Version::Legacy,
        matches!(message, VersionedMessage::Legacy(_))
    );
    for index in 0..ours.account_count() {
        let byte = u8::try_from(index).expect("at most 256 accounts");
        assert_eq!(ours.is_signer(byte), message.is_signer(index), "{index}");
        // Solana's takes the rights to write from programs that are called, too.
        if !message.is_invoked(index) {
            assert_eq!(
                ours.is_writable(byte),
                message.is_maybe_writable(index, None),
                "{index}"
            );
        }
    }
}

/// A transaction that is sound, or nearly: the counts may not fit each other.
fn transaction() -> impl Strategy<Value = VersionedTransaction> {
    let shape = (1..4_u8, 0..3_u8, 0..3_u8, 2..8_u8, any::<bool>());
    let instruction = (
        1..8_u8,
        prop::collection::vec(0..12_u8, 0..6),
        prop::collection::vec(any::<u8>(), 0..20),
    );
    let lookup = (
        any::<[u8; 32]>(),
        prop::collection::vec(any::<u8>(), 0..4),
        prop::collection::vec(any::<u8>(), 0..4),
    );
    (
        shape,
        prop::collection::vec(instruction, 0..5),
        prop::collection::vec(lookup, 0..3),
        any::<[u8; 32]>(),
    )
        .prop_map(|(shape, instructions, lookups, seed)| {
            let (signers, readonly_signers, readonly, keys, is_legacy) = shape;
            let header = MessageHeader {
                num_required_signatures: signers,
                num_readonly_signed_accounts: readonly_signers,
                num_readonly_unsigned_accounts: readonly,
            };
            let account_keys = (0..keys)
                .map(|index| {
                    let mut key = seed;
                    key[0] = index;
                    SolanaAddress::from(key)
                })
                .collect();
            let instructions = instructions
                .into_iter()
                .map(|(program_id_index, accounts, data)| CompiledInstruction {
                    program_id_index,
                    accounts,
                    data,
                })
                .collect();
            let recent_blockhash = Hash::new_from_array(seed);
            let message = if is_legacy {
                VersionedMessage::Legacy(Message {
                    header,
                    account_keys,
                    recent_blockhash,
                    instructions,
                })
            } else {
                VersionedMessage::V0(v0::Message {
                    header,
                    account_keys,
                    recent_blockhash,
                    instructions,
                    address_table_lookups: lookups
                        .into_iter()
                        .map(|(key, writable_indexes, readonly_indexes)| {
                            v0::MessageAddressTableLookup {
                                account_key: SolanaAddress::from(key),
                                writable_indexes,
                                readonly_indexes,
                            }
                        })
                        .collect(),
                })
            };
            VersionedTransaction {
                signatures: vec![SolanaSignature::from([5; 64]); usize::from(signers)],
                message,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agree_on_transactions(transaction in transaction()) {
        assert_same(&wincode::serialize(&transaction).expect("serialises"));
    }

    #[test]
    fn agree_on_damaged_transactions(
        transaction in transaction(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize, any::<[u8; 2]>(), 0..3_usize), 1..4),
    ) {
        let mut bytes = wincode::serialize(&transaction).expect("serialises");
        for (place, removed, added, used) in edits {
            let start = place.index(bytes.len());
            let end = (start + removed).min(bytes.len());
            bytes.splice(start..end, added[..used].iter().copied());
        }
        assert_same(&bytes);
    }

    #[test]
    fn agree_on_other_counts(
        place in any::<prop::sample::Index>(),
        value in prop_oneof![0..4_u8, 0x7f..=0x82_u8, any::<u8>()],
    ) {
        // The golden transaction with one byte outside keys and signatures replaced.
        let golden = include_bytes!("../data/solana/exact.bin");
        let places: Vec<_> = [0].into_iter().chain(129..134).chain(422..472).collect();
        let mut bytes = golden.to_vec();
        bytes[*place.get(&places)] = value;
        assert_same(&bytes);
    }
}

#[test]
fn both_outcomes_occur() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut accepted = 0;
    for _ in 0..500 {
        let transaction = transaction()
            .new_tree(&mut runner)
            .expect("a value")
            .current();
        let bytes = wincode::serialize(&transaction).expect("serialises");
        accepted += u32::from(Transaction::parse(&bytes).is_ok());
    }
    assert!((50..450).contains(&accepted), "{accepted} of 500 accepted");
}
