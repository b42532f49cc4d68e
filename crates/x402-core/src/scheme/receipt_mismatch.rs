//! A settlement's receipt, compared with the payment that it is about.

use alloc::string::{String, ToString};
use core::fmt;

use crate::{
    address::Address, amount::Amount, message::SettleResponse, network::Network, v1,
    value_error::excerpt, version::X402Version,
};

/// A member of a facilitator's or a server's response that does not fit the payment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReceiptMismatch {
    member: &'static str,
    expected: String,
    found: String,
}

impl ReceiptMismatch {
    fn new(member: &'static str, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            member,
            expected: expected.into(),
            found: found.into(),
        }
    }

    /// A receipt of success in a response with the status of an error.
    pub(crate) fn status(found: u16) -> Self {
        Self::new("status", "a status below 400", found.to_string())
    }

    /// The member of the response: `network`, `transaction`, `payer` or `amount`; `status` for the
    /// HTTP status that the receipt came with.
    #[must_use]
    pub fn member(&self) -> &'static str {
        self.member
    }

    /// The payment's value.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// The response's value: quoted, at most 80 characters, control characters escaped.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for ReceiptMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            member,
            expected,
            found,
        } = self;
        write!(
            f,
            "the response's {member}: expected {expected}, found {found}"
        )
    }
}

impl core::error::Error for ReceiptMismatch {}

/// The settlement that a receipt of success must state.
///
/// One function for each member: a server stops at the first mismatch, a client lists all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExpectedReceipt<'a> {
    pub(crate) network: &'a Network,
    /// The network as the payment names it.
    pub(crate) network_text: &'a str,
    pub(crate) payer: Address,
    pub(crate) amount: Amount,
    pub(crate) reader: ReceiptReader,
}

/// The role that reads a receipt.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ReceiptReader {
    /// A server, from its facilitator: in the version of the payment.
    Server(X402Version),
    /// A client, from the server: with either version's name of the network.
    Client,
}

impl ExpectedReceipt<'_> {
    pub(crate) fn network(&self, receipt: &SettleResponse) -> Option<ReceiptMismatch> {
        let text = &*receipt.network;
        // Some facilitators state none: this is the answer about one payment on one network.
        if text.is_empty() && matches!(self.reader, ReceiptReader::Server(_)) {
            return None;
        }
        let is_caip2 = text == self.network.as_str();
        let fits = match self.reader {
            // Some facilitators answer version 1 in CAIP-2.
            ReceiptReader::Server(X402Version::V1) => text == self.network_text || is_caip2,
            // Some answer version 2 by the name of version 1.
            ReceiptReader::Server(X402Version::V2) | ReceiptReader::Client => {
                is_caip2 || is_v1_name(text, self.network)
            }
        };
        (!fits).then(|| ReceiptMismatch::new("network", self.network_text, excerpt(text)))
    }

    pub(crate) fn transaction(&self, receipt: &SettleResponse) -> Option<ReceiptMismatch> {
        let text = &*receipt.transaction;
        let fits = self.payer.family().is_transaction_id(text);
        let expected = "the id of a transaction";
        (!fits).then(|| ReceiptMismatch::new("transaction", expected, excerpt(text)))
    }

    pub(crate) fn payer(&self, receipt: &SettleResponse) -> Option<ReceiptMismatch> {
        payer_mismatch(receipt.payer.as_deref(), self.payer)
    }

    pub(crate) fn amount(&self, receipt: &SettleResponse) -> Option<ReceiptMismatch> {
        let found = receipt.amount.filter(|amount| *amount != self.amount)?;
        let expected = self.amount.to_string();
        Some(ReceiptMismatch::new("amount", expected, found.to_string()))
    }
}

/// A response need not name the payer; if it does, it names the right one.
pub(crate) fn payer_mismatch(found: Option<&str>, payer: Address) -> Option<ReceiptMismatch> {
    // Some facilitators write an absent payer as an empty text.
    let found = found.filter(|found| !found.is_empty())?;
    (!payer.is_written(found))
        .then(|| ReceiptMismatch::new("payer", payer.to_string(), excerpt(found)))
}

fn is_v1_name(text: &str, network: &Network) -> bool {
    text.parse::<v1::NetworkName>()
        .is_ok_and(|name| name.network() == *network)
}
