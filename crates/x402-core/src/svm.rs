//! Values of Solana.
