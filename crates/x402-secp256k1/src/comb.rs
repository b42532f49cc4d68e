//! Multiples of one point that are kept, so that multiplying it takes few doublings or none.

mod digits;

use alloc::{boxed::Box, vec::Vec};

use once_cell::race::OnceBox;

use self::digits::digits;
use crate::{
    endomorphism::{self, Half},
    point::{Affine, GENERATOR, Jacobian},
    scalar::Scalar,
};

/// The first `WIDTH` multiples of `2^(bj) P`, for every j with bj at most 128.
///
/// The halves of a scalar are written in signed digits from `-WIDTH` to `WIDTH`. b is the bits of
/// `ROUNDS` digits, and `WIDTH` is a power of 2. So with one round, every digit finds its multiple.
/// With more, a digit that has no block of its own is added a round before: the doublings between
/// two rounds make up for it.
#[derive(Clone, Debug)]
pub(crate) struct Comb<const WIDTH: usize, const ROUNDS: usize> {
    blocks: Box<[[Affine; WIDTH]]>,
}

/// Multiples of a key: 9 blocks, 4.6 kB.
pub(crate) type KeyComb = Comb<8, 4>;

/// Multiples of the generator: 17 blocks, 139 kB.
pub(crate) type GeneratorComb = Comb<128, 1>;

/// The multiples of the generator, made at the first call.
pub(crate) fn generator() -> &'static GeneratorComb {
    static COMB: OnceBox<GeneratorComb> = OnceBox::new();
    COMB.get_or_init(|| Box::new(Comb::new(GENERATOR)))
}

impl<const WIDTH: usize, const ROUNDS: usize> Comb<WIDTH, ROUNDS> {
    /// A digit of so many bits, with its sign, is from `-WIDTH` to `WIDTH`.
    const BITS: u32 = WIDTH.trailing_zeros() + 1;

    pub(crate) fn new(point: Affine) -> Self {
        let mut bases = Vec::new();
        let mut base = Jacobian::from(point);
        for _ in (0..=128 / Self::BITS).step_by(ROUNDS) {
            bases.push(base);
            for _ in 0..ROUNDS {
                base = Self::shift(base);
            }
        }
        let mut multiples = Vec::with_capacity(WIDTH * bases.len());
        for base in Jacobian::to_affine_all(&bases) {
            let mut multiple = Jacobian::INFINITY;
            for _ in 0..WIDTH {
                multiple = multiple.add(&base);
                multiples.push(multiple);
            }
        }
        let multiples = Jacobian::to_affine_all(&multiples);
        let blocks = multiples.chunks_exact(WIDTH);
        Self {
            blocks: blocks.filter_map(|block| block.try_into().ok()).collect(),
        }
    }

    /// The point by whose blocks the next digit is.
    fn shift(point: Jacobian) -> Jacobian {
        (0..Self::BITS).fold(point, |point, _| point.double())
    }

    /// k times the point of the table.
    pub(crate) fn multiply(&self, k: Scalar) -> Jacobian {
        let halves = Self::halves(k);
        (0..ROUNDS).rev().fold(Jacobian::INFINITY, |sum, round| {
            self.add_round(Self::shift(sum), &halves, round)
        })
    }

    fn halves(k: Scalar) -> [(Half, [i16; digits::COUNT]); 2] {
        endomorphism::split(k).map(|half| (half, digits(half.size, Self::BITS)))
    }

    /// The sum with what every `ROUNDS`th digit stands for, beginning with that of this round.
    fn add_round(
        &self,
        mut sum: Jacobian,
        [first, second]: &[(Half, [i16; digits::COUNT]); 2],
        round: usize,
    ) -> Jacobian {
        for (point, is_negative) in self.multiples(first, round) {
            sum = sum.add(&point.negate_if(is_negative));
        }
        for (point, is_negative) in self.multiples(second, round) {
            sum = sum.add(&point.endomorphism().negate_if(is_negative));
        }
        sum
    }

    /// The kept multiples that the digits of a round name, and whether each is subtracted.
    fn multiples(
        &self,
        (half, digits): &(Half, [i16; digits::COUNT]),
        round: usize,
    ) -> impl Iterator<Item = (&Affine, bool)> {
        let of_round = digits.iter().skip(round).step_by(ROUNDS);
        of_round.zip(&self.blocks).filter_map(|(digit, block)| {
            // The first multiple is the digit 1; for 0, the index is out of range.
            let index = usize::from(digit.unsigned_abs()).wrapping_sub(1);
            let is_negative = half.is_negative != (*digit < 0);
            block.get(index).map(|point| (point, is_negative))
        })
    }
}

impl<const WIDTH: usize> Comb<WIDTH, 1> {
    /// The sum with k times the point of the table: without a doubling.
    pub(crate) fn add_multiple(&self, sum: Jacobian, k: Scalar) -> Jacobian {
        self.add_round(sum, &Self::halves(k), 0)
    }
}
