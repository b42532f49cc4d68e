//! `bazaar`: what a resource takes and gives, so that it can be found.

mod declaration;
mod discovery;
mod info;
mod openapi;
mod resource;
mod route_template;
mod service_metadata;

pub use self::{
    declaration::DiscoveryDeclaration,
    discovery::Bazaar,
    info::{
        BodyType, DiscoveryInput, DiscoveryOutput, HttpInput, HttpMethod, McpInput, McpTransport,
    },
    resource::DiscoveredResource,
    route_template::RouteTemplate,
    service_metadata::ServiceMetadata,
};
use super::definition::Extension;

pub(super) const EXTENSION: Extension = Extension {
    name: Bazaar::NAME,
    source: "specs/extensions/bazaar.md",
    ..Extension::ORDINARY
};
