//! One request to settle, and the row that it makes.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};
use core::hash::{Hash, Hasher};

use super::answer::Draft;
use crate::{
    amount::Amount,
    any::VerifyRequest,
    chain::{Facts, Query, Quorum},
    facilitator::{
        Capabilities, Phase, ROW_FORMAT, SettlementCall, SettlementKey, SettlementRow,
        SettlementState, Sponsorship,
        response::Refused,
        verification::{Earlier, payment},
    },
    network::Network,
    scheme::{Context, ExpectedTransfer, Refusal, evidence::TypedPayment, mechanism, stored},
    timestamp::UnixTimestamp,
    verify::verify,
};

/// A request to settle, and what it asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Call {
    pub(super) request: Box<VerifyRequest>,
    pub(super) transfer: ExpectedTransfer,
    /// What reading the transfer has found: the terms, that the payer signed, unless only the chain
    /// can prove it, and the content of lookup tables.
    pub(super) earlier: Earlier,
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

/// The transfer follows from the request and the earlier facts. Equal requests have equal texts.
impl Hash for Call {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            request,
            transfer: _,
            earlier,
            key,
            repeat_token,
            draft,
            deadline,
            has_reserved,
            conflicts,
        } = self;
        let request = request.to_string();
        (request, earlier, key, repeat_token, draft).hash(state);
        (deadline, has_reserved, conflicts).hash(state);
    }
}

/// What every request to settle begins with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Request {
    pub(super) request: Box<VerifyRequest>,
    pub(super) repeat_token: Option<String>,
}

/// Equal requests have equal texts.
impl Hash for Request {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.request.to_string(), &self.repeat_token).hash(state);
    }
}

/// Why the transfer of a request cannot be read.
pub(super) enum Unread {
    /// The nodes must be asked first: the request once more, its network and what to ask.
    Ask(Request, Network, Vec<Query>),
    Refused(Draft, Refused),
}

impl Call {
    /// Reads the transfer and its key; only the content of lookup tables is asked for. The time
    /// plays no part: of a settlement that has been made the answer is found after the payment's
    /// window, too.
    pub(super) fn read(
        request: Request,
        capabilities: &Capabilities,
        terms: &Sponsorship,
        (facts, quorum): (Facts, Quorum),
        now: UnixTimestamp,
    ) -> Result<Self, Unread> {
        let submission = &request.request.submission;
        let mut draft = Draft::of(submission);
        let offer = match capabilities.offer(submission) {
            Ok(offer) => Arc::new(offer),
            Err(refused) => return Err(Unread::Refused(draft, refused)),
        };
        let signers = capabilities.signers(offer.network()).unwrap_or_default();
        let context = Context::new(now)
            .with_policy(capabilities.policy())
            .with_signers(signers)
            .with_chain(&facts, quorum);
        let submitted = payment(submission);
        let read = ExpectedTransfer::read_with_proof(submitted, &offer, &context);
        let (transfer, proven) = match read {
            Ok(read) => read,
            Err(rejection) => {
                let open = mechanism::first_queries(&rejection, &submitted, &offer, &context);
                if !open.is_empty() {
                    return Err(Unread::Ask(request, offer.network().clone(), open));
                }
                let refusal = Refusal::Rejected(rejection);
                return Err(Unread::Refused(draft, Refused::from(&refusal)));
            }
        };
        draft.payer = Some(transfer.payer());
        let payload = &transfer.payment.payload;
        if stored::authorization(payload).is_none() {
            let message = "expected a payment by EIP-3009, by Permit2 or on Solana, found another";
            return Err(Unread::Refused(
                draft,
                Refused::new("unsupported_scheme", &message),
            ));
        }
        let replay_key = mechanism::replay_key(payload, offer.network());
        let Request {
            request,
            repeat_token,
        } = request;
        Ok(Self {
            request,
            key: SettlementKey::of(&replay_key, Phase::Settle),
            transfer,
            earlier: Earlier {
                offer: Some(offer),
                proven,
                facts,
                quorum,
            },
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
        let offer = self.earlier.offer.as_deref()?;
        let signers = capabilities.signers(offer.network()).unwrap_or_default();
        let context = Context::new(now)
            .with_policy(capabilities.policy())
            .with_signers(signers)
            .with_proven(self.earlier.proven.as_ref())
            .with_chain(&self.earlier.facts, self.earlier.quorum);
        let with_facts = context.with_chain(facts, quorum);
        let submitted = payment(&self.request.submission);
        let verdict = verify(submitted, offer, &with_facts);
        let verdict = match verdict {
            Err(Refusal::Rejected(_)) => verify(submitted, offer, &context),
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
