//! Settlements on Solana.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value as Json, json};
use x402_core::{
    amount::Amount,
    chain::{Landed, TransactionId},
    receipt::{self, ExpectedTransfer, Movement, SettlementStatus},
    rpc,
    svm::Transaction,
};

use crate::{
    Result,
    case::{Case, Verdict},
    error::Error,
    mutation::Keys,
    node::Node as _,
    svm::{LiteSvm, Sent, Terms, World, co_sign, send, set_up},
};

/// A chain with its payments, in one scenario.
pub(super) struct Stage<'a> {
    pub(super) node: &'a mut LiteSvm,
    pub(super) keys: &'a Keys,
    pub(super) cases: &'a [Case],
}

/// A payment of Token, and one of Token-2022.
const TOKEN: &str = "svm.exact.transfer/plain";
const TOKEN_2022: &str = "svm.exact.chain/token-2022";

/// A scenario: true if the facts prove what happened.
type Scenario = fn(&mut Stage<'_>) -> Result<bool>;

pub(super) const ALL: &[(&str, Scenario)] = &[
    ("an outcome proves its payment offline", offline),
    ("the mint keeps a fee", fee),
    ("the transaction fails", failed),
    ("the transaction is another payment's", another),
    ("the transaction is not there", absent),
];

impl Stage<'_> {
    /// Sends the payment of a vector on a chain of its own, with changes to its state.
    fn settle(&mut self, vector: &str, state: &Json, fee: u16) -> Result<(ExpectedTransfer, Sent)> {
        let missing = || Error::new(format!("no payment {vector}"));
        let case = self.cases.iter().find(|case| case.name == vector);
        let case = case.ok_or_else(missing)?;
        let offer = case.offer()?.ok_or_else(missing)?;
        let payload = case.payload()?.ok_or_else(missing)?;
        let text = payload.get("transaction").and_then(Json::as_str);
        let bytes = text.and_then(|text| BASE64_STANDARD.decode(text).ok());
        let bytes = bytes.ok_or_else(missing)?;
        let transaction =
            Transaction::parse(&bytes).map_err(|error| Error::new(error.to_string()))?;
        let Verdict::Accepted(verified) = case.verdict()? else {
            return Err(missing());
        };
        let state = serde_json::from_value(state.clone())?;
        let terms = Terms::of(&offer, &state, &transaction).ok_or_else(missing)?;
        let world = World { now: case.now, fee };
        set_up(self.node, &terms, &transaction, &state, world)?;
        let signed = co_sign(&transaction, &self.keys.sponsors).ok_or_else(missing)?;
        let sent = send(self.node, &terms, signed)?;
        Ok((verified.expected_transfer(), sent))
    }

    fn prove(
        &mut self,
        expected: ExpectedTransfer,
        id: &TransactionId,
    ) -> Result<Vec<SettlementStatus>> {
        self.node.prove(&[expected], id)
    }
}

fn offline(stage: &mut Stage<'_>) -> Result<bool> {
    let (expected, sent) = stage.settle(TOKEN, &json!({}), 0)?;
    let body = json!({
        "jsonrpc": "2.0",
        "id": 1,
        "method": "getTransaction",
        "params": [sent.id.to_string()],
    });
    let text = stage.node.post(&body.to_string())?;
    let (found, value) = rpc::read_transaction(text.as_bytes())?;
    let landed = Landed::of(&value).ok_or_else(|| Error::new("no outcome"))?;
    let moved = receipt::movements(&[expected], landed);
    let is_named = matches!(
        moved.as_slice(),
        [Movement::Paid {
            names_payment: true,
            ..
        }]
    );
    Ok(found == sent.id && is_named)
}

fn fee(stage: &mut Stage<'_>) -> Result<bool> {
    let (expected, sent) = stage.settle(TOKEN_2022, &json!({}), 100)?;
    let received = Amount::from(9_900_u64);
    let status = stage.prove(expected, &sent.id)?;
    Ok(sent.succeeded && !sent.moved && status == [SettlementStatus::Short { received }])
}

fn failed(stage: &mut Stage<'_>) -> Result<bool> {
    let source = "6nJ5r1EmCMZzujjGsXeGcbCNuoaqcExp5AASt7j32mNY";
    let gone = json!({ "accounts": { source: { "lamports": "0" } } });
    let (expected, sent) = stage.settle(TOKEN, &gone, 0)?;
    Ok(stage.prove(expected, &sent.id)? == [SettlementStatus::Failed])
}

fn another(stage: &mut Stage<'_>) -> Result<bool> {
    let (expected, _) = stage.settle(TOKEN, &json!({}), 0)?;
    let (_, other) = stage.settle("svm.exact.layout/three", &json!({}), 0)?;
    let status = stage.prove(expected, &other.id)?;
    Ok(other.moved && status == [SettlementStatus::Unrelated])
}

fn absent(stage: &mut Stage<'_>) -> Result<bool> {
    let (expected, before) = stage.settle(TOKEN, &json!({}), 0)?;
    stage.settle(TOKEN_2022, &json!({}), 0)?;
    Ok(stage.prove(expected, &before.id)? == [SettlementStatus::Absent])
}
