//! Which transfer method a payload is of.

use crate::{
    json::Object,
    scheme::{
        fault::Fault,
        judge::{Judge, Stop},
        rule::{Mechanism, Rule},
    },
};

/// What tells one transfer method's payload from another's; each is one static.
#[derive(Debug)]
pub(crate) struct Form {
    /// The form has at least one of these members; no other form has any of them.
    pub(crate) members: &'static [&'static str],
    /// The first of them, and the method's name.
    pub(crate) text: &'static str,
}

/// The payload is of the offered form, of which there are `all`.
pub(crate) fn apply(
    judge: &mut impl Judge,
    payload: &Object<'_>,
    offered: &'static Form,
    all: &[&'static Form],
) -> Result<(), Stop> {
    let has = |name: &&str| payload.get(name).is_some();
    let mut forms = all
        .iter()
        .copied()
        .filter(|form| form.members.iter().any(has));
    // Where nothing tells the form, the offered method's reader says which member is missing.
    let found = forms.next().unwrap_or(offered);
    judge.check(&AMBIGUOUS, forms.next().is_none(), || {
        Fault::new("the members of one transfer method", "those of several")
    })?;
    let same = if core::ptr::eq(found, offered) {
        Ok(())
    } else {
        Err(Fault::new(offered.text, found.text))
    };
    judge.need(&METHOD, same)
}

const RULE: Rule = Rule {
    code: "",
    mechanism: Mechanism::Any,
    pointer: "/payload",
    wire_code: "invalid_payload",
    wire_code_v1: None,
    demands: "",
    hint: "send the members of the offered `extra.assetTransferMethod` and no others",
    source: "scheme_exact_evm.md, summary",
};

pub(crate) static AMBIGUOUS: Rule = Rule {
    code: "payload.ambiguous",
    demands: "the payload has the members of one transfer method only",
    ..RULE
};

pub(crate) static METHOD: Rule = Rule {
    code: "method.mismatch",
    demands: "the payload is of the offered transfer method",
    ..RULE
};

/// The rules that all EVM methods share, in order.
pub(crate) static RULES: &[&Rule] = &[&AMBIGUOUS, &METHOD];
