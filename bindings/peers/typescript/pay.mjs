// Gets a resource with the published fetch client, which pays for it.
//
//   node pay.mjs --url http://127.0.0.1:8000/report --evm-key 0x…
//
// It pays with the key or seed that it is given, which is a test key: EVM networks by --evm-key, Solana by --svm-seed.
// Prints one JSON line, {"status","body","receipt","sent","package","version"}: `receipt` is what the server says about
// the settlement, `sent` the name and value of the payment header; null where there is none.
// With --x402-version 1 it does not see the PAYMENT-REQUIRED header, so that what the body says is all there is.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { createKeyPairSignerFromPrivateKeyBytes } from "@solana/kit";
import { registerExactEvmScheme } from "@x402/evm/exact/client";
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from "@x402/fetch";
import { ExactSvmScheme } from "@x402/svm/exact/client";
import { ExactSvmSchemeV1, NETWORKS } from "@x402/svm/v1";
import { privateKeyToAccount } from "viem/accounts";

import { startNode } from "./solana.mjs";

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    "evm-key": { type: "string" },
    "svm-seed": { type: "string" },
    "x402-version": { type: "string", default: "2" },
  },
});
if (!values.url) throw new Error("what is to be got? --url URL");

const { node, rpcUrl } = await startNode();
const client = new x402Client();
if (values["evm-key"]) {
  registerExactEvmScheme(client, { signer: privateKeyToAccount(values["evm-key"]) });
}
if (values["svm-seed"]) {
  const seed = Uint8Array.from(Buffer.from(values["svm-seed"].replace(/^0x/, ""), "hex"));
  const signer = await createKeyPairSignerFromPrivateKeyBytes(seed);
  client.register("solana:*", new ExactSvmScheme(signer, { rpcUrl }));
  for (const network of NETWORKS) client.registerV1(network, new ExactSvmSchemeV1(signer, { rpcUrl }));
}

let sent = null;
async function watched(request) {
  for (const name of ["PAYMENT-SIGNATURE", "X-PAYMENT"]) {
    if (request.headers.has(name)) sent = [name, request.headers.get(name)];
  }
  const response = await fetch(request);
  if (values["x402-version"] !== "1") return response;
  const headers = new Headers(response.headers);
  headers.delete("PAYMENT-REQUIRED");
  return new Response(response.body, { status: response.status, headers });
}

const response = await wrapFetchWithPayment(watched, client)(values.url);
const receipt = response.headers.get("PAYMENT-RESPONSE") ?? response.headers.get("X-PAYMENT-RESPONSE");
const installed = JSON.parse(readFileSync(new URL("node_modules/@x402/fetch/package.json", import.meta.url), "utf8"));
console.log(
  JSON.stringify({
    status: response.status,
    body: await response.text(),
    receipt: receipt && decodePaymentResponseHeader(receipt),
    sent,
    package: installed.name,
    version: installed.version,
  }),
);
node.close();
