//! The methods of a node.

use serde_json::{Value as Json, json};
use x402_core::chain::{Answer, BlockId, Code, EvmQuery, Head, Revert, Value};

use super::{
    Double,
    call::View,
    codec::{self, amount, hex, quantity},
    faults::{Unsent, count},
    model::chain::{Act, parse},
};

/// The answer to a body: status and JSON.
pub(crate) fn answer(double: &mut Double, node: usize, body: &Json) -> (u16, Json) {
    let Some(faults) = double.nodes.get_mut(node) else {
        return (404, json!({"error": "no such node"}));
    };
    if count(&mut faults.rate_limited) {
        let id = body.get("id").unwrap_or(&Json::Null);
        return (429, codec::error(id, -32005, "rate limit exceeded", None));
    }
    let (refuses_batches, shuffles) = (faults.refuses_batches, faults.shuffles);
    match body.as_array() {
        Some(_) if refuses_batches => {
            let message = "batch requests are not supported";
            (200, codec::error(&Json::Null, -32600, message, None))
        }
        Some(requests) => {
            let answers = requests.iter().map(|request| one(double, node, request));
            let mut answers: Vec<_> = answers.collect();
            if shuffles {
                answers.reverse();
            }
            (200, Json::Array(answers))
        }
        None => (200, one(double, node, body)),
    }
}

/// Why a request has no result: code, message, and the data of a revert.
type Refused = (i64, String, Option<Vec<u8>>);

fn one(double: &mut Double, node: usize, request: &Json) -> Json {
    let id = request.get("id").unwrap_or(&Json::Null);
    let nulls = double.nodes.get_mut(node).map(|faults| &mut faults.nulls);
    if nulls.is_some_and(count) {
        return codec::result(id, &Json::Null);
    }
    match method(double, node, request) {
        Some(Ok(found)) => codec::result(id, &found),
        Some(Err((code, message, data))) => codec::error(id, code, &message, data.as_deref()),
        None => codec::error(id, -32602, "invalid params", None),
    }
}

/// The result of a request; `None` if its parameters are not those of the method.
fn method(double: &mut Double, node: usize, request: &Json) -> Option<Result<Json, Refused>> {
    let parameter = |place: usize| request.get("params").and_then(|params| params.get(place));
    let name = request.get("method")?.as_str()?;
    if name == "eth_sendRawTransaction" {
        return Some(send(double, node, &codec::bytes(parameter(0))?));
    }
    let faults = double.nodes.get(node)?;
    let behaviour = faults.behaviour();
    let chain = &double.chain;
    let head = u64::try_from(chain.height().saturating_sub(behaviour.lag)).ok()?;
    let block = |place| -> Option<Result<BlockId, Refused>> {
        let at = codec::block(parameter(place))?;
        Some(match at {
            BlockId::Number(number) if number > head => {
                Err((-32000, "header not found".to_owned(), None))
            }
            BlockId::Number(number) if faults.states > 0 && number + faults.states <= head => {
                Err((-32000, "missing trie node".to_owned(), None))
            }
            at => Ok(at),
        })
    };
    let query = match name {
        "eth_chainId" => EvmQuery::ChainId,
        "net_version" => return Some(Ok(chain.genesis.chain_id.to_string().into())),
        "eth_blockNumber" => return Some(Ok(quantity(head).into())),
        "eth_feeHistory" => EvmQuery::FeeHistory,
        "eth_gasPrice" => EvmQuery::GasPrice,
        "eth_maxPriorityFeePerGas" => EvmQuery::PriorityFee,
        "eth_getTransactionCount" => EvmQuery::AccountNonce {
            account: codec::address(parameter(0))?,
            at: match block(1)? {
                Ok(at) => at,
                Err(refused) => return Some(Err(refused)),
            },
        },
        "eth_getBalance" => EvmQuery::NativeBalance {
            account: codec::address(parameter(0))?,
            at: match block(1)? {
                Ok(at) => at,
                Err(refused) => return Some(Err(refused)),
            },
        },
        "eth_getCode" => EvmQuery::Code {
            account: codec::address(parameter(0))?,
            at: match block(1)? {
                Ok(at) => at,
                Err(refused) => return Some(Err(refused)),
            },
        },
        "eth_getBlockByNumber" => EvmQuery::Block(codec::block(parameter(0))?),
        "eth_getLogs" => EvmQuery::Logs(codec::filter(parameter(0))?),
        "eth_getTransactionReceipt" => EvmQuery::Receipt(codec::word(parameter(0))?),
        "eth_getTransactionByHash" => EvmQuery::Transaction(codec::word(parameter(0))?),
        "eth_call" | "eth_estimateGas" => {
            let at = match block(1)? {
                Ok(at) => at,
                Err(refused) => return Some(Err(refused)),
            };
            let call = parameter(0)?;
            let to = codec::address(call.get("to"))?;
            let data = call.get("data").or_else(|| call.get("input"));
            let data = codec::bytes(data).unwrap_or_default();
            let view = View {
                chain,
                behaviour,
                at,
            };
            return Some(match view.call(to, &data) {
                Ok(_) if name == "eth_estimateGas" => Ok(quantity(GAS).into()),
                Ok(returned) => Ok(hex(&returned).into()),
                Err(data) => Err((3, reverted(&data), Some(data))),
            });
        }
        _ => {
            let message = format!("the method {name} does not exist/is not available");
            return Some(Err((-32601, message, None)));
        }
    };
    let (answer, _) = behaviour.answer(chain, &query);
    Some(match answer {
        Answer::Value(value) => Ok(result(&query, &value, head)),
        _ => Err((-32000, "not available".to_owned(), None)),
    })
}

/// What a payment uses.
const GAS: u64 = 60_000;

fn reverted(data: &[u8]) -> String {
    match Revert::decode(data) {
        Revert::Message(message) => format!("execution reverted: {message}"),
        _ => "execution reverted".to_owned(),
    }
}

fn result(query: &EvmQuery, value: &Value, head: u64) -> Json {
    match value {
        Value::Number(number) => quantity(*number).into(),
        Value::Amount(found) => amount(*found).into(),
        Value::Code(Code::None) => "0x".into(),
        Value::Code(_) => "0x60016000".into(),
        Value::Block(Some(Head::Block { number, hash, time })) => json!({
            "number": quantity(*number),
            "hash": hex(&hash.unwrap_or_default()),
            "timestamp": quantity(time.unwrap_or_default()),
            "baseFeePerGas": "0x64",
            "transactions": [],
        }),
        Value::FeeHistory(history) => {
            let base: Vec<_> = history.base_fees.iter().map(|fee| amount(*fee)).collect();
            let tips: Vec<_> = history.tips.iter().map(|tip| [amount(*tip)]).collect();
            let used = vec![0.5; tips.len()];
            json!({
                "oldestBlock": quantity(head),
                "baseFeePerGas": base,
                "reward": tips,
                "gasUsedRatio": used,
            })
        }
        Value::Logs(found) => codec::logs(found),
        Value::Receipt(Some(receipt)) => codec::receipt(receipt, head + 1),
        Value::Transaction(Some(found)) => match query {
            EvmQuery::Transaction(hash) => codec::transaction(hash, found),
            _ => Json::Null,
        },
        _ => Json::Null,
    }
}

/// Hands a transaction to a node, and by it to all of them.
fn send(double: &mut Double, node: usize, raw: &[u8]) -> Result<Json, Refused> {
    let Some((hash, sent)) = parse(raw) else {
        return Err((
            -32000,
            "rlp: value size exceeds available input".to_owned(),
            None,
        ));
    };
    let Some(faults) = double.nodes.get_mut(node) else {
        return Err((-32000, "no such node".to_owned(), None));
    };
    let client = faults.client;
    let chain = &mut double.chain;
    let transaction = sent.signed.transaction();
    let next = chain.state(chain.height()).nonce(sent.from);
    let fee = transaction.fees.max_fee_per_gas();
    let is_better = |other: &[u8; 32]| {
        chain.transactions.get(other).is_some_and(|other| {
            let waiting = other.signed.transaction();
            let is_same = other.from == sent.from && waiting.nonce == transaction.nonce;
            is_same && waiting.fees.max_fee_per_gas().saturating_mul(110) > fee.saturating_mul(100)
        })
    };
    let unsent = if chain.is_dry {
        Some(Unsent::InsufficientFunds)
    } else if transaction.nonce < next {
        let nonce = transaction.nonce;
        Some(Unsent::NonceTooLow { next, nonce })
    } else if chain.pool.contains(&hash) {
        Some(Unsent::AlreadyKnown)
    } else if chain.pool.iter().any(is_better) {
        Some(Unsent::Underpriced)
    } else {
        None
    };
    if let Some(unsent) = unsent {
        let (code, message) = client.words(unsent);
        return Err((code, message, None));
    }
    if double.is_front_run {
        double.is_front_run = false;
        let act = Act::Call(transaction.to, transaction.input.clone().into());
        double.acts.push(act);
        chain.mine(Vec::new(), std::mem::take(&mut double.acts));
        double.now = double.now.max(1_000 * chain.now());
    }
    if !double.sent.contains(&hash) {
        double.sent.push(hash);
    }
    chain.transactions.insert(hash, sent);
    if count(&mut faults.lost_broadcasts) {
        return Ok(hex(&hash).into());
    }
    if count(&mut faults.late_broadcasts) {
        double
            .late
            .push_back((double.now + faults.delay_millis, hash));
    } else {
        chain.send(raw, false);
    }
    Ok(hex(&hash).into())
}
