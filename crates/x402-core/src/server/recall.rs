//! A payment with an id, between its request and what the store of responses knows of it.

use alloc::{boxed::Box, string::String};

use super::{
    Reservation, ResponseUpdate, StoredResponse,
    arrival::Arrival,
    claim::{Claim, NotClaimed},
    response_record::{Progress, ResponseRecord},
    response_store::{MAX_STORED_BODY, RESPONSE_SECONDS},
};

/// A payment with an id, read as far as that goes.
#[derive(Clone, Debug)]
pub(super) struct Recall {
    pub(super) arrival: Arrival,
    pub(super) found: Result<Box<Claim>, NotClaimed>,
    /// Whether the chain may be asked what the payment could not be read without.
    pub(super) may_ask: bool,
}

/// What an exchange has in the store of responses.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) key: String,
    /// What is there, unless another exchange has taken the key since.
    pub(super) text: String,
    pub(super) record: ResponseRecord,
}

impl Held {
    /// What becomes of it, by what becomes of the replay key and by the response, if one is kept.
    pub(super) fn update(
        &self,
        reservation: Reservation,
        response: Option<&StoredResponse>,
    ) -> Option<ResponseUpdate> {
        let kept = response.filter(|response| response.body.len() <= MAX_STORED_BODY);
        let progress = match (reservation, kept) {
            (Reservation::Untouched | Reservation::Release, _) => None,
            (_, Some(response)) => Some(Progress::Answered(response.clone())),
            (Reservation::Keep | Reservation::Unresolved, None) => Some(Progress::Ended),
        };
        // Not held by this exchange: an earlier one left it.
        if progress.is_none() && self.record.progress == Progress::Ended {
            return None;
        }
        let to = progress.map(|progress| {
            let fingerprint = self.record.fingerprint.clone();
            let record = ResponseRecord {
                fingerprint,
                progress,
            };
            record.write()
        });
        if to.as_ref() == Some(&self.text) {
            return None;
        }
        Some(ResponseUpdate {
            key: self.key.clone(),
            from: self.text.clone(),
            to,
            seconds: RESPONSE_SECONDS,
        })
    }
}
