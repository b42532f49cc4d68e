//! The programs that hold Solana's tokens.

use crate::words::words;

words! {
    /// The program that owns a Solana token's mint and its accounts.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum TokenProgram: "token program" {
        /// The first token program.
        Token = "Token",
        /// The token program with extensions, such as transfer fees.
        Token2022 = "Token-2022",
    }
}
