//! Cases by number, against the other implementations and against each other.

use x402_secp256k1::{PreparedKey, PublicKey};

use crate::{cases::Pool, oracle::Tally};

/// The pool, with its keys.
pub(crate) struct Comparison {
    pool: Pool,
    keys: Vec<PreparedKey>,
}

impl Comparison {
    pub(crate) fn new() -> Self {
        let pool = Pool::new();
        let keys = pool.public_keys();
        let prepare = |bytes| {
            PublicKey::from_bytes(bytes)
                .expect("on the curve")
                .prepare()
        };
        let keys = keys.iter().map(prepare).collect();
        Self { pool, keys }
    }

    /// Compares the cases of some numbers, every one of `k256_every` with `k256`, too.
    ///
    /// # Panics
    ///
    /// If two disagree.
    pub(crate) fn run(&self, numbers: core::ops::Range<u64>, k256_every: u64) -> Tally {
        let mut tally = Tally::default();
        for number in numbers {
            let (case, secret) = self.pool.case(number);
            let recovered = case.compare();
            if number % k256_every == 0 {
                case.compare_k256(recovered);
                tally.k256 += 1;
            }
            tally.cases += 1;
            tally.recovered += u64::from(recovered.is_some());
            tally.verified += u64::from(case.compare_key(&self.keys[secret], recovered));
        }
        tally
    }
}
