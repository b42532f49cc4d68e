//! What a transaction moved, read from its receipt alone.

use alloc::{collections::BTreeSet, vec::Vec};

use crate::{
    chain::Landed,
    scheme::{ExpectedTransfer, Movement, mechanism},
};

/// What a transaction moved for each of these payments, in their order.
///
/// Each transfer counts for one payment only: two equal payments need two. Give all payments that
/// the transaction is to have settled. A payment that is listed twice is paid once, and nothing of
/// the chain is asked.
#[must_use]
pub fn movements<'f>(
    expected: &[ExpectedTransfer],
    landed: impl Into<Landed<'f>>,
) -> Vec<Movement> {
    once(expected, mechanism::movements(expected, landed.into()))
}

/// What was signed once pays once, however often it is listed.
fn once(expected: &[ExpectedTransfer], mut movements: Vec<Movement>) -> Vec<Movement> {
    let mut seen = BTreeSet::new();
    for (transfer, movement) in expected.iter().zip(&mut movements) {
        if !seen.insert(mechanism::replay_key(
            &transfer.payment.payload,
            &transfer.network,
        )) {
            *movement = Movement::Unrelated;
        }
    }
    movements
}
