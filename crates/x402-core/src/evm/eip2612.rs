//! EIP-2612: an allowance by signature.

use core::fmt;

use crate::amount::Amount;

/// A signed allowance. Who allows, whom, and by which token are not part of it: its bearer
/// states them.
///
/// It is submitted by [`settle_with_permit_call`]; an example is there.
///
/// [`settle_with_permit_call`]: super::permit2::PermitWitnessTransferFrom::settle_with_permit_call
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct SignedPermit {
    /// How much the spender may transfer, in atomic token units.
    pub value: Amount,
    /// When the allowance can no longer be submitted, in Unix seconds.
    pub deadline: Amount,
    /// r, s and v as they were sent.
    pub signature: [u8; 65],
}

/// Without the signature: it is the payer's money.
impl fmt::Debug for SignedPermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedPermit")
            .field("value", &self.value)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

impl SignedPermit {
    pub(super) fn r(&self) -> [u8; 32] {
        self.word(0)
    }

    pub(super) fn s(&self) -> [u8; 32] {
        self.word(32)
    }

    /// 27 or 28 where the payer's wallet writes it as tokens want it; tokens refuse all others.
    pub(super) const fn v(&self) -> u8 {
        let [.., v] = self.signature;
        v
    }

    fn word(&self, start: usize) -> [u8; 32] {
        let mut word = [0; 32];
        for (to, from) in word.iter_mut().zip(self.signature.iter().skip(start)) {
            *to = *from;
        }
        word
    }
}
