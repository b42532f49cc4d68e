//! Selects an entry of `accepts`.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Account, Choice, Cost, NoChoice, Spending, Wallet,
    choice::Envelope,
    no_choice::{Objection, Reason},
};
use crate::{
    any::PaymentRequiredRef,
    asset::Asset,
    chain::{Facts, Query, Quorum},
    extension::AuthHints,
    json::{Json, Object},
    message,
    network::Network,
    scheme::{Offer, mechanism},
    v1,
    value_error::excerpt,
};

/// Chooses the way to pay: the first entry of `accepts` that the wallet can and the policy allows.
///
/// Entries whose payment is settled after the server did its work come first (the flow
/// `authorization`, also when none is named), then the networks that the policy prefers, then
/// the server's order.
///
/// # Errors
///
/// No entry is acceptable; [`NoChoice`] says of each why.
pub fn select<'a>(
    required: impl Into<PaymentRequiredRef<'a>>,
    wallet: &Wallet,
    spending: &Spending,
) -> Result<Choice, NoChoice> {
    select_by(required.into(), wallet, spending, |_| false)
}

/// Chooses as [`select`] does, but an entry that the wallet cannot pay by these facts comes behind
/// all others; it is not refused, because money can arrive.
///
/// The facts are the answers to [`funding_queries`], network by network. An entry of which too
/// few nodes tell anything keeps its place.
///
/// # Errors
///
/// As for [`select`].
pub fn select_funded<'a>(
    required: impl Into<PaymentRequiredRef<'a>>,
    wallet: &Wallet,
    spending: &Spending,
    facts: &BTreeMap<Network, Facts>,
    quorum: Quorum,
) -> Result<Choice, NoChoice> {
    select_by(required.into(), wallet, spending, |choice| {
        let facts = facts.get(choice.offer.network());
        facts.is_some_and(|facts| choice.is_funded(facts, quorum) == Some(false))
    })
}

/// What to ask each network, in one round, to know which of the entries that can be chosen the
/// wallet can pay.
pub fn funding_queries<'a>(
    required: impl Into<PaymentRequiredRef<'a>>,
    wallet: &Wallet,
    spending: &Spending,
) -> BTreeMap<Network, Vec<Query>> {
    let mut queries: BTreeMap<Network, BTreeSet<Query>> = BTreeMap::new();
    let required = required.into();
    let hints = hints(required);
    for (index, candidate) in candidates(required).enumerate() {
        let judged = candidate.and_then(|it| it.judge(index, &hints, wallet, spending));
        if let Ok((_, choice)) = judged {
            let known = queries.entry(choice.offer.network().clone()).or_default();
            known.extend(choice.funding_queries());
        }
    }
    let queries = queries.into_iter();
    queries
        .map(|(network, queries)| (network, queries.into_iter().collect()))
        .collect()
}

fn select_by(
    required: PaymentRequiredRef<'_>,
    wallet: &Wallet,
    spending: &Spending,
    is_unfunded: impl Fn(&Choice) -> bool,
) -> Result<Choice, NoChoice> {
    let mut refused = Vec::new();
    let mut best: Option<((bool, Rank), Choice)> = None;
    let hints = hints(required);
    for (index, candidate) in candidates(required).enumerate() {
        match candidate.and_then(|it| it.judge(index, &hints, wallet, spending)) {
            Err(objection) => refused.push(objection.into_entry(index)),
            Ok((rank, choice)) => {
                let rank = (is_unfunded(&choice), rank);
                if best.as_ref().is_none_or(|(other, _)| rank < *other) {
                    best = Some((rank, choice));
                }
            }
        }
    }
    match best {
        Some((_, choice)) => Ok(Choice { refused, ..choice }),
        None => Err(NoChoice::new(refused)),
    }
}

/// Whether an entry is settled before the server does its work, and the place of its network among
/// the preferred ones: the least comes first.
type Rank = (bool, usize);

/// What the entries need beside the payment; version 1 has no extensions.
fn hints(required: PaymentRequiredRef<'_>) -> AuthHints {
    match required {
        PaymentRequiredRef::V1(_) => AuthHints::default(),
        PaymentRequiredRef::V2(required) => AuthHints::read(required.extensions.as_ref()),
    }
}

/// An entry that somebody could pay.
struct Candidate {
    offer: Offer,
    envelope: Envelope,
}

fn candidates(
    required: PaymentRequiredRef<'_>,
) -> impl Iterator<Item = Result<Candidate, Objection>> + '_ {
    let (first, second) = match required {
        PaymentRequiredRef::V1(required) => (Some(required), None),
        PaymentRequiredRef::V2(required) => (None, Some(required)),
    };
    let first = first.into_iter().flat_map(|required| {
        let entries = required.accepts.all();
        entries.map(|entry| Candidate::of_v1(entry?))
    });
    let second = second.into_iter().flat_map(|required| {
        let entries = required.accepts.all();
        entries.map(|entry| Candidate::of_v2(entry?, required))
    });
    first.chain(second)
}

impl Candidate {
    fn of_v1(entry: &v1::PaymentRequirements) -> Result<Self, Objection> {
        Ok(Self {
            offer: Offer::parse_v1(entry)?,
            envelope: Envelope::V1 {
                scheme: entry.scheme.clone(),
                network: entry.network.clone(),
            },
        })
    }

    fn of_v2(
        entry: &message::PaymentRequirements,
        required: &message::PaymentRequired,
    ) -> Result<Self, Objection> {
        let accepted = match entry.to_json() {
            Json::Object(accepted) => accepted,
            _ => Object::new(),
        };
        Ok(Self {
            offer: Offer::parse(entry)?,
            envelope: Envelope::V2 {
                accepted,
                resource: required.resource.clone(),
                extensions: required.extensions.clone(),
            },
        })
    }

    /// The choice that this candidate would be, and how far back it stands.
    fn judge(
        self,
        index: usize,
        hints: &AuthHints,
        wallet: &Wallet,
        spending: &Spending,
    ) -> Result<(Rank, Choice), Objection> {
        let Self { offer, envelope } = self;
        let settles_first = settles_first(&offer)?;
        spending.check_authentication(hints.of(index))?;
        let account = account(&offer, wallet)?.clone();
        mechanism::check_payer(&offer, account.address())
            .map_err(|error| Objection::of(Reason::OwnAccount, &error))?;
        mechanism::check_proposals(&offer)?;
        spending.check(&offer)?;
        let asset = spending.asset(&offer).cloned();
        let text = match &asset {
            Some(asset) => asset.display(offer.amount()),
            None => format!("{} atomic units of {}", offer.amount(), offer.asset()),
        };
        let decimals = asset.as_ref().map(Asset::decimals);
        let cost = Cost::new(
            offer.network(),
            offer.asset(),
            offer.amount(),
            decimals,
            text,
        );
        spending.check_budget(&cost)?;
        let rank = (settles_first, spending.rank(offer.network()));
        let choice = Choice {
            index,
            offer,
            account,
            asset,
            cost,
            envelope,
            refused: Vec::new(),
        };
        Ok((rank, choice))
    }
}

/// Whether the payment is settled before the server does its work.
fn settles_first(offer: &Offer) -> Result<bool, Objection> {
    let found = match offer.extra().get("paymentFlow") {
        None | Some(Json::Null) => return Ok(false),
        Some(Json::String(flow)) => match &**flow {
            "authorization" => return Ok(false),
            "escrow" | "upfront" => return Ok(true),
            other => excerpt(other),
        },
        Some(other) => other.describe(),
    };
    let expected = "\"authorization\", \"upfront\" or \"escrow\"";
    Err(Objection::new(
        Reason::PaymentFlow,
        "/extra/paymentFlow",
        expected,
        found,
    ))
}

/// The first account of the wallet that can pay.
fn account<'w>(offer: &Offer, wallet: &'w Wallet) -> Result<&'w Account, Objection> {
    let method = mechanism::method_needed(offer);
    let mut there = wallet
        .accounts()
        .iter()
        .filter(|account| account.is_on(offer.network()))
        .peekable();
    if there.peek().is_none() {
        return Err(Objection::new(
            Reason::Network,
            "/network",
            "a network of the wallet's",
            offer.network().to_string(),
        ));
    }
    let payable = mechanism::is_signable(offer);
    there
        .find(|account| payable && account.pays_by(method))
        .ok_or_else(|| {
            let found = method.map_or_else(String::new, |method| excerpt(method.as_str()));
            Objection::new(
                Reason::Method,
                "/extra/assetTransferMethod",
                "a transfer method of the wallet's",
                found,
            )
        })
}
