"""Networks and amounts of an offer."""

from __future__ import annotations

import evm
import svm
from groups.eip3009_fields import amounts, level_of
from groups.payment_payload import Decoding
from model import Group, ref
from wire import decode_json

KIND = "PaymentRequirements"
CAIP2 = "https://standards.chainagnostic.org/CAIPs/caip-2"


def build_networks() -> Group:
    """The group of networks."""
    group = Group("value.network", "Networks of an offer", "L1", (ref("specs/x402-specification-v2.md", "11.1"), ref("CAIP-2", "Syntax")))
    group.note("Caip2", "MALFORMED", "A network is namespace:reference, 3 to 8 of -a-z0-9 and 1 to 32 of -_a-zA-Z0-9.", CAIP2)
    group.note(
        "ChainId",
        "CAN_OF_WORMS",
        "The reference of eip155 is a canonical decimal number. Integer parsers take much else.",
        "https://namespaces.chainagnostic.org/eip155/caip2",
    )
    group.note("OtherChain", "INTEROP", "A network that nobody here knows is a network all the same.")
    group.note("V1Name", "INTEROP", "Names belong into version 1.")
    offer = evm.requirements()
    control = group.accept("base-sepolia", "eip155:84532", decode_json(KIND, offer))
    side = Decoding(group, control, KIND, offer, 2)
    for slug, value, flags in (
        ("ethereum", "eip155:1", "ChainId"), ("u64", f"eip155:{2**64 - 1}", "ChainId"), ("above-2-53", f"eip155:{2**53 + 1}", "ChainId"), ("solana", svm.DEVNET, "OtherChain"),
        ("solana-unknown", "solana:8E9rvCKLFQia2Y35HXjjpWzj8weVo44K", "OtherChain"), ("no-chain", "ach:us", "OtherChain"), ("bitcoin", "bip122:000000000019d6689c085ae165831e93", "OtherChain"),
        ("shortest", "abc:1", "Caip2"), ("longest", "abcdefgh:" + "a" * 32, "Caip2"), ("dashes", "a-b:-_Z", "Caip2"), ("solana-name", "solana:mainnet", "OtherChain"),
    ):  # fmt: skip
        side.ok(slug, f"the network is {value}", offer | {"network": value}, flags=flags)
    for slug, value, flags in (
        ("leading-zero", "eip155:084532", "ChainId"), ("hex", "eip155:0x14a34", "ChainId"), ("underscore", "eip155:84_532", "ChainId"), ("minus", "eip155:-1", "ChainId"),
        ("word", "eip155:base", "ChainId"), ("u64-over", f"eip155:{2**64}", "ChainId"), ("plus", "eip155:+84532", "Caip2"), ("space", "eip155: 84532", "Caip2"), ("trailing-space", "eip155:84532 ", "Caip2"),
        ("line-feed", "eip155:84532\n", "Caip2"), ("full-width", "eip155:\uff18\uff14\uff15\uff13\uff12", "Caip2"), ("third-part", "eip155:84532:1", "Caip2"), ("account", f"eip155:84532:{evm.PAYEE}", "Caip2"),
        ("upper-case", "EIP155:84532", "Caip2"), ("no-reference", "eip155", "Caip2"), ("empty-reference", "eip155:", "Caip2"), ("no-namespace", ":84532", "Caip2"), ("short-namespace", "ab:1", "Caip2"),
        ("long-namespace", "abcdefghi:1", "Caip2"), ("long-reference", "abc:" + "a" * 33, "Caip2"), ("wildcard", "eip155:*", "Caip2"), ("solana-whole-hash", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG", "Caip2"),
        ("empty", "", "Caip2"), ("v1-base", "base", "V1Name"), ("v1-solana-devnet", "solana-devnet", "V1Name"),
    ):  # fmt: skip
        side.bad(
            slug,
            f"the network is {value!r}",
            offer | {"network": value},
            "member.value",
            "/network",
            flags=flags,
            level="should" if flags == "ChainId" else "must",
        )
    side.typed("/network", null=None, number=84532, array=["eip155:84532"], flags="Caip2")
    return group


def build_amounts() -> Group:
    """The group of amounts."""
    group = Group("value.amount", "Amounts of an offer", "L1", (ref("specs/x402-specification-v2.md", "5.1.2"),))
    group.note("AmountText", "MALFORMED", "An amount is 0 or [1-9][0-9]*, at most 2^256-1, in a string. What else parsers take differs by language.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    offer = evm.requirements()
    control = group.accept("plain", "10000", decode_json(KIND, offer))
    side = Decoding(group, control, KIND, offer, 2)
    for slug, number in (("one", 1), ("u64", 2**64 - 1), ("u64-over", 2**64), ("u128", 2**128), ("max", 2**256 - 1)):
        side.ok(slug, f"the amount is {number}", offer | {"amount": str(number)}, flags="Boundary")
    side.ok("zero", "the amount is 0", offer | {"amount": "0"}, flags="Boundary", level="undefined", also=("reject",))
    for slug, title, value in (*amounts("10000"), ("thousand-digits", "a thousand digits", "1" + "0" * 999)):
        side.bad(slug, f"the amount: {title}", offer | {"amount": value}, "member.value", "/amount", flags="AmountText", level=level_of(slug))
    side.typed("/amount", null=None, number=10000, true=True, object={"value": "10000"}, flags="AmountText")
    return group
