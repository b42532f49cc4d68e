//! What the caller knows from the chain: `--fact`, and `--chain` in the suite's `state` form.

use core::fmt;

use x402_core::{
    any::AnyPaymentPayload,
    chain::{
        Answer, ChainCheck, Code, DeclaredState, EvmQuery, Fact, Facts, NodeId, Query, Quorum,
        Read, Revert, SvmQuery, Value,
    },
    scheme::{Context, Offer},
    verify,
};

use crate::{
    cli::{self, Answer as Given},
    error::Failure,
    input::Input,
};

/// Reads `--chain`.
pub(super) fn read_state(name: &str) -> Result<DeclaredState, Failure> {
    let input = Input::file(name)?;
    DeclaredState::parse_closed(&input.text).map_err(|error| {
        Failure::new("the state given by --chain is not well-formed")
            .got(error.to_string())
            .want("accounts, nonces and lookup tables by network, as the suite's `state` has them")
    })
}

/// The facts about one payment: those of the state, then those given one by one.
pub(super) fn gather(
    state: Option<&DeclaredState>,
    given: &[cli::Fact],
    payment: &AnyPaymentPayload,
    offer: &Offer,
    context: &Context<'_>,
) -> Facts {
    let mut queries = verify::queries(payment, offer, context);
    queries.extend(verify::wallet_queries(payment, offer, context));
    let mut facts = Facts::new();
    if let Some(state) = state {
        facts.merge(state.facts(offer.network(), &queries));
        // What is open behind lookup tables.
        let context = context.with_chain(&facts, Quorum::of(1));
        let rest = verify::queries(payment, offer, &context);
        facts.merge(state.facts(offer.network(), &rest));
        queries.extend(rest);
    }
    for query in &queries {
        let answers = given.iter().filter_map(|fact| answer(fact, query, offer));
        for answer in answers {
            facts.insert(Fact {
                query: query.clone(),
                answer,
                at: None,
                from: NodeId(0),
            });
        }
    }
    if let Some(state) = token_accounts(given, payment, offer, context) {
        facts.merge(state.facts(offer.network(), &queries));
    }
    facts
}

/// What a fact given by its name answers, if it is what the query asks.
fn answer(fact: &cli::Fact, query: &Query, offer: &Offer) -> Option<Answer> {
    let value = match (fact.check, fact.answer, query) {
        (check, Given::Bool(has_code), Query::Evm(EvmQuery::Code { account, .. })) => {
            let is_asset = offer.asset() == (*account).into();
            let asked = if is_asset {
                ChainCheck::AssetCode
            } else {
                ChainCheck::PayerCode
            };
            if check != asked {
                return None;
            }
            Value::Code(if has_code {
                Code::Contract { hash: [0; 32] }
            } else {
                Code::None
            })
        }
        (ChainCheck::Erc1271, Given::Bool(valid), Query::Evm(EvmQuery::Erc1271 { .. }))
        | (
            ChainCheck::Blockhash,
            Given::Bool(valid),
            Query::Svm(SvmQuery::BlockhashValid { .. }),
        ) => Value::Flag(valid),
        (
            ChainCheck::Simulation,
            Given::Bool(false),
            Query::Evm(EvmQuery::Simulate(_)) | Query::Svm(SvmQuery::Simulate { .. }),
        ) => return Some(Answer::Refused(Revert::Silent)),
        (ChainCheck::Simulation, Given::Bool(true), Query::Evm(EvmQuery::Simulate(_))) => {
            Value::Succeeded
        }
        (ChainCheck::Simulation, Given::Bool(true), Query::Svm(SvmQuery::Simulate { .. })) => {
            Value::Simulated { units: None }
        }
        (check, given, Query::Evm(EvmQuery::Read { read, .. })) => match (check, given, read) {
            (ChainCheck::Balance, Given::Amount(amount), Read::Balance { .. })
            | (ChainCheck::Allowance, Given::Amount(amount), Read::Allowance { .. }) => {
                Value::Amount(amount)
            }
            (
                ChainCheck::Nonce,
                Given::Bool(unused),
                Read::AuthorizationState { .. } | Read::PermitNonce { .. },
            ) => Value::Flag(!unused),
            _ => return None,
        },
        _ => return None,
    };
    Some(Answer::Value(value))
}

/// The token accounts of a payment on Solana, as `accounts` and `balance` declare them. A source
/// that exists holds the amount if no balance is given.
fn token_accounts(
    given: &[cli::Fact],
    payment: &AnyPaymentPayload,
    offer: &Offer,
    context: &Context<'_>,
) -> Option<DeclaredState> {
    let exist = given.iter().rev().find_map(|fact| match fact {
        cli::Fact {
            check: ChainCheck::Accounts,
            answer: Given::Bool(exist),
        } => Some(*exist),
        _ => None,
    });
    let balance = given.iter().rev().find_map(|fact| match fact {
        cli::Fact {
            check: ChainCheck::Balance,
            answer: Given::Amount(balance),
        } => Some(*balance),
        _ => None,
    });
    let report = verify::examine(payment, offer, context);
    let account = |name: &str| {
        let note = report.notes().iter().find(|note| note.name == name)?;
        Some(note.value.clone())
    };
    let (source, destination) = (account("source")?, account("destination")?);
    let held = |amount: &dyn fmt::Display| {
        format!(
            r#"{{"token":{{"mint":"{}","amount":"{amount}"}}}}"#,
            offer.asset()
        )
    };
    let missing = || r#"{"lamports":"0"}"#.to_owned();
    let of_source = match (exist, balance) {
        (Some(false), _) => missing(),
        (Some(true), balance) => held(&balance.unwrap_or(offer.amount())),
        (None, Some(balance)) => held(&balance),
        (None, None) => return None,
    };
    let of_destination = exist.map(|exist| if exist { held(&0) } else { missing() });
    let accounts: Vec<String> = [(source, Some(of_source)), (destination, of_destination)]
        .into_iter()
        .filter_map(|(address, account)| Some(format!(r#""{address}":{}"#, account?)))
        .collect();
    let accounts = accounts.join(",");
    let text = format!(r#"{{"{}":{{"accounts":{{{accounts}}}}}}}"#, offer.network());
    DeclaredState::parse(&text).ok()
}
