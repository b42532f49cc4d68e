"""EIP-3009: what was signed, and the text of the signature."""

from __future__ import annotations

from eth_account.messages import encode_defunct
from eth_utils import keccak

import evm
from evm import digest, pay, sign, signed, token_domain, transfer_message
from model import Case, Group, Json, Vector

SIGNATURE = "/payload/signature"
HEX = "/payload/payload/signature"
UNKNOWN = ("undecided",)
NO_CODE_KNOWN = "whether the payer has code is unknown; 65 bytes of an ordinary account must recover"


def add(group: Group, control: Vector) -> None:
    """Add the vectors to the group of signatures."""
    _other_message(group, control)
    _text(group, control)


def _other_message(group: Group, control: Vector) -> None:
    terms = evm.requirements()
    wire = control.case.input["payload"]["payload"]["authorization"]
    good = digest(transfer_message(wire, token_domain(terms)))

    def over(hash32: bytes) -> Case:
        return signed(control.case, sign(hash32).hex())

    domains: dict[str, tuple[str, Json]] = {
        "chain": ("another chain id", {"chainId": 8453}), "name": ("another domain name", {"name": "USD Coin"}),
        "version": ("another domain version", {"version": "1"}), "contract": ("another token", {"verifyingContract": evm.STRANGER}),
        "no-version": ("a domain without version", {"version": None}), "salt": ("a domain with a salt", {"salt": b"\1" * 32}),
        "empty-domain": ("an empty domain", dict.fromkeys(("name", "version", "chainId", "verifyingContract"))),
    }  # fmt: skip
    messages = {f"over-{slug}": (title, digest(transfer_message(wire, token_domain(terms, **changes)))) for slug, (title, changes) in domains.items()}
    messages |= {
        "over-receive": ("ReceiveWithAuthorization", digest(transfer_message(wire, token_domain(terms), "ReceiveWithAuthorization"))),
        "over-personal": ("the digest as a personal message", digest(encode_defunct(good))),
        "over-hash": ("the digest hashed once more", keccak(good)),
    }
    for slug, (title, hash32) in messages.items():
        group.reject(
            slug,
            f"signed over {title}",
            over(hash32),
            "signature.invalid",
            SIGNATURE,
            flags="SignedOther",
            base=control,
            resigned=True,
            also=UNKNOWN,
            why=NO_CODE_KNOWN,
        )
    stranger = signed(control.case, sign(good, "stranger").hex())
    group.reject(
        "by-stranger",
        "signed by somebody else",
        stranger,
        "signature.invalid",
        SIGNATURE,
        flags="SignedOther",
        base=control,
        resigned=True,
        also=UNKNOWN,
        why=NO_CODE_KNOWN,
    )
    for member, value in {
        "nonce": f"0x{evm.nonce('changed').hex()}", "validBefore": str(evm.NOW + 49), "validAfter": str(evm.NOW - 11), "from": evm.STRANGER,
    }.items():  # fmt: skip
        changed = evm.edited(control.case, f"/payload/payload/authorization/{member}", value, derive=True)
        group.reject(
            f"changed-{member.lower()}",
            f"{member} was changed after signing",
            changed,
            "signature.invalid",
            SIGNATURE,
            flags="SignedOther",
            base=control,
            also=UNKNOWN,
            why=NO_CODE_KNOWN,
        )
    renamed = evm.requirements(extra={"name": "USD Coin", "version": "2"})
    for slug, title, case in (
        ("misnamed-as-offered", "the offer names 'USD Coin', and so was it signed", pay(renamed, nonce=wire["nonce"])),
        (
            "misnamed-as-token",
            "the offer names 'USD Coin', the payer signed the token's own 'USDC'",
            pay(renamed, domain=token_domain(terms), nonce=wire["nonce"]),
        ),
    ):
        group.reject(
            slug,
            title,
            case,
            None,
            flags="DomainName",
            base=control,
            resigned=True,
            level="should",
            also=("accept", *UNKNOWN),
            why="the seller misnames a known token: no signature under this name settles",
        )


def _text(group: Group, control: Vector) -> None:
    good = control.case.input["payload"]["payload"]["signature"]
    for slug, title, value in (
        ("no-prefix", "without 0x", good[2:]),
        ("upper-prefix", "with 0X", "0X" + good[2:]),
        ("odd", "an odd number of digits", good[:-1]),
        ("not-hex", "a letter that is no digit", good[:-1] + "g"),
        ("inner-space", "a space within", good[:20] + " " + good[20:]),
        ("newline", "a line feed at the end", good + "\n"),
        ("empty", "the empty string", ""),
        ("null", "null", None),
        ("number", "a number", 27),
    ):
        group.reject(
            f"text-{slug}",
            f"the signature's text: {title}",
            evm.edited(control.case, HEX, value),
            "payload.malformed",
            SIGNATURE,
            flags="SignatureText",
            base=control,
            layer="L1",
            level="should" if slug in ("no-prefix", "upper-prefix", "inner-space", "newline") else "must",
        )
    group.reject(
        "missing", "no signature", evm.dropped(control.case, HEX), "payload.malformed", SIGNATURE, flags="SignatureText", base=control, layer="L1"
    )
