// Gets a resource with the published fetch client, or the one for axios, which pays for it.
//
//   node pay.mjs --client axios --url http://127.0.0.1:8000/report --evm-key 0x…
//
// It pays with the key or seed that it is given, which is a test key: EVM networks by --evm-key, Solana by --svm-seed.
// Prints one JSON line, {"status","body","receipt","sent","package","version"}: `receipt` is what the server says about
// the settlement, `sent` the name and value of the payment header; null where there is none.
// With --payment-id the payment has that id, where the server takes one. With --x402-version 1 it does not see the PAYMENT-REQUIRED header, so that what the body says is all there is.
import { createKeyPairSignerFromPrivateKeyBytes } from "@solana/kit";
import { registerExactEvmScheme } from "@x402/evm/exact/client";
import { appendPaymentIdentifierToExtensions } from "@x402/extensions/payment-identifier";
import { ExactSvmScheme } from "@x402/svm/exact/client";
import { ExactSvmSchemeV1, NETWORKS } from "@x402/svm/v1";
import { privateKeyToAccount } from "viem/accounts";

import { given, ofAxios, show, watchAxios, watchedFetch } from "./client.mjs";
import { startNode } from "./solana.mjs";

const { client: kind, url, evmKey, svmSeed, paymentId, hidden } = given();
const { node, rpcUrl } = await startNode();

async function withKeys(client) {
  if (evmKey) registerExactEvmScheme(client, { signer: privateKeyToAccount(evmKey) });
  if (svmSeed) {
    const signer = await createKeyPairSignerFromPrivateKeyBytes(svmSeed);
    client.register("solana:*", new ExactSvmScheme(signer, { rpcUrl }));
    for (const network of NETWORKS) client.registerV1(network, new ExactSvmSchemeV1(signer, { rpcUrl }));
  }
  if (paymentId) client.onBeforePaymentCreation(async ({ paymentRequired }) => void appendPaymentIdentifierToExtensions(paymentRequired.extensions ?? {}, paymentId));
  return client;
}

async function byFetch() {
  const { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } = await import("@x402/fetch");
  const [fetch, sent] = watchedFetch(hidden);
  const response = await wrapFetchWithPayment(fetch, await withKeys(new x402Client()))(url);
  return [response, sent, decodePaymentResponseHeader];
}

async function byAxios() {
  const { default: axios } = await import("axios");
  const { decodePaymentResponseHeader, wrapAxiosWithPayment, x402Client } = await import("@x402/axios");
  const instance = axios.create();
  const sent = watchAxios(instance, hidden);
  const paying = wrapAxiosWithPayment(instance, await withKeys(new x402Client()));
  return [ofAxios(await paying.get(url)), sent, decodePaymentResponseHeader];
}

const paid = await { fetch: byFetch, axios: byAxios }[kind]();
await show(...paid, new URL(`node_modules/@x402/${kind}/package.json`, import.meta.url));
node.close();
