//! A payment as a facilitator stores it, and what its settlement asks and costs.

use alloc::{
    string::{String, ToString},
    vec,
};
use core::str::FromStr;

use super::{
    layout::{address_of, worst_fee},
    onchain::{blockhash_valid, simulation},
    payload::{Payload, Transfer, message_hash},
};
use crate::{
    asset::TokenProgram,
    chain::SvmQuery,
    header::{decode_base64, encode_base64},
    json::{Json, Object},
    scheme::member::Members,
    svm::{
        PartiallySignedTransaction, Signature, Transaction,
        instruction::{SetComputeUnitLimit, SetComputeUnitPrice},
        program,
        transaction::{MAX_SIZE, wire_transaction},
    },
};

/// What a transaction costs its fee payer at most.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Cost {
    /// The compute units that it may use.
    pub(crate) units: u64,
    /// Lamports: the fee for each signature, and all units at their price. An account is never
    /// created, so no rent is paid.
    pub(crate) lamports: u64,
}

impl Payload {
    /// The transaction without the fee payer's signature; `None` unless every other signer has
    /// signed it.
    pub(crate) fn partially_signed(&self) -> Option<PartiallySignedTransaction> {
        PartiallySignedTransaction::parse(&self.transaction).ok()
    }

    /// What the fee payer is charged at most.
    pub(crate) fn cost(&self) -> Option<Cost> {
        let transaction = Transaction::parse(&self.transaction).ok()?;
        let budget = transaction
            .instructions()
            .filter(|instruction| instruction.program() == program::COMPUTE_BUDGET);
        let mut limits = budget
            .clone()
            .filter_map(|limit| SetComputeUnitLimit::from_data(limit.data()));
        let mut prices = budget.filter_map(|price| SetComputeUnitPrice::from_data(price.data()));
        let (limit, price) = (limits.next()?, prices.next()?);
        let signatures = transaction.header().num_required_signatures();
        let lamports = worst_fee(limit.units, price.micro_lamports, signatures);
        Some(Cost {
            units: limit.units.into(),
            lamports: u64::try_from(lamports).ok()?,
        })
    }

    /// Asks whether the message can still land.
    pub(crate) fn is_alive(&self) -> Option<SvmQuery> {
        let transaction = Transaction::parse(&self.transaction).ok()?;
        Some(blockhash_valid(transaction.recent_blockhash()))
    }

    /// Asks whether the message would succeed, or has been executed.
    pub(crate) fn simulation(&self) -> SvmQuery {
        simulation(&self.transaction)
    }

    /// What the payer signed, and the transfer in it: the accounts of a lookup table are resolved.
    pub(crate) fn authorization(&self) -> Option<Object<'static>> {
        let transaction = Transaction::parse(&self.transaction).ok()?;
        let empty = vec![Signature::ZERO; transaction.signatures().len()];
        let bytes = wire_transaction(transaction.message(), &empty);
        let Transfer {
            instruction,
            token_program,
            amount,
            source,
            mint,
            destination,
            authority,
        } = &self.transfer;
        let text = |value: &dyn ToString| Json::from(value.to_string());
        Some(Object::from_iter([
            (TRANSACTION, Json::from(encode_base64(&bytes.ok()?))),
            ("instruction", text(instruction)),
            ("tokenProgram", text(&address_of(*token_program))),
            ("amount", text(amount)),
            ("source", text(source)),
            ("mint", text(mint)),
            ("destination", text(destination)),
            ("authority", text(authority)),
        ]))
    }

    /// Reads what [`authorization`](Self::authorization) wrote.
    pub(crate) fn read(members: Members<'_>) -> Option<Self> {
        fn read<T: FromStr>(members: Members<'_>, name: &'static str) -> Option<T> {
            members.string(name).ok()?.parse().ok()
        }
        let transaction: String = read(members, TRANSACTION)?;
        let transaction = decode_base64(&transaction, 2 * MAX_SIZE).ok()?;
        let message_hash = message_hash(&Transaction::parse(&transaction).ok()?);
        let program = read(members, "tokenProgram")?;
        let mut programs = [TokenProgram::Token, TokenProgram::Token2022].into_iter();
        Some(Self {
            message_hash,
            transaction: transaction.into(),
            transfer: Transfer {
                instruction: read(members, "instruction")?,
                token_program: programs.find(|known| address_of(*known) == program)?,
                amount: read(members, "amount")?,
                source: read(members, "source")?,
                mint: read(members, "mint")?,
                destination: read(members, "destination")?,
                authority: read(members, "authority")?,
            },
        })
    }
}

const TRANSACTION: &str = "transaction";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::svm::{Address, Blockhash, TransferMessage};

    /// A payment with a memo of this length, from 128 bytes on: other wallets write longer
    /// transactions than [`TransferMessage`].
    fn payment(memo: usize) -> Option<Payload> {
        let address = |byte| Address::new([byte; 32]);
        let message = TransferMessage {
            payer: address(1),
            fee_payer: address(2),
            pay_to: address(3),
            mint: address(4),
            token_program: program::TOKEN,
            decimals: 6,
            amount: 10_000,
            memo: "m",
            recent_blockhash: Blockhash::new([5; 32]),
            compute_unit_limit: TransferMessage::COMPUTE_UNIT_LIMIT,
            compute_unit_price: TransferMessage::COMPUTE_UNIT_PRICE,
        };
        let mut message = message.to_bytes().ok()?;
        // The message ends with the memo's length, its text and the number of lookup tables.
        message.truncate(message.len() - 3);
        message.extend([
            0x80 | u8::try_from(memo % 128).ok()?,
            u8::try_from(memo / 128).ok()?,
        ]);
        message.extend(vec![b'm'; memo]);
        message.push(0);
        let transaction = wire_transaction(&message, &[Signature::ZERO; 2]).ok()?;
        Some(Payload {
            message_hash: message_hash(&Transaction::parse(&transaction).ok()?),
            transaction: transaction.into(),
            transfer: Transfer {
                instruction: 2,
                token_program: TokenProgram::Token,
                amount: 10_000,
                source: address(6),
                mint: address(4),
                destination: address(7),
                authority: address(1),
            },
        })
    }

    #[test]
    fn the_largest_payment_is_read_back() {
        let rest = payment(128).unwrap().transaction.len() - 128;
        let largest = payment(MAX_SIZE - rest).unwrap();
        assert_eq!(largest.transaction.len(), MAX_SIZE);
        let written = largest.authorization().unwrap();
        let read = Payload::read(Members::new(&written, "")).unwrap();
        assert_eq!(read.transaction, largest.transaction);
    }
}
