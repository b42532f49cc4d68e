//! When a signed payment is valid: its window against the moment of the verdict.

use alloc::format;

use super::{
    context::Context,
    fault::Fault,
    judge::{Judge, Stop},
    offer::Offer,
    rule::Rule,
};
use crate::amount::Amount;

/// The signed window, in Unix seconds; both ends are uint256 and hashed whole.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) opens: Amount,
    pub(crate) closes: Amount,
}

/// The window rules of one method.
#[derive(Debug)]
pub(crate) struct WindowRules {
    pub(crate) expired: &'static Rule,
    pub(crate) early: &'static Rule,
    pub(crate) too_long: &'static Rule,
}

/// Applies the window rules.
pub(crate) fn judge(
    judge: &mut impl Judge,
    rules: &WindowRules,
    window: &Window,
    offer: &Offer,
    context: &Context<'_>,
) -> Result<(), Stop> {
    let now = context.now.seconds();
    let opens = seconds(window.opens);
    let closes = seconds(window.closes);
    judge.check(rules.early, opens <= now, || {
        let found = format!("{}, {} s ahead", window.opens, opens.saturating_sub(now));
        Fault::new(format!("at most {now}"), found)
    })?;
    let least = now.saturating_add(context.policy.expiry_margin);
    judge.check(rules.expired, closes >= least, || {
        let found = if closes < now {
            format!("{}, {} s ago", window.closes, now - closes)
        } else {
            format!("{}, {} s ahead", window.closes, closes - now)
        };
        Fault::new(format!("at least {least}"), found)
    })?;
    // The window that is left, or as signed where it opened on purpose: 0 means "always was".
    let from = if opens == 0 { now } else { opens };
    let length = closes.saturating_sub(from);
    let longest = offer.max_timeout_seconds();
    judge.warn(rules.too_long, length <= longest, || {
        Fault::new(format!("at most {longest} s"), format!("{length} s"))
    });
    Ok(())
}

/// A uint256 time as seconds; what is beyond a `u64` is as good as forever.
pub(crate) fn seconds(time: Amount) -> u64 {
    time.to_u64().unwrap_or(u64::MAX)
}
