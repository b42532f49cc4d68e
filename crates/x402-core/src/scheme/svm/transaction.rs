//! A transaction in a payload.

use alloc::{
    format,
    string::{String, ToString},
};

use ::base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::{
    header::{base64, encode_base64},
    json::Object,
    scheme::{fault::Fault, member::Members},
    svm::{Transaction, transaction::MAX_SIZE},
};

/// Holds what [`fits`], in whole groups of base64, padding included.
pub(crate) const BUFFER_SIZE: usize = MAX_SIZE + 4;

/// The transaction in base64.
pub(crate) fn text(payload: Members<'_>) -> Result<&str, Fault> {
    payload.spelled(&[MEMBER])?;
    payload.string(MEMBER)
}

/// The payload that carries a transaction.
pub(crate) fn write(transaction: &[u8]) -> Object<'static> {
    Object::from_iter([(MEMBER, encode_base64(transaction))])
}

/// The only member of a payload on Solana.
const MEMBER: &str = "transaction";

/// Base64 of more than a transaction's bytes is not even decoded.
pub(crate) fn fits(text: &str) -> Result<&str, Fault> {
    let padding = text.bytes().rev().take_while(|byte| *byte == b'=').count();
    let length = (text.len() / 4 * 3).saturating_sub(padding);
    if length <= MAX_SIZE {
        return Ok(text);
    }
    let expected = format!("at most {MAX_SIZE} bytes");
    Err(Fault::new(expected, format!("{length} bytes")))
}

/// The bytes of a text that [`fits`], and the transaction that they are.
pub(crate) fn read<'b>(
    text: &str,
    buffer: &'b mut [u8; BUFFER_SIZE],
) -> Result<(&'b [u8], Transaction<'b>), Fault> {
    decode(text, buffer).and_then(parse)
}

fn decode<'b>(text: &str, buffer: &'b mut [u8]) -> Result<&'b [u8], Fault> {
    let length = BASE64_STANDARD.decode_slice(text, buffer).map_err(|_| {
        let error = base64::fault(text.as_bytes());
        let found = format!("{} at {}", error.found(), error.position());
        Fault::new(String::from(error.expected()), found)
    })?;
    Ok(buffer.get(..length).unwrap_or_default())
}

/// The transaction, which borrows from its bytes.
fn parse(bytes: &[u8]) -> Result<(&[u8], Transaction<'_>), Fault> {
    let transaction = Transaction::parse(bytes).map_err(|error| {
        let found = format!("{} at byte {}", error.found(), error.offset());
        Fault::new(error.expected().to_string(), found)
    })?;
    Ok((bytes, transaction))
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;
    use crate::svm::{
        Address, Blockhash, Signature, TransferMessage, program, transaction::wire_transaction,
    };

    fn transaction(keys: [[u8; 32]; 4], amount: u64, memo: &str) -> Option<Vec<u8>> {
        let [payer, fee_payer, pay_to, mint] = keys.map(Address::new);
        let message = TransferMessage {
            payer,
            fee_payer,
            pay_to,
            mint,
            token_program: program::TOKEN,
            decimals: 6,
            amount,
            memo,
            recent_blockhash: Blockhash::new([7; 32]),
            compute_unit_limit: TransferMessage::COMPUTE_UNIT_LIMIT,
            compute_unit_price: TransferMessage::COMPUTE_UNIT_PRICE,
        };
        let message = message.to_bytes().ok()?;
        wire_transaction(&message, &[Signature::ZERO, Signature::ZERO]).ok()
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            keys in any::<[[u8; 32]; 4]>(),
            amount in any::<u64>(),
            memo in "[ -~]{0,256}",
        ) {
            let bytes = transaction(keys, amount, &memo).expect("different accounts");
            let written = write(&bytes);
            let mut buffer = [0; BUFFER_SIZE];
            let read = text(Members::new(&written, "/payload"))
                .and_then(fits)
                .and_then(|text| read(text, &mut buffer));
            prop_assert!(read.is_ok_and(|(read, _)| read == bytes));
        }
    }
}
