// Charges for two routes with the published Express middleware of version 1.
//
//   node server_v1.mjs --facilitator http://127.0.0.1:4021
//
// Prints one JSON line, and ends when its input does, as `../typescript/server.mjs` does.
import express from "express";
import { paymentMiddleware } from "x402-express";

import { announce, given, reports } from "./serving.mjs";

const { facilitator, terms } = given("base-sepolia", "solana-devnet");
const report = reports(Object.keys(terms));
const app = express();
for (const [path, { network, payTo, price }] of Object.entries(terms)) {
  const config = { description: "A report that costs something", mimeType: "application/json" };
  app.use(paymentMiddleware(payTo, { [`GET ${path}`]: { price, network, config } }, { url: facilitator }));
  app.get(path, (_request, response) => response.json(report(path)));
}
app.get("/free", (_request, response) => response.json({ report: "free" }));
const listener = app.listen(0, "127.0.0.1", () => announce(listener.address(), "x402-express", terms));
