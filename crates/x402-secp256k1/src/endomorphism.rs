//! Scalars of half the length, by the curve's endomorphism: Gallant, Lambert and Vanstone, "Faster
//! point multiplication on elliptic curves with efficient endomorphisms" (2001).
//!
//! β is a cube root of 1 modulo p, λ one modulo n. (x, y) to (βx, y) is multiplication by λ. So kP
//! is `k1 P + k2 (λP)` for each k1 and k2 with k1 + λ k2 = k modulo n. The vectors
//! v1 = (A1, -B1) and v2 = (A2, A1) are a short basis of the pairs with k1 + λ k2 = 0, by the
//! extended Euclidean algorithm (their §4); (k1, k2) is (k, 0) minus the nearest such pair:
//!
//! - c1 = k A1 / n and c2 = k B1 / n, both rounded;
//! - k1 = k - c1 A1 - c2 A2, and k2 = c1 B1 - c2 A1.
//!
//! The quotients are read off products with 2^384 A1 / n and 2^384 B1 / n, themselves rounded, and
//! so are at most 1/2 + 2^-129 from the exact ones. So |k1| is at most (1/2 + 2^-129) (A1 + A2), and
//! |k2| at most (1/2 + 2^-129) (A1 + B1): both are below 0.64 · 2^128.

use crate::{
    field::FieldElement,
    limbs::{self, Limbs},
    scalar::Scalar,
};

/// β.
pub(crate) const BETA: FieldElement = FieldElement::from_limbs([
    0xc139_6c28_7195_01ee,
    0x9cf0_4975_12f5_8995,
    0x6e64_479e_ac34_34e9,
    0x7ae9_6a2b_657c_0710,
]);

/// A1.
const A1: Limbs = [0xe86c_90e4_9284_eb15, 0x3086_d221_a7d4_6bcd, 0, 0];
/// B1.
const B1: Limbs = [0x6f54_7fa9_0abf_e4c3, 0xe443_7ed6_010e_8828, 0, 0];
/// A2, which is A1 + B1.
const A2: Limbs = [0x57c1_108d_9d44_cfd8, 0x14ca_50f7_a8e2_f3f6, 1, 0];

/// 2^384 A1 / n, rounded.
const A1_OVER_N: Limbs = [
    0xe893_209a_45db_b031,
    0x3daa_8a14_71e8_ca7f,
    0xe86c_90e4_9284_eb15,
    0x3086_d221_a7d4_6bcd,
];
/// 2^384 B1 / n, rounded.
const B1_OVER_N: Limbs = [
    0x1571_b4ae_8ac4_7f71,
    0x2212_08ac_9df5_06c6,
    0x6f54_7fa9_0abf_e4c4,
    0xe443_7ed6_010e_8828,
];

/// A signed integer, below 0.64 · 2^128 in size.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Half {
    pub(crate) is_negative: bool,
    pub(crate) size: u128,
}

/// k1 and k2, with k1 + λ k2 = k.
pub(crate) fn split(k: Scalar) -> [Half; 2] {
    let k = k.limbs();
    let (c1, c2) = (quotient(k, A1_OVER_N), quotient(k, B1_OVER_N));
    // Modulo 2^256, from which numbers of so few bits can be told.
    let product = |a, b| limbs::multiply(a, b).0;
    let minus = |a, b| limbs::subtract(a, b).0;
    [
        Half::new(minus(minus(k, product(c1, A1)), product(c2, A2))),
        Half::new(minus(product(c1, B1), product(c2, A1))),
    ]
}

/// `k factor / 2^384`, rounded.
fn quotient(k: Limbs, factor: Limbs) -> Limbs {
    let (_, [_, below, low, high]) = limbs::multiply(k, factor);
    let (rounded, _) = limbs::add([low, high, 0, 0], [below >> 63, 0, 0, 0]);
    rounded
}

impl Half {
    /// From a number modulo 2^256.
    fn new(limbs: Limbs) -> Self {
        let [.., highest] = limbs;
        let is_negative = highest >> 63 == 1;
        let size = if is_negative {
            limbs::subtract([0; 4], limbs).0
        } else {
            limbs
        };
        let [low, high, s2, s3] = size;
        debug_assert_eq!([s2, s3], [0; 2], "a number of 128 bits");
        Self {
            is_negative,
            size: u128::from(high) << 64 | u128::from(low),
        }
    }
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        big::{self, big, hex, number},
        multiply::multiply,
        point::{GENERATOR, Jacobian},
    };

    fn signed(half: Half) -> BigInt {
        let size = BigInt::from(half.size);
        if half.is_negative { -size } else { size }
    }

    #[test]
    fn constants() {
        let (n, lambda) = (hex(big::N), hex(big::LAMBDA));
        assert_eq!(lambda.modpow(&BigInt::from(3), &n), BigInt::from(1));
        let (a1, b1, a2) = (big(&A1), big(&B1), big(&A2));
        assert_eq!((&a1 - &b1 * &lambda) % &n, BigInt::ZERO);
        assert_eq!((&a2 + &a1 * &lambda) % &n, BigInt::ZERO);
        assert_eq!(&a1 * &a1 + &b1 * &a2, n, "a basis of all such pairs");
        for (rounded, exact) in [(A1_OVER_N, a1), (B1_OVER_N, b1)] {
            let twice_off: BigInt = (big(&rounded) * &n - (exact << 384)) * 2;
            assert!(*twice_off.magnitude() < *n.magnitude());
        }
    }

    #[test]
    fn the_endomorphism_multiplies_by_lambda() {
        let bytes: [u8; 32] = hex(big::LAMBDA).to_bytes_be().1.try_into().unwrap();
        let lambda = Scalar::from_bytes(&bytes).unwrap();
        let product = multiply(&GENERATOR, lambda).to_affine().unwrap();
        let image = GENERATOR.endomorphism();
        assert!(product.x.equals(image.x) && product.y.equals(image.y));
        assert!(!Jacobian::from(product).is_infinity());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn halves(k in number(), multiple in 0_u32..1000, a in any::<bool>()) {
            // Numbers at which a quotient is rounded the other way, too: about a multiple and a
            // half of n / A1 or n / B1.
            let divisor = if a { A1 } else { B1 };
            let turning: BigInt = hex(big::N) * (2 * multiple + 1) / (big(&divisor) * 2);
            for k in [big(&k), turning.clone(), turning + 1] {
                let bytes = crate::limbs::to_bytes(big::limbs(&k));
                let k = Scalar::reduce_bytes(&bytes);
                let [first, second] = split(k);
                let sum = signed(first) + signed(second) * hex(big::LAMBDA);
                prop_assert_eq!((sum - big(&k.limbs())) % hex(big::N), BigInt::ZERO);
                // 0.64 of 2^128.
                let bound = (BigInt::from(1) << 128) * 64 / 100;
                prop_assert!(BigInt::from(first.size) < bound && BigInt::from(second.size) < bound);
            }
        }
    }
}
