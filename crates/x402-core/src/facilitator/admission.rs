//! Which payments an operator does not take.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::ToString,
    vec::Vec,
};
use core::fmt;

use super::response::Refused;
use crate::{
    ValueError,
    address::Address,
    amount::Amount,
    network::Network,
    scheme::{Offer, mechanism},
};

/// The new payments that an operator does not take, whatever the rules of the protocol say of
/// them.
///
/// It concerns new payments alone: one that was sent, or for which a place in the chain is
/// reserved, is settled to its end. What [`supported`](super::supported) lists stays the same, for
/// servers read it once and keep it for days.
///
/// ```
/// use x402_core::{Network, facilitator::{Admission, PaymentStop}};
///
/// let mut admission = Admission::default();
/// admission.stops.push(PaymentStop::of(Some(Network::eip155(8453)), None, None)?);
/// assert_eq!(admission.stops[0].to_string(), "payments on eip155:8453");
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Admission {
    /// What is stopped; a payment that one of them is about gets the reason `settlement_stopped`.
    pub stops: Vec<PaymentStop>,
    /// The least amount for each token, in atomic token units; less gets the reason
    /// `settlement_below_minimum`. A token that is not listed has none.
    pub least_amounts: BTreeMap<(Network, Address), Amount>,
    /// Accounts that are not served, neither as payer nor as payee; they get the reason
    /// `settlement_denied`.
    pub denied: BTreeSet<Address>,
}

/// A stop of new payments: of all that have each thing that it names.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct PaymentStop {
    network: Option<Network>,
    scheme: Option<&'static str>,
    pay_to: Option<Address>,
}

impl PaymentStop {
    /// A stop of the payments on a network, by a scheme, to a payee.
    ///
    /// # Errors
    ///
    /// It names nothing, the scheme is unknown, or the payee is not of the network's family: it
    /// would stop everything, or nothing.
    pub fn of(
        network: Option<Network>,
        scheme: Option<&str>,
        pay_to: Option<Address>,
    ) -> Result<Self, ValueError> {
        let scheme = match scheme {
            None => None,
            Some(name) => {
                let mut known = mechanism::SCHEMES.iter().copied();
                let expected = "a scheme of this library, such as \"exact\"";
                let found = known.find(|known| *known == name);
                Some(found.ok_or_else(|| ValueError::new("scheme", expected, name))?)
            }
        };
        if let (Some(network), Some(pay_to)) = (&network, pay_to) {
            if network.family() != Some(pay_to.family()) {
                let expected = "an account of the network's family";
                return Err(ValueError::new("payee", expected, &pay_to.to_string()));
            }
        }
        if network.is_none() && scheme.is_none() && pay_to.is_none() {
            let expected = "a network, a scheme or a payee";
            return Err(ValueError::new("stop", expected, ""));
        }
        Ok(Self {
            network,
            scheme,
            pay_to,
        })
    }

    fn is_about(&self, offer: &Offer) -> bool {
        let network = self.network.as_ref();
        network.is_none_or(|network| network == offer.network())
            && self.scheme.is_none_or(|scheme| scheme == offer.scheme())
            && self.pay_to.is_none_or(|pay_to| pay_to == offer.pay_to())
    }
}

impl fmt::Display for PaymentStop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("payments")?;
        if let Some(network) = &self.network {
            write!(f, " on {network}")?;
        }
        if let Some(scheme) = self.scheme {
            write!(f, " by the scheme {scheme}")?;
        }
        if let Some(pay_to) = self.pay_to {
            write!(f, " to {pay_to}")?;
        }
        Ok(())
    }
}

impl Admission {
    /// Why a new payment is not taken, if it is not. The payer is absent until it is read.
    pub(super) fn refuse(&self, offer: &Offer, payer: Option<Address>) -> Option<Refused> {
        if let Some(stop) = self.stops.iter().find(|stop| stop.is_about(offer)) {
            let message = format!("the operator has stopped {stop}: nothing was done");
            return Some(Refused::new(STOPPED, &message));
        }
        let least = self
            .least_amounts
            .get(&(offer.network().clone(), offer.asset()));
        if let Some(least) = least.filter(|least| offer.amount() < **least) {
            let (asset, found) = (offer.asset(), offer.amount());
            let message = format!(
                "expected at least {least} units of {asset}, found {found}: this facilitator \
                 settles no smaller payment"
            );
            return Some(Refused::new(BELOW_MINIMUM, &message));
        }
        let mut parties = payer.into_iter().chain([offer.pay_to()]);
        let denied = parties.find(|party| self.denied.contains(party))?;
        let message = format!("this facilitator does not serve the account {denied}");
        Some(Refused::new(DENIED, &message))
    }
}

const STOPPED: &str = "settlement_stopped";
const BELOW_MINIMUM: &str = "settlement_below_minimum";
const DENIED: &str = "settlement_denied";
