//! Token accounts: who holds how much of a mint.

use crate::svm::{
    AccountExtensions, AccountState, Address,
    token_data::{Layout, TokenDataError},
};

/// The data of an account of Token or Token-2022 that holds tokens of one mint.
///
/// A field that is absent is `None`. Whether the account is the owner's associated one is
/// told by its address, see [`associated_token_address`].
///
/// Source: [Token program](https://www.solana-program.com/docs/token), with the extensions of
/// [Token-2022](https://www.solana-program.com/docs/token-2022/extensions).
///
/// [`associated_token_address`]: crate::svm::associated_token::associated_token_address
///
/// ```
/// use x402_core::svm::{Address, TokenAccount, program};
///
/// // As a node returns it, decoded from base64: 10000 atomic units.
/// let mut data = [0; 165];
/// data[..32].copy_from_slice(&[1; 32]); // the mint
/// data[32..64].copy_from_slice(&[2; 32]); // the owner
/// data[64..72].copy_from_slice(&10_000_u64.to_le_bytes());
/// data[108] = 1; // initialized
///
/// let account = TokenAccount::parse(&data, &program::TOKEN)?;
/// assert_eq!(account.owner, Address::new([2; 32]));
/// assert_eq!(account.amount, 10_000);
/// assert!(!account.state.is_frozen());
/// assert!(!account.extensions.memo_required);
/// # Ok::<(), x402_core::svm::TokenDataError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct TokenAccount {
    /// The mint of the tokens.
    pub mint: Address,
    /// The account that can transfer the tokens; it is not the program that owns the data.
    pub owner: Address,
    /// The balance, in atomic units.
    pub amount: u64,
    /// The account that can transfer as much as [`delegated_amount`](Self::delegated_amount).
    pub delegate: Option<Address>,
    /// Whether the account is frozen.
    pub state: AccountState,
    /// Of an account of wrapped SOL, the lamports that it keeps for its rent: they are not
    /// part of the balance.
    pub is_native: Option<u64>,
    /// What the delegate can still transfer, in atomic units.
    pub delegated_amount: u64,
    /// The account that can close this one, if it is not the owner.
    pub close_authority: Option<Address>,
    /// The extensions; always none under Token.
    pub extensions: AccountExtensions,
}

impl TokenAccount {
    /// Reads the whole data of an account that `program` owns, in time linear in its size.
    ///
    /// # Errors
    ///
    /// The first defect, with its byte offset: another program, a multisignature account, a
    /// mint, an uninitialized account, or bytes that the program does not write.
    pub fn parse(data: &[u8], program: &Address) -> Result<Self, TokenDataError> {
        let (mut base, extensions) = Layout::TokenAccount.open(data, program)?;
        Ok(Self {
            mint: base.address()?,
            owner: base.address()?,
            amount: base.u64()?,
            delegate: base.optional("a delegate")?.map(Address::new),
            state: AccountState::read(&mut base)?,
            is_native: base.optional("a native reserve")?.map(u64::from_le_bytes),
            delegated_amount: base.u64()?,
            close_authority: base.optional("a close authority")?.map(Address::new),
            extensions: AccountExtensions::read(extensions)?,
        })
    }
}
