//! Settlements on an EVM chain.

use alloy_primitives::{B256, keccak256};
use alloy_sol_types::{SolCall, SolValue, sol};
use serde_json::{Value as Json, json};
use x402_core::{
    UnixTimestamp,
    amount::Amount,
    any::SettleRequest,
    chain::{
        BlockId, EvmQuery, Fact, Facts, Landed, Level, NodeId, Query, Quorum, SignedBytes,
        TransactionId, Value,
    },
    evm::{Address, SigningKey, eip712::signing_hash},
    receipt::{self, ExpectedTransfer, Movement, SearchResult, SettlementStatus, UseStatus},
    rpc,
};

use super::queries;
use crate::{
    Result,
    case::{Case, Verdict},
    error::Error,
    evm::{Chain, MULTICALL3, Payment, Terms, Token, sign},
    mutation::{self, Keys},
    node::Node as _,
};

sol! {
    /// What the core never writes: the payer's own way to end an authorization.
    interface Cancel {
        function cancelAuthorization(
            address authorizer,
            bytes32 nonce,
            uint8 v,
            bytes32 r,
            bytes32 s
        ) external;
    }

    /// A batch, as a facilitator sends it.
    interface Batch {
        struct Call3 {
            address target;
            bool allowFailure;
            bytes callData;
        }

        function aggregate3(Call3[] calls) external payable;
    }
}

/// A payment that the core has accepted, ready to be sent.
pub(super) struct Ready {
    pub(super) terms: Terms,
    pub(super) payment: Payment,
    pub(super) call: (Address, Vec<u8>),
    pub(super) request: SettleRequest,
    pub(super) now: u64,
    pub(super) replay_key: String,
    expected: ExpectedTransfer,
}

/// A chain with its payments, in one scenario.
pub(super) struct Stage<'a> {
    pub(super) chain: &'a mut Chain,
    pub(super) keys: &'a Keys,
    pub(super) cases: &'a [Case],
}

/// A scenario: true if the facts prove what happened.
pub(super) type Scenario = fn(&mut Stage<'_>) -> Result<bool>;

pub(super) const ALL: &[(&str, Scenario)] = &[
    ("a node answers every query", queries::all),
    ("a receipt proves its payment offline", offline),
    ("another sender is first, EIP-3009", |stage| {
        front_run(stage, EIP3009)
    }),
    ("another sender is first, Permit2", |stage| {
        front_run(stage, PERMIT2)
    }),
    (
        "another sender is first, and the token does not revert",
        quiet,
    ),
    ("the token keeps a fee", fee),
    ("the payer cancels first", cancelled),
    ("the window is over", too_late),
    ("what is unused at a finalized block is over", unused),
    ("a node returns the receipt of what it is sent", waited),
    ("two equal payments in one transaction", two_in_one),
    ("one of two equal payments is sent", one_is_not_two),
    (
        "two equal Permit2 payments in one transaction",
        two_permits_in_one,
    ),
    ("one of two payments in one transaction is used", one_of_two),
    ("the block is replaced", reorganised),
];

/// The payments that scenarios are made of, of each method.
pub(super) const EIP3009: &str = "evm.exact.eip3009.signature/v-28";
pub(super) const PERMIT2: &str = "evm.exact.permit2/plain";

impl Stage<'_> {
    /// The payment of a vector with a nonce of its own, on a chain as the vector states it.
    pub(super) fn ready(&mut self, vector: &str, nonce: u8) -> Result<Ready> {
        let missing = || Error::new(format!("no payment {vector}"));
        let base = self.cases.iter().find(|case| case.name == vector);
        let base = base.ok_or_else(missing)?;
        let mut line: Json = serde_json::from_str(&base.line)?;
        let places = [
            ("authorization", json!(B256::repeat_byte(nonce).to_string())),
            ("permit2Authorization", json!(nonce.to_string())),
        ];
        for (member, value) in places {
            let place = format!("/payload/payload/{member}/nonce");
            if let Some(found) = line.pointer_mut(&place) {
                *found = value;
            }
        }
        mutation::sign(&mut line, self.keys).ok_or_else(missing)?;
        let case = Case {
            name: vector.to_owned(),
            line: line.to_string(),
            now: base.now,
        };
        self.prepare(&case)
    }

    /// The payment of a case, on a chain as the case states it.
    pub(super) fn prepare(&mut self, case: &Case) -> Result<Ready> {
        let missing = || Error::new(format!("{} is not a payment that settles", case.name));
        let offer = case.offer()?.ok_or_else(missing)?;
        let terms = Terms::of(&offer).ok_or_else(missing)?;
        let payload = case.payload()?.ok_or_else(missing)?;
        let payment = Payment::read(&payload).ok_or_else(missing)?;
        let Verdict::Accepted(verified) = case.verdict()? else {
            return Err(missing());
        };
        let state = case.state(offer.network())?;
        self.chain
            .prepare(&terms, Token::V22, &payment, &state, case.now)?;
        Ok(Ready {
            call: payment.call(verified.signature(), terms.asset),
            request: case.settle_request()?.ok_or_else(missing)?,
            now: case.now,
            replay_key: verified.replay_key(),
            expected: verified.expected_transfer(),
            terms,
            payment,
        })
    }

    /// Sends calldata in a block of its own, by the chain's sender or by another account.
    fn send(
        &mut self,
        key: Option<&SigningKey>,
        call: &(Address, Vec<u8>),
    ) -> Result<TransactionId> {
        let transaction = match key {
            None => self.chain.signed(call.0, call.1.clone())?,
            Some(key) => sign(self.chain.transaction(0, call.0, call.1.clone())?, key),
        };
        self.chain.broadcast(&transaction)?;
        self.chain.mine()?;
        Ok(transaction.hash().into())
    }

    /// Whether a payment was never made and can no longer be, by the node as two.
    fn use_status(&mut self, ready: &Ready) -> Result<UseStatus> {
        let (sent_at, quorum) = (UnixTimestamp::new(ready.now)?, Quorum::of(2));
        let queries = receipt::use_queries(&ready.expected, sent_at, &Facts::new(), quorum);
        let facts = self.chain.node.ask(&queries)?;
        let facts: Facts = facts
            .into_iter()
            .flat_map(|fact| {
                [1, 2].map(|node| Fact {
                    from: NodeId(node),
                    ..fact.clone()
                })
            })
            .collect();
        Ok(receipt::use_status(
            &ready.expected,
            sent_at,
            &facts,
            quorum,
        ))
    }

    fn prove(&mut self, all: &[&Ready], id: &TransactionId) -> Result<Vec<SettlementStatus>> {
        let expected: Vec<ExpectedTransfer> =
            all.iter().map(|ready| ready.expected.clone()).collect();
        self.chain.node.prove(&expected, id)
    }

    /// Another transaction that used or cancelled the authorization.
    fn search(&mut self, ready: &Ready) -> Result<SearchResult> {
        let blocks = (1, 20);
        let queries = receipt::search(&ready.expected, blocks.0, blocks.1)?;
        let facts: Facts = self.chain.node.ask(&queries)?.into_iter().collect();
        let quorum = Quorum::of(1);
        Ok(receipt::find(
            &ready.expected,
            blocks.0,
            blocks.1,
            &facts,
            quorum,
        )?)
    }
}

fn is_paid_by(status: &[SettlementStatus], id: TransactionId) -> bool {
    matches!(status, [SettlementStatus::Paid(paid)] if paid.transaction == id)
}

fn offline(stage: &mut Stage<'_>) -> Result<bool> {
    let ready = stage.ready(EIP3009, 1)?;
    let id = stage.send(None, &ready.call.clone())?;
    let body = json!({
        "jsonrpc": "2.0",
        "id": 1,
        "method": "eth_getTransactionReceipt",
        "params": [id.to_string()],
    });
    let text = stage.chain.node.post(&body.to_string())?;
    let (found, value) = rpc::read_transaction(text.as_bytes())?;
    let landed = Landed::of(&value).ok_or_else(|| Error::new("no receipt"))?;
    let moved = receipt::movements(std::slice::from_ref(&ready.expected), landed);
    let is_named = matches!(
        moved.as_slice(),
        [Movement::Paid {
            names_payment: true,
            ..
        }]
    );
    Ok(found == id && is_named)
}

fn front_run(stage: &mut Stage<'_>, vector: &str) -> Result<bool> {
    let ready = stage.ready(vector, 2)?;
    let stranger = stage.keys.evm.values().next();
    let first = stage.send(stranger, &ready.call)?;
    let ours = stage.send(None, &ready.call)?;
    let failed = stage.prove(&[&ready], &ours)? == [SettlementStatus::Failed];
    // Only the logs of EIP-3009 name the authorization.
    let is_found = match ready.payment {
        Payment::Eip3009(_) => stage.search(&ready)? == SearchResult::UsedBy(first),
        Payment::Permit2(_) => true,
    };
    let paid = stage.prove(&[&ready], &first)?;
    Ok(failed && is_found && is_paid_by(&paid, first))
}

/// The payment of a token of another kind, ready to be sent.
fn of_token(stage: &mut Stage<'_>, contract: &str) -> Result<Ready> {
    let ready = stage.ready(EIP3009, 12)?;
    stage.chain.replace(ready.terms.asset, contract)?;
    Ok(ready)
}

fn quiet(stage: &mut Stage<'_>) -> Result<bool> {
    let ready = of_token(stage, "QuietToken")?;
    let stranger = stage.keys.evm.values().next();
    let first = stage.send(stranger, &ready.call)?;
    let ours = stage.send(None, &ready.call)?;
    // It succeeds, and has not paid.
    let is_unrelated = stage.prove(&[&ready], &ours)? == [SettlementStatus::Unrelated];
    let is_found = stage.search(&ready)? == SearchResult::UsedBy(first);
    let paid = stage.prove(&[&ready], &first)?;
    Ok(is_unrelated && is_found && is_paid_by(&paid, first))
}

fn fee(stage: &mut Stage<'_>) -> Result<bool> {
    let ready = of_token(stage, "FeeToken")?;
    let id = stage.send(None, &ready.call)?;
    let received = Amount::from(9_900_u64);
    Ok(stage.prove(&[&ready], &id)? == [SettlementStatus::Short { received }])
}

fn cancelled(stage: &mut Stage<'_>) -> Result<bool> {
    let ready = stage.ready(EIP3009, 3)?;
    let call = cancel_call(&ready, stage.keys)?;
    let cancel = stage.send(None, &call)?;
    let ours = stage.send(None, &ready.call)?;
    let failed = stage.prove(&[&ready], &ours)? == [SettlementStatus::Failed];
    let is_found = stage.search(&ready)? == SearchResult::CancelledBy(cancel);
    let is_cancelled = stage.prove(&[&ready], &cancel)? == [SettlementStatus::Cancelled];
    Ok(failed && is_found && is_cancelled)
}

/// The call by which the payer ends the authorization.
pub(super) fn cancel_call(ready: &Ready, keys: &Keys) -> Result<(Address, Vec<u8>)> {
    let Payment::Eip3009(transfer) = &ready.payment else {
        return Err(Error::new("only EIP-3009 has a cancellation"));
    };
    let kind = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
    let payer = alloy_primitives::Address::from(*transfer.from.as_bytes());
    let words = (kind, payer, B256::from(transfer.nonce)).abi_encode();
    let digest = signing_hash(&ready.terms.domain().separator(), &keccak256(words).0);
    let key = keys.evm.get(&transfer.from);
    let signature = key
        .ok_or_else(|| Error::new("no key of the payer"))?
        .sign(&digest);
    let data = Cancel::cancelAuthorizationCall {
        authorizer: payer,
        nonce: transfer.nonce.into(),
        v: if signature.y_parity() { 28 } else { 27 },
        r: signature.r().into(),
        s: signature.s().into(),
    };
    Ok((ready.terms.asset, data.abi_encode()))
}

fn too_late(stage: &mut Stage<'_>) -> Result<bool> {
    let ready = stage.ready(EIP3009, 4)?;
    let Payment::Eip3009(transfer) = &ready.payment else {
        return Ok(false);
    };
    let end = transfer.valid_before.to_u64().unwrap_or_default();
    stage.chain.next_block_at(end)?;
    let ours = stage.send(None, &ready.call)?;
    let failed = stage.prove(&[&ready], &ours)? == [SettlementStatus::Failed];
    Ok(failed && stage.search(&ready)? == SearchResult::NotFound)
}

/// A payment is over when a finalized block is behind its window, and only if it was not made.
fn unused(stage: &mut Stage<'_>) -> Result<bool> {
    let mut is_right = true;
    for vector in [EIP3009, PERMIT2] {
        for is_sent in [false, true] {
            let ready = stage.ready(vector, 14)?;
            if is_sent {
                stage.send(None, &ready.call)?;
            } else {
                stage.chain.mine()?;
                is_right &= stage.use_status(&ready)? == UseStatus::Open;
            }
            // The finalized block is some epochs behind the newest one.
            let end = match &ready.payment {
                Payment::Eip3009(transfer) => transfer.valid_before,
                Payment::Permit2(permit) => permit.deadline,
            };
            stage
                .chain
                .next_block_at(end.to_u64().unwrap_or_default() + 1)?;
            stage.chain.node.call(&[("anvil_mine", json!([200]))])?;
            let wanted = if is_sent {
                UseStatus::Used
            } else {
                UseStatus::Expired
            };
            is_right &= stage.use_status(&ready)? == wanted;
        }
    }
    Ok(is_right)
}

/// `eth_sendRawTransactionSync`: the receipt is the one that the node has later.
fn waited(stage: &mut Stage<'_>) -> Result<bool> {
    let ready = stage.ready(EIP3009, 15)?;
    let transaction = stage.chain.signed(ready.call.0, ready.call.1.clone())?;
    let id = TransactionId::from(transaction.hash());
    let raw = SignedBytes::from(transaction.to_bytes());
    let node = &mut stage.chain.node;
    node.call(&[("evm_setAutomine", json!([true]))])?;
    let waited = node.value(EvmQuery::SendSync(raw));
    node.call(&[("evm_setAutomine", json!([false]))])?;
    let known = node.value(EvmQuery::Receipt(transaction.hash()))?;
    let paid = stage.prove(&[&ready], &id)?;
    Ok(waited? == known && is_paid_by(&paid, id))
}

/// The transaction that settles several payments, and none of which makes the others fail.
fn batch(payments: &[&Ready]) -> Result<(Address, Vec<u8>)> {
    let calls = payments.iter().map(|ready| Batch::Call3 {
        target: alloy_primitives::Address::from(*ready.call.0.as_bytes()),
        allowFailure: true,
        callData: ready.call.1.clone().into(),
    });
    let calls = calls.collect();
    Ok((
        MULTICALL3.parse()?,
        Batch::aggregate3Call { calls }.abi_encode(),
    ))
}

/// Whether both are paid, and by two transfers.
fn are_paid_apart(status: &[SettlementStatus]) -> bool {
    match status {
        [
            SettlementStatus::Paid(first),
            SettlementStatus::Paid(second),
        ] => first.log_index != second.log_index,
        _ => false,
    }
}

fn two_in_one(stage: &mut Stage<'_>) -> Result<bool> {
    let first = stage.ready(EIP3009, 5)?;
    let second = stage.ready(EIP3009, 6)?;
    let id = stage.send(None, &batch(&[&first, &second])?)?;
    let both = stage.prove(&[&first, &second], &id)?;
    Ok(are_paid_apart(&both))
}

fn one_is_not_two(stage: &mut Stage<'_>) -> Result<bool> {
    let first = stage.ready(EIP3009, 5)?;
    let second = stage.ready(EIP3009, 6)?;
    let id = stage.send(None, &batch(&[&first])?)?;
    let status = stage.prove(&[&first, &second], &id)?;
    let is_one = matches!(
        status.as_slice(),
        [SettlementStatus::Paid(_), SettlementStatus::Unrelated]
    );
    let alone = stage.prove(&[&second], &id)?;
    Ok(is_one && alone == [SettlementStatus::Unrelated])
}

fn two_permits_in_one(stage: &mut Stage<'_>) -> Result<bool> {
    let first = stage.ready(PERMIT2, 7)?;
    let second = stage.ready(PERMIT2, 8)?;
    let id = stage.send(None, &batch(&[&first, &second])?)?;
    let both = stage.prove(&[&first, &second], &id)?;
    Ok(are_paid_apart(&both))
}

fn one_of_two(stage: &mut Stage<'_>) -> Result<bool> {
    let used = stage.ready(EIP3009, 9)?;
    let fresh = stage.ready(EIP3009, 10)?;
    let before = stage.send(None, &used.call)?;
    let id = stage.send(None, &batch(&[&used, &fresh])?)?;
    let status = stage.prove(&[&used, &fresh], &id)?;
    let is_apart = matches!(
        status.as_slice(),
        [SettlementStatus::Unrelated, SettlementStatus::Paid(_)]
    );
    let earlier = stage.prove(&[&used], &before)?;
    Ok(is_apart && is_paid_by(&earlier, before))
}

fn reorganised(stage: &mut Stage<'_>) -> Result<bool> {
    let ready = stage.ready(EIP3009, 11)?;
    let place = stage.chain.place()?;
    let id = stage.send(None, &ready.call)?;
    let TransactionId::Evm(hash) = id else {
        return Ok(false);
    };
    let receipt = stage.chain.node.ask(&[EvmQuery::Receipt(hash).into()])?;
    let mut facts: Facts = receipt.into_iter().collect();
    stage.chain.back_to(&place)?;
    stage.chain.mine()?;
    let number = stage.chain.node.value(EvmQuery::Block(BlockId::Latest))?;
    let Value::Block(Some(head)) = number else {
        return Ok(false);
    };
    let queries: [Query; 2] = [
        EvmQuery::ChainId.into(),
        EvmQuery::Block(BlockId::Number(head.height())).into(),
    ];
    facts.extend(stage.chain.node.ask(&queries)?);
    let expected = std::slice::from_ref(&ready.expected);
    let status = receipt::prove(expected, &id, Level::Included, &facts, Quorum::of(1));
    let now = stage.prove(&[&ready], &id)?;
    Ok(status == [SettlementStatus::Reorganised] && now == [SettlementStatus::Absent])
}
