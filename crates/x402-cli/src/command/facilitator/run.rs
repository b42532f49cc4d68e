//! `x402 facilitator run`.

use alloc::sync::Arc;
use std::{io, path::Path};

use x402_http::{
    chain::Https,
    config::Config,
    endpoints::{Callers, Endpoints},
    facilitator::{Facilitator, SystemClock},
    serve,
    tokio::{
        self,
        net::TcpListener,
        signal::unix::{SignalKind, signal},
    },
};

use crate::{
    error::Failure,
    output::{self, Reply},
};

pub(super) fn run(path: &Path) -> Result<Reply, Failure> {
    let config = super::read(path)?;
    super::runtime()?.block_on(serve_config(path, &config))?;
    Ok(Reply::new(
        "the facilitator has ended, and another one can go on at once\n",
    ))
}

/// Reads again what is not taken and who may ask. A mistake changes nothing: what was read before
/// still holds.
fn reload(facilitator: &Facilitator, endpoints: &Endpoints, path: &Path) {
    let read = super::read(path).and_then(|config| {
        let admission = config.read_admission();
        let admission = admission.map_err(|error| super::wrong(path, &error))?;
        Ok((admission, Callers::new(config.callers)))
    });
    match read {
        Ok((admission, callers)) => {
            output::tell(&format!(
                "read again: {} stops, {} least amounts, {} denied accounts, {} callers; other \
                 keys need a restart",
                admission.stops.len(),
                admission.least_amounts.len(),
                admission.denied.len(),
                callers.len()
            ));
            facilitator.admit(admission);
            endpoints.allow(callers);
        }
        Err(failure) => output::tell(&format!(
            "the configuration was not read again, and what was read before still holds: {failure}"
        )),
    }
}

async fn serve_config(path: &Path, config: &Config) -> Result<(), Failure> {
    let facilitator = config
        .facilitator(Arc::new(Https::new()), Arc::new(SystemClock))
        .await
        .map_err(|error| super::wrong(path, &error))?;
    let endpoints = Endpoints::new(facilitator.clone(), config.endpoints);
    endpoints.allow(Callers::new(config.callers.iter().cloned()));
    let failed = |error: io::Error| {
        Failure::new("the facilitator cannot listen")
            .at(format!("listen, {}", config.listen))
            .got(error.to_string())
            .hint("give another port as `listen` in the configuration")
    };
    let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    for network in &config.networks {
        if network.nodes.len() == 1 {
            output::tell(&format!(
                "warning: {} has one node: what it answers is believed, and an absence ends nothing",
                network.network
            ));
        }
    }
    let mut hangup = signal(SignalKind::hangup()).map_err(failed)?;
    let (running, served, path) = (facilitator.clone(), endpoints.clone(), path.to_owned());
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            reload(&running, &served, &path);
        }
    });
    let address = listener.local_addr().map_err(failed)?;
    output::tell(&format!("listening on http://{address}"));
    let ending = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        output::tell("ending: no new payment is taken");
    };
    serve(facilitator, endpoints, listener, ending)
        .await
        .map_err(failed)
}
