// Reads lines of {"method", "typedData"} and writes, by method, the typed data with viem's digest.
// Run it where viem 2 is installed, such as beside the published TypeScript SDK.
import { createInterface } from "node:readline";
import { hashTypedData } from "viem";

const answers = {};
for await (const line of createInterface({ input: process.stdin })) {
  const { method, typedData } = JSON.parse(line);
  answers[method] = { digest: hashTypedData(typedData), typedData };
}
process.stdout.write(`${JSON.stringify(answers, null, 2)}\n`);
