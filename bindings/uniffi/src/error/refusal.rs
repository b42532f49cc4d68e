//! Why a payment did not verify.

use x402_core::{Error, Position, scheme};

use super::display;
use crate::{chain::ChainCheck, scheme::Mechanism};

/// Why a payment did not verify: three kinds that a server must tell apart. None is an acceptance.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum Refusal {
    /// It is no x402 message: HTTP status 400.
    Malformed {
        /// The abstract dotted code, such as `json.syntax`; stable.
        code: String,
        /// The `invalidReason` for the wire; stable.
        wire_code: String,
        /// JSON pointer (RFC 6901) into the message; the empty pointer is the whole message.
        pointer: Option<String>,
        /// The byte of the text that was read, counted from 0, where it could not be read.
        byte: Option<u64>,
        /// What a well-formed message has there.
        expected: String,
        /// What was there instead.
        found: String,
        /// What the sender should do about it, in one sentence.
        hint: String,
        /// All of it in one line.
        detail: String,
    },
    /// It breaks a rule: HTTP status 402 with the wire code.
    Rejected {
        /// The abstract dotted code, such as `amount.mismatch`; stable.
        code: String,
        /// The `invalidReason` for the wire, by rule and protocol version; stable.
        wire_code: String,
        /// JSON pointer (RFC 6901) into the payment as received.
        pointer: String,
        /// The Solana instruction that is meant, counted from 0.
        instruction: Option<u64>,
        /// What a good payment has there.
        expected: String,
        /// What was there instead.
        found: String,
        /// What to do next, in one sentence.
        hint: String,
        /// All of it in one line.
        detail: String,
    },
    /// It breaks no rule, and only the chain can prove the payer's signature: ask
    /// `payment_queries`, and verify again with the facts.
    Undecided {
        /// `undecided`.
        code: String,
        /// The `invalidReason` for the wire; stable.
        wire_code: String,
        /// The checks that only the chain can make.
        needs: Vec<ChainCheck>,
        /// How the payer wants to pay.
        mechanism: Mechanism,
        /// The account that is said to pay; not proven.
        payer: String,
        /// The hash to ask `isValidSignature` about; none where there is no signature (ERC-7710).
        digest: Option<Vec<u8>>,
        /// The signature to ask `isValidSignature` about, without an ERC-6492 wrapper.
        signature: Vec<u8>,
        /// All of it in one line.
        detail: String,
    },
}

display!(Refusal: Malformed, Rejected, Undecided);

impl From<&Error> for Refusal {
    fn from(error: &Error) -> Self {
        let (pointer, byte) = match error.position() {
            Position::Byte(offset) => (None, u64::try_from(*offset).ok()),
            Position::Pointer(pointer) => (Some(pointer.clone()), None),
            _ => (None, None),
        };
        Self::Malformed {
            code: error.code().as_str().to_owned(),
            wire_code: error.code().wire_code().to_owned(),
            pointer,
            byte,
            expected: error.expected().to_owned(),
            found: error.found().to_owned(),
            hint: error.code().hint().to_owned(),
            detail: error.to_string(),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<&scheme::Rejection> for Refusal {
    fn from(rejection: &scheme::Rejection) -> Self {
        Self::Rejected {
            code: rejection.code().to_owned(),
            wire_code: rejection.wire_code().to_owned(),
            pointer: rejection.pointer().to_owned(),
            instruction: rejection
                .instruction()
                .and_then(|index| index.try_into().ok()),
            expected: rejection.expected().to_owned(),
            found: rejection.found().to_owned(),
            hint: rejection.hint().to_owned(),
            detail: rejection.to_string(),
        }
    }
}

impl From<&scheme::Undecided> for Refusal {
    fn from(undecided: &scheme::Undecided) -> Self {
        let whole = scheme::Refusal::Undecided(undecided.clone());
        Self::Undecided {
            code: whole.code().to_owned(),
            wire_code: whole.wire_code().to_owned(),
            needs: undecided.needs().map(Into::into).collect(),
            mechanism: undecided.mechanism().into(),
            payer: undecided.payer().to_string(),
            digest: undecided.digest().map(Into::into),
            signature: undecided.signature().to_vec(),
            detail: undecided.to_string(),
        }
    }
}

impl From<&scheme::Refusal> for Refusal {
    fn from(refusal: &scheme::Refusal) -> Self {
        match refusal {
            scheme::Refusal::Malformed(error) => error.into(),
            scheme::Refusal::Rejected(rejection) => rejection.into(),
            scheme::Refusal::Undecided(undecided) => undecided.into(),
        }
    }
}

impl From<scheme::Refusal> for Refusal {
    fn from(refusal: scheme::Refusal) -> Self {
        Self::from(&refusal)
    }
}
