//! Inverses modulo a prime, by the division steps of Bernstein and Yang, "Fast constant-time gcd
//! computation and modular inversion" (2019), here in variable time.
//!
//! A division step acts on an odd f, an integer g and a counter δ:
//!
//! - δ > 0 and g odd: (δ, f, g) becomes (1 - δ, g, (g - f) / 2);
//! - otherwise: (1 + δ, f, (g + (g mod 2) f) / 2).
//!
//! From δ = 1, f = p and g = x below p < 2^256, g is 0 after at most 741 steps (their theorem
//! 11.2), and f is then ± gcd(p, x) = ± 1. 62 steps depend on the lowest 62 bits of f and g alone:
//! they are made on one word each, collected in a matrix, and the matrix is then applied to the
//! whole numbers. It is also applied to d and e, with f = dx and g = ex modulo p throughout: the
//! last d is ± the inverse.

#![expect(clippy::many_single_char_names, reason = "the names of the paper")]

mod signed;

use alloc::vec::Vec;
use core::ops::Mul;

use self::signed::{STEPS, Signed, Sum};
use crate::limbs::Limbs;

/// A modulus: an odd prime below 2^256 and above 2^255.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Modulus {
    value: Signed,
    /// The inverse modulo 2^64 of its negative.
    negated_inverse: u64,
}

/// How many batches 741 steps are.
const BATCHES: u32 = 12;

impl Modulus {
    pub(crate) const fn new(value: Limbs) -> Self {
        let [lowest, ..] = value;
        // Newton's iteration: a is the inverse of itself modulo 8, and each turn doubles the bits.
        let mut inverse = lowest;
        let mut turn = 0;
        while turn < 5 {
            inverse = inverse.wrapping_mul(2_u64.wrapping_sub(lowest.wrapping_mul(inverse)));
            turn += 1;
        }
        Self {
            value: Signed::new(value),
            negated_inverse: inverse.wrapping_neg(),
        }
    }

    /// The inverse of `x`, which is below the modulus; of zero it is zero.
    pub(crate) fn invert(&self, x: Limbs) -> Limbs {
        let (mut f, mut g) = (self.value, Signed::new(x));
        let (mut d, mut e) = (Signed::ZERO, Signed::ONE);
        let mut delta = 1;
        for _ in 0..BATCHES {
            if g == Signed::ZERO {
                break;
            }
            let matrix = Matrix::of_steps(&mut delta, f.lowest(), g.lowest());
            (f, g) = matrix.apply(f, g);
            (d, e) = matrix.apply_modulo(d, e, self);
        }
        // f is 1 or -1. d is between -p and p.
        let inverse = if f.is_negative() { d.negate() } else { d };
        let inverse = if inverse.is_negative() {
            Sum::of(1, inverse, 1, self.value).to_signed()
        } else {
            inverse
        };
        inverse.to_limbs()
    }
}

/// Inverts all with one inversion and three products for each: Montgomery, "Speeding the Pollard and
/// elliptic curve methods of factorization" (1987), §10.3.1. With a zero among them, all become zero.
pub(crate) fn invert_all<T: Copy + Mul<Output = T>>(
    numbers: &mut [T],
    one: T,
    invert: impl FnOnce(T) -> T,
) {
    let mut product = one;
    let before: Vec<T> = numbers
        .iter()
        .map(|number| {
            let before = product;
            product = product * *number;
            before
        })
        .collect();
    let mut inverse = invert(product);
    for (number, before) in numbers.iter_mut().zip(before).rev() {
        (*number, inverse) = (inverse * before, inverse * *number);
    }
}

/// What a batch of division steps does, times 2^62: f becomes uf + vg, and g becomes qf + rg.
///
/// |u| + |v| and |q| + |r| are at most 2^62: a step at most doubles them.
#[derive(Clone, Copy, Debug)]
struct Matrix {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

impl Matrix {
    /// The next 62 steps, from the lowest 62 bits of f and g, or more of them.
    fn of_steps(delta: &mut i64, mut f: u64, mut g: u64) -> Self {
        let (mut u, mut v, mut q, mut r) = (1_i64, 0_i64, 0_i64, 1_i64);
        let mut left = STEPS;
        loop {
            // While g is even, a step halves it. To halve g, the row of f is doubled instead.
            let zeros = g.trailing_zeros().min(left);
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            *delta += i64::from(zeros);
            left -= zeros;
            if left == 0 {
                return Self { u, v, q, r };
            }
            if *delta > 0 {
                // The exchange of the first kind of step; what follows does the rest of it.
                *delta = -*delta;
                (f, g) = (g, f.wrapping_neg());
                (u, q) = (q, -u);
                (v, r) = (r, -v);
            }
            // The next 1 - δ steps are of the second kind: they add multiples of f until as many
            // bits are zero. All that is added at once is w times f.
            let bits = (1 - *delta).min(i64::from(left)).min(6);
            // f (2 - f²) is the inverse of f modulo 64.
            let inverse = f.wrapping_mul(2_u64.wrapping_sub(f.wrapping_mul(f)));
            let mask = (1_u64 << bits) - 1;
            let w = inverse.wrapping_mul(g.wrapping_neg()) & mask;
            g = g.wrapping_add(f.wrapping_mul(w));
            let w = i64::from(w.to_le_bytes()[0]);
            q += u * w;
            r += v * w;
        }
    }

    /// Both rows applied to f and g; the steps make the results multiples of 2^62.
    fn apply(&self, f: Signed, g: Signed) -> (Signed, Signed) {
        (
            Sum::of(self.u, f, self.v, g).shift(),
            Sum::of(self.q, f, self.r, g).shift(),
        )
    }

    /// Both rows applied to d and e, and divided by 2^62 modulo p. From between -p and p the
    /// results are again.
    fn apply_modulo(&self, d: Signed, e: Signed, modulus: &Modulus) -> (Signed, Signed) {
        (
            Sum::of(self.u, d, self.v, e).divide(modulus.value, modulus.negated_inverse),
            Sum::of(self.q, d, self.r, e).divide(modulus.value, modulus.negated_inverse),
        )
    }
}
