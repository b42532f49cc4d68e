//! What is paid for.

use alloc::{string::String, vec::Vec};
use core::ops::Deref;

use super::{IconUrl, Label, Path, Text, View, Wire, message, wire::wrong_value};
use crate::{error::Error, json::Json, value_error::ValueError};

message! {
    /// What is paid for: the resource behind the 402.
    ///
    /// The last three members are for lists of resources. A value that breaks its rule does not
    /// spoil the message: it is in [`unknown`](Self::unknown), and a list leaves it out, see
    /// [`ServiceMetadata`](crate::extension::ServiceMetadata).
    ///
    /// Source: core specification v2 §5.1.2; `specs/extensions/bazaar.md`.
    pub struct ResourceInfo {
        /// The resource's URL, any non-empty text: `mcp://tool/…` is usual too.
        "url" => required url: Text,
        /// What it is, for people; servers often send an empty text.
        "description" => optional description: String,
        /// The media type of the paid answer; servers often send an empty text.
        "mimeType" => optional mime_type: String,
        /// Who offers it.
        "serviceName" => lenient service_name: Label,
        /// Keywords.
        "tags" => lenient tags: Tags,
        /// An icon of who offers it.
        "iconUrl" => lenient icon_url: IconUrl,
    }
}

/// At most five keywords.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tags(Vec<Label>);

impl Tags {
    pub(crate) const MAX: usize = 5;

    /// The keywords in their order.
    ///
    /// # Errors
    ///
    /// There are more than five.
    pub fn new(tags: Vec<Label>) -> Result<Self, ValueError> {
        match tags.get(Self::MAX) {
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
