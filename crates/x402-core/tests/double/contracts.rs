//! What the contracts of the double do: the token, Permit2 and its proxy, Multicall3, wallets and
//! their factory.

use alloy_primitives::U256;
use alloy_sol_types::{SolCall, SolError};
use x402_core::{
    amount::Amount,
    chain::{Event, Log},
    evm::{
        Address,
        permit2::{EXACT_PROXY, PERMIT2},
    },
};

use super::{
    abi::{
        Eip3009, Error, ExactPermit2Proxy, FACTORY, Factory, InvalidNonce, MULTICALL3, Multicall3,
        SignatureExpired, address, word,
    },
    state::{End, Genesis, Signed, State},
};

/// A call in a block.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'c> {
    pub(crate) genesis: &'c Genesis,
    pub(crate) transaction: [u8; 32],
    pub(crate) height: usize,
    pub(crate) time: u64,
}

/// A transfer by what a payer signed.
struct Transfer<'c> {
    signed: Signed,
    from: Address,
    to: Address,
    value: U256,
    opens: U256,
    closes: U256,
    signature: Option<&'c [u8]>,
}

impl Frame<'_> {
    /// Calls a contract; the data that it reverts with, and then the state is as it was.
    pub(crate) fn call(
        self,
        state: &mut State,
        to: Address,
        input: &[u8],
    ) -> Result<Vec<Log>, Vec<u8>> {
        let selector = input.first_chunk::<4>().copied().unwrap_or_default();
        match selector {
            Eip3009::transferWithAuthorization_0Call::SELECTOR if to == self.genesis.token => {
                let call = Eip3009::transferWithAuthorization_0Call::abi_decode(input)
                    .map_err(|_| Vec::new())?;
                let from = address(call.from);
                if state.wallets.contains(&from) {
                    return Err(refuse("FiatTokenV2: invalid signature"));
                }
                self.authorized(
                    state,
                    &Transfer {
                        signed: (to, from, call.nonce.0),
                        from,
                        to: address(call.to),
                        value: call.value,
                        opens: call.validAfter,
                        closes: call.validBefore,
                        signature: None,
                    },
                )
            }
            Eip3009::transferWithAuthorization_1Call::SELECTOR if to == self.genesis.token => {
                let call = Eip3009::transferWithAuthorization_1Call::abi_decode(input)
                    .map_err(|_| Vec::new())?;
                let from = address(call.from);
                self.authorized(
                    state,
                    &Transfer {
                        signed: (to, from, call.nonce.0),
                        from,
                        to: address(call.to),
                        value: call.value,
                        opens: call.validAfter,
                        closes: call.validBefore,
                        signature: Some(&call.signature),
                    },
                )
            }
            ExactPermit2Proxy::settleCall::SELECTOR if to == EXACT_PROXY => {
                let call =
                    ExactPermit2Proxy::settleCall::abi_decode(input).map_err(|_| Vec::new())?;
                self.permitted(state, &call)
            }
            Multicall3::aggregate3Call::SELECTOR if to == MULTICALL3 => {
                let call = Multicall3::aggregate3Call::abi_decode(input).map_err(|_| Vec::new())?;
                let mut logs = Vec::new();
                let mut next = state.clone();
                for call in call.calls {
                    match self.call(&mut next, address(call.target), &call.callData) {
                        Ok(made) => logs.extend(made),
                        Err(revert) if revert == OUT_OF_GAS => return Err(revert),
                        Err(_) if call.allowFailure => {}
                        Err(_) => return Err(refuse("Multicall3: call failed")),
                    }
                }
                *state = next;
                Ok(logs)
            }
            Factory::deployCall::SELECTOR if to == FACTORY => {
                let call = Factory::deployCall::abi_decode(input).map_err(|_| Vec::new())?;
                if state.wallets.insert(address(call.wallet)) {
                    Ok(Vec::new())
                } else {
                    Err(Vec::new())
                }
            }
            // Contracts of the double have no other function; accounts take every call.
            _ if [
                self.genesis.token,
                EXACT_PROXY,
                PERMIT2,
                MULTICALL3,
                FACTORY,
            ]
            .contains(&to) =>
            {
                Err(Vec::new())
            }
            _ => Ok(Vec::new()),
        }
    }

    fn authorized(self, state: &mut State, transfer: &Transfer<'_>) -> Result<Vec<Log>, Vec<u8>> {
        let (token, payer, nonce) = transfer.signed;
        if state.burning.contains(&transfer.signed) {
            return Err(OUT_OF_GAS.into());
        }
        let moved = if U256::from(self.time) <= transfer.opens {
            Err(refuse("FiatTokenV2: authorization is not yet valid"))
        } else if U256::from(self.time) >= transfer.closes {
            Err(refuse("FiatTokenV2: authorization is expired"))
        } else if state.ended.contains_key(&transfer.signed) {
            Err(refuse("FiatTokenV2: authorization is used or canceled"))
        } else if !accepts(state, payer, transfer.signature) {
            Err(refuse("FiatTokenV2: invalid signature"))
        } else {
            self.transfer(state, transfer)
        };
        let used = Log {
            address: token,
            topics: vec![Event::AUTHORIZATION_USED, word(payer), nonce],
            data: Vec::new(),
            index: 0,
        };
        match moved {
            Ok(transfers) => Ok([vec![used], transfers].concat()),
            Err(_) if self.genesis.is_silent => {
                let value = Amount::from(transfer.value.saturating_to::<u64>());
                let mut logs = vec![used, self.log(transfer, transfer.to, value)];
                for log in &mut logs {
                    log.address = Address::new([0x66; 20]);
                }
                Ok(logs)
            }
            Err(revert) => Err(revert),
        }
    }

    fn permitted(
        self,
        state: &mut State,
        call: &ExactPermit2Proxy::settleCall,
    ) -> Result<Vec<Log>, Vec<u8>> {
        let owner = address(call.owner);
        let transfer = Transfer {
            signed: (PERMIT2, owner, call.permit.nonce.to_be_bytes()),
            from: owner,
            to: address(call.witness.to),
            value: call.permit.permitted.amount,
            opens: call.witness.validAfter,
            closes: call.permit.deadline,
            signature: Some(&call.signature),
        };
        let time = U256::from(self.time);
        if time > transfer.closes {
            let expired = SignatureExpired {
                signatureDeadline: transfer.closes,
            };
            return Err(expired.abi_encode());
        }
        if state.ended.contains_key(&transfer.signed) {
            return Err(InvalidNonce {}.abi_encode());
        }
        let is_token = address(call.permit.permitted.token) == self.genesis.token;
        if time < transfer.opens || !is_token || !accepts(state, owner, transfer.signature) {
            return Err(Vec::new());
        }
        let mut logs = self.transfer(state, &transfer)?;
        logs.push(Log {
            address: EXACT_PROXY,
            topics: vec![Event::SETTLED],
            data: Vec::new(),
            index: 0,
        });
        Ok(logs)
    }

    /// Moves the units, and keeps some of them where the token does.
    fn transfer(self, state: &mut State, transfer: &Transfer<'_>) -> Result<Vec<Log>, Vec<u8>> {
        let Transfer { from, to, .. } = *transfer;
        let value = u64::try_from(transfer.value).ok();
        let value = value.filter(|value| *value <= state.balance(from));
        let Some(value) = value else {
            return Err(refuse("ERC20: transfer amount exceeds balance"));
        };
        let kept = self.genesis.keeps.min(value);
        let issuer = Address::new([0x99; 20]);
        let mut logs = Vec::new();
        for (payee, units) in [(to, value - kept), (issuer, kept)] {
            let left = state.balance(from) - units;
            state.balances.insert(from, left);
            let held = state.balance(payee);
            state.balances.insert(payee, held + units);
            if payee == to || units > 0 {
                logs.push(self.log(transfer, payee, Amount::from(units)));
            }
        }
        let end = End {
            is_used: true,
            transaction: self.transaction,
            height: self.height,
        };
        state.ended.insert(transfer.signed, end);
        Ok(logs)
    }

    fn log(self, transfer: &Transfer<'_>, to: Address, value: Amount) -> Log {
        Log {
            address: self.genesis.token,
            topics: vec![Event::TRANSFER, word(transfer.from), word(to)],
            data: value.to_be_bytes().to_vec(),
            index: 0,
        }
    }
}

/// The log of a payer who ends what it signed: by the nonce, or by the bit of Permit2's bitmap.
pub(crate) fn cancelled((contract, payer, nonce): Signed) -> Log {
    let (topics, data) = if contract == PERMIT2 {
        let nonce = U256::from_be_bytes(nonce);
        let (word_of_bits, mask) = (nonce >> 8, U256::ONE << nonce.byte(0));
        let data = [word_of_bits, mask].map(|number| number.to_be_bytes::<32>());
        let topics = vec![Event::UNORDERED_NONCE_INVALIDATION, word(payer)];
        (topics, data.concat())
    } else {
        let topics = vec![Event::AUTHORIZATION_CANCELED, word(payer), nonce];
        (topics, Vec::new())
    };
    Log {
        address: contract,
        topics,
        data,
        index: 0,
    }
}

/// A contract wallet decides by itself; an account's signature is not checked here, but an
/// account without code has 65 bytes or 64.
fn accepts(state: &State, payer: Address, signature: Option<&[u8]>) -> bool {
    let is_account = signature.is_none_or(|signature| matches!(signature.len(), 64 | 65));
    if state.wallets.contains(&payer) {
        signature.is_some_and(is_accepted)
    } else {
        is_account
    }
}

/// Whether a contract wallet accepts a signature.
pub(crate) fn is_accepted(signature: &[u8]) -> bool {
    signature.first().is_some_and(|first| *first != 0xff)
}

/// What a call reverts with that has used up the gas of its transaction: no other call is made.
const OUT_OF_GAS: &[u8] = b"out of gas";

fn refuse(reason: &str) -> Vec<u8> {
    let reason = reason.into();
    Error { reason }.abi_encode()
}
