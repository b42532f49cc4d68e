//! The Lighthouse instructions that wallets add: assertions on accounts, and nothing else.
//!
//! A guard can make a transaction fail between its simulation and its landing, as moving the funds
//! can. What a sponsor loses by that is bounded by the fee, see `max_worst_fee`.

use alloc::{
    format,
    string::{String, ToString},
};

use super::rules;
use crate::{
    scheme::{
        context::Context,
        fault::Fault,
        judge::{Judge, Stop},
    },
    svm::{Transaction, program, transaction::Instruction},
};

/// Whether the instruction is a wallet's, and none of the payment's.
pub(super) fn is_guard(instruction: &Instruction<'_>) -> bool {
    instruction.program() == program::LIGHTHOUSE
}

/// Applies the guard rules: how many, and each an assertion on one account.
pub(super) fn apply(
    judge: &mut impl Judge,
    transaction: &Transaction<'_>,
    context: &Context<'_>,
) -> Result<(), Stop> {
    let guards = || {
        let all = transaction.instructions().enumerate();
        all.filter(|(_, instruction)| is_guard(instruction))
    };
    let most = if context.policy.lighthouse_guards {
        MOST_LENIENT
    } else {
        MOST_STRICT
    };
    let count = guards().count();
    judge.check(&rules::GUARD_COUNT, count <= most, || {
        Fault::new(format!("at most {most} guards"), format!("{count}"))
    })?;
    let other =
        guards().find(|(_, guard)| !guard.data().first().copied().is_some_and(is_assertion));
    judge.check(&rules::GUARD_KIND, other.is_none(), || {
        let (index, guard) = other.map_or((0, None), |(index, guard)| (index, Some(guard)));
        let found = match guard.and_then(|guard| guard.data().first()) {
            Some(kind) => format!("instruction {kind} of Lighthouse"),
            None => "an instruction without data".to_string(),
        };
        Fault::new("an account assertion: 5, 6, 9 or 10", found).in_instruction(index)
    })?;
    let malformed = guards().find_map(|(index, guard)| Some((index, fault(&guard)?)));
    judge.check(&rules::GUARD_FORM, malformed.is_none(), || {
        let (index, (expected, found)) = malformed.unwrap_or_default();
        Fault::new(expected, found).in_instruction(index)
    })
}

/// What an assertion on one account does not look like: the expected and the found form.
fn fault(guard: &Instruction<'_>) -> Option<(&'static str, String)> {
    let accounts = guard.account_indexes().len();
    if accounts != 1 {
        return Some(("one account", format!("{accounts}")));
    }
    let size = guard.data().len();
    if size > LARGEST {
        return Some(("at most 512 bytes", format!("{size} bytes")));
    }
    let expected = "a log level of 0, 1, 2, 4 or 5";
    match guard.data().get(1) {
        Some(0 | 1 | 2 | 4 | 5) => None,
        Some(level) => Some((expected, format!("{level}"))),
        None => Some((expected, "none".to_string())),
    }
}

/// `AssertAccountInfo`, `AssertAccountInfoMulti`, `AssertTokenAccount`, `AssertTokenAccountMulti`:
/// what wallets were seen to send. The others write memory, or look at clocks, mints and stakes.
fn is_assertion(kind: u8) -> bool {
    matches!(kind, 5 | 6 | 9 | 10)
}

/// How many guards may follow the transfer.
const MOST_STRICT: usize = 4;

/// How many guards there may be at any place: Phantom sends up to seven before the transfer.
const MOST_LENIENT: usize = 8;

/// How many bytes a guard may have.
const LARGEST: usize = 512;
