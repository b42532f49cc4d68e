//! The transfer in a payment that was verified earlier.

use crate::scheme::{
    Context, ExpectedTransfer, Offer, Payment, Rejection,
    evidence::Evidence,
    finding::Outcome,
    judge::{All, AnyJudge, Stop},
    mechanism,
    proven_signature::ProvenSignature,
};

impl ExpectedTransfer {
    /// Reads the transfer in a payment of an offer.
    ///
    /// The rules of [`verify`](crate::verify::verify) apply but for those about the time: the
    /// window of a settled payment is over. The payer's signature is not needed for the proof: the chain
    /// has checked it.
    ///
    /// # Errors
    ///
    /// The first rule that the payment breaks, other than by its time.
    pub fn read<'a>(
        payment: impl Into<Payment<'a>>,
        offer: &Offer,
        context: &Context<'_>,
    ) -> Result<Self, Rejection> {
        Self::read_with_proof(payment, offer, context).map(|(transfer, _)| transfer)
    }

    /// The same, and the proof that the payer signed, if nothing but the payer's key is needed
    /// for it.
    pub(crate) fn read_with_proof<'a>(
        payment: impl Into<Payment<'a>>,
        offer: &Offer,
        context: &Context<'_>,
    ) -> Result<(Self, Option<ProvenSignature>), Rejection> {
        let mut judge = All::new(offer.version());
        let evidence = mechanism::apply(
            &mut AnyJudge::All(&mut judge),
            &payment.into(),
            offer,
            context,
        );
        let failures = judge
            .findings
            .iter()
            .filter_map(|finding| match &finding.outcome {
                Outcome::Failed(rejection) => Some(rejection),
                _ => None,
            });
        let mut relevant = failures.filter(|rejection| !rejection.code().starts_with(TIME));
        match (relevant.next(), evidence) {
            (Some(rejection), _) => Err(rejection.clone()),
            (None, Err(Stop(rejection))) => Err(rejection),
            (None, Ok(evidence)) => {
                let Evidence { payment, proof } = evidence;
                Ok((Self::new(payment, offer), proof.ok()))
            }
        }
    }
}

/// The rules about the time have codes of this kind.
const TIME: &str = "time.";
