//! Solana transactions, read where they lie.
//!
//! The wire form is `signatures ‖ message`, see
//! [Transactions](https://solana.com/docs/core/transactions) and, for version 0,
//! [versioned transactions](https://docs.anza.xyz/proposals/versioned-transactions).

mod cursor;
mod error;
mod header;
mod instructions;
mod lookups;

use alloc::vec::Vec;
use core::fmt;

pub use error::{TransactionError, TransactionErrorKind};
pub use header::{MessageHeader, Version};
pub use instructions::{Instruction, Instructions};
pub use lookups::{LookedUpAccount, LookedUpAccounts, Lookup, Lookups};

use self::cursor::{Cursor, chunks};
use crate::svm::{Address, Blockhash, Signature, short_vec};

/// A transaction over borrowed bytes, legacy or version 0, whose structure is sound.
///
/// Sound means, beyond what the runtime checks before it executes:
/// - at most [`MAX_SIZE`] bytes, none after the end, every length in its shortest form;
/// - as many signatures as required signers, the first of which is writable and pays the fee;
/// - no account key twice, and at least as many keys as the header's counts need;
/// - every program index names a static key that does not pay the fee, every account index
///   a static or a looked-up account, and every lookup names at least one account.
///
/// No signature was verified. A looked-up account is known only as a place in a table, so
/// whoever resolves it must check that it repeats no other key.
#[doc(alias = "VersionedTransaction")]
#[derive(Clone, Eq, PartialEq)]
pub struct Transaction<'a> {
    signatures: &'a [u8],
    message: &'a [u8],
    version: Version,
    header: MessageHeader,
    account_keys: &'a [u8],
    recent_blockhash: &'a [u8; 32],
    instructions: Instructions<'a>,
    lookups: Lookups<'a>,
}

impl<'a> Transaction<'a> {
    /// Reads a transaction that takes up all of `bytes`.
    ///
    /// # Errors
    ///
    /// The first structural defect, with the byte at which it stands.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, TransactionError> {
        if bytes.len() > MAX_SIZE {
            return Err(TransactionError::size(bytes.len()));
        }
        if let [V1_PREFIX, 1..=0xff, ..] = bytes {
            // Elsewhere a number of signatures, but 129 and more exceed the size.
            return Err(TransactionError::version(0, V1_PREFIX));
        }
        let mut cursor = Cursor::new(bytes);
        let signature_count = cursor.length("the number of signatures")?;
        let signatures = cursor.take(signature_count * 64, "64 bytes for each signature")?;

        let message = cursor.rest();
        let version = Version::read(&mut cursor)?;
        let header = MessageHeader::read(&mut cursor)?;
        if signature_count != usize::from(header.num_required_signatures()) {
            return Err(TransactionError::signature_count(header, signature_count));
        }

        let keys_offset = cursor.offset();
        let key_count = cursor.length("the number of account keys")?;
        if usize::from(header.num_required_signatures())
            + usize::from(header.num_readonly_unsigned_accounts())
            > key_count
        {
            return Err(TransactionError::too_few_keys(
                keys_offset,
                header,
                key_count,
            ));
        }
        let first_key = cursor.offset();
        let account_keys = cursor.take(key_count * 32, "32 bytes for each account key")?;
        refuse_duplicates(account_keys, first_key)?;
        let recent_blockhash = cursor.array("the 32 bytes of the recent blockhash")?;

        let instructions = Instructions::read(&mut cursor, account_keys)?;
        let lookups = match version {
            Version::Legacy => Lookups::NONE,
            Version::V0 => Lookups::read(&mut cursor, key_count)?,
        };
        cursor.end()?;
        let account_count = key_count + lookups.writable_count() + lookups.readonly_count();
        let instructions = instructions.check(account_count)?;

        Ok(Self {
            signatures,
            message,
            version,
            header,
            account_keys,
            recent_blockhash,
            instructions,
            lookups,
        })
    }

    /// The message: exactly the bytes that each signer signs.
    #[must_use]
    pub fn message(&self) -> &'a [u8] {
        self.message
    }

    /// The signatures, in the order of the account keys that they belong to.
    #[must_use]
    pub fn signatures(&self) -> impl ExactSizeIterator<Item = Signature> + Clone + use<'a> {
        chunks::<64>(self.signatures).map(|bytes| Signature::new(*bytes))
    }

    /// The form of the message.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// How many accounts sign and how many may be written.
    #[must_use]
    pub fn header(&self) -> MessageHeader {
        self.header
    }

    /// The account keys that stand in the message itself; looked-up accounts follow them.
    #[must_use]
    pub fn account_keys(&self) -> impl ExactSizeIterator<Item = Address> + Clone + use<'a> {
        chunks::<32>(self.account_keys).map(|bytes| Address::new(*bytes))
    }

    /// The static account key with this index; `None` if the index is a looked-up account's.
    #[must_use]
    pub fn account_key(&self, index: u8) -> Option<Address> {
        self.account_keys
            .get(usize::from(index) * 32..)?
            .first_chunk()
            .map(|bytes| Address::new(*bytes))
    }

    /// How many accounts instructions can name: static and looked-up ones.
    #[must_use]
    pub fn account_count(&self) -> usize {
        self.static_count() + self.lookups.writable_count() + self.lookups.readonly_count()
    }

    /// The blockhash that limits how long the transaction can be executed.
    ///
    /// With a durable nonce it is the nonce's value.
    #[must_use]
    pub fn recent_blockhash(&self) -> Blockhash {
        Blockhash::new(*self.recent_blockhash)
    }

    /// The instructions, in order of execution.
    #[must_use]
    pub fn instructions(&self) -> Instructions<'a> {
        self.instructions.clone()
    }

    /// The address lookup tables that the message uses; none if it is legacy.
    #[must_use]
    pub fn lookups(&self) -> Lookups<'a> {
        self.lookups.clone()
    }

    /// The looked-up accounts in the order of their indexes, which continue the static keys'.
    #[must_use]
    pub fn looked_up_accounts(&self) -> LookedUpAccounts<'a> {
        LookedUpAccounts::new(self.lookups.clone())
    }

    /// Whether the account with this index must sign.
    #[must_use]
    pub fn is_signer(&self, index: u8) -> bool {
        index < self.header.num_required_signatures()
    }

    /// Whether the message lets the account with this index be written.
    ///
    /// The runtime then still keeps programs and system variables read-only.
    #[must_use]
    pub fn is_writable(&self, index: u8) -> bool {
        let header = &self.header;
        let index = usize::from(index);
        let signers = usize::from(header.num_required_signatures());
        let keys = self.static_count();
        if index < signers {
            index < signers - usize::from(header.num_readonly_signed_accounts())
        } else if index < keys {
            index < keys - usize::from(header.num_readonly_unsigned_accounts())
        } else {
            index - keys < self.lookups.writable_count()
        }
    }

    fn static_count(&self) -> usize {
        self.account_keys.len() / 32
    }
}

impl fmt::Debug for Transaction<'_> {
    // Without the signatures: until it lands, a signed transaction is money.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction")
            .field("version", &self.version)
            .field("header", &self.header)
            .field("account_count", &self.account_count())
            .field("recent_blockhash", &self.recent_blockhash())
            .field("instructions", &self.instructions.len())
            .finish_non_exhaustive()
    }
}

/// The transaction that consists of `message` and the signatures of its signers, in their order.
///
/// Who has not signed yet, such as a fee payer, is [`Signature::ZERO`].
///
/// # Errors
///
/// If the result is no structurally sound transaction, such as when there are not as many
/// signatures as the message requires.
pub fn wire_transaction(
    message: &[u8],
    signatures: &[Signature],
) -> Result<Vec<u8>, TransactionError> {
    let size = 3 + signatures.len() * 64 + message.len();
    let count = u16::try_from(signatures.len()).map_err(|_| TransactionError::size(size))?;
    let mut bytes = Vec::with_capacity(size);
    let (prefix, used) = short_vec::encode(count);
    bytes.extend(prefix.iter().take(used));
    for signature in signatures {
        bytes.extend(signature.as_bytes());
    }
    bytes.extend(message);
    Transaction::parse(&bytes)?;
    Ok(bytes)
}

/// The runtime loads each account once, under one set of rights: a second key is an alias.
fn refuse_duplicates(keys: &[u8], first: usize) -> Result<(), TransactionError> {
    let mut rest = keys;
    while let Some((key, following)) = rest.split_first_chunk::<32>() {
        rest = following;
        let mut others = following;
        while let Some((other, following)) = others.split_first_chunk::<32>() {
            if other == key {
                let offset = first + keys.len() - others.len();
                return Err(TransactionError::duplicate_key(offset, Address::new(*key)));
            }
            others = following;
        }
    }
    Ok(())
}

/// The most bytes that a transaction can have: what fits one packet (IPv6 minimum MTU).
pub const MAX_SIZE: usize = 1232;

/// A version 1 transaction begins with its message; its signatures stand last.
const V1_PREFIX: u8 = 0x81;
