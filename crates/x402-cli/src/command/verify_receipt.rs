//! `x402 verify-receipt`: what a transaction moved for a payment.

use serde_json::json;
use x402_core::{
    amount::Amount,
    any::AnyPaymentPayload,
    chain::{Answer, Fact, Landed, NodeId, Query, TransactionId, Value},
    message::SettleResponse,
    receipt::{ExpectedTransfer, Movement, movements},
    rpc,
    scheme::{Context, Offer, Policy},
    svm::Blockhash,
    timestamp::UnixTimestamp,
    verify::examine_any,
};

use super::verify;
use crate::{
    cli::VerifyReceiptArgs,
    decoded::Decoded,
    describe,
    error::Failure,
    input::Input,
    json, layout,
    output::{self, Colour, Reply},
    requirements,
    status::Status,
};

pub(super) fn run(args: &VerifyReceiptArgs) -> Result<Reply, Failure> {
    let receipt = Input::read(Some(&args.receipt))?;
    let (transaction, value) = rpc::read_transaction(receipt.text.as_bytes()).map_err(|error| {
        Failure::new(receipt.is_not("receipt of a transaction"))
            .got(error.found())
            .want(error.expected())
            .hint("save what the node returned, whole")
    })?;
    let claimed = args.response.as_deref().map(read_response).transpose()?;
    let (expected, offer) = read_expected(args)?;
    let movement = Landed::of(&value)
        .and_then(|landed| movements(core::slice::from_ref(&expected), landed).pop())
        .unwrap_or(Movement::Unrelated);
    let is_of_network = args.genesis_hash.map(|hash| is_of_network(hash, &expected));
    let finding = Finding {
        is_of_network,
        is_claimed: claimed.map(|response| says(&response, &transaction)),
        transaction,
        movement,
    };
    let result = if args.json {
        json::document(&finding.document(&expected))
    } else {
        finding.text(&expected, &offer)
    };
    let mut reply = Reply::new(result)
        .status(finding.status())
        .remark(A_STATEMENT);
    if let Some(remark) = finding.remark() {
        reply = reply.remark(remark);
    }
    if expected.network().is_svm() && is_of_network.is_none() {
        reply = reply.remark(NO_CLUSTER);
    }
    Ok(reply)
}

/// The payment's transfer, by the entry of the terms that it is for.
fn read_expected(args: &VerifyReceiptArgs) -> Result<(ExpectedTransfer, Offer), Failure> {
    let given = args
        .requirements
        .as_deref()
        .map(requirements::read)
        .transpose()?;
    let input = Input::read(args.input.as_deref())?;
    let (payment, own) = verify::read_payment(&input.text, None);
    let payment =
        payment.map_err(|error| Failure::malformed(input.is_not("payment of x402"), &error))?;
    let entries = given
        .or_else(|| own.map(|own| vec![own]))
        .ok_or_else(no_terms)?;
    let (_, mut offers) = verify::read_offers(&entries)?;
    // The rules about the time do not count, so any time will do.
    let policy = Policy::interop();
    let context = Context::new(UnixTimestamp::MAX).with_policy(&policy);
    let (index, _) = examine_any(&payment, &offers, &context).ok_or_else(no_terms)?;
    let offer = offers.swap_remove(index);
    let expected = read_transfer(&payment, &offer, &context)?;
    Ok((expected, offer))
}

fn no_terms() -> Failure {
    Failure::new("there are no terms that the payment is for")
        .want("the seller's own requirements")
        .hint("--requirements FILE")
}

fn read_transfer(
    payment: &AnyPaymentPayload,
    offer: &Offer,
    context: &Context<'_>,
) -> Result<ExpectedTransfer, Failure> {
    ExpectedTransfer::read(payment, offer, context).map_err(|rejection| {
        Failure::new(format!("the payment breaks a rule: {}", rejection.code()))
            .at(rejection.pointer())
            .got(rejection.found())
            .want(rejection.expected())
            .hint(rejection.hint())
            .refused()
    })
}

fn read_response(argument: &str) -> Result<SettleResponse, Failure> {
    let input = Input::read(Some(argument))?;
    let read = Decoded::read(&input.text).and_then(|decoded| SettleResponse::parse(&decoded.bytes));
    read.map_err(|error| Failure::malformed(input.is_not("settlement's response"), &error))
}

/// Whether a response states that this transaction settled the payment.
fn says(response: &SettleResponse, transaction: &TransactionId) -> bool {
    let named = response.transaction.parse::<TransactionId>();
    response.success && named.as_ref() == Ok(transaction)
}

/// Whether a node with this first block serves the payment's network.
fn is_of_network(genesis_hash: Blockhash, expected: &ExpectedTransfer) -> bool {
    let network = Query::network(expected.network()).and_then(|query| {
        let fact = Fact {
            query,
            answer: Answer::Value(Value::Hash(*genesis_hash.as_bytes())),
            at: None,
            from: NodeId(0),
        };
        fact.network()
    });
    network.as_ref() == Some(expected.network())
}

/// What the receipt shows.
struct Finding {
    /// Whether the node is of the payment's network, if it named its first block.
    is_of_network: Option<bool>,
    transaction: TransactionId,
    movement: Movement,
    /// Whether the response names this transaction, if there is a response.
    is_claimed: Option<bool>,
}

impl Finding {
    fn status(&self) -> Status {
        match self.movement {
            Movement::Paid { .. }
                if self.is_claimed != Some(false) && self.is_of_network != Some(false) =>
            {
                Status::Success
            }
            _ => Status::Refused,
        }
    }

    /// One word, and what it means.
    fn verdict(&self) -> (&'static str, &'static str) {
        match self.movement {
            _ if self.is_of_network == Some(false) => (
                "other",
                "the receipt is of a node of another network than the payment's",
            ),
            _ if self.is_claimed == Some(false) => (
                "other",
                "the response does not state that this transaction settled the payment",
            ),
            Movement::Paid { .. } => ("paid", "the payee received the amount"),
            Movement::Short { .. } => ("short", "the payee received less than the amount"),
            Movement::Cancelled => ("cancelled", "the payer cancelled the authorization"),
            Movement::Failed => ("failed", "the transaction failed and moved nothing"),
            _ => ("unrelated", "the transaction did not make this payment"),
        }
    }

    fn received(&self, expected: &ExpectedTransfer) -> Amount {
        match self.movement {
            Movement::Paid { .. } => expected.amount(),
            Movement::Short { received, .. } => received,
            _ => Amount::ZERO,
        }
    }

    fn text(&self, expected: &ExpectedTransfer, offer: &Offer) -> String {
        let asset = describe::asset(offer.network(), &offer.asset().to_string());
        let show = |amount: Amount| match &asset {
            Some(asset) => asset.display(amount),
            None => format!("{amount} atomic units"),
        };
        let (word, meaning) = self.verdict();
        let colour = match self.status() {
            Status::Success => Colour::Green,
            _ => Colour::Red,
        };
        let mut text = format!("{}  {meaning}\n", output::paint(word, colour));
        for (label, value) in [
            ("asked", show(expected.amount())),
            ("received", show(self.received(expected))),
            ("network", describe::network(expected.network())),
            ("payer", expected.payer().to_string()),
            ("payee", expected.pay_to().to_string()),
            ("token", expected.asset().to_string()),
            ("transaction", self.transaction.to_string()),
        ] {
            layout::row(&mut text, label, LABEL_WIDTH, &value);
        }
        text
    }

    fn document(&self, expected: &ExpectedTransfer) -> serde_json::Value {
        let (word, _) = self.verdict();
        json!({
            "result": word,
            "amount": expected.amount().to_string(),
            "received": self.received(expected).to_string(),
            "network": expected.network().as_str(),
            "payer": expected.payer().to_string(),
            "payTo": expected.pay_to().to_string(),
            "asset": expected.asset().to_string(),
            "transaction": self.transaction.to_string(),
            "logIndex": match self.movement {
                Movement::Paid { log_index, .. } => log_index,
                _ => None,
            },
            "namesPayment": match self.movement {
                Movement::Paid { names_payment, .. } | Movement::Short { names_payment, .. } => {
                    Some(names_payment)
                }
                _ => None,
            },
        })
    }

    fn remark(&self) -> Option<&'static str> {
        match self.movement {
            Movement::Paid {
                names_payment: false,
                ..
            } => Some(UNNAMED),
            _ => None,
        }
    }
}

/// The width of `transaction`.
const LABEL_WIDTH: usize = 11;

const A_STATEMENT: &str = "\
note: a receipt is a statement, not a proof: only nodes show that the transaction
      is in the chain";

const NO_CLUSTER: &str = "\
note: a receipt of Solana does not name its cluster, and the same transaction can
      be executed on another one. Give what the node answers to getGenesisHash:
      --genesis-hash HASH";

const UNNAMED: &str = "\
note: no event names what the payer signed, so this may be the transfer of an
      equal payment. A node tells it by the nonce before and at the block";
