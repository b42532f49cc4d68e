"""Puts the published Python package under the conformance suite: one request line in, one response line out."""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from typing import Any

from x402 import http, schemas, x402FacilitatorSync
from x402.mechanisms.evm.asset_cache import reset_asset_contract_cache
from x402.mechanisms.evm.exact import ExactEvmServerScheme, register_exact_evm_facilitator
from x402.mechanisms.svm.exact import ExactSvmServerScheme, register_exact_svm_facilitator

import extensions
from chain import EvmChain, SvmChain, declared

Json = dict[str, Any]
UNSUPPORTED = {"result": "unsupported"}
RENEWING = {"sign-in-with-x", "offer-receipt"}  # a part of these extensions is renewed in every offer

DECODERS = {
    "payment-required": http.decode_payment_required_header,
    "payment-signature": http.decode_payment_signature_header,
    "payment-response": http.decode_payment_response_header,
    "x-payment-response": http.decode_payment_response_header,
}
ENCODERS: dict[str, tuple[Any, Any]] = {
    "payment-required": (schemas.parse_payment_required, http.encode_payment_required_header),
    "payment-signature": (schemas.parse_payment_payload, http.encode_payment_signature_header),
    "payment-response": (schemas.SettleResponse.model_validate_json, http.encode_payment_response_header),
    "x-payment": (schemas.parse_payment_payload, http.encode_payment_signature_header),
}
PARSERS = {"PaymentPayload": schemas.parse_payment_payload, "PaymentRequired": schemas.parse_payment_required}
MODELS = ("ResourceInfo", "VerifyRequest", "VerifyResponse", "SettleRequest", "SettleResponse", "SupportedResponse")


def hello(_request: Json) -> Json:
    """Say who answers here."""
    package = {"name": "x402", "version": version("x402"), "language": "Python"}
    return package | {"ops": list(OPERATIONS), "schemes": ["exact/eip155", "exact/solana"], "clock": "injected", "state": "injected"}


def decode_header(request: Json) -> Json:
    """Decode one header; of two, one of the supported servers takes the first and another joins them."""
    decode, value = DECODERS.get(request["header"]), request["value"]
    values = [value] if isinstance(value, str) else value
    if decode is None or len(values) > 1:
        return UNSUPPORTED
    attempt(decode, "".join(values))
    return {"result": "accept"}


def encode_header(request: Json) -> Json:
    """Write a message as a header."""
    parse, encode = ENCODERS.get(request["header"], (None, None))
    header = encode(attempt(parse, utf8(request["text"]))) if encode else None
    return {"result": "accept", "derived": {"header": header}} if header else UNSUPPORTED


def decode_json(request: Json) -> Json:
    """Decode one JSON text."""
    kind, number, text = request["type"], request.get("x402Version"), utf8(request["text"])
    if kind in PARSERS:
        found = attempt(PARSERS[kind], text).x402_version
        if number not in (None, found):
            raise schemas.PaymentError(f"a message of version {found}")
    elif kind == "PaymentRequirements":
        attempt(schemas.parse_payment_requirements, number or 2, text)
    elif kind in MODELS and (number != 1 or kind.endswith("Response")):
        attempt(getattr(schemas, kind).model_validate_json, text)
    else:
        return UNSUPPORTED
    return {"result": "accept"}


def verify(request: Json) -> Json:
    """Verify a payment as a facilitator does."""
    if "payload_header" in request:
        payload = attempt(http.decode_payment_signature_header, request["payload_header"])
    else:
        text = request.get("payload_text")
        payload = attempt(schemas.parse_payment_payload, request["payload"] if text is None else utf8(text))
    requirements = attempt(schemas.parse_payment_requirements, 1 if payload.x402_version == 1 else 2, request["requirements"])
    extra = requirements.extra or {}
    if extra.get("assetTransferMethod") == "erc7710":
        return UNSUPPORTED
    time.time = lambda: float(request["now"])
    reset_asset_contract_cache()
    facts = declared(request.get("state", {}), requirements.network)
    signers = request.get("signers", [extra.get("feePayer")])
    evm = EvmChain(facts, requirements.asset)
    facilitator = x402FacilitatorSync()
    register_exact_evm_facilitator(facilitator, evm, "eip155:*")  # type: ignore[arg-type] # verifying sends nothing
    register_exact_svm_facilitator(facilitator, SvmChain(facts, signers), "solana:*")
    verdict = facilitator.verify(payload, requirements)
    if not verdict.is_valid:
        return {"result": "reject", "wire_code": verdict.invalid_reason, "detail": verdict.invalid_message or verdict.invalid_reason}
    return {"result": "undecided", "needs": evm.unknown} if evm.unknown else {"result": "accept", "payer": verdict.payer}


def answer_requests(request: Json) -> Json:
    """Answer one request as a seller's server does."""
    if not extensions.is_answerable(request["extensions"], request["requests"]):
        return UNSUPPORTED
    payload = attempt(http.decode_payment_signature_header, request["requests"][0]["headers"]["payment-signature"])
    return {"result": "accept", "derived": {"statuses": json.dumps([extensions.answer(request["extensions"], payload)])}}


def check_extensions(request: Json) -> Json:
    """Compare the extensions that came back as a seller's server does."""
    if not RENEWING.isdisjoint(request["extensions"]):
        return UNSUPPORTED
    echo = extensions.echo(request["extensions"], attempt(schemas.parse_payment_payload, request["payload"]))
    return {"result": "accept"} if echo.valid else {"result": "reject", "wire_code": echo.invalid_reason, "detail": echo.extension_key}


def discover(request: Json) -> Json:
    """List a settled payment as a facilitator does."""
    settled = attempt(json.loads, utf8(request["request"]))
    try:
        found = extensions.discovered(settled)
    except LookupError as error:
        return {"result": "reject", "detail": str(error)}
    return {"result": "accept", "derived": {"discovered": json.dumps(found)}}


def price(request: Json) -> Json:
    """Say what a seller's server makes of a price."""
    scheme: Any = ExactSvmServerScheme if request["network"].startswith("solana:") else ExactEvmServerScheme
    made = attempt(scheme().parse_price, request["price"], request["network"])
    return {"result": "accept", "derived": {"amount": made.amount, "asset": made.asset}}


OPERATIONS = {
    operation.__name__: operation
    for operation in (hello, answer_requests, check_extensions, decode_header, encode_header, decode_json, discover, price, verify)
}


def utf8(text: str) -> bytes:
    """Encode a text as it came, lone surrogates and all."""
    return text.encode("utf-8", "surrogatepass")


def attempt(decode: Any, *arguments: Any) -> Any:
    """Run a decoder of the package: it refuses by ValueError, which those of pydantic, json and base64 are too."""
    try:
        return decode(*arguments)
    except ValueError as error:
        raise schemas.PaymentError(str(error)) from error


def answer(request: Json) -> Json:
    """Answer a request; PaymentError is how the package refuses, and what it did not foresee is an error."""
    try:
        operation = OPERATIONS.get(request["op"])
        return operation(request) if operation else UNSUPPORTED
    except schemas.PaymentError as refused:
        return {"result": "reject", "detail": utf8(str(refused)).decode(errors="replace")}
    except Exception as error:
        return {"result": "error", "detail": utf8(f"{type(error).__name__}: {error}").decode(errors="replace")}


if __name__ == "__main__":
    answers, sys.stdout = sys.stdout, sys.stderr  # nothing but answers goes to standard output
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        print(json.dumps({"id": asked["id"], **answer(asked)}, separators=(",", ":")), file=answers, flush=True)
