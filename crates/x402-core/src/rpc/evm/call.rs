//! Calls of contracts: calldata, and what the functions return.

use alloc::{string::String, vec, vec::Vec};

use alloy_sol_types::SolCall;

use super::{error, quantity};
use crate::{
    amount::Amount,
    chain::{Answer, Call, Cause, EvmQuery, Failure, Head, Nonsense, Read, Revert, Value},
    evm::{
        Address,
        abi::{
            self, Eip3009, Erc20, FiatToken, GAS_PRICE_ORACLE, GasPriceOracle, MULTICALL3,
            Multicall3, Permit2, nonce_bit, word,
        },
        permit2::PERMIT2,
    },
    rpc::envelope::Reply,
};

/// A query and its place among all.
pub(super) type Member<'q> = (usize, &'q EvmQuery);

/// The contract and the calldata of a read.
pub(super) fn of(read: &Read) -> (Address, Vec<u8>) {
    match *read {
        Read::Allowance {
            token,
            owner,
            spender,
        } => {
            let (owner, spender) = (word(owner), word(spender));
            (token, Erc20::allowanceCall { owner, spender }.abi_encode())
        }
        Read::AuthorizationState {
            token,
            authorizer,
            nonce,
        } => {
            let call = Eip3009::authorizationStateCall {
                authorizer: word(authorizer),
                nonce: nonce.into(),
            };
            (token, call.abi_encode())
        }
        Read::Balance { token, owner } => {
            let account = word(owner);
            (token, Erc20::balanceOfCall { account }.abi_encode())
        }
        Read::DomainSeparator { token } => (token, Erc20::DOMAIN_SEPARATORCall {}.abi_encode()),
        Read::IsBlacklisted { token, account } => {
            let account = word(account);
            (token, FiatToken::isBlacklistedCall { account }.abi_encode())
        }
        Read::L1FeeUpperBound { size } => {
            let call = GasPriceOracle::getL1FeeUpperBoundCall {
                unsignedTxSize: Amount::from(size).to_u256(),
            };
            (GAS_PRICE_ORACLE, call.abi_encode())
        }
        Read::OperatorFee { gas } => {
            let call = GasPriceOracle::getOperatorFeeCall {
                gasUsed: Amount::from(gas).to_u256(),
            };
            (GAS_PRICE_ORACLE, call.abi_encode())
        }
        Read::Paused { token } => (token, FiatToken::pausedCall {}.abi_encode()),
        Read::PermitNonce { owner, nonce } => {
            let call = Permit2::nonceBitmapCall {
                owner: word(owner),
                word: nonce_bit(nonce).0.to_u256(),
            };
            (PERMIT2, call.abi_encode())
        }
        Read::TokenName { token } => (token, Erc20::nameCall {}.abi_encode()),
        Read::TokenVersion { token } => (token, Erc20::versionCall {}.abi_encode()),
    }
}

/// What a read returned.
pub(super) fn returned(read: &Read, data: &[u8]) -> Answer {
    decode(read, data).map_or(Answer::Refused(Revert::BadReturn), Answer::Value)
}

fn decode(read: &Read, data: &[u8]) -> Option<Value> {
    fn get<C: SolCall>(data: &[u8]) -> Option<C::Return> {
        C::abi_decode_returns_validate(data).ok()
    }
    fn text(text: String) -> Option<Value> {
        (text.len() <= Value::MAX_TEXT).then_some(Value::Text(text))
    }
    let amount = |number| Value::Amount(Amount::from_u256(number));
    match read {
        Read::Allowance { .. } => get::<Erc20::allowanceCall>(data).map(amount),
        Read::AuthorizationState { .. } => {
            get::<Eip3009::authorizationStateCall>(data).map(Value::Flag)
        }
        Read::Balance { .. } => get::<Erc20::balanceOfCall>(data).map(amount),
        Read::DomainSeparator { .. } => {
            get::<Erc20::DOMAIN_SEPARATORCall>(data).map(|hash| Value::Hash(hash.0))
        }
        Read::IsBlacklisted { .. } => get::<FiatToken::isBlacklistedCall>(data).map(Value::Flag),
        Read::L1FeeUpperBound { .. } => {
            get::<GasPriceOracle::getL1FeeUpperBoundCall>(data).map(amount)
        }
        Read::OperatorFee { .. } => get::<GasPriceOracle::getOperatorFeeCall>(data).map(amount),
        Read::Paused { .. } => get::<FiatToken::pausedCall>(data).map(Value::Flag),
        Read::PermitNonce { nonce, .. } => {
            let (_, bit) = nonce_bit(*nonce);
            get::<Permit2::nonceBitmapCall>(data).map(|map| Value::Flag(map.bit(bit.into())))
        }
        Read::TokenName { .. } => get::<Erc20::nameCall>(data).and_then(text),
        Read::TokenVersion { .. } => get::<Erc20::versionCall>(data).and_then(text),
    }
}

/// The calldata of `aggregate3`: the block's number and time, then the members.
pub(super) fn aggregate_data(members: &[Member<'_>]) -> Vec<u8> {
    let call = |(target, data): (Address, Vec<u8>)| Multicall3::Call3 {
        target: word(target),
        allowFailure: true,
        callData: data.into(),
    };
    let block = [
        Multicall3::getBlockNumberCall {}.abi_encode(),
        Multicall3::getCurrentBlockTimestampCall {}.abi_encode(),
    ];
    let block = block.map(|data| (MULTICALL3, data)).into_iter();
    let members = members.iter().filter_map(|(_, query)| match query {
        EvmQuery::Read { read, .. } => Some(of(read)),
        EvmQuery::Simulate(Call { to, data, .. }) => Some((*to, data.as_bytes().to_vec())),
        _ => None,
    });
    let calls = block.chain(members).map(call).collect();
    Multicall3::aggregate3Call { calls }.abi_encode()
}

/// The members' answers from one `aggregate3`, and the block they are of.
pub(super) fn aggregate(members: &[Member<'_>], reply: Reply<'_>) -> (Vec<Answer>, Option<Head>) {
    let for_all = |answer| (vec![answer; members.len()], None);
    let wrong_type = Answer::Nonsense(Nonsense::WrongType);
    let result = match reply {
        Reply::Result(result) => result,
        // Multicall3 itself never reverts here: every call may fail.
        Reply::Error(error, _) if error::revert(&error).is_some() => {
            let cause = Cause::Other;
            return for_all(Answer::Failed(Failure::new(cause)));
        }
        Reply::Error(_, answer) | Reply::None(answer) => return for_all(answer),
    };
    let Some(data) = quantity::bytes(&result) else {
        return for_all(wrong_type);
    };
    if data.is_empty() {
        return for_all(Answer::Failed(Failure::new(Cause::NoMulticall)));
    }
    let Some(results) = abi::aggregated(&data) else {
        return for_all(wrong_type);
    };
    let [number, time, results @ ..] = &results[..] else {
        return for_all(wrong_type);
    };
    let head = read_head(number, time);
    if head.is_none() || results.len() != members.len() {
        return for_all(wrong_type);
    }
    let answers = members.iter().zip(results).map(|((_, query), result)| {
        let data = &result.returnData;
        match query {
            _ if !result.success => Answer::Refused(Revert::decode(data)),
            EvmQuery::Read { read, .. } => returned(read, data),
            _ => Answer::Value(Value::Succeeded),
        }
    });
    (answers.collect(), head)
}

fn read_head(number: &Multicall3::Result, time: &Multicall3::Result) -> Option<Head> {
    if !(number.success && time.success) {
        return None;
    }
    let number = Multicall3::getBlockNumberCall::abi_decode_returns_validate(&number.returnData);
    let time =
        Multicall3::getCurrentBlockTimestampCall::abi_decode_returns_validate(&time.returnData);
    Some(Head::Block {
        number: Amount::from_u256(number.ok()?).to_u64()?,
        hash: None,
        time: Some(Amount::from_u256(time.ok()?).to_u64()?),
    })
}
