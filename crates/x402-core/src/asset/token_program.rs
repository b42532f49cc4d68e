//! The programs that hold Solana's tokens.

use core::fmt;

/// The program that owns a Solana token's mint and its accounts.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum TokenProgram {
    /// The first token program.
    Token,
    /// The token program with extensions, such as transfer fees.
    Token2022,
}

impl fmt::Display for TokenProgram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Token => "Token",
            Self::Token2022 => "Token-2022",
        })
    }
}
