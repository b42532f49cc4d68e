//! `eth_call`: view functions of the double's contracts, and calls that are simulated.

use alloy_primitives::U256;
use alloy_sol_types::{SolCall, SolValue, sol};
use x402_core::{
    chain::{Answer, BlockId, EvmQuery, Head, Read, Value},
    evm::{Address, permit2::PERMIT2},
};

use super::model::{
    abi::{MULTICALL3, Multicall3, address},
    chain::{Chain, FINAL},
    node::Behaviour,
};

sol! {
    interface Token {
        function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function DOMAIN_SEPARATOR() external view returns (bytes32);
        function isBlacklisted(address account) external view returns (bool);
        function paused() external view returns (bool);
    }

    interface Permit2 {
        function nonceBitmap(address owner, uint256 word) external view returns (uint256);
    }

    interface Erc1271 {
        function isValidSignature(bytes32 hash, bytes signature) external view returns (bytes4);
    }
}

/// A chain as one node sees it.
#[derive(Clone, Copy)]
pub(crate) struct View<'c> {
    pub(crate) chain: &'c Chain,
    pub(crate) behaviour: Behaviour,
    pub(crate) at: BlockId,
}

impl View<'_> {
    /// What a call returns, or the data that it reverts with.
    pub(crate) fn call(self, to: Address, data: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        let simulated = || {
            let called = self.chain.simulate(self.height(), to, data);
            called.map(|_| Vec::new())
        };
        self.read(to, data).unwrap_or_else(simulated)
    }

    fn height(self) -> usize {
        let head = self.chain.height().saturating_sub(self.behaviour.lag);
        match self.at {
            BlockId::Latest => head,
            BlockId::Safe | BlockId::Finalized => head.saturating_sub(FINAL),
            BlockId::Number(number) => usize::try_from(number).unwrap_or(head).min(head),
        }
    }

    /// The answer of a view function; `None` if it is another call.
    fn read(self, to: Address, data: &[u8]) -> Option<Result<Vec<u8>, Vec<u8>>> {
        let is_token = to == self.chain.genesis.token;
        let token = to;
        let read = match *data.first_chunk::<4>()? {
            Token::authorizationStateCall::SELECTOR if is_token => {
                let call = Token::authorizationStateCall::abi_decode(data).ok()?;
                Read::AuthorizationState {
                    token,
                    authorizer: address(call.authorizer),
                    nonce: call.nonce.0,
                }
            }
            Token::balanceOfCall::SELECTOR if is_token => {
                let call = Token::balanceOfCall::abi_decode(data).ok()?;
                let owner = address(call.account);
                Read::Balance { token, owner }
            }
            Token::allowanceCall::SELECTOR if is_token => {
                let call = Token::allowanceCall::abi_decode(data).ok()?;
                let (owner, spender) = (address(call.owner), address(call.spender));
                Read::Allowance {
                    token,
                    owner,
                    spender,
                }
            }
            Token::DOMAIN_SEPARATORCall::SELECTOR if is_token => Read::DomainSeparator { token },
            Token::isBlacklistedCall::SELECTOR if is_token => {
                let call = Token::isBlacklistedCall::abi_decode(data).ok()?;
                let account = address(call.account);
                Read::IsBlacklisted { token, account }
            }
            Token::pausedCall::SELECTOR if is_token => Read::Paused { token },
            Permit2::nonceBitmapCall::SELECTOR if to == PERMIT2 => {
                let call = Permit2::nonceBitmapCall::abi_decode(data).ok()?;
                return Some(Ok(self.bitmap(&call).abi_encode()));
            }
            Erc1271::isValidSignatureCall::SELECTOR => {
                let call = Erc1271::isValidSignatureCall::abi_decode(data).ok()?;
                return Some(Ok(self.erc1271(to, &call)));
            }
            Multicall3::aggregate3Call::SELECTOR if to == MULTICALL3 => {
                return self.aggregate(data);
            }
            Multicall3::getBlockNumberCall::SELECTOR if to == MULTICALL3 => {
                return Some(Ok(self.head()?.0.abi_encode()));
            }
            Multicall3::getCurrentBlockTimestampCall::SELECTOR if to == MULTICALL3 => {
                return Some(Ok(self.head()?.1.abi_encode()));
            }
            _ => return None,
        };
        let query = EvmQuery::Read { read, at: self.at };
        Some(Ok(match self.behaviour.answer(self.chain, &query).0 {
            Answer::Value(Value::Flag(flag)) => flag.abi_encode(),
            Answer::Value(Value::Amount(amount)) => amount.to_be_bytes().to_vec(),
            Answer::Value(Value::Hash(hash)) => hash.to_vec(),
            _ => return Some(Err(Vec::new())),
        }))
    }

    /// Number and time of the block.
    fn head(self) -> Option<(U256, U256)> {
        match self.chain.head(self.height()) {
            Head::Block { number, time, .. } => Some((U256::from(number), U256::from(time?))),
            Head::Slot(_) => None,
        }
    }

    /// A liar turns the used nonces over.
    fn bitmap(self, call: &Permit2::nonceBitmapCall) -> U256 {
        let mut map = U256::ZERO;
        for (contract, owner, nonce) in self.chain.state(self.height()).ended.keys() {
            let nonce = U256::from_be_bytes(*nonce);
            if *contract == PERMIT2 && *owner == address(call.owner) && nonce >> 8 == call.word {
                map.set_bit(nonce.byte(0).into(), true);
            }
        }
        if self.behaviour.is_lying { !map } else { map }
    }

    fn erc1271(self, account: Address, call: &Erc1271::isValidSignatureCall) -> Vec<u8> {
        let query = EvmQuery::Erc1271 {
            account,
            digest: call.hash.0,
            signature: call.signature.to_vec().into(),
            at: self.at,
        };
        match self.behaviour.answer(self.chain, &query).0 {
            Answer::Value(Value::Flag(true)) => {
                [&Erc1271::isValidSignatureCall::SELECTOR[..], &[0; 28]].concat()
            }
            Answer::Value(_) => vec![0; 32],
            // An account without code returns nothing.
            _ => Vec::new(),
        }
    }

    fn aggregate(self, data: &[u8]) -> Option<Result<Vec<u8>, Vec<u8>>> {
        let call = Multicall3::aggregate3Call::abi_decode(data).ok()?;
        // A batch of transactions is simulated as a whole.
        let is_read =
            |call: &Multicall3::Call3| self.read(address(call.target), &call.callData).is_some();
        if !call.calls.iter().any(is_read) {
            return None;
        }
        let results = call.calls.iter().map(|call| {
            let called = self.call(address(call.target), &call.callData);
            let (success, data) = match called {
                Ok(data) => (true, data),
                Err(data) => (false, data),
            };
            Multicall3::Result {
                success,
                returnData: data.into(),
            }
        });
        let results: Vec<_> = results.collect();
        Some(Ok(Multicall3::aggregate3Call::abi_encode_returns(&results)))
    }
}
