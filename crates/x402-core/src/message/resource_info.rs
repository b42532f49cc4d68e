//! What is paid for.

use alloc::{string::String, vec::Vec};
use core::ops::Deref;

use super::{IconUrl, Label, Path, Text, View, Wire, message, wire::wrong_value};
use crate::{error::Error, json::Json, value_error::ValueError};

message! {
    /// What is paid for: the resource behind the 402.
    ///
    /// Source: core specification v2 §5.1.2. The last three members are the SDKs' own; their bounds
    /// are the TypeScript SDK's.
    pub struct ResourceInfo {
        /// The resource's URL, any non-empty text: `mcp://tool/…` is usual too.
        "url" => required url: Text,
        /// What it is, for people; servers often send an empty text.
        "description" => optional description: String,
        /// The media type of the paid answer; servers often send an empty text.
        "mimeType" => optional mime_type: String,
        /// Who offers it.
        "serviceName" => optional service_name: Label,
        /// Keywords.
        "tags" => optional tags: Tags,
        /// An icon of who offers it.
        "iconUrl" => optional icon_url: IconUrl,
    }
}

/// At most five keywords.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tags(Vec<Label>);

impl Tags {
    /// The keywords in their order.
    ///
    /// # Errors
    ///
    /// There are more than five.
    pub fn new(tags: Vec<Label>) -> Result<Self, ValueError> {
        match tags.get(MAX_TAGS) {
            None => Ok(Self(tags)),
            Some(sixth) => Err(ValueError::new("list of tags", "at most 5 tags", sixth)),
        }
    }
}

impl Deref for Tags {
    type Target = [Label];

    fn deref(&self) -> &[Label] {
        &self.0
    }
}

impl Wire for Tags {
    const NOUN: &'static str = Vec::<Label>::NOUN;

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        Self::new(Wire::read(json, path)?).map_err(|error| wrong_value(path, &error))
    }

    fn view(&self) -> View<'_> {
        View::list(self)
    }
}

const MAX_TAGS: usize = 5;
