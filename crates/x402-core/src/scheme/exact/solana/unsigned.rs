//! The transfer to sign.

use alloc::{boxed::Box, format, string::ToString, vec::Vec};

use alloy_primitives::hex;

use super::{layout::address_of, onchain, terms::SolanaTerms};
use crate::{
    address::Address as AnyAddress,
    asset::{Asset, AssetTable, TokenProgram},
    chain::{Answer, Query, SvmQuery, Value},
    json::Json,
    scheme::{
        chain::Known,
        inputs::{AccountKind, Inputs},
        offer::{Offer, OfferError},
        unsigned::{Message, SigningRequestError, Unsigned},
    },
    svm::{Address, Blockhash, TransferMessage},
    value_error::excerpt,
};

/// The payer is neither the payee nor the fee payer.
pub(crate) fn check_payer(terms: &SolanaTerms, payer: AnyAddress) -> Result<(), OfferError> {
    for (pointer, other) in [
        ("/extra/feePayer", terms.fee_payer),
        ("/payTo", terms.pay_to),
    ] {
        if AnyAddress::from(other) == payer {
            let expected = "another account than the payer";
            return Err(OfferError::new(pointer, expected, other.to_string()));
        }
    }
    Ok(())
}

/// The blockhash that the server proposes.
pub(crate) fn offered_blockhash(offer: &Offer) -> Result<Option<Blockhash>, OfferError> {
    let found = match offer.extra().get("recentBlockhash") {
        None | Some(Json::Null) => return Ok(None),
        Some(Json::String(text)) => match text.parse::<Blockhash>() {
            Ok(blockhash) if blockhash == Blockhash::new([0; 32]) => excerpt(text),
            Ok(blockhash) => return Ok(Some(blockhash)),
            Err(error) => error.found().to_string(),
        },
        Some(other) => other.describe(),
    };
    Err(OfferError::new(
        "/extra/recentBlockhash",
        "a blockhash of 32 bytes in base58, not all zero",
        found,
    ))
}

/// The blockhash that the server proposes, where it cannot choose the cluster with it.
///
/// A transaction names no cluster but by its blockhash. With one of another cluster the payment
/// could be executed there, if the mint exists there too.
fn trusted_blockhash(offer: &Offer) -> Option<Blockhash> {
    let is_bound = AssetTable::is_known_nowhere_else(offer.network(), &offer.asset().to_string());
    // `select` has read it before.
    offered_blockhash(offer).ok().flatten().filter(|_| is_bound)
}

/// What to ask the network first: what neither the asset nor the offer tells.
pub(crate) fn queries(offer: &Offer, terms: &SolanaTerms, asset: Option<&Asset>) -> Vec<SvmQuery> {
    let mint = asset.is_none().then(|| onchain::account(terms.mint));
    let is_known = trusted_blockhash(offer).is_some();
    let blockhash = (!is_known).then_some(LATEST_BLOCKHASH);
    mint.into_iter().chain(blockhash).collect()
}

const LATEST_BLOCKHASH: SvmQuery = SvmQuery::LatestBlockhash(onchain::AT);

/// The blockhash to sign with: the newest that a node gave. Each node has another one, so that no
/// two agree.
fn latest_blockhash(chain: Known<'_>) -> Option<Blockhash> {
    let blockhash = |answer: &Answer| match answer {
        Answer::Value(Value::Blockhash { blockhash, .. }) => Some(*blockhash),
        _ => None,
    };
    let Known::Facts { facts, .. } = chain else {
        return blockhash(&chain.answer(|| LATEST_BLOCKHASH)?);
    };
    let query = Query::from(LATEST_BLOCKHASH);
    let found = facts
        .answers(&query)
        .filter_map(|(_, answer, at)| Some((at.map(|head| head.height()), blockhash(answer)?)));
    let newest = found.max_by_key(|(height, _)| *height);
    newest.map(|(_, blockhash)| blockhash)
}

/// Half of the entropy becomes the memo where the offer names none.
pub(crate) fn unsigned(
    offer: &Offer,
    terms: &SolanaTerms,
    asset: Option<&Asset>,
    payer: Address,
    inputs: &Inputs,
) -> Result<Unsigned, SigningRequestError> {
    if inputs.account_kind == AccountKind::Contract {
        return Err(SigningRequestError::NothingToSign);
    }
    let chain = inputs.known(offer.network());
    let (decimals, token_program) = mint(terms.mint, asset, chain)?;
    let recent_blockhash = latest_blockhash(chain).or_else(|| trusted_blockhash(offer));
    let recent_blockhash = recent_blockhash.ok_or(SigningRequestError::MissingAnswer {
        query: Box::new(LATEST_BLOCKHASH.into()),
        noun: "a recent blockhash",
    })?;
    let (unique, _) = inputs.entropy.split_at(16);
    let memo = match &terms.memo {
        Some(memo) => memo.clone(),
        None => hex::encode(unique),
    };
    let message = TransferMessage {
        payer,
        fee_payer: terms.fee_payer,
        pay_to: terms.pay_to,
        mint: terms.mint,
        token_program: address_of(token_program),
        decimals,
        // An offer on Solana has an amount that fits.
        amount: offer.amount().to_u64().unwrap_or(u64::MAX),
        memo: &memo,
        recent_blockhash,
        compute_unit_limit: TransferMessage::COMPUTE_UNIT_LIMIT,
        compute_unit_price: TransferMessage::COMPUTE_UNIT_PRICE,
    };
    let bytes = message.to_bytes().map_err(SigningRequestError::Transfer)?;
    Ok(Unsigned::Message(Message { payer, bytes }))
}

/// The decimals and the program of the mint, by the asset table or by the chain: one of them, or
/// both the same.
fn mint(
    address: Address,
    asset: Option<&Asset>,
    chain: Known<'_>,
) -> Result<(u8, TokenProgram), SigningRequestError> {
    let query = || Box::new(onchain::account(address).into());
    let known = asset.and_then(|asset| Some((asset.decimals(), asset.token_program()?)));
    let answered = onchain::decimals_and_program(address, chain);
    let text = |(decimals, program): (u8, TokenProgram)| format!("{decimals} and {program}");
    match (known, answered) {
        (Some(known), Some(answered)) if known != answered => {
            Err(SigningRequestError::Contradiction {
                query: query(),
                noun: MINT,
                expected: text(known),
                found: text(answered),
            })
        }
        (Some(mint), _) | (None, Some(mint)) => Ok(mint),
        (None, None) => Err(SigningRequestError::MissingAnswer {
            query: query(),
            noun: MINT,
        }),
    }
}

const MINT: &str = "the decimals and the token program of the mint";
