//! A declared state of chains.

use x402_core::chain;

use crate::error::ValueError;

/// A state of chains, written down as JSON: it answers queries as a node at that state would.
///
/// It is for tests, test vectors and callers that know a fact without a node. What it leaves out
/// is unknown. The text is an object with a member for each network (CAIP-2), in the form that
/// the test vectors' `state` has. On Solana it also has what a payment is signed with:
/// `latest_blockhash`, and the `mint` of an account, such as `{"decimals": 6}`.
#[derive(Debug, Eq, PartialEq, uniffi::Object)]
pub struct DeclaredState(pub(crate) chain::DeclaredState);

#[uniffi::export]
impl DeclaredState {
    /// Reads the JSON text of a state; a member that is not known is an error.
    #[uniffi::constructor]
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        Ok(Self(chain::DeclaredState::parse_closed(text)?))
    }
}
