//! One request to settle, and the row that it makes.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};
use core::hash::{Hash, Hasher};

use super::answer::Draft;
use crate::{
    amount::Amount,
    any::{Submission, VerifyRequest},
    chain::{Facts, Quorum},
    facilitator::{
        Capabilities, Phase, ROW_FORMAT, SettlementCall, SettlementKey, SettlementRow,
        SettlementState, Sponsorship, response::Refused, verification::payment,
    },
    scheme::{
        Context, ExpectedTransfer, Refusal, evidence::TypedPayment, mechanism,
        proven_signature::ProvenSignature, stored,
    },
    timestamp::UnixTimestamp,
    verify::verify,
};

/// A request to settle, and what it asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Call {
    pub(super) request: Box<VerifyRequest>,
    pub(super) transfer: ExpectedTransfer,
    /// The proof that the payer signed, unless only the chain can give it.
    pub(super) proven: Option<ProvenSignature>,
    pub(super) key: SettlementKey,
    pub(super) repeat_token: Option<String>,
    pub(super) draft: Draft,
    pub(super) deadline: u64,
    /// Whether this request has reserved a transaction: what becomes of it is its answer.
    pub(super) has_reserved: bool,
    /// How often a put for it was in vain.
    pub(super) conflicts: u8,
}

/// How often others may change the rows of one request before it is turned away.
const MOST_CONFLICTS: u8 = 100;

/// The transfer and the proof follow from the request. Equal requests have equal texts.
impl Hash for Call {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            request,
            transfer: _,
            proven: _,
            key,
            repeat_token,
            draft,
            deadline,
            has_reserved,
            conflicts,
        } = self;
        let request = request.to_string();
        (request, key, repeat_token, draft).hash(state);
        (deadline, has_reserved, conflicts).hash(state);
    }
}

/// What every request to settle begins with.
pub(super) struct Request {
    pub(super) submission: Submission,
    pub(super) repeat_token: Option<String>,
}

impl Call {
    /// Reads the transfer and its key offline. The time plays no part: of a settlement that has
    /// been made the answer is found after the payment's window, too.
    pub(super) fn read(
        request: Request,
        capabilities: &Capabilities,
        terms: &Sponsorship,
        now: UnixTimestamp,
    ) -> Result<Self, (Draft, Refused)> {
        let Request {
            submission,
            repeat_token,
        } = request;
        let mut draft = Draft {
            network: network_text(&submission),
            payer: None,
        };
        let (offer, signers) = match capabilities.offer(&submission) {
            Ok(found) => found,
            Err(refused) => return Err((draft, refused)),
        };
        let context = Context::new(now)
            .with_policy(capabilities.policy())
            .with_signers(signers);
        let submitted = payment(&submission);
        let read = ExpectedTransfer::read_with_proof(submitted, &offer, &context);
        let (transfer, proven) = match read {
            Ok(read) => read,
            Err(rejection) => {
                let refusal = Refusal::Rejected(rejection);
                return Err((draft, Refused::from(&refusal)));
            }
        };
        draft.payer = Some(transfer.payer());
        let payload = &transfer.payment.payload;
        if stored::authorization(payload).is_none() {
            let message = "expected a payment by EIP-3009, by Permit2 or on Solana, found another";
            return Err((draft, Refused::new("unsupported_scheme", &message)));
        }
        let replay_key = mechanism::replay_key(payload, offer.network());
        Ok(Self {
            request: Box::new(VerifyRequest::new(submission)),
            key: SettlementKey::of(&replay_key, Phase::Settle),
            transfer,
            proven,
            repeat_token,
            draft,
            deadline: now.seconds().saturating_add(terms.answer_within),
            has_reserved: false,
            conflicts: 0,
        })
    }

    /// Counts a put in vain; gives whether another one may be tried.
    pub(super) fn may_try_again(&mut self) -> bool {
        self.conflicts = self.conflicts.saturating_add(1);
        self.conflicts <= MOST_CONFLICTS
    }

    /// The row of a payment that has none.
    ///
    /// The signature is proven, or the chain has checked it: what the payer signed is used.
    pub(super) fn new_row(
        &self,
        capabilities: &Capabilities,
        terms: &Sponsorship,
        (facts, quorum): (&Facts, Quorum),
        now: UnixTimestamp,
    ) -> Option<SettlementRow> {
        let (offer, signers) = capabilities.offer(&self.request.submission).ok()?;
        let context = Context::new(now)
            .with_policy(capabilities.policy())
            .with_signers(signers)
            .with_proven(self.proven.as_ref());
        let with_facts = context.with_chain(facts, quorum);
        let submitted = payment(&self.request.submission);
        let verdict = verify(submitted, &offer, &with_facts);
        let verdict = match verdict {
            Err(Refusal::Rejected(_)) => verify(submitted, &offer, &context),
            verdict => verdict,
        };
        let (transfer, signature): (_, Vec<u8>) = match verdict {
            Ok(verified) => (
                verified.expected_transfer(),
                verified.signature().to_bytes(),
            ),
            Err(Refusal::Undecided(undecided)) => {
                (self.transfer.clone(), undecided.signature().to_vec())
            }
            Err(_) => return None,
        };
        let payload = &transfer.payment.payload;
        let call = settling_call(&transfer.payment, &signature)?;
        let replay_key = mechanism::replay_key(payload, offer.network());
        let mut row = SettlementRow::new(
            ROW_FORMAT,
            self.key,
            1,
            replay_key,
            Phase::Settle,
            transfer.network().clone(),
            transfer.mechanism(),
            transfer.asset(),
            transfer.payer(),
            transfer.pay_to(),
            transfer.amount(),
            stored::authorization(payload)?,
            call,
            stored::valid_until(&transfer.payment),
            terms.wait_until,
            Amount::ZERO,
            SettlementState::Open,
            now.seconds(),
            now.seconds(),
        );
        row.repeat_token.clone_from(&self.repeat_token);
        Some(row)
    }
}

/// What settles a payment: the call, or the message that the fee payer signs too.
fn settling_call(payment: &TypedPayment, signature: &[u8]) -> Option<SettlementCall> {
    if let Some(message) = mechanism::message(&payment.payload) {
        let transaction = message.partially_signed()?;
        let bytes = transaction.to_bytes().ok()?;
        let fee_payer = transaction.fee_payer();
        return Some(SettlementCall::new(fee_payer.into(), bytes.into()));
    }
    let call = stored::call(payment, signature)?;
    Some(SettlementCall::new(call.to.into(), call.data))
}

fn network_text(submission: &Submission) -> String {
    match submission {
        Submission::V1 {
            payment_requirements,
            ..
        } => payment_requirements.network.as_str().to_string(),
        Submission::V2 {
            payment_requirements,
            ..
        } => payment_requirements.network.as_str().to_string(),
    }
}
