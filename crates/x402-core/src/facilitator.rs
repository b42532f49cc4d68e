//! The role that settles for others: what it supports, its check of a payment, and its settlement.
//!
//! Everything here is offline and pure. A host moves the bytes: it reads a request, asks its
//! nodes and its store, signs, and sends the answer.
//!
//! | machine | one | ends with |
//! |---|---|---|
//! | [`Verification`] | `POST /verify` | an answer; it writes nothing |
//! | `Settlement` | `POST /settle` | an answer; a host may drop it at any time |
//! | `Reconciliation` | settlement without a transaction | a wait, or its end |
//! | `Broadcast` | transaction of a chain | its finality; every replica can go on with it |
//!
//! All but the first, and the rows that they keep, are behind the feature `facilitator`. They settle
//! payments by EIP-3009 and Permit2 on EVM chains, and payments on Solana. Each has a transaction of
//! its own, unless [`Sponsorship::batch_within`] lets those by EIP-3009 wait for each other.

mod admission;
#[cfg(feature = "facilitator")]
mod batch;
#[cfg(feature = "facilitator")]
mod broadcast;
mod capabilities;
#[cfg(feature = "facilitator")]
mod fees;
#[cfg(feature = "facilitator")]
mod gas;
#[cfg(feature = "facilitator")]
mod hole;
#[cfg(feature = "facilitator")]
mod ledger;
#[cfg(feature = "facilitator")]
mod reached;
#[cfg(feature = "facilitator")]
mod reconciliation;
mod response;
#[cfg(feature = "facilitator")]
mod rows;
#[cfg(feature = "facilitator")]
mod search;
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
#[cfg(feature = "facilitator")]
mod used;
mod verification;

pub use self::{
    admission::{Admission, PaymentStop},
    capabilities::{Capabilities, supported},
    stage::{VerificationOutOfTurn, VerificationStage},
    step::{VerificationEvent, VerificationStep},
    verification::Verification,
};
#[cfg(feature = "facilitator")]
pub use self::{
    broadcast::{Broadcast, BroadcastEvent, BroadcastOutOfTurn, BroadcastStage, BroadcastStep},
    hole::fill_hole,
    reconciliation::{
        Reconciliation, ReconciliationEvent, ReconciliationOutOfTurn, ReconciliationStage,
        ReconciliationStep,
    },
    rows::{
        AttemptRow, FreeNonce, LaneKey, LaneRow, Phase, ROW_FORMAT, SettlementCall, SettlementKey,
        SettlementProof, SettlementRow, SettlementState, SpendKey, SpendRow, SpendScope,
        TransactionBlock, TransactionFees, TransactionKey, TransactionKind, TransactionLifetime,
        TransactionRow, TransactionState,
    },
    settlement::{
        Settlement, SettlementAnswer, SettlementEvent, SettlementOutOfTurn, SettlementStage,
        SettlementStep,
    },
    sponsorship::Sponsorship,
    store::{Lease, RowKeys, Rows, StoreAnswer, StoreRequest},
    stored::{FoundRow, RowId, RowKind, StoreCommand, StoreOutcome, StoredRow},
};
