"""What the published package makes of extensions: of those that come back, of a payment with an id, and of one that can be listed."""

from __future__ import annotations

from typing import Any

from x402 import schemas, x402ResourceServerSync
from x402.extensions import bazaar
from x402.extensions import payment_identifier as identifier

Json = dict[str, Any]


def echo(extensions: Json, payload: Any) -> Any:
    """Compare extensions that came back with those that were advertised."""
    return x402ResourceServerSync().validate_extensions(schemas.PaymentRequired(accepts=[], extensions=extensions), payload)


def is_answerable(extensions: Json, requests: list[Json]) -> bool:
    """Whether the package, which has no store, can answer: to one payment of version 2, where the extension decides alone."""
    return len(requests) == 1 and [*requests[0]["headers"]] == ["payment-signature"] and identifier.PAYMENT_IDENTIFIER in extensions


def answer(extensions: Json, payload: Any) -> Json:
    """What a server that follows the package's documentation answers to one payment."""
    found, validation = identifier.extract_and_validate_payment_identifier(payload)
    required = identifier.is_payment_identifier_required(extensions[identifier.PAYMENT_IDENTIFIER])
    requirement = identifier.validate_payment_identifier_requirement(payload, required)
    if not validation.valid or not requirement.valid:
        return {"kind": "malformed"}
    return {"kind": "processed", "id": found, "answer": "0"} if echo(extensions, payload).valid else {"kind": "refused"}


def discovered(request: Json) -> Json | None:
    """What a facilitator lists of a payment that it has settled; `LookupError` if its declaration is not valid."""
    payload, requirements = request["paymentPayload"], request["paymentRequirements"]
    declaration = (payload.get("extensions") or {}).get(bazaar.BAZAAR.key) if payload["x402Version"] == 2 else None
    if declaration is not None and not (validation := bazaar.validate_discovery_extension_spec(declaration)).valid:
        raise LookupError(*validation.errors)
    found = bazaar.extract_discovery_info(payload, requirements)
    if found is None and declaration is not None:
        raise LookupError("nothing is listed")
    if found is None:
        return None
    listed = {"resource": found.resource_url, "type": found.discovery_info.input.type, "name": found.tool_name or found.method}
    service = {"serviceName": found.service_name, "tags": found.tags, "iconUrl": found.icon_url}
    return listed | {name: value for name, value in service.items() if value}
