//! Queries to EVM chains.

mod read;

use alloc::{format, vec::Vec};

use super::members::Members;
use crate::{
    ValueError,
    amount::Amount,
    chain::{head::BlockId, signed_bytes::SignedBytes},
    evm::Address,
    json::Json,
};

/// A question to an EVM chain.
///
/// Each variant names the JSON-RPC method that asks it and the [`Value`](crate::chain::Value)
/// that answers it.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum EvmQuery {
    /// How many transactions the account has sent: the nonce of its next one
    /// (`eth_getTransactionCount`). Answered by `Number`.
    AccountNonce {
        /// The sender.
        account: Address,
        /// The block.
        at: BlockId,
    },
    /// The block with this tag or number (`eth_getBlockByNumber`). Answered by `Block`, without
    /// a block if the node does not have it.
    Block(BlockId),
    /// The chain's id (`eth_chainId`). Answered by `Number`.
    ChainId,
    /// The code at an address (`eth_getCode`). Answered by `Code`.
    Code {
        /// The account or contract.
        account: Address,
        /// The block.
        at: BlockId,
    },
    /// Whether a contract accepts a signature, by ERC-1271 (`eth_call` of its own, since the
    /// contract may use up all gas). Answered by `Flag`.
    Erc1271 {
        /// The contract that is to have signed.
        account: Address,
        /// What was signed.
        digest: [u8; 32],
        /// The signature.
        signature: SignedBytes,
        /// The block.
        at: BlockId,
    },
    /// How much gas a transaction that makes this call needs (`eth_estimateGas`). Answered by
    /// `Number`, or refused with what the contract reverts with.
    EstimateGas(Call),
    /// The base fees and tips of the last blocks (`eth_feeHistory`). Answered by `FeeHistory`.
    FeeHistory,
    /// The price of gas in wei that the node proposes (`eth_gasPrice`). Answered by `Amount`.
    GasPrice,
    /// The logs that match (`eth_getLogs`). Answered by `Logs`.
    Logs(LogFilter),
    /// The account's balance in wei (`eth_getBalance`). Answered by `Amount`.
    NativeBalance {
        /// The account.
        account: Address,
        /// The block.
        at: BlockId,
    },
    /// The tip in wei per gas that the node proposes (`eth_maxPriorityFeePerGas`). Answered by
    /// `Amount`.
    PriorityFee,
    /// What a view function returns (`eth_call`, together with others through Multicall3).
    Read {
        /// The function and its arguments.
        read: Read,
        /// The block.
        at: BlockId,
    },
    /// A transaction's receipt by its hash (`eth_getTransactionReceipt`). Answered by `Receipt`.
    Receipt([u8; 32]),
    /// Hands a signed transaction to the node (`eth_sendRawTransaction`). Answered by `Sent`.
    Send(SignedBytes),
    /// Hands a signed transaction to the node and waits for its receipt
    /// (`eth_sendRawTransactionSync`, EIP-7966). Answered by `Receipt`, or by `Sent` if no receipt
    /// came in the node's time; a node without the method fails as `Unsupported`.
    ///
    /// The receipt saves polling and is not evidence: it is one node's, often of a block that is
    /// not sealed. Only [`Receipt`](Self::Receipt) counts for
    /// [`Facts::inclusion`](crate::chain::Facts::inclusion).
    SendSync(SignedBytes),
    /// Whether a call would succeed (`eth_call`). Answered by `Succeeded`, or refused with what
    /// the contract reverts with. A call of an address without code succeeds, so ask for
    /// [`Code`](Self::Code) as well.
    Simulate(Call),
    /// Whether the node knows a transaction, in a block or not (`eth_getTransactionByHash`).
    /// Answered by `Transaction`.
    Transaction([u8; 32]),
}

impl EvmQuery {
    pub(super) fn from_json(json: &Json<'_>) -> Result<Self, ValueError> {
        Members::read(json, read::query)
    }

    /// The block at whose end the query is answered; `None` where the method takes no block.
    #[must_use]
    pub fn block_id(&self) -> Option<BlockId> {
        match self {
            Self::AccountNonce { at, .. }
            | Self::Code { at, .. }
            | Self::Erc1271 { at, .. }
            | Self::NativeBalance { at, .. }
            | Self::Read { at, .. }
            | Self::EstimateGas(Call { at, .. })
            | Self::Simulate(Call { at, .. })
            | Self::Block(at) => Some(*at),
            _ => None,
        }
    }
}

/// A view function of a known contract, with its arguments.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Read {
    /// How much `spender` may take from `owner` (ERC-20 `allowance`). Answered by `Amount`.
    Allowance {
        /// The token.
        token: Address,
        /// The account that pays.
        owner: Address,
        /// The contract that may spend.
        spender: Address,
    },
    /// Whether an authorization has been used or cancelled (EIP-3009 `authorizationState`).
    /// Answered by `Flag`.
    AuthorizationState {
        /// The token.
        token: Address,
        /// The account that signed.
        authorizer: Address,
        /// The authorization's nonce.
        nonce: [u8; 32],
    },
    /// An account's balance in atomic units (ERC-20 `balanceOf`). Answered by `Amount`.
    Balance {
        /// The token.
        token: Address,
        /// The account.
        owner: Address,
    },
    /// The token's EIP-712 domain separator (`DOMAIN_SEPARATOR`). Answered by `Hash`.
    DomainSeparator {
        /// The token.
        token: Address,
    },
    /// Whether the token's issuer has barred an account (`FiatToken` `isBlacklisted`). Answered by
    /// `Flag`.
    IsBlacklisted {
        /// The token.
        token: Address,
        /// The account.
        account: Address,
    },
    /// The most that posting a transaction to L1 can cost, in wei (OP stack
    /// `getL1FeeUpperBound`). Answered by `Amount`.
    L1FeeUpperBound {
        /// The length of the unsigned transaction in bytes.
        size: u64,
    },
    /// What the operator of the rollup charges for a transaction, in wei (OP stack, since the
    /// upgrade Isthmus: `getOperatorFee`). Answered by `Amount`; chains before it revert.
    OperatorFee {
        /// The transaction's gas limit, for the most that it can cost.
        gas: u64,
    },
    /// Whether the token is paused (`FiatToken` `paused`). Answered by `Flag`.
    Paused {
        /// The token.
        token: Address,
    },
    /// Whether a nonce of Permit2 has been used (`nonceBitmap`). Answered by `Flag`.
    PermitNonce {
        /// The account that signed.
        owner: Address,
        /// The permit's nonce.
        nonce: Amount,
    },
    /// The token's name (`name`). Answered by `Text`.
    TokenName {
        /// The token.
        token: Address,
    },
    /// The token's version (EIP-712 `version`). Answered by `Text`.
    TokenVersion {
        /// The token.
        token: Address,
    },
}

/// A call to simulate.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Call {
    /// The account that calls; `None` if any account may, and then the call is made through
    /// Multicall3 in the same block as the reads.
    pub from: Option<Address>,
    /// The contract.
    pub to: Address,
    /// The calldata.
    pub data: SignedBytes,
    /// The block.
    pub at: BlockId,
}

/// Which logs to search: one contract, a range of blocks, and topics.
///
/// ```
/// use x402_core::{chain::LogFilter, evm::Address};
///
/// let token = Address::new([0x33; 20]);
/// let filter = LogFilter::new(token, vec![None, Some([1; 32])], 1_000, 2_999)?;
/// assert_eq!(filter.halves().map(|half| half.last_block()), [1_999, 2_999]);
/// assert!(LogFilter::new(token, vec![], 0, LogFilter::MAX_BLOCKS).is_err());
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct LogFilter {
    address: Address,
    topics: Vec<Option<[u8; 32]>>,
    first_block: u64,
    last_block: u64,
}

impl LogFilter {
    /// The most blocks that one search covers; many nodes allow fewer, see
    /// [`halves`](Self::halves).
    pub const MAX_BLOCKS: u64 = 2_000;

    /// Logs of `address` whose topics equal the given ones at their places, in the blocks from
    /// `first_block` to `last_block`, both included. `None` fits every topic.
    ///
    /// # Errors
    ///
    /// More than four topics, a last block before the first one, or more than
    /// [`MAX_BLOCKS`](Self::MAX_BLOCKS) blocks.
    pub fn new(
        address: Address,
        topics: Vec<Option<[u8; 32]>>,
        first_block: u64,
        last_block: u64,
    ) -> Result<Self, ValueError> {
        if topics.len() > 4 {
            let found = format!("{}", topics.len());
            return Err(ValueError::new("log filter", "at most 4 topics", &found));
        }
        let blocks = last_block.checked_sub(first_block);
        if blocks.is_none_or(|blocks| blocks >= Self::MAX_BLOCKS) {
            let expected = format!("1 to {} blocks, the first one first", Self::MAX_BLOCKS);
            let found = format!("{first_block} to {last_block}");
            return Err(ValueError::new("log filter", expected, &found));
        }
        Ok(Self {
            address,
            topics,
            first_block,
            last_block,
        })
    }

    /// The contract whose logs are searched.
    #[must_use]
    pub fn address(&self) -> Address {
        self.address
    }

    /// The topics by place; `None` fits every topic.
    #[must_use]
    pub fn topics(&self) -> &[Option<[u8; 32]>] {
        &self.topics
    }

    /// The first block of the range.
    #[must_use]
    pub fn first_block(&self) -> u64 {
        self.first_block
    }

    /// The last block of the range.
    #[must_use]
    pub fn last_block(&self) -> u64 {
        self.last_block
    }

    /// The two halves of the range: for a node that answers
    /// [`RangeTooLarge`](crate::chain::Cause::RangeTooLarge). Each half of a single block is that block.
    #[must_use]
    pub fn halves(&self) -> [Self; 2] {
        let middle = self.first_block + (self.last_block - self.first_block) / 2;
        let (mut lower, mut upper) = (self.clone(), self.clone());
        lower.last_block = middle;
        upper.first_block = self.last_block.min(middle.saturating_add(1));
        [lower, upper]
    }
}
