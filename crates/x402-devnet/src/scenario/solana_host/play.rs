//! One payment with a chain, a file and replicas, and what must hold of it.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value as Json, json};
use x402_core::{
    any::SettleRequest,
    chain::{SvmQuery, TransactionId, Value},
    facilitator::{
        BroadcastStep, Lease, Phase, SettlementKey, SettlementState, Sponsorship, StoreAnswer,
        StoreRequest,
    },
    message::SettleResponse,
    network::Network,
    svm::{Address, SigningKey, Transaction},
};

use super::super::svm::Stage;
use crate::{
    Result,
    case::{Case, Verdict},
    error::Error,
    host::{Drive, Host, Job},
    node::Node as _,
    svm::{Terms, World, balance, set_up},
    world::{Outside as _, SolanaWorld},
};

/// One scenario of the host.
pub(super) struct Play<'a> {
    pub(super) world: SolanaWorld<'a>,
    request: SettleRequest,
    network: Network,
    replay_key: String,
    terms: Terms,
    payer: Address,
    key: &'a SigningKey,
    before: Option<u64>,
    folder: PathBuf,
    is_right: bool,
}

impl<'a> Play<'a> {
    pub(super) fn new(stage: &'a mut Stage<'_>, vector: &str) -> Result<Self> {
        let mut cases = stage.cases.iter();
        let case = cases.find(|case| case.name == vector);
        let missing = || Error::new(format!("no payment {vector}"));
        let case = case.ok_or_else(missing)?;
        Self::of(stage, case)?.ok_or_else(missing)
    }

    /// With the payment of a case; `None` if a facilitator's defaults do not accept it.
    pub(super) fn of(stage: &'a mut Stage<'_>, case: &Case) -> Result<Option<Self>> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let (Some(offer), Some(payload)) = (case.offer()?, case.payload()?) else {
            return Ok(None);
        };
        let text = payload.get("transaction").and_then(Json::as_str);
        let bytes = text.and_then(|text| BASE64_STANDARD.decode(text).ok());
        let Some(bytes) = bytes else { return Ok(None) };
        let Ok(transaction) = Transaction::parse(&bytes) else {
            return Ok(None);
        };
        let declared = case.state(offer.network())?;
        let needs_more = !case.has_default_policy() || transaction.lookups().len() > 0;
        let (Verdict::Accepted(verified), false) = (case.verdict()?, needs_more) else {
            return Ok(None);
        };
        let fee_payer = transaction.account_keys().next();
        let key = fee_payer.and_then(|fee_payer| stage.keys.sponsors.get(&fee_payer));
        let parts = (
            key,
            case.settle_request()?,
            Terms::of(&offer, &declared, &transaction),
            verified.payer().as_svm(),
        );
        let (Some(key), Some(request), Some(terms), Some(payer)) = parts else {
            return Ok(None);
        };
        let world = World {
            now: case.now,
            fee: 0,
        };
        set_up(stage.node, &terms, &transaction, &declared, world)?;
        let before = balance(stage.node, &terms)?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("x402-devnet-solana-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder)?;
        Ok(Some(Self {
            world: SolanaWorld::new(stage.node, case.now),
            request,
            network: offer.network().clone(),
            replay_key: verified.replay_key(),
            terms,
            payer,
            key,
            before,
            folder,
            is_right: true,
        }))
    }

    /// A replica; all of them share a file.
    pub(super) fn host(&self, name: &str, millis: u64) -> Result<Host<'a>> {
        let owner = name.to_owned();
        let file = self.folder.join("rows.sqlite");
        let lease = Lease { owner, millis };
        let terms = Sponsorship::on_solana(5_000_000);
        Host::new(self.network.clone(), self.key, terms, &file, lease)
    }

    pub(super) fn begin(&self, host: &Host<'_>) -> Result<Job> {
        host.begin(self.request.clone(), &self.world)
    }

    pub(super) fn settle(&mut self, host: &Host<'_>) -> Result<Job> {
        host.settle(self.request.clone(), &mut self.world)
    }

    /// Goes on to the answer.
    pub(super) fn finish(&mut self, host: &Host<'_>, job: &mut Job) -> Result<()> {
        while job.answer().is_none() {
            host.turn(job, &mut self.world)?;
        }
        Ok(())
    }

    pub(super) fn is_sending(job: &Job) -> bool {
        let step = job.drive().map(|drive| &drive.step);
        matches!(step, Some(BroadcastStep::Send { .. }))
    }

    /// Drives a transaction to its end.
    pub(super) fn drive_to_end(&mut self, host: &Host<'_>, drive: Option<Drive>) -> Result<()> {
        let mut drive = drive.ok_or_else(|| Error::new("the request drives no transaction"))?;
        for _ in 0..1_000 {
            host.drive(&mut drive, &mut self.world)?;
            if drive.step == BroadcastStep::Done {
                return Ok(());
            }
        }
        self.holds("the transaction ends", false);
        Ok(())
    }

    /// The rows are gone, as by a store that was restored from before.
    pub(super) fn forget(&self) -> Result<()> {
        fs::remove_dir_all(&self.folder)?;
        fs::create_dir_all(&self.folder)?;
        Ok(())
    }

    /// The payer's tokens are gone.
    pub(super) fn empty(&mut self) -> Result<()> {
        let payer = json!([self.payer.to_string(), self.terms.mint.to_string()]);
        self.world.node.call(&[("devnet_empty", payer)])?;
        self.world.wait(400)
    }

    /// Notes whether something holds.
    pub(super) fn holds(&mut self, what: &str, does: bool) {
        if !does {
            println!("does not hold: {what}");
            self.is_right = false;
        }
    }

    fn response(job: &Job) -> SettleResponse {
        let answer = job.answer().map(|answer| (*answer.response).clone());
        answer.unwrap_or_else(|| SettleResponse::new(false, String::new(), String::new()))
    }

    /// The answer is success, with the signature of a transaction that succeeded.
    pub(super) fn paid(&mut self, job: &Job) -> Result<()> {
        let response = Self::response(job);
        let is_there = match response.transaction.parse() {
            Ok(TransactionId::Svm(signature)) => {
                let finalized = false;
                let query = SvmQuery::Transaction {
                    signature,
                    finalized,
                };
                let value = self.world.node.value(query)?;
                matches!(value, Value::TransactionOutcome(Some(it)) if it.fault.is_none())
            }
            _ => false,
        };
        self.holds(&format!("paid: {response}"), response.success && is_there);
        Ok(())
    }

    /// The answer leaves it open, with a signature.
    pub(super) fn pending(&mut self, job: &Job) {
        let response = Self::response(job);
        let is_pending = response.error_reason.as_deref() == Some("settlement_pending");
        let id = response.transaction.parse::<TransactionId>();
        self.holds(&format!("pending: {response}"), is_pending && id.is_ok());
    }

    pub(super) fn failed(&mut self, job: &Job, reason: &str) {
        let response = Self::response(job);
        let is_right = !response.success && response.error_reason.as_deref() == Some(reason);
        self.holds(&format!("failed by {reason}: {response}"), is_right);
    }

    /// The payment's row has this state, and its transaction has ended.
    pub(super) fn ended(&mut self, host: &Host<'_>, state: SettlementState) -> Result<()> {
        let key = SettlementKey::of(&self.replay_key, Phase::Settle);
        let answer = host.ask_store(&StoreRequest::load_settlement(key));
        let StoreAnswer::Rows(rows) = answer else {
            return Err(Error::new("a load is not answered with rows"));
        };
        let found = rows.settlement(&key).map(|row| row.state);
        let is_it = found == Some(state);
        self.holds(&format!("the row is {state:?}: {found:?}"), is_it);
        let mut transactions = rows.transactions.iter();
        let have_ended = transactions.all(|row| row.state.is_ended());
        self.holds("the transaction has ended", have_ended);
        Ok(())
    }

    /// The payee has got the amount that often, and all else holds.
    pub(super) fn is_transferred(&mut self, times: u64) -> Result<bool> {
        let after = balance(self.world.node, &self.terms)?;
        let more = after.zip(self.before);
        let more = more.and_then(|(after, before)| after.checked_sub(before));
        let wanted = self.terms.amount.map(|amount| amount * times);
        self.holds(&format!("{wanted:?} more: {more:?}"), more == wanted);
        Ok(self.is_right)
    }
}

impl Drop for Play<'_> {
    fn drop(&mut self) {
        // What is left of it is in the system's own folder for that.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
