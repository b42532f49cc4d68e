//! Queries as the protocol writes them.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use x402_core::{
    ValueError,
    amount::Amount,
    chain::{BlockId, Call, Commitment, EvmQuery, LogFilter, Query, Read, SignedBytes, SvmQuery},
    evm,
    header::decode_base64,
    svm,
};

use super::super::{Answer, transaction::unhex};

/// The networks that share queries.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Namespace {
    Eip155,
    Solana,
}

/// A query; one that is not known here is unsupported.
pub(super) fn read(namespace: Namespace, query: &Value) -> Result<Query, Answer> {
    match namespace {
        Namespace::Eip155 => evm_query(&Members(query)).map(Query::from),
        Namespace::Solana => svm_query(&Members(query)).map(Query::from),
    }
}

fn evm_query(query: &Members<'_>) -> Result<EvmQuery, Answer> {
    let account = || query.parse::<evm::Address>("account");
    let at = || query.block();
    Ok(match query.name()? {
        "account_nonce" => EvmQuery::AccountNonce {
            account: account()?,
            at: at()?,
        },
        "block" => EvmQuery::Block(at()?),
        "chain_id" => EvmQuery::ChainId,
        "code" => EvmQuery::Code {
            account: account()?,
            at: at()?,
        },
        "erc1271" => EvmQuery::Erc1271 {
            account: account()?,
            digest: query.hash("digest")?,
            signature: query.bytes("signature")?,
            at: at()?,
        },
        "fee_history" => EvmQuery::FeeHistory,
        "gas_price" => EvmQuery::GasPrice,
        "logs" => EvmQuery::Logs(logs(query)?),
        "native_balance" => EvmQuery::NativeBalance {
            account: account()?,
            at: at()?,
        },
        "priority_fee" => EvmQuery::PriorityFee,
        "receipt" => EvmQuery::Receipt(query.hash("transaction")?),
        "send" => EvmQuery::Send(query.bytes("transaction")?),
        "simulate" => EvmQuery::Simulate(Call {
            from: query.has("from").then(|| query.parse("from")).transpose()?,
            to: query.parse("to")?,
            data: query.bytes("data")?,
            at: at()?,
        }),
        "transaction" => EvmQuery::Transaction(query.hash("transaction")?),
        name => EvmQuery::Read {
            read: read_of(name, query)?,
            at: at()?,
        },
    })
}

fn read_of(name: &str, query: &Members<'_>) -> Result<Read, Answer> {
    let token = || query.parse("token");
    Ok(match name {
        "allowance" => Read::Allowance {
            token: token()?,
            owner: query.parse("owner")?,
            spender: query.parse("spender")?,
        },
        "authorization_state" => Read::AuthorizationState {
            token: token()?,
            authorizer: query.parse("authorizer")?,
            nonce: query.hash("nonce")?,
        },
        "balance" => Read::Balance {
            token: token()?,
            owner: query.parse("owner")?,
        },
        "domain_separator" => Read::DomainSeparator { token: token()? },
        "is_blacklisted" => Read::IsBlacklisted {
            token: token()?,
            account: query.parse("account")?,
        },
        "l1_fee_upper_bound" => Read::L1FeeUpperBound {
            size: query.get("size")?,
        },
        "paused" => Read::Paused { token: token()? },
        "permit_nonce" => Read::PermitNonce {
            owner: query.parse("owner")?,
            nonce: query.parse::<Amount>("nonce")?,
        },
        "token_name" => Read::TokenName { token: token()? },
        "token_version" => Read::TokenVersion { token: token()? },
        _ => return Err(Answer::Unsupported),
    })
}

fn logs(query: &Members<'_>) -> Result<LogFilter, Answer> {
    let topics: Vec<Option<String>> = query.get("topics")?;
    let topics = topics.iter().map(|topic| {
        let topic = topic.as_deref().map(|topic| hash("topics", topic));
        topic.transpose()
    });
    let (first, last) = (query.get("first_block")?, query.get("last_block")?);
    let topics = topics.collect::<Result<_, _>>()?;
    LogFilter::new(query.parse("address")?, topics, first, last).map_err(|error| unfit(&error))
}

fn svm_query(query: &Members<'_>) -> Result<SvmQuery, Answer> {
    let commitment = || query.commitment();
    Ok(match query.name()? {
        "account_info" => SvmQuery::AccountInfo {
            address: query.parse::<svm::Address>("address")?,
            commitment: commitment()?,
        },
        "block_height" => SvmQuery::BlockHeight(commitment()?),
        "blockhash_valid" => SvmQuery::BlockhashValid {
            blockhash: query.parse("blockhash")?,
            commitment: commitment()?,
        },
        "first_available_block" => SvmQuery::FirstAvailableBlock,
        "latest_blockhash" => SvmQuery::LatestBlockhash(commitment()?),
        "send" => SvmQuery::Send(query.base64("transaction")?),
        "simulate" => SvmQuery::Simulate {
            transaction: query.base64("transaction")?,
            commitment: commitment()?,
        },
        "slot" => SvmQuery::Slot(commitment()?),
        "status" => SvmQuery::Status(query.parse("signature")?),
        "transaction" => SvmQuery::Transaction {
            signature: query.parse("signature")?,
            finalized: query.get("finalized")?,
        },
        _ => return Err(Answer::Unsupported),
    })
}

/// The members of a query.
struct Members<'a>(&'a Value);

impl Members<'_> {
    fn name(&self) -> Result<&str, Answer> {
        self.text("query")
    }

    fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some()
    }

    fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T, Answer> {
        let value = self.0.get(name).cloned().unwrap_or_default();
        serde_json::from_value(value)
            .map_err(|error| Answer::error(format!("query: {name}: {error}")))
    }

    fn text(&self, name: &str) -> Result<&str, Answer> {
        let text = self.0.get(name).and_then(Value::as_str);
        text.ok_or_else(|| Answer::error(format!("query: expected {name} to be a string")))
    }

    fn parse<T: std::str::FromStr<Err = ValueError>>(&self, name: &str) -> Result<T, Answer> {
        self.text(name)?.parse().map_err(|error| unfit(&error))
    }

    fn hash(&self, name: &str) -> Result<[u8; 32], Answer> {
        hash(name, self.text(name)?)
    }

    fn bytes(&self, name: &str) -> Result<SignedBytes, Answer> {
        Ok(unhex(name, self.text(name)?)?.into())
    }

    fn base64(&self, name: &str) -> Result<SignedBytes, Answer> {
        let bytes = decode_base64(self.text(name)?, usize::MAX);
        let bytes = bytes.map_err(|error| Answer::error(format!("query: {name}: {error}")))?;
        Ok(bytes.into())
    }

    /// The block: `latest` if it is not there.
    fn block(&self) -> Result<BlockId, Answer> {
        Ok(match self.0.get("at") {
            None => BlockId::Latest,
            Some(at) => match (at.as_str(), at.as_u64()) {
                (Some("latest"), _) => BlockId::Latest,
                (Some("safe"), _) => BlockId::Safe,
                (Some("finalized"), _) => BlockId::Finalized,
                (None, Some(number)) => BlockId::Number(number),
                _ => return Err(Answer::error("query: expected at to be a block")),
            },
        })
    }

    /// The commitment: `confirmed` if it is not there.
    fn commitment(&self) -> Result<Commitment, Answer> {
        Ok(match self.0.get("commitment").and_then(Value::as_str) {
            Some("processed") => Commitment::Processed,
            None | Some("confirmed") => Commitment::Confirmed,
            Some("finalized") => Commitment::Finalized,
            Some(_) => return Err(Answer::error("query: expected a commitment")),
        })
    }
}

fn hash(name: &str, text: &str) -> Result<[u8; 32], Answer> {
    let bytes = unhex(name, text)?.try_into();
    bytes.map_err(|_| Answer::error(format!("{name}: expected 32 bytes")))
}

fn unfit(error: &ValueError) -> Answer {
    Answer::error(format!("query: {error}"))
}
