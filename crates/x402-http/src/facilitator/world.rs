//! What the machines ask: nodes, the store, accounts and the clock.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use x402_core::{
    Address, UnixTimestamp,
    facilitator::{Admission, Capabilities, Sponsorship, StoreAnswer, StoreRequest},
    network::Network,
};

use super::{Clock, FacilitatorSettings, Metrics};
use crate::{
    chain::Connections,
    signer::Signer,
    store::{self, Store},
};

/// What the machines ask.
#[derive(Debug)]
pub(super) struct World {
    /// The operator may change what is not taken.
    pub(super) capabilities: RwLock<Arc<Capabilities>>,
    pub(super) terms: BTreeMap<Network, Arc<Sponsorship>>,
    pub(super) chain: Connections,
    pub(super) store: Arc<dyn Store>,
    /// Also those that are retired: what is open may need them.
    pub(super) signers: BTreeMap<Address, Signer>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) metrics: Metrics,
    pub(super) settings: FacilitatorSettings,
}

impl World {
    /// What can be settled now: a request keeps to it until its end.
    pub(super) fn capabilities(&self) -> Arc<Capabilities> {
        let capabilities = self.capabilities.read();
        Arc::clone(&capabilities.unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn admit(&self, admission: Admission) {
        let capabilities = self.capabilities.write();
        let mut capabilities = capabilities.unwrap_or_else(PoisonError::into_inner);
        *capabilities = Arc::new((**capabilities).clone().with_admission(admission));
    }

    pub(super) fn now(&self) -> UnixTimestamp {
        self.clock.now()
    }

    /// Asks the store. Whatever goes wrong is an answer, too.
    pub(super) async fn ask_store(&self, request: &StoreRequest) -> StoreAnswer {
        match store::ask(&*self.store, request).await {
            Ok(answer) => {
                self.report_reversed(request, &answer);
                answer
            }
            Err(error) => {
                log::warn!("{error}");
                self.metrics.count("x402_store_errors_total", &[]);
                error.answer()
            }
        }
    }

    /// A settlement that was reported as paid and is not is what an operator must see.
    fn report_reversed(&self, request: &StoreRequest, answer: &StoreAnswer) {
        let (StoreRequest::Put { rows, .. }, StoreAnswer::Done) = (request, answer) else {
            return;
        };
        for row in rows.reversed() {
            log::error!("a settlement that was reported as paid is not: {}", row.key);
            self.metrics.count("x402_reversed_total", &[]);
        }
    }
}
