//! Cases, one after the other, on one chain.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use x402_core::{
    chain::TransactionId, receipt::SettlementStatus, scheme::PayerSignature, svm::Transaction,
};

use crate::{
    Result,
    case::{Case, Verdict},
    evm::{self, Payment, Terms, Token},
    node::Node,
    report::{End, Row},
    svm::{self, Keys, LiteSvm, World},
};

/// How a case ended, and why as far as it is known.
type Ending = Result<(End, String)>;

/// Settles cases on EVM chains, by a version of the token or by the one that each case can have.
///
/// # Errors
///
/// The node fails.
pub fn evm(chain: &mut evm::Chain, token: Option<Token>, cases: &[Case]) -> Result<Vec<Row>> {
    rows(cases, |case, verdict| {
        settle_evm(chain, token, case, verdict)
    })
}

/// Settles cases on Solana. `sponsors` sign as fee payers.
///
/// # Errors
///
/// The node fails.
pub fn solana(node: &mut LiteSvm, sponsors: &Keys, cases: &[Case]) -> Result<Vec<Row>> {
    rows(cases, |case, verdict| {
        settle_solana(node, sponsors, case, verdict)
    })
}

fn rows(cases: &[Case], mut settle: impl FnMut(&Case, &Verdict) -> Ending) -> Result<Vec<Row>> {
    let rows = cases.iter().map(|case| {
        let verdict = case.verdict()?;
        let (end, why) = settle(case, &verdict).map_err(|error| error.of(&case.name))?;
        Ok(Row {
            name: case.name.clone(),
            verdict,
            end,
            why,
        })
    });
    rows.collect()
}

fn settle_evm(
    chain: &mut evm::Chain,
    token: Option<Token>,
    case: &Case,
    verdict: &Verdict,
) -> Ending {
    let Some(offer) = case.offer()? else {
        return not_sent("the offer is not usable");
    };
    let Some(terms) = Terms::of(&offer) else {
        return not_sent("not an EVM chain");
    };
    let Some(payload) = case.payload()? else {
        return not_sent("the payment is not JSON");
    };
    let Some(payment) = Payment::read(&payload) else {
        return not_sent("the payload has no calldata");
    };
    let call = if let Verdict::Accepted(verified) = verdict {
        Some(payment.call_of(verified, terms.asset))
    } else {
        let extensions = case.extensions()?;
        let allowance = extensions.as_ref();
        let allowance = allowance.and_then(|all| evm::allowance(all, terms.asset));
        payment.call_as_sent(&payload, allowance, terms.asset)
    };
    let Some(call) = call else {
        return not_sent("the signature is not hexadecimal");
    };
    let state = case.state(offer.network())?;
    let token = token.unwrap_or_else(|| terms.token(&state));
    if let (Token::V21, Verdict::Accepted(verified)) = (token, verdict)
        && !matches!(verified.signature(), PayerSignature::Evm(_))
    {
        return Ok((End::NoForm, String::new()));
    }
    let mut ended = not_sent("")?;
    // What is verified now is sent now, and in a later block: EIP-3009 opens a second late.
    let times: &[u64] = match verdict {
        Verdict::Accepted(_) => &[0, 1],
        _ => &[0],
    };
    for later in times {
        chain.prepare(&terms, token, &payment, &state, case.now + later)?;
        let sent = chain.send(&terms, payment.payer(), call.clone())?;
        let (is_proven, why) = proven(&mut chain.node, verdict, &sent.id, sent.moved)?;
        let moved = sent.moved && is_proven;
        let nothing = terms.amount.is_zero() || payment.payer() == terms.pay_to;
        ended = (end(verdict, nothing, sent.succeeded, moved), why);
        if sent.succeeded {
            break;
        }
    }
    Ok(ended)
}

fn settle_solana(node: &mut LiteSvm, sponsors: &Keys, case: &Case, verdict: &Verdict) -> Ending {
    let Some(offer) = case.offer()? else {
        return not_sent("the offer is not usable");
    };
    let payload = case.payload()?;
    let text = payload
        .as_ref()
        .and_then(|payload| payload.get("transaction")?.as_str());
    let Some(bytes) = text.and_then(|text| BASE64_STANDARD.decode(text).ok()) else {
        return not_sent("the payload has no transaction");
    };
    let Ok(transaction) = Transaction::parse(&bytes) else {
        return not_sent("the transaction cannot be read");
    };
    let state = case.state(offer.network())?;
    let Some(terms) = svm::Terms::of(&offer, &state, &transaction) else {
        return not_sent("the offer is not of Solana");
    };
    let Some(signed) = svm::co_sign(&transaction, sponsors) else {
        return not_sent("the transaction cannot be signed");
    };
    let world = World {
        now: case.now,
        fee: 0,
    };
    svm::set_up(node, &terms, &transaction, &state, world)?;
    let sent = svm::send(node, &terms, signed)?;
    let (is_proven, why) = proven(node, verdict, &sent.id, sent.moved)?;
    let (nothing, moved) = (terms.amount == Some(0), sent.moved && is_proven);
    Ok((end(verdict, nothing, sent.succeeded, moved), why))
}

/// Whether the core's proof for an accepted payment is what the balances show, and what it is.
fn proven(
    node: &mut impl Node,
    verdict: &Verdict,
    transaction: &TransactionId,
    moved: bool,
) -> Result<(bool, String)> {
    let Verdict::Accepted(verified) = verdict else {
        return Ok((true, String::new()));
    };
    let proven = node.prove(&[verified.expected_transfer()], transaction)?;
    let is_paid = matches!(proven.as_slice(), [SettlementStatus::Paid(_)]);
    let balances = if moved { "is moved" } else { "is not moved" };
    let why = format!("(by the balances it {balances}, and the proof is {proven:?})");
    Ok((is_paid == moved, why))
}

fn end(verdict: &Verdict, nothing: bool, succeeded: bool, moved: bool) -> End {
    match (succeeded, verdict) {
        (false, _) => End::NotMoved,
        // Nothing is to be moved, or from an account to itself: balances show no payment, and
        // without a proof it is not one.
        (true, Verdict::Refused(_) | Verdict::Undecided) if nothing => End::MovedOtherwise,
        (true, _) if moved => End::Moved,
        (true, _) => End::MovedOtherwise,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what its callers return")]
fn not_sent(why: &str) -> Ending {
    Ok((End::NotSent, why.to_owned()))
}
