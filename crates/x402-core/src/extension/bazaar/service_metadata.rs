//! What a payment states of the service behind a resource, as far as it can be listed.

use alloc::{string::String, vec::Vec};

use super::route_template::percent_decoded;
use crate::{
    json::{Json, Object},
    message::{IconUrl, Label, ResourceInfo, Tags, Wire as _},
};

/// Service metadata: the name, the keywords and the icon of the service that offers a resource.
///
/// A facilitator gets them from the payer, who could have changed them. So only what keeps the rules
/// is here, and a resource is listed without the rest.
///
/// Source: `specs/extensions/bazaar.md`, "Service Metadata on `resource`".
///
/// ```
/// use x402_core::{extension::ServiceMetadata, message::ResourceInfo};
///
/// let info = ResourceInfo::parse(r#"{"url": "https://api.example.com/", "serviceName": "Weather",
///     "tags": ["sky", "Sky", "", 5], "iconUrl": "https://127.0.0.1/icon.png"}"#)?;
/// let service = ServiceMetadata::read(&info);
/// assert_eq!(service.service_name.unwrap(), "Weather");
/// assert_eq!(service.tags.len(), 1);
/// assert_eq!(service.icon_url, None);
/// # Ok::<_, x402_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct ServiceMetadata {
    /// The service's name: 1 to 32 printable ASCII characters.
    pub service_name: Option<Label>,
    /// Keywords, each once, without regard to case; the first five that keep the rules.
    pub tags: Tags,
    /// The URL of an icon: `https` or `http`, at a host that has a name.
    pub icon_url: Option<IconUrl>,
}

impl ServiceMetadata {
    /// Reads what a message states of its resource.
    #[must_use]
    pub fn read(info: &ResourceInfo) -> Self {
        Self::of(&stated(info))
    }

    fn of(stated: &Object<'_>) -> Self {
        let text = |name: &str| stated.get(name).and_then(Json::as_str);
        let tags = stated.get(TAGS).and_then(Json::as_array);
        Self {
            service_name: text(SERVICE_NAME).and_then(|name| name.parse().ok()),
            tags: first_tags(tags.unwrap_or_default()),
            icon_url: text(ICON_URL)
                .filter(|url| is_icon_url(url))
                .and_then(|url| url.parse().ok()),
        }
    }

    /// The members of an entry in a list of resources.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'static str, Json<'static>)> {
        let tags = (!self.tags.is_empty()).then_some(&self.tags);
        let members = [
            (
                SERVICE_NAME,
                self.service_name.as_ref().map(|it| it.view().to_json()),
            ),
            (TAGS, tags.map(|it| it.view().to_json())),
            (
                ICON_URL,
                self.icon_url.as_ref().map(|it| it.view().to_json()),
            ),
        ];
        let members = members.into_iter();
        members.filter_map(|(name, value)| Some((name, value?)))
    }

    /// What a message states and a list leaves out: the member, what is listed, and what was found.
    pub(crate) fn left_out(info: &ResourceInfo) -> Vec<(&'static str, &'static str, String)> {
        let stated = stated(info);
        let listed: Object<'_> = Self::of(&stated).members().collect();
        let left_out = EXPECTED.into_iter().filter_map(|(name, expected)| {
            let value = stated.get(name)?;
            let is_listed = match listed.get(name) {
                Some(listed) => listed.same(value),
                None => *value == Json::Null || value.as_array().is_some_and(<[_]>::is_empty),
            };
            (!is_listed).then(|| (name, expected, value.describe()))
        });
        left_out.collect()
    }
}

const SERVICE_NAME: &str = "serviceName";
const TAGS: &str = "tags";
const ICON_URL: &str = "iconUrl";

/// What is listed of each member.
const EXPECTED: [(&str, &str); 3] = [
    (SERVICE_NAME, "1 to 32 printable ASCII characters"),
    (
        TAGS,
        "at most 5 different keywords of 1 to 32 printable ASCII characters",
    ),
    (
        ICON_URL,
        "an `https` or `http` URL of at most 2048 characters at a host that has a name",
    ),
];

/// The message's members as they came, those that break a rule included.
fn stated(info: &ResourceInfo) -> Object<'static> {
    match info.view().to_json() {
        Json::Object(members) => members,
        _ => Object::new(),
    }
}

fn first_tags(entries: &[Json<'_>]) -> Tags {
    let mut tags: Vec<Label> = Vec::new();
    let labels = entries
        .iter()
        .filter_map(|entry| entry.as_str()?.parse::<Label>().ok());
    for label in labels {
        if tags.len() == Tags::MAX {
            break;
        }
        if !tags.iter().any(|tag| tag.eq_ignore_ascii_case(&label)) {
            tags.push(label);
        }
    }
    Tags::new(tags).unwrap_or_default()
}

/// Whether this is a URL that a list can show: one that leads to a host by its name, and to no
/// address, which could be inside of the reader's own network.
fn is_icon_url(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let is_web = ["https", "http"]
        .iter()
        .any(|it| scheme.eq_ignore_ascii_case(it));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    // A user's name ends in `@`, an IPv6 address begins with a bracket. Browsers take a backslash
    // for a slash, other readers do not.
    let is_plain = !url.contains(char::is_control) && !authority.contains(['@', '[', '\\']);
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    is_web && is_plain && port.bytes().all(|byte| byte.is_ascii_digit()) && has_name(host)
}

/// Whether a host is a name that is not this machine's own. A name with letters outside of ASCII is
/// not: without the tables of UTS #46 it could stand for any other.
fn has_name(host: &str) -> bool {
    let host = percent_decoded(host).to_ascii_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    let is_of_a_name =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let last = host.rsplit('.').next().unwrap_or(host);
    // Readers of URLs take a host whose last part is a number, decimal or hexadecimal, for an IPv4
    // address.
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit())
        || last
            .strip_prefix("0x")
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    !host.is_empty() && host.bytes().all(is_of_a_name) && !is_number && !OWN_NAMES.contains(&host)
}

/// The names by which a machine reaches itself.
const OWN_NAMES: [&str; 4] = [
    "localhost",
    "localhost.localdomain",
    "ip6-localhost",
    "ip6-loopback",
];
