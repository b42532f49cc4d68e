//! The role that settles for others: what it supports, its check of a payment, and its settlement.
//!
//! Everything here is offline and pure. A host moves the bytes: it reads a request, asks its
//! nodes and its store, signs, and sends the answer.
//!
//! | machine | one | ends with |
//! |---|---|---|
//! | [`Verification`] | `POST /verify` | an answer; it writes nothing |
//! | [`Settlement`] | `POST /settle` | an answer; a host may drop it at any time |
//! | [`Broadcast`] | transaction of an EVM chain | its finality; every replica can go on with it |
//!
//! The machines of settlements are for payments by EIP-3009 and Permit2 on EVM chains, one payment
//! in each transaction.

mod broadcast;
mod capabilities;
mod fees;
mod hole;
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
pub use hole::fill_hole;
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
