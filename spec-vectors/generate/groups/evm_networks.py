"""EIP-3009 and Permit2 on the networks and with the tokens that payments are made in."""

from __future__ import annotations

from typing import Any

import evm
from evm import pay, pay_permit2, permit2_domain, requirements, token_domain
from groups import evm_contracts
from model import Case, Group, Json, Vector, ref

SIGNATURE = "/payload/signature"
UNKNOWN = ("undecided",)
BASE_USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"

# Network, token, EIP-712 name and version, as each contract answers; what is special about it.
TOKENS = (
    ("ethereum", "eip155:1", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USD Coin", "2", "Ethereum: the least chain id"),
    ("polygon", "eip155:137", "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "USD Coin", "2", "Polygon"),
    ("avalanche", "eip155:43114", "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", "USD Coin", "2", "Avalanche"),
    ("arbitrum", "eip155:42161", "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USD Coin", "2", "Arbitrum One"),
    ("arbitrum-sepolia", "eip155:421614", "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d", "USD Coin", "2", "Arbitrum's test network"),
    ("celo", "eip155:42220", "0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e", "Tether USD", "1", "Celo: a domain of version 1"),
    ("hpp", "eip155:190415", "0x401eCb1D350407f13ba348573E5630B83638E30D", "Bridged USDC", "2", "a bridged token has a name of its own"),
    ("adi", "eip155:36900", "0x9cb8142aEBBcdc60AF7c97Af897A67A8f3CA71C2", "USDC.e", "2", "a name with a full stop"),
    ("flare", "eip155:14", "0xe7cd86e13AC4309349F30B3435a9d337750fC82D", "USD\u20ae0", "1", "Flare: a name that is not ASCII"),
    ("stable", "eip155:988", "0x779Ded0c9e1022225f8E0630b35a9b54bE713736", "USDT0", "1", "Stable: a token of version 1"),
    ("arc", "eip155:5042", "0x3600000000000000000000000000000000000000", "USDC", "2", "Arc: the token's address has no letters, so no checksum"),
)


def terms_of(network: str, asset: str, name: str, version: str, **more: Any) -> Json:
    """An offer of a token."""
    return requirements(network=network, asset=asset, extra={"name": name, "version": version}, **more)


def build() -> Group:
    """The group."""
    refs = (ref("specs/x402-specification-v2.md", "11.1"), ref("EIP-712", "Definition of domainSeparator"), ref("CAIP-2", "Syntax"))
    group = Group("evm.exact.networks", "EVM networks, tokens and signature domains", "L3", refs)
    group.note("Network", "BASIC", "The chain id of the offer's network is part of what is signed.")
    group.note("NetworkText", "MALFORMED", "A network is compared as text: there is one way to write it.")
    group.note(
        "DomainName",
        "CAN_OF_WORMS",
        "The EIP-712 name and version are the contract's own; they differ from chain to chain, and from the token's symbol.",
        *(f"x402-foundation/x402#{number}" for number in (271, 837, 3102, 3105, 3152, 3153)),
    )
    group.note("DomainText", "INTEROP", "A name is bytes: nothing is trimmed, composed or changed in case before it is hashed.")
    group.note("Boundary", "BOUNDARY", "A contract that an offer may name, or the nearest that it may not.")
    group.note("ChainId", "BOUNDARY", "A chain id that a number type of some language cannot hold.")
    control = group.accept("base", "Base: USDC is named 'USD Coin'", pay(terms_of("eip155:8453", BASE_USDC, "USD Coin", "2")), flags="Network")
    for slug, network, asset, name, version, title in TOKENS:
        case = pay(terms_of(network, asset, name, version))
        group.accept(slug, title, case, flags="Network", base=control, resigned=True)
    _permit2(group, control)
    _chain_ids(group, control)
    _domains(group, control)
    _wrong(group, control)
    evm_contracts.add(group, control)
    _texts(group, control)
    return group


def _permit2(group: Group, control: Vector) -> None:
    def one(network: str, asset: str, extra: Json, amount: str) -> Case:
        offer = requirements(network=network, asset=asset, amount=amount, extra=extra)
        domain = permit2_domain(chainId=int(network.removeprefix("eip155:")))
        return pay_permit2(offer, domain=domain, token=asset, amount=amount)

    named = {"assetTransferMethod": "permit2", "name": "MegaUSD", "version": "1"}
    mega = one("eip155:4326", "0xFAfDdbb3FC7688494971a79cc65DCa3EF82079E7", named, "25000000000000000000")
    first = group.accept("permit2-18-decimals", "Permit2 with a token of 18 decimals: the amount exceeds 2^64", mega, flags="Network")
    bare = one("eip155:38833", "0xA5b8BF902b2844dA17d4506cc827F7F1681735E7", {"assetTransferMethod": "permit2"}, "10000")
    group.accept("permit2-token-without-permit", "Permit2 with a token that has no EIP-2612", bare, flags="Network", base=first, resigned=True)
    elsewhere = pay_permit2(evm.permit2_requirements(network="eip155:8453", asset=BASE_USDC), token=BASE_USDC)
    here = one("eip155:8453", BASE_USDC, {"assetTransferMethod": "permit2", "name": "USDC", "version": "2"}, "10000")
    base = group.accept("permit2-base", "Permit2 on Base, the offer's name is wrong and of no account", here, flags="Network DomainName")
    group.reject(
        "permit2-other-chain",
        "the offer is on Base, the permit was signed for its test network: the same Permit2, the same spender",
        elsewhere,
        "signature.invalid",
        SIGNATURE,
        flags="Network",
        base=base,
        resigned=True,
        also=UNKNOWN,
    )


def _chain_ids(group: Group, control: Vector) -> None:
    token = evm.STRANGER
    for slug, chain, title in (
        ("u32", 2**32, "2^32, the first that needs more than 32 bits"),
        ("2-53", 2**53 + 1, "2^53+1, which a double cannot hold"),
        ("i64", 2**63, "2^63, the first that is no signed 64-bit number"),
        ("u64-max", 2**64 - 1, "2^64-1"),
    ):
        case = pay(terms_of(f"eip155:{chain}", token, "USDC", "2"))
        level = "must" if slug == "u32" else "should"
        also = () if slug == "u32" else ("reject",)
        good = group.accept(
            f"chain-id-{slug}", f"the chain id is {title}", case, flags="ChainId", base=control, resigned=True, level=level, also=also
        )
        if slug == "2-53":
            near = pay(case.input["requirements"], domain=token_domain(case.input["requirements"], chainId=2**53))
            group.reject(
                "chain-id-2-53-rounded",
                "the offer's chain id is 2^53+1, signed was 2^53: doubles make them one",
                near,
                "signature.invalid",
                SIGNATURE,
                flags="ChainId",
                base=good,
                resigned=True,
                also=UNKNOWN,
            )


def _domains(group: Group, control: Vector) -> None:
    def offer(name: str, version: str = "2") -> Json:
        return terms_of("eip155:8453", evm.STRANGER, name, version)

    def twins(slug: str, title: str, name: str, signed_name: str, signed_title: str) -> None:
        good = group.accept(slug, title, pay(offer(name)), flags="DomainText", base=control, resigned=True)
        near = pay(offer(name), domain=token_domain(offer(name), name=signed_name))
        group.reject(
            f"{slug}-changed", signed_title, near, "signature.invalid", SIGNATURE, flags="DomainText", base=good, resigned=True, also=UNKNOWN
        )

    twins("name-space", "the name ends in a space", "Dollar ", "Dollar", "the name was trimmed before it was signed")
    twins("name-decomposed", "the name has a decomposed letter", "Pe\u0301so", "P\u00e9so", "the name was composed before it was signed")
    twins("name-case", "the name is in lower case", "dollar", "Dollar", "the name was signed in another case")
    twins("name-look-alike", "the name has a Cyrillic letter", "\u0421oin", "Coin", "the name was signed with the Latin letter")
    group.accept("name-emoji", "the name is one emoji", pay(offer("\U0001f4b5")), flags="DomainText", base=control, resigned=True)
    group.accept("name-quotes", "the name has quotes and a backslash", pay(offer('"\\"')), flags="DomainText", base=control, resigned=True)
    long = "a name of more than thirty-two bytes, which is hashed whole"
    group.accept("name-long", "the name has more than 32 bytes", pay(offer(long)), flags="DomainText", base=control, resigned=True)
    one = group.accept("version-1-0", "the version is 1.0, a text", pay(offer("Coin", "1.0")), flags="DomainText", base=control, resigned=True)
    near = pay(offer("Coin", "1.0"), domain=token_domain(offer("Coin", "1.0"), version="1"))
    group.reject(
        "version-1-0-as-1",
        "the offer's version is 1.0, signed was 1: numbers make them one",
        near,
        "signature.invalid",
        SIGNATURE,
        flags="DomainText",
        base=one,
        resigned=True,
        also=UNKNOWN,
    )
    why = "the error is the seller's: nobody can know what to sign"
    for slug, title, extra in (
        ("no-name", "the offer has no name for the domain", {"version": "2"}),
        ("no-version", "the offer has no version for the domain", {"name": "USDC"}),
        ("name-empty", "the name is empty, and so was it signed", {"name": "", "version": "2"}),
        ("version-empty", "the version is empty, and so was it signed", {"name": "USDC", "version": ""}),
        ("name-null", "the name is null", {"name": None, "version": "2"}),
        ("version-number", "the version is a number", {"name": "USDC", "version": 2}),
    ):
        empty = slug in ("name-empty", "version-empty")
        if empty:
            case = pay(requirements(network="eip155:8453", asset=BASE_USDC, extra=extra))
        else:
            changed = evm.mutate.edit(control.case.input, "/requirements/extra", extra)
            case = Case("verify", evm.mutate.edit(changed, "/payload/accepted/extra", extra))
        lenient = empty or slug == "version-number"
        group.reject(
            f"offer-{slug}",
            title,
            case,
            None,
            flags="DomainName",
            base=control,
            resigned=empty,
            level="should" if lenient else "must",
            also=("accept",) if lenient else (),
            why=why,
        )


def _wrong(group: Group, control: Vector) -> None:
    base = terms_of("eip155:8453", BASE_USDC, "USD Coin", "2")

    def signed_under(slug: str, title: str, terms: Json, code: str, origin: Vector, **domain: Any) -> None:
        case = pay(terms, domain=token_domain(terms, **domain))
        options: Json = {"flags": "DomainName", "base": origin, "resigned": True, "also": UNKNOWN}
        group.reject(slug, title, case, code, SIGNATURE, **options)

    signed_under("symbol-for-name", "signed with the token's symbol for its name", base, "signature.invalid", control, name="USDC")
    signed_under("test-network", "signed for the test network", base, "signature.invalid", control, chainId=84532)
    signed_under("sepolia-token", "signed for the test network's token", base, "signature.invalid", control, verifyingContract=evm.USDC)


def _texts(group: Group, control: Vector) -> None:
    for slug, title, text in (
        ("upper-case", "in upper case", "EIP155:8453"), ("leading-zero", "with a leading zero", "eip155:08453"), ("space", "with a space", "eip155:8453 "),
        ("hex", "with the chain id in hexadecimal", "eip155:0x2105"), ("name", "by its version 1 name", "base"), ("wildcard", "as a pattern", "eip155:*"),
        ("prefix", "cut short", "eip155:845"), ("account", "with an account", f"eip155:8453:{evm.PAYER}"), ("solana", "of another family", "solana:8453"),
    ):  # fmt: skip
        case = evm.edited(control.case, "/payload/accepted/network", text, derive=True)
        group.reject(
            f"accepted-{slug}",
            f"accepted.network is written {title}",
            case,
            "network.mismatch",
            "/accepted/network",
            flags="NetworkText",
            base=control,
        )
