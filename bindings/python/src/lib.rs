//! The native half of the Python package `x402_core`.
//!
//! It turns Python's values into the core's and back, and decides nothing. Which exception a
//! core's error becomes is said in `error` alone. The public names, the clock and the
//! docstrings are the package's other half, in `python/x402_core/`.
//!
//! | files | what |
//! |---|---|
//! | `out`, `hash`, `pickle`, `repr` | results, and what all classes have |
//! | `error` | exceptions |
//! | `text`, `int`, `amount`, `timestamp`, `address` | arguments that `pyo3` has no conversion for |
//! | `network`, `asset`, `money`, `json` | values that cannot be invalid |
//! | `wire`, `message`, `v1`, `either`, `facilitator`, `header` | what is on the wire |
//! | `evm` | transactions of EVM chains |
//! | `chain` | queries to nodes, and facts |
//! | `scheme` | offers, policies, declared states, rules |
//! | `verify`, `receipt` | the roles that check, and prove |
//! | `step` | the steps of the machines |
//! | `server`, `client`, `verification` | the roles that charge, pay, and verify for others |
//! | `settlement` | the role that settles for others |
//!
//! A file imports only from its own row or from a row above it: `tests/test_floors.py`.

#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "Python has std anyway"
)]
#![allow(
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    clippy::trivially_copy_pass_by_ref,
    clippy::unused_self,
    reason = "the shapes of Python's calls: converted arguments, keywords, `self`"
)]

mod address;
mod amount;
mod asset;
mod bazaar;
mod chain;
mod client;
mod either;
mod error;
mod evm;
mod facilitator;
mod hash;
mod header;
mod int;
mod json;
mod message;
mod money;
mod network;
mod out;
mod pickle;
mod receipt;
mod repr;
mod scheme;
mod server;
mod settlement;
mod step;
mod svm;
mod text;
mod timestamp;
mod v1;
mod verification;
mod verify;
mod wire;

/// The native half of `x402_core`.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;

    /// The tokens that are known by name.
    #[pymodule(gil_used = false)]
    mod asset {
        #[pymodule_export]
        use crate::asset::{Asset, AssetTable};
    }

    /// What a resource takes and gives, so that it can be found.
    #[pymodule(gil_used = false)]
    mod bazaar {
        #[pymodule_export]
        use crate::bazaar::{Bazaar, discovered_resource};
    }

    /// What a seller decides once for a resource.
    #[pymodule(gil_used = false)]
    mod bill {
        #[pymodule_export]
        use crate::server::{Bill, PaymentOption, Route};
    }

    /// What to ask nodes, and what they answered.
    #[pymodule(gil_used = false)]
    mod chain {
        #[pymodule_export]
        use crate::chain::{ChainQueries, Facts, Query, Shape};
        #[pymodule_export]
        const MAX_BODY: usize = x402_core::rpc::Response::MAX_BODY;
    }

    /// From a 402 to a signed payment.
    #[pymodule(gil_used = false)]
    mod client {
        #[pymodule_export]
        use crate::client::{Choice, SignedPayment, SigningRequest, select};
    }

    /// Transactions of EVM chains.
    #[pymodule(gil_used = false)]
    mod evm {
        #[pymodule_export]
        use crate::evm::{EvmSignedTransaction, EvmTransaction};
    }

    /// Transactions of Solana.
    #[pymodule(gil_used = false)]
    mod svm {
        #[pymodule_export]
        use crate::svm::SvmPartiallySignedTransaction;
    }

    /// The proof of a settlement.
    #[pymodule(gil_used = false)]
    mod receipt {
        #[pymodule_export]
        use crate::receipt::{
            Landed, Movement, SearchResult, SettlementStatus, find, movements, prove, queries,
            search,
        };
        #[pymodule_export]
        use crate::scheme::ExpectedTransfer;
    }

    /// Where a receipt does not fit the payment.
    #[pymodule(gil_used = false)]
    mod receipt_mismatch {
        #[pymodule_export]
        use crate::scheme::ReceiptMismatch;
    }

    /// One request and its answer.
    #[pymodule(gil_used = false)]
    mod exchange {
        #[pymodule_export]
        use crate::server::{
            AskChain, AskReplayStore, AskResponseStore, AskSettle, AskVerify, Deliver,
            EarlierPayment, Exchange, MarkSettling, Problem, Repeat, Respond, Serve,
            ServerResponse, StoredResponse, UnresolvedPayment,
        };
    }

    /// What a server and a facilitator say to each other.
    #[pymodule(gil_used = false)]
    mod facilitator {
        #[pymodule_export]
        use crate::facilitator::{
            SettleRequest, SupportedKind, SupportedResponse, VerifyRequest, VerifyResponse,
        };
    }

    /// The five HTTP headers.
    #[pymodule(gil_used = false)]
    mod header {
        #[pymodule_export]
        use crate::header::{
            decode_payment_required, decode_payment_response, decode_payment_signature,
            decode_x_payment, decode_x_payment_response, encode_payment_required,
            encode_payment_response, encode_payment_signature, encode_x_payment,
            encode_x_payment_response, find_payment, require_payment,
        };
    }

    /// The messages of version 2.
    #[pymodule(gil_used = false)]
    mod message {
        #[pymodule_export]
        use crate::message::{
            PaymentPayload, PaymentRequired, PaymentRequirements, ResourceInfo, SettleResponse,
            UnreadEntry,
        };
    }

    /// Prices as people write them.
    #[pymodule(gil_used = false)]
    mod money {
        #[pymodule_export]
        use crate::money::Money;
    }

    /// Networks by their CAIP-2 names.
    #[pymodule(gil_used = false)]
    mod network {
        #[pymodule_export]
        use crate::network::{Network, v1_networks};
    }

    /// What a browser shows of a 402.
    #[pymodule(gil_used = false)]
    mod page {
        #[pymodule_export]
        use crate::server::{PageTemplate, is_navigation};
        #[pymodule_export]
        const CONTENT_SECURITY_POLICY: &str = x402_core::server::page::CONTENT_SECURITY_POLICY;
    }

    /// What a verdict depends on besides the payment and the offer.
    #[pymodule(gil_used = false)]
    mod policy {
        #[pymodule_export]
        use crate::scheme::{DeclaredState, Policy};
    }

    /// One entry of `accepts` that is not paid, and why.
    #[pymodule(gil_used = false)]
    mod refused_entry {
        #[pymodule_export]
        use crate::client::RefusedEntry;
    }

    /// Which requests cost something.
    #[pymodule(gil_used = false)]
    mod routes {
        #[pymodule_export]
        use crate::server::{ChargedRoute, RouteRefusal, RouteTable};
    }

    /// The payment schemes and their rules.
    #[pymodule(gil_used = false)]
    mod scheme {
        #[pymodule_export]
        use crate::scheme::{Finding, Note, Offer, Rejection, Rule, all_rules, explain, rules};
    }

    /// Matching, and a facilitator's answers.
    #[pymodule(gil_used = false)]
    mod server {
        #[pymodule_export]
        use crate::server::{
            check_extensions, endpoint_report, endpoint_requests, extension_responses,
            facilitator_redirect, is_configuration_error, match_offer, settle_answer,
            supported_options, verify_answer, verify_any, with_extension_responses,
        };
        #[pymodule_export]
        const LEASE_SECONDS: u64 = x402_core::server::LEASE_SECONDS;
        #[pymodule_export]
        const MAX_RESPONSES: usize = x402_core::server::MAX_RESPONSES;
        #[pymodule_export]
        const MAX_STORED_BODY: usize = x402_core::server::MAX_STORED_BODY;
        #[pymodule_export]
        const RESPONSE_SECONDS: u64 = x402_core::server::RESPONSE_SECONDS;
    }

    /// The role that settles for others.
    #[pymodule(gil_used = false)]
    mod settlement {
        #[pymodule_export]
        use crate::settlement::{
            Broadcast, FollowTransaction, LoadRows, PutRows, Reconciliation, SendTransaction,
            Settlement, SettlementAnswer, SignMessage, SignTransaction, Sponsorship, Wait,
            settlement_networks, transactions,
        };
    }

    /// One paid request.
    #[pymodule(gil_used = false)]
    mod session {
        #[pymodule_export]
        use crate::client::{
            Blocked, Done, Failed, Follow, Pay, Receipt, Session, Unconfirmed, Unknown, Unpayable,
            Unreadable,
        };
    }

    /// What a client may spend.
    #[pymodule(gil_used = false)]
    mod spending {
        #[pymodule_export]
        use crate::client::{Budget, Cost, Ledger, Outlay, Spending};
    }

    /// The messages of version 1 that differ from those of version 2.
    #[pymodule(gil_used = false)]
    mod v1 {
        #[pymodule_export]
        use crate::v1::{PaymentPayload, PaymentRequired, PaymentRequirements};
    }

    /// The role that verifies for others.
    #[pymodule(gil_used = false)]
    mod verification {
        #[pymodule_export]
        use crate::verification::{Capabilities, Verification, supported};
    }

    /// The role that checks.
    #[pymodule(gil_used = false)]
    mod verify {
        #[pymodule_export]
        use crate::verify::{
            Report, Verified, examine, examine_header, queries, verify, verify_header, verify_many,
        };
    }

    /// What a wallet can sign, and for whom.
    #[pymodule(gil_used = false)]
    mod wallet {
        #[pymodule_export]
        use crate::client::{Account, EvmSigningKey, SvmSigningKey, Wallet};
    }

    /// Makes the submodules importable by name, which an extension module's are not.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let modules = module.py().import("sys")?.getattr("modules")?;
        for name in module.index()? {
            let name: String = name.extract()?;
            modules.set_item(format!("x402_core._native.{name}"), module.getattr(name)?)?;
        }
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
