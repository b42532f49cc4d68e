//! The reasons of failed settlements, and when each is certain.

use alloc::{format, string::String};

use crate::{message::SettleResponse, words::words};

words! {
    /// What a failed settlement's reason is decided from: when it proves that no money moved.
    ///
    /// A reason speaks of one call to `/settle`, not of the payment. A second call for a payment that
    /// was settled by the first says `insufficient_balance` or "already processed", too.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum ReasonClass: "class of a reason" {
        /// Decided from the request alone, or proven at a finalized block: certain whenever it is
        /// given.
        Static = "static",
        /// Decided from the clock: certain if the first and only call gives it.
        Time = "time",
        /// Decided from the chain's state: certain if the first and only call gives it.
        State = "state",
        /// Given after a transaction may have been sent: never certain.
        Never = "never",
    }
}

impl ReasonClass {
    /// The class of a reason, found byte for byte.
    ///
    /// A reason that is not in the table has none, and is never certain.
    ///
    /// ```
    /// use x402_core::scheme::ReasonClass;
    ///
    /// assert_eq!(ReasonClass::of("invalid_x402_version"), Some(ReasonClass::Static));
    /// assert_eq!(ReasonClass::of("insufficient_funds"), Some(ReasonClass::State));
    /// assert_eq!(ReasonClass::of("Insufficient_funds"), None);
    /// ```
    #[must_use]
    pub fn of(reason: &str) -> Option<Self> {
        let mut groups = GROUPS.iter();
        let group = groups.find(|group| group.has(reason))?;
        Some(group.class)
    }

    /// Whether the reason proves that no money moved.
    ///
    /// # Arguments
    ///
    /// `first` is whether the call that gave the reason is the first and only one that any server
    /// has sent for this payment, with no transport error before it.
    #[must_use]
    pub fn is_certain(self, first: bool) -> bool {
        match self {
            Self::Static => true,
            Self::Time | Self::State => first,
            Self::Never => false,
        }
    }
}

/// Whether a failed settlement is certain: whether it proves that no money moved.
///
/// `first` is whether the answer is to the first and only call that any server has sent for this
/// payment, with no transport error before it. The answer's HTTP status is one that
/// [`can_report_failure`]; a failure with another status proves nothing.
///
/// Everything that is not certain is unresolved: the payment may be settled, and the same one may
/// be brought again.
#[must_use]
pub fn is_certain_failure(answer: &SettleResponse, first: bool) -> bool {
    let class = answer.error_reason.as_deref().and_then(ReasonClass::of);
    !answer.success
        && answer.transaction.is_empty()
        && class.is_some_and(|class| class.is_certain(first))
}

/// Whether an answer with this HTTP status can report a failed settlement.
///
/// Proxies and overloaded servers answer with the others, whatever became of the payment.
#[must_use]
pub fn can_report_failure(status: u16) -> bool {
    matches!(status, 200 | 400 | 402 | 412 | 422)
}

/// Every known reason of a failed settlement with its class, each once.
pub fn settle_reasons() -> impl Iterator<Item = (String, ReasonClass)> {
    GROUPS.iter().flat_map(|group| {
        let prefixes = group.prefixes.iter();
        prefixes.flat_map(move |prefix| {
            let endings = group.endings.iter();
            endings.map(move |ending| (format!("{prefix}{ending}"), group.class))
        })
    })
}

/// Reasons of one class that begin alike.
struct Group {
    class: ReasonClass,
    /// Every ending is a reason with each of these.
    prefixes: &'static [&'static str],
    endings: &'static [&'static str],
}

impl Group {
    const fn new(
        class: ReasonClass,
        prefixes: &'static [&'static str],
        endings: &'static [&'static str],
    ) -> Self {
        Self {
            class,
            prefixes,
            endings,
        }
    }

    fn has(&self, reason: &str) -> bool {
        let mut prefixes = self.prefixes.iter();
        prefixes.any(|prefix| {
            let ending = reason.strip_prefix(prefix);
            ending.is_some_and(|ending| self.endings.contains(&ending))
        })
    }
}

/// No prefix: the endings are the reasons.
const BARE: &[&str] = &[""];
const EVM: &[&str] = &["invalid_exact_evm_"];
const UPTO_EVM: &[&str] = &["invalid_upto_evm_"];
/// The TypeScript and Python packages' prefix, and the Go module's.
const SOLANA: &[&str] = &["invalid_exact_svm_", "invalid_exact_solana_"];
const BATCH: &[&str] = &["invalid_batch_settlement_evm_"];

/// What the published facilitators write: @x402/evm and @x402/svm 2.27.0, x402 2.25.0 (Python),
/// the Go module 2.9.0, x402-rs 2.0.1, and the enumeration in cdp-sdk 1.57.0.
const GROUPS: &[Group] = &[
    Group::new(
        ReasonClass::Static,
        EVM,
        &[
            "extra_field",
            "failed_to_get_network_config",
            "failed_to_parse_signature",
            "missing_eip712_domain",
            "network_mismatch",
            "payload",
            "payload_authorization_from_address_kyt",
            "payload_authorization_to_address_kyt",
            "payload_authorization_typed_data_message",
            "payload_authorization_value",
            "payload_authorization_value_mismatch",
            "payload_authorization_value_too_low",
            "payload_missing_signature",
            "payload_recipient_mismatch",
            "payload_signature_address",
            "permit2_payload_amount",
            "permit2_payload_recipient",
            "permit2_payload_spender",
            "recipient_mismatch",
            "required_amount",
            "authorization_value",
            "scheme",
            "signature_format",
            "unsupported_scheme",
        ],
    ),
    Group::new(
        ReasonClass::Static,
        UPTO_EVM,
        &[
            "failed_to_get_network_config",
            "network_mismatch",
            "payload",
            "payload_settlement_exceeds_amount",
            "required_amount",
            "scheme",
            "signature_format",
        ],
    ),
    Group::new(
        ReasonClass::Static,
        SOLANA,
        &[
            "extra_field",
            "fee_payer_mismatch",
            "fee_payer_not_managed_by_facilitator",
            "invalid_fee_payer",
            "network_mismatch",
            "payload_amount_insufficient",
            "payload_amount_mismatch",
            "payload_excessive_signers",
            "payload_memo_count",
            "payload_memo_mismatch",
            "payload_mint_mismatch",
            "payload_missing_fee_payer",
            "payload_no_transfer_instruction",
            "payload_recipient_mismatch",
            "payload_signature_invalid",
            "payload_transaction",
            "payload_transaction_could_not_be_decoded",
            "payload_transaction_fee_payer_transferring_funds",
            "payload_transaction_instructions_compute_limit_instruction",
            "payload_transaction_instructions_compute_limit_instruction_too_high",
            "payload_transaction_instructions_compute_price_instruction",
            "payload_transaction_instructions_compute_price_instruction_too_high",
            "payload_transaction_instructions_length",
            "payload_unknown_fifth_instruction",
            "payload_unknown_fourth_instruction",
            "payload_unknown_optional_instruction",
            "payload_unknown_seventh_instruction",
            "payload_unknown_sixth_instruction",
            "smart_wallet_cannot_derive_destination_ata",
            "smart_wallet_compute_budget_violation",
            "smart_wallet_compute_units_too_high",
            "smart_wallet_fee_payer_not_isolated",
            "smart_wallet_malformed_compute_budget",
            "smart_wallet_malformed_compute_limit",
            "smart_wallet_malformed_compute_price",
            "smart_wallet_priority_fee_too_high",
            "smart_wallet_unsupported_compute_budget_instruction",
            "unsupported_scheme",
        ],
    ),
    Group::new(
        ReasonClass::Static,
        &["invalid_exact_svm_payload_transaction_"],
        &[
            "amount_mismatch",
            "cannot_derive_receiver_ata",
            "create_ata_instruction",
            "create_ata_instruction_incorrect_asset",
            "create_ata_instruction_incorrect_payee",
            "fee_payer_included_in_instruction_accounts",
            "instruction_not_spl_token_transfer_checked",
            "instruction_not_token_2022_transfer_checked",
            "instructions",
            "not_a_transfer_instruction",
            "transfer_to_incorrect_ata",
        ],
    ),
    Group::new(
        ReasonClass::Static,
        &["erc20_approval_"],
        &[
            "asset_mismatch",
            "from_mismatch",
            "spender_not_permit2",
            "tx_invalid_calldata",
            "tx_invalid_signature",
            "tx_parse_failed",
            "tx_signer_mismatch",
            "tx_wrong_selector",
            "tx_wrong_spender",
            "tx_wrong_target",
        ],
    ),
    Group::new(
        ReasonClass::Static,
        BARE,
        &[
            "accepted_requirements_mismatch",
            "amount_too_low",
            "asset_mismatch",
            "chain_id_mismatch",
            "eip2612_asset_mismatch",
            "eip2612_from_mismatch",
            "eip2612_spender_not_permit2",
            "eip6492_factory_not_allowed",
            "extension_echo_mismatch",
            "fee_payer_not_managed_by_facilitator",
            "invalid_amount",
            "invalid_bazaar_extension",
            "invalid_eip2612_extension_format",
            "invalid_erc20_approval_extension_format",
            "invalid_format",
            "invalid_network",
            "invalid_payload",
            "invalid_payment_amount",
            "invalid_payment_requirements",
            "invalid_permit2_payload_format",
            "invalid_permit2_recipient_mismatch",
            "invalid_permit2_spender",
            "invalid_scheme",
            "invalid_v1_payload",
            "invalid_v1_requirements",
            "invalid_v2_payload",
            "invalid_v2_requirements",
            "invalid_version",
            "invalid_x402_version",
            "kyt_risk_detected",
            "missing_eip712_domain",
            "network_mismatch",
            "no_facilitator_for_network",
            "permit2_amount_mismatch",
            "permit2_disabled",
            "permit2_token_mismatch",
            "recipient_mismatch",
            "request_blocked_by_location",
            "self_send_not_allowed",
            "unsupported_chain",
            "unsupported_payload_type",
            "unsupported_scheme",
            "upto_facilitator_mismatch",
        ],
    ),
    Group::new(
        ReasonClass::Time,
        EVM,
        &[
            "payload_authorization_valid_after",
            "payload_authorization_valid_before",
            "permit2_payload_deadline",
            "permit2_payload_valid_after",
        ],
    ),
    Group::new(
        ReasonClass::Time,
        BARE,
        &[
            "eip2612_deadline_expired",
            "invalid_payment_early",
            "invalid_payment_expired",
            "payment_expired",
            "permit2_deadline_expired",
            "permit2_not_yet_valid",
            "permit2_payment_too_early",
        ],
    ),
    Group::new(
        ReasonClass::State,
        EVM,
        &[
            "eip3009_not_supported",
            "failed_to_check_deployment",
            "failed_to_check_nonce",
            "failed_to_get_asset_info",
            "failed_to_get_balance",
            "failed_to_verify_signature",
            "insufficient_balance",
            "insufficient_funds",
            "payload_signature",
            "payload_undeployed_smart_wallet",
            "permit2_payload_allowance_required",
            "permit2_payload_signature",
            "signature",
            "token_name_mismatch",
            "token_version_mismatch",
            "transaction_simulation_failed",
            "verification_failed",
        ],
    ),
    Group::new(
        ReasonClass::State,
        SOLANA,
        &[
            "smart_wallet_alt_resolution_failed",
            "smart_wallet_alt_resolution_not_available",
            "smart_wallet_multiple_matching_transfers",
            "smart_wallet_no_transfer_in_simulation",
            "smart_wallet_program_not_allowed",
            "smart_wallet_simulation_failed",
            "smart_wallet_transfer_mismatch",
            "transaction_signing_failed",
            "transaction_simulation_failed",
            "verification_failed",
        ],
    ),
    Group::new(
        ReasonClass::State,
        &["invalid_exact_svm_payload_transaction_"],
        &[
            "receiver_ata_not_found",
            "sender_ata_not_found",
            "simulation_failed",
        ],
    ),
    Group::new(
        ReasonClass::State,
        BARE,
        &[
            "asset_not_deployed_contract",
            "balance_check_failed",
            "erc20_approval_insufficient_eth_for_gas",
            "insufficient_funds",
            "invalid_permit2_amount",
            "invalid_permit2_destination",
            "invalid_permit2_owner",
            "invalid_permit2_signature",
            "invalid_signature",
            "invalid_upto_evm_verification_failed",
            "permit2_2612_amount_mismatch",
            "permit2_allowance_required",
            "permit2_insufficient_balance",
            "permit2_invalid_amount",
            "permit2_invalid_destination",
            "permit2_invalid_owner",
            "permit2_proxy_not_deployed",
            "permit2_simulation_failed",
            "preflight_validation_failed",
            "smart_wallet_deployment_failed",
            "transaction_simulation",
            "transaction_simulation_failed",
            "upto_amount_exceeds_permitted",
            "upto_unauthorized_facilitator",
        ],
    ),
    // What a facilitator of this library sends. The first is proven at a finalized block.
    Group::new(ReasonClass::Static, &["authorization_"], &["dead"]),
    Group::new(
        ReasonClass::State,
        &["settlement_"],
        &[
            "abandoned",
            "below_minimum",
            "denied",
            "over_limit",
            "stopped",
        ],
    ),
    Group::new(ReasonClass::Never, &["settlement_"], &["short"]),
    Group::new(
        ReasonClass::Never,
        EVM,
        &[
            "failed_to_execute_transfer",
            "failed_to_get_receipt",
            "nonce_already_used",
            "transaction_failed",
            "transaction_state",
            "transfer_event_mismatch",
        ],
    ),
    Group::new(
        ReasonClass::Never,
        SOLANA,
        &["transaction_confirmation_failed", "transaction_failed"],
    ),
    Group::new(
        ReasonClass::Never,
        UPTO_EVM,
        &["failed_to_get_receipt", "transaction_failed"],
    ),
    Group::new(
        ReasonClass::Never,
        BATCH,
        &[
            "claim_transaction_failed",
            "deposit_transaction_failed",
            "erc20_approval_broadcast_failed",
            "refund_transaction_failed",
            "settle_transaction_failed",
            "transaction_reverted",
            "wait_for_receipt_failed",
        ],
    ),
    Group::new(
        ReasonClass::Never,
        &["settle_exact_"],
        &[
            "evm_transaction_confirmation_timed_out",
            "failed_onchain",
            "node_failure",
            "svm_block_height_exceeded",
            "svm_transaction_confirmation_timed_out",
        ],
    ),
    Group::new(
        ReasonClass::Never,
        BARE,
        &[
            "Settlement failed",
            "duplicate_settlement",
            "erc20_approval_broadcast_failed",
            "erc20_approval_tx_failed",
            "invalid_transaction_state",
            "invalid_upto_svm_channel_broadcast",
            "permit2_invalid_nonce",
            "post_settlement_transfer_not_confirmed",
            "settlement_confirmation_timeout",
            "settlement_failed",
            "settlement_pending",
            "transaction_failed",
            "unexpected_error",
            "unexpected_settle_error",
            "unknown_error",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_reason_has_one_class_and_is_found_by_its_bytes() {
        let mut seen = BTreeMap::new();
        for (reason, class) in settle_reasons() {
            assert_eq!(seen.insert(reason.clone(), class), None, "{reason} twice");
            assert_eq!(ReasonClass::of(&reason), Some(class), "{reason}");
            for other in [
                format!("{reason}: timeout"),
                format!(" {reason}"),
                format!("x_{reason}"),
                reason.to_uppercase(),
            ] {
                assert_eq!(ReasonClass::of(&other), None, "{other}");
            }
        }
        assert!(seen.len() > 250, "{}", seen.len());
    }

    #[test]
    fn a_failure_is_certain_without_a_transaction_only() {
        let failed = |reason: Option<&str>, transaction: &str| {
            let mut answer = SettleResponse::new(false, transaction.into(), "eip155:1".into());
            answer.error_reason = reason.map(Into::into);
            answer
        };
        let state = Some("insufficient_funds");
        assert!(is_certain_failure(&failed(state, ""), true));
        assert!(!is_certain_failure(&failed(state, ""), false));
        assert!(!is_certain_failure(&failed(state, "0x1"), true));
        assert!(!is_certain_failure(&failed(None, ""), true));
        assert!(is_certain_failure(
            &failed(Some("invalid_scheme"), ""),
            false
        ));
        let mut settled = failed(state, "");
        settled.success = true;
        assert!(!is_certain_failure(&settled, true));
    }

    #[test]
    fn only_some_statuses_report_a_failure() {
        let statuses = (100..600).filter(|status| can_report_failure(*status));
        assert!(statuses.eq([200, 400, 402, 412, 422]));
    }

    #[test]
    fn only_the_request_alone_is_certain_after_a_first_call() {
        for (class, first, later) in [
            (ReasonClass::Static, true, true),
            (ReasonClass::Time, true, false),
            (ReasonClass::State, true, false),
            (ReasonClass::Never, false, false),
        ] {
            assert_eq!(class.is_certain(true), first, "{class}");
            assert_eq!(class.is_certain(false), later, "{class}");
        }
    }
}
