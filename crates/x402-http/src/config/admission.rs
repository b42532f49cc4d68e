//! Which payments are not taken, in a configuration.

use std::{fs, path::Path};

use x402_core::{
    Address,
    facilitator::{Admission, PaymentStop},
    network::Network,
};

use super::{ConfigError, ConfiguredNetwork, raw::RawStop};

/// What the file itself names.
pub(super) fn read(
    stops: Vec<RawStop>,
    networks: &[ConfiguredNetwork],
) -> Result<Admission, ConfigError> {
    let mut admission = Admission::default();
    for (number, raw) in stops.into_iter().enumerate() {
        admission.stops.push(stop(number, raw, networks)?);
    }
    for network in networks {
        for (asset, amount) in &network.least_amounts {
            let key = (network.network.clone(), *asset);
            admission.least_amounts.insert(key, *amount);
        }
    }
    Ok(admission)
}

fn stop(
    number: usize,
    raw: RawStop,
    networks: &[ConfiguredNetwork],
) -> Result<PaymentStop, ConfigError> {
    let at = |key: &str| format!("stops[{number}]{key}");
    let network = match raw.network {
        None => None,
        Some(name) => {
            let place = at(".network");
            let network = Network::named(&name);
            let network = network.map_err(|error| ConfigError::of(&place, &error))?;
            if !networks.iter().any(|known| known.network == network) {
                let expected = "one of the networks of this file";
                return Err(ConfigError::new(place, expected));
            }
            Some(network)
        }
    };
    let pay_to = match raw.pay_to {
        None => None,
        Some(text) => {
            let account = text.parse::<Address>();
            Some(account.map_err(|error| ConfigError::of(at(".pay_to"), &error))?)
        }
    };
    let stop = PaymentStop::of(network, raw.scheme.as_deref(), pay_to);
    stop.map_err(|error| ConfigError::of(at(""), &error))
}

/// The accounts of a file: one a line; what follows a `#` is a comment.
pub(super) fn denied(path: &Path, admission: &mut Admission) -> Result<(), ConfigError> {
    const PLACE: &str = "deny_file";
    let text = fs::read_to_string(path).map_err(|error| ConfigError::of(PLACE, &error))?;
    for (number, line) in text.lines().enumerate() {
        let account = line.split('#').next().unwrap_or_default().trim();
        if account.is_empty() {
            continue;
        }
        let account = account
            .parse::<Address>()
            .map_err(|error| ConfigError::of(format!("{PLACE}, line {}", number + 1), &error))?;
        admission.denied.insert(account);
    }
    Ok(())
}
