"""EVM: offers for other contracts, and tokens by other names than their own."""

from __future__ import annotations

from typing import Any

import evm
from evm import PERMIT2, STRANGER, pay, pay_permit2, requirements, token_domain
from model import Case, Group, Json, Vector

SIGNATURE = "/payload/signature"
EXTRA = "/accepted/extra"
GATEWAY = "0x0077777d7EBA4688BDeF3E311b846F25870A19B9"
BASE = "eip155:8453"
BASE_USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
BRIDGED = ("eip155:36900", "0x9cb8142aEBBcdc60AF7c97Af897A67A8f3CA71C2", "USDC.e", "2")
SELLER = "the error is the seller's, who misnames a known token: no signature under these names settles"
FOREIGN = "an entry of another facilitator's, such as Circle's Gateway: who signs for the token pays nobody"


def _terms(network: str, asset: str, name: str, version: str, **extra: Any) -> Json:
    return requirements(network=network, asset=asset, extra={"name": name, "version": version} | extra)


def add(group: Group, control: Vector) -> None:
    """Add the vectors to the group of networks."""
    group.note(
        "OtherContract",
        "INTEROP",
        "`extra.verifyingContract` that is neither the token nor Permit2, or the name GatewayWalletBatched: the entry is not for this scheme's contracts.",
    )
    group.note("Misnamed", "SECURITY", "The offer misnames a token that is known: the payment verifies, and the token refuses it.")
    _contracts(group, control)
    _gateway(group, control)
    _misnamed(group, control)
    _bridged(group, control)


def _contracts(group: Group, control: Vector) -> None:
    terms = control.case.input["requirements"]
    eip3009: Json = {"flags": "OtherContract Boundary", "base": control, "resigned": True}
    permit2 = group.accept("contract-permit2-none", "Permit2: no contract is named", pay_permit2(), flags="OtherContract Boundary")
    paid: Json = {"flags": "OtherContract Boundary", "base": permit2, "resigned": True}

    def named(contract: Any) -> tuple[Case, Case]:
        offer = terms | {"extra": terms["extra"] | {"verifyingContract": contract}}
        two = evm.permit2_requirements()
        return pay(offer), pay_permit2(two | {"extra": two["extra"] | {"verifyingContract": contract}})

    for slug, title, one in (
        ("asset", "the token", terms["asset"]),
        ("asset-lower", "the token in lower case", terms["asset"].lower()),
        ("null", "null: as if it were absent", None),
    ):
        more: Json = {"level": "should", "also": ("reject",)} if slug == "null" else {}
        group.accept(f"contract-{slug}", f"EIP-3009: extra.verifyingContract is {title}", named(one)[0], **(eip3009 | more))
    for slug, title, one in (
        ("asset", "the token", evm.USDC),
        ("permit2", "Permit2", PERMIT2),
        ("permit2-lower", "Permit2 in lower case", PERMIT2.lower()),
    ):
        group.accept(f"contract-permit2-{slug}", f"Permit2: extra.verifyingContract is {title}", named(one)[1], **paid)
    should: Json = {"level": "should", "also": ("accept",), "why": FOREIGN}
    group.reject(
        "contract-is-permit2", "EIP-3009: extra.verifyingContract is Permit2", named(PERMIT2)[0], "contract.foreign", EXTRA, **(eip3009 | should)
    )
    for slug, title, one in (
        ("gateway", "Circle's Gateway", GATEWAY),
        ("near", "the token but for its last digit", BASE_USDC[:-1] + "4"),
        ("zero", "the zero address", "0x" + "00" * 20),
        ("empty", "empty", ""),
        ("number", "a number", 0),
        ("list", "a list", [terms["asset"]]),
        ("false", "false", False),
    ):
        cases = named(one)
        group.reject(f"contract-{slug}", f"EIP-3009: extra.verifyingContract is {title}", cases[0], "contract.foreign", EXTRA, **(eip3009 | should))
        group.reject(
            f"contract-permit2-{slug}", f"Permit2: extra.verifyingContract is {title}", cases[1], "contract.foreign", EXTRA, **(paid | should)
        )


def _gateway(group: Group, control: Vector) -> None:
    should: Json = {"flags": "OtherContract", "resigned": True, "level": "should", "also": ("accept",), "why": FOREIGN}
    terms = _terms(BASE, BASE_USDC, "GatewayWalletBatched", "1", verifyingContract=GATEWAY)
    terms["maxTimeoutSeconds"] = 604_800
    title = "Circle's Gateway entry, signed for its contract"
    own = pay(terms, domain=token_domain(terms, verifyingContract=GATEWAY))
    group.reject("gateway", title, own, "contract.foreign", EXTRA, base=control, **should)
    title = "Circle's Gateway entry, signed for the token: what clients that do not know it send"
    group.reject("gateway-for-token", title, pay(terms), "contract.foreign", EXTRA, base=control, **should)
    alone = _terms(BASE, BASE_USDC, "GatewayWalletBatched", "1")
    group.reject(
        "gateway-name-alone", "the name GatewayWalletBatched, and no contract", pay(alone), "contract.foreign", EXTRA, base=control, **should
    )
    token = _terms(BASE, BASE_USDC, "GatewayWalletBatched", "1", verifyingContract=BASE_USDC)
    title = "the name GatewayWalletBatched, and the token as the contract"
    group.reject("gateway-name-token", title, pay(token), "contract.foreign", EXTRA, base=control, **should)
    two = evm.permit2_requirements(extra={"assetTransferMethod": "permit2", "name": "GatewayWalletBatched", "version": "1"})
    base = next(vector for vector in group.vectors if vector.id.endswith("/contract-permit2-none"))
    group.reject("gateway-name-permit2", "Permit2: the name GatewayWalletBatched", pay_permit2(two), "contract.foreign", EXTRA, base=base, **should)


def _misnamed(group: Group, control: Vector) -> None:
    own = {"name": "USD Coin", "version": "2"}
    should: Json = {"flags": "Misnamed", "resigned": True, "level": "should", "also": ("accept", "undecided"), "why": SELLER}
    for slug, title, name, version in (
        ("version", "the offer names version 1 where the token has 2", "USD Coin", "1"),
        ("symbol", "the offer names the token by its symbol", "USDC", "2"),
        ("both", "the offer's name and version are not the token's", "USDC", "1"),
        ("case", "the offer's name has another case", "Usd Coin", "2"),
        ("space", "the offer's name has a space more", "USD Coin ", "2"),
    ):
        terms = _terms(BASE, BASE_USDC, name, version)
        group.reject(f"misnamed-{slug}", f"{title}, and so was it signed", pay(terms), None, base=control, **should)
        signed = pay(terms, domain=token_domain(terms, **own))
        why = "the token itself would take this signature: a misnamed offer is refused as a whole, so that its seller learns of it"
        group.reject(f"misnamed-{slug}-own", f"{title}, the payer signed the token's own", signed, None, base=control, **(should | {"why": why}))
    for slug, extra in (("wrong", {"name": "Dollar", "version": "9"}), ("none", {})):
        offer = evm.permit2_requirements(extra={"assetTransferMethod": "permit2"} | extra)
        title = (
            "Permit2: the offer misnames the token, whose domain nobody signs" if extra else "Permit2: the offer names no domain, which nobody signs"
        )
        group.accept(f"misnamed-permit2-{slug}", title, pay_permit2(offer), flags="Misnamed")


def _bridged(group: Group, control: Vector) -> None:
    known = {"name": "USDC.e", "version": "2"}
    why = "a bridged token may be renamed when its issuer takes it over: only the chain knows"
    renamed = _terms(*BRIDGED[:2], "USD Coin", "2")
    base = group.accept(
        "bridged-renamed",
        "a bridged token by another name than it is known by, and so was it signed",
        pay(renamed),
        flags="DomainName",
        base=control,
        resigned=True,
        level="should",
        also=("reject",),
        why=why,
        warnings=("domain.renamed",),
    )
    for slug, title, domain, code in (
        ("own", "the offer misnames a bridged token, the payer signed its known name", known, "signature.domain_name"),
        ("third", "the offer misnames a bridged token, the payer signed a third name", {"name": "Dollar"}, "signature.invalid"),
    ):
        options: Json = {"flags": "DomainName", "base": base, "resigned": True, "also": ("undecided",)}
        group.reject(f"bridged-{slug}", title, pay(renamed, domain=token_domain(renamed, **domain)), code, SIGNATURE, **options)
    version = _terms(*BRIDGED[:2], "USDC.e", "1")
    group.accept("bridged-version", "a bridged token of another version", pay(version), flags="DomainName", base=control, resigned=True, level="should",
                 also=("reject",), why=why, warnings=("domain.renamed",))  # fmt: skip
    unknown = _terms(BASE, STRANGER, "USD Coin", "1")
    good = group.accept("unknown-token", "a token that no table knows", pay(unknown), flags="DomainName", base=control, resigned=True)
    signed = pay(unknown, domain=token_domain(unknown, name="USDC"))
    group.reject("unknown-token-other-name", "signed under another name of an unknown token", signed, "signature.invalid", SIGNATURE, flags="DomainName",
                 base=good, resigned=True, also=("undecided",))  # fmt: skip
