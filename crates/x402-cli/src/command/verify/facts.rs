//! What the caller knows from the chain: `--fact`, and `--chain` in the suite's `state` form.

use x402_conformance::state::{State, StateError};
use x402_core::{
    any::AnyPaymentPayload,
    scheme::{ChainFacts, Offer, Question},
};

use crate::{
    cli::{Answer, Fact},
    error::Failure,
    input::Input,
};

/// Reads `--chain`.
pub(super) fn read_state(name: &str) -> Result<State, Failure> {
    let input = Input::file(name)?;
    State::parse_closed(&input.text).map_err(|error| not_read(&error))
}

/// The facts about one payment: those of the state, then those given one by one.
pub(super) fn gather(
    state: Option<&State>,
    given: &[Fact],
    payment: &AnyPaymentPayload,
    offer: &Offer,
) -> Result<ChainFacts, Failure> {
    let facts = state.map_or_else(
        || Ok(ChainFacts::unknown()),
        |state| state.facts(payment, offer),
    );
    let facts = facts.map_err(|error| not_read(&error))?;
    Ok(given.iter().fold(facts, with))
}

fn not_read(error: &StateError) -> Failure {
    Failure::new("the state given by --chain is not well-formed")
        .got(error.to_string())
        .want("accounts, nonces and lookup tables by network, as the suite's `state` has them")
}

fn with(facts: ChainFacts, fact: &Fact) -> ChainFacts {
    match (fact.question, fact.answer) {
        (Question::Accounts, Answer::Bool(answer)) => facts.accounts_exist(answer),
        (Question::Allowance, Answer::Amount(amount)) => facts.allowance(amount),
        (Question::AssetCode, Answer::Bool(answer)) => facts.asset_has_code(answer),
        (Question::Balance, Answer::Amount(amount)) => facts.balance(amount),
        (Question::Blockhash, Answer::Bool(answer)) => facts.blockhash_valid(answer),
        (Question::Erc1271, Answer::Bool(answer)) => facts.erc1271_valid(answer),
        (Question::Nonce, Answer::Bool(unused)) => facts.nonce_used(!unused),
        (Question::PayerCode, Answer::Bool(answer)) => facts.payer_has_code(answer),
        (Question::Simulation, Answer::Bool(answer)) => facts.simulation_succeeds(answer),
        _ => facts,
    }
}
