//! What was paid for priority: the result of `getRecentPrioritizationFees`.

use alloc::vec::Vec;

use super::field::number;
use crate::{
    chain::{Answer, Head, Nonsense, PrioritizationFee, Value},
    json::Json,
};

/// The fees by slot, and the newest slot.
pub(super) fn read(result: &Json<'_>) -> (Answer, Option<Head>) {
    match fees(result) {
        Some(fees) => {
            let newest = fees.last().map(|fee| Head::Slot(fee.slot));
            (Answer::Value(Value::PrioritizationFees(fees)), newest)
        }
        None => (Answer::Nonsense(Nonsense::WrongType), None),
    }
}

fn fees(result: &Json<'_>) -> Option<Vec<PrioritizationFee>> {
    let elements = result.as_array()?;
    if elements.len() > SLOTS {
        return None;
    }
    let fees = elements.iter().map(|element| {
        let object = element.as_object()?;
        Some(PrioritizationFee {
            slot: number(object.get("slot")?)?,
            fee: number(object.get("prioritizationFee")?)?,
        })
    });
    let mut fees: Vec<_> = fees.collect::<Option<_>>()?;
    // Nodes do not sort them.
    fees.sort_unstable();
    let is_once_each = fees.windows(2).all(|pair| match pair {
        [earlier, later] => earlier.slot < later.slot,
        _ => true,
    });
    is_once_each.then_some(fees)
}

/// The most slots of which a node keeps the fees.
const SLOTS: usize = 150;
