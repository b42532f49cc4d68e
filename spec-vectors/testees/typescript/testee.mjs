// Puts the published TypeScript packages under the conformance suite: one request line in, one response line out.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { x402Facilitator } from "@x402/core/facilitator";
import * as http from "@x402/core/http";
import * as schemas from "@x402/core/schemas";
import * as evmServer from "@x402/evm/exact/server";
import { EVM_NETWORK_CHAIN_ID_MAP } from "@x402/evm/v1";
import { normalizeNetwork } from "@x402/svm";
import { registerExactSvmScheme } from "@x402/svm/exact/facilitator";
import * as svmServer from "@x402/svm/exact/server";
import { EvmChain, SvmChain } from "./chain.mjs";
import { answerRequest, discovered, echo, isAnswerable } from "./extensions.mjs";

const require = createRequire(import.meta.url);
const EVM_FACILITATOR = require.resolve("@x402/evm/exact/facilitator");
const UNSUPPORTED = { result: "unsupported" };
const OPERATIONS = { hello, answer_requests, check_extensions, decode_header, decode_json, discover, encode_header, price, verify };

/** Extensions of which a part is renewed in every offer; packages of their own know which. */
const RENEWING = ["sign-in-with-x", "offer-receipt"];

/** How the packages refuse what they read, by the error's name; they did not foresee any other. */
const REFUSALS = ["Error", "SyntaxError", "ZodError", "InvalidCharacterError", "FacilitatorResponseError"];
class Refused extends Error {}

/** The headers that the packages read, write or both. */
const HEADERS = {
  "payment-required": { decode: http.decodePaymentRequiredHeader, encode: http.encodePaymentRequiredHeader },
  "payment-signature": { decode: http.decodePaymentSignatureHeader, encode: http.encodePaymentSignatureHeader },
  "payment-response": { decode: http.decodePaymentResponseHeader, encode: http.encodePaymentResponseHeader },
  "x-payment": { encode: http.encodePaymentSignatureHeader },
  "x-payment-response": { decode: http.decodePaymentResponseHeader },
};

/** The messages with exported schemas, of each version or of both. */
const MESSAGES = ["PaymentRequirements", "PaymentRequired", "PaymentPayload", "ResourceInfo"];

/** What a facilitator answers: the client that asked it holds the schemas. */
const client = new http.HTTPFacilitatorClient();
const ANSWERS = {
  VerifyResponse: () => client.verify({}, {}),
  SettleResponse: () => client.settle({}, {}),
  SupportedResponse: () => client.getSupported(),
};

function hello() {
  const { version } = JSON.parse(readFileSync(new URL("node_modules/@x402/core/package.json", import.meta.url)));
  const [ops, schemes] = [Object.keys(OPERATIONS), ["exact/eip155", "exact/solana"]];
  const about = { ops, schemes, clock: "injected", state: "injected" };
  return { name: "@x402/core+evm+svm", version, language: "TypeScript", ...about };
}

/** A header that comes twice reaches the packages joined, as Node and `fetch` join it. */
async function decode_header({ header, value }) {
  if (!HEADERS[header]?.decode) return UNSUPPORTED;
  await attempt(() => HEADERS[header].decode([value].flat().join(", ")));
  return { result: "accept" };
}

async function encode_header({ header, text }) {
  if (!HEADERS[header]?.encode) return UNSUPPORTED;
  return { result: "accept", derived: { header: await attempt(() => HEADERS[header].encode(JSON.parse(text))) } };
}

async function decode_json({ type, x402Version, text }) {
  if (Object.hasOwn(ANSWERS, type)) {
    globalThis.fetch = async () => new Response(text);
    await attempt(ANSWERS[type]);
  } else if (MESSAGES.includes(type)) {
    const schema = schemas[`${type}V${x402Version}Schema`] ?? schemas[`${type}Schema`];
    await attempt(() => schema.parse(JSON.parse(text)));
  } else return UNSUPPORTED;
  return { result: "accept" };
}

async function discover({ request }) {
  const settled = await attempt(() => JSON.parse(request));
  const found = discovered(settled);
  return found === undefined ? { result: "reject" } : { result: "accept", derived: { discovered: JSON.stringify(found) } };
}

/** What a seller's server makes of a price. */
async function price({ price, network }) {
  const scheme = network.startsWith("solana:") ? new svmServer.ExactSvmScheme() : new evmServer.ExactEvmScheme();
  const { amount, asset } = await attempt(() => scheme.parsePrice(price, network));
  return { result: "accept", derived: { amount, asset } };
}

async function answer_requests(request) {
  if (!isAnswerable(request)) return UNSUPPORTED;
  return { result: "accept", derived: { statuses: JSON.stringify([await answerRequest(request, attempt)]) } };
}

async function check_extensions({ payload, extensions }) {
  if (RENEWING.some(name => name in extensions)) return UNSUPPORTED;
  const found = echo(extensions, payload);
  return found.valid ? { result: "accept" } : { result: "reject", wire_code: found.invalidReason, detail: found.extensionKey };
}

async function verify(request) {
  const { requirements, signers = [requirements?.extra?.feePayer], state = {}, now } = request;
  if (requirements?.extra?.assetTransferMethod === "erc7710") return UNSUPPORTED;
  const payload = await attempt(() => payloadOf(request));
  Date.now = () => now * 1000;
  const facts = state[caip2(String(requirements?.network))] ?? {};
  const evm = new EvmChain(facts, signers, requirements?.asset);
  const facilitator = new x402Facilitator();
  // Loaded anew: it remembers for 15 minutes which assets have code, and every request has a chain of its own.
  delete require.cache[EVM_FACILITATOR];
  require(EVM_FACILITATOR).registerExactEvmScheme(facilitator, { signer: evm, networks: "eip155:*" });
  registerExactSvmScheme(facilitator, { signer: new SvmChain(facts, signers), networks: "solana:*" });

  const { isValid, invalidReason, invalidMessage, payer } = await facilitator.verify(payload, requirements);
  if (!isValid) return { result: "reject", wire_code: invalidReason, detail: invalidMessage ?? invalidReason };
  return evm.unknown.length ? { result: "undecided", needs: evm.unknown } : { result: "accept", payer };
}

function payloadOf({ payload, payload_text, payload_header }) {
  if (payload_header !== undefined) return http.decodePaymentSignatureHeader(payload_header);
  return payload_text === undefined ? payload : JSON.parse(payload_text);
}

/** The network as `state` names it. */
function caip2(network) {
  if (network in EVM_NETWORK_CHAIN_ID_MAP) return `eip155:${EVM_NETWORK_CHAIN_ID_MAP[network]}`;
  return network.startsWith("solana-") ? normalizeNetwork(network) : network;
}

/** Reads something by the packages' own code: what they refuse is rejected, what they did not foresee stays an error. */
async function attempt(read) {
  try {
    return await read();
  } catch (error) {
    throw REFUSALS.includes(error?.name) ? new Refused(error.message) : error;
  }
}

/** The answer to a request; a facilitator that has nothing registered for a payment says so by throwing. */
async function answer(request) {
  try {
    return Object.hasOwn(OPERATIONS, request.op) ? await OPERATIONS[request.op](request) : UNSUPPORTED;
  } catch (error) {
    const refused = error instanceof Refused || String(error?.message).startsWith("No facilitator registered for ");
    const detail = refused ? error.message : String(error);
    return { result: refused ? "reject" : "error", detail: detail.toWellFormed() };
  }
}

console.log = console.error;
let rest = "";
for await (const chunk of process.stdin.setEncoding("utf8")) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const line of lines) {
    const request = JSON.parse(line);
    process.stdout.write(JSON.stringify({ id: request.id, ...(await answer(request)) }) + "\n");
  }
}
