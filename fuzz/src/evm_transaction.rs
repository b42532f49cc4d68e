use x402_core::evm::SignedTransaction;

/// Reads the bytes as a signed type 2 transaction and writes it again.
///
/// # Panics
///
/// If the bytes come out different, a prefix or an extension is a transaction too, or the
/// place of a defect is outside the bytes.
pub fn evm_transaction(data: &[u8]) {
    let signed = match SignedTransaction::parse(data) {
        Ok(signed) => signed,
        Err(error) => {
            assert!(error.offset() <= data.len(), "{error}");
            return;
        }
    };
    assert_eq!(signed.to_bytes(), data, "{signed:?}");
    let fees = signed.transaction().fees;
    assert!(fees.max_priority_fee_per_gas() <= fees.max_fee_per_gas());

    // What was signed and the signature make the same transaction again.
    let again = signed.transaction().clone();
    let again = again.with_signature(*signed.signature());
    assert_eq!(again, signed);
    assert_eq!(again.signer(), signed.signer());

    let (_, shorter) = data.split_last().expect("no transaction is empty");
    assert!(SignedTransaction::parse(shorter).is_err());
    let longer = [data, &[0x80]].concat();
    assert!(SignedTransaction::parse(&longer).is_err());
}
