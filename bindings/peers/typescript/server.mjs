// Charges for two routes with the published Express middleware.
//
//   node server.mjs --facilitator http://127.0.0.1:4021
//
// Prints one JSON line, {"url","package","version","routes"}, and ends when its input does.
// `/evm` and `/solana` cost $0.01 and say how many answers the route has given; `/free` costs nothing.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { HTTPFacilitatorClient } from "@x402/core/server";
import { registerExactEvmScheme } from "@x402/evm/exact/server";
import { paymentMiddleware, x402ResourceServer } from "@x402/express";
import { registerExactSvmScheme } from "@x402/svm/exact/server";
import express from "express";

const { values } = parseArgs({
  options: {
    facilitator: { type: "string", default: process.env.X402_FACILITATOR },
    "evm-network": { type: "string", default: "eip155:84532" },
    "evm-pay-to": { type: "string", default: "0x7C17DE551103413CD29ff11bb0751b10a346B675" },
    "svm-network": { type: "string", default: "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1" },
    "svm-pay-to": { type: "string", default: "CZJUbiqU5WySMKiqDMS8EfZ8ritAu97jbmhRy3sMX8J" },
    price: { type: "string", default: "$0.01" },
  },
});
if (!values.facilitator) throw new Error("where is the facilitator? --facilitator URL, or X402_FACILITATOR");

const server = new x402ResourceServer(new HTTPFacilitatorClient({ url: values.facilitator }));
registerExactEvmScheme(server);
registerExactSvmScheme(server);

const route = (network, payTo) => ({
  accepts: { scheme: "exact", network, payTo, price: values.price },
  description: "A report that costs something",
  mimeType: "application/json",
});
const routes = {
  "GET /evm": route(values["evm-network"], values["evm-pay-to"]),
  "GET /solana": route(values["svm-network"], values["svm-pay-to"]),
};

const served = { "/evm": 0, "/solana": 0 };
const app = express();
app.use(paymentMiddleware(routes, server));
for (const path of Object.keys(served)) {
  app.get(path, (_request, response) => {
    served[path] += 1;
    response.json({ report: "worth its price", served: served[path] });
  });
}
app.get("/free", (_request, response) => response.json({ report: "free" }));

const installed = JSON.parse(readFileSync(new URL("node_modules/@x402/express/package.json", import.meta.url), "utf8"));
const listener = app.listen(0, "127.0.0.1", () => {
  const url = `http://127.0.0.1:${listener.address().port}`;
  console.log(JSON.stringify({ url, package: installed.name, version: installed.version, routes: Object.keys(served) }));
});
process.stdin.resume().on("end", () => process.exit(0));
