//! EIP-2612: an allowance by signature.

use crate::amount::Amount;

/// A signed allowance. Who allows, whom, and by which token are not part of it: its bearer
/// states them.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) struct SignedPermit {
    /// How much the spender may transfer, in atomic token units.
    pub(crate) value: Amount,
    /// When the allowance can no longer be submitted, in Unix seconds.
    pub(crate) deadline: Amount,
    /// r, s and v as they were sent.
    pub(crate) signature: [u8; 65],
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
