// A Solana node on the loopback: it knows a blockhash, mints with 6 decimals, what a transfer uses, and nothing else.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";

const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Another one each time, as on a chain: some clients write nothing else into a transaction that makes it unique. */
function blockhash() {
  let number = BigInt(`0x01${randomBytes(31).toString("hex")}`);
  let text = "";
  for (; number > 0n; number /= 58n) text = ALPHABET[Number(number % 58n)] + text;
  return text;
}

function answer(method) {
  if (method === "getLatestBlockhash") return { blockhash: blockhash(), lastValidBlockHeight: 100 };
  if (method === "simulateTransaction") return { err: null, logs: [], unitsConsumed: 6500 };
  if (method !== "getAccountInfo") throw new Error(`this node does not answer ${method}`);
  const mint = Buffer.alloc(82);
  mint[44] = 6;
  mint[45] = 1;
  return { data: [mint.toString("base64"), "base64"], executable: false, lamports: 1461600, owner: TOKEN, rentEpoch: 0, space: 82 };
}

/** The node and its URL, or that of a chain in X402_SOLANA_URL. */
export async function startNode() {
  const rpcUrl = process.env.X402_SOLANA_URL;
  if (rpcUrl) return { node: { close() {} }, rpcUrl };
  const node = createServer(async (request, response) => {
    const { id, method } = await new Response(request).json();
    const result = { context: { slot: 1 }, value: answer(method) };
    response.setHeader("content-type", "application/json").end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });
  await new Promise(listening => node.listen(0, "127.0.0.1", listening));
  return { node, rpcUrl: `http://127.0.0.1:${node.address().port}` };
}
