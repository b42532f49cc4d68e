//! The transfer that a client signs under the `exact` scheme.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    ValueError,
    svm::{
        Address, Blockhash,
        associated_token::associated_token_address,
        instruction::{SetComputeUnitLimit, SetComputeUnitPrice, TransferChecked},
        program, short_vec,
    },
};

/// A transfer between associated token accounts whose fee another account pays.
///
/// It becomes a version 0 message with four instructions: compute unit limit, compute unit
/// price, `TransferChecked` and memo. The bytes are those that the official TypeScript client
/// builds from the same inputs; the account keys stand in the order of `@solana/kit`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct TransferMessage<'a> {
    /// Owner of the tokens: it signs the transfer.
    pub payer: Address,
    /// Pays the network's fee: it signs first, and only after it has checked the transfer.
    pub fee_payer: Address,
    /// Owner of the account that the tokens go to.
    pub pay_to: Address,
    /// The mint of the token.
    pub mint: Address,
    /// The program that owns the mint: Token or Token-2022.
    pub token_program: Address,
    /// The mint's decimals.
    pub decimals: u8,
    /// How much, in atomic units.
    pub amount: u64,
    /// The memo: the server's, or else something unique, so that equal payments differ.
    pub memo: &'a str,
    /// A recent blockhash.
    pub recent_blockhash: Blockhash,
    /// The compute unit limit.
    pub compute_unit_limit: u32,
    /// The price of one compute unit, in millionths of a lamport.
    pub compute_unit_price: u64,
}

impl TransferMessage<'_> {
    /// The compute unit limit of the official clients: above what the four instructions use.
    pub const COMPUTE_UNIT_LIMIT: u32 = 20_000;

    /// The compute unit price of the official clients, in millionths of a lamport.
    pub const COMPUTE_UNIT_PRICE: u64 = 1;

    /// The most bytes that a memo can have under the scheme.
    pub const MAX_MEMO: usize = 256;

    /// The bytes of the message, which payer and fee payer sign; the same for the same transfer.
    ///
    /// # Errors
    ///
    /// If the token program is neither of the two, the memo is too long, or one account would
    /// play two parts: payer and fee payer, or source and destination.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ValueError> {
        self.check()?;
        let source = self.token_account(&self.payer)?;
        let destination = self.token_account(&self.pay_to)?;

        let mut writable = [source, destination];
        writable.sort_by_cached_key(kit_order);
        let mut readonly = [
            self.mint,
            self.token_program,
            program::COMPUTE_BUDGET,
            program::MEMO,
        ];
        readonly.sort_by_cached_key(kit_order);
        let mut keys = Vec::with_capacity(8);
        keys.extend([self.fee_payer, self.payer]);
        keys.extend(writable);
        keys.extend(readonly);
        refuse_second_part(&keys)?;

        let mut message = Vec::with_capacity(388 + self.memo.len());
        message.push(0x80); // version 0
        message.extend([2, 1, 4]); // two signers, of them one read-only; four read-only accounts
        push_length(&mut message, keys.len())?;
        for key in &keys {
            message.extend(key.as_bytes());
        }
        message.extend(self.recent_blockhash.as_bytes());
        push_length(&mut message, 4)?;
        for (program, accounts, data) in [
            (
                program::COMPUTE_BUDGET,
                &[][..],
                &SetComputeUnitLimit {
                    units: self.compute_unit_limit,
                }
                .to_data()[..],
            ),
            (
                program::COMPUTE_BUDGET,
                &[],
                &SetComputeUnitPrice {
                    micro_lamports: self.compute_unit_price,
                }
                .to_data(),
            ),
            (
                self.token_program,
                &[source, self.mint, destination, self.payer],
                &TransferChecked {
                    amount: self.amount,
                    decimals: self.decimals,
                }
                .to_data(),
            ),
            (program::MEMO, &[], self.memo.as_bytes()),
        ] {
            message.push(index(&keys, &program));
            push_length(&mut message, accounts.len())?;
            message.extend(accounts.iter().map(|account| index(&keys, account)));
            push_length(&mut message, data.len())?;
            message.extend(data);
        }
        push_length(&mut message, 0)?; // no address lookup tables
        Ok(message)
    }

    fn check(&self) -> Result<(), ValueError> {
        if ![program::TOKEN, program::TOKEN_2022].contains(&self.token_program) {
            return Err(ValueError::new(
                "token program",
                "Token or Token-2022",
                &self.token_program.to_string(),
            ));
        }
        if self.memo.len() > Self::MAX_MEMO {
            return Err(ValueError::new(
                "memo",
                format!("at most {} bytes", Self::MAX_MEMO),
                &format!("{} bytes", self.memo.len()),
            ));
        }
        if self.payer == self.fee_payer {
            return Err(ValueError::new(
                "fee payer",
                "another account than the payer",
                &self.payer.to_string(),
            ));
        }
        if self.payer == self.pay_to {
            return Err(ValueError::new(
                "receiver",
                "another account than the payer",
                &self.payer.to_string(),
            ));
        }
        Ok(())
    }

    fn token_account(&self, owner: &Address) -> Result<Address, ValueError> {
        associated_token_address(owner, &self.token_program, &self.mint)
            .map(|(address, _)| address)
            .ok_or_else(|| {
                ValueError::new(
                    "owner of a token account",
                    "an address with an associated token account",
                    &owner.to_string(),
                )
            })
    }
}

/// The order in which `@solana/kit` sorts the keys of one group, as a key to sort by.
///
/// It compares base58 text by the Unicode collation of English: first without regard to case,
/// digits before letters; where that finds no difference, a small letter before its capital.
fn kit_order(address: &Address) -> (String, String) {
    let text = address.to_string();
    let small_before_capital = text
        .chars()
        .map(|c| {
            if c.is_ascii_lowercase() {
                c.to_ascii_uppercase()
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    (text.to_ascii_lowercase(), small_before_capital)
}

fn refuse_second_part(keys: &[Address]) -> Result<(), ValueError> {
    let mut rest = keys;
    while let Some((key, others)) = rest.split_first() {
        if others.contains(key) {
            return Err(ValueError::new(
                "set of accounts",
                "eight different ones",
                &format!("{key} twice"),
            ));
        }
        rest = others;
    }
    Ok(())
}

/// How many keys stand before `key`, which is one of the eight.
fn index(keys: &[Address], key: &Address) -> u8 {
    let before = keys.iter().take_while(|other| *other != key);
    before.fold(0, |count, _| count + 1)
}

fn push_length(message: &mut Vec<u8>, length: usize) -> Result<(), ValueError> {
    let length = u16::try_from(length)
        .map_err(|_| ValueError::new("length", "at most 65535", &length.to_string()))?;
    let (bytes, used) = short_vec::encode(length);
    message.extend(bytes.iter().take(used));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In the order of `Intl.Collator("en", { caseFirst: "lower", sensitivity: "variant" })`.
    const SORTED: &[&str] = &[
        "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
        "7bqxxvndrKycMdHAtwEsBfgzPMJqUuArCNsyDHKXWeZ",
        "7bqxXvnDRkYCmdhaTWEsBfGzpmjQuuARCnSydhKXwez",
        "7bqxXvNDrKycMdhATwEsbfGzPmJqUuArCnSydHKxwez",
        "7bqXXvNdRkycMDHaTwEsBFgZpmjquUArCnSYDhKxWeZ",
        "7bQxXvndrKycMDhAtwEsBfgzPmJqUuarCNSydhKxwEZ",
        "7bQxXvNdRkYcMdHaTwEsBfGzPmJqUuArCnSyDhKxWeZ",
        "7bQxXvNDRKycmdHaTWesbfGZPMJquuArCnSyDhKXWEZ",
        "7BqXXvnDRkycmdHAtwesbfGzPmJQUuarcNSyDHKxWEZ",
        "7bQxXvNdRkYcMdHaTwEsBfGzPmJqUuArCnSyDhKxWeZ1",
        "aQxXvNdRkYcMdHaTwEsBfGzPmJqUuArCnSyDhKxWeZZ",
        "AQxXvNdRkYcMdHaTwEsBfGzPmJqUuArCnSyDhKxWeZz",
    ];

    #[test]
    fn keys_sort_as_in_kit() {
        for pair in SORTED.windows(2) {
            let [before, after] = [0, 1].map(|i| kit_order(&pair[i].parse().expect(pair[i])));
            assert!(before < after, "{pair:?}");
        }
    }
}
