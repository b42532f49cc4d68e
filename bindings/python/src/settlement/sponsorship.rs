//! On which terms a facilitator pays for gas.

use std::sync::Arc;

use pyo3::prelude::*;
use x402_core::facilitator;

use crate::{amount::Units, int::Count, pickle::unpicklable, receipt::AnyLevel};

/// The terms on which a facilitator pays for the gas of one network.
#[pyclass(frozen, eq, hash, module = "x402_core.settlement")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Sponsorship(pub(super) Arc<facilitator::Sponsorship>);

#[pymethods]
impl Sponsorship {
    #[allow(
        clippy::similar_names,
        reason = "payer and payee are the field's words"
    )]
    #[new]
    #[pyo3(signature = (
        fee_cap, *, least_tip=None, gas_limit=None, gas_margin=None, batch_within=None,
        max_batch_gas=None, has_l1_fee=false, bump_after=None, fill_after=None,
        poll_millis=None, final_poll_millis=None, answer_within=None, sign_before=None,
        wait_until=None, most_per_payment=None, most_per_signer=None, most_per_payer=None,
        most_per_payee=None,
    ))]
    fn new(
        fee_cap: Units,
        least_tip: Option<Units>,
        gas_limit: Option<Count>,
        gas_margin: Option<Count>,
        batch_within: Option<Count>,
        max_batch_gas: Option<Count>,
        has_l1_fee: bool,
        bump_after: Option<Count>,
        fill_after: Option<Count>,
        poll_millis: Option<Count>,
        final_poll_millis: Option<Count>,
        answer_within: Option<Count>,
        sign_before: Option<Count>,
        wait_until: Option<AnyLevel>,
        most_per_payment: Option<Units>,
        most_per_signer: Option<Units>,
        most_per_payer: Option<Units>,
        most_per_payee: Option<Units>,
    ) -> PyResult<Self> {
        let mut terms = facilitator::Sponsorship::new(fee_cap.wei()?);
        if let Some(tip) = least_tip {
            terms.least_tip = tip.wei()?;
        }
        terms.has_l1_fee = has_l1_fee;
        for (given, member) in [
            (gas_limit, &mut terms.gas_limit),
            (gas_margin, &mut terms.gas_margin),
            (batch_within, &mut terms.batch_within),
            (max_batch_gas, &mut terms.max_batch_gas),
            (bump_after, &mut terms.bump_after),
            (fill_after, &mut terms.fill_after),
            (poll_millis, &mut terms.poll_millis),
            (final_poll_millis, &mut terms.final_poll_millis),
            (answer_within, &mut terms.answer_within),
            (sign_before, &mut terms.sign_before),
        ] {
            if let Some(given) = given {
                *member = given.0;
            }
        }
        if let Some(level) = wait_until {
            terms.wait_until = level.0;
        }
        terms.most_per_payment = most_per_payment.map(|most| most.0);
        terms.most_per_signer = most_per_signer.map(|most| most.0);
        terms.most_per_payer = most_per_payer.map(|most| most.0);
        terms.most_per_payee = most_per_payee.map(|most| most.0);
        Ok(Self(Arc::new(terms)))
    }

    #[allow(
        clippy::similar_names,
        reason = "payer and payee are the field's words"
    )]
    #[staticmethod]
    #[pyo3(signature = (
        most_per_payment, *, poll_millis=None, final_poll_millis=None, answer_within=None,
        wait_until=None, most_per_signer=None, most_per_payer=None, most_per_payee=None,
    ))]
    fn on_solana(
        most_per_payment: Count,
        poll_millis: Option<Count>,
        final_poll_millis: Option<Count>,
        answer_within: Option<Count>,
        wait_until: Option<AnyLevel>,
        most_per_signer: Option<Units>,
        most_per_payer: Option<Units>,
        most_per_payee: Option<Units>,
    ) -> Self {
        let mut terms = facilitator::Sponsorship::on_solana(most_per_payment.0);
        for (given, member) in [
            (poll_millis, &mut terms.poll_millis),
            (final_poll_millis, &mut terms.final_poll_millis),
            (answer_within, &mut terms.answer_within),
        ] {
            if let Some(given) = given {
                *member = given.0;
            }
        }
        if let Some(level) = wait_until {
            terms.wait_until = level.0;
        }
        terms.most_per_signer = most_per_signer.map(|most| most.0);
        terms.most_per_payer = most_per_payer.map(|most| most.0);
        terms.most_per_payee = most_per_payee.map(|most| most.0);
        Self(Arc::new(terms))
    }

    #[getter]
    fn fee_cap(&self) -> u128 {
        self.0.fee_cap
    }

    #[getter]
    fn least_tip(&self) -> u128 {
        self.0.least_tip
    }

    #[getter]
    fn gas_limit(&self) -> u64 {
        self.0.gas_limit
    }

    #[getter]
    fn gas_margin(&self) -> u64 {
        self.0.gas_margin
    }

    #[getter]
    fn batch_within(&self) -> u64 {
        self.0.batch_within
    }

    #[getter]
    fn max_batch_gas(&self) -> u64 {
        self.0.max_batch_gas
    }

    #[getter]
    fn has_l1_fee(&self) -> bool {
        self.0.has_l1_fee
    }

    #[getter]
    fn bump_after(&self) -> u64 {
        self.0.bump_after
    }

    #[getter]
    fn fill_after(&self) -> u64 {
        self.0.fill_after
    }

    #[getter]
    fn poll_millis(&self) -> u64 {
        self.0.poll_millis
    }

    #[getter]
    fn final_poll_millis(&self) -> u64 {
        self.0.final_poll_millis
    }

    #[getter]
    fn answer_within(&self) -> u64 {
        self.0.answer_within
    }

    #[getter]
    fn sign_before(&self) -> u64 {
        self.0.sign_before
    }

    #[getter]
    fn wait_until(&self) -> AnyLevel {
        AnyLevel(self.0.wait_until)
    }

    #[getter]
    fn most_per_payment(&self) -> Option<Units> {
        self.0.most_per_payment.map(Units)
    }

    #[getter]
    fn most_per_signer(&self) -> Option<Units> {
        self.0.most_per_signer.map(Units)
    }

    #[getter]
    fn most_per_payer(&self) -> Option<Units> {
        self.0.most_per_payer.map(Units)
    }

    #[getter]
    fn most_per_payee(&self) -> Option<Units> {
        self.0.most_per_payee.map(Units)
    }

    #[getter]
    fn worst_fee(&self) -> Units {
        Units(self.0.worst_fee(None))
    }

    fn __repr__(&self) -> String {
        match (self.0.fee_cap, self.0.most_per_payment) {
            (0, Some(most)) => format!("<Sponsorship: at most {most} lamports for a payment>"),
            (most, _) => format!("<Sponsorship: at most {most} wei for a unit of gas>"),
        }
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("state the terms again")
    }
}
