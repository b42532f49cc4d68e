"""Tells the signatures that a labelled key made anew from those that are themselves the change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eth_account import Account
from solders.signature import Signature

import coding
import keys
import patch
import transaction
from patch import Op


def mark(ops: list[Op], base: Any, request: Any, derived: Mapping[str, Any]) -> list[Op]:
    """`ops`, in which a signature made anew is `sign` with the key's label; `base` and `request` may be content of both.

    `derived` tells what an EVM signature of the request is over, and whose it is.
    """
    return [_mark(op, base, request, derived) for op in ops]


def signed(ops: list[Op]) -> bool:
    """Whether one of the operations puts a new signature."""
    return any(op["op"] == "sign" or signed(op.get("ops", [])) for op in ops)


def _mark(op: Op, base: Any, request: Any, derived: Mapping[str, Any]) -> Op:
    if op["op"] == "within" and op["as"][-1:] in (["json"], ["solana"]):
        old = coding.exact(patch.find(base, op["path"]), op["as"]) if patch.has(base, op["path"]) else {}
        new = coding.undo(patch.find(request, op["path"]), op["as"])
        return op | {"ops": mark(op["ops"], old, new, derived)}
    if op["op"] not in ("add", "replace") or not isinstance(op["value"], str):
        return op
    label = None
    if "recentBlockhash" in request:
        fresh = op["path"].startswith("/signatures/") and op["value"] not in base.get("signatures", ())
        label = _svm(op["value"], request) if fresh else None
    elif op["path"].endswith("/signature"):
        label = _evm(op["value"], derived)
    return op if label is None else {"op": "sign", "path": op["path"], "key": label, "value": op["value"]}


def _evm(value: str, derived: Mapping[str, Any]) -> str | None:
    """The key whose RFC 6979 signature it is."""
    for label in keys.EVM_LABELS:
        if keys.evm(label).address == derived.get("recovered"):
            signed = Account.unsafe_sign_hash(bytes.fromhex(derived["signingHash"][2:]), keys.evm(label).key)
            return label if "0x" + bytes(signed.signature).hex() == value else None
    return None


def _svm(value: str, document: Any) -> str | None:
    message, signature = transaction.message(document), Signature.from_string(value)
    return next((label for label in keys.SVM_LABELS if signature.verify(keys.svm(label).pubkey(), message)), None)
