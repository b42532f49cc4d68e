// A Solana node on the loopback that knows a blockhash and mints with 6 decimals, and nothing else.
import { createServer } from "node:http";

const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
const BLOCKHASH = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi";

function answer(method) {
  if (method === "getLatestBlockhash") return { blockhash: BLOCKHASH, lastValidBlockHeight: 100 };
  if (method !== "getAccountInfo") throw new Error(`nobody answers ${method} here`);
  const mint = Buffer.alloc(82);
  mint[44] = 6;
  mint[45] = 1;
  return { data: [mint.toString("base64"), "base64"], executable: false, lamports: 1461600, owner: TOKEN, rentEpoch: 0, space: 82 };
}

/** The node and its URL; it does not keep the process alive. */
export async function startNode() {
  const node = createServer(async (request, response) => {
    const { id, method } = await new Response(request).json();
    const result = { context: { slot: 1 }, value: answer(method) };
    response.setHeader("content-type", "application/json").end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });
  await new Promise(listening => node.listen(0, "127.0.0.1", listening));
  return { node, rpcUrl: `http://127.0.0.1:${node.address().port}` };
}
