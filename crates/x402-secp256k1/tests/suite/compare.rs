//! Cases by number, against the other implementations and against each other.

use x402_secp256k1::{PreparedKey, PublicKey, Signature, verify_batch};

use crate::{
    cases::Pool,
    oracle::{Case, Tally},
};

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
        let mut batch = Vec::new();
        for number in numbers {
            let (case, secret) = self.pool.case(number);
            let recovered = case.compare();
            if number % k256_every == 0 {
                case.compare_k256(recovered);
                tally.k256 += 1;
            }
            tally.cases += 1;
            tally.recovered += u64::from(recovered.is_some());
            let key = &self.keys[secret];
            let is_verified = case.compare_key(key, recovered);
            tally.verified += u64::from(is_verified);
            batch.push((case, key, is_verified));
            if batch.len() == BATCH {
                compare_batch(&batch);
                batch.clear();
            }
        }
        compare_batch(&batch);
        tally
    }
}

/// More than share their inversions.
const BATCH: usize = 50;

/// Verification in a batch must answer what verification of each did.
fn compare_batch(cases: &[(Case, &PreparedKey, bool)]) {
    let signatures: Vec<(Signature, &(Case, &PreparedKey, bool))> = cases
        .iter()
        .filter_map(|all| Some((Signature::new(&all.0.r, &all.0.s, all.0.is_y_odd)?, all)))
        .collect();
    let signed: Vec<_> = signatures
        .iter()
        .map(|(signature, (case, key, _))| (*key, &case.digest, signature))
        .collect();
    let answers = verify_batch(&signed);
    assert_eq!(answers.len(), signed.len());
    for (answer, (_, (case, key, is_verified))) in answers.iter().zip(&signatures) {
        assert_eq!(answer, is_verified, "in a batch, {key:?}: {case:?}");
    }
}
