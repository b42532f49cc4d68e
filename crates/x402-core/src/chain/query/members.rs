//! The members of a query's JSON form.

use alloc::{format, vec::Vec};
use core::{cell::Cell, str::FromStr};

use crate::{
    ValueError,
    amount::Amount,
    chain::{
        head::{BlockId, Commitment},
        signed_bytes::SignedBytes,
    },
    evm::{self, hex},
    header::decode_base64,
    json::{Json, Number, Object},
    svm,
};

/// The members of one query. A member that is missing or wrong is `None`, and the first such error
/// is kept: to return it from each place would be several times as much code.
pub(super) struct Members<'j> {
    object: &'j Object<'j>,
    error: Cell<Option<ValueError>>,
}

impl<'j> Members<'j> {
    /// What `read` makes of the members.
    pub(super) fn read<T>(
        json: &'j Json<'j>,
        read: impl FnOnce(&Self) -> Option<T>,
    ) -> Result<T, ValueError> {
        let unknown =
            || ValueError::new(NOUN, "an object with a name and members", "another value");
        let members = Self {
            object: json.as_object().ok_or_else(unknown)?,
            error: Cell::new(None),
        };
        read(&members).ok_or_else(|| members.error.take().unwrap_or_else(unknown))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.object.get(name).is_some()
    }

    pub(super) fn text(&self, name: &str) -> Option<&'j str> {
        self.member(name, "a string", Json::as_str)
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.member(name, "a boolean", Json::as_bool)
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.member(name, "a whole number", number)
    }

    pub(super) fn list(&self, name: &str) -> Option<&'j [Json<'j>]> {
        self.member(name, "a list", Json::as_array)
    }

    pub(super) fn address(&self, name: &str) -> Option<evm::Address> {
        self.parse(self.text(name)?)
    }

    pub(super) fn amount(&self, name: &str) -> Option<Amount> {
        self.parse(self.text(name)?)
    }

    pub(super) fn svm_address(&self, name: &str) -> Option<svm::Address> {
        self.parse(self.text(name)?)
    }

    pub(super) fn hash(&self, name: &str) -> Option<[u8; 32]> {
        self.hash_of(self.text(name)?)
    }

    pub(super) fn bytes(&self, name: &str) -> Option<SignedBytes> {
        self.kept(hex::decode("bytes", self.text(name)?).map(Into::into))
    }

    /// Bytes of Solana, in base64.
    pub(super) fn base64(&self, name: &str) -> Option<SignedBytes> {
        self.base64_of(self.text(name)?).map(Into::into)
    }

    /// The block: the newest one if it is not named.
    pub(super) fn block(&self) -> Option<BlockId> {
        let Some(at) = self.object.get("at") else {
            return Some(BlockId::Latest);
        };
        Some(match (at.as_str(), number(at)) {
            (Some("latest"), _) => BlockId::Latest,
            (Some("safe"), _) => BlockId::Safe,
            (Some("finalized"), _) => BlockId::Finalized,
            (_, Some(number)) => BlockId::Number(number),
            _ => return self.wrong("`latest`, `safe`, `finalized` or a block number", at),
        })
    }

    /// The state of the chain: a confirmed one if it is not named.
    pub(super) fn commitment(&self) -> Option<Commitment> {
        let Some(commitment) = self.object.get("commitment") else {
            return Some(Commitment::Confirmed);
        };
        Some(match commitment.as_str() {
            Some("processed") => Commitment::Processed,
            Some("confirmed") => Commitment::Confirmed,
            Some("finalized") => Commitment::Finalized,
            _ => return self.wrong("`processed`, `confirmed` or `finalized`", commitment),
        })
    }

    pub(super) fn parse<T: FromStr<Err = ValueError>>(&self, text: &str) -> Option<T> {
        self.kept(text.parse())
    }

    pub(super) fn hash_of(&self, text: &str) -> Option<[u8; 32]> {
        self.kept(hex::decode_array("hash", text))
    }

    pub(super) fn base64_of(&self, text: &str) -> Option<Vec<u8>> {
        let bytes = decode_base64(text, MOST_BASE64);
        self.kept(
            bytes.map_err(|error| ValueError::new(NOUN, "bytes in base64", &format!("{error}"))),
        )
    }

    /// The value, or `None` with its error kept.
    pub(super) fn kept<T>(&self, value: Result<T, ValueError>) -> Option<T> {
        value.map_err(|error| self.error.set(Some(error))).ok()
    }

    /// No query has such a name.
    pub(super) fn unknown<T>(&self, name: &str) -> Option<T> {
        let expected = "the name of a query to such a network";
        self.kept(Err(ValueError::new("query name", expected, name)))
    }

    pub(super) fn wrong<T>(&self, expected: &'static str, found: &Json<'_>) -> Option<T> {
        self.kept(Err(ValueError::new(NOUN, expected, &found.describe())))
    }

    fn member<T>(
        &self,
        name: &str,
        kind: &str,
        read: impl FnOnce(&'j Json<'j>) -> Option<T>,
    ) -> Option<T> {
        let member = self.object.get(name);
        let value = member.and_then(read);
        if value.is_none() {
            self.missing(name, kind, member);
        }
        value
    }

    #[cold]
    fn missing(&self, name: &str, kind: &str, found: Option<&Json<'_>>) {
        let found = found.map(Json::describe);
        let found = found.as_deref().unwrap_or("nothing");
        let error = ValueError::new(NOUN, format!("{kind} as its member {name}"), found);
        self.error.set(Some(error));
    }
}

fn number(json: &Json<'_>) -> Option<u64> {
    json.as_number().and_then(Number::to_u64)
}

const NOUN: &str = "query";

/// The most base64 of one member: the reader of JSON bounds the whole text.
const MOST_BASE64: usize = 1 << 20;
