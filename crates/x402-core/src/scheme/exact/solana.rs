//! `exact` on Solana: a partially signed transaction with one `TransferChecked` in it.

mod guard;
mod layout;
mod memo;
pub(crate) mod onchain;
mod outstanding;
pub(crate) mod payload;
mod proof;
mod rules;
#[cfg(feature = "facilitator")]
mod stored;
pub(crate) mod terms;
#[cfg(feature = "page")]
pub(crate) mod transfer_uri;
pub(crate) mod unsigned;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use self::{
    layout::Layout,
    payload::{Payload, message_hash},
    terms::SolanaTerms,
};
use crate::{
    address::Address as AnyAddress,
    amount::Amount,
    chain::Query,
    scheme::{
        chain::distinct,
        context::Context,
        evidence::{self, Evidence, TypedPayment},
        fault::Fault,
        judge::{Judge, Stop},
        member::Members,
        offer::Offer,
        proven_signature::ProvenSignature,
        rejection::Rejection,
        rule::Mechanism,
        svm::{accounts::Accounts, signature, transaction},
    },
    svm::{Address, Blockhash, Transaction, associated_token::associated_token_address},
};

pub(crate) use rules::RULES;

/// The rules for a Solana payload, in order.
pub(crate) fn apply(
    judge: &mut impl Judge,
    payload: Members<'_>,
    offer: &Offer,
    terms: &SolanaTerms,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let text = transaction::text(payload);
    let text = judge.need(&rules::MALFORMED, text)?;
    let text = judge.need(&rules::SIZE, transaction::fits(text))?;
    let mut buffer = [0; transaction::BUFFER_SIZE];
    let read = transaction::read(text, &mut buffer);
    let (bytes, transaction) = judge.need(&rules::BYTES, read)?;

    judge.check(
        &rules::BLOCKHASH_ZERO,
        transaction.recent_blockhash() != Blockhash::new([0; 32]),
        || Fault::new("a recent blockhash", "32 zero bytes"),
    )?;
    apply_signers(judge, &transaction, terms, context)?;
    let accounts = Accounts::resolve(&transaction, context.chain, onchain::account);
    let accounts = judge.need(&rules::LOOKUP_TABLES, accounts)?;
    let layout = Layout::read(judge, &transaction, &accounts, context)?;
    apply_sponsor(judge, &transaction, &layout, terms, context)?;
    apply_transfer(judge, &layout, offer, terms)?;
    memo::apply(judge, &transaction, &layout, terms)?;

    let message_hash = message_hash(&transaction);
    judge.note("message_hash", || crate::evm::hex::encode(&message_hash));
    judge.note("source", || layout.transfer.source.to_string());
    judge.note("destination", || layout.transfer.destination.to_string());
    judge.note("worst_fee_lamports", || layout.worst_fee.to_string());
    let signature = judge.need(
        &rules::SIGNATURE,
        signature::payers(&transaction, &message_hash, context),
    )?;

    onchain::apply(judge, bytes, &transaction, &layout.transfer, context.chain)?;
    let payer = layout.transfer.authority.into();
    let kept = offer.max_timeout_seconds().max(SHORTEST_MEMORY);
    Ok(Evidence {
        payment: TypedPayment {
            mechanism: Mechanism::Solana,
            payer,
            keep_until: context.now.seconds().saturating_add(kept),
            payload: evidence::Payload::Solana(Payload {
                transaction: bytes.into(),
                message_hash,
                transfer: layout.transfer,
            }),
            signing: None,
        },
        proof: Ok(ProvenSignature::by_key(payer, message_hash, signature)),
    })
}

/// Who signs, and who pays the fee.
fn apply_signers(
    judge: &mut impl Judge,
    transaction: &Transaction<'_>,
    terms: &SolanaTerms,
    context: &Context<'_>,
) -> Result<(), Stop> {
    let managed = |address: Address| {
        context
            .signers
            .is_some_and(|signers| signers.contains(&AnyAddress::from(address)))
    };
    judge.check(
        &rules::FEE_PAYER_UNMANAGED,
        context.signers.is_none() || managed(terms.fee_payer),
        || Fault::new("an account of the facilitator", terms.fee_payer.to_string()),
    )?;
    let first = transaction.account_keys().next();
    judge.check(&rules::FEE_PAYER, first == Some(terms.fee_payer), || {
        let found = first.map_or_else(|| "nobody".to_string(), |key| key.to_string());
        Fault::new(terms.fee_payer.to_string(), found)
    })?;
    let count = transaction.header().num_required_signatures();
    judge.check(&rules::SIGNERS, count == 2, || {
        Fault::new("2 signers", format!("{count}"))
    })?;
    let own = transaction
        .account_keys()
        .take(usize::from(count))
        .skip(1)
        .find(|key| managed(*key) && *key != terms.fee_payer);
    judge.check(&rules::SIGNER_MANAGED, own.is_none(), || {
        let found = own.map_or_else(|| "nobody".to_string(), |key| key.to_string());
        Fault::new("a signer who is not the facilitator", found)
    })
}

/// The sponsor pays the fee and takes no other part.
fn apply_sponsor(
    judge: &mut impl Judge,
    transaction: &Transaction<'_>,
    layout: &Layout<'_>,
    terms: &SolanaTerms,
    context: &Context<'_>,
) -> Result<(), Stop> {
    let transfer = &layout.transfer;
    let index = transfer.instruction;
    judge.check(
        &rules::FEE_PAYER_TRANSFERRING,
        transfer.authority != terms.fee_payer,
        || {
            Fault::new("an authority other than the fee payer", "the fee payer")
                .in_instruction(index)
        },
    )?;
    // A guard only reads: what could make the fee payer pay by one is refused by its kind.
    let may_guard = context.policy.lighthouse_guards;
    let named = transaction.instructions().position(|instruction| {
        instruction.account_indexes().contains(&FEE_PAYER)
            && !(may_guard && guard::is_guard(&instruction))
    });
    judge.check(&rules::FEE_PAYER_IN_ACCOUNTS, named.is_none(), || {
        Fault::new("no account of an instruction", "the fee payer")
            .in_instruction(named.unwrap_or_default())
    })?;
    let sponsor = terms.accounts(transfer.token_program).sponsor;
    let from_sponsor = transfer.source == sponsor || is_managed_source(layout, terms, context);
    judge.check(&rules::SOURCE_SPONSOR, !from_sponsor, || {
        Fault::new("the payer's token account", transfer.source.to_string()).in_instruction(index)
    })
}

/// Whether the source is a token account of another account of the facilitator's.
fn is_managed_source(layout: &Layout<'_>, terms: &SolanaTerms, context: &Context<'_>) -> bool {
    let transfer = &layout.transfer;
    let token_program = layout::address_of(transfer.token_program);
    context.signers.unwrap_or_default().iter().any(|signer| {
        let Some(owner) = signer.as_svm() else {
            return false;
        };
        owner != terms.fee_payer
            && associated_token_address(&owner, &token_program, &terms.mint)
                .is_some_and(|(account, _)| account == transfer.source)
    })
}

/// The transfer is the offered one.
fn apply_transfer(
    judge: &mut impl Judge,
    layout: &Layout<'_>,
    offer: &Offer,
    terms: &SolanaTerms,
) -> Result<(), Stop> {
    let transfer = &layout.transfer;
    let fault = |expected: Address, found: Address| {
        Fault::new(expected.to_string(), found.to_string()).in_instruction(transfer.instruction)
    };
    judge.check(
        &rules::AUTHORITY,
        layout.second_signer == Some(transfer.authority),
        || {
            let expected = layout.second_signer.unwrap_or(transfer.authority);
            fault(expected, transfer.authority)
        },
    )?;
    judge.check(
        &rules::SOURCE_DESTINATION,
        transfer.source != transfer.destination,
        || {
            Fault::new("two token accounts", transfer.source.to_string())
                .in_instruction(transfer.instruction)
        },
    )?;
    judge.check(&rules::TOKEN, transfer.mint == terms.mint, || {
        fault(terms.mint, transfer.mint)
    })?;
    apply_known(judge, layout, terms)?;
    let destination = terms.accounts(transfer.token_program).destination;
    judge.check(
        &rules::RECIPIENT,
        transfer.destination == destination,
        || fault(destination, transfer.destination),
    )?;
    judge.check(&rules::READ_ONLY, layout.is_writable == [true; 2], || {
        let [source, _] = layout.is_writable;
        let found = if source {
            "the destination"
        } else {
            "the source"
        };
        let expected = "writable token accounts";
        Fault::new(expected, format!("{found} read-only")).in_instruction(transfer.instruction)
    })?;
    let amount = Amount::from(transfer.amount);
    judge.check(&rules::AMOUNT, amount == offer.amount(), || {
        Fault::new(offer.amount().to_string(), amount.to_string())
            .in_instruction(transfer.instruction)
    })?;
    judge.warn(&rules::AMOUNT_ZERO, !offer.amount().is_zero(), || {
        Fault::new("a price above zero", "0")
    });
    Ok(())
}

/// A well-known mint is moved as it is: by its own program, with its own decimals.
fn apply_known(
    judge: &mut impl Judge,
    layout: &Layout<'_>,
    terms: &SolanaTerms,
) -> Result<(), Stop> {
    let transfer = &layout.transfer;
    let known = terms.known.filter(|_| transfer.mint == terms.mint);
    let Some((decimals, token_program)) = known else {
        return Ok(());
    };
    let fault = |expected: String, found: String| {
        Fault::new(expected, found).in_instruction(transfer.instruction)
    };
    judge.check(
        &rules::TOKEN_PROGRAM,
        transfer.token_program == token_program,
        || {
            let [expected, found] = [token_program, transfer.token_program]
                .map(|program| layout::address_of(program).to_string());
            fault(expected, found)
        },
    )?;
    judge.check(&rules::DECIMALS, layout.decimals == decimals, || {
        fault(decimals.to_string(), layout.decimals.to_string())
    })
}

/// Whether a payment is refused because the content of a lookup table is unknown, or unfit.
pub(crate) fn is_about_tables(rejection: &Rejection) -> bool {
    rejection.rule() == &rules::LOOKUP_TABLES
}

/// What to ask about lookup tables whose content is not known; the transaction has no other
/// defect so far. Nothing without the payer's signature: what fails offline costs no query.
pub(crate) fn table_queries(payload: Members<'_>, context: &Context<'_>) -> Vec<Query> {
    let mut buffer = [0; transaction::BUFFER_SIZE];
    let Ok((_, transaction)) = transaction::text(payload)
        .and_then(transaction::fits)
        .and_then(|text| transaction::read(text, &mut buffer))
    else {
        return Vec::new();
    };
    let message_hash = message_hash(&transaction);
    if signature::payers(&transaction, &message_hash, context).is_err() {
        return Vec::new();
    }
    let tables = transaction.lookups().map(|lookup| lookup.table());
    let unknown = tables.filter(|table| {
        let known = context.chain.answer(|| onchain::account(*table));
        known.is_none()
    });
    distinct(unknown.map(|table| onchain::account(table).into()))
}

/// How long a message must be remembered at least, in seconds: a blockhash lives for about 150
/// slots, and the SDKs remember a message for this long.
const SHORTEST_MEMORY: u64 = 120;

/// The fee payer's account index.
const FEE_PAYER: u8 = 0;
