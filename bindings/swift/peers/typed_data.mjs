// Hashes typed data as wallets do, and compares: {"digest", "typedData"} a line, "agreed" a line.

import { createInterface } from "node:readline";
import { hashTypedData } from "viem";

for await (const line of createInterface({ input: process.stdin })) {
  const { digest, typedData } = JSON.parse(line);
  const { domain, types, primaryType, message } = JSON.parse(typedData);
  const hashed = hashTypedData({ domain, types, primaryType, message });
  if (hashed !== digest) {
    console.error(`viem's digest is ${hashed}, ours ${digest}, of ${typedData}`);
    process.exit(1);
  }
  console.log(`viem agrees on ${primaryType}: ${hashed}`);
}
