//! The addresses in an EVM payload.

use alloc::string::{String, ToString};

use super::payload::PayerAddress;
use crate::scheme::{
    context::Context,
    fault::Fault,
    judge::{Judge, Stop},
    rule::Rule,
};

/// The rules for the addresses in a payload: none has a wrong checksum, none is zero.
#[derive(Debug)]
pub(crate) struct AddressRules {
    pub(crate) checksum: Rule,
    pub(crate) zero: Rule,
}

impl AddressRules {
    /// `base` says where to look and what goes on the wire.
    pub(crate) const fn of(base: &Rule) -> Self {
        Self {
            checksum: Rule {
                code: "address.checksum",
                demands: "an address in mixed case has a right EIP-55 checksum",
                hint: "copy the address again, or write it in lower case if it is known to be right",
                source: "EIP-55",
                ..*base
            },
            zero: Rule {
                code: "address.zero",
                demands: "no address is zero",
                hint: "pay from a real account to the offered payee",
                ..*base
            },
        }
    }

    /// An address that is spelled as one of the `trusted` has a right checksum.
    pub(crate) fn apply(
        &'static self,
        judge: &mut impl Judge,
        addresses: &[(&'static str, PayerAddress<'_>)],
        trusted: &[&str],
        context: &Context<'_>,
    ) -> Result<(), Stop> {
        let wrong = addresses
            .iter()
            .find(|(_, address)| !address.checksum_holds(trusted));
        judge.check(
            &self.checksum,
            wrong.is_none() || context.policy.bad_checksum,
            || {
                let (pointer, found) = wrong.map_or(("", ""), |(at, wrong)| (*at, wrong.text));
                let right = wrong.map_or_else(String::new, |(_, wrong)| wrong.address.to_string());
                Fault::text(right, found).at(pointer)
            },
        )?;
        let zero = addresses
            .iter()
            .find(|(_, address)| address.address.is_zero());
        judge.check(&self.zero, zero.is_none(), || {
            Fault::new("an address other than zero", "the zero address")
                .at(zero.map_or("", |(pointer, _)| pointer))
        })
    }
}
