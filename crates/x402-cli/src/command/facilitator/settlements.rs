//! `x402 facilitator settlements`: what is in the store.

use alloc::sync::Arc;
use core::time::Duration;
use std::path::Path;

use serde_json::{Value, json};
use x402_core::facilitator::{
    Rows, SettlementKey, SettlementRow, SettlementState, StoreAnswer, StoreRequest,
};
use x402_http::{
    chain::Https,
    facilitator::SystemClock,
    store::{self, Store},
    tokio::time::{self, Instant},
};

use crate::{cli::SettlementsCommand, error::Failure, json, layout, output::Reply, status::Status};

/// How long `retry` waits.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) fn run(command: &SettlementsCommand) -> Result<Reply, Failure> {
    let runtime = super::runtime()?;
    match command {
        SettlementsCommand::List {
            config,
            state,
            limit,
        } => runtime.block_on(list(&config.config, state.as_deref(), *limit)),
        SettlementsCommand::Show { key, config } => runtime.block_on(show(&config.config, key)),
        SettlementsCommand::Retry { key, config } => runtime.block_on(retry(&config.config, key)),
    }
}

async fn open(path: &Path) -> Result<Arc<dyn Store>, Failure> {
    let config = super::read(path)?;
    let opened = config.open_store().await;
    opened.map_err(|error| super::wrong(path, &error))
}

async fn list(path: &Path, state: Option<&str>, limit: usize) -> Result<Reply, Failure> {
    let wanted = state.map(str::parse::<SettlementState>).transpose();
    let wanted = wanted.map_err(|error| {
        Failure::new("there is no such state")
            .got(error.found())
            .want(error.expected())
    })?;
    let store = open(path).await?;
    let mut found = store::settlements(&*store)
        .await
        .map_err(|error| no_answer(&error))?;
    found.retain(|row| wanted.is_none_or(|wanted| row.state == wanted));
    found.sort_by_key(|row| {
        (
            row.state != SettlementState::Open,
            core::cmp::Reverse(row.created),
        )
    });
    let all = found.len();
    let head = [
        "key", "state", "network", "payer", "pay to", "amount", "created",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(found.iter().take(limit).map(line));
    let mut text = String::new();
    layout::table(&mut text, &rows);
    let reply = Reply::new(text);
    Ok(if all > limit {
        reply.remark(format!("{limit} of {all}: more with --limit"))
    } else {
        reply
    })
}

fn line(row: &SettlementRow) -> Vec<String> {
    vec![
        row.key.to_string(),
        row.state.as_str().to_owned(),
        row.network.to_string(),
        row.payer.to_string(),
        row.pay_to.to_string(),
        row.amount.to_string(),
        row.created.to_string(),
    ]
}

async fn show(path: &Path, key: &SettlementKey) -> Result<Reply, Failure> {
    let store = open(path).await?;
    let rows = load(&*store, key).await?;
    let row = rows.settlement(key).ok_or_else(|| unknown(key))?;
    Ok(Reply::new(json::document(&document(row, &rows))))
}

/// What a person may see: neither the call nor what the payer signed, which are money.
fn document(row: &SettlementRow, rows: &Rows) -> Value {
    let transactions: Vec<Value> = rows
        .transactions
        .iter()
        .map(|transaction| {
            let attempts = rows.attempts_of(&transaction.key);
            let hashes: Vec<String> = attempts.map(|attempt| attempt.hash.to_string()).collect();
            json!({
                "key": transaction.key.to_string(),
                "state": transaction.state.as_str(),
                "hashes": hashes,
            })
        })
        .collect();
    let proof = row
        .proof
        .as_ref()
        .map(|proof| proof.transaction.to_string());
    json!({
        "key": row.key.to_string(),
        "state": row.state.as_str(),
        "level": row.level.map(|level| level.to_string()),
        "waitUntil": row.wait_until.to_string(),
        "network": row.network.as_str(),
        "payer": row.payer.to_string(),
        "payTo": row.pay_to.to_string(),
        "asset": row.asset.to_string(),
        "amount": row.amount.to_string(),
        "validUntil": row.valid_until.to_string(),
        "worstFee": row.worst_fee.to_string(),
        "created": row.created,
        "updated": row.updated,
        "proof": proof,
        "transactions": transactions,
    })
}

async fn retry(path: &Path, key: &SettlementKey) -> Result<Reply, Failure> {
    let config = super::read(path)?;
    let (transport, clock) = (Arc::new(Https::new()), Arc::new(SystemClock));
    let facilitator = config.facilitator(transport, clock).await;
    let facilitator = facilitator.map_err(|error| super::wrong(path, &error))?;
    facilitator.start();
    let until = Instant::now() + PATIENCE;
    let found = loop {
        let found = facilitator.settlement(key).await;
        let state = match &found {
            Ok(Some((_, rows))) => rows.settlement(key).map(|row| row.state),
            Ok(None) => break Err(unknown(key)),
            Err(_) => None,
        };
        let is_over = Instant::now() >= until;
        match (found, state) {
            (Ok(Some((answer, rows))), Some(state))
                if is_over || state != SettlementState::Open =>
            {
                break Ok((answer, rows));
            }
            (Err(_), _) if is_over => break Err(Failure::new("the store does not answer")),
            _ => time::sleep(Duration::from_millis(200)).await,
        }
    };
    facilitator.close().await;
    let (answer, rows) = found?;
    let row = rows.settlement(key).ok_or_else(|| unknown(key))?;
    let status = if answer.response.success {
        Status::Success
    } else {
        Status::Refused
    };
    let reply = Reply::new(json::document(&document(row, &rows))).status(status);
    Ok(match row.state {
        SettlementState::NotPaidLive | SettlementState::Abandoned => {
            reply.remark("it can still be settled: the server must ask for it again")
        }
        SettlementState::Open => reply.remark("it is still open: a facilitator goes on with it"),
        _ => reply,
    })
}

async fn load(store: &dyn Store, key: &SettlementKey) -> Result<Rows, Failure> {
    let load = StoreRequest::load_settlement(*key);
    match store::ask(store, &load).await {
        Ok(StoreAnswer::Rows(rows)) => Ok(rows),
        Ok(_) => Err(Failure::new("the store answered something else than rows")),
        Err(error) => Err(no_answer(&error)),
    }
}

fn no_answer(error: &store::StoreError) -> Failure {
    Failure::new("the store does not answer")
        .got(error.to_string())
        .hint("check `store` in the configuration, and ask again")
}

fn unknown(key: &SettlementKey) -> Failure {
    Failure::new("there is no settlement with this key")
        .got(key.to_string())
        .hint("`x402 facilitator settlements list` lists them")
        .refused()
}
