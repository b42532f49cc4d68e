"""Writes eth_account.json: type 2 transactions that eth-account signs, of random fields.

    pip install eth-account==0.14.0 && python generate_eth_account.py > eth_account.json
"""

import json
import random
from importlib.metadata import version

from eth_account import Account
from eth_account.typed_transactions import TypedTransaction
from eth_utils import keccak, to_checksum_address

RANDOM = random.Random(1559)


def number(bits: int) -> int:
    """Any number of digits is as likely as another."""
    return RANDOM.getrandbits(RANDOM.randint(0, bits))


def entry() -> dict:
    return {
        "address": to_checksum_address(RANDOM.randbytes(20)),
        "storageKeys": ["0x" + RANDOM.randbytes(32).hex() for _ in range(RANDOM.randint(0, 4))],
    }


def transaction() -> dict:
    max_fee = number(128)
    fields = {
        "type": 2,
        "chainId": number(64),
        "nonce": number(64),
        "maxPriorityFeePerGas": RANDOM.randint(0, max_fee),
        "maxFeePerGas": max_fee,
        "gas": number(64),
        "to": to_checksum_address(RANDOM.randbytes(20)),
        "value": number(256),
        "data": "0x" + RANDOM.randbytes(number(9)).hex(),
        "accessList": [entry() for _ in range(RANDOM.choice([0, 0, 0, 1, 2, 5]))],
    }
    account = Account.from_key(RANDOM.randbytes(32))
    signed = account.sign_transaction(fields)
    digest = TypedTransaction.from_dict(fields).hash()
    raw = bytes(signed.raw_transaction)
    assert keccak(raw) == bytes(signed.hash)
    assert Account.recover_transaction(raw) == account.address
    return {
        "name": f"random {fields['nonce']}",
        "chainId": str(fields["chainId"]),
        "nonce": str(fields["nonce"]),
        "maxPriorityFeePerGas": str(fields["maxPriorityFeePerGas"]),
        "maxFeePerGas": str(fields["maxFeePerGas"]),
        "gasLimit": str(fields["gas"]),
        "to": fields["to"],
        "value": str(fields["value"]),
        "input": fields["data"],
        "accessList": fields["accessList"],
        "signingHash": "0x" + digest.hex(),
        "privateKey": "0x" + bytes(account.key).hex(),
        "signer": account.address,
        "signature": f"0x{signed.r:064x}{signed.s:064x}{27 + signed.v:02x}",
        "raw": "0x" + raw.hex(),
        "hash": "0x" + bytes(signed.hash).hex(),
    }


def main() -> None:
    document = {
        "source": {"name": "eth-account", "version": version("eth-account")},
        "transactions": [transaction() for _ in range(48)],
    }
    print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
