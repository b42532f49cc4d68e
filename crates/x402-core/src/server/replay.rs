//! The replay key: one payment buys one answer.

use alloc::{format, string::String};

use sha2::{Digest as _, Sha256};

use crate::{
    address::Address,
    amount::Amount,
    evm::{self, hex},
    json::{Json, Object},
    scheme::{Context, Method, Offer, Undecided, evidence::Replay},
};

/// What the replay store knows of a key.
///
/// The store answers and remembers in one step: of two exchanges that ask for one key at
/// once, one is told [`New`](Self::New) or [`Unresolved`](Self::Unresolved).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ReplayAnswer {
    /// Nothing; it is reserved for this exchange now.
    New,
    /// It is reserved by another exchange, or spent.
    Seen,
    /// It was left as [`Reservation::Unresolved`]; it is reserved for this exchange now.
    Unresolved,
    /// The store cannot say. What it may have reserved all the same, it releases by itself.
    Unavailable,
}

/// What the replay store must do with the key when the exchange has ended.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Reservation {
    /// Nothing: the exchange reserved no key.
    Untouched,
    /// Keep it: the payment is spent.
    Keep,
    /// Forget it: the payment was certainly not settled and may be used again.
    Release,
    /// Keep it, and answer [`ReplayAnswer::Unresolved`] to the next who brings the payment: it may
    /// have been settled, and nothing was delivered for it. That exchange asks for the settlement
    /// first, whatever the route's flow is, and runs the handler only then.
    ///
    /// A store without such a state keeps the key; then the payer has to ask the seller.
    Unresolved,
}

/// The key of a payment whose signature is not proven yet, and until when it must be kept.
///
/// It is the key that the payment has once it is proven. A delegation (ERC-7710) has no nonce:
/// its context is the key, for as long as the payment may take.
pub(super) fn undecided_key(
    undecided: &Undecided,
    payload: &Object<'_>,
    offer: &Offer,
    context: &Context<'_>,
) -> Option<(String, u64)> {
    let (Address::Evm(payer), Address::Evm(token)) = (undecided.payer(), offer.asset()) else {
        return None;
    };
    let members = |name| payload.get(name).and_then(Json::as_object);
    let (replay, until) = match undecided.method() {
        Method::Eip3009 => {
            let authorization = members("authorization")?;
            let nonce = hex::decode_array("nonce", text(authorization, "nonce")?).ok()?;
            let replay = Replay::Eip3009 {
                token,
                from: payer,
                nonce,
            };
            (replay, text(authorization, "validBefore")?)
        }
        Method::Permit2 => {
            let permit = members("permit2Authorization")?;
            let nonce = text(permit, "nonce")?.parse().ok()?;
            let replay = Replay::Permit2 {
                owner: payer,
                nonce,
            };
            (replay, text(permit, "deadline")?)
        }
        Method::Erc7710 => {
            let manager = text(payload, "delegationManager")?;
            let manager = evm::Address::parse_hex(manager).ok()?;
            let mut hash = Sha256::new();
            hash.update(manager.as_bytes());
            hash.update(payer.as_bytes());
            hash.update(undecided.signature());
            let hash: [u8; 32] = hash.finalize().into();
            let key = format!("{}/erc7710/{}", offer.network(), hex::encode(&hash));
            let until = context.now().seconds();
            return Some((key, until.saturating_add(offer.max_timeout_seconds())));
        }
        _ => return None,
    };
    let until: Amount = until.parse().ok()?;
    let until = until.to_u64().unwrap_or(u64::MAX);
    Some((replay.key(offer.network()), until))
}

fn text<'o>(object: &'o Object<'_>, name: &str) -> Option<&'o str> {
    object.get(name).and_then(Json::as_str)
}
