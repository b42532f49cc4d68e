// What the published packages make of extensions: of those that come back, of a payment with an id, and of one that can be listed.
import { HTTPFacilitatorClient, decodePaymentSignatureHeader } from "@x402/core/http";
import { x402ResourceServer } from "@x402/core/server";
import * as bazaar from "@x402/extensions/bazaar";
import * as identifier from "@x402/extensions/payment-identifier";

/** Compares extensions that came back with those that were advertised. */
export function echo(extensions, payload) {
  return new x402ResourceServer(new HTTPFacilitatorClient()).validateExtensions({ extensions }, payload);
}

/** What a server that follows the packages' documentation answers to one request. */
export async function answerRequest({ extensions, requests: [request] }, attempt) {
  const payload = await attempt(() => decodePaymentSignatureHeader(request.headers["payment-signature"]));
  const { id, validation } = identifier.extractAndValidatePaymentIdentifier(payload);
  const required = identifier.isPaymentIdentifierRequired(extensions[identifier.PAYMENT_IDENTIFIER]);
  const requirement = identifier.validatePaymentIdentifierRequirement(payload, required);
  if (!validation.valid || !requirement.valid) return { kind: "malformed" };
  return echo(extensions, payload).valid ? { kind: "processed", id, answer: "0" } : { kind: "refused" };
}

/** Whether the packages, which have no store, can answer: to one payment of version 2, where the extension decides alone. */
export function isAnswerable({ extensions, requests }) {
  const headers = Object.keys(requests[0].headers);
  return requests.length === 1 && headers.length === 1 && headers[0] === "payment-signature" && identifier.PAYMENT_IDENTIFIER in extensions;
}

/** What a facilitator lists of a payment that it has settled; undefined if its declaration is not valid. */
export function discovered({ paymentPayload, paymentRequirements }) {
  const declaration = paymentPayload.x402Version === 2 ? paymentPayload.extensions?.[bazaar.BAZAAR.key] : undefined;
  if (declaration !== undefined && !bazaar.validateDiscoveryExtensionSpec(declaration).valid) return undefined;
  const found = bazaar.extractDiscoveryInfo(paymentPayload, paymentRequirements);
  if (!found) return declaration === undefined ? null : undefined;
  const { serviceName, tags, iconUrl } = found;
  return { resource: found.resourceUrl, type: found.discoveryInfo.input.type, name: found.toolName ?? found.method, serviceName, tags, iconUrl };
}
