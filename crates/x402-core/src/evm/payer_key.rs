//! Public keys of accounts that have paid before.

use alloc::sync::Arc;
use core::fmt;

use ::x402_secp256k1::PreparedKey;

use super::{Address, Signature, recover::x402_secp256k1};

/// The public key of an account, with multiples of it: 4.6 kB.
///
/// By it, a signature of this account is verified in about half the time that recovery takes. Its
/// address is the hash of the key itself: no caller can state it.
#[derive(Clone)]
pub struct PayerKey {
    address: Address,
    key: PreparedKey,
}

impl PayerKey {
    /// The key of the account that made `signature` of `digest`, with its multiples: as much work as
    /// two recoveries.
    ///
    /// `None` if no key can have made the signature.
    #[must_use]
    pub fn recover(digest: &[u8; 32], signature: &Signature) -> Option<Self> {
        let key = x402_secp256k1::recover_key(digest, signature)?;
        Some(Self {
            address: x402_secp256k1::address_of_key(&key),
            key: key.prepare(),
        })
    }

    /// The account's address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.address
    }

    /// Whether recovery yields this account: v and s included.
    #[must_use]
    pub fn is_signer(&self, digest: &[u8; 32], signature: &Signature) -> bool {
        x402_secp256k1::numbers(signature)
            .is_some_and(|signature| self.key.verify(digest, &signature))
    }
}

/// Shows the address.
impl fmt::Debug for PayerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PayerKey({})", self.address)
    }
}

/// The keys of payers that are known: a cache that verification reads.
///
/// It only makes an acceptance faster. A key counts if its own address is the payer's and the
/// signature verifies by it; in every other case, the payer is recovered as without a cache. So what
/// a cache returns, wrong keys included, changes no verdict and no text.
///
/// Remember a payer after a settlement, not after a verification: signatures of fresh accounts cost
/// nothing, and would fill the cache.
pub trait KnownPayers: fmt::Debug + Send + Sync {
    /// The key that is kept under this address.
    fn get(&self, payer: &Address) -> Option<Arc<PayerKey>>;
}
