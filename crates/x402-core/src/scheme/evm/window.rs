//! When a signed payment is valid: its window against the moment of the verdict.

use alloc::format;

use crate::{
    amount::Amount,
    scheme::{
        context::Context,
        fault::Fault,
        judge::{Judge, Stop},
        offer::Offer,
        rule::Rule,
    },
};

/// The signed window, in Unix seconds; both ends are uint256 and hashed whole.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) opens: Amount,
    pub(crate) closes: Amount,
}

/// The window rules of one method.
#[derive(Debug)]
pub(crate) struct WindowRules {
    pub(crate) early: Rule,
    pub(crate) expired: Rule,
    pub(crate) too_long: Rule,
    pub(crate) too_far: Rule,
}

impl WindowRules {
    pub(crate) const fn too_long(base: &Rule) -> Rule {
        Rule {
            code: "time.window_too_long",
            demands: "the window is not longer than the offered `maxTimeoutSeconds`",
            hint: "sign a window of `maxTimeoutSeconds`: until its end the payment can be settled",
            source: "x402-specification-v2.md, 5.1.2, maxTimeoutSeconds",
            ..*base
        }
    }

    /// A seller must remember a payment until it ends: the payer does not choose for how long.
    pub(crate) const fn too_far(base: &Rule) -> Rule {
        Rule {
            code: "time.too_far",
            wire_code: "invalid_exact_evm_payload_authorization_valid_before",
            demands: "the window ends at most an hour after the longer of the policy's and the offered one",
            hint: "sign a window of the offered `maxTimeoutSeconds`",
            source: "no specification: what can be settled for ever must be remembered for ever",
            ..*base
        }
    }

    pub(crate) fn apply(
        &'static self,
        judge: &mut impl Judge,
        window: &Window,
        offer: &Offer,
        context: &Context<'_>,
    ) -> Result<(), Stop> {
        let now = context.now.seconds();
        let opens = seconds(window.opens);
        let closes = seconds(window.closes);
        judge.check(&self.early, opens <= now, || {
            let found = format!("{}, {} s ahead", window.opens, opens.saturating_sub(now));
            Fault::new(format!("at most {now}"), found)
        })?;
        let least = now.saturating_add(context.policy.expiry_margin);
        judge.check(&self.expired, closes >= least, || {
            let found = if closes < now {
                format!("{}, {} s ago", window.closes, now - closes)
            } else {
                format!("{}, {} s ahead", window.closes, closes - now)
            };
            Fault::new(format!("at least {least}"), found)
        })?;
        let longest = context.policy.max_window.max(offer.max_timeout_seconds());
        let latest = now.saturating_add(longest).saturating_add(SLACK);
        judge.check(&self.too_far, closes <= latest, || {
            let found = format!("{}, {} s ahead", window.closes, closes.saturating_sub(now));
            Fault::new(format!("at most {latest}"), found)
        })?;
        // The window that is left, or as signed where it opened on purpose: 0 means "always was".
        let from = if opens == 0 { now } else { opens };
        let length = closes.saturating_sub(from);
        let longest = offer.max_timeout_seconds();
        judge.warn(&self.too_long, length <= longest, || {
            Fault::new(format!("at most {longest} s"), format!("{length} s"))
        });
        Ok(())
    }
}

/// How many seconds a window may end later than it should: the Go client signs an hour whatever the
/// offer states.
const SLACK: u64 = 3_600;

/// A uint256 time as seconds; values above `u64::MAX` are treated as unlimited.
pub(crate) fn seconds(time: Amount) -> u64 {
    time.to_u64().unwrap_or(u64::MAX)
}
