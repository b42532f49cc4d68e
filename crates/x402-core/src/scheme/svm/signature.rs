//! Who signed a transaction.

use alloc::{format, string::ToString};

use crate::{
    scheme::fault::Fault,
    svm::{Signature, Transaction},
};

/// Every required signature but the fee payer's own, which is made last; the second is the payer's.
pub(crate) fn payers(transaction: &Transaction<'_>) -> Result<Signature, Fault> {
    let mut payer = None;
    let signed = transaction.signatures().zip(transaction.account_keys());
    for (signature, signer) in signed.skip(1) {
        signature
            .verify_strict(&signer, transaction.message())
            .map_err(|error| Fault::new(format!("a signature of {signer}"), error.to_string()))?;
        payer = payer.or(Some(signature));
    }
    payer.ok_or_else(|| Fault::new("the payer's signature", "none"))
}
