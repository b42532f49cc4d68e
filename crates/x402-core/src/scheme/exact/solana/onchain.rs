//! What a payment on Solana leaves to the chain.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{
    layout::address_of,
    payload::{Payload, Transfer},
    rules,
    terms::SolanaTerms,
};
use crate::{
    amount::Amount,
    asset::TokenProgram,
    chain::{Answer, ChainCheck, Commitment, Revert, SvmQuery, TransactionFault, Value},
    scheme::{
        chain::Known,
        fault::Fault,
        funding::Need,
        judge::{Judge, Stop},
        rule::Rule,
    },
    svm::{Address, Blockhash, Mint, MintExtensions, TokenAccount, Transaction},
};

/// The state at which everything is asked: what a transaction will most likely find.
pub(super) const AT: Commitment = Commitment::Confirmed;

pub(crate) fn account(address: Address) -> SvmQuery {
    SvmQuery::AccountInfo {
        address,
        commitment: AT,
    }
}

pub(super) fn blockhash_valid(blockhash: Blockhash) -> SvmQuery {
    SvmQuery::BlockhashValid {
        blockhash,
        commitment: AT,
    }
}

pub(super) fn simulation(transaction: &[u8]) -> SvmQuery {
    SvmQuery::Simulate {
        transaction: transaction.to_vec().into(),
        commitment: AT,
    }
}

/// What is asked to make one check.
pub(crate) fn queries(check: ChainCheck, payload: &Payload) -> Vec<SvmQuery> {
    let transfer = &payload.transfer;
    match check {
        ChainCheck::Accounts => vec![account(transfer.source), account(transfer.destination)],
        ChainCheck::Balance => vec![account(transfer.source)],
        // The payload has been read before.
        ChainCheck::Blockhash => Transaction::parse(&payload.transaction)
            .map(|transaction| vec![blockhash_valid(transaction.recent_blockhash())])
            .unwrap_or_default(),
        ChainCheck::MintExtensions => vec![account(transfer.mint)],
        ChainCheck::Simulation => vec![simulation(&payload.transaction)],
        ChainCheck::Allowance
        | ChainCheck::AssetCode
        | ChainCheck::Erc1271
        | ChainCheck::LookupTables
        | ChainCheck::Nonce
        | ChainCheck::PayerCode => Vec::new(),
    }
}

/// What a payer needs: the amount in its token account, and a token account of the payee.
pub(crate) fn needs(terms: &SolanaTerms, payer: Address, amount: Amount) -> Vec<Need> {
    let sources = terms.token_accounts_of(payer);
    let destinations = terms.destinations();
    [(sources, amount), (destinations, Amount::ZERO)]
        .into_iter()
        .map(|(accounts, amount)| {
            Need::account(accounts.into_iter().map(account), terms.mint, amount)
        })
        .collect()
}

/// The decimals and the program of a mint on which enough nodes agree.
pub(super) fn decimals_and_program(
    address: Address,
    chain: Known<'_>,
) -> Option<(u8, TokenProgram)> {
    let Value::AccountInfo(Some(info)) = chain.value(|| account(address))? else {
        return None;
    };
    let mint = Mint::parse(&info.data, &info.owner).ok()?;
    let programs = [TokenProgram::Token, TokenProgram::Token2022];
    let mut programs = programs.into_iter();
    let program = programs.find(|program| address_of(*program) == info.owner)?;
    Some((mint.decimals, program))
}

/// The rules that only the chain can answer.
pub(super) fn apply(
    judge: &mut impl Judge,
    bytes: &[u8],
    transaction: &Transaction<'_>,
    transfer: &Transfer,
    chain: Known<'_>,
) -> Result<(), Stop> {
    let at = |fault: Fault| fault.in_instruction(transfer.instruction);
    let valid = chain.flag(|| blockhash_valid(transaction.recent_blockhash()));
    judge.chain(&rules::BLOCKHASH, ChainCheck::Blockhash, valid, || {
        Fault::new("a valid blockhash", "an expired one")
    })?;
    let source = Held::find(transfer.source, chain);
    let destination = Held::find(transfer.destination, chain);
    for (rule, name, address, held) in [
        (&rules::ACCOUNTS, "source", transfer.source, &source),
        (
            &rules::RECIPIENT_ACCOUNT,
            "destination",
            transfer.destination,
            &destination,
        ),
    ] {
        let exists = held.as_ref().map(|held| held.account.is_some());
        judge.chain(rule, ChainCheck::Accounts, exists, || {
            let found = format!("no token account at the {name} {address}");
            Fault::new("token accounts that exist", found)
        })?;
    }
    let states = [&source, &destination].map(|held| {
        let account = held.as_ref()?.account.as_ref()?;
        Some(account.state.is_frozen())
    });
    let thawed = match states {
        [Some(true), _] | [_, Some(true)] => Some(false),
        [Some(false), Some(false)] => Some(true),
        _ => None,
    };
    judge.chain(&rules::FROZEN, ChainCheck::Accounts, thawed, || {
        let [source, _] = states;
        let name = if source == Some(true) {
            "the source"
        } else {
            "the destination"
        };
        let expected = "token accounts that are not frozen";
        at(Fault::new(expected, format!("{name} frozen")))
    })?;
    let account = source.and_then(|held| held.account);
    let balance = account.filter(|account| account.mint == transfer.mint);
    let balance = balance.map(|account| account.amount);
    let covered = balance.map(|balance| balance >= transfer.amount);
    judge.chain(&rules::FUNDS, ChainCheck::Balance, covered, || {
        let balance = Amount::from(balance.unwrap_or_default());
        let expected = format!("at least {}", transfer.amount);
        Fault::new(expected, balance.to_string())
    })?;
    apply_mint(judge, transfer, chain)?;
    let simulated = simulate(bytes, chain);
    let succeeds = simulated.as_ref().map(Result::is_ok);
    judge.chain(&rules::SIMULATION, ChainCheck::Simulation, succeeds, || {
        let found = simulated.and_then(Result::err);
        let found = found.map_or_else(|| "one that fails".to_string(), |revert| revert.to_string());
        Fault::new("a simulation that succeeds", found)
    })
}

/// What the extensions of a mint do to the transfer.
fn apply_mint(judge: &mut impl Judge, transfer: &Transfer, chain: Known<'_>) -> Result<(), Stop> {
    if transfer.token_program != TokenProgram::Token2022 {
        return Ok(());
    }
    let extensions = mint(transfer.mint, chain).map(|mint| mint.extensions);
    let extensions = extensions.as_ref();
    let mut check = |rule: &'static Rule, stops: Option<bool>, found: &dyn Fn() -> String| {
        let passes = stops.map(|stops| !stops);
        judge.chain(rule, ChainCheck::MintExtensions, passes, || {
            Fault::new(rule.demands, found()).in_instruction(transfer.instruction)
        })
    };
    let mint = || transfer.mint.to_string();
    let fixed = extensions.map(|extensions| extensions.non_transferable);
    check(&rules::MINT_TRANSFERABLE, fixed, &mint)?;
    let paused =
        extensions.map(|extensions| extensions.pausable_config.is_some_and(|it| it.paused));
    check(&rules::MINT_PAUSED, paused, &mint)?;
    let fee = extensions.map(|extensions| greatest_fee(extensions, transfer.amount));
    check(&rules::MINT_FEE, fee.map(|fee| fee > 0), &|| {
        format!("a fee of {}", fee.unwrap_or_default())
    })?;
    let hook = extensions.map(|extensions| extensions.transfer_hook.and_then(|it| it.program_id));
    check(&rules::MINT_HOOK, hook.map(|hook| hook.is_some()), &|| {
        let hook = hook.flatten();
        hook.map_or_else(mint, |program| format!("a call of {program}"))
    })
}

/// What the payee may get less. The epoch is not asked for, so the greater fee of the two counts.
fn greatest_fee(extensions: &MintExtensions, amount: u64) -> u64 {
    extensions.transfer_fee_config.map_or(0, |config| {
        let older = config.older_transfer_fee.of(amount);
        older.max(config.newer_transfer_fee.of(amount))
    })
}

/// What is known of a token account: that it is not one, or what it holds.
struct Held {
    account: Option<TokenAccount>,
}

impl Held {
    fn find(address: Address, chain: Known<'_>) -> Option<Self> {
        let Value::AccountInfo(info) = chain.value(|| account(address))? else {
            return None;
        };
        let account = info.as_ref();
        let account = account.and_then(|info| TokenAccount::parse(&info.data, &info.owner).ok());
        Some(Self { account })
    }
}

/// The mint, if it is known and one.
fn mint(address: Address, chain: Known<'_>) -> Option<Mint> {
    match chain.value(|| account(address))? {
        Value::AccountInfo(Some(info)) => Mint::parse(&info.data, &info.owner).ok(),
        _ => None,
    }
}

/// What a simulation found; nothing where it only shows that the blockhash is not known yet.
fn simulate(bytes: &[u8], chain: Known<'_>) -> Option<Result<(), Revert>> {
    match chain.answer(|| simulation(bytes))? {
        Answer::Value(Value::Simulated { .. }) => Some(Ok(())),
        Answer::Refused(Revert::Transaction(TransactionFault::BlockhashNotFound)) => None,
        Answer::Refused(revert) => Some(Err(revert)),
        _ => None,
    }
}
