//! Reads the JSON form of a query to Solana.

use super::{
    super::{
        members::Members,
        program_accounts::{Memcmp, ProgramAccountFilter},
        writable_accounts::WritableAccounts,
    },
    SvmQuery,
};
use crate::json::Json;

pub(super) fn query(query: &Members<'_>) -> Option<SvmQuery> {
    let (name, commitment) = (query.text("query")?, query.commitment()?);
    Some(match name {
        "account_info" => SvmQuery::AccountInfo {
            address: query.svm_address("address")?,
            commitment,
        },
        "block_height" => SvmQuery::BlockHeight(commitment),
        "blockhash_valid" => SvmQuery::BlockhashValid {
            blockhash: query.parse(query.text("blockhash")?)?,
            commitment,
        },
        "first_available_block" => SvmQuery::FirstAvailableBlock,
        "genesis_hash" => SvmQuery::GenesisHash,
        "latest_blockhash" => SvmQuery::LatestBlockhash(commitment),
        "minimum_balance_for_rent_exemption" => SvmQuery::MinimumBalanceForRentExemption {
            size: query.number("size")?,
        },
        "program_accounts" => {
            let size = if query.has("data_size") {
                Some(query.number("data_size")?)
            } else {
                None
            };
            let conditions = query
                .list("memcmp")?
                .iter()
                .map(|json| condition(query, json));
            let conditions = conditions.collect::<Option<_>>()?;
            let program = query.svm_address("program")?;
            let filter = ProgramAccountFilter::new(program, commitment, size, conditions);
            SvmQuery::ProgramAccounts(query.kept(filter)?)
        }
        "recent_prioritization_fees" => {
            let accounts = query.list("accounts")?.iter().map(|account| match account {
                Json::String(text) => query.parse(text),
                other => query.wrong("accounts that are strings", other),
            });
            let accounts = WritableAccounts::new(accounts.collect::<Option<_>>()?);
            SvmQuery::RecentPrioritizationFees(query.kept(accounts)?)
        }
        "send" => SvmQuery::Send(query.base64("transaction")?),
        "signatures_for_address" => SvmQuery::SignaturesForAddress {
            address: query.svm_address("address")?,
            min_slot: query.number("min_slot")?,
        },
        "simulate" => SvmQuery::Simulate {
            transaction: query.base64("transaction")?,
            commitment,
        },
        "slot" => SvmQuery::Slot(commitment),
        "status" => SvmQuery::Status(query.parse(query.text("signature")?)?),
        "transaction" => SvmQuery::Transaction {
            signature: query.parse(query.text("signature")?)?,
            finalized: query.flag("finalized")?,
        },
        _ => return query.unknown(name),
    })
}

fn condition(query: &Members<'_>, json: &Json<'_>) -> Option<Memcmp> {
    let condition = Members::read(json, |condition| {
        Some(Memcmp {
            offset: condition.number("offset")?,
            bytes: condition.base64_of(condition.text("bytes")?)?,
        })
    });
    query.kept(condition)
}
