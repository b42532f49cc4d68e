//! What each family of networks has to say about a token.

use alloc::{borrow::Cow, string::ToString};

use super::{token_program::TokenProgram, transfer_method::TransferMethod};
use crate::{
    network::{Family, Network},
    value_error::ValueError,
};

/// What an EVM token and a Solana token have each for themselves.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) enum Form {
    Evm(EvmForm),
    Svm(TokenProgram),
}

/// How an EVM token is paid, and the names that its signatures are bound to.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct EvmForm {
    pub(super) eip712: Option<Eip712>,
    pub(super) transfer_method: TransferMethod,
    pub(super) supports_eip2612: bool,
}

/// The name and version in a contract's EIP-712 domain.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Eip712 {
    pub(super) name: Cow<'static, str>,
    pub(super) version: Cow<'static, str>,
    /// Whether the contract keeps its names.
    pub(super) is_stable: bool,
}

impl Form {
    /// What every token of the family can do.
    pub(super) const fn plain(family: Family) -> Self {
        match family {
            Family::Evm => Self::Evm(EvmForm::PLAIN),
            Family::Svm => Self::Svm(TokenProgram::Token),
        }
    }

    /// The family of networks on which a token has this form.
    pub(super) const fn family(&self) -> Family {
        match self {
            Self::Evm(_) => Family::Evm,
            Self::Svm(_) => Family::Svm,
        }
    }

    /// A token of this form can be on this network.
    pub(super) fn fits(&self, network: &Network) -> Result<(), ValueError> {
        let family = self.family();
        if network.family() == Some(family) {
            return Ok(());
        }
        let (expected, found) = (family.a_network(), network.as_str());
        Err(ValueError::new(NOUN, expected, found))
    }

    pub(super) const fn evm(&self) -> Option<&EvmForm> {
        match self {
            Self::Evm(form) => Some(form),
            Self::Svm(_) => None,
        }
    }

    pub(super) const fn token_program(&self) -> Option<TokenProgram> {
        match self {
            Self::Evm(_) => None,
            Self::Svm(program) => Some(*program),
        }
    }
}

impl EvmForm {
    /// Every ERC-20 token can be paid by Permit2.
    pub(super) const PLAIN: Self = Self {
        eip712: None,
        transfer_method: TransferMethod::Permit2,
        supports_eip2612: false,
    };
}

impl Eip712 {
    pub(super) fn new(name: &str, version: &str) -> Result<Self, ValueError> {
        for text in [name, version] {
            if text.is_empty() {
                let expected = "an EIP-712 name and version";
                return Err(ValueError::new(NOUN, expected, text));
            }
        }
        Ok(Self {
            name: Cow::Owned(name.to_string()),
            version: Cow::Owned(version.to_string()),
            is_stable: true,
        })
    }
}

pub(super) const NOUN: &str = "asset";
