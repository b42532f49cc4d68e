//! The role that pays: from a 402 to a signed payment header, and on to the receipt.
//!
//! Pure: the moment, the randomness and what the chain says are arguments, keys and sockets are
//! the caller's. The way is:
//!
//! 1. [`select`] takes the first entry of `accepts` that the [`Wallet`] can and the [`Spending`]
//!    allows, or says of each entry why not.
//! 2. [`Choice::queries`] are what must be fetched from the chain before signing. Before that,
//!    [`funding_queries`] and [`select_funded`] prefer the entries that the wallet has money for.
//! 3. [`Choice::signing_request`] builds what the account signs: EIP-712 typed data, or the
//!    message of a Solana transaction.
//! 4. [`SigningRequest::assemble`] takes the signature, proves it with the rules that a server
//!    applies, and gives the [`SignedPayment`]: the header to send.
//!
//! [`Session`] does this for one HTTP request and knows what an answer means for the money.
//!
//! ```
//! use x402_core::{
//!     client::{self, Account, Inputs, Spending, Wallet},
//!     evm, header,
//!     message::PaymentRequired,
//!     timestamp::UnixTimestamp,
//! };
//!
//! let required = PaymentRequired::parse(br#"{"x402Version": 2, "accepts": [{
//!     "scheme": "exact", "network": "eip155:84532", "amount": "10000",
//!     "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
//!     "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
//!     "maxTimeoutSeconds": 60, "extra": {"name": "USDC", "version": "2"}
//! }]}"#)?;
//! let payer: evm::Address = "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c".parse()?;
//! let wallet = Wallet::new().with_account(Account::evm(payer));
//!
//! let choice = client::select(&required, &wallet, &Spending::default())?;
//! assert_eq!(choice.price(), "0.01 USDC");
//! assert!(choice.queries().is_empty());
//!
//! let now = UnixTimestamp::new(1_740_672_094)?;
//! let inputs = Inputs::new(choice.payer(), [7; 32], now); // 32 bytes from a random source
//! let request = choice.signing_request(&inputs)?;
//! assert!(request.typed_data_json().unwrap().contains("TransferWithAuthorization"));
//! // The key store signs `request.digest()`; then: request.assemble(&signature)
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod assemble;
mod budget;
mod choice;
mod ledger;
mod network_pattern;
mod no_choice;
mod origin;
mod select;
mod session;
mod signed_payment;
mod signing_request;
mod spending;
mod wallet;

pub use self::{
    assemble::AssembleError,
    budget::{Budget, Cost},
    choice::Choice,
    ledger::{Ledger, Outlay},
    network_pattern::NetworkPattern,
    no_choice::{NoChoice, Reason, RefusedEntry},
    origin::Origin,
    select::{funding_queries, select, select_funded},
    session::{
        Blocked, PaymentRefused, Receipt, Session, SessionError, SessionState, SessionStep,
        SettlementClaim, SpendStatus, Unresolved,
    },
    signed_payment::{Proof, SignedPayment},
    signing_request::SigningRequest,
    spending::{NetworkKind, Spending},
    wallet::{Account, Wallet},
};
#[cfg(feature = "signing")]
pub use crate::signing::AnySigningKey;
pub use crate::{
    scheme::{
        inputs::{AccountKind, Inputs},
        unsigned::SigningRequestError,
    },
    signing::ToSign,
};
