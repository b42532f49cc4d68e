//! What a facilitator's reason means: is it certain that no money moved, and what to do next.

use serde_json::{Value, json};
use x402_core::scheme::{ReasonClass, settle_reasons};

use super::row;

/// The text for a reason of a failed settlement, in the core's table or short for one of those.
pub(super) fn text(reason: &str) -> Option<String> {
    let meaning = known(reason)?;
    let class = ReasonClass::of(reason);
    let mut text = format!("{reason}  (a facilitator's reason)\n");
    row(&mut text, "means", meaning);
    row(&mut text, "certain", certainty(class));
    row(&mut text, "try", advice(class));
    Some(text)
}

pub(super) fn json(reason: &str) -> Option<Value> {
    let meaning = known(reason)?;
    let class = ReasonClass::of(reason);
    Some(json!({
        "reason": reason,
        "class": class.map(ReasonClass::as_str),
        "means": meaning,
        "certain": certainty(class),
        "hint": advice(class),
    }))
}

/// What a reason means: one of the core's table, or the end of one, as some facilitators have it.
fn known(reason: &str) -> Option<&'static str> {
    let is_end_of = |(known, _): (String, ReasonClass)| {
        let before = known.strip_suffix(reason);
        before.is_some_and(|before| before.is_empty() || before.ends_with('_'))
    };
    let is_known = MEANINGS.iter().any(|(ending, _)| *ending == reason)
        || !reason.is_empty() && settle_reasons().any(is_end_of);
    is_known
        .then(|| meaning(reason))
        .filter(|meaning| !meaning.is_empty())
}

/// Every reason with its class.
pub(super) fn list() -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = settle_reasons()
        .map(|(reason, class)| vec![reason, class.to_string()])
        .collect();
    lines.sort();
    lines
}

/// Whether the reason proves that no money moved.
fn certainty(class: Option<ReasonClass>) -> &'static str {
    let Some(class) = class else {
        return "no: published facilitators do not give the reason in this form";
    };
    match class {
        ReasonClass::Static => {
            "yes, always: it is decided from the request, or proven at a finalized block"
        }
        ReasonClass::Time | ReasonClass::State => {
            "only if the first and only call to /settle for this payment gave it: a payment that \
             was settled by an earlier call gets this reason, too"
        }
        ReasonClass::Never => "no: the payment may have been made, or may still be",
    }
}

fn advice(class: Option<ReasonClass>) -> &'static str {
    match class.unwrap_or(ReasonClass::Never) {
        ReasonClass::Static => {
            "correct what it names and sign a new payment; the same one fails again"
        }
        ReasonClass::Time => {
            "look at both clocks and sign a new payment, unless an earlier call may have settled \
             this one"
        }
        ReasonClass::State => {
            "look at the payer's account on the chain; bring the same payment again, unless this \
             was the only call"
        }
        ReasonClass::Never => {
            "bring the same payment again or look for its transfer on the chain; do not sign a \
             new one before that"
        }
    }
}

/// What a reason says, by its last words: facilitators put their own prefixes before them.
fn meaning(reason: &str) -> &'static str {
    let known = MEANINGS.iter().find(|(ending, _)| {
        reason
            .strip_suffix(ending)
            .is_some_and(|before| before.is_empty() || before.ends_with('_'))
    });
    known.map_or("", |(_, meaning)| meaning)
}

/// Longer endings before those that they end with.
#[rustfmt::skip]
const MEANINGS: &[(&str, &str)] = &[
    ("Settlement failed", "the facilitator gives no reason"),
    ("accepted_requirements_mismatch", "the terms that the payer accepted are not the seller's"),
    ("allowance_required", "the payer has not allowed Permit2 to move the token"),
    ("alt_resolution_failed", "an address lookup table could not be read"),
    ("alt_resolution_not_available", "the facilitator cannot read address lookup tables"),
    ("amount_exceeds_permitted", "the amount to settle is above what the payer signed"),
    ("amount_insufficient", "the transfer is of less than the price"),
    ("2612_amount_mismatch", "the signed allowance is not of the amount"),
    ("asset_mismatch", "the payment is in another token than the terms"),
    ("asset_not_deployed_contract", "there is no contract at the token's address"),
    ("authorization_from_address_kyt", "a screening of the payer's address refused it"),
    ("authorization_to_address_kyt", "a screening of the payee's address refused it"),
    ("authorization_typed_data_message", "the signed data is not what the token expects"),
    ("authorization_valid_after", "the payment is not valid yet"),
    ("authorization_valid_before", "the payment has expired, or will before it is settled"),
    ("authorization_value_mismatch", "the signed amount is not the price"),
    ("authorization_value_too_low", "the signed amount is below the price"),
    ("authorization_value", "the signed amount is not the price"),
    ("amount_mismatch", "the amount is not the price"),
    ("amount_too_low", "the amount is below what the facilitator settles"),
    ("balance_check_failed", "the payer's balance could not be asked for"),
    ("bazaar_extension", "the extension `bazaar` in the payment is malformed"),
    ("block_height_exceeded", "the transaction was not seen before its blockhash expired"),
    ("blocked_by_location", "the facilitator does not serve the place that the request came from"),
    ("broadcast_failed", "sending the transaction failed, perhaps after a node took it"),
    ("cannot_derive_destination_ata", "the payee's token account cannot be derived"),
    ("cannot_derive_receiver_ata", "the payee's token account cannot be derived"),
    ("chain_id_mismatch", "the payment is for another chain"),
    ("channel_broadcast", "sending the channel's transaction failed, perhaps after a node took it"),
    ("compute_budget_violation", "the compute budget instructions are not allowed so"),
    ("compute_limit_instruction_too_high", "the compute unit limit is too high"),
    ("compute_limit_instruction", "the first instruction does not set the compute unit limit"),
    ("compute_price_instruction_too_high", "the compute unit price is too high"),
    ("compute_price_instruction", "the second instruction does not set the compute unit price"),
    ("compute_units_too_high", "the compute unit limit is too high"),
    ("confirmation_failed", "the transaction was sent and not seen to be confirmed"),
    ("confirmation_timed_out", "the transaction was sent and not confirmed in time"),
    ("confirmation_timeout", "the transaction was sent and not confirmed in time"),
    ("could_not_be_decoded", "the transaction is not base64 of a Solana transaction"),
    ("create_ata_instruction_incorrect_asset", "the token account to be created is of another token"),
    ("create_ata_instruction_incorrect_payee", "the token account to be created is not the payee's"),
    ("create_ata_instruction", "the instruction that creates a token account is malformed"),
    ("deadline_expired", "the permit's deadline has passed"),
    ("deadline", "the permit's deadline has passed, or will before it is settled"),
    ("deployment_failed", "the payer's smart wallet could not be deployed"),
    ("disabled", "the facilitator does not settle payments by Permit2"),
    ("authorization_dead", "what the payer signed was cancelled, or has expired unused"),
    ("duplicate_settlement", "this payment is being settled, or was"),
    ("eip3009_not_supported", "the token's contract does not have transferWithAuthorization"),
    ("excessive_signers", "the transaction asks for more signatures than payer and sponsor"),
    ("extension_echo_mismatch", "the payment does not repeat the terms' extensions as they were"),
    ("extension_format", "an extension of the payment is malformed"),
    ("extra_field", "`extra` of the terms lacks a member or has a wrong one"),
    ("facilitator_mismatch", "the payment names another facilitator"),
    ("factory_not_allowed", "the wallet's factory (ERC-6492) is not allowed"),
    ("failed_onchain", "the transaction failed on the chain"),
    ("failed_to_check_deployment", "whether the payer's wallet is deployed could not be asked"),
    ("failed_to_check_nonce", "whether the nonce is used could not be asked"),
    ("failed_to_execute_transfer", "sending the transfer failed, perhaps after a node took it"),
    ("failed_to_get_asset_info", "the token's contract could not be asked for its names"),
    ("failed_to_get_balance", "the payer's balance could not be asked for"),
    ("failed_to_get_network_config", "the facilitator does not know the network"),
    ("failed_to_get_receipt", "the transaction was sent and its receipt not seen"),
    ("failed_to_parse_signature", "the signature is malformed"),
    ("failed_to_verify_signature", "the signature could not be verified"),
    ("fee_payer_included_in_instruction_accounts", "an instruction names the sponsor's account"),
    ("fee_payer_mismatch", "the transaction's fee payer is not the terms'"),
    ("fee_payer_not_isolated", "an instruction names the sponsor's account"),
    ("fee_payer_not_managed_by_facilitator", "the fee payer is not an account of this facilitator"),
    ("fee_payer_transferring_funds", "the sponsor's own tokens would be transferred"),
    ("from_mismatch", "the extension is signed by another account than the payment"),
    ("insufficient_balance", "the payer holds less than the price"),
    ("insufficient_eth_for_gas", "the payer holds too little to pay for the approval's gas"),
    ("insufficient_funds", "the payer holds less than the price"),
    ("instruction_not_spl_token_transfer_checked", "the transfer is not TransferChecked of SPL Token"),
    ("instruction_not_token_2022_transfer_checked", "the transfer is not TransferChecked of Token-2022"),
    ("instructions_length", "the transaction has too few or too many instructions"),
    ("transaction_instructions", "the transaction has other instructions than a payment"),
    ("invalid_amount", "the amount is not one that can be settled"),
    ("invalid_calldata", "the approval's call data is malformed"),
    ("invalid_destination", "the payment goes to a destination that is not allowed"),
    ("invalid_fee_payer", "`extra.feePayer` of the terms is not a Solana address"),
    ("invalid_format", "the request is malformed"),
    ("invalid_network", "the network is not one that the facilitator serves"),
    ("invalid_nonce", "the permit's nonce is used"),
    ("invalid_owner", "the permit's owner is not the payer"),
    ("invalid_payload", "`payload` is malformed"),
    ("invalid_payment_amount", "the amount is not the price"),
    ("invalid_payment_early", "the payment is not valid yet"),
    ("invalid_payment_expired", "the payment has expired"),
    ("invalid_payment_requirements", "the terms are malformed"),
    ("invalid_permit2_destination", "the payment goes to a destination that is not allowed"),
    ("invalid_permit2_amount", "the permit's amount is not the price"),
    ("invalid_permit2_owner", "the permit's owner is not the payer"),
    ("permit2_payload_amount", "the permit's amount is not the price"),
    ("permit2_payload_recipient", "the permit pays another payee than the terms"),
    ("permit2_payload_spender", "the permit's spender is not the x402 proxy"),
    ("permit2_spender", "the permit's spender is not the x402 proxy"),
    ("permit2_signature", "the permit's signature is not the payer's, or has expired"),
    ("invalid_scheme", "the scheme is not one that the facilitator serves"),
    ("tx_invalid_signature", "the approval's signature is not the payer's"),
    ("payload_signature_address", "the signature is another account's than `from`"),
    ("signature_format", "the signature is malformed"),
    ("missing_signature", "the payment has no signature"),
    ("signature_invalid", "a signature in the transaction does not verify"),
    ("undeployed_smart_wallet", "the payer is a smart wallet that is not deployed"),
    ("payload_format", "`payload` is malformed"),
    ("payload_type", "`payload` is of a method that the facilitator does not know"),
    ("signature", "the signature is not the payer's"),
    ("transaction_state", "the transaction failed, or its state is not known"),
    ("v1_payload", "`payload` is malformed"),
    ("v1_requirements", "the terms are malformed"),
    ("v2_payload", "`payload` is malformed"),
    ("v2_requirements", "the terms are malformed"),
    ("invalid_version", "the version of x402 is not supported"),
    ("x402_version", "the version of x402 is not supported"),
    ("kyt_risk_detected", "a screening of the accounts refused the payment"),
    ("malformed_compute_budget", "a compute budget instruction is malformed"),
    ("malformed_compute_limit", "the instruction for the compute unit limit is malformed"),
    ("malformed_compute_price", "the instruction for the compute unit price is malformed"),
    ("memo_count", "the transaction has other memos than the one that the terms ask for"),
    ("memo_mismatch", "the memo is not the terms'"),
    ("mint_mismatch", "the transfer is of another token than the terms"),
    ("missing_eip712_domain", "the terms lack the token's EIP-712 name or version"),
    ("missing_fee_payer", "the terms lack `extra.feePayer`"),
    ("multiple_matching_transfers", "the simulation shows more than one such transfer"),
    ("network_mismatch", "the payment is for another network than the terms"),
    ("no_facilitator_for_network", "no facilitator serves the network"),
    ("no_transfer_in_simulation", "the simulation shows no such transfer"),
    ("no_transfer_instruction", "the transaction has no TransferChecked where it belongs"),
    ("node_failure", "a node failed, perhaps after it took the transaction"),
    ("nonce_already_used", "the nonce is used: by this payment, by another, or by a cancellation"),
    ("not_a_transfer_instruction", "the third instruction is not a transfer"),
    ("not_yet_valid", "the permit is not valid yet"),
    ("parse_failed", "the approval's transaction is malformed"),
    ("payment_expired", "the payment has expired"),
    ("payment_too_early", "the payment is not valid yet"),
    ("post_settlement_transfer_not_confirmed", "the transaction landed and its transfer was not found"),
    ("preflight_validation_failed", "the facilitator's own check before sending failed"),
    ("priority_fee_too_high", "the compute unit price is too high"),
    ("program_not_allowed", "the transaction calls a program that the facilitator does not allow"),
    ("proxy_not_deployed", "the x402 proxy is not deployed on the network"),
    ("receiver_ata_not_found", "the payee has no account for the token"),
    ("recipient_mismatch", "the payment goes to another payee than the terms"),
    ("required_amount", "the price in the terms is not an amount"),
    ("unsupported_scheme", "the facilitator does not serve the scheme"),
    ("scheme", "the scheme is not the terms', or not one that the facilitator serves"),
    ("self_send_not_allowed", "payer and payee are the same account"),
    ("sender_ata_not_found", "the payer has no account for the token"),
    ("settlement_exceeds_amount", "the amount to settle is above what the payer signed"),
    ("settlement_failed", "the facilitator gives no reason"),
    ("settlement_abandoned", "the payment was given up before anything was signed for it"),
    ("settlement_below_minimum", "the amount is below the least that the facilitator settles"),
    ("settlement_denied", "the facilitator does not serve the payer or the payee"),
    ("settlement_stopped", "the operator has stopped new payments of this kind"),
    ("settlement_over_limit", "a limit on what the facilitator pays for gas is reached"),
    ("settlement_pending", "the transaction was sent and is not confirmed yet"),
    ("settlement_short", "the payee received less than the amount"),
    ("signer_mismatch", "the approval is signed by another account than the payment"),
    ("signing_failed", "the sponsor's signature could not be made"),
    ("simulation_failed", "a simulation of the settlement failed"),
    ("transaction_simulation", "a simulation of the settlement failed"),
    ("spender_not_permit2", "the allowance is for another contract than Permit2"),
    ("token_mismatch", "the permit is for another token than the terms"),
    ("token_name_mismatch", "`extra.name` is not the token's EIP-712 name"),
    ("token_version_mismatch", "`extra.version` is not the token's EIP-712 version"),
    ("transaction_failed", "the transaction failed, or was sent and not seen"),
    ("tx_failed", "the approval's transaction failed, or was sent and not seen"),
    ("transaction_reverted", "the transaction was reverted"),
    ("transfer_event_mismatch", "the transaction landed with another transfer than the payment's"),
    ("transfer_mismatch", "the simulated transfer is not the payment's"),
    ("transfer_to_incorrect_ata", "the transfer does not go to the payee's token account"),
    ("unauthorized_facilitator", "another facilitator than the caller may settle this payment"),
    ("authorization_validity_too_short", "the signed window ends before the facilitator could settle"),
    ("unexpected_verify_error", "the facilitator could not verify the payment"),
    ("unexpected_error", "the facilitator failed"),
    ("unexpected_settle_error", "the facilitator failed"),
    ("unknown_error", "the facilitator failed"),
    ("unknown_fifth_instruction", "the fifth instruction calls a program that is not allowed"),
    ("unknown_fourth_instruction", "the fourth instruction calls a program that is not allowed"),
    ("unknown_optional_instruction", "an instruction calls a program that is not allowed"),
    ("unknown_seventh_instruction", "the seventh instruction calls a program that is not allowed"),
    ("unknown_sixth_instruction", "the sixth instruction calls a program that is not allowed"),
    ("unsupported_chain", "the facilitator does not serve the network"),
    ("unsupported_compute_budget_instruction", "a compute budget instruction is not allowed"),
    ("payload_valid_after", "the permit is not valid yet"),
    ("verification_failed", "the payment could not be verified again before it was sent"),
    ("wait_for_receipt_failed", "the transaction was sent and its receipt not seen"),
    ("wrong_selector", "the approval calls another function than `approve`"),
    ("wrong_spender", "the approval is for another contract than Permit2"),
    ("wrong_target", "the approval calls another contract than the token"),
    ("payload_transaction", "`payload.transaction` is missing or malformed"),
    ("payload", "`payload` is malformed"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_meaning_and_every_meaning_a_reason() {
        let mut unused: Vec<&str> = MEANINGS.iter().map(|(_, meaning)| *meaning).collect();
        let mut missing = Vec::new();
        for (reason, _) in settle_reasons() {
            let meaning = meaning(&reason);
            if meaning.is_empty() {
                missing.push(reason);
            }
            unused.retain(|other| *other != meaning);
        }
        // Of facilitators that the core's table does not have.
        for reason in [
            "authorization_validity_too_short",
            "unexpected_verify_error",
        ] {
            unused.retain(|other| *other != meaning(reason));
        }
        assert!(missing.is_empty(), "without a meaning: {missing:#?}");
        assert!(unused.is_empty(), "never said: {unused:#?}");
    }

    #[test]
    fn a_reason_is_known_by_its_end_too() {
        for (reason, is_known) in [
            ("settlement_pending", true),
            ("nonce_already_used", true),
            ("missing_fee_payer", true),
            ("smart_wallet_program_not_allowed", true),
            ("unexpected_verify_error", true),
            ("", false),
            ("failed", false),
            ("ailed", false),
            ("my_payload", false),
            ("payload_", false),
        ] {
            assert_eq!(known(reason).is_some(), is_known, "{reason:?}");
        }
    }

    #[test]
    fn the_longest_ending_is_found_first() {
        for (index, (ending, _)) in MEANINGS.iter().enumerate() {
            let earlier = MEANINGS.iter().take(index);
            let hidden = earlier.filter(|(other, _)| {
                let before = ending.strip_suffix(other);
                before.is_some_and(|before| before.is_empty() || before.ends_with('_'))
            });
            assert_eq!(hidden.count(), 0, "{ending} is never reached");
        }
    }
}
