//! Who signed a transaction.

use alloc::{format, string::ToString};

use crate::{
    scheme::{context::Context, fault::Fault},
    svm::{Signature, Transaction},
};

/// Every required signature but the fee payer's own, which is made last; the second is the payer's.
/// One that was proven earlier is not checked again.
pub(crate) fn payers(
    transaction: &Transaction<'_>,
    message_hash: &[u8; 32],
    context: &Context<'_>,
) -> Result<Signature, Fault> {
    let mut payer = None;
    let signed = transaction.signatures().zip(transaction.account_keys());
    for (signature, signer) in signed.skip(1) {
        if !context.is_proven(signer.into(), message_hash, signature) {
            signature
                .verify_strict(&signer, transaction.message())
                .map_err(|error| {
                    Fault::new(format!("a signature of {signer}"), error.to_string())
                })?;
        }
        payer = payer.or(Some(signature));
    }
    payer.ok_or_else(|| Fault::new("the payer's signature", "none"))
}
