//! The state of chains as a caller declares it, in place of a node.

mod read;

use alloc::{collections::BTreeMap, string::String};

use super::{
    answer::Answer,
    fact::{Fact, NodeId},
    facts::Facts,
    query::{EvmQuery, Query, Read, SvmQuery},
    revert::Revert,
    value::{AccountInfo, Code, Value},
};
use crate::{ValueError, evm, network::Network, svm};

/// A state of chains, written down as JSON: it answers queries as a node at that state would.
///
/// It is for tests, test vectors and callers that know a fact without a node. What it leaves out
/// is unknown. The text is an object with a member for each network (CAIP-2), which has these
/// members, all of them optional:
///
/// | member of a network | meaning |
/// |---|---|
/// | `accounts.<address>.code` | EVM: the code in hex, `0x` for none |
/// | `accounts.<address>.erc1271` | EVM: what `isValidSignature` answers for every digest and signature |
/// | `accounts.<address>.balances`, `.allowances` | EVM: atomic units by token; allowances are Permit2's |
/// | `accounts.<address>.blacklisted` | EVM: by token, whether its issuer has barred the account |
/// | `accounts.<address>.paused`, `.domain_separator` | EVM: of a token, whether it is paused; its EIP-712 domain separator |
/// | `accounts.<address>.owner`, `.lamports`, `.data` | Solana: the owning program, the lamports (`"0"`: no such account), the data in base64 |
/// | `accounts.<address>.token` | Solana: `{"mint", "amount"}` in place of the data of a token account; with `"frozen": true` it is frozen |
/// | `accounts.<address>.mint` | Solana: `{"decimals"}` in place of the data of a mint |
/// | `nonces_used`, `nonces_unused` | EVM: a list of `{"token", "from", "nonce"}`; a decimal nonce is Permit2's, for all tokens |
/// | `lookup_tables.<address>` | Solana: the addresses in the table |
/// | `blockhash_valid` | Solana: whether every blockhash is valid |
/// | `latest_blockhash` | Solana: the blockhash to sign a transaction with, good for any block height |
/// | `simulation` | whether every simulation succeeds |
///
/// ```
/// use x402_core::{
///     Network,
///     chain::{Agreement, Answer, BlockId, DeclaredState, EvmQuery, Query, Quorum, Read, Value},
///     evm::Address,
/// };
///
/// let state = DeclaredState::parse(r#"{"eip155:84532": {"accounts": {
///     "0x1111111111111111111111111111111111111111": {
///         "balances": {"0x3333333333333333333333333333333333333333": "9999"}}}}}"#)?;
/// let (token, owner) = (Address::new([0x33; 20]), Address::new([0x11; 20]));
/// let balance = Query::from(EvmQuery::Read { read: Read::Balance { token, owner }, at: BlockId::Latest });
/// let facts = state.facts(&Network::eip155(84532), &[balance.clone()]);
/// let Agreement::Agreed(agreed) = facts.agreement(&balance, Quorum::of(1)) else { panic!() };
/// assert_eq!(agreed.answer, &Answer::Value(Value::Amount(9_999_u64.into())));
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DeclaredState {
    networks: BTreeMap<String, Chain>,
}

/// What is declared of one chain.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Chain {
    codes: BTreeMap<evm::Address, Code>,
    contracts: BTreeMap<evm::Address, bool>,
    reads: BTreeMap<Read, Value>,
    accounts: BTreeMap<svm::Address, Option<AccountInfo>>,
    blockhash_valid: Option<bool>,
    latest_blockhash: Option<svm::Blockhash>,
    simulation: Option<bool>,
}

impl DeclaredState {
    /// Reads the JSON text of a state; members that are not known are ignored.
    ///
    /// # Errors
    ///
    /// The text is not JSON, or has a value of another type.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let networks = read::networks(text, false)?;
        Ok(Self { networks })
    }

    /// Reads the JSON text of a state whose members must all be known: of one that a person wrote.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and a member that is not known.
    pub fn parse_closed(text: &str) -> Result<Self, ValueError> {
        let networks = read::networks(text, true)?;
        Ok(Self { networks })
    }

    /// The facts that answer these queries to one network, as of no block, by the node 0; those
    /// that the state leaves out are missing.
    #[must_use]
    pub fn facts(&self, network: &Network, queries: &[Query]) -> Facts {
        let answered = queries.iter().filter_map(|query| {
            Some(Fact {
                query: query.clone(),
                answer: self.answer(network, query)?,
                at: None,
                from: NodeId(0),
            })
        });
        answered.collect()
    }

    /// What the state answers; nothing if it leaves that out.
    #[must_use]
    pub fn answer(&self, network: &Network, query: &Query) -> Option<Answer> {
        self.networks.get(network.as_str())?.answer(query)
    }
}

impl Chain {
    fn simulated(&self, success: Value) -> Option<Answer> {
        Some(if self.simulation? {
            Answer::Value(success)
        } else {
            Answer::Refused(Revert::Silent)
        })
    }

    fn answer(&self, query: &Query) -> Option<Answer> {
        Some(match query {
            Query::Evm(EvmQuery::Simulate(_)) => self.simulated(Value::Succeeded)?,
            Query::Svm(SvmQuery::Simulate { .. }) => {
                self.simulated(Value::Simulated { units: None })?
            }
            Query::Evm(EvmQuery::Code { account, .. }) => {
                Answer::Value(Value::Code(*self.codes.get(account)?))
            }
            Query::Evm(EvmQuery::Erc1271 { account, .. }) => {
                Answer::Value(Value::Flag(*self.contracts.get(account)?))
            }
            Query::Evm(EvmQuery::Read { read, .. }) => Answer::Value(self.reads.get(read)?.clone()),
            Query::Svm(SvmQuery::AccountInfo { address, .. }) => {
                Answer::Value(Value::AccountInfo(self.accounts.get(address)?.clone()))
            }
            Query::Svm(SvmQuery::BlockhashValid { .. }) => {
                Answer::Value(Value::Flag(self.blockhash_valid?))
            }
            Query::Svm(SvmQuery::LatestBlockhash(_)) => Answer::Value(Value::Blockhash {
                blockhash: self.latest_blockhash?,
                last_valid_block_height: u64::MAX,
            }),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String};

    use super::DeclaredState;

    const DEVNET: &str = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
    /// 32 zero bytes, as an address and as a blockhash.
    const ONES: &str = "11111111111111111111111111111111";

    fn solana(account: &str) -> String {
        format!(r#"{{"{DEVNET}":{{"accounts":{{"{ONES}":{{{account}}}}}}}}}"#)
    }

    #[test]
    fn a_closed_state_has_known_members_only() {
        let zero = "0x0000000000000000000000000000000000000000";
        for (text, known) in [
            ("{}".into(), true),
            (r#"{"eip155:1":{}}"#.into(), true),
            (
                format!(r#"{{"eip155:1":{{"accounts":{{"{zero}":{{"code":"0x"}}}}}}}}"#),
                true,
            ),
            (
                format!(r#"{{"eip155:1":{{"accounts":{{"{zero}":{{"color":"0x"}}}}}}}}"#),
                false,
            ),
            (r#"{"eip155:1":{"blocks":{}}}"#.into(), false),
            (solana(r#""mint":{"decimals":255}"#), true),
            (solana(r#""mint":{"decimals":6,"supply":"1"}"#), false),
            (
                format!(r#"{{"{DEVNET}":{{"latest_blockhash":"{ONES}"}}}}"#),
                true,
            ),
            // A blockhash is Solana's.
            (
                format!(r#"{{"eip155:1":{{"latest_blockhash":"{ONES}"}}}}"#),
                false,
            ),
        ] {
            let text: String = text;
            assert_eq!(DeclaredState::parse_closed(&text).is_ok(), known, "{text}");
            assert!(DeclaredState::parse(&text).is_ok(), "{text}");
        }
        for text in [
            "[]",
            r#"{"base":{}}"#,
            r#"{"eip155:1":{"accounts":{"0x00":{}}}}"#,
            r#"{"eip155:1":{"simulation":1}}"#,
            r#"{"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1":{"accounts":{"11111111111111111111111111111111":{"token":{"mint":"11111111111111111111111111111111"}}}}}"#,
        ] {
            assert!(DeclaredState::parse(text).is_err(), "{text}");
        }
        for text in [
            format!(r#"{{"{DEVNET}":{{"latest_blockhash":"1"}}}}"#),
            solana(r#""mint":{}"#),
            solana(r#""mint":{"decimals":256}"#),
            solana(r#""mint":{"decimals":"6"}"#),
        ] {
            assert!(DeclaredState::parse(&text).is_err(), "{text}");
        }
    }
}
