// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity ^0.8.30;

/// Tokens that behave as some real ones do and Circle's does not. They check no signature and keep
/// no balances: receipts are read from their logs.
abstract contract OddToken {
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    event Transfer(address indexed from, address indexed to, uint256 value);

    mapping(address => mapping(bytes32 => bool)) private used;

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256,
        uint256,
        bytes32 nonce,
        uint8,
        bytes32,
        bytes32
    ) external {
        // As PYUSD: a used nonce does not revert.
        if (used[from][nonce]) return;
        used[from][nonce] = true;
        emit AuthorizationUsed(from, nonce);
        emit Transfer(from, to, received(value));
    }

    function received(uint256 value) internal pure virtual returns (uint256);
}

/// A token that does not revert for a used nonce.
contract QuietToken is OddToken {
    function received(uint256 value) internal pure override returns (uint256) {
        return value;
    }
}

/// A token that keeps one percent of each transfer.
contract FeeToken is OddToken {
    function received(uint256 value) internal pure override returns (uint256) {
        return value - value / 100;
    }
}
