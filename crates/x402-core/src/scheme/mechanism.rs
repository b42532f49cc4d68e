//! The one place that tells the mechanisms apart: a scheme on a family of networks by one
//! transfer method.
//!
//! Everything else asks here. A new mechanism is a folder, a variant of [`Terms`] and of
//! [`Payload`], and its arm in each of these functions.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

#[cfg(feature = "page")]
use super::evm::transfer_uri::transfer_uri as evm_transfer_uri;
#[cfg(feature = "facilitator")]
use super::rule::Mechanism;
use super::{
    accepted,
    chain::{Known, distinct},
    context::Context,
    evidence::{Evidence, Payload, Signing, TypedPayment},
    evm::{
        contract,
        form::{self, Form},
        queries,
        signed_transfer::SignedTransfer,
        terms::{Accounts, EvmTerms, METHOD, transfer_method},
        transfers::{Topics, Transfers},
    },
    exact::{self, eip3009, erc7710, permit2, solana},
    expected_transfer::ExpectedTransfer,
    extra::ExtraRequest,
    funding::Need,
    inputs::Inputs,
    judge::{Judge, Stop},
    member::Members,
    movement::Movement,
    offer::{Offer, OfferError, parts::Parts},
    payment::Payment,
    rejection::Rejection,
    rule::Rule,
    terms::Terms,
    unsigned::{SigningRequestError, Unsigned},
};
use crate::{
    address::Address,
    amount::Amount,
    asset::{Asset, TransferMethod},
    chain::{Answer, ChainCheck, ChainChecks, EvmQuery, Landed, Query},
    evm,
    json::Object,
    network::{Family, Network},
    value_error::excerpt,
    version::X402Version,
};

/// The scheme of an offer that a seller makes from a price.
pub(crate) const PRICED: &str = exact::SCHEME;

/// Every scheme.
pub(crate) const SCHEMES: [&str; 1] = [exact::SCHEME];

/// The scheme is one of ours.
pub(crate) fn check_scheme(name: &str) -> Result<(), OfferError> {
    match name {
        exact::SCHEME => Ok(()),
        _ => Err(unknown_scheme(name)),
    }
}

fn unknown_scheme(name: &str) -> OfferError {
    OfferError::new("/scheme", "\"exact\"", excerpt(name))
}

/// The scheme that these are the terms of.
pub(crate) fn scheme(terms: &Terms) -> &'static str {
    match terms {
        Terms::Eip3009(_) | Terms::Permit2(_) | Terms::Erc7710(_) | Terms::Solana(_) => {
            exact::SCHEME
        }
    }
}

/// What an entry of `accepts` means, by its scheme, its network and its transfer method.
pub(crate) fn terms(parts: &Parts<'_>) -> Result<Terms, OfferError> {
    let unknown = || {
        let found = excerpt(parts.network_text);
        let expected = "a network of the namespace `eip155` or `solana`";
        OfferError::new("/network", expected, found)
    };
    match (parts.scheme, parts.network.family().ok_or_else(unknown)?) {
        (exact::SCHEME, Family::Evm) => {
            let chain_id = parts.network.evm_chain_id().ok_or_else(unknown)?;
            let accounts = Accounts::parse(parts)?;
            Ok(match transfer_method(parts)? {
                TransferMethod::Eip3009 => {
                    Terms::Eip3009(eip3009::terms::parse(chain_id, accounts, parts)?)
                }
                TransferMethod::Permit2 => Terms::Permit2(permit2::terms::Permit2Terms::parse(
                    chain_id, accounts, parts,
                )),
                TransferMethod::Erc7710 => Terms::Erc7710(accounts),
            })
        }
        (exact::SCHEME, Family::Svm) => solana::terms::SolanaTerms::parse(parts).map(Terms::Solana),
        (scheme, _) => Err(unknown_scheme(scheme)),
    }
}

/// The token and the payee.
pub(crate) fn accounts(terms: &Terms) -> (Address, Address) {
    match terms {
        Terms::Eip3009(terms) => (terms.asset.into(), terms.pay_to.into()),
        Terms::Permit2(terms) => (terms.transfer.asset.into(), terms.transfer.pay_to.into()),
        Terms::Erc7710(terms) => (terms.asset.into(), terms.pay_to.into()),
        Terms::Solana(terms) => (terms.mint.into(), terms.pay_to.into()),
    }
}

/// Every rule for a payment of this offer, in order.
pub(crate) fn apply(
    judge: &mut impl Judge,
    payment: &Payment<'_>,
    offer: &Offer,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    accepted::apply(judge, payment, offer)?;
    let context = &context.at(offer.network());
    let payload = Members::new(payment.payload, "/payload");
    match &offer.terms {
        Terms::Eip3009(terms) => {
            form::apply(judge, payment.payload, &eip3009::FORM, &FORMS)?;
            contract::apply(judge, &eip3009::FOREIGN, terms.foreign.as_ref())?;
            eip3009::apply(judge, payload, offer, terms, context)
        }
        Terms::Permit2(terms) => {
            form::apply(judge, payment.payload, &permit2::FORM, &FORMS)?;
            contract::apply(judge, &permit2::FOREIGN, terms.transfer.foreign.as_ref())?;
            permit2::apply(judge, payload, offer, terms, payment.extensions, context)
        }
        Terms::Erc7710(terms) => {
            form::apply(judge, payment.payload, &erc7710::FORM, &FORMS)?;
            erc7710::apply(judge, payload, offer, terms, redeemer(context), context)
        }
        Terms::Solana(terms) => solana::apply(judge, payload, offer, terms, context),
    }
}

/// The rules that [`apply`] applies to a payment of this offer, in the same order.
pub(crate) fn rules(offer: &Offer) -> impl Iterator<Item = &'static Rule> {
    let accepted = match offer.version() {
        X402Version::V1 => accepted::V1_RULES,
        X402Version::V2 => accepted::RULES,
    };
    let (form, method) = match &offer.terms {
        Terms::Eip3009(_) => (form::RULES, eip3009::RULES),
        Terms::Permit2(_) => (form::RULES, permit2::RULES),
        Terms::Erc7710(_) => (form::RULES, erc7710::RULES),
        Terms::Solana(_) => (NONE, solana::RULES),
    };
    accepted.iter().chain(form).chain(method).copied()
}

/// The rules of every mechanism and both versions, each once.
pub(crate) fn all_rules() -> impl Iterator<Item = &'static Rule> {
    [
        accepted::RULES,
        accepted::V1_RULES,
        form::RULES,
        eip3009::RULES,
        permit2::RULES,
        erc7710::RULES,
        solana::RULES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// What makes a payment the same payment, whatever bytes carry it; the same in every language.
pub(crate) fn replay_key(payload: &Payload, network: &Network) -> String {
    match payload {
        Payload::Eip3009(payload) => payload.replay_key(network),
        Payload::Permit2(payload) => payload.replay_key(network),
        Payload::Erc7710(payload) => payload.replay_key(network),
        Payload::Solana(payload) => payload.replay_key(network),
    }
}

/// What a transaction moved for each of these payments.
pub(crate) fn movements(payments: &[ExpectedTransfer], landed: Landed<'_>) -> Vec<Movement> {
    match landed {
        Landed::Evm(receipt) if !receipt.succeeded => vec![Movement::Failed; payments.len()],
        Landed::Evm(receipt) => {
            let wanted = payments
                .iter()
                .filter_map(|transfer| match &transfer.payment.payload {
                    Payload::Eip3009(payload) => Some((payload.authorization(), payload.wanted())),
                    _ => None,
                });
            let mut transfers = Transfers::new(receipt, &wanted.collect());
            payments
                .iter()
                .map(|transfer| {
                    match (&transfer.payment.payload, transfer.asset, transfer.pay_to) {
                        (Payload::Eip3009(payload), ..) => {
                            transfers.authorized(&payload.authorization())
                        }
                        (Payload::Permit2(payload), ..) => payload.movement(&mut transfers),
                        (Payload::Erc7710(payload), Address::Evm(token), Address::Evm(pay_to)) => {
                            payload.movement(token, pay_to, transfer.amount, &mut transfers)
                        }
                        _ => Movement::Unrelated,
                    }
                })
                .collect()
        }
        Landed::Svm(outcome) => payments
            .iter()
            .map(|transfer| match &transfer.payment.payload {
                Payload::Solana(payload) => payload.movement(outcome),
                _ => Movement::Unrelated,
            })
            .collect(),
    }
}

/// Whether what the payer signed is used at the end of a block, where no event names it.
pub(crate) fn is_used(payload: &Payload, block: u64) -> Option<EvmQuery> {
    match payload {
        Payload::Permit2(payload) => Some(payload.is_used(block)),
        Payload::Eip3009(_) | Payload::Erc7710(_) | Payload::Solana(_) => None,
    }
}

/// The transfer that the payer signed as typed data; `None` where it signed something else.
pub(crate) fn signed_transfer(payload: &Payload) -> Option<&dyn SignedTransfer> {
    match payload {
        Payload::Eip3009(payload) => Some(payload),
        Payload::Permit2(payload) => Some(payload),
        Payload::Erc7710(_) | Payload::Solana(_) => None,
    }
}

/// The `payload` of a signed transfer, for a facilitator to store.
#[cfg(feature = "facilitator")]
pub(crate) fn write_transfer(payload: &Payload) -> Option<Object<'static>> {
    match payload {
        Payload::Eip3009(payload) => Some(payload.write()),
        Payload::Permit2(payload) => Some(payload.write()),
        Payload::Erc7710(_) | Payload::Solana(_) => None,
    }
}

/// Reads what [`write_transfer`] wrote.
#[cfg(feature = "facilitator")]
pub(crate) fn read_transfer(
    mechanism: Mechanism,
    asset: Address,
    members: Members<'_>,
) -> Option<Payload> {
    match mechanism {
        Mechanism::Eip3009 => {
            let received = eip3009::payload::Received::read(members, asset.as_evm()?).ok()?;
            Some(Payload::Eip3009(received.payload))
        }
        Mechanism::Permit2 => {
            let received = permit2::payload::Received::read(members).ok()?;
            Some(Payload::Permit2(received.payload))
        }
        Mechanism::Solana => solana::payload::Payload::read(members).map(Payload::Solana),
        _ => None,
    }
}

/// The payment whose message a fee payer signs too; `None` where the payer signed something else.
pub(crate) fn message(payload: &Payload) -> Option<&solana::payload::Payload> {
    match payload {
        Payload::Solana(payload) => Some(payload),
        Payload::Eip3009(_) | Payload::Permit2(_) | Payload::Erc7710(_) => None,
    }
}

/// What asks whether what the payer signed is used now, and the last second in which it can be;
/// none where no nonce names it, or its end is not a time.
pub(crate) fn expiry(payload: &Payload) -> Option<(EvmQuery, Amount)> {
    let transfer = signed_transfer(payload)?;
    Some((
        queries::read(transfer.nonce_read()),
        transfer.window().closes,
    ))
}

/// The contract and the topics of the logs that name what the payer signed: of its use, and of
/// its cancellation.
pub(crate) fn ends(payload: &Payload) -> Option<(evm::Address, [Topics; 2])> {
    match payload {
        Payload::Eip3009(payload) => Some((payload.token, payload.ends())),
        Payload::Permit2(_) | Payload::Erc7710(_) | Payload::Solana(_) => None,
    }
}

/// What a network is asked about a payment, all of it in one round.
pub(crate) fn queries(payment: &TypedPayment, deal: &Deal<'_>) -> Vec<Query> {
    let open = deal.open.iter();
    match (&payment.payload, payment.signing) {
        (Payload::Eip3009(transfer), Some(signing)) => {
            signed_queries(transfer, &signing, deal, transfer.token)
        }
        (Payload::Permit2(transfer), Some(signing)) => {
            signed_queries(transfer, &signing, deal, transfer.message.token)
        }
        (Payload::Erc7710(payload), _) => {
            let (Address::Evm(asset), Address::Evm(pay_to)) = (deal.asset, deal.pay_to) else {
                return Vec::new();
            };
            let terms = Accounts { asset, pay_to };
            let simulation = erc7710::simulation(payload, terms, deal.amount, deal.redeemer);
            open.filter(|check| *check == ChainCheck::Simulation)
                .map(|_| simulation.clone().into())
                .collect()
        }
        (Payload::Solana(payload), _) => {
            let queries = open.flat_map(|check| solana::onchain::queries(check, payload));
            distinct(queries.map(Query::from))
        }
        // Typed data has been signed.
        (Payload::Eip3009(_) | Payload::Permit2(_), None) => Vec::new(),
    }
}

fn signed_queries(
    transfer: &impl SignedTransfer,
    signing: &Signing,
    deal: &Deal<'_>,
    token: evm::Address,
) -> Vec<Query> {
    let Address::Evm(pay_to) = deal.pay_to else {
        return Vec::new();
    };
    let queries = deal.open.iter().flat_map(|check| {
        let signature = deal.signature;
        queries::of(check, transfer, signing, signature, token, pay_to)
    });
    distinct(queries.map(Query::from))
}

/// What has to be known before the rules can be applied: the content of lookup tables.
pub(crate) fn first_queries(
    rejection: &Rejection,
    payment: &Payment<'_>,
    offer: &Offer,
    context: &Context<'_>,
) -> Vec<Query> {
    match &offer.terms {
        Terms::Solana(_) if solana::is_about_tables(rejection) => {
            let context = context.at(offer.network());
            solana::table_queries(Members::new(payment.payload, "/payload"), &context)
        }
        _ => Vec::new(),
    }
}

/// The account that redeems delegations: the first one that the facilitator signs with on EVM
/// chains.
pub(crate) fn redeemer(context: &Context<'_>) -> Option<evm::Address> {
    let mut signers = context.signers.unwrap_or_default().iter();
    signers.find_map(Address::as_evm)
}

/// A payment's terms and signature, and the chain checks that are open.
pub(crate) struct Deal<'a> {
    pub(crate) asset: Address,
    pub(crate) pay_to: Address,
    pub(crate) amount: Amount,
    /// The signature to settle with, proven or not.
    pub(crate) signature: &'a [u8],
    /// The account that redeems delegations, if it is known.
    pub(crate) redeemer: Option<evm::Address>,
    pub(crate) open: ChainChecks,
}

/// The `extra` of an offer: what this asset's transfer needs, and what the seller asked for.
pub(crate) fn extra(
    network: &Network,
    asset: &Asset,
    request: &ExtraRequest,
) -> Result<Object<'static>, OfferError> {
    let mut extra = Object::new();
    match network.family() {
        Some(Family::Svm) => {
            request.no_transfer_method()?;
            return Ok(solana::terms::extra(request));
        }
        Some(Family::Evm) => match request.transfer_method.or(asset.transfer_method()) {
            None => {}
            Some(TransferMethod::Eip3009) => eip3009::terms::extra(asset, &mut extra)?,
            Some(TransferMethod::Permit2) => permit2::terms::extra(asset, &mut extra),
            Some(TransferMethod::Erc7710) => erc7710::terms::extra(&mut extra),
        },
        None => request.no_transfer_method()?,
    }
    request.nothing_of_solana()?;
    Ok(extra)
}

/// Version 1 has no member that names a transfer method.
pub(crate) fn check_version_1(extra: Option<&Object<'_>>) -> Result<(), OfferError> {
    match extra.and_then(|extra| extra.get(METHOD)) {
        None => Ok(()),
        Some(method) => {
            let (pointer, expected) = ("/extra/assetTransferMethod", "\"eip3009\" in version 1");
            Err(OfferError::new(pointer, expected, method.to_string()))
        }
    }
}

/// The transfer method that a payer's account must have; none on Solana, which has but one.
pub(crate) fn method_needed(offer: &Offer) -> Option<TransferMethod> {
    match &offer.terms {
        Terms::Eip3009(_) => Some(TransferMethod::Eip3009),
        Terms::Permit2(_) => Some(TransferMethod::Permit2),
        Terms::Erc7710(_) => Some(TransferMethod::Erc7710),
        Terms::Solana(_) => None,
    }
}

/// Whether an account can sign a payment of this offer.
pub(crate) fn is_signable(offer: &Offer) -> bool {
    match &offer.terms {
        Terms::Eip3009(_) | Terms::Permit2(_) | Terms::Solana(_) => true,
        // A delegation is redeemed by a manager contract of the wallet's own.
        Terms::Erc7710(_) => false,
    }
}

/// Whether `maxTimeoutSeconds` becomes the end of the window that the payer signs.
pub(crate) fn signs_window(offer: &Offer) -> bool {
    match &offer.terms {
        Terms::Eip3009(_) | Terms::Permit2(_) | Terms::Erc7710(_) => true,
        // A transaction ends with its blockhash.
        Terms::Solana(_) => false,
    }
}

/// Whether an offer on this network names the account that pays the transaction's fee.
pub(crate) fn needs_fee_payer(network: &Network) -> bool {
    match network.family() {
        Some(Family::Svm) => true,
        Some(Family::Evm) | None => false,
    }
}

/// The `extra` of a facilitator's kind on this network, by the accounts that it signs with there.
pub(crate) fn supported_extra(network: &Network, signers: &[Address]) -> Option<Object<'static>> {
    let payer = needs_fee_payer(network)
        .then(|| signers.first())
        .flatten()?;
    Some(Object::from_iter([("feePayer", payer.to_string())]))
}

/// The extensions of a network's mechanisms that are the facilitator's to carry out.
pub(crate) fn facilitator_extensions(network: &Network) -> &'static [&'static str] {
    match network.family() {
        Some(Family::Evm) => &[permit2::sponsored::EXTENSION],
        Some(Family::Svm) | None => &[],
    }
}

/// Whether everything that these queries ask about has been answered, and a simulation, if they
/// have one, could not tell: it fails only because the chain's clock is behind.
pub(crate) fn is_answered_but_for_the_time(queries: &[Query], chain: Known<'_>) -> bool {
    queries.iter().all(|query| {
        let answer = chain.answer(|| query.clone());
        match query {
            // The rules have refused a payment whose simulation fails for another reason.
            Query::Evm(EvmQuery::Simulate(_)) => matches!(answer, Some(Answer::Refused(_))),
            Query::Evm(_) => answer.is_some(),
            Query::Svm(_) => false,
        }
    })
}

/// The accounts of which one must exist before the payee can be paid.
pub(crate) fn payee_accounts(offer: &Offer) -> Vec<Address> {
    match &offer.terms {
        Terms::Eip3009(_) | Terms::Permit2(_) | Terms::Erc7710(_) => Vec::new(),
        Terms::Solana(terms) => terms.payee_accounts(),
    }
}

/// The payer takes no other part in the payment.
pub(crate) fn check_payer(offer: &Offer, payer: Address) -> Result<(), OfferError> {
    match &offer.terms {
        Terms::Eip3009(_) | Terms::Permit2(_) | Terms::Erc7710(_) => Ok(()),
        Terms::Solana(terms) => solana::unsigned::check_payer(terms, payer),
    }
}

/// What the offer proposes to payers can be used.
pub(crate) fn check_proposals(offer: &Offer) -> Result<(), OfferError> {
    match &offer.terms {
        Terms::Eip3009(terms) => ours(terms),
        Terms::Permit2(terms) => {
            ours(&terms.transfer)?;
            permit2::unsigned::check_amount(offer.amount())
        }
        Terms::Erc7710(_) => Ok(()),
        Terms::Solana(_) => solana::unsigned::offered_blockhash(offer).map(|_| ()),
    }
}

fn ours(terms: &EvmTerms) -> Result<(), OfferError> {
    match &terms.foreign {
        None => Ok(()),
        Some(foreign) => Err(foreign.objection()),
    }
}

/// The URI by which a wallet transfers the price to the payee, outside of x402; none where the
/// token's decimals are needed and unknown.
#[cfg(feature = "page")]
pub(crate) fn transfer_uri(offer: &Offer, asset: Option<&Asset>) -> Option<String> {
    let on_evm = |asset, pay_to| {
        let accounts = Accounts { asset, pay_to };
        evm_transfer_uri(offer.network().reference(), accounts, offer.amount())
    };
    match &offer.terms {
        Terms::Eip3009(terms) => Some(on_evm(terms.asset, terms.pay_to)),
        Terms::Permit2(terms) => Some(on_evm(terms.transfer.asset, terms.transfer.pay_to)),
        Terms::Erc7710(terms) => Some(on_evm(terms.asset, terms.pay_to)),
        Terms::Solana(terms) => {
            let decimals = asset?.decimals();
            Some(solana::transfer_uri::transfer_uri(
                terms,
                offer.amount(),
                decimals,
            ))
        }
    }
}

/// What to ask a network before a payment of this offer can be signed; `asset` is the token if its
/// form is known.
pub(crate) fn signing_queries(offer: &Offer, asset: Option<&Asset>) -> Vec<Query> {
    match &offer.terms {
        Terms::Solana(terms) => {
            let queries = solana::unsigned::queries(offer, terms, asset);
            queries.into_iter().map(Query::from).collect()
        }
        _ => Vec::new(),
    }
}

/// What an account needs of the chain to pay this offer.
pub(crate) fn needs(offer: &Offer, payer: Address) -> Vec<Need> {
    let amount = offer.amount();
    match (&offer.terms, payer) {
        (Terms::Eip3009(terms), Address::Evm(payer)) => {
            queries::needs(terms.asset, payer, amount, false)
        }
        (Terms::Permit2(terms), Address::Evm(payer)) => {
            queries::needs(terms.transfer.asset, payer, amount, true)
        }
        (Terms::Solana(terms), Address::Svm(payer)) => solana::onchain::needs(terms, payer, amount),
        _ => Vec::new(),
    }
}

/// What the payer's account signs.
pub(crate) fn unsigned(
    offer: &Offer,
    asset: Option<&Asset>,
    inputs: &Inputs,
) -> Result<Unsigned, SigningRequestError> {
    match (&offer.terms, inputs.payer) {
        (Terms::Eip3009(terms), Address::Evm(payer)) => {
            eip3009::unsigned::unsigned(offer, terms, payer, inputs)
        }
        (Terms::Permit2(terms), Address::Evm(payer)) => {
            permit2::unsigned::unsigned(offer, terms, payer, inputs)
        }
        (Terms::Erc7710(_), Address::Evm(_)) => Err(SigningRequestError::NothingToSign),
        (Terms::Solana(terms), Address::Svm(payer)) => {
            solana::unsigned::unsigned(offer, terms, asset, payer, inputs)
        }
        _ => Err(SigningRequestError::PayerFamily {
            network: offer.network().as_str().into(),
            payer: inputs.payer,
        }),
    }
}

/// The forms of payloads on EVM chains, in the order in which they are looked for.
static FORMS: [&Form; 3] = [&permit2::FORM, &erc7710::FORM, &eip3009::FORM];

const NONE: &[&Rule] = &[];
