// Charges for two routes with the published middleware, for Express or for Hono.
//
//   node server.mjs --framework hono --facilitator http://127.0.0.1:4021
//
// Prints one JSON line, {"url","package","version","routes"}, and ends when its input does.
// `/evm` and `/solana` cost $0.01 and say how many answers the route has given; `/free` costs nothing.
import { HTTPFacilitatorClient, x402ResourceServer } from "@x402/core/server";
import { registerExactEvmScheme } from "@x402/evm/exact/server";
import { registerExactSvmScheme } from "@x402/svm/exact/server";

import { announce, given, reports } from "./serving.mjs";

const { framework, facilitator, terms } = given();
const server = new x402ResourceServer(new HTTPFacilitatorClient({ url: facilitator }));
registerExactEvmScheme(server);
registerExactSvmScheme(server);

const routes = {};
for (const [path, { network, payTo, price }] of Object.entries(terms)) {
  routes[`GET ${path}`] = {
    accepts: { scheme: "exact", network, payTo, price },
    description: "A report that costs something",
    mimeType: "application/json",
  };
}
const report = reports(Object.keys(terms));

async function byExpress() {
  const { default: express } = await import("express");
  const { paymentMiddleware } = await import("@x402/express");
  const app = express();
  app.use(paymentMiddleware(routes, server));
  for (const path of Object.keys(terms)) app.get(path, (_request, response) => response.json(report(path)));
  app.get("/free", (_request, response) => response.json({ report: "free" }));
  const listener = app.listen(0, "127.0.0.1", () => announce(listener.address(), "@x402/express", terms));
}

async function byHono() {
  const { Hono } = await import("hono");
  const { serve } = await import("@hono/node-server");
  const { paymentMiddleware } = await import("@x402/hono");
  const app = new Hono();
  app.use(paymentMiddleware(routes, server));
  for (const path of Object.keys(terms)) app.get(path, context => context.json(report(path)));
  app.get("/free", context => context.json({ report: "free" }));
  serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, address => announce(address, "@x402/hono", terms));
}

await { express: byExpress, hono: byHono }[framework]();
