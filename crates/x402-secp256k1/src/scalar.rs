//! Integers modulo n, the order of the curve's group (SEC 2, §2.4.1).

use core::ops::{Mul, Neg};

use crate::{
    inverse::{Modulus, invert_all},
    limbs::{self, Limbs},
};

/// An integer from 0 to n - 1.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Scalar(Limbs);

/// n.
const N: Limbs = [
    0xbfd2_5e8c_d036_4141,
    0xbaae_dce6_af48_a03b,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
];

/// 2^256 - n, a number of 129 bits: what a carry out of the highest limb is worth.
const FOLD: Limbs = [0x402d_a173_2fc9_bebf, 0x4551_2319_50b7_5fc4, 1, 0];

const MODULUS: Modulus = Modulus::new(N);

impl Scalar {
    /// The scalar that 32 bytes encode; `None` if they encode n or more.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let limbs = limbs::from_bytes(bytes);
        limbs::is_less(limbs, N).then_some(Self(limbs))
    }

    /// The scalar that the integer of 32 bytes is congruent to.
    pub(crate) fn reduce_bytes(bytes: &[u8; 32]) -> Self {
        Self::reduce(limbs::from_bytes(bytes))
    }

    /// An integer below 2^256 is below 2n, so n fits at most once.
    fn reduce(limbs: Limbs) -> Self {
        let (reduced, is_negative) = limbs::subtract(limbs, N);
        Self(if is_negative { limbs } else { reduced })
    }

    pub(crate) const fn limbs(self) -> Limbs {
        self.0
    }

    pub(crate) fn is_zero(self) -> bool {
        self.0 == [0; 4]
    }

    /// The inverse; of zero it is zero.
    pub(crate) fn invert(self) -> Self {
        Self(MODULUS.invert(self.0))
    }

    /// Inverts all, none of which may be zero, with one inversion.
    pub(crate) fn invert_all(scalars: &mut [Self]) {
        invert_all(scalars, Self([1, 0, 0, 0]), Self::invert);
    }
}

impl Mul for Scalar {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let (mut low, mut high) = limbs::multiply(self.0, other.0);
        // Each turn takes 127 bits off `high`, or the last few: at most four turns.
        while high != [0; 4] {
            let (product, above) = limbs::multiply(high, FOLD);
            let (sum, carry) = limbs::add(product, low);
            low = sum;
            // The product has at most 385 bits: its upper half has room for the carry.
            (high, _) = limbs::add(above, [u64::from(carry), 0, 0, 0]);
        }
        Self::reduce(low)
    }
}

impl Neg for Scalar {
    type Output = Self;

    fn neg(self) -> Self {
        let (negated, _) = limbs::subtract(N, self.0);
        if self.is_zero() { self } else { Self(negated) }
    }
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;
    use proptest::prelude::*;

    use super::*;
    use crate::big::{self, big, hex, number};

    fn n() -> BigInt {
        hex(big::N)
    }

    fn value(scalar: Scalar) -> BigInt {
        assert!(big(&scalar.0) < n());
        big(&scalar.0)
    }

    #[test]
    fn constants() {
        assert_eq!(big(&N), n());
        assert_eq!(big(&FOLD), big::power_of_2(256) - n());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn arithmetic(a in number(), b in number()) {
            let (x, y) = (Scalar::reduce(a), Scalar::reduce(b));
            prop_assert_eq!(value(x), big(&a) % n());
            prop_assert_eq!(value(x * y), big(&a) * big(&b) % n());
            prop_assert_eq!((value(-x) + value(x)) % n(), BigInt::ZERO);
        }

        #[test]
        fn bytes(a in number()) {
            let bytes = limbs::to_bytes(a);
            let scalar = Scalar::from_bytes(&bytes);
            prop_assert_eq!(scalar.is_some(), big(&a) < n());
            prop_assert_eq!(Scalar::reduce_bytes(&bytes), Scalar::reduce(a));
        }
    }

    proptest! {
        #[test]
        fn inverses(a in number()) {
            let expected = big(&a).modpow(&(n() - 2), &n());
            prop_assert_eq!(value(Scalar::reduce(a).invert()), expected);
        }
    }
}
