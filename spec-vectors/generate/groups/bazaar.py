"""`bazaar`: what a facilitator lists of a payment that it has settled, and what it refuses to list."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import jsonschema_rs

import coding
import evm
import wire
from groups import bazaar_schemas, bazaar_service, bazaar_templates
from groups.bazaar_cases import ROOT, URL, Listing, case, declaration, found, schema, settle, tool
from groups.v1 import terms as v1_terms
from model import Group, Json, Vector, ref
from patch import drop, edit

INPUT = f"{ROOT}/info/input"
INCOMPLETE = "published packages take an input without it: their servers add it"
SILENT = "the specification does not name the form of this member"
CHANGED_PAGE = "the page of 2026-04 names the tool `tool`; published packages read `toolName`"


def build() -> Group:
    """The group."""
    refs = (ref("specs/extensions/bazaar.md", "Discovery Info Structure"), ref("specs/extensions/bazaar.md", "Facilitator Behavior"))
    group = Group("extension.bazaar", "bazaar: what can be listed of a settled payment", "L2", refs)
    group.note("Listed", "BASIC", "The payment declares what its resource takes: the resource can be listed.")
    group.note("NotListed", "BASIC", "The payment declares nothing: there is nothing to list, and no fault.")
    group.note("Info", "MALFORMED", "The declaration has another form. What is listed must be callable.")
    group.note("Schema", "SECURITY", "`info` is not what `schema` describes, or `schema` is not a JSON Schema.")
    group.note("Reference", "SECURITY", "A schema refers to another place. Readers that follow it fetch any address or file.")
    group.note("Cost", "SECURITY", "A schema that takes long to read or to apply: the work must be bounded.")
    group.note("Duplicate", "SECURITY", "A member twice: one reader checks the first, another lists the last.")
    group.note("Template", "SECURITY", "The payer's copy of a route's path becomes a part of the listed URL. One that breaks a rule is discarded.")
    group.note("Service", "SECURITY", "The payer's copy of the service's name, keywords and icon is shown. What breaks a rule is left out.")
    group.note("Boundary", "BOUNDARY", "The last value that is listed, or the first that is not.")
    group.note("Tool", "BASIC", "A tool of an MCP server.")
    group.note("V1Terms", "INTEROP", "Version 1 has no extensions. Its `outputSchema` had the same purpose, without a form.")
    control = group.accept("get", "a GET request with a query", case(settle(declaration()), found()), flags="Listed")
    listing = Listing(group, control)
    _methods(listing)
    _absent(listing)
    _forms(listing)
    _tools(group)
    bazaar_schemas.extend(group, listing)
    bazaar_templates.extend(listing)
    bazaar_service.extend(listing)
    _texts(listing)
    _versions(group)
    _compare(group)
    return group


def _compare(group: Group) -> None:
    """An implementation of JSON Schema that shares no code with ours agrees on what is listed."""
    for vector in group.vectors:
        try:
            message = coding.undo(vector.case.input["request"], ["json"])
        except coding.UndecodableError:
            continue
        bazaar = (message["paymentPayload"].get("extensions") or {}).get("bazaar")
        if bazaar and vector.verdicts() == {"accept"} and vector.expect[0]["level"] == "must":
            jsonschema_rs.Draft202012Validator(bazaar["schema"]).validate(bazaar["info"])


def _methods(listing: Listing) -> None:
    for method in ("HEAD", "DELETE"):
        listing.ok(f"method-{method.lower()}", f"a {method} request", declaration(method), found(method))
    for method in ("POST", "PUT", "PATCH"):
        listing.ok(f"method-{method.lower()}", f"a {method} request with a body", declaration(method), found(method))
    for form, body in (("form-data", {"city": "Bern"}), ("text", "Bern")):
        listing.ok(f"body-{form}", f"a body as {form}", declaration("POST", bodyType=form, body=body), found("POST"))
    plain = {"info": {"input": {"type": "http", "method": "GET"}}, "schema": schema("GET")}
    listing.ok("no-parameters", "a request without parameters", plain, found())
    listing.ok("headers", "a request with headers", declaration(headers={"x-city": "Bern"}), found())
    listing.ok("path-params", "a request with parameters in its path", declaration(pathParams={"city": "Bern"}), found())
    output = edit(declaration(), "/info/output", {"type": "json", "format": "geojson", "example": {"sky": "blue"}})
    listing.ok("output", "the answer is declared", output, found())
    listing.ok("output-text", "the answer is a text", edit(declaration(), "/info/output", {"type": "text", "example": "sunny"}), found())
    listing.ok("unknown-members", "members that the specification does not name",
               edit(edit(declaration(), "/info/input/note", 1), "/category", "weather"), found())  # fmt: skip
    for slug, title, url, resource in (
        ("url-query", "the URL has a query, which is not a part of the listed one", f"{URL}?city=Bern", URL),
        ("url-fragment", "the URL has a fragment", f"{URL}#top", URL),
        ("url-port", "the URL has a port", "https://api.example.com:8443/data?x=1", "https://api.example.com:8443/data"),
    ):
        changed = edit(settle(declaration()), "/paymentPayload/resource/url", url)
        listing.whole(slug, title, changed, found(resource=resource))


def _absent(listing: Listing) -> None:
    group, control = listing.group, listing.control
    for slug, title, changed in (
        ("absent", "the payment has another extension only", settle(None, extensions={"mine": {"info": {}}})),
        ("no-extensions", "the payment has no extensions", settle(None)),
        ("extensions-empty", "the payment's extensions are empty", settle(None, extensions={})),
        ("name-case", "the extension's name in another case", settle(None, extensions={"Bazaar": declaration()})),
        ("name-prefix", "an extension whose name begins so", settle(None, extensions={"bazaar2": declaration()})),
        ("place-message", "the declaration is in the message, not among the extensions",
         edit(settle(None), "/paymentPayload/bazaar", declaration())),
        ("place-requirements", "the declaration is in the seller's requirements",
         edit(settle(None), "/paymentRequirements/extra/bazaar", declaration())),
    ):  # fmt: skip
        group.accept(slug, title, case(changed, None), base=control, flags="NotListed")
    nowhere = drop(settle(declaration()), "/paymentPayload/resource")
    group.accept("no-resource", "the payment names no resource", case(nowhere, None), base=control, flags="NotListed",
                 level="should", why="published packages fail on a declaration without a URL")  # fmt: skip


def _forms(listing: Listing) -> None:
    bad, whole = listing.bad, declaration()
    for slug, title, value in (("text", "text", "GET"), ("list", "a list", [whole]), ("number", "a number", 1)):
        bad(f"extension-{slug}", f"the extension is {title}", value, ROOT, "member.type")
    for member in ("info", "schema"):
        place = f"{ROOT}/{member}"
        bad(f"{member}-missing", f"the extension has no `{member}`", drop(whole, f"/{member}"), place, "member.missing")
        bad(f"{member}-null", f"`{member}` is null", edit(whole, f"/{member}", None), place, "member.missing", other=("member.type",))
        bad(f"{member}-text", f"`{member}` is a text", edit(whole, f"/{member}", "GET"), place, "member.type")
        bad(f"{member}-list", f"`{member}` is a list", edit(whole, f"/{member}", [whole[member]]), place, "member.type")
    bad("schema-true", "the schema allows everything by `true`", edit(whole, "/schema", True), f"{ROOT}/schema", "member.type",
        level="should", why="a JSON Schema may be `true`; the specification has an object")  # fmt: skip
    bad("input-missing", "`info` has no input", drop(whole, "/info/input"), INPUT, "member.missing")
    for slug, title, value in (("text", "a text", "GET"), ("list", "a list", [whole["info"]["input"]])):
        bad(f"input-{slug}", f"the input is {title}", edit(whole, "/info/input", value), INPUT, "member.type")
    open_schema = edit(whole, "/schema", {"type": "object"})
    bad("type-missing", "the input has no type", drop(open_schema, "/info/input/type"), f"{INPUT}/type", "member.missing")
    for slug, title, value, code in (
        ("grpc", "another protocol's", "grpc", "member.value"),
        ("case", "in upper case", "HTTP", "member.value"),
        ("empty", "empty", "", "member.value"),
        ("number", "a number", 1, "member.type"),
        ("list", "a list", ["http"], "member.type"),
    ):
        bad(f"type-{slug}", f"the input's type is {title}", edit(open_schema, "/info/input/type", value), f"{INPUT}/type", code)
    bad("method-missing", "the input has no method", drop(open_schema, "/info/input/method"), f"{INPUT}/method", "member.missing",
        level="should", why=INCOMPLETE)  # fmt: skip
    for slug, title, value, code in (
        ("case", "in lower case", "get", "member.value"),
        ("connect", "CONNECT", "CONNECT", "member.value"),
        ("space", "GET and a space", "GET ", "member.value"),
        ("empty", "empty", "", "member.value"),
        ("number", "a number", 1, "member.type"),
        ("list", "a list", ["GET", "POST"], "member.type"),
    ):
        bad(f"method-{slug}", f"the method is {title}", edit(open_schema, "/info/input/method", value), f"{INPUT}/method", code)
    with_body = edit(edit(open_schema, "/info/input/bodyType", "json"), "/info/input/body", {})
    bad("body-get", "a GET request with a body", with_body, f"{INPUT}/bodyType", "member.value", other=("member.missing",))
    posted = edit(declaration("POST"), "/schema", {"type": "object"})
    bad("body-no-type", "a body without its form", drop(posted, "/info/input/bodyType"), f"{INPUT}/bodyType", "member.missing",
        level="should", why=INCOMPLETE)  # fmt: skip
    for slug, value, code in (("xml", "xml", "member.value"), ("case", "JSON", "member.value"), ("number", 1, "member.type")):
        bad(f"body-type-{slug}", f"the body's form is {value}", edit(posted, "/info/input/bodyType", value), f"{INPUT}/bodyType", code)
    for member in ("queryParams", "pathParams", "headers"):
        for slug, value in (("text", "city=Bern"), ("list", ["city"])):
            bad(f"{member.lower()}-{slug}", f"`{member}` is a {slug}", edit(open_schema, f"/info/input/{member}", value),
                f"{INPUT}/{member}", "member.type", level="should", why=SILENT)  # fmt: skip
    bad("output-text-only", "the output is a text", edit(open_schema, "/info/output", "json"), f"{ROOT}/info/output", "member.type",
        level="should", why=SILENT)  # fmt: skip
    bad("output-type-number", "the output's type is a number", edit(open_schema, "/info/output", {"type": 1}), f"{ROOT}/info/output/type",
        "member.type", level="should", why=SILENT)  # fmt: skip


def _tools(group: Group) -> None:
    why = {"level": "should", "why": CHANGED_PAGE}
    control = group.accept("tool", "a tool of an MCP server", case(settle(tool()), found("weather", "mcp")), flags="Tool", **why)
    listing = Listing(group, control, "Tool")
    for transport in ("streamable-http", "sse"):
        listing.ok(f"tool-{transport}", f"a tool over {transport}", tool(transport=transport), found("weather", "mcp"), **why)
    listing.ok("tool-example", "a tool with an example", tool(description="The weather", example={"city": "Bern"}), found("weather", "mcp"), **why)
    listing.ok("tool-both-names", "a tool with both names of the member", tool(tool="weather"), found("weather", "mcp"), **why)
    unnamed, input_schema = f"{INPUT}/toolName", f"{INPUT}/inputSchema"
    cases: tuple[tuple[str, str, Json, str, str], ...] = (
        ("no-name", "a tool without a name", drop(tool(), "/info/input/toolName"), unnamed, "member.missing"),
        ("name-empty", "a tool whose name is empty", tool(toolName=""), unnamed, "member.value"),
        ("name-number", "a tool whose name is a number", tool(toolName=1), unnamed, "member.type"),
        ("no-schema", "a tool without a schema of its arguments", drop(tool(), "/info/input/inputSchema"), input_schema, "member.missing"),
        ("schema-text", "a tool whose schema is a text", tool(inputSchema="{}"), input_schema, "member.type"),
        ("schema-null", "a tool whose schema is null", tool(inputSchema=None), input_schema, "member.missing"),
        ("transport-stdio", "a tool over a transport that is not known", tool(transport="stdio"), f"{INPUT}/transport", "member.value"),
        ("transport-case", "a tool over SSE, in upper case", tool(transport="SSE"), f"{INPUT}/transport", "member.value"),
        ("transport-websocket", "a tool over a socket", tool(transport="websocket"), f"{INPUT}/transport", "member.value"),
        ("transport-number", "a tool whose transport is a number", tool(transport=1), f"{INPUT}/transport", "member.type"),
    )
    for slug, title, changed, path, code in cases:
        other = ("member.type",) if slug == "schema-null" else ()
        listing.bad(f"tool-{slug}", title, changed, path, code, other=other, flags="Info Tool")
    listing.bad("tool-schema-list", "a tool whose schema is a list", tool(inputSchema=[]), input_schema, "member.type", flags="Info Tool",
                level="should", why="published packages take a list for an object")  # fmt: skip
    listing.bad("tool-example-text", "a tool whose example is a text", tool(example="Bern"), f"{INPUT}/example", "member.type", flags="Info Tool",
                level="should", why=SILENT)  # fmt: skip


def _texts(listing: Listing) -> None:
    text = wire.text(settle(declaration()))
    duplicate = {"level": "should", "why": "RFC 8259 leaves it open; the official SDKs take the last"}
    for slug, title, old, new in (
        ("method", "the method twice, GET and then DELETE", '"method":"GET"', '"method":"GET","method":"DELETE"'),
        ("escaped", "the method twice, once escaped", '"method":"GET"', '"method":"GET","m\\u0065thod":"DELETE"'),
        ("parameter", "a parameter twice", '"city":"Bern"', '"city":"Bern","city":"Basel"'),
        ("url", "the resource's URL twice", f'"url":"{URL}"', f'"url":"{URL}","url":"https://evil.example/"'),
        ("schema", "a keyword of the schema twice", '"required":["city"]', '"required":["city"],"required":[]'),
    ):
        changed = text.replace(old, new, 1)
        listing.text(f"duplicate-{slug}", title, changed, "json.duplicate_member", flags="Duplicate", **duplicate)
    twice = text.replace('"extensions":{"bazaar":', '"extensions":{"bazaar":{},"bazaar":', 1)
    listing.text("duplicate-extension", "the extension twice, first empty", twice, "json.duplicate_member", flags="Duplicate", **duplicate)
    listing.text("cut", "the text is cut", text[:-1], "json.syntax", flags="Info", layer="L0")
    bound: Json = {"level": "policy", "also": ("accept",), "why": "the specification sets no bound"}
    for slug, title, member, code in (
        ("deep", "an example that is nested 200 deep", "[" * 200 + "]" * 200, "json.depth"),
        ("wide", "an example of 5,000 values", f"[{'0,' * 4999}0]", "json.nodes"),
    ):
        changed = text.replace('"queryParams":', f'"headers":{{"x":{member}}},"queryParams":', 1)
        listing.text(f"cost-{slug}", title, changed, code, flags="Cost", described=title, **bound)
    rename: tuple[tuple[str, str, str, str, Callable[[Json], Json]], ...] = (
        ("info", "`Info` beside `info`", f"{ROOT}/Info", "/Info", lambda it: it["info"]),
        ("route-template", "`route_template` in snake_case", f"{ROOT}/route_template", "/route_template", lambda _: "/users/:id"),
        ("method", "`Method` beside `method`", f"{INPUT}/Method", "/info/input/Method", lambda _: "DELETE"),
    )
    for slug, title, path, place, value in rename:
        changed = edit(edit(declaration(), "/schema", {"type": "object"}), place, copy.deepcopy(value(declaration())))
        listing.bad(f"name-{slug}", title, changed, path, "member.case", level="should", why="some libraries read snake_case and any case")


def _versions(group: Group) -> None:
    old: Json = {"x402Version": 1, "paymentPayload": wire.payload_v1(), "paymentRequirements": v1_terms()}
    control = group.accept("v1", "a payment of version 1", case(old, None), flags="V1Terms NotListed")
    described = {"input": {"type": "http", "method": "GET", "discoverable": True, "queryParams": {"city": "Bern"}}, "output": {"sky": "blue"}}
    why: dict[str, Any] = {"level": "policy", "why": "facilitators are not expected to list resources of version 1"}
    for slug, title, schema_of in (
        ("output-schema", "version 1 describes the resource in `outputSchema`", described),
        ("output-schema-hidden", "version 1 describes it, and asks not to be listed", edit(described, "/input/discoverable", False)),
    ):
        changed = edit(old, "/paymentRequirements/outputSchema", schema_of)
        group.accept(f"v1-{slug}", title, case(changed, None), base=control, flags="V1Terms", **why)
    for slug, title, schema_of in (
        ("output-schema-empty", "an `outputSchema` that describes nothing", {}),
        ("output-schema-other", "an `outputSchema` of the answer alone", {"type": "object", "properties": {"sky": {"type": "string"}}}),
    ):
        changed = edit(old, "/paymentRequirements/outputSchema", schema_of)
        group.accept(f"v1-{slug}", title, case(changed, None), base=control, flags="V1Terms NotListed")
    beside = edit(old, "/paymentPayload/extensions", {"bazaar": declaration()})
    group.accept("v1-extension", "a payment of version 1 with the extension", case(beside, None), base=control, flags="V1Terms NotListed")
    two = edit(settle(declaration()), "/paymentRequirements/outputSchema", described)
    first: Vector = group.vectors[0]
    group.accept("v2-output-schema", "`outputSchema` beside the extension, in version 2", case(two, found()), base=first, flags="V1Terms Listed")
    assert evm.RESOURCE["url"] == URL
