"""EIP-3009: the time window."""

from __future__ import annotations

from typing import Any

import evm
from evm import MAX_UINT256, NOW, pay
from groups.eip3009_fields import level_of
from model import Group, Json, ref
from moment import DAY, HOUR

AUTH = "/payload/payload/authorization/"
BEFORE = "/payload/authorization/validBefore"
AFTER = "/payload/authorization/validAfter"


def build() -> Group:
    """The group."""
    refs = (ref("specs/x402-specification-v2.md", "6.1.2, step 4"), ref("EIP-3009", "Specification"))
    group = Group("evm.exact.eip3009.window", "EIP-3009 time windows", "L2", refs)
    group.note("Boundary", "BOUNDARY", "The last second that passes, or the first that does not.")
    group.note(
        "Margin", "CAN_OF_WORMS", "The published verifiers want six seconds until validBefore, time enough to settle; the protocol's text does not."
    )
    group.note(
        "LongWindow", "CAN_OF_WORMS", "The window ends later than maxTimeoutSeconds from now: a warning, since published clients sign such windows."
    )
    group.note(
        "TooFar",
        "SECURITY",
        "The window ends more than an hour after the longer of a day and maxTimeoutSeconds: such payments fill the memory of a seller for good.",
    )
    group.note("TimeText", "MALFORMED", "A time is not 0 or [1-9][0-9]*, at most 2^256-1, in a string.")
    control = group.accept("inside", "now is inside of the window", pay())
    margin = "six seconds are what the published verifiers want; the token wants now < validBefore"
    strict = "the token wants now > validAfter, but a block is younger than now"

    def window(slug: str, title: str, verdict: str, **more: Any) -> None:
        times: Json = {name: str(more.pop(name)) for name in ("validAfter", "validBefore") if name in more}
        case = pay(**times)
        shared = {"base": control, "resigned": True} | more
        if verdict == "accept":
            group.accept(slug, title, case, **shared)
        else:
            path = AFTER if verdict == "time.early" else BEFORE
            group.reject(slug, title, case, verdict, path, **shared)

    window("before-now-plus-6", "validBefore is 6 s ahead", "accept", validBefore=NOW + 6, flags="Boundary Margin")
    window("before-now-plus-7", "validBefore is 7 s ahead", "accept", validBefore=NOW + 7, flags="Margin")
    for ahead in (5, 1):
        window(
            f"before-now-plus-{ahead}",
            f"validBefore is {ahead} s ahead",
            "time.expired",
            validBefore=NOW + ahead,
            flags="Boundary Margin" if ahead == 5 else "Margin",
            level="policy",
            also=("accept",),
            why=margin,
        )
    window("before-now", "validBefore is now", "time.expired", validBefore=NOW, flags="Boundary")
    window("before-past", "validBefore is a minute ago", "time.expired", validAfter=NOW - 120, validBefore=NOW - 60)
    window("before-zero", "validBefore is 0", "time.expired", validAfter=0, validBefore=0)
    window(
        "before-timeout",
        "validBefore is maxTimeoutSeconds ahead",
        "accept",
        validAfter=NOW,
        validBefore=NOW + 60,
        flags="Boundary",
        also=("reject",),
        level="should",
        why=strict,
    )
    for slug, title, value in (
        ("timeout-plus-1", "maxTimeoutSeconds and 1 s ahead", NOW + 61), ("hour", "an hour ahead", NOW + 3600),
        ("day", "a day ahead", NOW + DAY), ("day-and-hour", "a day and an hour ahead", NOW + DAY + HOUR),
    ):  # fmt: skip
        window(
            f"before-{slug}",
            f"validBefore is {title}",
            "accept",
            validBefore=value,
            flags="LongWindow Boundary" if slug == "day-and-hour" else "LongWindow",
            level="policy",
            also=("reject",),
            why="no rule bounds the window; a warning is due",
        )
    far: Json = {"level": "policy", "also": ("accept",), "why": "a seller remembers a payment until it ends: the payer would choose for how long"}
    for slug, title, value in (
        ("day-and-hour", "a second after a day and an hour", NOW + DAY + HOUR + 1), ("year", "a year ahead", NOW + 31_536_000),
        ("milliseconds", "the time in milliseconds", (NOW + 50) * 1000), ("u64", "2^64", 2**64), ("max", "2^256-1", MAX_UINT256),
    ):  # fmt: skip
        flags = "TooFar Boundary" if slug == "day-and-hour" else "TooFar"
        window(f"far-{slug}", f"validBefore is {title}", "time.too_far", validBefore=value, flags=flags, **far)
    for slug, seconds in (("hour", HOUR), ("day", DAY), ("mogami", 600_000), ("circle", 604_800)):
        offer, longest = evm.requirements(maxTimeoutSeconds=seconds), max(DAY, seconds) + HOUR
        last, beyond = (pay(offer, validBefore=str(NOW + longest + more)) for more in (0, 1))
        title = f"the offer allows {seconds} s, validBefore is {longest} s ahead"
        base = group.accept(
            f"far-offer-{slug}", title, last, flags="TooFar Boundary", base=control, resigned=True, level="policy", also=("reject",), why=far["why"]
        )
        group.reject(
            f"far-offer-{slug}-plus-1",
            f"{title}, and one more",
            beyond,
            "time.too_far",
            BEFORE,
            flags="TooFar Boundary",
            base=base,
            resigned=True,
            **far,
        )
    offer = evm.requirements(maxTimeoutSeconds=604_800)
    title = "the offer allows a week, and so was it signed, as Circle's sellers ask"
    group.accept("week-as-offered", title, pay(offer, validBefore=str(NOW + 604_800)), flags="TooFar", base=control, resigned=True)
    window("after-zero", "validAfter is 0, as published clients send it", "accept", validAfter=0)
    window("after-ten-minutes-ago", "validAfter is ten minutes ago, as published clients send it", "accept", validAfter=NOW - 600)
    window("after-now-minus-1", "validAfter was a second ago", "accept", validAfter=NOW - 1)
    window("after-now", "validAfter is now", "accept", validAfter=NOW, flags="Boundary", level="should", also=("reject",), why=strict)
    window("after-now-plus-1", "validAfter is a second ahead", "time.early", validAfter=NOW + 1, flags="Boundary")
    window("after-now-plus-30", "validAfter is 30 s ahead", "time.early", validAfter=NOW + 30)
    window("after-max", "validAfter is 2^256-1", "time.early", validAfter=MAX_UINT256)
    late = evm.case(control.case.input["payload"], control.case.input["requirements"], now=NOW + 44)
    group.accept("clock-44-later", "the same bytes 44 s later, 6 s before the end", late, base=control, flags="Boundary")
    later = evm.case(control.case.input["payload"], control.case.input["requirements"], now=NOW + 50)
    group.reject("clock-50-later", "the same bytes when validBefore has come", later, "time.expired", BEFORE, base=control, flags="Boundary")
    earlier = evm.case(control.case.input["payload"], control.case.input["requirements"], now=NOW - 11)
    group.reject("clock-11-earlier", "the same bytes a second before validAfter", earlier, "time.early", AFTER, base=control, flags="Boundary")

    good = {"validBefore": str(NOW + 50), "validAfter": str(NOW - 10)}
    for member, pointer in (("validBefore", BEFORE), ("validAfter", AFTER)):
        text = good[member]
        for slug, title, wrong in (
            ("hex", "hexadecimal", hex(int(text))), ("leading-zero", "a leading zero", "0" + text), ("empty", "empty", ""),
            ("negative", "negative", "-" + text), ("fraction", "with a fraction", text + ".0"), ("space", "with a space", text + " "),
            ("over", "2^256", str(2**256)), ("number", "a JSON number", int(text)), ("null", "null", None),
        ):  # fmt: skip
            group.reject(
                f"{member.lower()}-{slug}",
                f"{member} is {title}",
                evm.edited(control.case, AUTH + member, wrong),
                "payload.malformed",
                pointer,
                base=control,
                flags="TimeText",
                layer="L1",
                level=level_of(slug),
            )
        group.reject(
            f"{member.lower()}-missing",
            f"no {member}",
            evm.dropped(control.case, AUTH + member),
            "payload.malformed",
            pointer,
            base=control,
            flags="TimeText",
            layer="L1",
        )
    return group
