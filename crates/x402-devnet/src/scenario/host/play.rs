//! One payment with a chain, a file and replicas, and what must hold of it.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::json;
use x402_core::{
    amount::Amount,
    chain::{BlockId, EvmQuery, TransactionId, Value},
    evm::{Address, SigningKey},
    facilitator::{
        BroadcastStep, Lease, Phase, Rows, SettlementKey, SettlementState, Sponsorship,
        StoreAnswer, StoreRequest,
    },
    message::SettleResponse,
    network::Network,
};

use super::super::evm::{Ready, Stage};
use crate::{
    Result,
    error::Error,
    evm::sign,
    host::{Drive, Host, Job},
    mutation::Keys,
    node::Node as _,
    world::{Outside as _, World},
};

/// One scenario of the host.
pub(super) struct Play<'a> {
    pub(super) world: World<'a>,
    pub(super) ready: Ready,
    pub(super) call: (Address, Vec<u8>),
    pub(super) keys: &'a Keys,
    key: &'a SigningKey,
    before: Option<Amount>,
    folder: PathBuf,
    is_right: bool,
}

/// More than any settlement's gas costs here.
const COINS: u64 = 1_000_000_000_000_000;

/// The most that is paid for a unit of gas, in wei.
const FEE_CAP: u128 = 1_000_000;

impl<'a> Play<'a> {
    pub(super) fn new(stage: &'a mut Stage<'_>, vector: &str) -> Result<Self> {
        let ready = stage.ready(vector, 21)?;
        Self::of(stage, ready)
    }

    /// With a payment that has its chain.
    pub(super) fn of(stage: &'a mut Stage<'_>, ready: Ready) -> Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let keys = stage.keys;
        let address = stage.chain.key().address();
        let key = keys.evm.get(&address);
        let key = key.ok_or_else(|| Error::new("no key of the facilitator"))?;
        stage.chain.fund(address, COINS)?;
        let before = stage.chain.balance(&ready.terms)?;
        let name = format!("x402-devnet-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder)?;
        Ok(Self {
            world: World::new(stage.chain, ready.now)?,
            call: ready.call.clone(),
            ready,
            keys,
            key,
            before,
            folder,
            is_right: true,
        })
    }

    /// A replica; all of them share a file.
    pub(super) fn host(&self, name: &str, millis: u64) -> Result<Host<'a>> {
        self.host_with(name, millis, |_| ())
    }

    fn host_with(
        &self,
        name: &str,
        millis: u64,
        change: impl FnOnce(&mut Sponsorship),
    ) -> Result<Host<'a>> {
        let owner = name.to_owned();
        let file = self.folder.join("rows.sqlite");
        let lease = Lease { owner, millis };
        let mut terms = terms();
        change(&mut terms);
        Host::new(self.network(), self.key, terms, &file, lease)
    }

    /// A replica whose rows are in a database.
    pub(super) fn host_on(&self, url: &str, name: &str, millis: u64) -> Result<Host<'a>> {
        let owner = name.to_owned();
        let lease = Lease { owner, millis };
        Host::on_database(self.network(), self.key, terms(), url, lease)
    }

    fn network(&self) -> Network {
        Network::eip155(self.ready.terms.chain_id)
    }

    /// The same, for payments that go together.
    pub(super) fn batching_host(&self, name: &str) -> Result<Host<'a>> {
        self.host_with(name, 60_000, |terms| {
            terms.batch_within = 100;
            terms.max_batch_gas = 10_000_000;
        })
    }

    pub(super) fn begin(&self, host: &Host<'_>) -> Result<Job> {
        host.begin(self.ready.request.clone(), &self.world)
    }

    pub(super) fn settle(&mut self, host: &Host<'_>) -> Result<Job> {
        host.settle(self.ready.request.clone(), &mut self.world)
    }

    /// Goes on to the answer.
    pub(super) fn finish(&mut self, host: &Host<'_>, job: &mut Job) -> Result<()> {
        while job.answer().is_none() {
            host.turn(job, &mut self.world)?;
        }
        Ok(())
    }

    /// A request whose first attempt is stored and not sent.
    pub(super) fn until_sending(&mut self, host: &Host<'_>) -> Result<Job> {
        let mut job = self.begin(host)?;
        while !Self::is_sending(&job) {
            if job.answer().is_some() {
                return Err(Error::new(format!("{:?}", job.answer())));
            }
            host.turn(&mut job, &mut self.world)?;
        }
        Ok(job)
    }

    pub(super) fn is_sending(job: &Job) -> bool {
        let step = job.drive().map(|drive| &drive.step);
        matches!(step, Some(BroadcastStep::Send { .. }))
    }

    /// Drives a transaction to its end. The chain becomes final whenever it waits.
    pub(super) fn drive_to_end(&mut self, host: &Host<'_>, drive: Option<Drive>) -> Result<()> {
        let mut drive = drive.ok_or_else(|| Error::new("the request drives no transaction"))?;
        for _ in 0..20 {
            for _ in 0..20 {
                host.drive(&mut drive, &mut self.world)?;
                match drive.step {
                    BroadcastStep::Done => return Ok(()),
                    BroadcastStep::Wait { millis } if millis > 0 => break,
                    _ => {}
                }
            }
            self.world.finalize()?;
        }
        self.holds("the transaction ends", false);
        Ok(())
    }

    /// Sends calldata by an account that is not the facilitator's, in a block of its own.
    pub(super) fn by_stranger(&mut self, call: (Address, Vec<u8>)) -> Result<TransactionId> {
        let address = self.key.address();
        let mut keys = self.keys.evm.values();
        let key = keys.find(|key| key.address() != address);
        let key = key.ok_or_else(|| Error::new("no key of a stranger"))?;
        self.by(key, call)
    }

    /// Uses the facilitator's next nonce for a call that does nothing.
    pub(super) fn by_own_key_elsewhere(&mut self) -> Result<TransactionId> {
        self.by(self.key, (self.key.address(), Vec::new()))
    }

    fn by(&mut self, key: &SigningKey, call: (Address, Vec<u8>)) -> Result<TransactionId> {
        let chain = &mut *self.world.chain;
        let transaction = sign(chain.transaction(0, call.0, call.1)?, key);
        chain.broadcast(&transaction)?;
        self.world.wait(1_000)?;
        Ok(transaction.hash().into())
    }

    /// Sets the base fee of the next block, in wei. It falls by an eighth with each empty block.
    pub(super) fn base_fee(&mut self, wei: u64) -> Result<()> {
        let call = json!([format!("{wei:#x}")]);
        let calls = [("anvil_setNextBlockBaseFeePerGas", call)];
        self.world.chain.node.call(&calls)?;
        Ok(())
    }

    /// Notes whether something holds.
    pub(super) fn holds(&mut self, what: &str, does: bool) {
        if !does {
            println!("does not hold: {what}");
            self.is_right = false;
        }
    }

    pub(super) fn response(job: &Job) -> SettleResponse {
        let answer = job.answer().map(|answer| (*answer.response).clone());
        answer.unwrap_or_else(|| SettleResponse::new(false, String::new(), String::new()))
    }

    /// The answer is success, with a hash: of what was sent last, or another sender's.
    pub(super) fn paid(&mut self, job: &Job, by: Option<TransactionId>) -> Result<()> {
        let response = Self::response(job);
        let hash = super::hash(&response);
        let Some(TransactionId::Evm(found)) = hash else {
            self.holds(&format!("paid: {response}"), false);
            return Ok(());
        };
        let receipt = self.world.chain.node.value(EvmQuery::Receipt(found))?;
        let is_there = matches!(receipt, Value::Receipt(Some(receipt)) if receipt.succeeded);
        let is_right = response.success && is_there && by.is_none_or(|by| hash == Some(by));
        self.holds(&format!("paid: {response}"), is_right);
        Ok(())
    }

    /// The answer leaves it open, with a hash.
    pub(super) fn pending(&mut self, job: &Job) {
        let response = Self::response(job);
        let is_pending = response.error_reason.as_deref() == Some("settlement_pending");
        let is_right = is_pending && super::hash(&response).is_some();
        self.holds(&format!("pending: {response}"), is_right);
    }

    pub(super) fn failed(&mut self, job: &Job, reason: &str) {
        let response = Self::response(job);
        let is_right = !response.success && response.error_reason.as_deref() == Some(reason);
        self.holds(&format!("failed by {reason}: {response}"), is_right);
    }

    /// Every transaction that was handed to the nodes is in the store.
    pub(super) fn is_all_stored(&mut self, host: &Host<'_>) -> Result<()> {
        let rows = self.rows(host)?;
        let stored = |raw: &Vec<u8>| {
            let mut attempts = rows.attempts.iter();
            attempts.any(|attempt| attempt.raw.as_bytes() == raw.as_slice())
        };
        let is_stored = self.world.sent.iter().all(stored);
        self.holds("what was sent is stored", is_stored);
        Ok(())
    }

    /// The rows of the payment.
    fn rows(&self, host: &Host<'_>) -> Result<Rows> {
        let key = SettlementKey::of(&self.ready.replay_key, Phase::Settle);
        match host.ask_store(&StoreRequest::load_settlement(key)) {
            StoreAnswer::Rows(rows) => Ok(rows),
            _ => Err(Error::new("a load is not answered with rows")),
        }
    }

    /// The payment's row has this state, and its transaction has ended.
    pub(super) fn ended(&mut self, host: &Host<'_>, state: SettlementState) -> Result<()> {
        let key = SettlementKey::of(&self.ready.replay_key, Phase::Settle);
        let rows = self.rows(host)?;
        let found = rows.settlement(&key).map(|row| row.state);
        self.holds(
            &format!("the row is {state:?}: {found:?}"),
            found == Some(state),
        );
        let mut transactions = rows.transactions.iter();
        let have_ended = transactions.all(|row| row.state.is_ended());
        self.holds("the transaction has ended", have_ended);
        Ok(())
    }

    /// Gives the payee units of the token to begin with.
    pub(super) fn fund_payee(&mut self, units: u64) -> Result<()> {
        let (token, pay_to) = (self.ready.terms.asset, self.ready.terms.pay_to);
        self.world.chain.set_balance(token, pay_to, units)?;
        self.before = self.world.chain.balance(&self.ready.terms)?;
        Ok(())
    }

    /// How often the payee has got the amount.
    pub(super) fn transfers(&mut self) -> Result<Option<u64>> {
        let after = self.world.chain.balance(&self.ready.terms)?;
        let (Some(before), Some(after)) = (self.before, after) else {
            return Ok(None);
        };
        let more = after.checked_sub(before).and_then(Amount::to_u64);
        let amount = self.ready.terms.amount.to_u64();
        let times = more.zip(amount);
        Ok(times.and_then(|(more, amount)| (more % amount == 0).then_some(more / amount)))
    }

    /// The payee has the amount once, the facilitator has sent the given number of transactions
    /// that are in the chain, and all else holds.
    pub(super) fn is_one_transfer(&mut self, sent: u64) -> Result<bool> {
        self.is_transferred(1, sent)
    }

    /// The same, without a transfer.
    pub(super) fn is_no_transfer(&mut self, sent: u64) -> Result<bool> {
        self.is_transferred(0, sent)
    }

    /// The same, with this number of transfers.
    pub(super) fn is_transferred(&mut self, wanted: u64, sent: u64) -> Result<bool> {
        let times = self.transfers()?;
        self.holds(
            &format!("{wanted} transfers: {times:?}"),
            times == Some(wanted),
        );
        let (account, at) = (self.key.address(), BlockId::Latest);
        let query = EvmQuery::AccountNonce { account, at };
        let nonce = self.world.chain.node.value(query)?;
        self.holds(
            &format!("{sent} transactions: {nonce:?}"),
            nonce == Value::Number(sent),
        );
        Ok(self.is_right)
    }
}

/// A payment's window has room for what is tried in it.
fn terms() -> Sponsorship {
    let mut terms = Sponsorship::new(FEE_CAP);
    terms.answer_within = 12;
    terms.final_poll_millis = 2_000;
    terms
}

impl Drop for Play<'_> {
    fn drop(&mut self) {
        // What is left of it is in the system's own folder for that.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
