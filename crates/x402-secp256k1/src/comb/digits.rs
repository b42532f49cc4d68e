//! Signed digits of a fixed length.

/// How many digits there are at most: of four bits, with the last carry.
pub(super) const COUNT: usize = 33;

/// The digits of a number to the base `2^bits`, each from `-2^(bits - 1)` to `2^(bits - 1)`, the
/// lowest first. `bits` is from 4 to 8.
pub(super) fn digits(mut number: u128, bits: u32) -> [i16; COUNT] {
    let base = 1_i16 << bits;
    let mut digits = [0; COUNT];
    let mut carry = 0;
    for digit in &mut digits {
        let [byte, ..] = number.to_le_bytes();
        *digit = (i16::from(byte) & (base - 1)) + carry;
        carry = i16::from(*digit > base / 2);
        *digit -= base * carry;
        number >>= bits;
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
        fn they_are_the_number(number: u128, bits in 4_u32..=8) {
            for number in [number, 0, u128::MAX, u128::MAX / 2, 1 << 127] {
                let digits = digits(number, bits);
                let half = 1_i16 << (bits - 1);
                prop_assert!(digits.iter().all(|digit| (-half..=half).contains(digit)));
                let sum = digits.iter().rev().fold(BigInt::ZERO, |sum, digit| (sum << bits) + *digit);
                prop_assert_eq!(sum, BigInt::from(number));
                let used = usize::try_from(128 / bits + 1).unwrap();
                prop_assert!(digits.iter().skip(used).all(|digit| *digit == 0));
            }
        }
    }
}
