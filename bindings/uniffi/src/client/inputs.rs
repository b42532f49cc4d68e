//! What a client that draws no random number and asks no chain must be told.

use x402_core::{
    Address,
    client::{self, ChainAnswers},
};

use crate::{
    asset::TokenProgram,
    error::ValueError,
    mirror::mirror,
    value::{UnixTimestamp, address, parse},
};

/// The moment, the randomness and the chain's answers that a payment is made of.
#[derive(Debug, uniffi::Record)]
pub struct Inputs {
    /// 32 bytes from the platform's secure random source, new for every payment: the nonce.
    pub entropy: Vec<u8>,
    /// The moment.
    pub now: UnixTimestamp,
    /// Who pays; the choice's account if not said.
    #[uniffi(default = None)]
    pub payer: Option<String>,
    /// Whether a contract signs for the payer, not a key (ERC-1271).
    #[uniffi(default = false)]
    pub contract_wallet: bool,
    /// Solana: a recent blockhash.
    #[uniffi(default = None)]
    pub recent_blockhash: Option<String>,
    /// Solana: the mint's decimals, where the token is not a known one.
    #[uniffi(default = None)]
    pub decimals: Option<u8>,
    /// Solana: the program that owns the mint, where the token is not a known one.
    #[uniffi(default = None)]
    pub token_program: Option<TokenProgram>,
}

impl Inputs {
    pub(super) fn read(&self, choice: &client::Choice) -> Result<client::Inputs, ValueError> {
        let entropy = <[u8; 32]>::try_from(self.entropy.as_slice()).map_err(|_| {
            let found = format!("{} bytes", self.entropy.len());
            ValueError::new("entropy", "32 bytes", &found)
        })?;
        let payer: Address = match &self.payer {
            Some(payer) => address(payer)?,
            None => choice.payer(),
        };
        let inputs = client::Inputs::new(payer, entropy, self.now.0).with_chain(ChainAnswers {
            recent_blockhash: self.recent_blockhash.as_deref().map(parse).transpose()?,
            decimals: self.decimals,
            token_program: self.token_program.map(Into::into),
        });
        Ok(if self.contract_wallet {
            inputs.with_account_kind(client::AccountKind::Contract)
        } else {
            inputs
        })
    }
}

mirror! {
    /// Something to ask the chain before signing.
    Lookup = client::Lookup;
    /// Permit2: how much it may move for the payer. Nothing is signed with it, but without an
    /// allowance the payment cannot settle.
    Allowance,
    /// Solana: the mint's decimals.
    MintDecimals,
    /// Solana: a recent blockhash.
    RecentBlockhash,
    /// Solana: the program that owns the mint, Token or Token-2022.
    TokenProgram,
    ; else
    /// A lookup that this package has no name for.
    Other
}
