//! What is paid for.

use x402_core::message;

use super::message;

message! {
    /// What is paid for: the resource behind the 402.
    ResourceInfo(message::ResourceInfo), None, parse_resource_info;
    /// The resource's URL, any text that is not empty.
    url: String = "url", |m| m.url.to_string();
    /// What it is, for people.
    #[uniffi(default = None)]
    description: Option<String> = "description", |m| m.description.clone();
    /// The media type of the paid answer.
    #[uniffi(default = None)]
    mime_type: Option<String> = "mimeType", |m| m.mime_type.clone();
    /// Who offers it: 1 to 32 printable ASCII characters.
    #[uniffi(default = None)]
    service_name: Option<String> = "serviceName", |m| m.service_name.as_ref().map(ToString::to_string);
    /// At most five keywords.
    #[uniffi(default = None)]
    tags: Option<Vec<String>> = "tags", |m| {
        m.tags.as_ref().map(|tags| tags.iter().map(ToString::to_string).collect())
    };
    /// An icon of who offers it.
    #[uniffi(default = None)]
    icon_url: Option<String> = "iconUrl", |m| m.icon_url.as_ref().map(ToString::to_string);
}
