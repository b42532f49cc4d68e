//! `x402 facilitator check` and `balances`.

use alloc::sync::Arc;
use std::path::Path;

use x402_http::{Finding, chain::Https, check, facilitator::SystemClock};

use crate::{
    error::Failure,
    layout,
    output::{Colour, Reply, paint},
    status::Status,
};

pub(super) fn run(path: &Path) -> Result<Reply, Failure> {
    let config = super::read(path)?;
    let findings = super::runtime()?.block_on(check(&config, Arc::new(Https::new())));
    let mut text = String::new();
    for finding in &findings {
        write(&mut text, finding);
    }
    let problems = findings.iter().filter(|finding| !finding.is_good).count();
    let reply = |text: String, status| Ok(Reply::new(text).status(status));
    if problems == 0 {
        text.push_str("the configuration works: start it with `x402 facilitator run`\n");
        return reply(text, Status::Success);
    }
    let noun = if problems == 1 { "problem" } else { "problems" };
    layout::line(&mut text, &format!("{problems} {noun}"));
    reply(text, Status::Refused)
}

fn write(text: &mut String, finding: &Finding) {
    let (word, colour) = if finding.is_good {
        ("ok  ", Colour::Green)
    } else {
        ("FAIL", Colour::Red)
    };
    layout::line(text, &format!("{} {}", paint(word, colour), finding.place));
    layout::row(text, "", 2, &finding.text);
    if let Some(hint) = &finding.hint {
        layout::row(text, "", 2, &format!("try: {hint}"));
    }
}

pub(super) fn balances(path: &Path) -> Result<Reply, Failure> {
    let config = super::read(path)?;
    let health = super::runtime()?.block_on(async {
        let (transport, clock) = (Arc::new(Https::new()), Arc::new(SystemClock));
        let facilitator = config.facilitator(transport, clock).await;
        let facilitator = facilitator.map_err(|error| super::wrong(path, &error))?;
        Ok::<_, Failure>(facilitator.health().await)
    })?;
    let head = ["network", "account", "balance", "needed", "unit"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut status = Status::Success;
    for network in &health.networks {
        let unit = if network.network.is_svm() {
            "lamports"
        } else {
            "wei"
        };
        for account in &network.accounts {
            if !account.is_funded() {
                status = Status::Refused;
            }
            let balance = account.balance.map(|balance| balance.to_string());
            rows.push(vec![
                network.network.to_string(),
                account.address.to_string(),
                balance.unwrap_or_else(|| "unknown".to_owned()),
                account.least.to_string(),
                unit.to_owned(),
            ]);
        }
    }
    let mut text = String::new();
    layout::table(&mut text, &rows);
    Ok(Reply::new(text).status(status))
}
