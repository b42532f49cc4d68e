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
pub(crate) type KeyComb = Comb<8, KEY_ROUNDS>;

/// The rounds of a [`KeyComb`].
pub(crate) const KEY_ROUNDS: usize = 4;

/// Multiples of the generator: 17 blocks, 139 kB.
pub(crate) type GeneratorComb = Comb<128, 1>;

/// The multiples of the generator, made at the first call.
pub(crate) fn generator() -> &'static GeneratorComb {
    static COMB: OnceBox<GeneratorComb> = OnceBox::new();
    COMB.get_or_init(|| Box::new(Comb::new(GENERATOR)))
}

/// A half of a scalar, and its digits.
type Digits = (Half, [i16; digits::COUNT]);

impl<const WIDTH: usize, const ROUNDS: usize> Comb<WIDTH, ROUNDS> {
    /// A digit of `WIDTH` bits, with its sign, is from `-WIDTH` to `WIDTH`.
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

    /// The point times the base of the digits: what is between two rounds.
    pub(crate) fn shift(point: Jacobian) -> Jacobian {
        (0..Self::BITS).fold(point, |point, _| point.double())
    }

    /// k times the point of the table.
    pub(crate) fn multiply(&self, k: Scalar) -> Jacobian {
        let halves = Self::halves(k);
        (0..ROUNDS).rev().fold(Jacobian::INFINITY, |sum, round| {
            let points = self.round(&halves, round);
            points.fold(Self::shift(sum), |sum, point| sum.add(&point))
        })
    }

    /// The points that each round of [`multiply`](Self::multiply) adds, in that order.
    pub(crate) fn rounds(&self, k: Scalar) -> Vec<Vec<Affine>> {
        let halves = Self::halves(k);
        let of_round = |round| self.round(&halves, round).collect();
        (0..ROUNDS).rev().map(of_round).collect()
    }

    fn halves(k: Scalar) -> [Digits; 2] {
        endomorphism::split(k).map(|half| (half, digits(half.size, Self::BITS)))
    }

    /// What every `ROUNDS`th digit of both halves stands for, beginning with that of this round.
    fn round<'a>(
        &'a self,
        [first, second]: &'a [Digits; 2],
        round: usize,
    ) -> impl Iterator<Item = Affine> {
        let second = self.multiples(second, round).map(Affine::endomorphism);
        self.multiples(first, round).chain(second)
    }

    /// The kept multiples that the digits of a round name, with their signs.
    fn multiples(&self, (half, digits): &Digits, round: usize) -> impl Iterator<Item = Affine> {
        let of_round = digits.iter().skip(round).step_by(ROUNDS);
        of_round.zip(&self.blocks).filter_map(|(digit, block)| {
            // The first multiple is the digit 1; for 0, the index is out of range.
            let index = usize::from(digit.unsigned_abs()).wrapping_sub(1);
            let is_negative = half.is_negative != (*digit < 0);
            block.get(index).map(|point| point.negate_if(is_negative))
        })
    }
}

impl<const WIDTH: usize> Comb<WIDTH, 1> {
    /// The sum with k times the point of the table: without a doubling.
    pub(crate) fn add_multiple(&self, sum: Jacobian, k: Scalar) -> Jacobian {
        let halves = Self::halves(k);
        self.round(&halves, 0)
            .fold(sum, |sum, point| sum.add(&point))
    }

    /// The points whose sum is k times the point of the table.
    pub(crate) fn points(&self, k: Scalar) -> Vec<Affine> {
        self.round(&Self::halves(k), 0).collect()
    }
}
