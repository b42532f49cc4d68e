//! The proof that a payer signed, to be carried along.

use core::fmt;

use super::payer_signature::PayerSignature;
use crate::address::Address;

/// A payer's signature that was checked: what it signs and by which account.
///
/// The rules of a mechanism make it where they check a signature. Given to a
/// [`Context`](super::Context), it saves another check of the same signature of the same bytes by
/// the same account, and nothing else.
#[derive(Clone, Eq, Hash, PartialEq)]
pub(crate) struct ProvenSignature {
    pub(crate) signature: PayerSignature,
    /// Facts of the chain prove a contract wallet's signature. They may change, so that it is
    /// never taken as proven again.
    by_key: Option<(Address, [u8; 32])>,
}

impl ProvenSignature {
    /// A signature by the payer's own key, of a digest or of the message with this hash.
    pub(super) fn by_key(
        payer: Address,
        digest: [u8; 32],
        signature: impl Into<PayerSignature>,
    ) -> Self {
        Self {
            signature: signature.into(),
            by_key: Some((payer, digest)),
        }
    }

    /// A signature that the payer's contract accepts.
    pub(super) fn by_contract(signature: &[u8]) -> Self {
        Self {
            signature: PayerSignature::Contract(signature.into()),
            by_key: None,
        }
    }

    /// Whether it was checked that this account made this signature of this digest.
    pub(super) fn proves(
        &self,
        payer: Address,
        digest: &[u8; 32],
        signature: impl Into<PayerSignature>,
    ) -> bool {
        self.by_key == Some((payer, *digest)) && self.signature == signature.into()
    }
}

/// Shows the account and no signature.
impl fmt::Debug for ProvenSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProvenSignature")
            .field("payer", &self.by_key.map(|(payer, _)| payer))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::ProvenSignature;
    use crate::{address::Address, svm};

    #[test]
    fn proves_the_same_signature_of_the_same_bytes_by_the_same_account() {
        let [payer, other] = [[1; 32], [2; 32]].map(|key| Address::from(svm::Address::new(key)));
        let [signature, changed] = [[3; 64], [4; 64]].map(svm::Signature::new);
        let proven = ProvenSignature::by_key(payer, [5; 32], signature);
        assert!(proven.proves(payer, &[5; 32], signature));
        assert!(!proven.proves(other, &[5; 32], signature));
        assert!(!proven.proves(payer, &[6; 32], signature));
        assert!(!proven.proves(payer, &[5; 32], changed));
    }

    #[test]
    fn takes_the_answer_of_a_contract_for_no_later_proof() {
        let payer = Address::from(svm::Address::new([1; 32]));
        let proven = ProvenSignature::by_contract(&[3; 64]);
        assert!(!proven.proves(payer, &[5; 32], proven.signature.clone()));
    }
}
