//! Arguments that are values: what is read of their text.

use x402_core::{
    ValueError, amount::Amount, client::Spending, money::Money, network::Network, scheme::Question,
};

use crate::describe;

/// One offer as it was written: `PRICE on NETWORK to PAYEE`.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) price: Money,
    pub(crate) network: Network,
    pub(crate) payee: String,
}

/// Reads `PRICE on NETWORK to PAYEE`.
pub(crate) fn parse_words(text: &str) -> Result<Words, String> {
    let words = || {
        let (price, rest) = text.split_once(" on ")?;
        let (network, payee) = rest.rsplit_once(" to ")?;
        Some((price.trim(), network.trim(), payee.trim()))
    };
    let (price, network, payee) =
        words().ok_or("want PRICE on NETWORK to PAYEE, such as `$0.01 on base to 0x…`")?;
    Ok(Words {
        price: Money::parse(price).map_err(|error| error.to_string())?,
        network: describe::parse_network(network).map_err(|_| {
            format!("no network is called {network:?}: want a name or a CAIP-2 name, see `x402 networks`")
        })?,
        payee: payee.to_owned(),
    })
}

/// Reads the most that a payment may cost, as the policy that has this maximum.
pub(crate) fn parse_maximum(text: &str) -> Result<Spending, ValueError> {
    Spending::default().with_max_per_payment(&Money::parse(text)?)
}

/// 32 bytes for the nonce.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entropy(pub(crate) [u8; 32]);

/// Reads `0x` and 64 hex digits.
pub(crate) fn parse_entropy(text: &str) -> Result<Entropy, String> {
    describe::unhex(text)
        .and_then(|bytes| bytes.try_into().ok())
        .map(Entropy)
        .ok_or_else(|| "want 0x and 64 hex digits".to_owned())
}

/// An answer from the chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fact {
    pub(crate) question: Question,
    pub(crate) answer: Answer,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    Bool(bool),
    Amount(Amount),
}

/// Reads `NAME=VALUE`.
pub(crate) fn parse_fact(text: &str) -> Result<Fact, String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("want NAME=VALUE, such as payer_code=no")?;
    let question = Question::ALL
        .iter()
        .copied()
        .find(|question| question.as_str() == name)
        .filter(|question| !matches!(question, Question::LookupTables | Question::MintExtensions))
        .ok_or_else(|| format!("no fact is called {name}; see `x402 verify --help`"))?;
    let answer = match (question, value) {
        (Question::Allowance | Question::Balance, amount) => Answer::Amount(
            amount
                .parse()
                .map_err(|error: ValueError| format!("want {}", error.expected()))?,
        ),
        (_, "yes") => Answer::Bool(true),
        (_, "no") => Answer::Bool(false),
        _ => return Err("want yes or no".to_owned()),
    };
    Ok(Fact { question, answer })
}
