// Charges for two routes with the published middleware, for Express or for Hono.
//
//   node server.mjs --framework hono --facilitator http://127.0.0.1:4021
//
// Prints one JSON line, {"url","package","version","routes"}, and ends when its input does.
// `/evm` and `/solana` cost $0.01 and say how many answers the route has given; `/free` costs nothing. `/identified` costs
// as much as `/evm`, needs a payment with an id, and states it.
import { decodePaymentSignatureHeader } from "@x402/core/http";
import { HTTPFacilitatorClient, x402ResourceServer } from "@x402/core/server";
import { registerExactEvmScheme } from "@x402/evm/exact/server";
import { registerExactSvmScheme } from "@x402/svm/exact/server";
import * as identifier from "@x402/extensions/payment-identifier";

import { announce, given, reports } from "./serving.mjs";

const { framework, facilitator, terms } = given();
terms["/identified"] = { ...terms["/evm"], extensions: { [identifier.PAYMENT_IDENTIFIER]: identifier.declarePaymentIdentifierExtension(true) } };
const server = new x402ResourceServer(new HTTPFacilitatorClient({ url: facilitator }));
registerExactEvmScheme(server);
registerExactSvmScheme(server);

const routes = {};
for (const [path, { network, payTo, price, extensions }] of Object.entries(terms)) {
  routes[`GET ${path}`] = {
    accepts: { scheme: "exact", network, payTo, price },
    description: "A report that costs something",
    mimeType: "application/json",
    ...(extensions && { extensions }),
  };
}
const counted = reports(Object.keys(terms));

/** The answer of a path to the payment in this header: its status and its body. */
function answer(path, header) {
  if (!terms[path].extensions) return [200, counted(path)];
  const payment = decodePaymentSignatureHeader(header);
  const { id, validation } = identifier.extractAndValidatePaymentIdentifier(payment);
  const { valid } = identifier.validatePaymentIdentifierRequirement(payment, true);
  return validation.valid && valid ? [200, { ...counted(path), id }] : [400, { error: "no id" }];
}

async function byExpress() {
  const { default: express } = await import("express");
  const { paymentMiddleware } = await import("@x402/express");
  const app = express();
  app.use(paymentMiddleware(routes, server));
  for (const path of Object.keys(terms)) {
    app.get(path, (request, response) => {
      const [status, body] = answer(path, request.get("payment-signature"));
      response.status(status).json(body);
    });
  }
  app.get("/free", (_request, response) => response.json({ report: "free" }));
  const listener = app.listen(0, "127.0.0.1", () => announce(listener.address(), "@x402/express", terms));
}

async function byHono() {
  const { Hono } = await import("hono");
  const { serve } = await import("@hono/node-server");
  const { paymentMiddleware } = await import("@x402/hono");
  const app = new Hono();
  app.use(paymentMiddleware(routes, server));
  for (const path of Object.keys(terms)) {
    app.get(path, context => {
      const [status, body] = answer(path, context.req.header("payment-signature"));
      return context.json(body, status);
    });
  }
  app.get("/free", context => context.json({ report: "free" }));
  serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, address => announce(address, "@x402/hono", terms));
}

await { express: byExpress, hono: byHono }[framework]();
