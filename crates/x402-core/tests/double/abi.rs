//! The functions that the double's contracts have.

use alloy_sol_types::sol;
use x402_core::evm::Address;

sol! {
    interface Eip3009 {
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

    interface ExactPermit2Proxy {
        function settle(
            PermitTransferFrom permit,
            address owner,
            Witness witness,
            bytes signature
        ) external;
    }

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

    /// A factory of contract wallets, for ERC-6492.
    interface Factory {
        function deploy(address wallet) external;
    }

    /// Why a contract reverts, in words.
    error Error(string reason);

    /// Permit2: the nonce has been used.
    error InvalidNonce();
    /// Permit2: the deadline is over.
    error SignatureExpired(uint256 signatureDeadline);
}

/// Multicall3, at the same address on nearly every chain.
pub(crate) const MULTICALL3: Address = Address::new([
    0xca, 0x11, 0xbd, 0xe0, 0x59, 0x77, 0xb3, 0x63, 0x11, 0x67, 0x02, 0x88, 0x62, 0xbe, 0x2a, 0x17,
    0x39, 0x76, 0xca, 0x11,
]);

/// The double's factory of wallets.
pub(crate) const FACTORY: Address = Address::new([0xfa; 20]);

pub(crate) fn address(address: alloy_primitives::Address) -> Address {
    Address::new(address.into_array())
}

/// An address as a topic.
pub(crate) fn word(address: Address) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(address.as_bytes());
    word
}
