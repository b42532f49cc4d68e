//! What proves a settlement, and what does not.

mod nodes;
mod outstanding;
mod outstanding_solana;
mod permit2;
mod search;
mod solana;
mod transfers;

use x402_core::{
    amount::Amount,
    chain::{
        Answer, BlockId, BlockRef, Event, EvmQuery, Fact, Facts, Head, Level, Log, NodeId, Quorum,
        Receipt, TransactionId, Value,
    },
    evm::Address,
    message::PaymentPayload,
    receipt::{self, ExpectedTransfer, SettlementStatus},
    verify::verify,
};

use crate::samples::{self, Sample};

const HASH: [u8; 32] = [0xab; 32];

const TRANSACTION: TransactionId = TransactionId::Evm(HASH);

const BLOCK: BlockRef = BlockRef {
    number: 700,
    hash: [7; 32],
};

const ONE: Quorum = Quorum::of(1);

/// The transfer of a sample's payment.
fn expected(sample: &Sample) -> ExpectedTransfer {
    verify(&sample.payment(), &sample.offer(), &sample.context())
        .unwrap()
        .expected_transfer()
}

/// The EIP-3009 sample's payment as a contract wallet's, with another nonce.
fn with_nonce(byte: u8) -> ExpectedTransfer {
    let sample = samples::eip3009();
    let signature = sample
        .payment()
        .payload
        .get("signature")
        .unwrap()
        .to_string();
    let nonce = "f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
    let text = sample
        .payment
        .replace(&signature, "\"0x1234\"")
        .replace(nonce, &format!("{byte:02x}").repeat(32));
    let payment = PaymentPayload::parse(&text).unwrap();
    ExpectedTransfer::read(&payment, &sample.offer(), &sample.context()).unwrap()
}

fn evm(address: x402_core::Address) -> Address {
    address.to_string().parse().unwrap()
}

fn word(address: Address) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(address.as_bytes());
    word
}

/// A log of the payment's token, its index set by [`landed`].
fn token_log(of: &ExpectedTransfer, topics: Vec<[u8; 32]>, data: Vec<u8>) -> Log {
    Log {
        address: evm(of.asset()),
        topics,
        data,
        index: 0,
    }
}

fn transfer_of(of: &ExpectedTransfer, amount: u64) -> Log {
    let topics = vec![
        Event::TRANSFER,
        word(evm(of.payer())),
        word(evm(of.pay_to())),
    ];
    token_log(of, topics, Amount::from(amount).to_be_bytes().to_vec())
}

fn transfer(of: &ExpectedTransfer) -> Log {
    transfer_of(of, of.amount().to_u64().unwrap())
}

fn used(of: &ExpectedTransfer, nonce: [u8; 32]) -> Log {
    let topics = vec![Event::AUTHORIZATION_USED, word(evm(of.payer())), nonce];
    token_log(of, topics, Vec::new())
}

fn cancelled(of: &ExpectedTransfer, nonce: [u8; 32]) -> Log {
    let topics = vec![Event::AUTHORIZATION_CANCELED, word(evm(of.payer())), nonce];
    token_log(of, topics, Vec::new())
}

/// The nonce of the EIP-3009 sample.
fn sample_nonce() -> [u8; 32] {
    let text = "f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
    let mut nonce = [0; 32];
    for (byte, digits) in nonce.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
    }
    nonce
}

/// A receipt with these logs, by a sender that has nothing to do with the payment.
fn landed(logs: impl IntoIterator<Item = Log>) -> Receipt {
    let logs = logs
        .into_iter()
        .zip(40..)
        .map(|(log, index)| Log { index, ..log });
    Receipt {
        transaction: HASH,
        block: Some(BLOCK),
        succeeded: true,
        from: Address::new([0x99; 20]),
        to: Some(Address::new([0x98; 20])),
        gas_used: 80_000,
        gas_price: None,
        l1_fee: None,
        logs: logs.collect(),
    }
}

fn fact(query: EvmQuery, value: Value, node: u16) -> Fact {
    Fact {
        query: query.into(),
        answer: Answer::Value(value),
        at: None,
        from: NodeId(node),
    }
}

fn head(number: u64, hash: [u8; 32]) -> Value {
    Value::Block(Some(Head::Block {
        number,
        hash: Some(hash),
        time: None,
    }))
}

/// What an honest node answers about a transaction in [`BLOCK`].
fn honest(receipt: &Receipt, node: u16) -> Vec<Fact> {
    vec![
        fact(EvmQuery::ChainId, Value::Number(84_532), node),
        fact(
            EvmQuery::Receipt(HASH),
            Value::Receipt(Some(Box::new(receipt.clone()))),
            node,
        ),
        fact(
            EvmQuery::Block(BlockId::Number(BLOCK.number)),
            head(BLOCK.number, BLOCK.hash),
            node,
        ),
    ]
}

fn prove(expected: &[ExpectedTransfer], facts: Vec<Fact>, quorum: Quorum) -> Vec<SettlementStatus> {
    let facts: Facts = facts.into_iter().collect();
    receipt::prove(expected, &TRANSACTION, Level::Included, &facts, quorum)
}

fn is_paid(status: SettlementStatus) -> bool {
    matches!(status, SettlementStatus::Paid(_))
}

#[test]
fn a_transaction_id_reads_in_both_families_and_zeros_are_none() {
    for (text, is_id) in [
        (&*TRANSACTION.to_string(), true),
        (&*format!("0x{}", "0".repeat(64)), false),
        (&*"1".repeat(64), false),
        ("0x12", false),
        ("", false),
    ] {
        assert_eq!(text.parse::<TransactionId>().is_ok(), is_id, "{text}");
    }
    let error = "abc".parse::<TransactionId>().unwrap_err().to_string();
    assert_eq!(
        error,
        "not a valid transaction id: expected `0x` and 64 hexadecimal digits, or 64 bytes in base58, \
         found \"abc\""
    );
}

#[test]
fn a_settled_payment_reads_after_its_window_and_a_wrong_one_does_not() {
    let sample = samples::eip3009();
    let late = x402_core::Context::new(x402_core::UnixTimestamp::new(1_999_999_999).unwrap());
    let read = ExpectedTransfer::read(&sample.payment(), &sample.offer(), &late);
    assert_eq!(read, Ok(expected(&sample)));
    let other = samples::specification();
    let text = other
        .payment
        .replace("\"value\": \"10000\"", "\"value\": \"9999\"");
    let payment = PaymentPayload::parse(&text).unwrap();
    let refused = ExpectedTransfer::read(&payment, &other.offer(), &late).unwrap_err();
    assert_eq!(refused.code(), "amount.mismatch");
}
