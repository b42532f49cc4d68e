//! Payments on Base Sepolia, signed with keys of the test.

use std::{cell::RefCell, collections::HashMap};

use alloy_primitives::Bytes;
use alloy_sol_types::{SolCall, SolValue};
use x402_core::{
    SettleRequest,
    amount::Amount,
    evm::{
        Address, Signature, SigningKey,
        eip712::{Domain, signing_hash},
        eip3009::TransferWithAuthorization,
        permit2::{self, EXACT_PROXY, PERMIT2, PermitWitnessTransferFrom},
    },
};

use crate::double::{
    abi::{FACTORY, Factory},
    state::{Genesis, Signed},
};

/// The time of the chain's first block.
pub(crate) const START: u64 = 1_740_672_000;
/// How many seconds a block takes.
pub(crate) const BLOCK: u64 = 10;
pub(crate) const CHAIN: u64 = 84532;
const PRICE: u64 = 10_000;

/// How all payments of a run are made.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) enum Kind {
    /// By EIP-3009, by an account.
    #[default]
    Account,
    /// By Permit2, by an account.
    Permit2,
    /// By EIP-3009, by a contract wallet (ERC-1271).
    Wallet,
    /// By Permit2, by a contract wallet.
    WalletPermit2,
    /// By EIP-3009, by a wallet that its signature deploys (ERC-6492).
    Undeployed,
}

impl Kind {
    pub(crate) fn payer(self) -> Address {
        match self {
            Self::Account | Self::Permit2 => payer_key().address(),
            Self::Wallet | Self::WalletPermit2 | Self::Undeployed => Address::new([0x1a; 20]),
        }
    }

    fn is_permit2(self) -> bool {
        matches!(self, Self::Permit2 | Self::WalletPermit2)
    }

    /// What the payer of a payment signs.
    pub(crate) fn signed(self, payment: usize) -> Signed {
        let contract = if self.is_permit2() { PERMIT2 } else { token() };
        (contract, self.payer(), nonce(payment))
    }

    /// The chain at the beginning: the payer has enough for everything.
    pub(crate) fn genesis(self) -> Genesis {
        let wallets = matches!(self, Self::Wallet | Self::WalletPermit2).then(|| self.payer());
        Genesis {
            chain_id: CHAIN,
            start: START,
            block_seconds: BLOCK,
            token: token(),
            separator: domain().separator(),
            is_silent: false,
            keeps: 0,
            funds: [(self.payer(), FUNDS)].into(),
            wallets: wallets.into_iter().collect(),
        }
    }
}

/// What a payer has of the token.
pub(crate) const FUNDS: u64 = 1_000_000;

pub(crate) fn token() -> Address {
    "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
        .parse()
        .unwrap()
}

fn pay_to() -> Address {
    "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
        .parse()
        .unwrap()
}

fn payer_key() -> SigningKey {
    SigningKey::from_bytes(&[0x11; 32]).unwrap()
}

fn sponsor_key() -> SigningKey {
    SigningKey::from_bytes(&[0x22; 32]).unwrap()
}

pub(crate) fn sponsor() -> Address {
    sponsor_key().address()
}

thread_local! {
    static SIGNED: RefCell<HashMap<[u8; 32], Signature>> = RefCell::default();
}

/// The sponsor's signature; the same for the same digest.
pub(crate) fn sign(digest: &[u8; 32]) -> Signature {
    SIGNED.with_borrow_mut(|signed| {
        *signed
            .entry(*digest)
            .or_insert_with(|| sponsor_key().sign(digest))
    })
}

/// What makes a payment's authorization unique.
pub(crate) fn nonce(payment: usize) -> [u8; 32] {
    [u8::try_from(payment).unwrap() + 1; 32]
}

/// The domain of the token.
fn domain() -> Domain {
    Domain {
        name: "USDC".into(),
        version: Some("2".into()),
        chain_id: CHAIN,
        verifying_contract: token(),
    }
}

/// The request to settle a payment whose window ends with this block.
pub(crate) fn request(kind: Kind, payment: usize, last_block: u64) -> SettleRequest {
    let closes = Amount::from(START + BLOCK * last_block);
    let (extra, payload) = if kind.is_permit2() {
        (
            r#""assetTransferMethod":"permit2""#,
            permit(kind, payment, closes),
        )
    } else {
        (
            r#""name":"USDC","version":"2""#,
            authorization(kind, payment, closes),
        )
    };
    let terms = format!(
        r#"{{"scheme":"exact","network":"eip155:{CHAIN}","amount":"{PRICE}","asset":"{}","payTo":"{}","maxTimeoutSeconds":60,"extra":{{{extra}}}}}"#,
        token(),
        pay_to()
    );
    let text = format!(
        r#"{{"x402Version":2,"paymentPayload":{{"x402Version":2,"accepted":{terms},"payload":{payload}}},"paymentRequirements":{terms}}}"#
    );
    SettleRequest::parse(text).unwrap()
}

fn authorization(kind: Kind, payment: usize, closes: Amount) -> String {
    let message = TransferWithAuthorization {
        from: kind.payer(),
        to: pay_to(),
        value: Amount::from(PRICE),
        valid_after: Amount::ZERO,
        valid_before: closes,
        nonce: nonce(payment),
    };
    let digest = signing_hash(&domain().separator(), &message.struct_hash());
    let nonce = format!("{:02x}", message.nonce[0]).repeat(32);
    format!(
        r#"{{"signature":"{}","authorization":{{"from":"{}","to":"{}","value":"{PRICE}","validAfter":"0","validBefore":"{closes}","nonce":"0x{nonce}"}}}}"#,
        signature(kind, &digest),
        message.from,
        message.to,
    )
}

fn permit(kind: Kind, payment: usize, closes: Amount) -> String {
    let message = PermitWitnessTransferFrom {
        from: kind.payer(),
        token: token(),
        amount: Amount::from(PRICE),
        spender: EXACT_PROXY,
        nonce: Amount::from_be_bytes(nonce(payment)),
        deadline: closes,
        to: pay_to(),
        valid_after: Amount::ZERO,
    };
    let digest = signing_hash(&permit2::domain(CHAIN).separator(), &message.struct_hash());
    format!(
        r#"{{"signature":"{}","permit2Authorization":{{"from":"{}","permitted":{{"token":"{}","amount":"{PRICE}"}},"spender":"{EXACT_PROXY}","nonce":"{}","deadline":"{closes}","witness":{{"to":"{}","validAfter":"0"}}}}}}"#,
        signature(kind, &digest),
        message.from,
        message.token,
        message.nonce,
        message.to,
    )
}

/// The factory's call that deploys the payer's wallet.
pub(crate) fn deployment(kind: Kind) -> Vec<u8> {
    let wallet = word(kind.payer());
    Factory::deployCall { wallet }.abi_encode()
}

/// The payer's signature as it is sent.
fn signature(kind: Kind, digest: &[u8; 32]) -> String {
    match kind {
        Kind::Account | Kind::Permit2 => payer_key().sign(digest).to_hex(),
        Kind::Wallet | Kind::WalletPermit2 => format!("0x{}", "71".repeat(130)),
        Kind::Undeployed => {
            let wrapper = (
                word(FACTORY),
                Bytes::from(deployment(kind)),
                Bytes::from(vec![0x71; 65]),
            );
            let magic = "6492".repeat(16);
            format!("{}{magic}", Bytes::from(wrapper.abi_encode_params()))
        }
    }
}

fn word(address: Address) -> alloy_primitives::Address {
    (*address.as_bytes()).into()
}
