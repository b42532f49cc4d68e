use x402_core::svm::{
    short_vec,
    transaction::{MAX_SIZE, Transaction, Version},
};

/// Reads the bytes as a transaction and writes it again from what was read.
///
/// # Panics
///
/// If the bytes come out different, a prefix or an extension is a transaction too, or an index
/// points nowhere.
pub fn solana_transaction(data: &[u8]) {
    let Ok(transaction) = Transaction::parse(data) else {
        return;
    };
    assert!(data.len() <= MAX_SIZE);
    assert!(data.ends_with(transaction.message()));
    assert_eq!(write(&transaction), data, "{transaction:?}");

    let (_, shorter) = data.split_last().expect("no transaction is empty");
    let mut other = data[..shorter.len()].to_vec();
    assert!(Transaction::parse(&other).is_err(), "its prefix is one too");
    other.extend([data[shorter.len()], 0]);
    assert!(
        Transaction::parse(&other).is_err(),
        "its extension is one too"
    );

    let keys = transaction.account_keys().len();
    let looked_up = transaction.looked_up_accounts().count();
    assert_eq!(transaction.account_count(), keys + looked_up);
    for instruction in transaction.instructions() {
        let program = transaction.account_key(instruction.program_index());
        assert_eq!(program, Some(instruction.program()));
        for index in instruction.account_indexes() {
            assert!(usize::from(*index) < keys + looked_up);
        }
    }
    let signers = (0..=u8::MAX).filter(|index| transaction.is_signer(*index));
    assert_eq!(signers.count(), transaction.signatures().len());
    assert!(transaction.is_signer(0) && transaction.is_writable(0));
}

/// The bytes of a transaction, from its parts.
fn write(transaction: &Transaction<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    length(&mut out, transaction.signatures().len());
    for signature in transaction.signatures() {
        out.extend(signature.as_bytes());
    }
    if transaction.version() == Version::V0 {
        out.push(0x80);
    }
    let header = transaction.header();
    out.extend([
        header.num_required_signatures(),
        header.num_readonly_signed_accounts(),
        header.num_readonly_unsigned_accounts(),
    ]);
    length(&mut out, transaction.account_keys().len());
    for key in transaction.account_keys() {
        out.extend(key.as_bytes());
    }
    out.extend(transaction.recent_blockhash().as_bytes());
    length(&mut out, transaction.instructions().len());
    for instruction in transaction.instructions() {
        out.push(instruction.program_index());
        bytes(&mut out, instruction.account_indexes());
        bytes(&mut out, instruction.data());
    }
    if transaction.version() == Version::V0 {
        length(&mut out, transaction.lookups().len());
        for lookup in transaction.lookups() {
            out.extend(lookup.table().as_bytes());
            bytes(&mut out, lookup.writable_indexes());
            bytes(&mut out, lookup.readonly_indexes());
        }
    }
    out
}

fn bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    length(out, bytes.len());
    out.extend(bytes);
}

fn length(out: &mut Vec<u8>, length: usize) {
    let length = u16::try_from(length).expect("a transaction is small");
    let (bytes, used) = short_vec::encode(length);
    out.extend(&bytes[..used]);
}
