// Gets a resource with x402-solana, which pays for it on Solana.
//
//   node pay_x402_solana.mjs --url http://127.0.0.1:8000/report --svm-seed 0x…
//
// Prints one JSON line, as `../typescript/pay.mjs` does.
import { Keypair } from "@solana/web3.js";
import { createX402Client } from "x402-solana/client";

import { decodeReceipt, given, show, watchedFetch } from "./client.mjs";
import { startNode } from "./solana.mjs";

const { url, svmSeed, hidden } = given();
const { node, rpcUrl } = await startNode();
const keys = Keypair.fromSeed(svmSeed);
const wallet = {
  publicKey: keys.publicKey,
  async signTransaction(transaction) {
    transaction.sign([keys]);
    return transaction;
  },
};

const [customFetch, sent] = watchedFetch(hidden);
const client = createX402Client({ wallet, network: "solana-devnet", rpcUrl, customFetch });
const response = await client.fetch(url);
await show(response, sent, decodeReceipt, new URL("node_modules/x402-solana/package.json", import.meta.url));
node.close();
