//! A scalar times a point that is met once: Strauss's method on the two halves of the scalar, with
//! non-adjacent digits.

use crate::{
    endomorphism::{self, Half},
    field::FieldElement,
    point::{Affine, Jacobian},
    scalar::Scalar,
};

/// How many odd multiples of the point are made: 1 to 15.
const MULTIPLES: usize = 8;

/// The bits of a digit with its sign, so that its size is below `2 * MULTIPLES`.
const BITS: u32 = 5;

/// How many digits a half has at most: of 128 bits, with the last carry.
const DIGITS: usize = 129;

/// k times the point.
pub(crate) fn multiply(point: &Affine, k: Scalar) -> Jacobian {
    let (multiples, z) = odd_multiples(point);
    let tables = [multiples, multiples.map(Affine::endomorphism)];
    let [first, second] = endomorphism::split(k).map(digits);
    let pairs = first.into_iter().zip(second).rev();
    let mut sum = Jacobian::INFINITY;
    for (first, second) in pairs.skip_while(|pair| *pair == (0, 0)) {
        sum = sum.double();
        for (digit, table) in [first, second].into_iter().zip(&tables) {
            if digit != 0 {
                if let Some(multiple) = table.get(usize::from(digit.unsigned_abs() / 2)) {
                    sum = sum.add(&multiple.negate_if(digit < 0));
                }
            }
        }
    }
    // Back from the curve that the multiples are on.
    Jacobian {
        z: sum.z * z,
        ..sum
    }
}

/// P, 3P, …, 15P as points of the curve that is scaled by the returned z, which saves an inversion.
///
/// An odd multiple below 16 is never ±2P, since the order of the group is a large prime: no
/// addition meets an exception.
fn odd_multiples(point: &Affine) -> ([Affine; MULTIPLES], FieldElement) {
    let double = Jacobian::from(*point).double();
    // On the curve that is scaled by the Z of 2P, this is 2P itself.
    let step = Affine {
        x: double.x,
        y: double.y,
    };
    let mut current = Jacobian::from(point.scale(double.z));
    let mut multiples = [(current, FieldElement::ONE); MULTIPLES];
    for multiple in multiples.iter_mut().skip(1) {
        let growth;
        (current, growth) = current.add_other(&step);
        *multiple = (current, growth);
    }
    // All get the Z of the last one.
    let mut growth = FieldElement::ONE;
    let mut scaled = [*point; MULTIPLES];
    for (scaled, (multiple, own)) in scaled.iter_mut().zip(multiples).rev() {
        let Jacobian { x, y, .. } = multiple;
        *scaled = Affine { x, y }.scale(growth);
        growth = growth * own;
    }
    (scaled, current.z * double.z)
}

/// The non-adjacent form: a digit is 0 or odd, from -15 to 15, and of five in a row at most one is
/// not 0. The lowest first.
fn digits(half: Half) -> [i8; DIGITS] {
    let mut digits = [0; DIGITS];
    let mut rest = half.size;
    let mut places = digits.iter_mut();
    let mut skipped = 0;
    while rest != 0 {
        // To the next odd digit: the digits between stay 0.
        let zeros = rest.trailing_zeros();
        rest >>= zeros;
        skipped += zeros;
        let [byte, ..] = rest.to_le_bytes();
        let low = i8::from_le_bytes([byte & ((1 << BITS) - 1)]);
        let is_high = low >> (BITS - 1) != 0;
        let digit = if is_high { low - (1 << BITS) } else { low };
        if let Some(place) = usize::try_from(skipped).ok().and_then(|n| places.nth(n)) {
            *place = if half.is_negative { -digit } else { digit };
        }
        // What the digit stands for is taken off, with the carry of a negative one.
        rest = (rest >> BITS) + u128::from(is_high);
        skipped = BITS - 1;
    }
    digits
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn digits_are_the_half(size in 0..u128::MAX / 100 * 64, is_negative: bool) {
            for size in [size, 0, 1, u128::MAX / 100 * 64, (1 << 127) - 1, 1 << 127] {
                let digits = digits(Half { is_negative, size });
                let sum = digits.iter().rev().fold(BigInt::ZERO, |sum, digit| sum * 2 + *digit);
                let sum = if is_negative { -sum } else { sum };
                prop_assert_eq!(sum, BigInt::from(size));
                for five in digits.windows(5) {
                    prop_assert!(five.iter().filter(|digit| **digit != 0).count() <= 1);
                }
                prop_assert!(digits.iter().all(|digit| *digit == 0 || digit % 2 != 0));
                prop_assert!(digits.iter().all(|digit| digit.unsigned_abs() < 16));
            }
        }
    }
}
