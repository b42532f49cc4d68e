// Pays every offer of offers.json with the published TypeScript client and prints one JSON line for each.
// The chain's answers are made up here; nothing is sent anywhere. X402_NOW pins the clock (Unix seconds).
import { readFileSync } from "node:fs";

import { createKeyPairSignerFromPrivateKeyBytes } from "@solana/kit";
import { x402Client } from "@x402/core/client";
import { x402HTTPClient } from "@x402/core/http";
import { registerExactEvmScheme } from "@x402/evm/exact/client";
import { registerExactSvmScheme } from "@x402/svm/exact/client";
import { privateKeyToAccount } from "viem/accounts";

const TOKEN_2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb";
const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
const PYUSD = "CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM";
const BLOCKHASH = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi";

const read = name => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const keys = Object.fromEntries(read("../../keys.json").keys.map(key => [key.label, key.secret]));
const installed = name => read(`node_modules/${name}/package.json`).version;

const now = Number(process.env.X402_NOW ?? Math.floor(Date.now() / 1000));
Date.now = () => now * 1000;
globalThis.fetch = async (_url, request) => {
  const { id, method, params } = JSON.parse(new TextDecoder().decode(await new Response(request.body).arrayBuffer()));
  const result = { context: { slot: 1 }, value: answer(method, params) };
  return new Response(JSON.stringify({ jsonrpc: "2.0", id, result }), { headers: { "content-type": "application/json" } });
};

/** What a Solana node would say about a mint with 6 decimals, and about the blockhash. */
function answer(method, [address]) {
  if (method === "getLatestBlockhash") return { blockhash: BLOCKHASH, lastValidBlockHeight: 100 };
  if (method !== "getAccountInfo") throw new Error(`nobody answers ${method} here`);
  const mint = Buffer.alloc(82);
  mint[44] = 6;
  mint[45] = 1;
  const owner = address === PYUSD ? TOKEN_2022 : TOKEN;
  return { data: [mint.toString("base64"), "base64"], executable: false, lamports: 1461600, owner, rentEpoch: 0, space: 82 };
}

const client = new x402Client();
registerExactEvmScheme(client, { signer: privateKeyToAccount(keys.payer) });
const seed = Uint8Array.from(Buffer.from(keys["svm-payer"].slice(2), "hex"));
registerExactSvmScheme(client, { signer: await createKeyPairSignerFromPrivateKeyBytes(seed) });
const http = new x402HTTPClient(client);

for (const { name, x402Version, requirements } of read("offers.json")) {
  const resource = { url: "https://api.example.com/premium-data", description: "", mimeType: "" };
  const required = { x402Version, accepts: [requirements], ...(x402Version === 2 && { resource }) };
  const [header] = Object.values(http.encodePaymentSignatureHeader(await client.createPaymentPayload(required)));
  const origin = "feePayer" in requirements.extra ? "@x402/svm" : "@x402/evm";
  console.log(JSON.stringify({ name, package: origin, version: installed(origin), x402Version, requirements, header, now }));
}
