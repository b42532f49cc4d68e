//! Reads the JSON form of a query to an EVM chain.

use super::{super::members::Members, Call, EvmQuery, LogFilter, Read};
use crate::{chain::head::BlockId, json::Json};

pub(super) fn query(query: &Members<'_>) -> Option<EvmQuery> {
    let name = query.text("query")?;
    Some(match name {
        "chain_id" => EvmQuery::ChainId,
        "fee_history" => EvmQuery::FeeHistory,
        "gas_price" => EvmQuery::GasPrice,
        "logs" => EvmQuery::Logs(logs(query)?),
        "priority_fee" => EvmQuery::PriorityFee,
        "receipt" => EvmQuery::Receipt(query.hash("transaction")?),
        "send" => EvmQuery::Send(query.bytes("transaction")?),
        "send_sync" => EvmQuery::SendSync(query.bytes("transaction")?),
        "transaction" => EvmQuery::Transaction(query.hash("transaction")?),
        _ => return at_a_block(name, query),
    })
}

fn at_a_block(name: &str, query: &Members<'_>) -> Option<EvmQuery> {
    let at = query.block()?;
    Some(match name {
        "block" => EvmQuery::Block(at),
        "account_nonce" | "code" | "native_balance" => {
            let account = query.address("account")?;
            match name {
                "account_nonce" => EvmQuery::AccountNonce { account, at },
                "code" => EvmQuery::Code { account, at },
                _ => EvmQuery::NativeBalance { account, at },
            }
        }
        "erc1271" => EvmQuery::Erc1271 {
            account: query.address("account")?,
            digest: query.hash("digest")?,
            signature: query.bytes("signature")?,
            at,
        },
        "estimate_gas" => EvmQuery::EstimateGas(call(query, at)?),
        "simulate" => EvmQuery::Simulate(call(query, at)?),
        _ => EvmQuery::Read {
            read: read(name, query)?,
            at,
        },
    })
}

fn call(query: &Members<'_>, at: BlockId) -> Option<Call> {
    Some(Call {
        from: if query.has("from") {
            Some(query.address("from")?)
        } else {
            None
        },
        to: query.address("to")?,
        data: query.bytes("data")?,
        at,
    })
}

fn read(name: &str, query: &Members<'_>) -> Option<Read> {
    Some(match name {
        "l1_fee_upper_bound" => Read::L1FeeUpperBound {
            size: query.number("size")?,
        },
        "operator_fee" => Read::OperatorFee {
            gas: query.number("gas")?,
        },
        "permit_nonce" => Read::PermitNonce {
            owner: query.address("owner")?,
            nonce: query.amount("nonce")?,
        },
        "allowance"
        | "authorization_state"
        | "balance"
        | "domain_separator"
        | "is_blacklisted"
        | "paused"
        | "token_name"
        | "token_version" => {
            let token = query.address("token")?;
            match name {
                "allowance" => Read::Allowance {
                    token,
                    owner: query.address("owner")?,
                    spender: query.address("spender")?,
                },
                "authorization_state" => Read::AuthorizationState {
                    token,
                    authorizer: query.address("authorizer")?,
                    nonce: query.hash("nonce")?,
                },
                "balance" => Read::Balance {
                    token,
                    owner: query.address("owner")?,
                },
                "is_blacklisted" => Read::IsBlacklisted {
                    token,
                    account: query.address("account")?,
                },
                "domain_separator" => Read::DomainSeparator { token },
                "paused" => Read::Paused { token },
                "token_name" => Read::TokenName { token },
                _ => Read::TokenVersion { token },
            }
        }
        _ => return query.unknown(name),
    })
}

fn logs(query: &Members<'_>) -> Option<LogFilter> {
    let topics = query.list("topics")?.iter().map(|topic| match topic {
        Json::Null => Some(None),
        Json::String(text) => query.hash_of(text).map(Some),
        other => query.wrong("topics that are strings or null", other),
    });
    let topics = topics.collect::<Option<_>>()?;
    let (first, last) = (query.number("first_block")?, query.number("last_block")?);
    query.kept(LogFilter::new(
        query.address("address")?,
        topics,
        first,
        last,
    ))
}
