//! Results of the methods, by the query.

use alloc::{vec, vec::Vec};

use super::{
    account, fault, field::number, outcome, plan::Job, priority, program_accounts, signatures,
};
use crate::{
    chain::{
        Answer, Cause, Commitment, Failure, Head, Nonsense, Revert, Sent, SignatureStatus,
        SvmQuery, TransactionFault, Value,
    },
    json::{Json, Object},
    svm::{Blockhash, Signature},
};

const WRONG_TYPE: Answer = Answer::Nonsense(Nonsense::WrongType);

/// An answer and the slot of which it is.
type AtSlot = (Answer, Option<Head>);

/// The answers of a job in a method's result.
pub(super) fn read(job: &Job<'_>, result: &Json<'_>) -> Vec<AtSlot> {
    match job {
        Job::One((_, query)) => vec![one(query, result)],
        Job::Accounts(members) => group(members.len(), result, account::value),
        Job::Statuses(members) => group(members.len(), result, status),
    }
}

/// The answers of a result with as many elements as were asked for.
fn group(count: usize, result: &Json<'_>, read: fn(&Json<'_>) -> Option<Value>) -> Vec<AtSlot> {
    let found = in_context(result).and_then(|(slot, value)| {
        let elements = value
            .as_array()
            .filter(|elements| elements.len() == count)?;
        let answers = elements.iter().map(|element| match read(element) {
            Some(value) => (Answer::Value(value), Some(slot)),
            None => (WRONG_TYPE, None),
        });
        Some(answers.collect())
    });
    found.unwrap_or_else(|| vec![(WRONG_TYPE, None); count])
}

fn one(query: &SvmQuery, result: &Json<'_>) -> AtSlot {
    match query {
        // These only grow: the number itself is the head.
        SvmQuery::BlockHeight(_) => {
            let height = number(result);
            let head = height.map(|number| Head::Block {
                number,
                hash: None,
                time: None,
            });
            (plain(height.map(Value::Number)), head)
        }
        SvmQuery::FirstAvailableBlock | SvmQuery::Slot(_) => {
            let slot = number(result);
            (plain(slot.map(Value::Number)), slot.map(Head::Slot))
        }
        SvmQuery::GenesisHash => (plain(hash(result).map(Value::Hash)), None),
        SvmQuery::MinimumBalanceForRentExemption { .. } => {
            (plain(number(result).map(Value::Number)), None)
        }
        SvmQuery::RecentPrioritizationFees(_) => priority::read(result),
        SvmQuery::SignaturesForAddress { .. } => (plain(signatures::read(result)), None),
        SvmQuery::Send(transaction) => (sent(transaction.as_bytes(), result), None),
        SvmQuery::Transaction { signature, .. } => {
            let answer = outcome::read(signature, result);
            let slot = match &answer {
                Answer::Value(Value::TransactionOutcome(Some(outcome))) => {
                    Some(Head::Slot(outcome.slot))
                }
                _ => None,
            };
            (answer, slot)
        }
        _ => match in_context(result) {
            Some((slot, value)) => {
                let answer = of_a_slot(query, value).unwrap_or(WRONG_TYPE);
                let is_answered = answer.is_answered();
                (answer, is_answered.then_some(slot))
            }
            None => (WRONG_TYPE, None),
        },
    }
}

fn plain(value: Option<Value>) -> Answer {
    value.map_or(WRONG_TYPE, Answer::Value)
}

/// The answer in the member `value` of a result that names its slot.
fn of_a_slot(query: &SvmQuery, value: &Json<'_>) -> Option<Answer> {
    Some(Answer::Value(match query {
        SvmQuery::AccountInfo { .. } => account::value(value)?,
        SvmQuery::BlockhashValid { .. } => Value::Flag(value.as_bool()?),
        SvmQuery::LatestBlockhash(_) => {
            let object = value.as_object()?;
            Value::Blockhash {
                blockhash: object.get("blockhash")?.as_str()?.parse().ok()?,
                last_valid_block_height: number(object.get("lastValidBlockHeight")?)?,
            }
        }
        SvmQuery::ProgramAccounts(filter) => return program_accounts::read(filter, value),
        SvmQuery::Simulate { .. } => return simulated(value.as_object()?),
        SvmQuery::Status(_) => match value.as_array()? {
            [element] => status(element)?,
            _ => return None,
        },
        SvmQuery::BlockHeight(_)
        | SvmQuery::FirstAvailableBlock
        | SvmQuery::GenesisHash
        | SvmQuery::MinimumBalanceForRentExemption { .. }
        | SvmQuery::RecentPrioritizationFees(_)
        | SvmQuery::Send(_)
        | SvmQuery::SignaturesForAddress { .. }
        | SvmQuery::Slot(_)
        | SvmQuery::Transaction { .. } => return None,
    }))
}

/// The slot and the value of `{"context":{"slot":..},"value":..}`.
fn in_context<'j>(result: &'j Json<'_>) -> Option<(Head, &'j Json<'j>)> {
    let object = result.as_object()?;
    let slot = number(object.get("context")?.as_object()?.get("slot")?)?;
    Some((Head::Slot(slot), object.get("value")?))
}

/// 32 bytes in base58.
fn hash(json: &Json<'_>) -> Option<[u8; 32]> {
    let hash: Blockhash = json.as_str()?.parse().ok()?;
    Some(*hash.as_bytes())
}

/// A status, or null if the node knows none.
fn status(json: &Json<'_>) -> Option<Value> {
    if json.is_null() {
        return Some(Value::Status(None));
    }
    let object = json.as_object()?;
    let commitment = match object.get("confirmationStatus") {
        Some(Json::String(text)) => match &**text {
            "processed" => Commitment::Processed,
            "confirmed" => Commitment::Confirmed,
            "finalized" => Commitment::Finalized,
            _ => return None,
        },
        // Rooted blocks count no more confirmations.
        None | Some(Json::Null) if object.get("confirmations")?.is_null() => Commitment::Finalized,
        None | Some(Json::Null) => Commitment::Processed,
        Some(_) => return None,
    };
    Some(Value::Status(Some(SignatureStatus {
        slot: number(object.get("slot")?)?,
        fault: fault::read(object.get("err")?).ok()?,
        commitment,
    })))
}

fn simulated(object: &Object<'_>) -> Option<Answer> {
    Some(match fault::read(object.get("err")?).ok()? {
        None => {
            let units = object.get("unitsConsumed").and_then(number);
            Answer::Value(Value::Simulated { units })
        }
        // A node that lags does not know a blockhash that is valid; `BlockhashValid` decides.
        Some(TransactionFault::BlockhashNotFound) => Answer::Failed(Failure::new(Cause::Lagging)),
        Some(fault) => Answer::Refused(Revert::Transaction(fault)),
    })
}

/// A node that took the transaction answers with its first signature.
fn sent(transaction: &[u8], result: &Json<'_>) -> Answer {
    let found = result
        .as_str()
        .and_then(|text| text.parse::<Signature>().ok());
    match found {
        Some(signature) if outcome::first_signature(transaction) == Some(signature) => {
            Answer::Value(Value::Sent(Sent::Accepted))
        }
        Some(_) => Answer::Nonsense(Nonsense::Unasked),
        None => WRONG_TYPE,
    }
}
