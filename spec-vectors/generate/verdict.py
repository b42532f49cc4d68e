"""What an accepted payment comes to: who pays, the key that it is remembered by, and until when."""

from __future__ import annotations

import base64
from dataclasses import replace

from eth_utils import to_checksum_address
from solders.transaction import VersionedTransaction

import svm
from model import NOW, Case, Group, Json
from v1_names import CAIP_2

# How long a Solana payment is remembered at least: its blockhash outlives its window.
MEMORY = 120


def complete(group: Group) -> Group:
    """The group, its accepted payments with what they come to."""
    group.vectors = [
        replace(vector, case=replace(vector.case, derived=vector.case.derived | _of(vector.case)))
        if vector.case.op == "verify" and vector.verdicts() == {"accept"} and "payload" in vector.case.input
        else vector
        for vector in group.vectors
    ]
    return group


def _of(case: Case) -> Json:
    terms, inner = case.input["requirements"], case.input["payload"]["payload"]
    network = CAIP_2.get(terms["network"], terms["network"])
    if "transaction" in inner:
        now = NOW if case.now is None else case.now
        return {
            "payer": _authority(inner["transaction"]),
            "keepUntil": str(now + max(MEMORY, int(terms["maxTimeoutSeconds"]))),
            "replayKey": f"{network}/message/{case.derived['messageHash']}",
        }
    permit = inner.get("permit2Authorization")
    signed = permit or inner["authorization"]
    payer = signed["from"].lower()
    ends = signed["deadline"] if permit else signed["validBefore"]
    key = f"permit2/{payer}/{int(signed['nonce'])}" if permit else f"eip3009/{terms['asset'].lower()}/{payer}/{signed['nonce'].lower()}"
    # A window that ends after all that 64 bits can say never ends.
    return {"payer": to_checksum_address(payer), "keepUntil": str(min(int(ends), 2**64 - 1)), "replayKey": f"{network}/{key}"}


def _authority(transaction: str) -> str:
    """Who signs the transfer."""
    message = VersionedTransaction.from_bytes(base64.b64decode(transaction)).message
    keys = list(message.account_keys)
    for one in message.instructions:
        program = str(keys[one.program_id_index]) if one.program_id_index < len(keys) else ""
        if program in (svm.TOKEN, svm.TOKEN_2022) and one.data[:1] == b"\x0c":
            return str(keys[one.accounts[3]])
    raise ValueError("an accepted payment has a transfer")
