//! What is paid for.

use alloc::{string::String, vec::Vec};
use core::ops::Deref;

use super::{IconUrl, Label, Message, Path, Read, Text, View, members, message, wire::wrong_value};
use crate::{
    error::Error,
    json::{Json, Object},
    value_error::ValueError,
};

/// What is paid for: the resource behind the 402.
///
/// Source: core specification v2 §5.1.2. The last three members are the SDKs' own; their bounds
/// are the TypeScript SDK's.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ResourceInfo {
    /// The resource's URL, any non-empty text: `mcp://tool/…` is usual too.
    pub url: Text,
    /// What it is, for people; servers often send an empty text.
    pub description: Option<String>,
    /// The media type of the paid answer; servers often send an empty text.
    pub mime_type: Option<String>,
    /// Who offers it.
    pub service_name: Option<Label>,
    /// Keywords.
    pub tags: Option<Tags>,
    /// An icon of who offers it.
    pub icon_url: Option<IconUrl>,
    unknown: Object<'static>,
}

impl ResourceInfo {
    /// The resource at this URL, not described further.
    #[must_use]
    pub fn new(url: Text) -> Self {
        Self {
            url,
            description: None,
            mime_type: None,
            service_name: None,
            tags: None,
            icon_url: None,
            unknown: Object::new(),
        }
    }

    /// The members that the specification does not know, as they arrived.
    #[must_use]
    pub fn unknown(&self) -> &Object<'static> {
        &self.unknown
    }
}

impl Read for ResourceInfo {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let names = [
            "url",
            "description",
            "mimeType",
            "serviceName",
            "tags",
            "iconUrl",
        ];
        let ([url, description, mime_type, service_name, tags, icon_url], unknown) =
            members(json, path, names)?;
        Ok(Self {
            url: url.required()?,
            description: description.optional()?,
            mime_type: mime_type.optional()?,
            service_name: service_name.optional()?,
            tags: tags.optional()?,
            icon_url: icon_url.optional()?,
            unknown,
        })
    }
}

impl Message for ResourceInfo {
    fn view(&self) -> View<'_> {
        View::members()
            .with("url", &self.url)
            .with_some("description", self.description.as_ref())
            .with_some("mimeType", self.mime_type.as_ref())
            .with_some("serviceName", self.service_name.as_ref())
            .with_some("tags", self.tags.as_deref().map(View::texts))
            .with_some("iconUrl", self.icon_url.as_ref())
            .and_unknown(&self.unknown)
    }
}

message!(ResourceInfo);

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

impl Read for Tags {
    const NOUN: &'static str = Vec::<Label>::NOUN;

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        Self::new(Read::read(json, path)?).map_err(|error| wrong_value(path, &error))
    }
}

const MAX_TAGS: usize = 5;
