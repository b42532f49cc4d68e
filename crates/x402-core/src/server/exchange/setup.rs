//! What an exchange has to do with.

use alloc::sync::Arc;

use crate::{
    any::AnyPaymentPayload,
    error::Error,
    server::{
        Route,
        intent::{Binding, Intent},
    },
};

/// The route that the request is for, and what the host can ask.
#[derive(Clone, Debug)]
pub(in crate::server) struct Setup {
    pub(in crate::server) route: Arc<Route>,
    /// Whether the host has nodes to ask.
    pub(in crate::server) has_chain: bool,
    /// Whether nothing is delivered for a settlement that the chain does not prove.
    pub(in crate::server) needs_proof: bool,
    /// The request, where the host has a store of responses.
    pub(in crate::server) binding: Option<Binding>,
}

impl Setup {
    /// The payment's id and what it is bound to, where responses are kept.
    pub(in crate::server) fn intent(
        &self,
        payment: &AnyPaymentPayload,
        method: &str,
        headers: &[(&str, &[u8])],
    ) -> Result<Option<Intent>, Error> {
        let advertised = self.route.bill.required().extensions.as_ref();
        match &self.binding {
            // `HEAD` costs nothing and has no body that could be kept.
            Some(binding) if !method.eq_ignore_ascii_case("HEAD") => {
                Intent::read(advertised, payment, method, headers, binding)
            }
            _ => Ok(None),
        }
    }
}
