//! A Solana node that is not there. Accounts exist unless `state` declares that they have no
//! lamports, and transactions run well, but for what a node refuses whatever its accounts hold.

use serde_json::Value;
use solana_account::Account;
use solana_client::rpc_response::TransactionError;
use solana_keypair::Keypair;
use solana_pubkey::{Pubkey, pubkey};
use solana_transaction::{InstructionError, versioned::VersionedTransaction};

const TOKEN_PROGRAMS: [Pubkey; 2] = [
    pubkey!("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"),
    pubkey!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"),
];
const TRANSFER_CHECKED: u8 = 12;

pub fn accounts(state: &Value, keys: &[Pubkey]) -> Vec<Option<Account>> {
    let account = |key: &Pubkey| {
        let lamports = &state["accounts"][key.to_string()]["lamports"];
        (lamports != "0").then(Account::default)
    };
    keys.iter().map(account).collect()
}

/// Broken transactions, and transfers that their authority did not sign; wrong signatures only
/// where the node is asked to check them.
pub fn simulate(tx: &VersionedTransaction, verify: bool) -> Result<(), TransactionError> {
    tx.sanitize()
        .map_err(|_| TransactionError::SanitizeFailure)?;
    let message = &tx.message;
    let keys = message.static_account_keys();
    if (1..keys.len()).any(|index| keys[index..].contains(&keys[index - 1])) {
        return Err(TransactionError::AccountLoadedTwice);
    }
    let mut signatures = tx.signatures.iter().zip(keys);
    let bytes = message.serialize();
    if verify && !signatures.all(|(it, key)| it.verify(key.as_ref(), &bytes)) {
        return Err(TransactionError::SignatureFailure);
    }
    let unsigned = message.instructions().iter().position(|it| {
        let program = keys[usize::from(it.program_id_index)];
        let transfers = it.data.first() == Some(&TRANSFER_CHECKED);
        let authority = it.accounts.get(3).map(|index| usize::from(*index));
        let signed = authority.is_some_and(|index| message.is_signer(index));
        TOKEN_PROGRAMS.contains(&program) && transfers && !signed
    });
    unsigned.map_or(Ok(()), |index| {
        let missing = InstructionError::MissingRequiredSignature;
        Err(TransactionError::InstructionError(
            u8::try_from(index).unwrap_or(u8::MAX),
            missing,
        ))
    })
}

/// The facilitator signs as the offer's sponsor, if it manages that address or nobody says what it
/// manages, else as the first of its own addresses on Solana; with the suite's test keys.
pub fn sponsor(request: &Value) -> Keypair {
    let managed = request["signers"].as_array();
    let offered = &request["requirements"]["extra"]["feePayer"];
    let offered = managed
        .is_none_or(|list| list.contains(offered))
        .then_some(offered);
    let candidates = offered.into_iter().chain(managed.into_iter().flatten());
    Keypair::new_from_array(candidates.filter_map(secret).next().unwrap_or_default())
}

fn secret(address: &Value) -> Option<[u8; 32]> {
    let keys: Value = serde_json::from_str(include_str!("../../../keys.json")).expect("keys");
    let keys = keys["keys"].as_array().expect("a list");
    let key = keys
        .iter()
        .find(|key| key["curve"] == "ed25519" && key["address"] == *address)?;
    alloy_primitives::hex::decode_to_array(key["secret"].as_str()?).ok()
}
