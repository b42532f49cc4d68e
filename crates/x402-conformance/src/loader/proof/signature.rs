//! Which signatures a key of the set made anew: those, and no others, are operations `sign`.

use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::Value;

use super::{digits::from_base58, patch, transaction};
use crate::schema::{Curve, Key, KeyFile, Mutation, Step, Vector};

/// What is known of a vector's signatures.
pub(super) struct Signing<'s> {
    keys: &'s KeyFile,
    /// Whom an EVM signature recovers to, if its message or its key is another than the base's.
    recovered: Option<&'s str>,
}

impl<'s> Signing<'s> {
    /// From the intermediate values of the base and the vector.
    pub(super) fn new(keys: &'s KeyFile, base: &'s Vector, vector: &'s Vector) -> Self {
        let step = |name| {
            let values = [vector, base].map(|one| one.derived.get(&name));
            values.map(|value| value.and_then(Option::as_deref))
        };
        let [hash, old_hash] = step(Step::SigningHash);
        let [recovered, old_recovered] = step(Step::Recovered);
        Self {
            keys,
            recovered: recovered.filter(|_| hash != old_hash || recovered != old_recovered),
        }
    }

    /// Whether an operation signs; each that claims it does, and each that does claims it.
    pub(super) fn check(
        &self,
        base: &Value,
        document: &Value,
        ops: &[Mutation],
        solana: bool,
    ) -> Result<bool, String> {
        let mut signed = false;
        for op in ops {
            let (path, claimed) = match op {
                Mutation::Sign { path, key, .. } => (path, Some(key.as_str())),
                Mutation::Add { path, .. } | Mutation::Replace { path, .. } => (path, None),
                _ => continue,
            };
            let by = match document.pointer(path).and_then(Value::as_str) {
                Some(value) if solana => self.of_transaction(path, value, base, document)?,
                Some(value) => self.of_payload(path, value),
                None => None,
            };
            let by = by.and_then(|key| key.label.as_deref());
            match (claimed, by) {
                (Some(claimed), Some(by)) if claimed == by => signed = true,
                (Some(claimed), _) => {
                    return Err(format!("{claimed} did not sign anew at {path}"));
                }
                (None, Some(by)) => {
                    return Err(format!("{by} signed at {path}, which is not called `sign`"));
                }
                (None, None) => {}
            }
        }
        Ok(signed)
    }

    /// The labelled key behind a new EVM signature as wallets write it.
    fn of_payload(&self, path: &str, value: &str) -> Option<&Key> {
        let usual = value.len() == 132 && (value.ends_with("1b") || value.ends_with("1c"));
        let who = self
            .recovered
            .filter(|_| usual && path.ends_with("/signature"))?;
        self.labelled(Curve::Secp256k1)
            .find(|key| key.address == who)
    }

    /// The labelled key behind a signature of the transaction that its base does not have.
    fn of_transaction(
        &self,
        path: &str,
        value: &str,
        base: &Value,
        document: &Value,
    ) -> Result<Option<&Key>, String> {
        let old = patch::find(base, "/signatures")?.as_array();
        let kept = old.is_some_and(|old| old.iter().any(|one| one == value));
        if kept || !path.starts_with("/signatures/") {
            return Ok(None);
        }
        let message = transaction::message(document)?;
        let signature = Signature::from_slice(&from_base58(value)?).map_err(|e| e.to_string())?;
        Ok(self.labelled(Curve::Ed25519).find(|key| {
            let raw = from_base58(&key.address).ok();
            raw.and_then(|raw| VerifyingKey::try_from(raw.as_slice()).ok())
                .is_some_and(|key| key.verify_strict(&message, &signature).is_ok())
        }))
    }

    fn labelled(&self, curve: Curve) -> impl Iterator<Item = &Key> {
        let keys = self.keys.keys.iter();
        keys.filter(move |key| key.curve == curve && key.label.is_some())
    }
}
