//! The field of the curve's coordinates: integers modulo p = 2^256 - 2^32 - 977 (SEC 2, §2.4.1).

use core::ops::{Add, Mul, Neg, Sub};

use crate::{
    inverse::{Modulus, invert_all},
    limbs::{self, Limbs, add_multiple},
};

/// An element of the field, as *any* integer below 2^256 that is congruent to it.
///
/// Elements from 0 to 2^256 - p - 1 have two such integers, all others one. Every operation takes
/// any of them and returns any of them; [`canonical`](Self::canonical) is the one below p.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldElement(Limbs);

/// 2^256 - p: what a carry out of the highest limb is worth.
const FOLD: u64 = (1 << 32) + 977;

/// p.
const P: Limbs = [u64::MAX - FOLD + 1, u64::MAX, u64::MAX, u64::MAX];

const MODULUS: Modulus = Modulus::new(P);

impl FieldElement {
    pub(crate) const ZERO: Self = Self([0; 4]);
    pub(crate) const ONE: Self = Self([1, 0, 0, 0]);

    pub(crate) const fn from_limbs(limbs: Limbs) -> Self {
        Self(limbs)
    }

    /// The element that 32 bytes encode; `None` if they encode p or more.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let limbs = limbs::from_bytes(bytes);
        limbs::is_less(limbs, P).then_some(Self(limbs))
    }

    pub(crate) fn to_bytes(self) -> [u8; 32] {
        limbs::to_bytes(self.canonical())
    }

    /// The integer below p.
    fn canonical(self) -> Limbs {
        // Adding 2^256 - p carries if, and only if, the integer is p or more.
        let (reduced, carry) = limbs::add(self.0, [FOLD, 0, 0, 0]);
        if carry { reduced } else { self.0 }
    }

    /// Whether the integer below p is odd.
    pub(crate) fn is_odd(self) -> bool {
        let [lowest, ..] = self.canonical();
        lowest & 1 == 1
    }

    #[inline]
    pub(crate) fn is_zero(self) -> bool {
        self.0 == [0; 4] || self.0 == P
    }

    #[inline]
    pub(crate) fn equals(self, other: Self) -> bool {
        (self - other).is_zero()
    }

    #[inline]
    pub(crate) fn square(self) -> Self {
        let (low, high) = limbs::square(self.0);
        Self(reduce(low, high))
    }

    #[inline]
    pub(crate) fn double(self) -> Self {
        self + self
    }

    /// The element that gives this one when doubled.
    #[inline]
    pub(crate) fn halve(self) -> Self {
        let [lowest, ..] = self.0;
        let is_odd = 0_u64.wrapping_sub(lowest & 1);
        // An even integer, below 2^257.
        let (even, carry) = limbs::add(self.0, P.map(|limb| limb & is_odd));
        let [e0, e1, e2, e3] = even;
        Self([
            e0 >> 1 | e1 << 63,
            e1 >> 1 | e2 << 63,
            e2 >> 1 | e3 << 63,
            e3 >> 1 | u64::from(carry) << 63,
        ])
    }

    /// The inverse; of zero it is zero.
    pub(crate) fn invert(self) -> Self {
        Self(MODULUS.invert(self.canonical()))
    }

    /// Inverts all, none of which may be zero, with one inversion.
    pub(crate) fn invert_all(elements: &mut [Self]) {
        invert_all(elements, Self::ONE, Self::invert);
    }

    /// One of the two square roots; `None` if there is none.
    ///
    /// p is 3 modulo 4, so a root, if there is one, is the power of (p + 1) / 4. In binary this
    /// exponent is 223 ones, a zero, 22 ones, four zeros, two ones, two zeros.
    pub(crate) fn square_root(self) -> Option<Self> {
        let ones_2 = self.square() * self;
        let ones_3 = ones_2.square() * self;
        let ones_6 = ones_3.square_times(3) * ones_3;
        let ones_9 = ones_6.square_times(3) * ones_3;
        let ones_11 = ones_9.square_times(2) * ones_2;
        let ones_22 = ones_11.square_times(11) * ones_11;
        let ones_44 = ones_22.square_times(22) * ones_22;
        let ones_88 = ones_44.square_times(44) * ones_44;
        let ones_176 = ones_88.square_times(88) * ones_88;
        let ones_220 = ones_176.square_times(44) * ones_44;
        let ones_223 = ones_220.square_times(3) * ones_3;
        let root = ones_223.square_times(23) * ones_22;
        let root = root.square_times(6) * ones_2;
        let root = root.square_times(2);
        root.square().equals(self).then_some(root)
    }

    fn square_times(self, count: u32) -> Self {
        (0..count).fold(self, |power, _| power.square())
    }
}

impl Add for FieldElement {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        let (sum, carry) = limbs::add(self.0, other.0);
        let (sum, carry) = limbs::add(sum, [fold(carry), 0, 0, 0]);
        // The second carry leaves less than 2^256 - p, which is in the lowest limb alone.
        let [s0, s1, s2, s3] = sum;
        Self([s0.wrapping_add(fold(carry)), s1, s2, s3])
    }
}

impl Sub for FieldElement {
    type Output = Self;

    #[inline]
    fn sub(self, other: Self) -> Self {
        let (difference, borrow) = limbs::subtract(self.0, other.0);
        let (difference, borrow) = limbs::subtract(difference, [fold(borrow), 0, 0, 0]);
        // The second borrow leaves 2^256 minus at most `FOLD`: only the lowest limb changes.
        let [d0, d1, d2, d3] = difference;
        Self([d0.wrapping_sub(fold(borrow)), d1, d2, d3])
    }
}

impl Neg for FieldElement {
    type Output = Self;

    #[inline]
    fn neg(self) -> Self {
        Self::ZERO - self
    }
}

impl Mul for FieldElement {
    type Output = Self;

    #[inline]
    fn mul(self, other: Self) -> Self {
        let (low, high) = limbs::multiply(self.0, other.0);
        Self(reduce(low, high))
    }
}

/// What a carry is worth.
#[inline]
fn fold(carry: bool) -> u64 {
    FOLD & 0_u64.wrapping_sub(u64::from(carry))
}

/// `low + 2^256 high` modulo p, below 2^256.
#[inline]
fn reduce(low: Limbs, high: Limbs) -> Limbs {
    // low + FOLD * high, whose fifth limb is at most FOLD.
    let (sum, fifth) = add_multiple(low, FOLD, high);
    // FOLD * fifth is below 2^67.
    let (sum, carry) = add_low(sum, fifth);
    // After a carry, less than 2^67 is left: FOLD fits without another one.
    let [s0, s1, s2, s3] = sum;
    let (s0, carry) = s0.overflowing_add(fold(carry));
    [s0, s1.wrapping_add(u64::from(carry)), s2, s3]
}

/// `sum + FOLD * fifth` modulo 2^256, and whether it is 2^256 or more.
#[inline]
fn add_low(sum: Limbs, fifth: u64) -> (Limbs, bool) {
    let ([l0, l1, ..], _) = add_multiple([0; 4], fifth, [FOLD, 0, 0, 0]);
    limbs::add(sum, [l0, l1, 0, 0])
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;
    use proptest::prelude::*;

    use super::*;
    use crate::big::{self, big, hex, number};

    fn p() -> BigInt {
        hex(big::P)
    }

    /// The integer below p, which must be what every question about the element sees.
    fn value(element: FieldElement) -> BigInt {
        let value = big(&element.canonical());
        assert_eq!(value, big(&element.0) % p());
        value
    }

    fn modulo(number: BigInt) -> BigInt {
        ((number % p()) + p()) % p()
    }

    #[test]
    fn constants() {
        assert_eq!(big(&P), p());
        assert_eq!(BigInt::from(FOLD), big::power_of_2(256) - p());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn arithmetic(a in number(), b in number()) {
            let (x, y) = (FieldElement(a), FieldElement(b));
            let (a, b) = (big(&a), big(&b));
            prop_assert_eq!(value(x + y), modulo(&a + &b));
            prop_assert_eq!(value(x - y), modulo(&a - &b));
            prop_assert_eq!(value(x * y), modulo(&a * &b));
            prop_assert_eq!(value(x.square()), modulo(&a * &a));
            prop_assert_eq!(value(x.double()), modulo(&a + &a));
            prop_assert_eq!(value(-x), modulo(-&a));
            prop_assert_eq!(modulo(value(x.halve()) * 2), modulo(a.clone()));
            prop_assert_eq!(x.is_zero(), modulo(a.clone()) == BigInt::ZERO);
            prop_assert_eq!(x.equals(y), modulo(a.clone()) == modulo(b));
            prop_assert_eq!(x.is_odd(), modulo(a).bit(0));
        }

        #[test]
        fn two_integers_of_one_element(a in 0..FOLD, b in number()) {
            let (low, high) = (FieldElement([a, 0, 0, 0]), FieldElement(limbs::add(P, [a, 0, 0, 0]).0));
            prop_assert!(low.equals(high) && high.equals(low));
            prop_assert_eq!(low.is_odd(), high.is_odd());
            prop_assert_eq!(low.to_bytes(), high.to_bytes());
            let b = FieldElement(b);
            prop_assert!((low * b).equals(high * b));
            prop_assert!((b - low).equals(b - high));
            prop_assert!(low.invert().equals(high.invert()));
        }

        #[test]
        fn bytes(a in number()) {
            let element = FieldElement::from_bytes(&limbs::to_bytes(a));
            prop_assert_eq!(element.is_some(), big(&a) < p());
            if let Some(element) = element {
                prop_assert_eq!(element.to_bytes(), limbs::to_bytes(a));
            }
        }
    }

    proptest! {
        #[test]
        fn inverses(a in number()) {
            let x = FieldElement(a);
            let expected = big(&a).modpow(&(p() - 2), &p());
            prop_assert_eq!(value(x.invert()), expected);
        }

        #[test]
        fn square_roots(a in number()) {
            let x = FieldElement(a);
            let root = x.square().square_root().expect("a square");
            prop_assert!(root.equals(x) || root.equals(-x));
            // By Euler's criterion.
            let power = big(&a).modpow(&(p() >> 1), &p());
            prop_assert_eq!(x.square_root().is_some(), power <= BigInt::from(1));
        }
    }
}
