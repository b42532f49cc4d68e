//! The seller's terms on Solana.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::layout::address_of;
use crate::{
    asset::{AssetTable, TokenProgram},
    json::Object,
    scheme::{
        extra::ExtraRequest,
        offer::{error::OfferError, parts::Parts},
    },
    svm::{Address, TransferMessage, associated_token::associated_token_address, program},
    value_error::excerpt,
};

/// An offer on Solana, its token accounts derived once.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct SolanaTerms {
    pub(crate) mint: Address,
    pub(crate) pay_to: Address,
    pub(crate) fee_payer: Address,
    /// The memo that the transaction must carry.
    pub(crate) memo: Option<String>,
    /// Decimals and program of the mint, if it is a well-known one.
    pub(super) known: Option<(u8, TokenProgram)>,
    token: TokenAccounts,
    token_2022: TokenAccounts,
}

/// The token accounts that matter under one token program.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct TokenAccounts {
    /// The payee's: where the transfer must go.
    pub(super) destination: Address,
    /// The fee payer's: where the money must not come from.
    pub(super) sponsor: Address,
}

impl SolanaTerms {
    pub(crate) fn parse(parts: &Parts<'_>) -> Result<Self, OfferError> {
        let address = |pointer: &'static str, text: &str| {
            text.parse::<Address>()
                .map_err(|error| OfferError::value(pointer, &error))
        };
        let mint = address("/asset", parts.asset)?;
        let pay_to = address("/payTo", parts.pay_to)?;
        let fee_payer = address("/extra/feePayer", parts.extra_needed(FEE_PAYER)?)?;
        let memo = parts
            .extra_string(MEMO)?
            .filter(|memo| !memo.is_empty())
            .map(ToString::to_string);
        let most = TransferMessage::MAX_MEMO;
        if let Some(memo) = memo.as_ref().filter(|memo| memo.len() > most) {
            let expected = format!("at most {most} bytes");
            return Err(OfferError::new(
                "/extra/memo",
                expected,
                format!("{} bytes", memo.len()),
            ));
        }
        if parts.amount.to_u64().is_none() {
            let expected = "an amount of at most 2^64-1, as Solana's tokens count";
            return Err(OfferError::new(
                "/amount",
                expected,
                parts.amount.to_string(),
            ));
        }
        let accounts = |token_program: Address| {
            let derive = |owner| {
                associated_token_address(&owner, &token_program, &mint)
                    .map(|(address, _)| address)
                    .ok_or_else(|| {
                        let expected = "a mint with derivable token accounts";
                        OfferError::new("/asset", expected, excerpt(parts.asset))
                    })
            };
            Ok(TokenAccounts {
                destination: derive(pay_to)?,
                sponsor: derive(fee_payer)?,
            })
        };
        Ok(Self {
            mint,
            pay_to,
            fee_payer,
            memo,
            known: known(parts),
            token: accounts(program::TOKEN)?,
            token_2022: accounts(program::TOKEN_2022)?,
        })
    }

    pub(super) fn accounts(&self, token_program: TokenProgram) -> &TokenAccounts {
        match token_program {
            TokenProgram::Token => &self.token,
            TokenProgram::Token2022 => &self.token_2022,
        }
    }
}

impl SolanaTerms {
    /// The payee's token account; where the mint's program is not known, one for each program.
    pub(crate) fn payee_accounts(&self) -> Vec<crate::address::Address> {
        self.destinations().into_iter().map(Into::into).collect()
    }

    pub(super) fn destinations(&self) -> Vec<Address> {
        let programs = self.programs().into_iter();
        let accounts = programs.map(|program| self.accounts(program).destination);
        accounts.collect()
    }

    /// The token account of any owner; where the mint's program is not known, one for each
    /// program.
    pub(super) fn token_accounts_of(&self, owner: Address) -> Vec<Address> {
        let accounts = self.programs().into_iter().filter_map(|program| {
            associated_token_address(&owner, &address_of(program), &self.mint)
        });
        accounts.map(|(address, _)| address).collect()
    }

    fn programs(&self) -> Vec<TokenProgram> {
        match self.known {
            Some((_, program)) => vec![program],
            None => vec![TokenProgram::Token, TokenProgram::Token2022],
        }
    }
}

/// What the default table states of the mint.
fn known(parts: &Parts<'_>) -> Option<(u8, TokenProgram)> {
    let table = AssetTable::default();
    let asset = table.by_address(&parts.network, parts.asset)?;
    Some((asset.decimals(), asset.token_program()?))
}

/// Who pays the fee, and the memo if one is asked for.
pub(crate) fn extra(request: &ExtraRequest) -> Object<'static> {
    let mut extra = Object::new();
    if let Some(fee_payer) = request.fee_payer {
        extra.insert(FEE_PAYER, fee_payer.to_string());
    }
    if let Some(memo) = &request.memo {
        extra.insert(MEMO, memo.clone());
    }
    extra
}

const FEE_PAYER: &str = "feePayer";
const MEMO: &str = "memo";
