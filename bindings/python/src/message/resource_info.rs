//! What is paid for.

use x402_core::message;

use crate::out::Tuple;
use crate::wire::{message, write};

message! {
    /// What is paid for: the resource behind the 402.
    ResourceInfo(message::ResourceInfo), "x402_core", None;
    required {
        url = "url" as write::any;
    }
    optional {
        description = "description" as write::any;
        mime_type = "mimeType" as write::any;
        service_name = "serviceName" as write::any;
        tags = "tags" as write::any;
        icon_url = "iconUrl" as write::any;
    }
    get {
        url: &str = |m| &m.url;
        description: Option<&str> = |m| m.description.as_deref();
        mime_type: Option<&str> = |m| m.mime_type.as_deref();
        service_name: Option<&str> = |m| m.service_name.as_deref();
        tags: Option<Tuple<&str>> = |m| {
            let tags = m.tags.as_ref();
            tags.map(|tags| Tuple(tags.iter().map(AsRef::as_ref).collect()))
        };
        icon_url: Option<&str> = |m| m.icon_url.as_deref();
    }
}
