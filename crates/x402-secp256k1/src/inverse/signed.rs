//! Signed integers in limbs of 62 bits, which division steps shift by whole limbs.

use crate::limbs::Limbs;

/// How many division steps are made at once, and how many bits a limb has.
pub(super) const STEPS: u32 = 62;

/// The lowest 62 bits.
const MASK: u64 = (1 << STEPS) - 1;

/// An integer between -2^256 and 2^256: five limbs, the lowest first. All but the highest are from
/// 0 to 2^62 - 1; the highest has the sign.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Signed([i64; 5]);

impl Signed {
    pub(super) const ZERO: Self = Self([0; 5]);
    pub(super) const ONE: Self = Self([1, 0, 0, 0, 0]);

    pub(super) const fn new([l0, l1, l2, l3]: Limbs) -> Self {
        Self([
            signed(l0 & MASK),
            signed((l0 >> 62 | l1 << 2) & MASK),
            signed((l1 >> 60 | l2 << 4) & MASK),
            signed((l2 >> 58 | l3 << 6) & MASK),
            signed(l3 >> 56),
        ])
    }

    /// The limbs of an integer from 0 to 2^256 - 1.
    pub(super) const fn to_limbs(self) -> Limbs {
        let Self([s0, s1, s2, s3, s4]) = self;
        let (s0, s1, s2) = (unsigned(s0), unsigned(s1), unsigned(s2));
        let (s3, s4) = (unsigned(s3), unsigned(s4));
        [
            s0 | s1 << 62,
            s1 >> 2 | s2 << 60,
            s2 >> 4 | s3 << 58,
            s3 >> 6 | s4 << 56,
        ]
    }

    /// The lowest 62 bits.
    pub(super) const fn lowest(self) -> u64 {
        let Self([lowest, ..]) = self;
        unsigned(lowest)
    }

    pub(super) const fn is_negative(self) -> bool {
        let Self([.., highest]) = self;
        highest < 0
    }

    pub(super) fn negate(self) -> Self {
        Sum::of(-1, self, 0, Self::ZERO).to_signed()
    }
}

/// An integer of six limbs, as [`Signed`] has five: what products of a word and a [`Signed`] sum
/// up to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum([i64; 6]);

impl Sum {
    /// `ax + by`, with |a| + |b| at most 2^62.
    #[inline]
    pub(super) fn of(a: i64, Signed(x): Signed, b: i64, Signed(y): Signed) -> Self {
        let (a, b) = (i128::from(a), i128::from(b));
        let mut limbs = [0; 6];
        let mut carry = 0;
        // Each limb is below 2^62, so a sum stays below 2^124, and what is carried below 2^63.
        for ((limb, x), y) in limbs.iter_mut().zip(x).zip(y) {
            (*limb, carry) = split(a * i128::from(x) + b * i128::from(y) + i128::from(carry));
        }
        let [l0, l1, l2, l3, l4, _] = limbs;
        Self([l0, l1, l2, l3, l4, carry])
    }

    /// A sum that fits.
    pub(super) fn to_signed(self) -> Signed {
        let Self([l0, l1, l2, l3, l4, l5]) = self;
        debug_assert!((-4..4).contains(&l5), "a number of five limbs");
        Signed([l0, l1, l2, l3, l4 | l5 << STEPS])
    }

    /// A multiple of 2^62, divided by it.
    pub(super) fn shift(self) -> Signed {
        let Self([l0, rest @ ..]) = self;
        debug_assert_eq!(l0, 0, "a multiple of 2^62");
        Signed(rest)
    }

    /// Divided by 2^62 modulo p: a multiple of p is added first, from -2^62 p to 2^62 p, that
    /// leaves a multiple of 2^62 and has the other sign. So a sum between -2^62 p and 2^62 p
    /// becomes a number between -p and p.
    #[inline]
    pub(super) fn divide(self, p: Signed, negated_inverse: u64) -> Signed {
        let Self([l0, l1, l2, l3, l4, l5]) = self;
        let factor = unsigned(l0).wrapping_mul(negated_inverse) & MASK;
        let factor = signed(factor);
        let factor = if l5 < 0 || factor == 0 {
            factor
        } else {
            factor - (1 << STEPS)
        };
        let Self([p0, p1, p2, p3, p4, p5]) = Self::of(factor, p, 0, Signed::ZERO);
        let (zero, carry) = split(i128::from(l0) + i128::from(p0));
        debug_assert_eq!(zero, 0, "a multiple of 2^62");
        let (r0, carry) = split(i128::from(l1) + i128::from(p1) + i128::from(carry));
        let (r1, carry) = split(i128::from(l2) + i128::from(p2) + i128::from(carry));
        let (r2, carry) = split(i128::from(l3) + i128::from(p3) + i128::from(carry));
        let (r3, carry) = split(i128::from(l4) + i128::from(p4) + i128::from(carry));
        Signed([r0, r1, r2, r3, l5 + p5 + carry])
    }
}

/// The lowest 62 bits, and what is above them.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the lowest bits are meant, and the bounds of what is above are given where it is used"
)]
#[inline]
const fn split(value: i128) -> (i64, i64) {
    (value as i64 & signed(MASK), (value >> STEPS) as i64)
}

/// The same bits.
const fn signed(value: u64) -> i64 {
    i64::from_le_bytes(value.to_le_bytes())
}

/// The same bits.
const fn unsigned(value: i64) -> u64 {
    u64::from_le_bytes(value.to_le_bytes())
}
