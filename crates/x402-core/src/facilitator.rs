//! The role that settles for others: what it supports, and its check of a payment.
//!
//! Everything here is offline and pure. A host moves the bytes: it reads a request, asks its
//! nodes, and sends the answer.

#[cfg(feature = "facilitator")]
mod broadcast;
mod capabilities;
#[cfg(feature = "facilitator")]
mod fees;
#[cfg(feature = "facilitator")]
mod ledger;
mod response;
#[cfg(feature = "facilitator")]
mod rows;
#[cfg(feature = "facilitator")]
mod settlement;
#[cfg(feature = "facilitator")]
mod sponsorship;
mod stage;
mod step;
#[cfg(feature = "facilitator")]
mod store;
#[cfg(feature = "facilitator")]
mod stored;
mod verification;

#[cfg(feature = "facilitator")]
pub use broadcast::{Broadcast, BroadcastEvent, BroadcastOutOfTurn, BroadcastStage, BroadcastStep};
pub use capabilities::{Capabilities, supported};
#[cfg(feature = "facilitator")]
pub use rows::{
    AttemptRow, FreeNonce, LaneKey, LaneRow, Phase, ROW_FORMAT, SettlementCall, SettlementKey,
    SettlementProof, SettlementRow, SettlementState, SpendKey, SpendRow, SpendScope,
    TransactionBlock, TransactionKey, TransactionKind, TransactionRow, TransactionState,
};
#[cfg(feature = "facilitator")]
pub use settlement::{
    Settlement, SettlementAnswer, SettlementEvent, SettlementOutOfTurn, SettlementStage,
    SettlementStep,
};
#[cfg(feature = "facilitator")]
pub use sponsorship::Sponsorship;
pub use stage::{VerificationOutOfTurn, VerificationStage};
pub use step::{VerificationEvent, VerificationStep};
#[cfg(feature = "facilitator")]
pub use store::{Lease, RowKeys, Rows, StoreAnswer, StoreRequest};
#[cfg(feature = "facilitator")]
pub use stored::{FoundRow, RowId, RowKind, StoreCommand, StoreOutcome, StoredRow};
pub use verification::Verification;
