//! Mints: what a token is.

use crate::svm::{
    Address, MintExtensions,
    token_data::{Layout, TokenDataError},
};

/// The data of an account of Token or Token-2022 that defines a token.
///
/// A field that is absent is `None`. Under Token-2022 read [`extensions`](Self::extensions)
/// before a payment: some of them change what the payee receives, others stop the transfer.
///
/// Source: [Token program](https://www.solana-program.com/docs/token), with the extensions of
/// [Token-2022](https://www.solana-program.com/docs/token-2022/extensions).
///
/// ```
/// use x402_core::svm::{Mint, program};
///
/// // As a node returns it, decoded from base64: a fixed supply of 21 million atomic units.
/// let mut data = [0; 82];
/// data[36..44].copy_from_slice(&21_000_000_u64.to_le_bytes());
/// data[44] = 6; // decimals
/// data[45] = 1; // initialized
///
/// let mint = Mint::parse(&data, &program::TOKEN)?;
/// assert_eq!((mint.supply, mint.decimals), (21_000_000, 6));
/// assert_eq!(mint.mint_authority, None);
/// assert_eq!(mint.extensions.transfer_fee_config, None);
/// # Ok::<(), x402_core::svm::TokenDataError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct Mint {
    /// The account that can make more tokens; without one the supply cannot grow.
    pub mint_authority: Option<Address>,
    /// How many tokens there are, in atomic units.
    pub supply: u64,
    /// How many decimals a token has: 10000 atomic units with 6 decimals are 0.01.
    pub decimals: u8,
    /// The account that can freeze token accounts.
    pub freeze_authority: Option<Address>,
    /// The extensions; always none under Token.
    pub extensions: MintExtensions,
}

impl Mint {
    /// Reads the whole data of an account that `program` owns, in time linear in its size.
    ///
    /// # Errors
    ///
    /// The first defect, with its byte offset: another program, a multisignature account, a
    /// token account, an uninitialized mint, or bytes that the program does not write.
    pub fn parse(data: &[u8], program: &Address) -> Result<Self, TokenDataError> {
        let (mut base, extensions) = Layout::Mint.open(data, program)?;
        let mint_authority = base.optional("a mint authority")?.map(Address::new);
        let supply = base.u64()?;
        let decimals = base.byte()?;
        let offset = base.offset();
        if !base.boolean("an initialization")? {
            return Err(base.uninitialized(offset, "0"));
        }
        Ok(Self {
            mint_authority,
            supply,
            decimals,
            freeze_authority: base.optional("a freeze authority")?.map(Address::new),
            extensions: MintExtensions::read(extensions)?,
        })
    }
}
