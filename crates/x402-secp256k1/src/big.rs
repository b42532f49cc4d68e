//! For tests: integers of any length, and numbers near which arithmetic goes wrong.

use alloc::vec::Vec;

use num_bigint::{BigInt, BigUint, Sign};
use proptest::prelude::*;

use crate::limbs::Limbs;

pub(crate) const P: &[u8] = b"fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";
pub(crate) const N: &[u8] = b"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
/// A cube root of 1 modulo n: what the endomorphism multiplies by.
pub(crate) const LAMBDA: &[u8] =
    b"5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72";

pub(crate) fn hex(digits: &[u8]) -> BigInt {
    BigInt::parse_bytes(digits, 16).unwrap()
}

pub(crate) fn big(limbs: &[u64]) -> BigInt {
    let bytes: Vec<u8> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
    BigInt::from_bytes_le(Sign::Plus, &bytes)
}

/// The limbs of a number from 0 to 2^256 - 1.
pub(crate) fn limbs(number: &BigInt) -> Limbs {
    let number: &BigUint = number.magnitude();
    let mut limbs = [0; 4];
    assert!(number.bits() <= 256);
    for (limb, digit) in limbs.iter_mut().zip(number.iter_u64_digits()) {
        *limb = digit;
    }
    limbs
}

/// 2^power.
pub(crate) fn power_of_2(power: u32) -> BigInt {
    BigInt::from(1) << power
}

/// Numbers from 0 to 2^256 - 1, most of them near p, n, a power of 2 or their halves, inverses and
/// multiples, or with limbs of zeros and ones.
pub(crate) fn number() -> impl Strategy<Value = Limbs> {
    let limb = prop_oneof![
        Just(0),
        Just(1),
        Just(u64::MAX),
        Just(u64::MAX - 1),
        Just((1 << 32) + 977),
        Just(1 << 63),
        any::<u64>()
    ];
    let edge = prop_oneof![
        (0_u32..=256).prop_map(power_of_2),
        prop::sample::select(alloc::vec![P, N, LAMBDA]).prop_map(hex),
        prop::sample::select(alloc::vec![P, N]).prop_map(|modulus| hex(modulus) >> 1),
        prop::sample::select(alloc::vec![P, N]).prop_map(|modulus| power_of_2(256) - hex(modulus)),
    ];
    let near = (edge, -20_i32..20).prop_map(|(edge, distance)| {
        let number: BigInt = edge + distance;
        limbs(&((number + power_of_2(256)) % power_of_2(256)))
    });
    prop_oneof![prop::array::uniform4(limb), near, any::<Limbs>()]
}
