// What the published package makes of declarations for discovery, and some of its own.
//
// In: a list of declarations, as JSON. Out: `read`, what it finds in a payment with each; `written`,
// declarations as its server sends them.
import { bazaarResourceServerExtension, declareDiscoveryExtension, extractDiscoveryInfo, validateDiscoveryExtensionSpec } from "@x402/extensions/bazaar";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const { declarations, requirements } = JSON.parse(text);

const read = declarations.map(bazaar => {
  const payload = { x402Version: 2, accepted: requirements, payload: {}, resource: { url: "https://a.example/users/7?page=1" }, extensions: { bazaar } };
  const found = extractDiscoveryInfo(payload, requirements);
  const valid = validateDiscoveryExtensionSpec(bazaar).valid;
  return valid && found ? { url: found.resourceUrl, name: found.method ?? found.toolName } : null;
});

const inputSchema = { properties: { city: { type: "string" } }, required: ["city"] };
const output = { example: { report: "sunny" }, schema: { properties: { report: { type: "string" } } } };
const asked = (method, routePattern) => ({ method, routePattern, adapter: { getPath: () => "/users/7" }, path: "/users/7" });
const sent = (declaration, context) => bazaarResourceServerExtension.enrichDeclaration(declareDiscoveryExtension(declaration).bazaar, context);
const written = [
  sent({ input: { city: "Bern" }, inputSchema, output }, asked("GET")),
  sent({ input: { city: "Bern" }, inputSchema, bodyType: "json", output }, asked("POST")),
  sent({ pathParamsSchema: { properties: { id: { type: "string" } } } }, asked("GET", "/users/:id")),
  sent({ toolName: "weather", description: "The weather", transport: "sse", inputSchema, example: { city: "Bern" } }, asked("POST")),
];
console.log(JSON.stringify({ read, written }));
