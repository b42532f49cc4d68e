"""What the two clients share: their arguments, their wallet, and what they print."""

from __future__ import annotations

import argparse
import json
import os
from importlib.metadata import version
from typing import Any, TypeVar

import solana_node
from eth_account import Account
from solders.keypair import Keypair
from x402.extensions.payment_identifier import append_payment_identifier_to_extensions
from x402.http import decode_payment_response_header
from x402.mechanisms.evm.exact import register_exact_evm_client
from x402.mechanisms.svm.exact import register_exact_svm_client
from x402.mechanisms.svm.signers import KeypairSigner

Client = TypeVar("Client")


def arguments(about: str | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--url", required=True)
    parser.add_argument("--evm-key", help="a test key, to pay on EVM networks")
    parser.add_argument("--svm-seed", help="a test seed, to pay on Solana")
    parser.add_argument("--x402-version", type=int, choices=[1, 2], default=2)
    parser.add_argument("--payment-id", help="the payment's id, where the server takes one")
    return parser.parse_args()


def wallet(client: Client, given: argparse.Namespace) -> Client:
    """The client with the schemes that it has keys for."""
    if given.evm_key:
        register_exact_evm_client(client, Account.from_key(given.evm_key))
    if given.svm_seed:
        seed = bytes.fromhex(given.svm_seed.removeprefix("0x"))
        signer = KeypairSigner(Keypair.from_seed(seed))
        node = os.environ.get("X402_SOLANA_URL") or solana_node.start()
        register_exact_svm_client(client, signer, rpc_url=node)
    if given.payment_id:
        client.on_before_payment_creation(lambda context: identify(context, given.payment_id))  # type: ignore[attr-defined]
    return client


def identify(context: Any, payment_id: str) -> None:
    """Appends the id to what the server sent, as the package's documentation does."""
    append_payment_identifier_to_extensions(context.payment_required.extensions or {}, payment_id)


def watched(base: type[Client], client: Any, given: argparse.Namespace) -> Client:
    """The package's HTTP client, which notes what it sends.

    For version 1 it does not see the PAYMENT-REQUIRED header, so that what the body says is all
    there is.
    """

    class Watched(base):  # type: ignore[valid-type,misc]
        sent: list[str] | None = None

        def get_payment_required_response(self, get_header: Any, body: Any = None) -> Any:
            if given.x402_version == 1:
                return super().get_payment_required_response(lambda _: None, body)
            return super().get_payment_required_response(get_header, body)

        def encode_payment_signature_header(self, payload: Any) -> dict[str, str]:
            headers = super().encode_payment_signature_header(payload)
            (header,) = headers.items()
            self.sent = list(header)
            return headers

    return Watched(client)


def show(status: int, body: str, headers: Any, sent: list[str] | None, package: str) -> None:
    """Prints the line."""
    receipt = headers.get("PAYMENT-RESPONSE") or headers.get("X-PAYMENT-RESPONSE")
    if receipt:
        response = decode_payment_response_header(receipt)
        receipt = response.model_dump(by_alias=True, exclude_none=True)
    line = {"status": status, "body": body, "receipt": receipt, "sent": sent}
    print(json.dumps(line | {"package": package, "version": version("x402")}))
