//! Every contract function, event and error that the project knows, by its Solidity declaration.
//!
//! Calldata is written and answers are read through these types only, and only by the validating
//! decoder: a word that is not a value of its type is an error, never a value cut to size.

use alloc::{vec, vec::Vec};

use alloy_primitives::FixedBytes;
use alloy_sol_types::{SolCall, abi::AbiDecoderConfig, sol};

use super::{
    Address, Signature, eip2612::SignedPermit, eip3009::TransferWithAuthorization,
    permit2::PermitWitnessTransferFrom,
};
use crate::amount::Amount;

sol! {
    /// ERC-20, the parts that a payment reads.
    interface Erc20 {
        event Transfer(address indexed from, address indexed to, uint256 value);

        error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
        error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
        error ERC20InvalidReceiver(address receiver);
        error ERC20InvalidSender(address sender);
        error EnforcedPause();

        function name() external view returns (string);
        function version() external view returns (string);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function DOMAIN_SEPARATOR() external view returns (bytes32);
        function transfer(address to, uint256 value) external returns (bool);
    }

    /// EIP-3009 as `FiatToken` V2 has it; the form by bytes came with V2.2.
    interface Eip3009 {
        event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
        event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);

        function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);
        function transferWithAuthorization(
            address from,
            address to,
            uint256 value,
            uint256 validAfter,
            uint256 validBefore,
            bytes32 nonce,
            uint8 v,
            bytes32 r,
            bytes32 s
        ) external;
        function transferWithAuthorization(
            address from,
            address to,
            uint256 value,
            uint256 validAfter,
            uint256 validBefore,
            bytes32 nonce,
            bytes signature
        ) external;
    }

    /// What Circle's `FiatToken` adds.
    interface FiatToken {
        function isBlacklisted(address account) external view returns (bool);
        function paused() external view returns (bool);
    }

    /// Uniswap's Permit2.
    interface Permit2 {
        event UnorderedNonceInvalidation(address indexed owner, uint256 word, uint256 mask);

        error AllowanceExpired(uint256 deadline);
        error InsufficientAllowance(uint256 amount);
        error InvalidAmount(uint256 maxAmount);
        error InvalidContractSignature();
        error InvalidNonce();
        error InvalidSignature();
        error InvalidSignatureLength();
        error InvalidSigner();
        error SignatureExpired(uint256 signatureDeadline);

        function nonceBitmap(address owner, uint256 word) external view returns (uint256);
    }

    struct TokenPermissions {
        address token;
        uint256 amount;
    }

    struct PermitTransferFrom {
        TokenPermissions permitted;
        uint256 nonce;
        uint256 deadline;
    }

    struct Witness {
        address to;
        uint256 validAfter;
    }

    /// A signed allowance, as the proxies take it.
    struct Permit2612 {
        uint256 value;
        uint256 deadline;
        bytes32 r;
        bytes32 s;
        uint8 v;
    }

    /// x402's proxy for `exact`; the one for `upto` shares its errors.
    interface ExactPermit2Proxy {
        event Settled();
        event SettledWithPermit();

        error AmountExceedsPermitted();
        error InvalidAmount();
        error InvalidDestination();
        error InvalidOwner();
        error InvalidPermit2Address();
        error PaymentTooEarly();
        error Permit2612AmountMismatch();
        error UnauthorizedFacilitator();

        function settle(
            PermitTransferFrom permit,
            address owner,
            Witness witness,
            bytes signature
        ) external;
        function settleWithPermit(
            Permit2612 permit2612,
            PermitTransferFrom permit,
            address owner,
            Witness witness,
            bytes signature
        ) external;
    }

    /// ERC-1271: a contract's own check of a signature.
    interface Erc1271 {
        function isValidSignature(bytes32 hash, bytes signature) external view returns (bytes4);
    }

    /// ERC-7710: a contract that moves what others have delegated.
    interface DelegationManager {
        function redeemDelegations(
            bytes[] permissionContexts,
            bytes32[] modes,
            bytes[] executionCallDatas
        ) external;
    }

    /// Multicall3, at one address on nearly every chain.
    interface Multicall3 {
        struct Call3 {
            address target;
            bool allowFailure;
            bytes callData;
        }

        struct Result {
            bool success;
            bytes returnData;
        }

        function aggregate3(Call3[] calls) external payable returns (Result[] returnData);
        function getBlockNumber() external view returns (uint256);
        function getCurrentBlockTimestamp() external view returns (uint256);
    }

    /// The OP stack's predeploy for what a transaction costs above its gas.
    interface GasPriceOracle {
        function getL1FeeUpperBound(uint256 unsignedTxSize) external view returns (uint256);
        function getOperatorFee(uint256 gasUsed) external view returns (uint256);
    }
}

impl TransferWithAuthorization {
    /// The calldata of `transferWithAuthorization` with v, r and s: for a payer without code.
    ///
    /// It is 292 bytes, to be sent to the token. Every token with EIP-3009 has this form.
    ///
    /// ```
    /// use x402_core::{amount::Amount, evm::{SignatureForms, Address, Signature, eip3009::TransferWithAuthorization}};
    ///
    /// let transfer = TransferWithAuthorization {
    ///     from: Address::new([0x11; 20]),
    ///     to: Address::new([0x22; 20]),
    ///     value: Amount::from(10_000_u64),
    ///     valid_after: Amount::ZERO,
    ///     valid_before: Amount::from(1_740_672_154_u64),
    ///     nonce: [0xab; 32],
    /// };
    /// let mut signature = [1; 65];
    /// signature[64] = 28;
    /// let call = transfer.call(&Signature::parse(&signature, &SignatureForms::default())?);
    /// assert_eq!((call.len(), &call[..4]), (292, &[0xe3, 0xee, 0x16, 0x0e][..]));
    /// # Ok::<(), x402_core::evm::SignatureError>(())
    /// ```
    #[must_use]
    pub fn call(&self, signature: &Signature) -> Vec<u8> {
        Eip3009::transferWithAuthorization_0Call {
            from: word(self.from),
            to: word(self.to),
            value: self.value.to_u256(),
            validAfter: self.valid_after.to_u256(),
            validBefore: self.valid_before.to_u256(),
            nonce: self.nonce.into(),
            v: if signature.y_parity() { 28 } else { 27 },
            r: signature.r().into(),
            s: signature.s().into(),
        }
        .abi_encode()
    }

    /// The calldata of `transferWithAuthorization` with a signature of any length: for a payer
    /// with code, whose contract checks it by ERC-1271.
    ///
    /// To be sent to the token. `FiatToken` has this form since V2.2.
    ///
    /// ```
    /// use x402_core::{amount::Amount, evm::{Address, eip3009::TransferWithAuthorization}};
    ///
    /// let transfer = TransferWithAuthorization {
    ///     from: Address::new([0x11; 20]),
    ///     to: Address::new([0x22; 20]),
    ///     value: Amount::from(10_000_u64),
    ///     valid_after: Amount::ZERO,
    ///     valid_before: Amount::from(1_740_672_154_u64),
    ///     nonce: [0xab; 32],
    /// };
    /// let call = transfer.call_with_bytes(&[7; 130]);
    /// assert_eq!(call[..4], [0xcf, 0x09, 0x29, 0x95]);
    /// ```
    #[must_use]
    pub fn call_with_bytes(&self, signature: &[u8]) -> Vec<u8> {
        Eip3009::transferWithAuthorization_1Call {
            from: word(self.from),
            to: word(self.to),
            value: self.value.to_u256(),
            validAfter: self.valid_after.to_u256(),
            validBefore: self.valid_before.to_u256(),
            nonce: self.nonce.into(),
            signature: signature.to_vec().into(),
        }
        .abi_encode()
    }
}

impl PermitWitnessTransferFrom {
    /// The calldata of `settle` of x402's proxy for `exact`.
    ///
    /// To be sent to [`EXACT_PROXY`](super::permit2::EXACT_PROXY), which must be the `spender`.
    ///
    /// ```
    /// use x402_core::{amount::Amount, evm::{Address, permit2::{EXACT_PROXY, PermitWitnessTransferFrom}}};
    ///
    /// let permit = PermitWitnessTransferFrom {
    ///     from: Address::new([0x11; 20]),
    ///     token: Address::new([0x33; 20]),
    ///     amount: Amount::from(10_000_u64),
    ///     spender: EXACT_PROXY,
    ///     nonce: Amount::from(7_u64),
    ///     deadline: Amount::from(1_740_672_154_u64),
    ///     to: Address::new([0x22; 20]),
    ///     valid_after: Amount::ZERO,
    /// };
    /// let call = permit.settle_call(&[3; 65]);
    /// assert_eq!(call[..4], [0x13, 0xcd, 0x3b, 0x53]);
    /// ```
    #[must_use]
    pub fn settle_call(&self, signature: &[u8]) -> Vec<u8> {
        ExactPermit2Proxy::settleCall {
            permit: self.permit(),
            owner: word(self.from),
            witness: self.witness(),
            signature: signature.to_vec().into(),
        }
        .abi_encode()
    }

    /// The calldata of `settleWithPermit` of the same proxy, which submits the payer's signed
    /// allowance for Permit2 first.
    ///
    /// The proxy reverts where the allowance is not exactly the payment's amount.
    ///
    /// ```
    /// use x402_core::{
    ///     amount::Amount,
    ///     evm::{Address, eip2612::SignedPermit, permit2::{EXACT_PROXY, PermitWitnessTransferFrom}},
    /// };
    ///
    /// let (amount, deadline) = (Amount::from(10_000_u64), Amount::from(1_740_672_154_u64));
    /// let permit = PermitWitnessTransferFrom {
    ///     from: Address::new([0x11; 20]),
    ///     token: Address::new([0x33; 20]),
    ///     amount,
    ///     spender: EXACT_PROXY,
    ///     nonce: Amount::from(7_u64),
    ///     deadline,
    ///     to: Address::new([0x22; 20]),
    ///     valid_after: Amount::ZERO,
    /// };
    /// let allowance = SignedPermit { value: amount, deadline, signature: [1; 65] };
    /// let call = permit.settle_with_permit_call(&allowance, &[3; 65]);
    /// assert_ne!(call[..4], permit.settle_call(&[3; 65])[..4]);
    /// ```
    #[must_use]
    pub fn settle_with_permit_call(&self, allowance: &SignedPermit, signature: &[u8]) -> Vec<u8> {
        ExactPermit2Proxy::settleWithPermitCall {
            permit2612: Permit2612 {
                value: allowance.value.to_u256(),
                deadline: allowance.deadline.to_u256(),
                r: allowance.r().into(),
                s: allowance.s().into(),
                v: allowance.v(),
            },
            permit: self.permit(),
            owner: word(self.from),
            witness: self.witness(),
            signature: signature.to_vec().into(),
        }
        .abi_encode()
    }

    fn permit(&self) -> PermitTransferFrom {
        PermitTransferFrom {
            permitted: TokenPermissions {
                token: word(self.token),
                amount: self.amount.to_u256(),
            },
            nonce: self.nonce.to_u256(),
            deadline: self.deadline.to_u256(),
        }
    }

    fn witness(&self) -> Witness {
        Witness {
            to: word(self.to),
            validAfter: self.valid_after.to_u256(),
        }
    }
}

/// The calldata of `redeemDelegations` for one transfer: to be sent to the delegation manager.
///
/// The mode is a single call that reverts as a whole (ERC-7579).
pub(crate) fn redeem_call(context: &[u8], token: Address, to: Address, amount: Amount) -> Vec<u8> {
    let transfer = Erc20::transferCall {
        to: word(to),
        value: amount.to_u256(),
    };
    // Packed: the target, the value in wei, the calldata.
    let execution = [
        token.as_bytes().as_slice(),
        &[0; 32],
        &transfer.abi_encode(),
    ]
    .concat();
    DelegationManager::redeemDelegationsCall {
        permissionContexts: vec![context.to_vec().into()],
        modes: vec![FixedBytes([0; 32])],
        executionCallDatas: vec![execution.into()],
    }
    .abi_encode()
}

/// The calldata of a call after another one, which may fail: to be sent to [`MULTICALL3`].
///
/// A wallet's factory comes first. Where the wallet has been deployed since, it fails, and
/// nothing is missing.
pub(crate) fn call_after(first: (Address, &[u8]), second: (Address, &[u8])) -> Vec<u8> {
    let call = |(target, data): (Address, &[u8]), may_fail| Multicall3::Call3 {
        target: word(target),
        allowFailure: may_fail,
        callData: data.to_vec().into(),
    };
    Multicall3::aggregate3Call {
        calls: vec![call(first, true), call(second, false)],
    }
    .abi_encode()
}

/// The calldata of several calls, each of which may fail by itself: to be sent to [`MULTICALL3`].
#[cfg(feature = "facilitator")]
pub(crate) fn batch_call(calls: &[(Address, &[u8])]) -> Vec<u8> {
    let calls = calls.iter().map(|(target, data)| Multicall3::Call3 {
        target: word(*target),
        allowFailure: true,
        callData: data.to_vec().into(),
    });
    Multicall3::aggregate3Call {
        calls: calls.collect(),
    }
    .abi_encode()
}

/// Whether calldata is that of `transferWithAuthorization` with v, r and s.
#[cfg(feature = "facilitator")]
pub(crate) fn is_transfer_by_account(data: &[u8]) -> bool {
    data.starts_with(&Eip3009::transferWithAuthorization_0Call::SELECTOR)
}

/// Reads what `aggregate3` returns.
///
/// Strictly: a result that overlaps others would be copied for each of them, and take memory
/// without bound.
pub(crate) fn aggregated(data: &[u8]) -> Option<Vec<Multicall3::Result>> {
    let strictly = AbiDecoderConfig::new().strict(true);
    Multicall3::aggregate3Call::abi_decode_returns_with_config(data, strictly).ok()
}

/// The word of Permit2's bitmap that holds a nonce's bit, and the bit.
pub(crate) fn nonce_bit(nonce: Amount) -> (Amount, u8) {
    let [word @ .., bit] = nonce.to_be_bytes();
    let mut shifted = [0; 32];
    for (to, from) in shifted.iter_mut().skip(1).zip(word) {
        *to = from;
    }
    (Amount::from_be_bytes(shifted), bit)
}

/// The address in the type of the ABI encoder.
pub(crate) fn word(address: Address) -> alloy_primitives::Address {
    alloy_primitives::Address(FixedBytes(*address.as_bytes()))
}

/// Multicall3, at the same address on nearly every chain.
///
/// Source: <https://www.multicall3.com/deployments>
pub(crate) const MULTICALL3: Address = Address::new(alloy_primitives::hex!(
    "ca11bde05977b3631167028862be2a173976ca11"
));

/// The OP stack's `GasPriceOracle`, a predeploy.
pub(crate) const GAS_PRICE_ORACLE: Address = Address::new(alloy_primitives::hex!(
    "420000000000000000000000000000000000000f"
));

/// What `isValidSignature` returns for a signature that it accepts: its own selector (ERC-1271).
pub(crate) const ERC1271_MAGIC: [u8; 4] = Erc1271::isValidSignatureCall::SELECTOR;

#[cfg(test)]
mod tests;
