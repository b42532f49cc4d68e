//! Proofs of settlement: `movements` of one transaction, and `prove` by nodes.

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use x402_core::{
    any::AnyPaymentPayload,
    chain::{Facts, Landed, Level, NodeId, Quorum, TransactionId},
    receipt::{self, ExpectedTransfer, Movement, SettlementStatus},
    rpc,
    scheme::Context,
    timestamp::UnixTimestamp,
};

use super::{
    Answer,
    chain::{NodeResponse, add},
    payment::read_offer,
    read,
    transaction::hex,
};
use crate::schema::Step;

/// A payment and its offer.
#[derive(Deserialize)]
struct Payment<'a> {
    #[serde(borrow)]
    payload: &'a RawValue,
    #[serde(borrow)]
    requirements: &'a RawValue,
}

/// What a transaction moved for each payment, by its own JSON.
pub(super) fn movements(request: &str) -> Result<Answer, Answer> {
    #[derive(Deserialize)]
    struct Members<'a> {
        #[serde(borrow)]
        payments: Vec<Payment<'a>>,
        transaction: String,
    }
    let members: Members<'_> = read(request)?;
    let expected = expected(&members.payments)?;
    let (id, value) = rpc::read_transaction(members.transaction.as_bytes())
        .map_err(|error| Answer::refused(error.to_string()))?;
    let landed = Landed::of(&value).ok_or_else(|| Answer::refused("not a transaction"))?;
    let movements = receipt::movements(&expected, landed);
    let movements: Value = movements.iter().map(movement).collect();
    Ok(Answer::derived([
        (Step::Transaction, id.to_string()),
        (Step::Movements, movements.to_string()),
    ]))
}

/// What nodes show of the settlement of each payment.
pub(super) fn prove(request: &str) -> Result<Answer, Answer> {
    #[derive(Deserialize)]
    struct Members<'a> {
        #[serde(borrow)]
        payments: Vec<Payment<'a>>,
        transaction: String,
        #[serde(borrow)]
        level: &'a RawValue,
        nodes: u16,
        rounds: Vec<Vec<Vec<NodeResponse>>>,
    }
    let members: Members<'_> = read(request)?;
    let expected = expected(&members.payments)?;
    let refused = |error: x402_core::ValueError| Answer::refused(error.to_string());
    let id: TransactionId = members.transaction.parse().map_err(refused)?;
    let level = level(members.level.get())?;
    let quorum = Quorum::of(members.nodes.into());
    let mut facts = Facts::new();
    for round in &members.rounds {
        let queries = receipt::queries(&expected, &id, level, &facts, quorum);
        for (node, responses) in (0..).zip(round) {
            add(&mut facts, &queries, responses, NodeId(node))?;
        }
    }
    let statuses = receipt::prove(&expected, &id, level, &facts, quorum);
    let statuses: Value = statuses.iter().map(status).collect();
    Ok(Answer::derived([(Step::Statuses, statuses.to_string())]))
}

/// The transfers that payments are to make; no payment depends on the time any more.
fn expected(payments: &[Payment<'_>]) -> Result<Vec<ExpectedTransfer>, Answer> {
    let now = UnixTimestamp::new(0).map_err(|error| Answer::error(error.to_string()))?;
    let context = Context::new(now);
    let transfers = payments.iter().map(|payment| {
        let offer = read_offer(payment.requirements.get())?;
        let payload = AnyPaymentPayload::parse_as(offer.version(), payment.payload.get())
            .map_err(|error| Answer::from(&error))?;
        ExpectedTransfer::read(&payload, &offer, &context)
            .map_err(|rejection| Answer::from(&rejection))
    });
    transfers.collect()
}

fn level(text: &str) -> Result<Level, Answer> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Text {
        Depth(u32),
        Named(Named),
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Named {
        Included,
        Safe,
        Finalized,
    }
    let level = serde_json::from_str(text);
    Ok(
        match level.map_err(|error| Answer::error(format!("level: {error}")))? {
            Text::Depth(blocks) => Level::Depth(blocks),
            Text::Named(Named::Included) => Level::Included,
            Text::Named(Named::Safe) => Level::Safe,
            Text::Named(Named::Finalized) => Level::Finalized,
        },
    )
}

fn movement(movement: &Movement) -> Value {
    let kind = movement.kind().as_str();
    match movement {
        Movement::Paid {
            log_index,
            names_payment,
        } => json!({
            "kind": kind,
            "log_index": log_index.map(|index| index.to_string()),
            "names_payment": names_payment,
        }),
        Movement::Short {
            received,
            names_payment,
        } => json!({
            "kind": kind,
            "received": received.to_string(),
            "names_payment": names_payment,
        }),
        _ => json!({"kind": kind}),
    }
}

fn status(status: &SettlementStatus) -> Value {
    let kind = status.kind().as_str();
    match status {
        SettlementStatus::Paid(paid) => json!({
            "kind": kind,
            "transaction": paid.transaction.to_string(),
            "block": paid.block.map(|block| {
                json!({"height": block.number.to_string(), "hash": hex(&block.hash)})
            }),
            "slot": paid.slot.map(|slot| slot.to_string()),
            "log_index": paid.log_index.map(|index| index.to_string()),
        }),
        SettlementStatus::Short { received } => {
            json!({"kind": kind, "received": received.to_string()})
        }
        _ => json!({"kind": kind}),
    }
}
