"""Payments with the extension `bazaar`, as facilitators get them."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import coding
import evm
import wire
from model import Case, Group, Json, Vector

URL = "https://api.example.com/premium-data"
ROOT = "/extensions/bazaar"
TEXT = "/input/request"
BODIES = ("POST", "PUT", "PATCH")


def schema(method: str = "GET") -> Json:
    """The schema of an HTTP input, as the specification's examples have it."""
    members: Json = {
        "type": {"type": "string", "const": "http"},
        "method": {"type": "string", "enum": [method]},
        "queryParams": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    }
    required = ["type", "method"]
    if method in BODIES:
        members |= {"bodyType": {"type": "string", "enum": ["json", "form-data", "text"]}, "body": {"type": ["object", "string"]}}
        required += ["bodyType", "body"]
    described = {"type": "object", "properties": members, "required": required}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"input": described, "output": {"type": "object", "properties": {"type": {"type": "string"}}}},
        "required": ["input"],
    }


def declaration(method: str = "GET", **changes: Any) -> Json:
    """What a seller declares of a route."""
    given: Json = {"type": "http", "method": method}
    given |= {"bodyType": "json", "body": {"city": "Bern"}} if method in BODIES else {"queryParams": {"city": "Bern"}}
    return {"info": {"input": given | changes}, "schema": schema(method)}


def tool(**changes: Any) -> Json:
    """What a seller declares of a tool of an MCP server."""
    given: Json = {"type": "mcp", "toolName": "weather", "inputSchema": {"type": "object", "properties": {"city": {"type": "string"}}}}
    described = {"type": "object", "properties": {"type": {"const": "mcp"}}, "required": ["type"]}
    return {"info": {"input": given | changes}, "schema": {"type": "object", "properties": {"input": described}, "required": ["input"]}}


def settle(bazaar: Any, *, extensions: Json | None = None) -> Json:
    """A seller's request to settle a payment with this extension; `None` is none."""
    payment: Json = copy.deepcopy(wire.payload())
    if bazaar is not None:
        payment["extensions"] = {"bazaar": bazaar}
    elif extensions is not None:
        payment["extensions"] = extensions
    return {"x402Version": 2, "paymentPayload": payment, "paymentRequirements": evm.requirements()}


def found(name: str = "GET", kind: str = "http", resource: str = URL) -> Json:
    """What is listed: the resource, and the method or the tool that it is asked by."""
    return {"resource": resource, "type": kind, "name": name}


def case(request: Json | str, listed: Json | None = None, *, is_listable: bool = True) -> Case:
    """A seller's request, and what a facilitator lists of it."""
    text = request if isinstance(request, str) else wire.text(request)
    return Case("discover", {"request": text}, derived={"discovered": coding.compact(listed)} if is_listable else {})


@dataclass
class Listing:
    """Changes of one accepted declaration."""

    group: Group
    control: Vector
    flag: str = "Listed"

    def ok(self, slug: str, title: str, bazaar: Json, listed: Json, *, flags: str | None = None, **more: Any) -> Vector:
        """A declaration that can be listed."""
        return self.whole(slug, title, settle(bazaar), listed, flags=flags, **more)

    def whole(self, slug: str, title: str, request: Json, listed: Json, *, flags: str | None = None, **more: Any) -> Vector:
        """A request whose resource can be listed."""
        return self.group.accept(slug, title, case(request, listed), base=self.control, flags=flags or self.flag, **more)

    def bad(self, slug: str, title: str, bazaar: Any, path: str, code: str, *, flags: str = "Info", **more: Any) -> None:
        """A declaration that cannot."""
        made = case(settle(bazaar), is_listable=False)
        self.group.reject(slug, title, made, code, path, base=self.control, flags=flags, **more)

    def text(self, slug: str, title: str, request: str, code: str, *, described: str | None = None, **more: Any) -> None:
        """A text that is refused before the declaration is looked at."""
        words = {TEXT: described} if described else {}
        self.group.reject(slug, title, case(request, is_listable=False), code, base=self.control, described=words, **more)
