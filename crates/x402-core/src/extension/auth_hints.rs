//! `auth-hints`: which ways to pay need another authentication.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use super::definition::Extension;
use crate::json::{Json, Number, Object};

pub(super) const EXTENSION: Extension = Extension {
    name: AuthHints::NAME,
    source: "specs/extensions/extension-auth-hints.md",
    ..Extension::ORDINARY
};

/// The extension `auth-hints`: the entries of `accepts` that need another authentication beside
/// the payment, such as OAuth 2.0.
///
/// The credentials go into other headers of the paid request. A client that does not bring them
/// skips these entries: see [`Spending::with_authentication`](crate::client::Spending).
///
/// It is read as far as it can be: a requirement without a list of indexes is left out, and an
/// index that no entry has is without effect.
///
/// Source: `specs/extensions/extension-auth-hints.md`.
///
/// ```
/// use x402_core::{extension::AuthHints, json::Json};
///
/// let text = br#"{"auth-hints": {"info": {"authRequirements": [
///     {"acceptIndexes": [1], "methods": [{"type": "oauth2"}, {"type": "sign-in-with-x"}]}]}}}"#;
/// let extensions = Json::parse(text)?;
/// let hints = AuthHints::read(extensions.as_object());
/// assert_eq!(hints.of(0).count(), 0);
/// assert_eq!(hints.of(1).next().unwrap().methods(), ["oauth2", "sign-in-with-x"]);
/// # Ok::<_, x402_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AuthHints {
    requirements: Vec<AuthRequirement>,
    /// The requirements of each entry, by their places.
    by_entry: BTreeMap<u64, Vec<usize>>,
}

/// A requirement of another authentication: one of several methods, for some entries of `accepts`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuthRequirement {
    indexes: Vec<u64>,
    methods: Vec<String>,
}

impl AuthHints {
    /// The name on the wire: the key in `extensions`.
    pub const NAME: &'static str = "auth-hints";

    /// Reads the extension of a message; empty if the message does not have it.
    #[must_use]
    pub fn read(extensions: Option<&Object<'_>>) -> Self {
        let info = extensions.and_then(|all| all.get(Self::NAME)?.as_object()?.get("info"));
        let listed = info.and_then(|info| info.as_object()?.get("authRequirements")?.as_array());
        let mut hints = Self::default();
        for requirement in listed.unwrap_or_default().iter().filter_map(requirement) {
            let place = hints.requirements.len();
            for index in &requirement.indexes {
                let places = hints.by_entry.entry(*index).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
            hints.requirements.push(requirement);
        }
        hints
    }

    /// Every requirement, in the message's order.
    #[must_use]
    pub fn requirements(&self) -> &[AuthRequirement] {
        &self.requirements
    }

    /// The requirements of the entry at this place of `accepts`, counted from 0. All of them hold.
    pub fn of(&self, index: usize) -> impl Iterator<Item = &AuthRequirement> {
        let places = u64::try_from(index)
            .ok()
            .and_then(|it| self.by_entry.get(&it));
        let places = places.map(Vec::as_slice).unwrap_or_default().iter();
        places.filter_map(|place| self.requirements.get(*place))
    }
}

impl AuthRequirement {
    /// The places in `accepts`, counted from 0.
    #[must_use]
    pub fn indexes(&self) -> &[u64] {
        &self.indexes
    }

    /// The types of the methods, such as `oauth2` or `sign-in-with-x`; one of them is enough.
    #[must_use]
    pub fn methods(&self) -> &[String] {
        &self.methods
    }
}

fn requirement(json: &Json<'_>) -> Option<AuthRequirement> {
    let requirement = json.as_object()?;
    let indexes = requirement.get("acceptIndexes")?.as_array()?.iter();
    let indexes = indexes.filter_map(|index| index.as_number().and_then(Number::to_u64));
    let methods = requirement.get("methods").and_then(Json::as_array);
    let methods = methods.unwrap_or_default().iter();
    let methods = methods.filter_map(|method| method.as_object()?.get("type")?.as_str());
    Some(AuthRequirement {
        indexes: indexes.collect(),
        methods: methods.map(ToString::to_string).collect(),
    })
}
