"""EVM payments of the `exact` scheme: typed data, signatures and payloads, by eth-account."""

from __future__ import annotations

import copy
from hashlib import sha256
from typing import Any, NamedTuple

from eth_account import Account
from eth_account.messages import SignableMessage, encode_typed_data
from eth_account.signers.local import LocalAccount
from eth_keys.backends.native.jacobian import fast_add, fast_multiply, inv
from eth_keys.constants import SECPK1_G, SECPK1_N, SECPK1_P
from eth_keys.datatypes import PublicKey
from eth_keys.datatypes import Signature as EthSignature
from eth_keys.exceptions import BadSignature, ValidationError
from eth_utils import keccak, to_checksum_address

import keys
import mutate
from model import NOW, Case, Json

N, P = SECPK1_N, SECPK1_P
HALF_N = N // 2
MAX_UINT256 = 2**256 - 1

USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"
EXACT_PROXY = "0x402085c248EeA27D92E8b30b2C58ed07f9E20001"
UPTO_PROXY = "0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002"
OLD_EXACT_PROXY = "0x4020B671C4c523a852c11a5EC58F27F235e80001"
SEPOLIA = "eip155:84532"
RESOURCE = {"url": "https://api.example.com/premium-data", "description": "Access to premium market data", "mimeType": "application/json"}

PAYER = keys.evm("payer").address
PAYEE = keys.evm("payee").address
STRANGER = keys.evm("stranger").address

_DOMAIN = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address", "salt": "bytes32"}
_TRANSFER = (
    ("from", "address"),
    ("to", "address"),
    ("value", "uint256"),
    ("validAfter", "uint256"),
    ("validBefore", "uint256"),
    ("nonce", "bytes32"),
)
_WITNESS = (("to", "address"), ("validAfter", "uint256"))
_PERMIT = (("permitted", "TokenPermissions"), ("spender", "address"), ("nonce", "uint256"), ("deadline", "uint256"), ("witness", "Witness"))
_TOKEN = (("token", "address"), ("amount", "uint256"))


class Signature(NamedTuple):
    """r, s and v, each of which may be nonsense."""

    r: int
    s: int
    v: int

    def hex(self) -> str:
        """65 bytes as they stand in the payload."""
        return "0x" + (self.r.to_bytes(32, "big") + self.s.to_bytes(32, "big") + bytes([self.v])).hex()

    def compact(self) -> str:
        """The 64 bytes of EIP-2098."""
        return "0x" + (self.r.to_bytes(32, "big") + (self.s | (self.v - 27) << 255).to_bytes(32, "big")).hex()

    def twin(self) -> Signature:
        """The same signature with s above n/2."""
        return Signature(self.r, N - self.s, 55 - self.v)


def nonce(label: str) -> bytes:
    """32 bytes that look random."""
    return sha256(f"{keys.PREFIX}nonce:{label}".encode()).digest()


def requirements(**changes: Any) -> Json:
    """The seller's terms: the specification's sample, for the suite's own payee."""
    terms: Json = {
        "scheme": "exact", "network": SEPOLIA, "amount": "10000", "asset": USDC, "payTo": PAYEE,
        "maxTimeoutSeconds": 60, "extra": {"name": "USDC", "version": "2"},
    }  # fmt: skip
    return terms | changes


def authorization(**changes: Any) -> Json:
    """An EIP-3009 authorization that fits `requirements`."""
    wire: Json = {
        "from": PAYER, "to": PAYEE, "value": "10000", "validAfter": str(NOW - 10), "validBefore": str(NOW + 50),
        "nonce": "0x" + nonce("eip3009").hex(),
    }  # fmt: skip
    return wire | changes


def permit(**changes: Any) -> Json:
    """A Permit2 authorization that fits `requirements`; `token`, `amount`, `to` and `validAfter` are lifted out."""
    flat: Json = {
        "from": PAYER, "token": USDC, "amount": "10000", "spender": EXACT_PROXY, "nonce": str(int.from_bytes(nonce("permit2"), "big")),
        "deadline": str(NOW + 50), "to": PAYEE, "validAfter": str(NOW - 10),
    }  # fmt: skip
    flat |= changes
    return {
        "from": flat["from"],
        "permitted": {"token": flat["token"], "amount": flat["amount"]},
        "spender": flat["spender"],
        "nonce": flat["nonce"],
        "deadline": flat["deadline"],
        "witness": {"to": flat["to"], "validAfter": flat["validAfter"]},
    }


def token_domain(terms: Json, **changes: Any) -> Json:
    """The EIP-712 domain that an offer names for EIP-3009; a change to None leaves a member out."""
    chain = terms["network"].removeprefix("eip155:")
    base = {
        "name": terms["extra"]["name"], "version": terms["extra"]["version"],
        "chainId": int(chain) if chain.isdigit() else 84532, "verifyingContract": terms["asset"],
    }  # fmt: skip
    return {name: value for name, value in (base | changes).items() if value is not None}


def permit2_domain(**changes: Any) -> Json:
    """Permit2's EIP-712 domain: no version."""
    return {"name": "Permit2", "chainId": 84532, "verifyingContract": PERMIT2} | changes


def _typed(primary: str, types: dict[str, Any], domain: Json, message: Json) -> SignableMessage:
    fields = {name: [{"name": n, "type": t} for n, t in members] for name, members in types.items()}
    fields["EIP712Domain"] = [{"name": name, "type": kind} for name, kind in _DOMAIN.items() if name in domain]
    return encode_typed_data(full_message={"types": fields, "primaryType": primary, "domain": domain, "message": message})


def transfer_message(wire: Json, domain: Json, primary: str = "TransferWithAuthorization") -> SignableMessage:
    """The typed data of an EIP-3009 authorization."""
    numbers = {name: int(wire[name]) for name in ("value", "validAfter", "validBefore")}
    addresses = {name: to_checksum_address(wire[name]) for name in ("from", "to")}
    return _typed(primary, {primary: _TRANSFER}, domain, wire | numbers | addresses | {"nonce": bytes.fromhex(wire["nonce"][2:])})


def permit_message(wire: Json, domain: Json, witness: Any = _WITNESS, more: Json | None = None) -> SignableMessage:
    """The typed data of a Permit2 authorization; `witness` and `more` make another witness type."""
    message = {
        "permitted": {"token": to_checksum_address(wire["permitted"]["token"]), "amount": int(wire["permitted"]["amount"])},
        "spender": to_checksum_address(wire["spender"]),
        "nonce": int(wire["nonce"]),
        "deadline": int(wire["deadline"]),
        "witness": {"to": to_checksum_address(wire["witness"]["to"]), "validAfter": int(wire["witness"]["validAfter"])} | (more or {}),
    }
    types = {"PermitWitnessTransferFrom": _PERMIT, "TokenPermissions": _TOKEN, "Witness": witness}
    return _typed("PermitWitnessTransferFrom", types, domain, message)


def digest(message: SignableMessage) -> bytes:
    """The 32 bytes that are signed."""
    return keccak(b"\x19" + message.version + message.header + message.body)


def sign(hash32: bytes, signer: str | LocalAccount = "payer") -> Signature:
    """An RFC 6979 signature with a low s."""
    account = keys.evm(signer) if isinstance(signer, str) else signer
    signed = Account.unsafe_sign_hash(hash32, account.key)
    return Signature(signed.r, signed.s, signed.v)


def recover(hash32: bytes, signature: str) -> str | None:
    """Whose signature it is, also with the parity as v and in the 64 bytes of EIP-2098."""
    raw = bytes.fromhex(signature[2:])
    if len(raw) == 64:
        raw = raw[:32] + bytes([raw[32] & 127]) + raw[33:] + bytes([27 + (raw[32] >> 7)])
    if len(raw) != 65 or raw[64] not in (0, 1, 27, 28):
        return None
    try:
        vrs = (raw[64] % 27, int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:64], "big"))
        return EthSignature(vrs=vrs).recover_public_key_from_msg_hash(hash32).to_checksum_address()
    except (BadSignature, ValidationError, ValueError):
        return None


def forge(hash32: bytes, k: int, s: int) -> tuple[Signature, str]:
    """A signature with a chosen s, and the address of which it is one: the key itself stays unknown."""
    x, y = fast_multiply(SECPK1_G, k)
    r = x % N
    inverse = inv(r, N)
    point = fast_add(fast_multiply((x, y), s * inverse % N), fast_multiply(SECPK1_G, -int.from_bytes(hash32, "big") * inverse % N))
    owner = PublicKey(point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")).to_checksum_address()
    return Signature(r, s, 27 + (y & 1)), owner


def payment(terms: Json, inner: Json, *, accepted: Json | None = None, **more: Any) -> Json:
    """A version 2 `PaymentPayload`."""
    chosen = copy.deepcopy(terms if accepted is None else accepted)
    return {"x402Version": 2, "resource": dict(RESOURCE), "accepted": chosen, "payload": inner} | more


def derived(terms: Json, inner: Json) -> Json:
    """The intermediate values of a payload under the offered terms, as far as it has any."""
    try:
        if "permit2Authorization" in inner:
            domain = permit2_domain(chainId=int(terms["network"].removeprefix("eip155:")))
            message = permit_message(inner["permit2Authorization"], domain)
        else:
            message = transfer_message(inner["authorization"], token_domain(terms))
        who = recover(digest(message), inner["signature"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}
    names = ("domainSeparator", "structHash", "signingHash")
    values = (message.header, message.body, digest(message))
    return {name: "0x" + value.hex() for name, value in zip(names, values, strict=True)} | {"recovered": who}


def case(payload: Json, terms: Json, *, derive: bool = True, now: int | None = None, state: Json | None = None, **more: Any) -> Case:
    """A `verify` request."""
    found = derived(terms, payload["payload"]) if derive and isinstance(payload.get("payload"), dict) else {}
    return Case("verify", {"payload": payload, "requirements": terms, **more}, now, state, found)


def pay(terms: Json | None = None, *, accepted: Json | None = None, signer: str | LocalAccount = "payer", domain: Json | None = None,
        now: int | None = None, state: Json | None = None, policy: str | None = None, **changes: Any) -> Case:  # fmt: skip
    """A signed EIP-3009 payment; `changes` go into the authorization before it is signed."""
    terms = requirements() if terms is None else terms
    wire = authorization(**changes)
    signature = sign(digest(transfer_message(wire, domain or token_domain(terms))), signer)
    payload = payment(terms, {"signature": signature.hex(), "authorization": wire}, accepted=accepted)
    more: Json = {"policy": policy} if policy else {}
    return case(payload, terms, now=now, state=state, **more)


def pay_permit2(terms: Json | None = None, *, accepted: Json | None = None, signer: str | LocalAccount = "payer", domain: Json | None = None,
                now: int | None = None, state: Json | None = None, policy: str | None = None, **changes: Any) -> Case:  # fmt: skip
    """A signed Permit2 payment; `changes` go into the authorization before it is signed."""
    terms = permit2_requirements() if terms is None else terms
    wire = permit(**changes)
    signature = sign(digest(permit_message(wire, domain or permit2_domain())), signer)
    payload = payment(terms, {"signature": signature.hex(), "permit2Authorization": wire}, accepted=accepted)
    more: Json = {"policy": policy} if policy else {}
    return case(payload, terms, now=now, state=state, **more)


def permit2_requirements(**changes: Any) -> Json:
    """The seller's terms for Permit2."""
    return requirements(extra={"assetTransferMethod": "permit2", "name": "USDC", "version": "2"}) | changes


def account_state(address: str = PAYER, *, network: str = SEPOLIA, **facts: Any) -> Json:
    """What the chain says about one account."""
    return {network: {"accounts": {address.lower(): facts}}}


def edited(base: Case, path: str, value: Any, *, derive: bool = False, **more: Any) -> Case:
    """`base` with another value at `path` of its input, signature untouched; `more` as for `case`."""
    changed = mutate.edit(base.input, path, value)
    return _again(base, changed, derive, more)


def dropped(base: Case, path: str) -> Case:
    """`base` without the member at `path` of its input, signature untouched."""
    return _again(base, mutate.drop(base.input, path), False, {})


def signed(base: Case, signature: str, **more: Any) -> Case:
    """`base` with another signature."""
    return edited(base, "/payload/payload/signature", signature, derive=True, **more)


def _again(base: Case, changed: Json, derive: bool, more: Json) -> Case:
    options: Json = {"now": base.now, "state": base.state} | {name: changed[name] for name in ("signers", "policy") if name in changed}
    return case(changed["payload"], changed["requirements"], derive=derive, **(options | more))


def signature_of(base: Case) -> Signature:
    """The signature of a payment, taken apart."""
    raw = bytes.fromhex(base.input["payload"]["payload"]["signature"][2:])
    return Signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:64], "big"), raw[64])


def payer_state(*, balance: str = "10000", **facts: Any) -> Json:
    """What the chain says about the payer, who holds the amount if nothing else is said."""
    return account_state(balances={USDC.lower(): balance}, **facts)


def forge_r(hash32: bytes, x: int, step: int) -> tuple[Signature, str]:
    """A signature with the r that is nearest to `x` in the direction of `step` and on the curve, and the address of which it is one."""
    while pow((pow(x, 3, P) + 7) % P, (P - 1) // 2, P) != 1:
        x += step
    y = pow((pow(x, 3, P) + 7) % P, (P + 1) // 4, P)
    signature = Signature(x, 1, 27 + (y & 1))
    owner = recover(hash32, signature.hex())
    if owner is None:
        raise ValueError("nobody could be recovered")
    return signature, owner


def eip2612_message(wire: Json, domain: Json) -> SignableMessage:
    """The typed data of an EIP-2612 permit, named as the gas sponsoring extension names its members."""
    types = {"Permit": (("owner", "address"), ("spender", "address"), ("value", "uint256"), ("nonce", "uint256"), ("deadline", "uint256"))}
    numbers = {"value": int(wire["amount"]), "nonce": int(wire["nonce"]), "deadline": int(wire["deadline"])}
    return _typed("Permit", types, domain, {"owner": wire["from"], "spender": wire["spender"]} | numbers)
