// Writes viem.json: type 2 transactions that viem serializes, hashes and signs.
//
//     npm install viem@2.57.20 && node generate_viem.mjs > viem.json
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { keccak256, serializeSignature, serializeTransaction } from "viem";
import { privateKeyToAccount, sign } from "viem/accounts";

const bytes = (label, length) => {
  let out = Buffer.alloc(0);
  for (let i = 0; out.length < length; i++) {
    out = Buffer.concat([out, createHash("sha256").update(`${label} ${i}`).digest()]);
  }
  return "0x" + out.subarray(0, length).toString("hex");
};
const max = (bits) => (1n << BigInt(bits)) - 1n;
const entry = (label, keys) => ({
  address: bytes(`address ${label}`, 20),
  storageKeys: Array.from({ length: keys }, (_, i) => bytes(`key ${label} ${i}`, 32)),
});
const base = {
  type: "eip1559",
  chainId: 84532,
  nonce: 7,
  maxPriorityFeePerGas: 1_000_000n,
  maxFeePerGas: 2_000_000_000n,
  gas: 90_000n,
  to: "0x036cbd53842c5426634e7929541ec2318f3dcf7e",
  value: 0n,
  data: "0x",
  accessList: [],
};

const cases = { "plain call": {} };
const add = (name, change) => (cases[name] = change);
add("all zero", {
  chainId: 1, nonce: 0, maxPriorityFeePerGas: 0n, maxFeePerGas: 0n, gas: 0n, to: "0x" + "00".repeat(20),
});
add("all huge", {
  // viem keeps chain id and nonce in a double.
  chainId: Number.MAX_SAFE_INTEGER, nonce: Number.MAX_SAFE_INTEGER, maxPriorityFeePerGas: max(128),
  maxFeePerGas: max(128), gas: max(64), to: "0x" + "ff".repeat(20), value: max(256),
});
for (const number of [1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32, 2 ** 48]) {
  add(`every number ${number}`, {
    chainId: number, nonce: number, maxPriorityFeePerGas: BigInt(number), maxFeePerGas: BigInt(number),
    gas: BigInt(number), value: BigInt(number),
  });
}
for (const bits of [63, 64, 65, 127, 128, 255]) {
  add(`value of ${bits} bits`, { value: max(bits) });
  add(`value 2^${bits}`, { value: 1n << BigInt(bits) });
}
for (const length of [1, 2, 4, 54, 55, 56, 57, 132, 255, 256, 257, 292]) {
  add(`input of ${length} bytes`, { data: bytes("data", length) });
}
for (const byte of ["00", "01", "7f", "80", "ff"]) {
  add(`input ${byte}`, { data: "0x" + byte });
}
for (const length of [65_535, 65_536, 100_000]) {
  add(`long input of ${length} bytes`, { data: "0x" + "a5".repeat(length) });
}
// The prefix of the whole list grows at 56 bytes, which only an unsigned transaction can be
// below, and at 256.
for (let length = 22; length <= 27; length++) {
  add(`short fields and input of ${length} bytes`, {
    chainId: 1, nonce: 0, maxPriorityFeePerGas: 0n, maxFeePerGas: 1n, gas: 21_000n, data: bytes("short", length),
  });
}
for (let length = 143; length <= 148; length++) {
  add(`fields and input of ${length} bytes`, { data: bytes("border", length) });
}
add("entry without keys", { accessList: [entry("a", 0)] });
add("entry with a key", { accessList: [entry("a", 1)] });
add("entry with two keys", { accessList: [entry("a", 2)] });
add("the same entry twice", { accessList: [entry("a", 1), entry("a", 1)] });
add("several entries", { accessList: [entry("a", 0), entry("b", 3), entry("c", 1), entry("d", 8)] });
add("entries and input", { accessList: [entry("a", 7), entry("b", 0)], data: bytes("data", 292) });


const signed = async (name, transaction) => {
  const signingHash = keccak256(serializeTransaction(transaction));
  const privateKey = bytes(`private key ${name}`, 32);
  const signature = await sign({ hash: signingHash, privateKey });
  return { signingHash, privateKey, signature };
};
// A scalar of the signature that begins with a zero byte is shorter.
for (const scalar of ["r", "s"]) {
  for (let nonce = 0; ; nonce++) {
    const { signature } = await signed(`short ${scalar}`, { ...base, nonce });
    if (signature[scalar].startsWith("0x00")) {
      add(`short ${scalar}`, { nonce });
      break;
    }
  }
}

const transactions = [];
for (const [name, change] of Object.entries(cases)) {
  const transaction = { ...base, ...change };
  const { signingHash, privateKey, signature } = await signed(name, transaction);
  const raw = serializeTransaction(transaction, signature);
  const long = transaction.data.length > 2000;
  transactions.push({
    name,
    chainId: String(transaction.chainId),
    nonce: String(transaction.nonce),
    maxPriorityFeePerGas: String(transaction.maxPriorityFeePerGas),
    maxFeePerGas: String(transaction.maxFeePerGas),
    gasLimit: String(transaction.gas),
    to: transaction.to,
    value: String(transaction.value),
    // A long input is one byte many times, and its transaction is known by its hashes.
    ...(long ? { inputOfA5: (transaction.data.length - 2) / 2 } : { input: transaction.data }),
    accessList: transaction.accessList,
    signingHash,
    privateKey,
    signer: privateKeyToAccount(privateKey).address,
    signature: serializeSignature(signature),
    ...(long ? {} : { raw }),
    hash: keccak256(raw),
  });
}
// Refused by the type: a transaction that creates a contract.
const creation = { ...base, to: undefined, data: bytes("code", 40) };
const creationHash = keccak256(serializeTransaction(creation));
const contractCreation = serializeTransaction(
  creation,
  await sign({ hash: creationHash, privateKey: bytes("private key", 32) }),
);
const { version } = JSON.parse(readFileSync("node_modules/viem/package.json", "utf8"));
console.log(JSON.stringify({ source: { name: "viem", version }, contractCreation, transactions }, null, 1));
