//! Objects: members in order, each name once.

use alloc::{borrow::Cow, collections::BTreeSet, vec, vec::Vec};
use core::slice;

use super::Json;

/// A JSON object: its members in order, each name once.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Object<'a> {
    members: Vec<Member<'a>>,
}

/// A name with its value.
pub(super) type Member<'a> = (Cow<'a, str>, Json<'a>);

impl<'a> Object<'a> {
    /// The object without members.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            members: Vec::new(),
        }
    }

    /// The caller has made sure, with [`Seen`], that no name occurs twice.
    pub(super) fn from_unique(members: Vec<Member<'a>>) -> Self {
        Self { members }
    }

    /// The value of a member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json<'a>> {
        self.iter()
            .find_map(|(n, value)| (n == name).then_some(value))
    }

    /// Sets a member, at the end if it is new, else in its place; gives the value it had.
    pub fn insert(
        &mut self,
        name: impl Into<Cow<'a, str>>,
        value: impl Into<Json<'a>>,
    ) -> Option<Json<'a>> {
        self.set(name.into(), value.into())
    }

    /// Not generic: code for each kind of value would be several times as long.
    fn set(&mut self, name: Cow<'a, str>, value: Json<'a>) -> Option<Json<'a>> {
        if let Some((_, old)) = self.members.iter_mut().find(|(n, _)| *n == name) {
            return Some(core::mem::replace(old, value));
        }
        self.members.push((name, value));
        None
    }

    /// Takes a member out and keeps the order of the others.
    pub fn remove(&mut self, name: &str) -> Option<Json<'a>> {
        let index = self.members.iter().position(|(n, _)| n == name)?;
        Some(self.members.remove(index).1)
    }

    /// The members in order.
    #[must_use]
    pub fn iter(&self) -> Members<'_, 'a> {
        Members(self.members.iter())
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The object with all its text copied.
    #[must_use]
    pub fn into_owned(self) -> Object<'static> {
        Object {
            members: self.members.into_iter().map(into_owned).collect(),
        }
    }
}

impl Object<'static> {
    /// Adds a copy of a member that another object had, where names are unique too.
    pub(crate) fn push_unique(&mut self, name: Cow<'_, str>, value: Json<'_>) {
        self.members.push(into_owned((name, value)));
    }
}

fn into_owned((name, value): Member<'_>) -> Member<'static> {
    let name = match well_known(&name) {
        Some(name) => Cow::Borrowed(name),
        None => Cow::Owned(name.into_owned()),
    };
    (name, value.into_owned())
}

/// The protocol's own copy of a member name, if it is one of the usual ones: owned messages need not
/// copy it.
fn well_known(name: &str) -> Option<&'static str> {
    macro_rules! names {
        ($($name:literal)*) => {
            match name {
                $($name => Some($name),)*
                _ => None,
            }
        };
    }
    names!(
        // PaymentRequired, PaymentPayload, ResourceInfo
        "x402Version" "error" "resource" "accepts" "accepted" "payload" "extensions"
        "url" "description" "mimeType"
        // PaymentRequirements
        "scheme" "network" "amount" "asset" "payTo" "maxTimeoutSeconds" "extra"
        "maxAmountRequired" "outputSchema"
        // extra
        "name" "version" "assetTransferMethod" "facilitatorAddress" "feePayer" "memo"
        // payload
        "signature" "authorization" "from" "to" "value" "validAfter" "validBefore" "nonce"
        "permit2Authorization" "permitted" "token" "spender" "deadline" "witness" "facilitator"
        "transaction"
        // extensions
        "info" "schema"
    )
}

impl<'a> IntoIterator for Object<'a> {
    type Item = (Cow<'a, str>, Json<'a>);
    type IntoIter = vec::IntoIter<(Cow<'a, str>, Json<'a>)>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

impl<'o, 'a> IntoIterator for &'o Object<'a> {
    type Item = (&'o str, &'o Json<'a>);
    type IntoIter = Members<'o, 'a>;

    fn into_iter(self) -> Members<'o, 'a> {
        self.iter()
    }
}

/// Of a name that occurs twice the last value stays.
impl<'a, N: Into<Cow<'a, str>>, V: Into<Json<'a>>> FromIterator<(N, V)> for Object<'a> {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        let mut object = Self::new();
        for (name, value) in members {
            object.insert(name, value);
        }
        object
    }
}

/// The members of an [`Object`] in order.
#[derive(Clone, Debug)]
pub struct Members<'o, 'a>(slice::Iter<'o, Member<'a>>);

impl<'o, 'a> Iterator for Members<'o, 'a> {
    type Item = (&'o str, &'o Json<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (&**name, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Members<'_, '_> {}

/// The names that an object under construction has so far.
///
/// A few names are compared one by one; from [`MANY`] members on a set keeps a hostile object of
/// thousands of members from costing the square of their number.
#[derive(Default)]
pub(super) struct Seen<'a> {
    set: BTreeSet<Cow<'a, str>>,
}

impl<'a> Seen<'a> {
    /// Whether the last member has the name of an earlier one; to be asked after each member.
    pub(super) fn repeats(&mut self, members: &[Member<'a>]) -> bool {
        let Some(((name, _), earlier)) = members.split_last() else {
            return false;
        };
        if earlier.len() < MANY {
            return earlier.iter().any(|(other, _)| other == name);
        }
        if self.set.is_empty() {
            self.set
                .extend(earlier.iter().map(|(other, _)| other.clone()));
        }
        !self.set.insert(name.clone())
    }
}

/// From how many members on looking one up by scanning costs more than an index.
pub(super) const MANY: usize = 24;

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn insert_replaces_in_place_and_remove_keeps_order() {
        let mut object: Object<'_> = [("a", 1), ("b", 2), ("c", 3)].into_iter().collect();
        assert_eq!(object.insert("b", 5), Some(Json::from(2)));
        assert_eq!(
            Json::from(object.clone()).to_string(),
            r#"{"a":1,"b":5,"c":3}"#
        );
        assert_eq!(object.remove("a"), Some(Json::from(1)));
        assert_eq!(object.remove("a"), None);
        assert_eq!(Json::from(object).to_string(), r#"{"b":5,"c":3}"#);
    }
}
