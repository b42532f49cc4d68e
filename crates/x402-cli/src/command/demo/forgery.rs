//! Five changes to signed payments that somebody might try.

use x402_core::{
    amount::Amount,
    any::AnyPaymentPayload,
    header::{self, MAX_LENGTH},
    json::{Json, Object},
    message::PaymentPayload,
    svm::{Address, Transaction, associated_token::associated_token_address, program},
    timestamp::UnixTimestamp,
    verify::Report,
};

use super::scenario::{self, Payment, broken};
use crate::{describe, error::Failure};

/// A payment that was tampered with, and what the server makes of it.
pub(super) struct Forgery {
    pub(super) title: &'static str,
    pub(super) story: &'static str,
    pub(super) header: String,
    pub(super) report: Report,
}

pub(super) fn forgeries(payments: &[Payment]) -> Result<Vec<Forgery>, Failure> {
    let [eip3009, permit2, token, ..] = payments else {
        return Err(broken("too few payments"));
    };
    let now = scenario::now()?;
    let later = UnixTimestamp::new(now.seconds() + 3600).map_err(broken)?;
    let price = change(eip3009, |payload| {
        set(payload, "authorization", "value", "1")
    })?;
    let payee = change(eip3009, |payload| {
        set(payload, "authorization", "to", ATTACKER)
    })?;
    let malleated = change(eip3009, malleate)?;
    let drained = change(token, drain)?;
    Ok(vec![
        judge(
            eip3009,
            "the price lowered",
            "value 10000 became 1",
            price,
            now,
        )?,
        judge(
            eip3009,
            "the payee swapped",
            "`to` became the attacker's address",
            payee,
            now,
        )?,
        judge(
            eip3009,
            "the signature malleated",
            "s became n - s: the same signer to most libraries, but tokens revert on it",
            malleated,
            now,
        )?,
        judge(
            permit2,
            "the payment kept for an hour",
            "nothing was changed, only late",
            permit2.signed.header_text().to_owned(),
            later,
        )?,
        judge(
            token,
            "the sponsor drained",
            "the money's source became the token account of the fee payer, who is to sign last",
            drained,
            now,
        )?,
    ])
}

fn judge(
    payment: &Payment,
    title: &'static str,
    story: &'static str,
    header: String,
    now: UnixTimestamp,
) -> Result<Forgery, Failure> {
    let report = scenario::examine(&payment.bill, &header, now);
    Ok(Forgery {
        title,
        story,
        header,
        report: report.ok_or_else(|| broken("a bill without offers"))?,
    })
}

/// The header with another `payload`.
fn change(
    payment: &Payment,
    change: impl FnOnce(&mut Object<'static>) -> Option<()>,
) -> Result<String, Failure> {
    let AnyPaymentPayload::V2(message) = payment.signed.message() else {
        return Err(broken("a payment of version 1"));
    };
    let mut message: PaymentPayload = message.clone();
    change(&mut message.payload).ok_or_else(|| broken("a payload of another form"))?;
    header::encode_payment_signature(&message).map_err(broken)
}

/// Writes another text into a member of an object in the payload.
fn set(payload: &mut Object<'static>, object: &str, member: &str, text: &str) -> Option<()> {
    let mut inner = payload.get(object)?.as_object()?.clone();
    inner.insert(member.to_owned(), text.to_owned());
    payload.insert(object.to_owned(), Json::Object(inner));
    Some(())
}

/// Replaces s by n - s and the parity by the other one: still a signature of the same key.
fn malleate(payload: &mut Object<'static>) -> Option<()> {
    let bytes = describe::unhex(payload.get("signature")?.as_str()?)?;
    let (r, rest) = bytes.split_first_chunk::<32>()?;
    let (s, v) = rest.split_first_chunk::<32>()?;
    let s = Amount::from_be_bytes(ORDER).checked_sub(Amount::from_be_bytes(*s))?;
    let v = 55 - v.first()?;
    let signature = [r.as_slice(), &s.to_be_bytes(), &[v]].concat();
    payload.insert("signature", describe::hex(&signature));
    Some(())
}

/// Replaces the transfer's source by the sponsor's own token account.
fn drain(payload: &mut Object<'static>) -> Option<()> {
    let text = payload.get("transaction")?.as_str()?;
    let mut bytes = header::decode_base64(text, MAX_LENGTH).ok()?;
    let transaction = Transaction::parse(&bytes).ok()?;
    let transfer = transaction
        .instructions()
        .find(|instruction| instruction.program() == program::TOKEN)?;
    let account = |place: usize| {
        let index = transfer.account_indexes().get(place)?;
        transaction.account_key(*index)
    };
    let (source, mint): (Address, Address) = (account(0)?, account(1)?);
    let sponsor = scenario::sponsor().ok()?;
    let (stolen, _) = associated_token_address(&sponsor, &program::TOKEN, &mint)?;
    let at = bytes
        .windows(32)
        .position(|window| window == source.as_bytes())?;
    bytes
        .get_mut(at..at + 32)?
        .copy_from_slice(stolen.as_bytes());
    payload.insert("transaction", header::encode_base64(bytes));
    Some(())
}

const ATTACKER: &str = "0x00000000000000000000000000000000deadbeef";

/// The order n of secp256k1.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
    0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forgery_fails_by_the_rule_that_it_is_about() {
        let payments = scenario::payments().unwrap();
        let forgeries = forgeries(&payments).unwrap();
        let codes: Vec<&str> = forgeries
            .iter()
            .map(|forgery| forgery.report.verdict().unwrap_err().code())
            .collect();
        assert_eq!(
            codes,
            [
                "amount.mismatch",
                "recipient.mismatch",
                "signature.malleable",
                "time.expired",
                "svm.source.sponsor",
            ]
        );
    }
}
