// Gets a resource with @faremeter/fetch, which pays for it by the handlers of its sibling packages.
//
//   node pay_faremeter.mjs --url http://127.0.0.1:8000/report --evm-key 0x…
//
// Prints one JSON line, as `../typescript/pay.mjs` does.
import { wrap } from "@faremeter/fetch";
import { lookupKnownSPLToken } from "@faremeter/info/solana";
import { createPaymentHandler as createEvmHandler } from "@faremeter/payment-evm/exact";
import { createPaymentHandler as createSolanaHandler } from "@faremeter/payment-solana/exact";
import { createLocalWallet as createEvmWallet } from "@faremeter/wallet-evm";
import { createLocalWallet as createSolanaWallet } from "@faremeter/wallet-solana";
import { createKeyPairSignerFromPrivateKeyBytes } from "@solana/kit";

import { decodeReceipt, given, show, watchedFetch } from "./client.mjs";
import { startNode } from "./solana.mjs";

const { url, evmKey, svmSeed, hidden } = given();
const { node, rpcUrl } = await startNode();

const handlers = [];
if (evmKey) {
  handlers.push(createEvmHandler(await createEvmWallet({ id: 84532, name: "Base Sepolia" }, evmKey)));
}
if (svmSeed) {
  const wallet = await createSolanaWallet("devnet", await createKeyPairSignerFromPrivateKeyBytes(svmSeed));
  handlers.push(createSolanaHandler(wallet, lookupKnownSPLToken("devnet", "USDC").address, rpcUrl));
}

const [fetch, sent] = watchedFetch(hidden);
// One try: a second payment would be a second one to pay for.
const response = await wrap(fetch, { handlers, retryCount: 0 })(url);
await show(response, sent, decodeReceipt, new URL("node_modules/@faremeter/fetch/package.json", import.meta.url));
node.close();
