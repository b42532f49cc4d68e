//! `x402 sign`: a payment header, signed with a test key.

use x402_core::{
    chain::{DeclaredState, Query, SvmQuery},
    client::{
        self, Account, Choice, Inputs, NetworkPattern, NoChoice, Reason, SignedPayment,
        SigningRequestError, Spending, Wallet,
    },
    evm,
    json::Json,
    svm,
};

use crate::{
    cli::{Entropy, SignArgs, table},
    clock, describe,
    error::Failure,
    input::Input,
    json,
    output::Reply,
    requirements,
};

/// A key of either family.
enum Key {
    Evm(evm::SigningKey),
    Svm(svm::SigningKey),
}

impl Key {
    fn account(&self) -> Account {
        match self {
            Self::Evm(key) => Account::evm(key.address()),
            Self::Svm(key) => Account::solana(key.address()),
        }
    }
}

pub(super) fn run(args: &SignArgs) -> Result<Reply, Failure> {
    let now = args.now.map_or_else(clock::now, Ok)?;
    let spending = spending(args)?;
    let key = read_key(args.key_file.as_deref())?;
    let input = Input::read(args.terms.as_deref())?;
    let required = requirements::parse(&input).map_err(Failure::refused)?;
    let wallet = Wallet::new().with_account(key.account());
    let choice = client::select(&required, &wallet, &spending).map_err(|none| refused(&none))?;
    let entropy = match args.entropy {
        Some(Entropy(entropy)) => entropy,
        None => random()?,
    };
    let mut inputs = Inputs::new(choice.payer(), entropy, now);
    if let Some(blockhash) = &args.blockhash {
        inputs = inputs.with_state(state(&choice, blockhash)?);
    }
    let payment = sign(&choice, &inputs, &key)?;
    Ok(reply(args, &choice, &payment))
}

/// The state of the choice's network, by `--blockhash`; other families have none.
fn state(choice: &Choice, blockhash: &svm::Blockhash) -> Result<DeclaredState, Failure> {
    let network = choice.offer().network();
    let text = format!(r#"{{"{network}":{{"latest_blockhash":"{blockhash}"}}}}"#);
    DeclaredState::parse(&text).map_err(|error| {
        Failure::new("the blockhash cannot be declared")
            .at("--blockhash")
            .got(error.to_string())
    })
}

/// What the arguments allow to be paid.
fn spending(args: &SignArgs) -> Result<Spending, Failure> {
    let mut spending = Spending::new().with_known_assets(table(&args.tokens));
    for maximum in &args.max {
        spending = spending.with_max_per_payment(maximum).map_err(|error| {
            Failure::new("this limit cannot be applied")
                .at("--max")
                .got(error.found())
                .want(error.expected())
                .hint("name a token that is not known with --token")
        })?;
    }
    if let Some(seconds) = args.max_timeout {
        spending = spending.with_max_timeout_seconds(seconds);
    }
    if let Some(network) = &args.network {
        spending = spending.only_on([NetworkPattern::from(network.clone())]);
    }
    Ok(spending)
}

fn reply(args: &SignArgs, choice: &Choice, payment: &SignedPayment) -> Reply {
    let result = if args.json {
        json::document(&json::value(&payment.message().to_json()))
    } else if args.value {
        format!("{}\n", payment.header_text())
    } else {
        format!("{}: {}\n", payment.header_name(), payment.header_text())
    };
    let offer = choice.offer();
    let remark = format!(
        "note: {} on {} from {}\n      to {}",
        choice.price(),
        describe::network(offer.network()),
        payment.payer(),
        offer.pay_to(),
    );
    Reply::new(result).remark(remark).remark(FOR_TESTS)
}

fn sign(choice: &Choice, inputs: &Inputs, key: &Key) -> Result<SignedPayment, Failure> {
    let request = choice.signing_request(inputs).map_err(|error| {
        let failure = Failure::new("this cannot be signed yet");
        match error {
            SigningRequestError::MissingAnswer { query, noun }
                if matches!(*query, Query::Svm(SvmQuery::LatestBlockhash(_))) =>
            {
                failure
                    .got("none")
                    .want(noun)
                    .hint("--blockhash with the network's latest, good for about a minute")
            }
            _ => failure.got(error.to_string()),
        }
    })?;
    let signed = match key {
        Key::Evm(key) => request.sign_with(key),
        Key::Svm(key) => request.sign_with(key),
    };
    signed.map_err(|error| Failure::new("the payment would be refused").got(error.to_string()))
}

fn refused(none: &NoChoice) -> Failure {
    let failure = Failure::new("none of the ways to pay is acceptable").refused();
    none.refused().iter().fold(failure, |failure, entry| {
        let hint = match entry.reason() {
            Reason::Network => "a key for this network, or another offer",
            Reason::TooExpensive => "--max PRICE, if it is worth that",
            Reason::NetworkNotAllowed => "another --network, or none",
            Reason::UnknownAsset => {
                "--token NETWORK,ADDRESS,SYMBOL,DECIMALS, if you know the token"
            }
            Reason::NoLimit => "--max 'PRICE SYMBOL', a limit for this token",
            Reason::Timeout => "--max-timeout SECONDS, if it may be signed for so long",
            Reason::OwnAccount if entry.pointer() == "/extra/feePayer" => {
                "another key than the fee payer's"
            }
            Reason::OwnAccount => "another key than the payee's",
            _ => "ask the server for other terms",
        };
        failure
            .at(format!("{}, {}", entry.pointer(), entry.reason()))
            .got(entry.found())
            .want(entry.expected())
            .hint(hint)
    })
}

/// The key from a file or the environment, never from the command line, which others can see.
/// No message quotes it.
fn read_key(file: Option<&str>) -> Result<Key, Failure> {
    let (text, origin) = if let Some(name) = file {
        (Input::file(name)?.text, "the key file")
    } else {
        (std::env::var("X402_KEY").map_err(|_| no_key())?, "X402_KEY")
    };
    let text = text.trim();
    let bad_key = || {
        Failure::new(format!("{origin} holds no key"))
            .want("64 hex digits for EVM, or a Solana key in base58 or as 64 numbers in JSON")
    };
    if text.starts_with('[') {
        let json = Json::parse(text.as_bytes()).map_err(|_| bad_key())?;
        let numbers = json.as_array().ok_or_else(bad_key)?.iter();
        let bytes: Option<Vec<u8>> = numbers
            .map(|number| u8::try_from(number.as_number()?.to_u64()?).ok())
            .collect();
        let bytes: Option<[u8; 64]> = bytes.and_then(|bytes| bytes.try_into().ok());
        let pair = bytes.and_then(|bytes| svm::SigningKey::from_keypair_bytes(&bytes).ok());
        return pair.map(Key::Svm).ok_or_else(bad_key);
    }
    let evm = evm::SigningKey::from_hex(text).map(Key::Evm);
    let solana = || svm::SigningKey::from_base58(text).map(Key::Svm);
    evm.or_else(|_| solana()).map_err(|_| bad_key())
}

fn no_key() -> Failure {
    Failure::new("there is no key to sign with")
        .want("--key-file FILE, or the key in the environment as X402_KEY")
        .hint("make a key for tests: `openssl rand -hex 32`")
}

fn random() -> Result<[u8; 32], Failure> {
    let mut entropy = [0; 32];
    getrandom::fill(&mut entropy).map_err(|error| {
        Failure::new("the operating system gives no random bytes")
            .got(error.to_string())
            .hint("give 32 fresh random bytes with --entropy")
    })?;
    Ok(entropy)
}

const FOR_TESTS: &str = "\
warning: keys in files are for tests. Whoever has this header can have the
         payment settled until it expires";
