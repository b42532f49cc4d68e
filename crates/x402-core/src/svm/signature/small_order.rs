//! The points of edwards25519 whose order divides the cofactor, 8.

use alloy_primitives::hex;

/// Their canonical encodings (RFC 8032, §5.1.2), as multiples 0 to 7 of a point of order 8.
///
/// Six more byte strings decode to such points, but no point encodes to them.
pub(super) const ENCODINGS: [[u8; 32]; 8] = [
    hex!("0100000000000000000000000000000000000000000000000000000000000000"),
    hex!("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    hex!("0000000000000000000000000000000000000000000000000000000000000080"),
    hex!("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    hex!("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    hex!("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
    hex!("0000000000000000000000000000000000000000000000000000000000000000"),
    hex!("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
];

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use curve25519_dalek::constants::EIGHT_TORSION;

    use super::*;

    #[test]
    fn all_of_them_and_no_other() {
        let expected: BTreeSet<[u8; 32]> = EIGHT_TORSION
            .iter()
            .map(|point| point.compress().to_bytes())
            .collect();
        assert_eq!(expected.len(), 8);
        assert_eq!(BTreeSet::from(ENCODINGS), expected);
    }
}
