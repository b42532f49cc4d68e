//! The contracts that a facilitator calls: tokens, Permit2 behind its x402 proxy, the signature
//! validator, Multicall3. They check signatures as the real ones do.

use alloy_primitives::{Address, address, hex};
use alloy_sol_types::{SolCall, SolInterface, SolStruct, SolValue, eip712_domain, sol};

use crate::chain::{Chain, Forms};

/// Return data, or the reason of a revert.
type Answer = Result<Vec<u8>, String>;

sol! {
    struct TokenPermissions { address token; uint256 amount; }
    struct Permit { TokenPermissions permitted; uint256 nonce; uint256 deadline; }
    struct Witness { address to; uint256 validAfter; }
    struct Call3 { address target; bool allowFailure; bytes callData; }
    struct Result3 { bool success; bytes returnData; }
    struct TransferWithAuthorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }
    struct PermitWitnessTransferFrom {
        TokenPermissions permitted;
        address spender;
        uint256 nonce;
        uint256 deadline;
        Witness witness;
    }
    interface Contracts {
        function name() returns (string);
        function version() returns (string);
        function balanceOf(address account) returns (uint256);
        function allowance(address owner, address spender) returns (uint256);
        function authorizationState(address from, bytes32 nonce) returns (bool);
        function transferWithAuthorization(address, address, uint256, uint256, uint256, bytes32,
            bytes signature);
        function transferWithAuthorization(address, address, uint256, uint256, uint256, bytes32,
            uint8 v, bytes32 r, bytes32 s);
        function isValidSigWithSideEffects(address signer, bytes32 hash, bytes signature)
            returns (bool);
        function settle(Permit permit, address owner, Witness witness, bytes signature);
        function aggregate3(Call3[] calls) returns (Result3[]);
    }
}
use Contracts::{ContractsCalls as Call, *};

const PERMIT2: Address = address!("000000000022D473030F116dDEE9F6B43aC78BA3");

impl Chain {
    /// Answers a call to a contract. Both `transferWithAuthorization` begin with the six members
    /// that were signed.
    pub fn call(&self, to: Address, data: &[u8]) -> Answer {
        if self.declared_empty(to) {
            return Ok(Vec::new());
        }
        let Ok(call) = Call::abi_decode(data) else {
            return Err(self.unforeseen(format!("call to {to}: {}", hex::encode(data))));
        };
        Ok(match call {
            Call::name(_) => nameCall::abi_encode_returns(&self.token_text("name")),
            Call::version(_) => versionCall::abi_encode_returns(&self.token_text("version")),
            Call::balanceOf(it) => self.amount(it.account, "balances", to).abi_encode(),
            Call::allowance(it) => self.amount(it.owner, "allowances", to).abi_encode(),
            Call::authorizationState(it) => self
                .used(Some(to), it.from, &it.nonce.to_string())
                .abi_encode(),
            Call::transferWithAuthorization_0(it) => {
                self.transfer(to, &data[4..], &it.signature)?
            }
            Call::transferWithAuthorization_1(it) => {
                self.transfer(to, &data[4..], &[&it.r[..], &it.s[..], &[it.v]].concat())?
            }
            Call::isValidSigWithSideEffects(it) => self
                .signed(it.signer, it.hash, &it.signature, Forms::Validator)
                .abi_encode(),
            Call::settle(it) => self.settle(to, it)?,
            Call::aggregate3(it) => {
                let answer = |call: &Call3| match self.call(call.target, &call.callData) {
                    Ok(data) => Result3 {
                        success: true,
                        returnData: data.into(),
                    },
                    Err(_) => Result3 {
                        success: false,
                        returnData: Default::default(),
                    },
                };
                aggregate3Call::abi_encode_returns(&it.calls.iter().map(answer).collect())
            }
        })
    }

    fn transfer(&self, token: Address, members: &[u8], signature: &[u8]) -> Answer {
        let it = TransferWithAuthorization::abi_decode(&members[..192])
            .map_err(|error| error.to_string())?;
        let hash = it.eip712_signing_hash(&self.token_domain(token));
        if self.used(Some(token), it.from, &it.nonce.to_string()) {
            Err("FiatTokenV2: authorization is used or canceled".into())
        } else if !self.signed(it.from, hash, signature, Forms::Token) {
            Err("FiatTokenV2: invalid signature".into())
        } else if self.amount(it.from, "balances", token) < it.value {
            Err("ERC20: transfer amount exceeds balance".into())
        } else {
            Ok(Vec::new())
        }
    }

    fn settle(&self, proxy: Address, call: settleCall) -> Answer {
        let settleCall {
            permit,
            owner,
            witness,
            signature,
        } = call;
        let (token, amount) = (permit.permitted.token, permit.permitted.amount);
        let signed = PermitWitnessTransferFrom {
            permitted: permit.permitted,
            spender: proxy,
            nonce: permit.nonce,
            deadline: permit.deadline,
            witness,
        };
        let domain = eip712_domain! {
            name: "Permit2", chain_id: self.id, verifying_contract: PERMIT2,
        };
        let hash = signed.eip712_signing_hash(&domain);
        let short = |kind| self.amount(owner, kind, token) < amount;
        if !self.signed(owner, hash, &signature, Forms::Permit2) {
            Err("InvalidSigner()".into())
        } else if self.used(None, owner, &signed.nonce.to_string()) {
            Err("InvalidNonce()".into())
        } else if short("balances") || short("allowances") {
            Err("TRANSFER_FROM_FAILED".into())
        } else {
            Ok(Vec::new())
        }
    }
}
