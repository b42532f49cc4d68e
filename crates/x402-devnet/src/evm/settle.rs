//! A payment is sent, and what it moved is read.

use serde_json::{Value as Json, json};
use x402_core::{
    amount::Amount,
    chain::{BlockId, EvmQuery, Query, Read, Sent as Answer, SignedBytes, TransactionId, Value},
    evm::{Address, Fees, SignedTransaction, SigningKey, Transaction},
};

use super::{
    anvil::Anvil,
    contracts::{Contracts, Token, set_code},
    payment::Payment,
    setup::{self, Terms},
};
use crate::{Result, error::Error, node::Node, state::ChainState};

/// A chain that is made anew for each case.
#[derive(Debug)]
pub struct Chain {
    /// The node.
    pub node: Anvil,
    contracts: Contracts,
    key: SigningKey,
    /// The snapshot of a chain without a token.
    empty: Json,
    /// The token that the chain has, and the snapshot of it.
    token: Option<(Group, Json)>,
    id: u64,
    nonce: u64,
}

/// What chains differ in that are set up for one token.
type Group = (u64, Address, String, String, Token);

/// What a transaction did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Sent {
    /// The transaction.
    pub id: TransactionId,
    /// It did not revert.
    pub succeeded: bool,
    /// It succeeded, and the payee has exactly the offer's amount more.
    pub moved: bool,
}

/// More than any settlement needs.
const GAS: u64 = 1_000_000;

/// A million dollars, in units of a millionth.
const A_MILLION: u64 = 1_000_000_000_000;

impl Chain {
    /// A chain with everything but a token. `key` sends the transactions.
    ///
    /// # Errors
    ///
    /// The node does not take what is set up.
    pub fn new(mut node: Anvil, contracts: Contracts, key: SigningKey) -> Result<Self> {
        node.call(&contracts.common()?)?;
        let empty = snapshot(&mut node)?;
        Ok(Self {
            node,
            contracts,
            key,
            empty,
            token: None,
            id: 0,
            nonce: 0,
        })
    }

    /// Makes the chain what a case states. The next block has the time `now`.
    ///
    /// # Errors
    ///
    /// The node does not take what is set up.
    pub fn prepare(
        &mut self,
        terms: &Terms,
        token: Token,
        payment: &Payment,
        state: &ChainState,
        now: u64,
    ) -> Result<()> {
        let (name, version) = (terms.name.clone(), terms.version.clone());
        let group = (terms.chain_id, terms.asset, name, version, token);
        match self.token.take() {
            Some((known, place)) if known == group => self.back_to(&place)?,
            _ => {
                let empty = self.empty.clone();
                self.back_to(&empty)?;
                self.empty = snapshot(&mut self.node)?;
                let mut calls = vec![("anvil_setChainId", json!([terms.chain_id]))];
                calls.extend(self.contracts.token(token, terms)?);
                calls.push(("evm_mine", json!([])));
                self.node.call(&calls)?;
                self.is_the_token(terms)?;
            }
        }
        let place = snapshot(&mut self.node)?;
        self.token = Some((group, place));
        self.id = terms.chain_id;
        self.nonce = 0;
        let mut calls = setup::calls(terms, token, payment, state, &self.contracts)?;
        calls.push(at_time(now));
        self.node.call(&calls)?;
        Ok(())
    }

    /// Opens the chain to other programs: it has the token, of which the node's own account has
    /// a million dollars, and each block that is asked for comes a second after the one before.
    ///
    /// # Errors
    ///
    /// The node does not take what is set up, or has no account.
    pub fn open(&mut self, terms: &Terms, now: u64) -> Result<()> {
        let mut calls = vec![("anvil_setChainId", json!([terms.chain_id]))];
        calls.extend(self.contracts.token(Token::V22, terms)?);
        calls.push(("evm_mine", json!([])));
        calls.push(("eth_accounts", json!([])));
        let results = self.node.call(&calls)?;
        self.is_the_token(terms)?;
        let accounts = results.last().and_then(|accounts| accounts.get(0));
        let account = accounts.and_then(Json::as_str);
        let account = account.ok_or_else(|| Error::new("the node has no account"))?;
        self.node.call(&[
            setup::funds(terms.asset, account.parse()?, A_MILLION),
            at_time(now),
            ("evm_mine", json!([])),
            ("anvil_setBlockTimestampInterval", json!([1])),
        ])?;
        Ok(())
    }

    /// The token that was set up has the domain that its payers sign for.
    fn is_the_token(&mut self, terms: &Terms) -> Result<()> {
        let read = Read::DomainSeparator { token: terms.asset };
        let at = BlockId::Latest;
        let found = self.node.value(EvmQuery::Read { read, at })?;
        if found == Value::Hash(terms.domain().separator()) {
            Ok(())
        } else {
            Err(Error::new(format!(
                "{found:?} is not the domain of {terms:?}"
            )))
        }
    }

    /// Sends calldata, and reads what it moved for the offer.
    ///
    /// # Errors
    ///
    /// The node does not take the transaction, or does not have its receipt.
    pub fn send(
        &mut self,
        terms: &Terms,
        payer: Address,
        (to, input): (Address, Vec<u8>),
    ) -> Result<Sent> {
        let transaction = self.signed(to, input)?;
        let before = self.balance(terms)?;
        let id = TransactionId::from(transaction.hash());
        self.broadcast(&transaction)?;
        self.mine()?;
        let receipt = Query::from(EvmQuery::Receipt(transaction.hash()));
        let receipt = match self.node.value(receipt)? {
            Value::Receipt(Some(receipt)) => receipt,
            other => return Err(Error::new(format!("no receipt: {other:?}"))),
        };
        let more = match (before, self.balance(terms)?) {
            (Some(before), Some(after)) => after.checked_sub(before),
            _ => None,
        };
        // A payer that is the payee has the same as before.
        let wanted = if payer == terms.pay_to {
            Amount::ZERO
        } else {
            terms.amount
        };
        Ok(Sent {
            id,
            succeeded: receipt.succeeded,
            moved: receipt.succeeded && more == Some(wanted),
        })
    }

    /// The core's own transaction, the next one of the chain's sender.
    ///
    /// # Errors
    ///
    /// None: the fees are right.
    pub fn signed(&mut self, to: Address, input: Vec<u8>) -> Result<SignedTransaction> {
        let transaction = self.transaction(self.nonce, to, input)?;
        self.nonce += 1;
        Ok(sign(transaction, &self.key))
    }

    /// A transaction for any sender.
    ///
    /// # Errors
    ///
    /// None: the fees are right.
    pub fn transaction(&self, nonce: u64, to: Address, input: Vec<u8>) -> Result<Transaction> {
        Ok(Transaction {
            chain_id: self.id,
            nonce,
            fees: Fees::new(0, 0)?,
            gas_limit: GAS,
            to,
            value: Amount::ZERO,
            input,
            access_list: Vec::new(),
        })
    }

    /// Sends raw bytes.
    ///
    /// # Errors
    ///
    /// The node does not take them.
    pub fn broadcast(&mut self, transaction: &SignedTransaction) -> Result<()> {
        let raw = SignedBytes::from(transaction.to_bytes());
        match self.node.value(EvmQuery::Send(raw))? {
            Value::Sent(Answer::Accepted) => Ok(()),
            other => Err(Error::new(format!("the node does not take it: {other:?}"))),
        }
    }

    /// Makes a block of what was sent.
    ///
    /// # Errors
    ///
    /// The node makes none.
    pub fn mine(&mut self) -> Result<()> {
        self.node.call(&[("evm_mine", json!([]))])?;
        Ok(())
    }

    /// The payee's balance; `None` where no token answers.
    fn balance(&mut self, terms: &Terms) -> Result<Option<Amount>> {
        let read = Read::Balance {
            token: terms.asset,
            owner: terms.pay_to,
        };
        let query = EvmQuery::Read {
            read,
            at: BlockId::Latest,
        };
        let mut facts = self.node.ask(&[query.into()])?;
        Ok(match facts.pop().map(|fact| fact.answer) {
            Some(x402_core::chain::Answer::Value(Value::Amount(amount))) => Some(amount),
            _ => None,
        })
    }

    /// Puts another contract at an address.
    ///
    /// # Errors
    ///
    /// `contracts.json` does not have it, or the node does not take it.
    pub fn replace(&mut self, address: Address, contract: &str) -> Result<()> {
        let code = self.contracts.code(contract)?;
        self.node.call(&[set_code(&address.to_string(), code)])?;
        Ok(())
    }

    /// Gives the next block its time.
    ///
    /// # Errors
    ///
    /// The node does not take it.
    pub fn next_block_at(&mut self, time: u64) -> Result<()> {
        self.node.call(&[at_time(time)])?;
        Ok(())
    }

    /// The chain as it is, to come back to once.
    ///
    /// # Errors
    ///
    /// The node does not take it.
    pub fn place(&mut self) -> Result<Json> {
        snapshot(&mut self.node)
    }

    /// Goes back to a place.
    ///
    /// # Errors
    ///
    /// The node does not have it.
    pub fn back_to(&mut self, place: &Json) -> Result<()> {
        match self.node.call(&[("evm_revert", json!([place]))])?.first() {
            Some(Json::Bool(true)) => Ok(()),
            other => Err(Error::new(format!("evm_revert: {other:?}"))),
        }
    }
}

/// A transaction with its sender's signature.
#[must_use]
pub fn sign(transaction: Transaction, key: &SigningKey) -> SignedTransaction {
    let signature = key.sign(&transaction.signing_hash());
    transaction.with_signature(signature)
}

/// The call that gives the next block its time.
fn at_time(now: u64) -> (&'static str, Json) {
    ("evm_setNextBlockTimestamp", json!([now]))
}

fn snapshot(node: &mut Anvil) -> Result<Json> {
    let places = node.call(&[("evm_snapshot", json!([]))])?;
    places
        .into_iter()
        .next()
        .ok_or_else(|| Error::new("no snapshot"))
}
