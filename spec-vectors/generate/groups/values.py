"""Networks and amounts of an offer."""

from __future__ import annotations

import evm
import svm
from groups.eip3009_fields import amounts, level_of
from groups.payment_payload import Decoding
from groups.v1 import terms as v1_terms
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
    _more_networks(side)
    _v1_networks(group)
    return group


def _more_networks(side: Decoding) -> None:
    offer = side.message
    for slug, value, flags in (
        ("zero", "eip155:0", "ChainId"), ("u63", f"eip155:{2**63}", "ChainId"), ("base", "eip155:8453", "ChainId"), ("solana-mainnet", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "OtherChain"),
        ("solana-testnet", "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z", "OtherChain"), ("solana-31", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa", "OtherChain"), ("solana-not-base58", "solana:0OIl" + "1" * 28, "OtherChain"),
        ("algorand", "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k", "OtherChain"), ("stellar", "stellar:pubnet", "OtherChain"), ("minus", "tvm:-239", "OtherChain"), ("fiat", "sepa:eu", "OtherChain"), ("cosmos", "cosmos:cosmoshub-4", "OtherChain"),
        ("near-eip155", "eip1559:01", "OtherChain"), ("eip-dash", "eip-155:0x1", "OtherChain"), ("digits", "123:0", "Caip2"), ("dashes-only", "---:-", "Caip2"), ("underscores", "abc:__", "Caip2"), ("reference-upper", "abc:ABC", "Caip2"),
    ):  # fmt: skip
        side.ok(f"accepts-{slug}", f"the network is {value}", offer | {"network": value}, flags=flags)
    for slug, value, flags in (
        ("two-zeros", "eip155:00", "ChainId"), ("minus-zero", "eip155:-0", "ChainId"), ("exponent", "eip155:1e3", "ChainId"), ("name", "eip155:sepolia", "ChainId"), ("u64-wraps", f"eip155:{2**64 + 84532}", "ChainId"),
        ("digits-33", "eip155:" + "1" * 33, "Caip2"), ("fraction", "eip155:1.0", "Caip2"), ("arabic-indic", "eip155:\u0668\u0664\u0665\u0663\u0662", "Caip2"), ("superscript", "eip155:8453\u00b2", "Caip2"), ("nul", "eip155:84532\0", "Caip2"),
        ("leading-space", " eip155:84532", "Caip2"), ("space-before-colon", "eip155 :84532", "Caip2"), ("tab", "eip155:\t84532", "Caip2"), ("bom", "\ufeffeip155:84532", "Caip2"), ("zero-width", "eip155:84532\u200b", "Caip2"),
        ("two-colons", "eip155::84532", "Caip2"), ("full-width-colon", "eip155\uff1a84532", "Caip2"), ("slash", "eip155/84532", "Caip2"), ("dash", "eip155-84532", "Caip2"), ("mixed-case", "Eip155:84532", "Caip2"),
        ("namespace-underscore", "a_b:1", "Caip2"), ("namespace-letter", "s\u043elana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", "Caip2"), ("namespace-dot", "a.b:1", "Caip2"), ("reference-dot", "abc:a.b", "Caip2"), ("reference-percent", "abc:a%20b", "Caip2"),
        ("colon", ":", "Caip2"), ("family", "solana:*", "Caip2"), ("list", "eip155:84532,eip155:8453", "Caip2"), ("number", "84532", "V1Name"), ("v1-page", "ethereum-mainnet", "V1Name"), ("v1-name-as-reference", "base:sepolia:1", "V1Name"),
    ):  # fmt: skip
        level = "should" if flags == "ChainId" else "must"
        side.bad(f"refuses-{slug}", f"the network is {value!r}", offer | {"network": value}, "member.value", "/network", flags=flags, level=level)
    side.typed("/network", object={"chainId": 84532}, true=True, flags="Caip2")


def _v1_networks(group: Group) -> None:
    """Version 1 has names, any text."""
    offer = v1_terms()
    control = group.accept(
        "v1-plain", "version 1: base-sepolia", decode_json(KIND, offer, 1), flags="V1Name", refs=(ref("specs/x402-specification-v1.md", "5.1.2"),)
    )
    side = Decoding(group, control, KIND, offer, 1)
    for name in ("solana-devnet", "ethereum-mainnet", "nowhere", "Base Sepolia"):
        side.ok(f"v1-name-{name.lower().replace(' ', '-')}", f"version 1: the network is {name}", offer | {"network": name}, flags="V1Name")
    side.ok("v1-caip2", "version 1: the network is in the form of version 2", offer | {"network": evm.SEPOLIA}, flags="V1Name", level="undefined", also=("reject",),
            why="the page says only: blockchain network identifier")  # fmt: skip
    side.bad(
        "v1-empty",
        "version 1: the network is empty",
        offer | {"network": ""},
        "member.value",
        "/network",
        flags="V1Name",
        level="should",
        why="the page only says: string",
    )
    side.typed("/network", "v1-", null=None, number=84532, flags="V1Name")


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
    for slug, number in (("two-53", 2**53 + 1), ("i64-over", 2**63), ("u128-max", 2**128 - 1), ("i256-over", 2**255), ("power-of-ten", 10**77)):
        side.ok(slug, f"the amount is {number}", offer | {"amount": str(number)}, flags="Boundary")
    for slug, title, value, level in (
        ("two-zeros", "two zeros", "00", "should"), ("zero-fraction", "a fraction of nothing", "10000.", "should"), ("dollar", "a dollar sign", "$0.01", "must"), ("symbol", "a token's symbol", "10000 USDC", "must"),
        ("percent", "a percentage", "50%", "must"), ("nan", "NaN", "NaN", "must"), ("infinity", "Infinity", "Infinity", "must"), ("nul", "a NUL at the end", "10000\0", "should"), ("bom", "a byte order mark before", "\ufeff10000", "should"),
        ("zero-width", "a zero-width space within", "1\u200b0000", "should"), ("no-break", "a no-break space within", "10\u00a0000", "should"), ("minus-sign", "a true minus sign", "\u221210000", "must"),
        ("mathematical", "mathematical digits", "\U0001d7cf\U0001d7ce", "should"), ("superscript", "a superscript digit", "1\u2074", "must"), ("roman", "a Roman numeral", "\u2169", "must"), ("half", "a vulgar fraction", "\u00bd", "must"),
        ("tab", "a tab before", "\t10000", "should"), ("space-alone", "a space alone", " ", "must"), ("quoted", "a number in quotation marks", '"10000"', "should"), ("decimal-comma", "a decimal comma", "0,01", "must"),
        ("capital-hex", "hexadecimal with a capital X", "0X2710", "should"), ("bare-hex", "hexadecimal without prefix", "2710a", "must"), ("exponent-capital", "an exponent with a capital", "1E4", "should"), ("word", "a word", "ten", "must"),
    ):  # fmt: skip
        side.bad(f"refuses-{slug}", f"the amount: {title}", offer | {"amount": value}, "member.value", "/amount", flags="AmountText", level=level)
    side.typed("/amount", fraction=0.01, array=["10000"], flags="AmountText")
    return group
