//! Many signatures by prepared keys at once: additions in affine coordinates that share inversions.

use alloc::vec::Vec;

use crate::{
    comb::{KEY_ROUNDS, KeyComb, generator},
    field::FieldElement,
    point::{Affine, Jacobian},
    prepared_key::PreparedKey,
    scalar::Scalar,
    signature::Signature,
};

/// A signature of a digest, and the key that is said to have made it.
pub type Signed<'a> = (&'a PreparedKey, &'a [u8; 32], &'a Signature);

/// Signatures whose additions share inversions: their points fit into a core's own cache.
const CHUNK: usize = 32;

/// What [`PreparedKey::verify`] answers for each, in their order, in less time.
///
/// No answer depends on another signature, and nothing is random: each sum of multiples is made as
/// alone, but in affine coordinates, whose inversions are shared. Where two points of a sum have the
/// same x, which takes a crafted signature, this one is verified alone.
#[must_use]
pub fn verify_batch(signed: &[Signed<'_>]) -> Vec<bool> {
    signed.chunks(CHUNK).flat_map(chunk).collect()
}

fn chunk(signed: &[Signed<'_>]) -> Vec<bool> {
    let mut inverses: Vec<Scalar> = signed.iter().map(|(.., signature)| signature.s).collect();
    Scalar::invert_all(&mut inverses);

    // For each signature, the points of every round.
    let mut groups = Vec::with_capacity(signed.len() * KEY_ROUNDS);
    for ((key, digest, signature), inverse) in signed.iter().zip(inverses) {
        let mut rounds = key.multiples().rounds(signature.r * inverse);
        if let Some(last) = rounds.last_mut() {
            last.extend(generator().points(Scalar::reduce_bytes(digest) * inverse));
        }
        groups.extend(rounds);
    }
    let is_exceptional = sum_all(&mut groups);

    let mut sums: Vec<Option<Jacobian>> = Vec::with_capacity(signed.len());
    for (rounds, exceptions) in groups
        .chunks(KEY_ROUNDS)
        .zip(is_exceptional.chunks(KEY_ROUNDS))
    {
        let sum = rounds.iter().fold(Jacobian::INFINITY, |sum, round| {
            let shifted = KeyComb::shift(sum);
            round.iter().fold(shifted, |sum, point| sum.add(point))
        });
        sums.push((!exceptions.contains(&true)).then_some(sum));
    }
    finish(signed, &sums)
}

/// Compares the sums with the nonce points; one inversion serves all parities.
fn finish(signed: &[Signed<'_>], sums: &[Option<Jacobian>]) -> Vec<bool> {
    let has_x: Vec<bool> = signed
        .iter()
        .zip(sums)
        .map(|((.., signature), sum)| sum.is_some_and(|sum| sum.has_x(signature.x)))
        .collect();
    let candidates = sums.iter().zip(&has_x).filter(|(_, has_x)| **has_x);
    let candidates: Vec<Jacobian> = candidates.filter_map(|(sum, _)| *sum).collect();
    let mut points = Jacobian::to_affine_all(&candidates).into_iter();
    signed
        .iter()
        .zip(sums)
        .zip(has_x)
        .map(|(((key, digest, signature), sum), has_x)| match sum {
            None => key.verify(digest, signature),
            Some(_) if has_x => points
                .next()
                .is_some_and(|point| point.y.is_odd() == signature.is_y_odd),
            Some(_) => false,
        })
        .collect()
}

/// Adds up the points of each group, in pairs, then pairs of sums, until each has one point or
/// none. True for a group in which two points had the same x: its sum is not to be used.
fn sum_all(groups: &mut [Vec<Affine>]) -> Vec<bool> {
    let mut is_exceptional: Vec<bool> = groups.iter().map(|_| false).collect();
    loop {
        let mut inverses = Vec::new();
        for (group, is_exceptional) in groups.iter().zip(&mut is_exceptional) {
            for pair in group.chunks_exact(2) {
                if let [first, second] = pair {
                    let difference = second.x - first.x;
                    let is_same = difference.is_zero();
                    *is_exceptional |= is_same;
                    // A zero would be the inverse of all.
                    inverses.push(if is_same {
                        FieldElement::ONE
                    } else {
                        difference
                    });
                }
            }
        }
        if inverses.is_empty() {
            return is_exceptional;
        }
        FieldElement::invert_all(&mut inverses);
        let mut inverses = inverses.into_iter();
        for group in groups.iter_mut() {
            let pairs = group.chunks(2);
            *group = pairs
                .filter_map(|pair| match pair {
                    [first, second] => Some(first.add_by(second, inverses.next()?)),
                    _ => pair.first().copied(),
                })
                .collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::point::GENERATOR;

    /// 1 G to 7 G.
    fn multiples() -> Vec<Affine> {
        let mut sum = Jacobian::INFINITY;
        let sums: Vec<Jacobian> = (0..7)
            .map(|_| {
                sum = sum.add(&GENERATOR);
                sum
            })
            .collect();
        Jacobian::to_affine_all(&sums)
    }

    #[test]
    fn sums_are_those_of_single_additions() {
        let points = multiples();
        let mut groups: Vec<Vec<Affine>> = (0..=points.len())
            .map(|length| points.iter().copied().take(length).collect())
            .collect();
        let expected: Vec<Jacobian> = groups
            .iter()
            .map(|group| group.iter().fold(Jacobian::INFINITY, |sum, p| sum.add(p)))
            .collect();
        let flags = sum_all(&mut groups);
        // Of 1, 2 and 3 G, the sum of the first two meets the third.
        let exceptional = [false, false, false, true, false, false, false, false];
        assert_eq!(flags, exceptional);
        let sums = groups.iter().zip(expected).zip(flags);
        for ((group, expected), _) in sums.filter(|(_, is_exceptional)| !is_exceptional) {
            let sum = group.first().copied();
            let expected = expected.to_affine();
            assert_eq!(
                sum.map(|point| (point.x.to_bytes(), point.y.to_bytes())),
                expected.map(|point| (point.x.to_bytes(), point.y.to_bytes()))
            );
        }
    }

    #[test]
    fn points_with_the_same_x_are_told() {
        let [one, two, three, ..] = multiples()[..] else {
            panic!("seven points");
        };
        let mut groups = alloc::vec![
            alloc::vec![one, one],
            alloc::vec![one, one.negate_if(true)],
            // 1 G + 2 G meets 3 G in the second turn.
            alloc::vec![one, two, three],
            alloc::vec![one, two, three.negate_if(true)],
            alloc::vec![one, three, two],
        ];
        assert_eq!(sum_all(&mut groups), [true, true, true, true, false]);
    }
}
