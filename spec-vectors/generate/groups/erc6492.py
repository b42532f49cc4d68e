"""ERC-6492: signatures of contracts that may not be deployed yet."""

from __future__ import annotations

from eth_abi import encode as abi

from evm import payer_state, signed
from model import Case, Group, Json, Vector

SIGNATURE = "/payload/signature"
MAGIC = "6492" * 16
FACTORY = "0xca11bde05977b3631167028862be2a173976ca11"


def wrap(inner: str, factory: str = FACTORY, calldata: bytes = b"\x12\x34\x56\x78") -> str:
    """An ERC-6492 signature."""
    return "0x" + abi(("address", "bytes", "bytes"), (factory, calldata, bytes.fromhex(inner[2:]))).hex() + MAGIC


def add(group: Group, control: Vector) -> None:
    """Add the vectors to the group of chain facts."""
    flags = "Counterfactual"
    inner = control.case.input["payload"]["payload"]["signature"]
    good = wrap(inner)
    none = payer_state(code="0x")

    def one(signature: str, state: Json | None) -> Case:
        return signed(control.case, signature, state=state)

    group.undecided(
        "wrapper-unknown-code",
        "a wrapper, nothing known of the payer",
        one(good, None),
        "payer_code",
        flags=flags,
        base=control,
        level="should",
        also=("reject",),
    )
    validated = payer_state(erc1271=True)
    why = "a validator deploys the wallet to ask it: its yes says nothing of the code, by which the factory's list is asked"
    group.undecided(
        "wrapper-validated",
        "a wrapper that a validator accepts, the code is unknown",
        one(good, validated),
        "payer_code",
        flags=flags,
        base=control,
        level="should",
        also=("accept", "reject"),
        why=why,
    )
    group.reject(
        "wrapper-validated-no-code",
        "a wrapper that a validator accepts, no code, factory not allowed",
        one(good, payer_state(code="0x", erc1271=True)),
        "signature.factory_not_allowed",
        SIGNATURE,
        flags=flags,
        base=control,
        level="policy",
        also=("accept", "undecided"),
        why="the factory is on nobody's allow-list by default",
    )
    group.reject(
        "wrapper-validated-no",
        "a wrapper that a validator refuses, the code is unknown",
        one(good, payer_state(erc1271=False)),
        "signature.contract",
        SIGNATURE,
        flags=flags,
        base=control,
        level="should",
        also=("undecided",),
    )
    yes = payer_state(code="0x6001", erc1271=True)
    group.accept(
        "wrapper-deployed",
        "a wrapper, the contract is deployed and accepts",
        one(good, yes),
        flags=flags,
        base=control,
        level="should",
        also=("undecided",),
    )
    group.reject(
        "wrapper-deployed-no",
        "a wrapper, the contract is deployed and refuses",
        one(good, payer_state(code="0x6001", erc1271=False)),
        "signature.contract",
        SIGNATURE,
        flags=flags,
        base=control,
    )
    allowed = "the factory is on nobody's allow-list by default"
    group.reject(
        "wrapper-factory",
        "a wrapper around a good signature, no code, factory not allowed",
        one(good, none),
        "signature.factory_not_allowed",
        SIGNATURE,
        flags=flags,
        base=control,
        level="policy",
        also=("undecided",),
        why=allowed,
    )
    group.reject(
        "wrapper-factory-zero",
        "the factory is the zero address",
        one(wrap(inner, "0x" + "00" * 20), none),
        "signature.factory_not_allowed",
        SIGNATURE,
        other=("signature.wrapper",),
        flags=flags,
        base=control,
    )
    body = bytes.fromhex(good[2:-64])
    shifted = abi(("uint256", "uint256", "uint256"), (int(FACTORY, 16), 128, 224)) + bytes(32) + body[96:]
    for slug, title, wrong in (
        ("magic-only", "nothing but the magic bytes", "0x" + MAGIC),
        ("cut", "its ABI encoding is cut short", "0x" + body[:-32].hex() + MAGIC),
        ("offset", "an offset points out of it", "0x" + (body[:32] + b"\xff" * 32 + body[64:]).hex() + MAGIC),
        ("gap", "there is a gap before the data", "0x" + shifted.hex() + MAGIC),
        ("trailing", "something follows the data", "0x" + body.hex() + "00" * 32 + MAGIC),
        ("dirty-address", "the factory has more than 20 bytes", "0x" + (b"\1" + body[1:]).hex() + MAGIC),
        ("nested", "a wrapper in a wrapper", wrap(good)),
    ):
        level, also = ("must", ("undecided",)) if slug in ("magic-only", "cut", "offset") else ("policy", ("undecided", "accept"))
        group.reject(
            f"wrapper-{slug}",
            f"a wrapper: {title}",
            one(wrong, none),
            "signature.wrapper",
            SIGNATURE,
            other=("signature.factory_not_allowed",) if level == "policy" else (),
            flags=flags,
            base=control,
            level=level,
            also=also,
        )
