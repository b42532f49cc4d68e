"""Writes solders.json: what solders derives, builds and reads back.

    pip install solders==0.29.0 && python generate_solders.py > solders.json
"""

import base64
import hashlib
import json
import random
from importlib.metadata import version

from solders.address_lookup_table_account import AddressLookupTableAccount
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message, MessageV0
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import VersionedTransaction

RANDOM = random.Random(402)
TOKEN = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
TOKEN_2022 = Pubkey.from_string("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb")
ASSOCIATED_TOKEN = Pubkey.from_string("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL")


def pubkey() -> Pubkey:
    return Pubkey.from_bytes(RANDOM.randbytes(32))


def token_account() -> dict:
    owner, mint, program = pubkey(), pubkey(), RANDOM.choice([TOKEN, TOKEN_2022])
    address, bump = Pubkey.find_program_address(
        [bytes(owner), bytes(program), bytes(mint)], ASSOCIATED_TOKEN
    )
    return {
        "owner": str(owner),
        "tokenProgram": str(program),
        "mint": str(mint),
        "address": str(address),
        "bump": bump,
    }


def transaction(form: str) -> dict:
    signers = [Keypair.from_seed(RANDOM.randbytes(32)) for _ in range(RANDOM.randint(1, 3))]
    others = [pubkey() for _ in range(RANDOM.randint(1, 6))]
    programs = [pubkey() for _ in range(RANDOM.randint(1, 3))]
    table = AddressLookupTableAccount(pubkey(), [pubkey() for _ in range(300 if form == "large" else 8)][:256])
    candidates = [k.pubkey() for k in signers] + others
    if form in ("lookup", "large"):
        candidates += table.addresses[:8]
    instructions = []
    for program in programs:
        count = RANDOM.randint(0, 6)
        if form == "large":
            count = 130  # the length takes two bytes
        metas = [
            AccountMeta(key, key in [k.pubkey() for k in signers], RANDOM.random() < 0.5)
            for key in RANDOM.choices(candidates, k=count)
        ]
        size = RANDOM.choice([0, 1, 9, 127, 128, 200])
        if form == "large":
            size = 0
        instructions.append(Instruction(program, RANDOM.randbytes(size), metas))
    for signer in signers[1:]:
        metas = [AccountMeta(signer.pubkey(), True, RANDOM.random() < 0.5)]
        instructions.append(Instruction(programs[0], b"", metas))
    payer = signers[0].pubkey()
    blockhash = Hash.from_bytes(RANDOM.randbytes(32))
    if form == "legacy":
        message = Message.new_with_blockhash(instructions, payer, blockhash)
        prefix = b""
    else:
        tables = [table] if form in ("lookup", "large") else []
        message = MessageV0.try_compile(payer, instructions, tables, blockhash)
        prefix = b"\x80"
    signed = prefix + bytes(message)
    by_key = {k.pubkey(): k for k in signers}
    required = message.account_keys[: message.header.num_required_signatures]
    signatures = [by_key[key].sign_message(signed) for key in required]
    signatures[0] = Signature.default()
    wire = bytes(VersionedTransaction.populate(message, signatures))
    assert wire.endswith(signed)
    assert VersionedTransaction.from_bytes(wire).message == message
    lookups = [] if form == "legacy" else message.address_table_lookups
    total = len(message.account_keys) + sum(
        len(l.writable_indexes) + len(l.readonly_indexes) for l in lookups
    )
    return {
        "form": form,
        "transaction": base64.b64encode(wire).decode(),
        "messageSha256": hashlib.sha256(signed).hexdigest(),
        "signatures": [str(s) for s in signatures],
        "header": [
            message.header.num_required_signatures,
            message.header.num_readonly_signed_accounts,
            message.header.num_readonly_unsigned_accounts,
        ],
        "accountKeys": [str(k) for k in message.account_keys],
        "recentBlockhash": str(message.recent_blockhash),
        "instructions": [
            {
                "programIndex": i.program_id_index,
                "accounts": list(bytes(i.accounts)),
                "data": bytes(i.data).hex(),
            }
            for i in message.instructions
        ],
        "lookups": [
            {
                "table": str(l.account_key),
                "writable": list(bytes(l.writable_indexes)),
                "readonly": list(bytes(l.readonly_indexes)),
            }
            for l in lookups
        ],
        "writable": None
        if form == "legacy"
        else [i for i in range(total) if message.is_maybe_writable(i)],
    }


def main() -> None:
    transactions: list[dict] = []
    for form in ["legacy", "v0", "lookup", "large"]:
        for _ in range(6):
            while True:
                candidate = transaction(form)
                if len(base64.b64decode(candidate["transaction"])) <= 1232:
                    transactions.append(candidate)
                    break
    document = {
        "source": {"name": "solders", "version": version("solders")},
        "tokenAccounts": [token_account() for _ in range(24)],
        "transactions": transactions,
    }
    print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
