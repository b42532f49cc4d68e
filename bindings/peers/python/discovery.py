"""What the published package makes of declarations for discovery, and some of its own.

In: a list of declarations, as JSON. Out: `read`, what it finds in a payment with each; `written`,
declarations as its server sends them.
"""

import json
import sys
from types import SimpleNamespace

from x402.extensions.bazaar import (
    DeclareMcpDiscoveryConfig,
    OutputConfig,
    bazaar_resource_server_extension,
    declare_discovery_extension,
    declare_mcp_discovery_extension,
    extract_discovery_info,
    validate_discovery_extension_spec,
)

asked = json.load(sys.stdin)
requirements = asked["requirements"]


def read(bazaar):
    """What a facilitator finds in a payment with this declaration."""
    payload = {
        "x402Version": 2, "accepted": requirements, "payload": {},
        "resource": {"url": "https://a.example/users/7?page=1"}, "extensions": {"bazaar": bazaar},
    }  # fmt: skip
    found = extract_discovery_info(payload, requirements)
    valid = validate_discovery_extension_spec(bazaar).valid
    return {"url": found.resource_url, "name": found.method or found.tool_name} if valid and found else None


def sent(declaration, method, route=None):
    """A declaration as a server sends it."""
    adapter = SimpleNamespace(get_path=lambda: "/users/7")
    context = SimpleNamespace(method=method, route_pattern=route, adapter=adapter)
    return bazaar_resource_server_extension.enrich_declaration(declaration["bazaar"], context)


schema = {"properties": {"city": {"type": "string"}}, "required": ["city"]}
output = OutputConfig(example={"report": "sunny"}, schema={"properties": {"report": {"type": "string"}}})
city = {"city": "Bern"}
tool = DeclareMcpDiscoveryConfig(tool_name="weather", description="The weather", transport="sse", input_schema=schema, example=city)
written = [
    sent(declare_discovery_extension(input=city, input_schema=schema, output=output), "GET"),
    sent(declare_discovery_extension(input=city, input_schema=schema, body_type="json", output=output), "POST"),
    sent(declare_discovery_extension(path_params_schema={"properties": {"id": {"type": "string"}}}), "GET", "/users/:id"),
    declare_mcp_discovery_extension(tool)["bazaar"],
]
print(json.dumps({"read": [read(one) for one in asked["declarations"]], "written": written}))
