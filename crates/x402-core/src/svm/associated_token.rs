//! Program-derived addresses, and the token account that each owner has for a mint.

use curve25519_dalek::edwards::CompressedEdwardsY;
use sha2::{Digest, Sha256};

use crate::svm::{Address, program};

/// The account in which `owner` holds tokens of `mint`, and its bump.
///
/// `token_program` is the program that owns the mint. It is part of the derivation: the same
/// mint address under the other token program gives another account. `owner` need not be on
/// the curve. Whether the account exists is a question for the chain.
///
/// `None` has a chance of 2^-256: no bump gives an address off the curve.
#[must_use]
pub fn associated_token_address(
    owner: &Address,
    token_program: &Address,
    mint: &Address,
) -> Option<(Address, u8)> {
    find_program_address(
        &[owner.as_bytes(), token_program.as_bytes(), mint.as_bytes()],
        &program::ASSOCIATED_TOKEN,
    )
}

/// The address that `program` derives from `seeds`: the first that is off the curve, with the
/// bump, counted down from 255, that makes it so.
///
/// `None` if there are more than 15 seeds, a seed is longer than 32 bytes, or no bump does.
/// See [Program-derived addresses](https://solana.com/docs/core/pda).
#[must_use]
pub fn find_program_address(seeds: &[&[u8]], program: &Address) -> Option<(Address, u8)> {
    if seeds.len() > MAX_SEEDS || seeds.iter().any(|seed| seed.len() > MAX_SEED_LENGTH) {
        return None;
    }
    let mut hash = Sha256::new();
    for seed in seeds {
        hash.update(seed);
    }
    for bump in (0..=u8::MAX).rev() {
        let address: [u8; 32] = hash
            .clone()
            .chain_update([bump])
            .chain_update(program)
            .chain_update(MARKER)
            .finalize()
            .into();
        if CompressedEdwardsY(address).decompress().is_none() {
            return Some((Address::new(address), bump));
        }
    }
    None
}

/// Keeps these hashes apart from all others.
const MARKER: &[u8] = b"ProgramDerivedAddress";

/// The runtime takes 16, of which the bump is one.
const MAX_SEEDS: usize = 15;

const MAX_SEED_LENGTH: usize = 32;
