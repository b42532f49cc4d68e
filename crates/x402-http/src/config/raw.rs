//! The file as TOML has it.

use std::{collections::BTreeMap, path::PathBuf};

use serde::Deserialize;

use super::{ConfigError, units::Units};
use crate::signer::SignerState;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawConfig {
    pub(super) listen: Option<String>,
    pub(super) store: String,
    #[serde(default)]
    pub(super) ask_wallets: bool,
    #[serde(default)]
    pub(super) interop: bool,
    pub(super) retention_days: Option<u64>,
    pub(super) lease_ms: Option<u64>,
    pub(super) deny_file: Option<PathBuf>,
    #[serde(default)]
    pub(super) stops: Vec<RawStop>,
    #[serde(default)]
    pub(super) callers: Vec<RawCaller>,
    pub(super) networks: BTreeMap<String, RawNetwork>,
    #[serde(default)]
    pub(super) signers: Vec<RawSigner>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNetwork {
    pub(super) nodes: Vec<String>,
    #[serde(default)]
    pub(super) allow_http: bool,
    pub(super) timeout_ms: Option<u64>,
    pub(super) hedge_ms: Option<u64>,
    pub(super) fee_cap_wei: Option<Units>,
    pub(super) least_tip_wei: Option<Units>,
    pub(super) gas_limit: Option<u64>,
    #[serde(default)]
    pub(super) l1_fee: bool,
    pub(super) batch_within_ms: Option<u64>,
    pub(super) poll_ms: Option<u64>,
    pub(super) final_poll_ms: Option<u64>,
    pub(super) answer_within_s: Option<u64>,
    pub(super) wait_until: Option<String>,
    pub(super) most_per_payment: Option<Units>,
    pub(super) most_per_signer_a_day: Option<Units>,
    pub(super) most_per_payer_a_day: Option<Units>,
    pub(super) most_per_payee_a_day: Option<Units>,
    pub(super) least_balance: Option<Units>,
    #[serde(default)]
    pub(super) least_amounts: BTreeMap<String, Units>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStop {
    pub(super) network: Option<String>,
    pub(super) scheme: Option<String>,
    pub(super) pay_to: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCaller {
    pub(super) name: String,
    pub(super) key_sha256: String,
    pub(super) most_per_minute: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSigner {
    pub(super) family: String,
    pub(super) file: Option<PathBuf>,
    pub(super) keystore: Option<PathBuf>,
    pub(super) password_file: Option<PathBuf>,
    pub(super) environment: Option<String>,
    #[serde(default)]
    pub(super) state: SignerState,
}

pub(super) fn parse(text: &str) -> Result<RawConfig, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(1, |before| before.matches('\n').count() + 1);
        ConfigError::of(format!("line {line}"), &without_values(error.message()))
    })
}

/// The message without what is in double quotes, which is a value of the file.
fn without_values(message: &str) -> String {
    let parts = message.split('"').enumerate();
    parts
        .map(|(place, part)| if place % 2 == 0 { part } else { "…" })
        .collect()
}
