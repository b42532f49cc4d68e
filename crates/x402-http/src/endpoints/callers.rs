//! Who may ask for payments to be verified and settled, and how often.

use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::http::{HeaderMap, header};
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use super::reply::Refusal;

/// A server that may ask, known by its API key.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Caller {
    /// Its name in metrics.
    pub name: String,
    /// SHA-256 of the key's text. The key itself is kept nowhere.
    pub key_hash: [u8; 32],
    /// The most requests in a minute, which may come at once. `None`: there is no limit.
    pub most_per_minute: Option<NonZeroU32>,
}

impl Caller {
    /// SHA-256 of a key's text.
    #[must_use]
    pub fn hash_of(key: &[u8]) -> [u8; 32] {
        Sha256::digest(key).into()
    }
}

/// The callers of a facilitator's endpoints. Without any, every request is served.
///
/// A caller sends its key as `Authorization: Bearer KEY`.
#[derive(Debug, Default)]
pub struct Callers {
    by_hash: BTreeMap<[u8; 32], Known>,
}

#[derive(Debug)]
pub(super) struct Known {
    caller: Caller,
    /// When all that it has asked would have been asked, at an even pace.
    paced: Mutex<Option<Instant>>,
}

const MINUTE: Duration = Duration::from_secs(60);

impl Callers {
    /// These callers. Of two with one key, the last one counts.
    #[must_use]
    pub fn new(callers: impl IntoIterator<Item = Caller>) -> Self {
        let known = callers.into_iter().map(|caller| {
            let paced = Mutex::default();
            (caller.key_hash, Known { caller, paced })
        });
        Self {
            by_hash: known.collect(),
        }
    }

    /// The number of callers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_hash.len()
    }

    /// Whether there is none, and every request is served.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_hash.is_empty()
    }

    /// The caller of a request; `None` if there are no callers at all.
    pub(super) fn identify(&self, headers: &HeaderMap) -> Result<Option<&Known>, Refusal<'static>> {
        if self.is_empty() {
            return Ok(None);
        }
        let hash = bearer(headers).map(Caller::hash_of);
        let known = hash.and_then(|hash| self.by_hash.get(&hash));
        known.map(Some).ok_or(Refusal::Unknown)
    }
}

impl Known {
    pub(super) fn name(&self) -> &str {
        &self.caller.name
    }

    /// Counts a request, unless there were too many: then it may come again after some seconds.
    pub(super) fn count(&self) -> Result<(), Refusal<'static>> {
        let Some(most) = self.caller.most_per_minute else {
            return Ok(());
        };
        let (now, step) = (Instant::now(), MINUTE / most.get());
        let mut paced = self.paced.lock().unwrap_or_else(PoisonError::into_inner);
        let next = paced.map_or(now, |paced| paced.max(now)) + step;
        let early = next.saturating_duration_since(now + MINUTE);
        if !early.is_zero() {
            // It is at most a minute.
            let wait = early.as_millis().div_ceil(1_000);
            return Err(Refusal::TooMany(u32::try_from(wait).unwrap_or(60)));
        }
        *paced = Some(next);
        Ok(())
    }
}

/// The token of `Authorization: Bearer`, as RFC 6750 has it.
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let value = headers.get(header::AUTHORIZATION)?.as_bytes();
    let (scheme, key) = value.split_at_checked("bearer ".len())?;
    let is_bearer = scheme.eq_ignore_ascii_case(b"bearer ");
    is_bearer.then(|| key.trim_ascii())
}
