//! Integers of 256 bits as four 64-bit limbs, the lowest first.

/// An integer from 0 to 2^256 - 1.
pub(crate) type Limbs = [u64; 4];

/// The lower and the upper half of a sum or product.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the lower half is meant"
)]
#[inline]
const fn halves(value: u128) -> (u64, u64) {
    (value as u64, (value >> 64) as u64)
}

/// `sum + a * b + carry` as one limb and its carry: at most (2^64 - 1)^2 + 2 (2^64 - 1) < 2^128.
#[inline]
fn add_product(sum: u64, a: u64, b: u64, carry: u64) -> (u64, u64) {
    halves(u128::from(a) * u128::from(b) + u128::from(sum) + u128::from(carry))
}

#[inline]
fn add_limb(a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(u64::from(carry));
    (sum, first | second)
}

#[inline]
fn subtract_limb(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(u64::from(borrow));
    (difference, first | second)
}

/// The sum modulo 2^256, and whether it is 2^256 or more.
#[inline]
pub(crate) fn add([a0, a1, a2, a3]: Limbs, [b0, b1, b2, b3]: Limbs) -> (Limbs, bool) {
    let (s0, carry) = add_limb(a0, b0, false);
    let (s1, carry) = add_limb(a1, b1, carry);
    let (s2, carry) = add_limb(a2, b2, carry);
    let (s3, carry) = add_limb(a3, b3, carry);
    ([s0, s1, s2, s3], carry)
}

/// The difference modulo 2^256, and whether it is negative.
#[inline]
pub(crate) fn subtract([a0, a1, a2, a3]: Limbs, [b0, b1, b2, b3]: Limbs) -> (Limbs, bool) {
    let (d0, borrow) = subtract_limb(a0, b0, false);
    let (d1, borrow) = subtract_limb(a1, b1, borrow);
    let (d2, borrow) = subtract_limb(a2, b2, borrow);
    let (d3, borrow) = subtract_limb(a3, b3, borrow);
    ([d0, d1, d2, d3], borrow)
}

/// `sum + a * b` as four limbs and a carry limb.
#[inline]
pub(crate) fn add_multiple(
    [s0, s1, s2, s3]: Limbs,
    a: u64,
    [b0, b1, b2, b3]: Limbs,
) -> (Limbs, u64) {
    let (r0, carry) = add_product(s0, a, b0, 0);
    let (r1, carry) = add_product(s1, a, b1, carry);
    let (r2, carry) = add_product(s2, a, b2, carry);
    let (r3, carry) = add_product(s3, a, b3, carry);
    ([r0, r1, r2, r3], carry)
}

/// The lower and the upper 256 bits of the product.
#[inline]
pub(crate) fn multiply([a0, a1, a2, a3]: Limbs, b: Limbs) -> (Limbs, Limbs) {
    let ([r0, s0, s1, s2], s3) = add_multiple([0; 4], a0, b);
    let ([r1, s0, s1, s2], s3) = add_multiple([s0, s1, s2, s3], a1, b);
    let ([r2, s0, s1, s2], s3) = add_multiple([s0, s1, s2, s3], a2, b);
    let ([r3, s0, s1, s2], s3) = add_multiple([s0, s1, s2, s3], a3, b);
    ([r0, r1, r2, r3], [s0, s1, s2, s3])
}

/// [`multiply`] of a number by itself: each product of two different limbs is made once and
/// doubled.
#[inline]
pub(crate) fn square([a0, a1, a2, a3]: Limbs) -> (Limbs, Limbs) {
    let (c1, carry) = add_product(0, a0, a1, 0);
    let (c2, carry) = add_product(0, a0, a2, carry);
    let (c3, c4) = add_product(0, a0, a3, carry);
    let (c3, carry) = add_product(c3, a1, a2, 0);
    let (c4, c5) = add_product(c4, a1, a3, carry);
    let (c5, c6) = add_product(c5, a2, a3, 0);

    let c7 = c6 >> 63;
    let c6 = c6 << 1 | c5 >> 63;
    let c5 = c5 << 1 | c4 >> 63;
    let c4 = c4 << 1 | c3 >> 63;
    let c3 = c3 << 1 | c2 >> 63;
    let c2 = c2 << 1 | c1 >> 63;
    let c1 = c1 << 1;

    let (r0, carry) = add_product(0, a0, a0, 0);
    let (r1, carry) = halves(u128::from(c1) + u128::from(carry));
    let (r2, carry) = add_product(c2, a1, a1, carry);
    let (r3, carry) = halves(u128::from(c3) + u128::from(carry));
    let (r4, carry) = add_product(c4, a2, a2, carry);
    let (r5, carry) = halves(u128::from(c5) + u128::from(carry));
    let (r6, carry) = add_product(c6, a3, a3, carry);
    // The whole square is below 2^512, so this does not overflow.
    let r7 = c7 + carry;
    ([r0, r1, r2, r3], [r4, r5, r6, r7])
}

/// Whether `a` is below `b`.
#[inline]
pub(crate) fn is_less(a: Limbs, b: Limbs) -> bool {
    subtract(a, b).1
}

/// Reads a number of 32 bytes, the highest byte first (SEC 1, §2.3.8).
pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Limbs {
    let mut limbs = [0; 4];
    for (limb, eight) in limbs.iter_mut().rev().zip(bytes.chunks_exact(8)) {
        *limb = eight
            .iter()
            .fold(0, |limb, byte| limb << 8 | u64::from(*byte));
    }
    limbs
}

/// Writes a number as 32 bytes, the highest byte first (SEC 1, §2.3.7).
pub(crate) fn to_bytes(limbs: Limbs) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (eight, limb) in bytes.chunks_exact_mut(8).zip(limbs.iter().rev()) {
        eight.copy_from_slice(&limb.to_be_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;
    use proptest::prelude::*;

    use super::*;
    use crate::big::{big, number, power_of_2};

    fn wide((low, high): (Limbs, Limbs)) -> BigInt {
        big(&[low, high].concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn sums_and_differences(a in number(), b in number()) {
            let (sum, carry) = add(a, b);
            prop_assert_eq!(big(&sum) + (BigInt::from(carry) << 256), big(&a) + big(&b));
            let (difference, borrow) = subtract(a, b);
            prop_assert_eq!(big(&difference) - (BigInt::from(borrow) << 256), big(&a) - big(&b));
            prop_assert_eq!(is_less(a, b), big(&a) < big(&b));
        }

        #[test]
        fn products(a in number(), b in number()) {
            prop_assert_eq!(wide(multiply(a, b)), big(&a) * big(&b));
            prop_assert_eq!(wide(square(a)), big(&a) * big(&a));
        }

        #[test]
        fn multiples(sum in number(), b in number()) {
            for factor in b {
                let (low, carry) = add_multiple(sum, factor, b);
                let expected = big(&sum) + big(&b) * factor;
                prop_assert_eq!(big(&low) + power_of_2(256) * carry, expected);
            }
        }

        #[test]
        fn bytes(a in number()) {
            let bytes = to_bytes(a);
            prop_assert_eq!(BigInt::from_bytes_be(num_bigint::Sign::Plus, &bytes), big(&a));
            prop_assert_eq!(from_bytes(&bytes), a);
        }
    }
}
