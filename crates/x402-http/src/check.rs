//! Whether a configuration works: its keys, nodes, balances and its store.

use std::sync::Arc;

use x402_core::{Address, chain::Query, facilitator::Admission};

use crate::{
    chain::{Connections, NodeStatus, Transport},
    config::{Config, ConfiguredNetwork},
    endpoints::Caller,
    facilitator::{AccountHealth, balance_query, head_query, lowest_balance},
    signer::{Signer, SignerState},
};

/// One thing that was tried.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The TOML key that it is about.
    pub place: String,
    /// Whether it works.
    pub is_good: bool,
    /// What was found.
    pub text: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Finding {
    fn good(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            is_good: true,
            text: text.into(),
            hint: None,
        }
    }

    fn bad(place: impl Into<String>, text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            is_good: false,
            hint: Some(hint.into()),
            ..Self::good(place, text)
        }
    }
}

/// Tries everything that a configuration names. It signs and sends nothing; a store that does not
/// exist yet is made.
pub async fn check(config: &Config, transport: Arc<dyn Transport>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut signers = Vec::new();
    for configured in &config.signers {
        match configured.read() {
            Ok((signer, state)) => {
                let text = format!("the key of {}, {}", signer.address(), word(state));
                findings.push(Finding::good(&configured.place, text));
                signers.push((signer, state));
            }
            Err(error) => {
                let hint = "correct the file or the variable that the key is in";
                findings.push(Finding::bad(error.place(), error.problem(), hint));
            }
        }
    }
    match config.read_admission() {
        Ok(admission) => findings.extend(of_admission(&admission)),
        Err(error) => {
            let hint = "correct the line, or give the right to read the file to this user";
            findings.push(Finding::bad(error.place(), error.problem(), hint));
        }
    }
    findings.push(of_callers(&config.callers));
    findings.push(match config.open_store().await {
        Ok(_) => Finding::good("store", "it opens, and what is put into it is durable"),
        Err(error) => {
            let hint = "make the folder or the database, and give this user the right to write";
            Finding::bad(error.place(), error.problem(), hint)
        }
    });
    match config.connections(transport) {
        Ok(connections) => {
            for network in &config.networks {
                findings.extend(of_network(network, &connections, &signers).await);
            }
        }
        Err(error) => {
            let hint = "remove the second one";
            findings.push(Finding::bad(error.place(), error.problem(), hint));
        }
    }
    findings
}

/// Who may ask.
fn of_callers(callers: &[Caller]) -> Finding {
    let text = match callers.len() {
        0 => "every request is served: the proxy in front must know who may ask".to_owned(),
        1 => "1 caller has a key".to_owned(),
        count => format!("{count} callers have a key"),
    };
    Finding::good("callers", text)
}

/// What is not taken, for an operator to see a stop that was forgotten.
fn of_admission(admission: &Admission) -> Vec<Finding> {
    let stops = admission.stops.iter().enumerate();
    let mut findings: Vec<Finding> = stops
        .map(|(number, stop)| {
            let mut finding = Finding::good(format!("stops[{number}]"), format!("no new {stop}"));
            finding.hint = Some("remove it to take them again".to_owned());
            finding
        })
        .collect();
    if !admission.denied.is_empty() {
        let text = format!("{} accounts are not served", admission.denied.len());
        findings.push(Finding::good("deny_file", text));
    }
    findings
}

fn word(state: SignerState) -> &'static str {
    match state {
        SignerState::Active => "active",
        SignerState::Retiring => "retiring",
        SignerState::Retired => "retired",
    }
}

async fn of_network(
    configured: &ConfiguredNetwork,
    connections: &Connections,
    signers: &[(Signer, SignerState)],
) -> Vec<Finding> {
    let network = &configured.network;
    let accounts: Vec<Address> = signers
        .iter()
        .filter(|(signer, state)| {
            Some(signer.family()) == network.family() && *state != SignerState::Retired
        })
        .map(|(signer, _)| signer.address())
        .collect();
    let asked: Vec<_> = accounts
        .iter()
        .map(|account| (*account, balance_query(*account)))
        .collect();
    let head = head_query(network);
    let balances = asked.iter().filter_map(|(_, query)| query.clone());
    let queries: Vec<Query> = head.into_iter().chain(balances).collect();
    let facts = connections.ask_each(network, &queries).await;

    let mut findings = Vec::new();
    let nodes = connections.nodes(network);
    for node in &nodes {
        findings.push(of_node(configured, node));
    }
    if nodes.len() == 1 {
        let hint = "give the URLs of two or more independent nodes";
        let mut finding = Finding::good(
            format!("{}.nodes", configured.place),
            "there is one node: what it answers is believed, and an absence ends nothing",
        );
        finding.hint = Some(hint.to_owned());
        findings.push(finding);
    }
    if accounts.is_empty() {
        let text = format!("no account that is active or retiring signs on {network}");
        let hint = "add an account of its family, `[[signers]]`";
        findings.push(Finding::bad("signers", text, hint));
    }
    for (address, query) in asked {
        let account = AccountHealth::new(
            address,
            query.and_then(|query| lowest_balance(&facts, &query)),
            configured.least_balance,
        );
        findings.push(of_account(configured, &account));
    }
    findings
}

fn of_node(configured: &ConfiguredNetwork, node: &NodeStatus) -> Finding {
    let place = format!("{}.nodes[{}]", configured.place, node.number - 1);
    let host = &node.host;
    match &node.serves {
        None => {
            let hint = "check the URL and its key, and whether this machine may connect to it";
            Finding::bad(place, format!("{host} does not answer"), hint)
        }
        Some(serves) if *serves != configured.network => {
            let text = format!("{host} serves {serves}, and nothing that it answers counts");
            Finding::bad(place, text, "give the URL of a node of this network")
        }
        Some(_) => {
            let head = node
                .head
                .map_or_else(|| "none".to_owned(), |head| head.to_string());
            let lag = node.lag.unwrap_or(0);
            Finding::good(
                place,
                format!("{host} answers; its head is {head}, {lag} behind"),
            )
        }
    }
}

fn of_account(configured: &ConfiguredNetwork, account: &AccountHealth) -> Finding {
    let network = &configured.network;
    let unit = if network.is_svm() { "lamports" } else { "wei" };
    let AccountHealth { address, least, .. } = account;
    let place = configured.place.clone();
    match account.balance {
        None => {
            let text = format!("the balance of {address} is not known");
            Finding::bad(place, text, "see what is said of the nodes")
        }
        Some(balance) => {
            let text = format!("{address} has {balance} {unit}, and needs {least}");
            if account.is_funded() {
                Finding::good(place, text)
            } else {
                let hint = format!("send the difference to {address} on {network}");
                Finding::bad(place, text, hint)
            }
        }
    }
}
