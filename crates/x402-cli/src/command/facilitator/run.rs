//! `x402 facilitator run`.

use alloc::sync::Arc;
use std::{io, path::Path};

use x402_http::{
    chain::Https,
    config::Config,
    endpoints::Endpoints,
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

/// Reads again what is not taken. A mistake changes nothing: what was read before still holds.
fn reload(facilitator: &Facilitator, path: &Path) {
    let admission = super::read(path).and_then(|config| {
        let admission = config.read_admission();
        admission.map_err(|error| super::wrong(path, &error))
    });
    match admission {
        Ok(admission) => {
            output::tell(&format!(
                "read again: {} stops, {} least amounts, {} denied accounts; other keys need a \
                 restart",
                admission.stops.len(),
                admission.least_amounts.len(),
                admission.denied.len()
            ));
            facilitator.admit(admission);
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
    let (reloaded, path) = (facilitator.clone(), path.to_owned());
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            reload(&reloaded, &path);
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
