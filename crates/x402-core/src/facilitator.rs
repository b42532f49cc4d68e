//! The role that settles for others: what it supports, and its check of a payment.
//!
//! Everything here is offline and pure. A host moves the bytes: it reads a request, asks its
//! nodes, and sends the answer.

mod broadcast;
mod capabilities;
mod fees;
mod ledger;
mod response;
mod rows;
mod settlement;
mod sponsorship;
mod stage;
mod step;
mod store;
mod verification;

pub use broadcast::{Broadcast, BroadcastEvent, BroadcastOutOfTurn, BroadcastStage, BroadcastStep};
pub use capabilities::{Capabilities, supported};
pub use rows::{
    AttemptRow, FreeNonce, LaneKey, LaneRow, Phase, ROW_FORMAT, SettlementCall, SettlementKey,
    SettlementProof, SettlementRow, SettlementState, SpendKey, SpendRow, SpendScope,
    TransactionBlock, TransactionKey, TransactionKind, TransactionRow, TransactionState,
};
pub use settlement::{
    Settlement, SettlementAnswer, SettlementEvent, SettlementOutOfTurn, SettlementStage,
    SettlementStep,
};
pub use sponsorship::Sponsorship;
pub use stage::{VerificationOutOfTurn, VerificationStage};
pub use step::{VerificationEvent, VerificationStep};
pub use store::{Lease, RowKeys, Rows, StoreAnswer, StoreRequest};
pub use verification::Verification;
