//! The values of rows as JSON: texts, each with its own grammar.

use alloc::{borrow::Cow, format};

use super::{
    LaneKey, Phase, SettlementKey, SettlementState, SpendKey, TransactionKey, TransactionKind,
    TransactionState,
};
use crate::{
    address::Address,
    chain::{Level, SignedBytes, TransactionId},
    error::Error,
    evm::hex,
    json::Json,
    message::{
        Path, View, Wire,
        wire::{read_text, wrong_value},
    },
    scheme::Mechanism,
};

/// A value that is written as a text and read from it. Addresses are in lower case, which spares a
/// hash for each at writing and at reading; older rows have them with their checksums.
macro_rules! texts {
    ($($name:ty)+) => {
        $(
            impl Wire for $name {
                const NOUN: &'static str = "a string";

                fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
                    read_text(&json, path)
                }

                fn view(&self) -> View<'_> {
                    View::Text(Cow::Owned(format!("{self:#}")))
                }
            }
        )+
    };
}

texts!(
    Address LaneKey Level Mechanism Phase SettlementKey SettlementState SpendKey TransactionId
    TransactionKey TransactionKind TransactionState
);

impl Wire for SignedBytes {
    const NOUN: &'static str = "a string";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let text = alloc::string::String::read(json, path)?;
        let bytes = hex::decode("signed bytes", &text);
        bytes
            .map(Self::from)
            .map_err(|error| wrong_value(path, &error))
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Owned(hex::encode(self.as_bytes())))
    }
}

impl Wire for [u8; 32] {
    const NOUN: &'static str = "a string";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let text = alloc::string::String::read(json, path)?;
        hex::decode_array("hash", &text).map_err(|error| wrong_value(path, &error))
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Owned(hex::encode(self)))
    }
}
