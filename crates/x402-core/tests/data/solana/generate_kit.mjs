// Writes kit.json: the transfers that @solana/kit compiles from the instructions of the
// official TypeScript client, for keys that differ in their base58 text's order.
//
//     npm install @solana/kit@5.5.1 && node generate_kit.mjs > kit.json
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  AccountRole,
  appendTransactionMessageInstructions,
  compileTransaction,
  createTransactionMessage,
  getAddressDecoder,
  getAddressEncoder,
  getBase64EncodedWireTransaction,
  getBase58Decoder,
  getProgramDerivedAddress,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit";

const TOKENS = ["TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"];
const ASSOCIATED_TOKEN = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL";
const COMPUTE_BUDGET = "ComputeBudget111111111111111111111111111111";
const MEMO = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr";

const bytes = (...labels) => createHash("sha256").update(labels.join(" ")).digest();
const address = (...labels) => getAddressDecoder().decode(bytes(...labels));
const little = (number, length) => {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = Number((BigInt(number) >> BigInt(8 * i)) & 255n);
  return out;
};
const tokenAccount = async (owner, token, mint) => {
  const encode = (key) => getAddressEncoder().encode(key);
  const seeds = [encode(owner), encode(token), encode(mint)];
  return (await getProgramDerivedAddress({ programAddress: ASSOCIATED_TOKEN, seeds }))[0];
};

// Mints whose text begins like another key of their group, or sorts at an end.
const prefixes = ["C", "c", "M", "m", "T", "t", "1", "z", "A", "a", "9"];
const mintLike = (prefix) => {
  for (let i = 0; ; i++) {
    const mint = address("mint", prefix, i);
    if (mint.startsWith(prefix)) return mint;
  }
};

const transfers = [];
for (let i = 0; i < 32; i++) {
  const token = TOKENS[i % 2];
  const mint = prefixes[i] ? mintLike(prefixes[i]) : address("mint", i);
  const [payer, feePayer, payTo] = ["payer", "fee payer", "pay to"].map((role) => address(role, i));
  const amount = BigInt("0x" + bytes("amount", i).subarray(0, 1 + (i % 8)).toString("hex"));
  const decimals = i % 10;
  const memo = "é".repeat(i) + bytes("memo", i).toString("hex").slice(0, 4 * i);
  const limit = 20000 + i;
  const price = 1 + i;
  const blockhash = getBase58Decoder().decode(bytes("blockhash", i));
  const instructions = [
    { programAddress: COMPUTE_BUDGET, data: new Uint8Array([2, ...little(limit, 4)]) },
    { programAddress: COMPUTE_BUDGET, data: new Uint8Array([3, ...little(price, 8)]) },
    {
      programAddress: token,
      accounts: [
        { address: await tokenAccount(payer, token, mint), role: AccountRole.WRITABLE },
        { address: mint, role: AccountRole.READONLY },
        { address: await tokenAccount(payTo, token, mint), role: AccountRole.WRITABLE },
        { address: payer, role: AccountRole.READONLY_SIGNER },
      ],
      data: new Uint8Array([12, ...little(amount, 8), decimals]),
    },
    { programAddress: MEMO, data: new TextEncoder().encode(memo) },
  ];
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayer(feePayer, m),
    (m) => setTransactionMessageLifetimeUsingBlockhash({ blockhash, lastValidBlockHeight: 1n }, m),
    (m) => appendTransactionMessageInstructions(instructions, m),
  );
  const transaction = getBase64EncodedWireTransaction(compileTransaction(message));
  transfers.push({
    payer, feePayer, payTo, mint, tokenProgram: token, decimals, amount: String(amount), memo,
    recentBlockhash: blockhash, limit, price, transaction,
  });
}
const { version } = JSON.parse(readFileSync("node_modules/@solana/kit/package.json", "utf8"));
console.log(JSON.stringify({ source: { name: "@solana/kit", version }, transfers }, null, 1));
