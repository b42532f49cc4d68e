//! A facilitator's configuration: a file in TOML.
//!
//! [`TEMPLATE`] has every key with what it means. Keys of accounts are never in the file, only
//! where they are. An error names the TOML key that it is about.

mod admission;
mod caller;
mod error;
mod network;
mod raw;
mod signer;
mod template;
mod units;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use x402_core::{Policy, facilitator::Admission};

pub use self::{
    error::ConfigError, network::ConfiguredNetwork, signer::ConfiguredSigner, template::TEMPLATE,
};
use crate::{
    chain::{Connections, Transport},
    endpoints::{Caller, EndpointSettings},
    facilitator::{Clock, Facilitator, FacilitatorSettings},
    signer::{Signer, SignerState},
    store::{PostgresStore, SqliteStore, Store},
};

/// A facilitator's configuration, read and checked as far as the file itself goes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// Where the endpoints are.
    pub listen: SocketAddr,
    /// `sqlite:` and a path, or a URL of `postgresql`.
    store: String,
    /// Which payments are not taken, without the accounts of the file.
    admission: Admission,
    /// A file with accounts that are not served.
    deny_file: Option<PathBuf>,
    /// Who may ask; without any, every request is served.
    pub callers: Vec<Caller>,
    /// The networks.
    pub networks: Vec<ConfiguredNetwork>,
    /// The accounts.
    pub signers: Vec<ConfiguredSigner>,
    /// How the facilitator works.
    pub settings: FacilitatorSettings,
    /// The limits of the endpoints.
    pub endpoints: EndpointSettings,
}

impl Config {
    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// The text is not TOML, a key is unknown or missing, or a value is not of its form.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let raw = raw::parse(text)?;
        let listen = raw.listen.as_deref().unwrap_or("127.0.0.1:4021");
        let listen = listen.parse().map_err(|_| {
            ConfigError::new("listen", "an address and a port such as \"127.0.0.1:4021\"")
        })?;
        let is_known = ["sqlite:", "postgresql:", "postgres:"]
            .iter()
            .any(|scheme| raw.store.starts_with(scheme));
        if !is_known {
            let expected = "\"sqlite:/path/to/file\" or \"postgresql://user@host/database\"";
            return Err(ConfigError::new("store", expected));
        }
        let networks = network::read_all(raw.networks)?;
        let admission = admission::read(raw.stops, &networks)?;
        let callers = caller::read_all(raw.callers)?;
        let signers = signer::read_all(raw.signers)?;
        let mut settings = FacilitatorSettings {
            asks_wallets: raw.ask_wallets,
            ..FacilitatorSettings::default()
        };
        if raw.interop {
            settings.policy = Policy::interop();
        }
        if let Some(days) = raw.retention_days {
            settings.retention = Duration::from_secs(days.saturating_mul(86_400));
        }
        if let Some(millis) = raw.lease_ms {
            settings.lease =
                Duration::from_millis(units::within("lease_ms", millis, 500..=600_000)?);
        }
        Ok(Self {
            listen,
            store: raw.store,
            admission,
            deny_file: raw.deny_file,
            callers,
            networks,
            signers,
            settings,
            endpoints: EndpointSettings::default(),
        })
    }

    /// Which payments are not taken, with the accounts of the file that is named, as it is now.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or a line is not an account: none of it counts then.
    pub fn read_admission(&self) -> Result<Admission, ConfigError> {
        let mut admission = self.admission.clone();
        if let Some(path) = &self.deny_file {
            admission::denied(path, &mut admission)?;
        }
        Ok(admission)
    }

    /// Reads the keys of the accounts.
    ///
    /// # Errors
    ///
    /// One of them cannot be used.
    pub fn read_signers(&self) -> Result<Vec<(Signer, SignerState)>, ConfigError> {
        self.signers.iter().map(ConfiguredSigner::read).collect()
    }

    /// The connections to the nodes.
    ///
    /// # Errors
    ///
    /// A network has one node twice.
    pub fn connections(&self, transport: Arc<dyn Transport>) -> Result<Connections, ConfigError> {
        let mut connections = Connections::new(transport);
        for network in &self.networks {
            let name = network.network.clone();
            let nodes = network.nodes.clone();
            connections = connections
                .with_network(name, nodes, network.connection)
                .map_err(|error| ConfigError::of(format!("{}.nodes", network.place), &error))?;
        }
        Ok(connections)
    }

    /// Opens the store.
    ///
    /// # Errors
    ///
    /// It cannot be opened.
    pub async fn open_store(&self) -> Result<Arc<dyn Store>, ConfigError> {
        let failed = |error| ConfigError::of("store", &error);
        Ok(match self.store.strip_prefix("sqlite:") {
            Some(path) => Arc::new(SqliteStore::open(Path::new(path)).map_err(failed)?),
            None => Arc::new(PostgresStore::connect(&self.store).await.map_err(failed)?),
        })
    }

    /// The facilitator of this configuration, not yet started.
    ///
    /// # Errors
    ///
    /// A key or the file of denied accounts cannot be read, a network has no account, or the store
    /// cannot be opened.
    pub async fn facilitator(
        &self,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Result<Facilitator, ConfigError> {
        let admission = self.read_admission()?;
        let signers = self.read_signers()?;
        for network in &self.networks {
            network.check_signers(&signers)?;
        }
        let chain = self.connections(transport)?;
        let store = self.open_store().await?;
        let networks = self
            .networks
            .iter()
            .map(ConfiguredNetwork::settled)
            .collect();
        let facilitator = Facilitator::new(
            networks,
            signers,
            chain,
            store,
            clock,
            self.settings.clone(),
        )
        .map_err(|error| ConfigError::of("networks", &error))?;
        facilitator.admit(admission);
        Ok(facilitator)
    }
}
