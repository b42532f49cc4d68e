// Gets a resource with the published clients of version 1, for fetch or for axios, which pay for it.
//
//   node pay_v1.mjs --client axios --url http://127.0.0.1:8000/report --evm-key 0x…
//
// Prints one JSON line, as `../typescript/pay.mjs` does.
import { createKeyPairSignerFromPrivateKeyBytes } from "@solana/kit";
import axios from "axios";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { baseSepolia } from "viem/chains";
import { withPaymentInterceptor } from "x402-axios";
import { decodeXPaymentResponse, wrapFetchWithPayment } from "x402-fetch";

import { given, ofAxios, show, watchAxios, watchedFetch } from "./client.mjs";
import { startNode } from "./solana.mjs";

const { client: kind, url, evmKey, svmSeed } = given();
const { node, rpcUrl } = await startNode();
const config = { svmConfig: { rpcUrl } };

const signer = evmKey
  ? createWalletClient({ account: privateKeyToAccount(evmKey), chain: baseSepolia, transport: http(rpcUrl) })
  : await createKeyPairSignerFromPrivateKeyBytes(svmSeed);

async function byFetch() {
  const [fetch, sent] = watchedFetch([]);
  return [await wrapFetchWithPayment(fetch, signer, undefined, undefined, config)(url), sent];
}

async function byAxios() {
  const instance = axios.create();
  const sent = watchAxios(instance, []);
  return [ofAxios(await withPaymentInterceptor(instance, signer, undefined, config).get(url)), sent];
}

const [response, sent] = await { fetch: byFetch, axios: byAxios }[kind]();
await show(response, sent, decodeXPaymentResponse, new URL(`node_modules/x402-${kind}/package.json`, import.meta.url));
node.close();
