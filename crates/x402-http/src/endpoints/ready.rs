//! What `/ready` names.

use x402_core::json::{Json, Object};

use crate::facilitator::{AccountHealth, FacilitatorHealth, NetworkHealth};

/// The answer: what is wrong, each in a sentence, or an empty list.
pub(super) fn body(health: &FacilitatorHealth, is_ending: bool) -> String {
    let mut problems = Vec::new();
    if is_ending {
        problems.push("the process is ending".to_owned());
    }
    if !health.has_store {
        problems.push("the store does not answer".to_owned());
    }
    for network in &health.networks {
        problems.extend(of_network(network));
    }
    let is_ready = problems.is_empty();
    let problems = problems.into_iter().map(|text| Json::String(text.into()));
    let mut body = Object::new();
    body.insert("ready", Json::Bool(is_ready));
    body.insert("problems", Json::Array(problems.collect()));
    Json::from(body).to_string()
}

fn of_network(health: &NetworkHealth) -> Vec<String> {
    let NetworkHealth {
        network,
        needed,
        answered,
        ..
    } = health;
    let mut problems = Vec::new();
    if answered < needed {
        problems.push(format!(
            "{network}: {answered} nodes answer, and {needed} are needed"
        ));
    }
    if !health.accounts.iter().any(AccountHealth::is_funded) {
        let addresses = health
            .accounts
            .iter()
            .map(|account| account.address.to_string());
        let addresses: Vec<_> = addresses.collect();
        let addresses = addresses.join(", ");
        problems.push(format!(
            "{network}: no account has the balance that it needs: {addresses}"
        ));
    }
    problems
}
