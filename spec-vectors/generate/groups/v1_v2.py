"""One authorization in the forms of both versions, and the forms mixed."""

from __future__ import annotations

import copy
import json
from typing import Any

import evm
import svm
from groups.v1 import lower, pay, terms
from model import Case, Group, Json, Vector, ref
from v1_names import CHAINS, DISPUTED

VERSION = "/x402Version"
SEPOLIA_NAME, DEVNET_NAME = "base-sepolia", "solana-devnet"


def build() -> Group:
    """The group."""
    one, two = "specs/x402-specification-v1.md", "specs/x402-specification-v2.md"
    group = Group("v1.v2", "Version 1 and version 2 of one payment", "L2", (ref(one, "5.2"), ref(two, "5.2"), ref(two, "11.1")))
    group.note("SameAuthorization", "BASIC", "What is signed is the same in both versions: the intermediate values are too.")
    group.note("Mixed", "SECURITY", "A payment is made in the version that it was asked for; one in a mixture of both is refused.")
    group.note("NetworkName", "INTEROP", "Version 1 names networks; the names are those of the published SDKs' tables, which differ in a few.")
    group.note("Beside", "INTEROP", "Members of the other version are unknown ones: nothing is read from them.")
    group.note("SpecDefect", "CAN_OF_WORMS", "The pages contradict each other.")
    second = group.accept("eip3009-two", "EIP-3009 in version 2", evm.pay(), flags="SameAuthorization")
    first = group.accept("eip3009-one", "the same authorization in version 1", pay(), flags="SameAuthorization", base=second)
    solana_two = group.accept("solana-two", "Solana in version 2", svm.pay(), flags="SameAuthorization", layer="L3")
    offer = _solana_terms()
    solana_one = group.accept(
        "solana-one",
        "the same transaction in version 1",
        lower(svm.pay(), offer, DEVNET_NAME),
        flags="SameAuthorization",
        layer="L3",
        base=solana_two,
    )
    for left, right in ((first, second), (solana_one, solana_two)):
        if left.case.derived != right.case.derived:
            raise ValueError(f"{left.id} has other intermediate values than {right.id}")
    _mixed(group, first, second, "")
    _mixed(group, solana_one, solana_two, "solana-")
    _members(group, first, second)
    _texts(group, first, second)
    _names(group, first, solana_one)
    return group


def _solana_terms(network: str = DEVNET_NAME) -> Json:
    return terms(network=network, asset=svm.USDC, payTo=svm.PAYEE, extra={"feePayer": svm.FEE_PAYER})


def _edited(base: Vector, **changes: Any) -> Case:
    """The case with other members in its payment."""
    case = copy.deepcopy(base.case)
    payload = case.input["payload"] | changes
    return Case("verify", case.input | {"payload": payload}, case.now, case.state, case.derived)


def _with_payment_of(base: Vector, other: Vector) -> Case:
    return Case("verify", base.case.input | {"payload": other.case.input["payload"]})


def _mixed(group: Group, first: Vector, second: Vector, prefix: str) -> None:
    layer = first.layer
    crossed: dict[str, Any] = {"flags": "Mixed", "layer": "L1", "other": ("member.missing",)}
    group.reject(
        f"{prefix}one-for-two",
        "a version 1 payment for a version 2 offer",
        _with_payment_of(second, first),
        "version.mismatch",
        VERSION,
        base=second,
        **crossed,
    )
    group.reject(
        f"{prefix}two-for-one",
        "a version 2 payment for a version 1 offer",
        _with_payment_of(first, second),
        "version.mismatch",
        VERSION,
        base=first,
        **crossed,
    )
    name = first.case.input["payload"]["network"]
    accepted = second.case.input["payload"]["accepted"]
    group.reject(
        f"{prefix}two-network-name", f"version 2: the accepted network is {name}", _edited(second, accepted=accepted | {"network": name}), "network.mismatch",
        "/accepted/network", flags="Mixed", base=second, layer=layer,
    )  # fmt: skip
    if prefix:
        network = accepted["network"]
        group.reject(f"{prefix}one-network-caip2", f"version 1: the network is {network}", _edited(first, network=network), "network.mismatch", "/network",
                     flags="Mixed", base=first, layer=layer)  # fmt: skip


def _members(group: Group, first: Vector, second: Vector) -> None:
    one, two = first.case.input["payload"], second.case.input["payload"]
    accepted: Json = two["accepted"]
    older = {"maxAmountRequired" if name == "amount" else name: value for name, value in accepted.items()}
    group.reject(
        "two-max-amount", "version 2: accepted has maxAmountRequired instead of amount", _edited(second, accepted=older), "accepted.mismatch", "/accepted/amount",
        flags="Mixed SpecDefect", base=second, level="undefined", why="scheme_exact.md still says maxAmountRequired where the core page says amount: which counts?",
    )  # fmt: skip
    group.reject(
        "two-v1-terms", "version 2: accepted is the offer in version 1's form", _edited(second, accepted=terms()), "network.mismatch", "/accepted/network",
        other=("accepted.mismatch",), flags="Mixed", base=second,
    )  # fmt: skip
    group.reject("two-says-one", "version 2's members say 1", _edited(second, x402Version=1), "version.mismatch", VERSION, flags="Mixed", base=second, layer="L1",
                 other=("member.missing",))  # fmt: skip
    for slug, title, case, base in (
        (
            "two-both-amounts",
            "version 2: accepted has maxAmountRequired beside amount",
            _edited(second, accepted=accepted | {"maxAmountRequired": "10000"}),
            second,
        ),
        (
            "two-other-max-amount",
            "version 2: accepted has another maxAmountRequired beside amount",
            _edited(second, accepted=accepted | {"maxAmountRequired": "1"}),
            second,
        ),
        (
            "two-scheme-beside",
            "version 2: scheme and network beside accepted, as version 1 has them",
            _edited(second, scheme="exact", network=SEPOLIA_NAME),
            second,
        ),
        ("two-other-scheme-beside", "version 2: another scheme and network beside accepted", _edited(second, scheme="upto", network="base"), second),
        (
            "one-accepted-beside",
            "version 1: accepted beside scheme and network, as version 2 has it",
            _edited(first, accepted=accepted, resource=two["resource"]),
            first,
        ),
        (
            "one-other-accepted-beside",
            "version 1: another accepted beside scheme and network",
            _edited(first, accepted=accepted | {"amount": "1"}),
            first,
        ),
    ):
        group.accept(slug, title, case, flags="Beside", base=base, level="should", why="the pages say nothing of unknown members")
    group.accept(
        "two-accepts-within", "version 2: accepts within a payment, as the extensions' pages show it", _edited(second, accepts=[accepted]),
        flags="Beside SpecDefect", base=second, level="undefined", also=("reject",), why="are the accepts in the samples of the extensions' pages part of a payment?",
    )  # fmt: skip
    offer = {"amount" if name == "maxAmountRequired" else name: value for name, value in terms(network=evm.SEPOLIA).items()}
    group.accept(
        "two-offer-with-resource", "version 2: the offer has version 1's resource, description and outputSchema too",
        Case("verify", second.case.input | {"requirements": offer}, derived=second.case.derived), flags="Beside", base=second, level="should",
        why="the pages say nothing of unknown members",
    )  # fmt: skip
    stranger = _edited(first, payload=one["payload"] | {"permit2Authorization": {}})
    group.reject("one-two-methods", "version 1: a Permit2 authorization beside the one of EIP-3009", stranger, "payload.ambiguous", "/payload", flags="Mixed",
                 base=first, other=("payload.malformed", "method.mismatch"), level="should", why="version 1 knows EIP-3009 alone")  # fmt: skip


def _texts(group: Group, first: Vector, second: Vector) -> None:
    """The same as text that somebody wrote another way."""
    for slug, base in (("two", second), ("one", first)):
        written = json.dumps(dict(reversed(base.case.input["payload"].items())), indent=2)
        case = Case("verify", {"payload_text": written, "requirements": base.case.input["requirements"]}, derived=base.case.derived)
        group.accept(f"text-{slug}", f"version {'2' if base is second else '1'}, as indented text in another order", case, flags="SameAuthorization")


def _names(group: Group, first: Vector, solana: Vector) -> None:
    """Each name of version 1 is one chain: the signature proves which."""
    unstated = "the version 1 page has no table of names; this is the published SDKs'"
    listed = [(name, chain, unstated, "should") for name, chain in CHAINS] + [(name, chain, why, "policy") for name, chain, why in DISPUTED]
    for name, chain, why, level in listed:
        newer = evm.requirements(network=f"eip155:{chain}")
        case = lower(evm.pay(newer), terms(network=name), name)
        also = ("reject",) if level == "policy" else ()
        group.accept(
            f"name-{name}",
            f"version 1's {name} is chain {chain}",
            case,
            flags="NetworkName",
            base=first,
            resigned=True,
            level=level,
            also=also,
            why=why,
        )
    for name in ("solana", "solana-testnet"):
        case = lower(svm.pay(), _solana_terms(name), name)
        group.accept(
            f"name-{name}",
            f"version 1's {name}: no network stands in a transaction",
            case,
            flags="NetworkName",
            base=solana,
            layer="L3",
            level="should",
            why=unstated,
        )
    for name, chain in (("base", 84532), ("avalanche", 43113), ("sei-testnet", 1329)):
        newer = evm.requirements(network=f"eip155:{chain}")
        case = lower(evm.pay(newer), terms(network=name), name)
        right = {"base": 8453, "avalanche": 43114, "sei-testnet": 1328}[name]
        found = evm.derived(evm.requirements(network=f"eip155:{right}"), case.input["payload"]["payload"])
        group.reject(
            f"name-{name}-other-chain", f"version 1's {name}, signed for chain {chain}", Case("verify", case.input, derived=found), "signature.invalid",
            "/payload/signature", flags="NetworkName", base=first, resigned=True, layer="L3", also=("undecided",),
        )  # fmt: skip
