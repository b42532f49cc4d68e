//! The code of the contracts, and the chain on which they are.

use std::{collections::BTreeMap, fs, path::Path};

use alloy_sol_types::{SolCall, sol};
use serde_json::{Value as Json, json};
use x402_core::evm::{
    Address,
    permit2::{EXACT_PROXY, PERMIT2},
};

use super::{
    setup::Terms,
    storage::{self, hex},
};
use crate::{Result, error::Error};

sol! {
    /// How `FiatToken` is set up, version by version.
    interface Setup {
        function initialize(
            string tokenName,
            string tokenSymbol,
            string tokenCurrency,
            uint8 tokenDecimals,
            address newMasterMinter,
            address newPauser,
            address newBlacklister,
            address newOwner
        ) external;
        function initializeV2(string newName) external;
        function initializeV2_1(address lostAndFound) external;
        function initializeV2_2(address[] accountsToBlacklist, string newSymbol) external;
    }
}

/// A version of Circle's token.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Token {
    /// 2.1: signatures as v, r and s only.
    V21,
    /// 2.2: signatures of any length too, of contract wallets.
    V22,
}

/// The code of every contract, from `contracts.json`.
#[derive(Debug)]
pub struct Contracts(BTreeMap<String, String>);

/// The account that sets tokens up and owns them. It has no key: the node lets it send without one.
const OWNER: Address = Address::new([0x0e; 20]);

/// The account that may change a proxy's implementation, and may call nothing else of it. Without
/// one it would be the zero address, which a call without a sender comes from.
const ADMINISTRATOR: Address = Address::new([0xad; 20]);

/// Where the token's library is; `build.mjs` links the token to it.
const SIGNATURE_CHECKER: &str = "0x00000000000000000000000000000000000c4ec4";

const IMPLEMENTATIONS: [(Token, &str, Address); 2] = [
    (Token::V21, "FiatTokenV2_1", Address::new([0x21; 20])),
    (Token::V22, "FiatTokenV2_2", Address::new([0x22; 20])),
];

/// Multicall3, where nearly every chain has it.
pub const MULTICALL3: &str = "0xcA11bde05977b3631167028862bE2a173976CA11";

impl Contracts {
    /// Reads what `build.mjs` wrote.
    ///
    /// # Errors
    ///
    /// The file is missing, or not what it writes.
    pub fn load(file: &Path) -> Result<Self> {
        let text = fs::read(file).map_err(|error| Error::from(error).of(file.display()))?;
        Ok(Self(serde_json::from_slice(&text)?))
    }

    /// A contract's code.
    ///
    /// # Errors
    ///
    /// `contracts.json` does not have it.
    pub fn code(&self, name: &str) -> Result<&str> {
        let code = self.0.get(name).map(String::as_str);
        code.ok_or_else(|| Error::new(format!("contracts.json has no {name}")))
    }

    /// The calls that put the contracts on a chain that every token shares.
    pub(super) fn common(&self) -> Result<Vec<(&'static str, Json)>> {
        let mut calls = vec![
            set_code(SIGNATURE_CHECKER, self.code("SignatureChecker")?),
            set_code(&PERMIT2.to_string(), self.code("Permit2")?),
            set_code(&EXACT_PROXY.to_string(), self.code("ExactPermit2Proxy")?),
            set_code(MULTICALL3, self.code("Multicall3")?),
        ];
        for (_, name, place) in IMPLEMENTATIONS {
            calls.push(set_code(&place.to_string(), self.code(name)?));
        }
        Ok(calls)
    }

    /// The calls that make an address the token of these terms.
    pub(super) fn token(&self, token: Token, terms: &Terms) -> Result<Vec<(&'static str, Json)>> {
        let mut implementations = IMPLEMENTATIONS.iter();
        let (.., place) = implementations
            .find(|(version, ..)| *version == token)
            .ok_or_else(|| Error::new("no implementation"))?;
        let (at, name) = (terms.asset.to_string(), &terms.name);
        let owner = alloy_primitives::Address::from(*OWNER.as_bytes());
        let mut steps = vec![
            Setup::initializeCall {
                tokenName: name.clone(),
                tokenSymbol: "USDC".to_owned(),
                tokenCurrency: "USD".to_owned(),
                tokenDecimals: 6,
                newMasterMinter: owner,
                newPauser: owner,
                newBlacklister: owner,
                newOwner: owner,
            }
            .abi_encode(),
            Setup::initializeV2Call {
                newName: name.clone(),
            }
            .abi_encode(),
            Setup::initializeV2_1Call {
                lostAndFound: owner,
            }
            .abi_encode(),
        ];
        if token == Token::V22 {
            let last = Setup::initializeV2_2Call {
                accountsToBlacklist: Vec::new(),
                newSymbol: "USDC".to_owned(),
            };
            steps.push(last.abi_encode());
        }
        let mut calls = vec![
            set_code(&at, self.code("FiatTokenProxy")?),
            (
                "anvil_setStorageAt",
                json!([at, storage::IMPLEMENTATION, hex(storage::address(*place))]),
            ),
            (
                "anvil_setStorageAt",
                json!([
                    at,
                    storage::ADMINISTRATOR,
                    hex(storage::address(ADMINISTRATOR))
                ]),
            ),
        ];
        calls.extend(steps.into_iter().map(|data| {
            let call = json!({
                "from": OWNER.to_string(),
                "to": at,
                "data": hex(data),
                "gas": "0x4c4b40",
                "gasPrice": "0x0",
            });
            ("eth_sendTransaction", json!([call]))
        }));
        if token == Token::V21 {
            // 2.1 computes its domain once, always with version 2.
            calls.push(("evm_mine", json!([])));
            let separator = hex(terms.domain().separator());
            let slot = hex(storage::number(storage::DOMAIN_SEPARATOR));
            calls.push(("anvil_setStorageAt", json!([at, slot, separator])));
        }
        Ok(calls)
    }
}

/// The call that puts code at an address.
pub(super) fn set_code(address: &str, code: &str) -> (&'static str, Json) {
    ("anvil_setCode", json!([address, code]))
}
