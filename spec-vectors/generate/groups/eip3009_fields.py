"""EIP-3009: the members of the payload and their text."""

from __future__ import annotations

import evm
from evm import PAYEE, PAYER, edited, pay
from model import Group, Vector, ref

AUTH = "/payload/payload/authorization/"
OUT = "/payload/authorization/"


def amounts(good: str) -> tuple[tuple[str, str, object], ...]:
    """Texts that mean the number `good` to some parser, and are no amount."""
    far = good.translate({ord("0") + i: 0x0660 + i for i in range(10)})
    full = good.translate({ord("0") + i: 0xFF10 + i for i in range(10)})
    return (
        ("leading-zero", "a leading zero", "0" + good), ("plus", "a plus sign", "+" + good), ("minus", "a minus sign", "-" + good),
        ("exponent", "an exponent", "1e4"), ("hex", "hexadecimal", hex(int(good))), ("octal", "octal", oct(int(good))), ("binary", "binary", bin(int(good))),
        ("underscore", "an underscore", good[:2] + "_" + good[2:]), ("comma", "a thousands separator", good[:2] + "," + good[2:]),
        ("fraction", "a fraction", good + ".0"), ("dollars", "dollars", "0.01"), ("space-before", "a space before", " " + good),
        ("space-after", "a space after", good + " "), ("newline", "a line feed", good + "\n"), ("empty", "empty", ""),
        ("arabic-indic", "Arabic-Indic digits", far), ("full-width", "full-width digits", full), ("bigint", "a JavaScript literal", good + "n"),
        ("over", "2^256", str(2**256)), ("wraps", "2^256 more, which wraps to the same", str(2**256 + int(good))), ("minus-zero", "-0", "-0"),
    )  # fmt: skip


def level_of(slug: str) -> str:
    """Forms that mean the same number to whoever reads them are refused for the sake of one grammar."""
    same = (
        "leading-zero",
        "plus",
        "underscore",
        "comma",
        "fraction",
        "space",
        "newline",
        "arabic-indic",
        "full-width",
        "bigint",
        "exponent",
        "hex",
        "octal",
        "binary",
        "no-prefix",
        "upper-prefix",
    )
    return "should" if slug.startswith(same) else "must"


def addresses(good: str) -> tuple[tuple[str, str, object], ...]:
    """Texts that are no address."""
    return (
        ("no-prefix", "without 0x", good[2:]), ("upper-prefix", "with 0X", "0X" + good[2:]), ("short", "a digit short", good[:-1]),
        ("long", "a digit long", good + "0"), ("not-hex", "with a letter that is no digit", good[:-1] + "g"), ("name", "a name", "payee.eth"),
        ("space", "with a space", " " + good), ("caip10", "with its chain", "eip155:84532:" + good), ("empty", "empty", ""), ("number", "a number", 1), ("null", "null", None),
    )  # fmt: skip


def wrong_case(good: str) -> str:
    """The same address with one letter in the other case."""
    at = next(i for i in range(2, 42) if good[i].isalpha())
    return good[:at] + good[at].swapcase() + good[at + 1 :]


def build() -> Group:
    """The group."""
    refs = (ref("specs/x402-specification-v2.md", "5.2.2"), ref("EIP-3009", "Specification"))
    group = Group("evm.exact.eip3009.fields", "The members of an EIP-3009 payload", "L1", refs)
    group.note("AmountText", "MALFORMED", "An amount is 0 or [1-9][0-9]*, at most 2^256-1, in a string. What else parsers take differs by language.")
    group.note("AddressText", "MALFORMED", "An address is 0x and 40 hexadecimal digits.")
    group.note(
        "Checksum",
        "CAN_OF_WORMS",
        "Mixed case is an EIP-55 checksum and must fit; all-lower and all-upper carry none.",
        "https://eips.ethereum.org/EIPS/eip-55",
    )
    group.note("NonceText", "MALFORMED", "A nonce is 0x and 64 hexadecimal digits.")
    group.note("Structure", "MALFORMED", "A member is missing or of another type.")
    group.note("UnknownMember", "INTEROP", "A member that the specification does not know is ignored.")
    group.note("ZeroAddress", "SECURITY", "Recovery of a bad signature yields the zero address in some libraries.")
    control = group.accept("plain", "every member as the specification writes it", pay())
    for slug, title, value in amounts("10000"):
        group.reject(
            f"value-{slug}",
            f"value: {title}",
            edited(control.case, AUTH + "value", value),
            "payload.malformed",
            OUT + "value",
            flags="AmountText",
            base=control,
            level=level_of(slug),
        )
    for slug, title, wrong in (("number", "a number", 10000), ("float", "a fraction", 10000.5), ("true", "true", True), ("null", "null", None)):
        group.reject(
            f"value-{slug}",
            f"value: {title}",
            edited(control.case, AUTH + "value", wrong),
            "payload.malformed",
            OUT + "value",
            flags="AmountText",
            base=control,
        )
    _addresses(group, control)
    _nonce(group, control)
    _structure(group, control)
    return group


def _addresses(group: Group, control: Vector) -> None:
    for member, good in (("from", PAYER), ("to", PAYEE)):
        for form, text in (("lower", good.lower()), ("upper", "0x" + good[2:].upper())):
            group.accept(
                f"{member}-{form}-case",
                f"{member} in {form} case carries no checksum",
                edited(control.case, AUTH + member, text, derive=True),
                flags="Checksum",
                base=control,
                level="must" if form == "lower" else "should",
            )
        wrong = edited(control.case, AUTH + member, wrong_case(good), derive=True)
        group.reject(
            f"{member}-checksum",
            f"{member} has one letter in the other case",
            wrong,
            "address.checksum",
            OUT + member,
            flags="Checksum",
            base=control,
            level="policy",
            also=("accept",),
            why="the published SDKs differ",
        )
        group.accept(
            f"{member}-checksum-interop",
            f"{member} has one letter in the other case, under the lenient policy",
            edited(control.case, AUTH + member, wrong_case(good), derive=True, policy="interop"),
            flags="Checksum",
            base=control,
            level="policy",
            also=("reject",),
        )
        for slug, title, value in addresses(good):
            if member == "to" and slug not in ("no-prefix", "short", "name", "null"):
                continue
            group.reject(
                f"{member}-{slug}",
                f"{member} {title}",
                edited(control.case, AUTH + member, value),
                "payload.malformed",
                OUT + member,
                flags="AddressText",
                base=control,
                level=level_of(slug),
            )
    nobody = edited(control.case, AUTH + "from", "0x" + "00" * 20, derive=True)
    group.reject(
        "from-zero", "from is the zero address", nobody, "address.zero", OUT + "from", other=("signature.invalid",), flags="ZeroAddress", base=control
    )


def _nonce(group: Group, control: Vector) -> None:
    good = control.case.input["payload"]["payload"]["authorization"]["nonce"]
    upper = edited(control.case, AUTH + "nonce", "0x" + good[2:].upper(), derive=True)
    group.accept("nonce-upper-case", "the nonce in upper case", upper, base=control, level="should")
    for slug, value in (("zero", "0x" + "00" * 32), ("ones", "0x" + "ff" * 32)):
        group.accept(f"nonce-{slug}", f"the nonce is all {slug}", pay(nonce=value), base=control, resigned=True)
    for slug, title, wrong in (
        ("no-prefix", "without 0x", good[2:]), ("upper-prefix", "with 0X", "0X" + good[2:]), ("short", "a digit short", good[:-1]), ("31-bytes", "of 31 bytes", good[:-2]),
        ("33-bytes", "of 33 bytes", good + "00"), ("decimal", "in decimal", str(int(good, 16))), ("not-hex", "with a letter that is no digit", good[:-1] + "g"),
        ("empty", "empty", ""), ("number", "a number", 1), ("null", "null", None),
    ):  # fmt: skip
        group.reject(
            f"nonce-{slug}",
            f"the nonce is {title}",
            edited(control.case, AUTH + "nonce", wrong),
            "payload.malformed",
            OUT + "nonce",
            flags="NonceText",
            base=control,
            level=level_of(slug),
        )


def _structure(group: Group, control: Vector) -> None:
    for member in ("from", "to", "value", "nonce"):
        group.reject(
            f"no-{member}",
            f"no {member}",
            evm.dropped(control.case, AUTH + member),
            "payload.malformed",
            OUT + member,
            flags="Structure",
            base=control,
        )
    for slug, wrong in (("null", None), ("array", []), ("text", "0x")):
        group.reject(
            f"authorization-{slug}",
            f"the authorization is {slug}",
            edited(control.case, AUTH[:-1], wrong),
            "payload.malformed",
            OUT[:-1],
            flags="Structure",
            base=control,
        )
    group.accept(
        "unknown-member",
        "the authorization has a member more",
        edited(control.case, AUTH + "memo", "thanks", derive=True),
        flags="UnknownMember",
        base=control,
        level="should",
    )
    for slug, name in (("case", "Value"), ("snake-case", "valid_before")):
        group.reject(
            f"near-miss-{slug}",
            f"the authorization has `{name}` too",
            edited(control.case, AUTH + name, "1"),
            "payload.malformed",
            OUT + name,
            flags="UnknownMember",
            base=control,
            level="should",
            also=("accept",),
            why="readers that take both spellings would read another payment",
        )
    group.accept(
        "unknown-member-beside",
        "the payload has a member more",
        edited(control.case, "/payload/payload/memo", "thanks", derive=True),
        flags="UnknownMember",
        base=control,
        level="should",
    )
