"""What must hold over the whole set before a file of it is written."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
from eth_utils import to_checksum_address
from solders.transaction import VersionedTransaction

import code_table
import coverage
from model import Group

KINDS = {"accept": set(), "reject": {"malformed", "rejected"}, "undecided": {"undecided"}}


def prove(groups: list[Group], documents: dict[str, Any], schemas: Path) -> None:
    """Raise an error that names the first thing that does not hold."""
    _schemas(documents, schemas)
    _ids(groups)
    _codes(groups)
    _recovered(groups)
    _checksums(groups)
    _signed(groups)
    coverage.check(groups)


def _schemas(documents: dict[str, Any], folder: Path) -> None:
    texts = {path.name.split(".")[0]: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
    registry = jsonschema_rs.Registry([(text["$id"], text) for text in texts.values()])
    for name, text in texts.items():
        validator = jsonschema_rs.Draft202012Validator(text, registry=registry)
        for path, document in documents.items():
            if path.split("/")[0].split(".")[0].lower() != name:
                continue
            for error in validator.iter_errors(document):
                raise ValueError(f"{path} at {'/'.join(map(str, error.instance_path))}: {error.message[:400]}")


def _ids(groups: list[Group]) -> None:
    ids = [vector.id for group in groups for vector in group.vectors]
    if len(set(ids)) != len(ids):
        raise ValueError("an id stands twice")
    for group in groups:
        for vector in group.vectors:
            if vector.base is not None and vector.base not in ids:
                raise ValueError(f"{vector.id}: its base {vector.base} is not in the set")


def _codes(groups: list[Group]) -> None:
    kinds = {code.code: code.kind for code in code_table.ALL}
    for group in groups:
        for vector in group.vectors:
            for one in vector.expect:
                for code in ([one["code"]] if "code" in one else []) + one.get("otherCodes", []):
                    if kinds.get(code) not in KINDS[one["verdict"]]:
                        raise ValueError(f"{vector.id}: {code} is no code for {one['verdict']}")


def _recovered(groups: list[Group]) -> None:
    """An accepted EVM payment recovers to its payer, unless a contract answers for it."""
    for group in groups:
        for vector in group.vectors:
            if vector.verdicts() != {"accept"} or "recovered" not in vector.case.derived:
                continue
            contract = any(account.get("erc1271") for facts in (vector.case.state or {}).values() for account in facts.get("accounts", {}).values())
            payload = vector.case.input.get("payload")
            if contract or payload is None:
                continue
            inner = payload["payload"]
            signed = inner.get("authorization") or inner["permit2Authorization"]
            if vector.case.derived["recovered"].lower() != signed["from"].lower():
                raise ValueError(f"{vector.id}: recovers to {vector.case.derived['recovered']}")


def _checksums(groups: list[Group]) -> None:
    """An offer names its addresses with a good checksum."""
    for group in groups:
        for vector in group.vectors:
            terms = vector.case.input.get("requirements", {})
            for name in ("asset", "payTo"):
                text = terms.get(name, "")
                if text.startswith("0x") and text != to_checksum_address(text):
                    raise ValueError(f"{vector.id}: {name} is not {to_checksum_address(text)}")


def _signed(groups: list[Group]) -> None:
    """An accepted Solana payment bears every required signature but the sponsor's."""
    for group in groups:
        for vector in group.vectors:
            payment = vector.case.input.get("payload", {}).get("payload", {})
            if vector.verdicts() == {"accept"} and isinstance(payment, dict) and "transaction" in payment:
                transaction = VersionedTransaction.from_bytes(base64.b64decode(payment["transaction"]))
                if not all(transaction.verify_with_results()[1:]):
                    raise ValueError(f"{vector.id}: a signature is missing")
