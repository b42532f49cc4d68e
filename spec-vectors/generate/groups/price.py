"""Prices in money, in the units of a network's token."""

from __future__ import annotations

from typing import Any, NamedTuple

import svm
from model import Case, Group, Vector, ref

SOLANA, TESTNET = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z"
BASE, MEGAETH, CELO = "eip155:8453", "eip155:4326", "eip155:42220"
WORDS = "the specification has no prices in money; this is what every published SDK does"
CHOICE = "the specification has no prices in money, and published SDKs differ"


class Token(NamedTuple):
    """What one unit of money is, on one network."""

    network: str
    asset: str
    symbol: str
    decimals: int = 6


# The published TypeScript and Python packages' tables; the first of a network is its default.
TOKENS = (
    Token(BASE, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USDC"),
    Token("eip155:84532", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC"),
    Token("eip155:1", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USDC"),
    Token("eip155:43114", "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", "USDC"),
    Token(MEGAETH, "0xFAfDdbb3FC7688494971a79cc65DCa3EF82079E7", "MegaUSD", 18),
    Token("eip155:143", "0x754704Bc059F8C67012fEd69BC8A327a5aafb603", "USDC"),
    Token("eip155:988", "0x779Ded0c9e1022225f8E0630b35a9b54bE713736", "USDT0"),
    Token("eip155:2201", "0x78Cf24370174180738C5B8E352B6D14c83a6c9A9", "USDT0"),
    Token("eip155:137", "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "USDC"),
    Token("eip155:42161", "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USDC"),
    Token("eip155:421614", "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d", "USDC"),
    Token("eip155:31612", "0xdD468A1DDc392dcdbEf6db6e34E89AA338F9F186", "mUSD", 18),
    Token("eip155:31611", "0x118917a40FAF1CD7a13dB0Ef56C86De7973Ac503", "mUSD", 18),
    Token("eip155:723487", "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb", "SBC"),
    Token("eip155:72344", "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb", "SBC"),
    Token("eip155:36900", "0x9cb8142aEBBcdc60AF7c97Af897A67A8f3CA71C2", "USDC.e"),
    Token("eip155:190415", "0x401eCb1D350407f13ba348573E5630B83638E30D", "USDC.e"),
    Token("eip155:181228", "0x401eCb1D350407f13ba348573E5630B83638E30D", "USDC.e"),
    Token("eip155:50", "0xfA2958CB79b0491CC627c1557F441eF849Ca8eb1", "USDC"),
    Token("eip155:51", "0xb5AB69F7bBada22B28e79C8FFAECe55eF1c771D4", "USDC"),
    Token("eip155:38833", "0xA5b8BF902b2844dA17d4506cc827F7F1681735E7", "USDC"),
    Token("eip155:14", "0xe7cd86e13AC4309349F30B3435a9d337750fC82D", "USDT0"),
    Token(CELO, "0xcebA9300f2b948710d2653dD7B07f33A8B32118C", "USDC"),
    Token(CELO, "0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e", "USDT"),
    Token(CELO, "0xD2ab3C9A02DBBAB236BfEC45D1d755DF4267F771", "USAT"),
    Token("eip155:11142220", "0x01C5C0122039549AD1493B8220cABEdD739BC44E", "USDC"),
    Token("eip155:1329", "0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392", "USDC"),
    Token("eip155:1328", "0x4fCF1784B31630811181f670Aea7A7bEF803eaED", "USDC"),
    Token("eip155:10143", "0x534b2f3A21130d7a60830c2Df862319e593943A3", "USDC"),
    Token("eip155:5042", "0x3600000000000000000000000000000000000000", "USDC"),
    Token("eip155:5042002", "0x3600000000000000000000000000000000000000", "USDC"),
    Token(SOLANA, "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "USDC"),
    Token(SOLANA, "Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB", "USDT"),
    Token(SOLANA, "2u1tszSeqZ3qBWF3uNGPFc8TzMk2tdiwknnRMWGWjGWH", "USDG"),
    Token(SOLANA, "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo", "PYUSD"),
    Token(SOLANA, "CASHx9KJUStyftLFWGvEVf59SGeG9sh5FfcnZMVPCASH", "CASH"),
    Token(svm.DEVNET, "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "USDC"),
    Token(svm.DEVNET, "4F6PM96JJxngmHnZLBh9n58RH4aTVNWvDs2nuwrT5BP7", "USDG"),
    Token(svm.DEVNET, "CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM", "PYUSD"),
    Token(TESTNET, "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "USDC"),
)
PYTHON_ONLY = ("eip155:10143", "eip155:5042", "eip155:5042002")


def build() -> Group:
    """The group."""
    group = Group("price", "Prices in money", "L1", (ref("specs/x402-specification-v2.md", "5.1.2"), ref("specs/x402-specification-v2.md", "11.2")))
    group.note("Money", "BASIC", "A price is an exact decimal, with an optional dollar sign before it and an optional symbol of a token behind it.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note("Rounding", "SECURITY", "A price that the token cannot express is refused: rounding makes it another price, or nothing.")
    group.note("Grammar", "MALFORMED", "Signs, exponents, separators, other digits and spaces elsewhere are refused.")
    group.note("DefaultAsset", "INTEROP", "Dollars mean the first token of the network in the published SDKs' tables.")
    group.note("Symbol", "INTEROP", "A symbol means the token of that name on that network; an implementation may be strict about its case.")
    control = _ok(group, "plain", "$0.01", "$0.01", TOKENS[0], "10000", "Money")
    _accepted(group, control)
    _tokens(group, control)
    _grammar(group, control)
    _unknown(group, control)
    return group


def _case(price: str, network: str) -> Case:
    return Case("price", {"price": price, "network": network})


def _ok(group: Group, slug: str, title: str, price: str, token: Token, amount: str, flags: str, **more: Any) -> Vector:
    case = Case("price", {"price": price, "network": token.network}, derived={"asset": token.asset, "amount": amount})
    options: dict[str, Any] = {"why": WORDS} | more
    return group.accept(slug, title, case, flags=flags, **options)


def _accepted(group: Group, control: Vector) -> None:
    base, mega = TOKENS[0], TOKENS[4]
    for slug, title, price, token, amount in (
        ("bare", "no dollar sign", "0.01", base, "10000"),
        ("usd", "USD instead of a dollar sign", "0.01 USD", base, "10000"),
        ("symbol", "the symbol of the token", "0.01 USDC", base, "10000"),
        ("dollar-and-symbol", "a dollar sign and a symbol", "$0.01 USDC", base, "10000"),
        ("whole", "a whole number", "1", base, "1000000"),
        ("zeros", "zeros at the end of the fraction", "$1.00", base, "1000000"),
        ("space-after-dollar", "a space after the dollar sign", "$ 1", base, "1000000"),
        ("spaces-before-symbol", "two spaces before the symbol", "1  USDC", base, "1000000"),
        ("several-digits", "digits before and after the point", "12.345678", base, "12345678"),
        ("exact", "0.29, of which a double times 10^6 falls short", "0.29", base, "290000"),
        ("exact-more", "4.35, of which a double times 10^6 falls short", "$4.35", base, "4350000"),
        ("eighteen", "a token of 18 decimals", "$0.01", mega, "10000000000000000"),
        ("above-2-53", "more units than a double counts", "9007199254.740993", base, "9007199254740993"),
        ("eighteen-exact", "18 decimal places, each a digit", "1.234567890123456789", mega, "1234567890123456789"),
    ):
        _ok(group, slug, title, price, token, amount, "Money", base=control)
    largest = str(2**256 - 1)
    for slug, title, price, token, amount in (
        ("smallest", "one unit of 6 decimals", "$0.000001", base, "1"),
        ("smallest-eighteen", "one unit of 18 decimals", "$0." + "0" * 17 + "1", mega, "1"),
        ("trailing-zero", "a seventh decimal place that is zero", "0.0000010", base, "1"),
        ("largest", "2^256-1 units of 6 decimals", f"{largest[:-6]}.{largest[-6:]}", base, largest),
        ("largest-eighteen", "2^256-1 units of 18 decimals", f"{largest[:-18]}.{largest[-18:]}", mega, largest),
    ):
        _ok(group, slug, title, price, token, amount, "Boundary", base=control)
    for slug, title, price in (
        ("symbol-lower", "the symbol in lower case", "1 usdc"),
        ("usd-lower", "usd in lower case", "1 usd"),
    ):
        _ok(group, slug, title, price, base, "1000000", "Symbol", base=control, level="policy", also=("reject",), why=CHOICE)
    _ok(group, "zero", "nothing", "0", base, "0", "Boundary", base=control, level="undefined", also=("reject",), why="may a price be nothing?")
    _ok(
        group,
        "zero-fraction",
        "nothing, with a fraction",
        "$0.00",
        base,
        "0",
        "Boundary",
        base=control,
        level="undefined",
        also=("reject",),
        why="may a price be nothing?",
    )


def _tokens(group: Group, control: Vector) -> None:
    """Every network's default, and every other token by its symbol."""
    seen = {BASE, MEGAETH}
    for token in TOKENS:
        name = (
            token.network.replace(":", "-").lower()
            if token.network.startswith("eip155")
            else {SOLANA: "solana", svm.DEVNET: "solana-devnet", TESTNET: "solana-testnet"}[token.network]
        )
        units = "3" + "0" * token.decimals
        also = ("reject",) if token.network in PYTHON_ONLY else ()
        why = "the published Python package alone has this network" if token.network in PYTHON_ONLY else "the specification has no table of tokens"
        if token.network not in seen:
            seen.add(token.network)
            _ok(
                group,
                f"default-{name}",
                f"$3 on {token.network} is {token.symbol}",
                "$3",
                token,
                units,
                "DefaultAsset",
                base=control,
                level="policy",
                also=also,
                why=why,
            )
        elif token.network not in (BASE, MEGAETH):
            _ok(
                group, f"symbol-{name}-{token.symbol.lower()}", f"3 {token.symbol} on {token.network}", f"3 {token.symbol}", token, units, "Symbol",
                base=control, level="policy", why=why,
            )  # fmt: skip
    by_name = {(token.network, token.symbol): token for token in TOKENS}
    _ok(group, "symbol-point", "a symbol with a point", "3 USDC.e", by_name["eip155:36900", "USDC.e"], "3000000", "Symbol", base=control)
    _ok(group, "symbol-digit", "a symbol with a digit", "3 USDT0", by_name["eip155:14", "USDT0"], "3000000", "Symbol", base=control)
    _ok(group, "symbol-eighteen", "the symbol of a token of 18 decimals", "0.5 MegaUSD", TOKENS[4], "500000000000000000", "Symbol", base=control)
    _ok(
        group, "usd-not-first", "USD where several tokens are dollars", "3 USD", by_name[CELO, "USDC"], "3000000", "DefaultAsset Symbol", base=control
    )


def _grammar(group: Group, control: Vector) -> None:
    def bad(slug: str, title: str, price: str, network: str = BASE, flags: str = "Grammar", **more: Any) -> None:
        options: dict[str, Any] = {"level": "should", "why": WORDS} | more
        group.reject(slug, title, _case(price, network), None, flags=flags, base=control, **options)

    lenient: dict[str, Any] = {"level": "policy", "also": ("accept",), "why": CHOICE}
    for slug, title, price in (
        ("empty", "no price", ""), ("dollar-alone", "a dollar sign alone", "$"), ("symbol-alone", "a symbol alone", "USDC"), ("word", "a word", "free"),
        ("negative", "a minus sign", "-1"), ("negative-dollar", "a minus sign after the dollar sign", "$-1"), ("minus-dollar", "a minus sign before the dollar sign", "-$1"),
        ("negative-zero", "minus zero", "-0"), ("plus", "a plus sign", "+1"), ("exponent", "an exponent", "1e-3"), ("capital-exponent", "a capital exponent", "1E2"),
        ("thousands", "a thousands separator", "$1,000.00"), ("comma", "a comma for the point", "0,01"), ("underscore", "an underscore", "1_000"), ("group-space", "a space between thousands", "1 000"),
        ("no-whole", "no digit before the point", ".5"), ("no-fraction", "no digit after the point", "1."), ("two-points", "two points", "1.2.3"),
        ("hex", "hexadecimal", "0x10"), ("infinity", "infinity", "Infinity"), ("nan", "NaN", "NaN"), ("percent", "a percentage", "50%"), ("fraction", "a fraction with a slash", "1/2"),
        ("dollar-after", "the dollar sign behind", "1$"), ("two-dollars", "two dollar signs", "$$1"), ("symbol-before", "the symbol before", "USDC 1"), ("two-symbols", "two symbols", "1 USDC EURC"),
        ("euro", "a euro sign", "\u20ac1"), ("pound", "a pound sign", "\u00a31"), ("full-width-dollar", "a full-width dollar sign", "\uff041"), ("cent", "a cent sign", "1\u00a2"),
        ("arabic-indic", "Arabic-Indic digits", "\u0661"), ("full-width", "full-width digits", "\uff11"), ("mixed-digits", "an Arabic-Indic digit after the point", "0.\u0661"), ("superscript", "a superscript digit", "1\u00b2"),
        ("no-break-space", "a no-break space before the symbol", "1\u00a0USDC"), ("space-before", "a space before", " 1"), ("space-after", "a space after", "1 "), ("line-feed", "a line feed at the end", "1\n"),
        ("symbol-underscore", "a symbol with an underscore", "1 USD_C"), ("symbol-digit-first", "a symbol that begins with a digit", "1 2USD"),
        ("apostrophe", "an apostrophe between thousands", "1'000"),
    ):  # fmt: skip
        bad(slug, f"{title}: {price!r}", price)
    for slug, title, price in (
        ("leading-zero", "a leading zero", "01"), ("leading-zeros", "zeros before the point", "00.01"), ("tab", "a tab before the symbol", "1\tUSDC"), ("tab-after-dollar", "a tab after the dollar sign", "$\t1"),
        ("no-space", "no space before the symbol", "1USDC"),
    ):  # fmt: skip
        bad(slug, f"{title}: {price!r}", price, **lenient)
    largest = 2**256
    for slug, title, price, network in (
        ("over", "2^256 units of 6 decimals", f"{str(largest)[:-6]}.{str(largest)[-6:]}", BASE), ("over-whole", "a dollar more than 2^256 units", str(largest // 10**18 + 1), MEGAETH),
        ("thousand-digits", "a thousand digits", "1" + "0" * 999, BASE),
    ):  # fmt: skip
        bad(slug, title, price, network, "Boundary")
    truncated: dict[str, Any] = {
        "flags": "Rounding Boundary",
        "level": "policy",
        "also": ("accept",),
        "why": "published SDKs cut the price off, down to nothing",
    }
    for slug, title, price, network in (
        ("too-small", "a tenth of a unit", "$0.0000001", BASE), ("too-precise", "a unit and nine tenths", "0.0000019", BASE),
        ("too-precise-large", "a seventh decimal place", "1.0000001", BASE), ("too-precise-eighteen", "a nineteenth decimal place", "0." + "0" * 18 + "1", MEGAETH),
        ("places-256", "256 decimal places", "0." + "0" * 255 + "1", BASE),
    ):  # fmt: skip
        bad(slug, title, price, network, **truncated)


def _unknown(group: Group, control: Vector) -> None:
    for slug, title, price, network, flags in (
        ("symbol-unknown", "a symbol that the network has not", "0.01 EURC", BASE, "Symbol"),
        ("symbol-other-network", "a symbol of another network", "1 USAT", BASE, "Symbol"),
        ("no-default", "a network without a known token", "$1", "eip155:43113", "DefaultAsset"),
        ("no-default-symbol", "a symbol on a network without a known token", "1 USDC", "eip155:10", "Symbol"),
        ("network-unknown", "a chain that nobody knows", "$1", "eip155:18446744073709551615", "DefaultAsset"),
        ("network-fiat", "a network that is no chain", "$1", "ach:us", "DefaultAsset"),
        ("network-name", "version 1's name of a network", "$1", "base", "DefaultAsset"),
        ("network-malformed", "a chain id with a leading zero", "$1", "eip155:08453", "DefaultAsset"),
        ("network-empty", "no network", "$1", "", "DefaultAsset"),
        ("solana-name", "a network of Solana by its name", "$1", "solana:mainnet", "DefaultAsset"),
    ):  # fmt: skip
        group.reject(slug, title, _case(price, network), None, flags=flags, base=control, level="should", why=CHOICE)
