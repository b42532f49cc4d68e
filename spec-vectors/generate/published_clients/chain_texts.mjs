// A second opinion on the vectors about a chain's texts: viem on calldata, requests, results,
// reverts, transactions and receipts, @solana/kit on Solana's requests and transactions and on what
// a fee payer signs and sends. Throws at the first difference, and prints how many values agreed.
//
// node chain_texts.mjs FOLDER   the folder with `vectors`

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { address, blockhash, createSolanaRpcFromTransport, getBase58Decoder, getBase58Encoder, getBase64Encoder, getPublicKeyFromAddress, getTransactionDecoder, getTransactionEncoder, signature, verifySignature } from "@solana/kit";
import { createPublicClient, custom, decodeErrorResult, decodeFunctionData, decodeFunctionResult, encodeFunctionData, keccak256, parseAbi, parseEventLogs, parseTransaction, recoverTransactionAddress, serializeTransaction, toFunctionSelector } from "viem";

const FOLDER = process.argv[2];
const PERMIT = "((address token, uint256 amount) permitted, uint256 nonce, uint256 deadline) permit, address owner, (address to, uint256 validAfter) witness, bytes signature";
const ABI = parseAbi([
  "event Transfer(address indexed from, address indexed to, uint256 value)",
  "event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)",
  "error ERC20InsufficientBalance(address, uint256, uint256)",
  "error ERC20InsufficientAllowance(address, uint256, uint256)",
  ...["ERC20InvalidReceiver(address)", "ERC20InvalidSender(address)", "EnforcedPause()", "AllowanceExpired(uint256)", "InsufficientAllowance(uint256)"].map((one) => `error ${one}`),
  ...["InvalidContractSignature()", "InvalidNonce()", "InvalidSignature()", "InvalidSignatureLength()", "InvalidSigner()", "SignatureExpired(uint256)"].map((one) => `error ${one}`),
  ...["AmountExceedsPermitted()", "InvalidAmount()", "InvalidAmount(uint256)", "InvalidDestination()", "InvalidOwner()", "InvalidPermit2Address()"].map((one) => `error ${one}`),
  ...["PaymentTooEarly()", "Permit2612AmountMismatch()", "UnauthorizedFacilitator()"].map((one) => `error ${one}`),
  "function name() view returns (string)",
  "function version() view returns (string)",
  "function balanceOf(address account) view returns (uint256)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function DOMAIN_SEPARATOR() view returns (bytes32)",
  "function transfer(address to, uint256 value) returns (bool)",
  "function authorizationState(address authorizer, bytes32 nonce) view returns (bool)",
  "function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)",
  "function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature)",
  "function isBlacklisted(address account) view returns (bool)",
  "function paused() view returns (bool)",
  "function nonceBitmap(address owner, uint256 word) view returns (uint256)",
  `function settle(${PERMIT})`,
  `function settleWithPermit((uint256 value, uint256 deadline, bytes32 r, bytes32 s, uint8 v) permit2612, ${PERMIT})`,
  "function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)",
  "function redeemDelegations(bytes[] permissionContexts, bytes32[] modes, bytes[] executionCallDatas)",
  "function aggregate3((address target, bool allowFailure, bytes callData)[] calls) returns ((bool success, bytes returnData)[])",
  "function getBlockNumber() view returns (uint256)",
  "function getCurrentBlockTimestamp() view returns (uint256)",
  "function getL1FeeUpperBound(uint256 unsignedTxSize) view returns (uint256)",
]);
const FUNCTIONS = new Map(ABI.filter((one) => one.type === "function").map((one) => [toFunctionSelector(one), one]));
const counts = {};

function agree(what, found, expected, id) {
  assert.deepEqual(found, expected, `${what} of ${id}`);
  counts[what] = (counts[what] ?? 0) + 1;
}

function load(group) {
  return JSON.parse(readFileSync(join(FOLDER, "vectors", `${group}.json`), "utf8")).vectors;
}

const verdict = (vector) => vector.expect.at(-1).verdict;
const lower = (value) => JSON.parse(JSON.stringify(value), (_, one) => (typeof one === "string" && one.startsWith("0x") ? one.toLowerCase() : one));

// The calls in calldata, those inside an aggregate included; each is what viem writes again.
function calls(data, id) {
  const item = FUNCTIONS.get(data.slice(0, 10));
  if (!item) return []; // A simulation may call anything.
  const { args } = decodeFunctionData({ abi: [item], data });
  agree("calldata", encodeFunctionData({ abi: [item], functionName: item.name, args }), data, id);
  const inner = item.name === "aggregate3" ? args[0].flatMap((one) => calls(one.callData, id)) : [];
  return [{ name: item.name, args: args ?? [] }, ...inner];
}

function requests() {
  for (const vector of [...load("chain.requests"), ...load("chain.queries")]) {
    const asked = JSON.parse(vector.derived.requests).filter((one) => one.method === "eth_call");
    const made = asked.flatMap((one) => calls(one.params[0].data, vector.id));
    const inner = vector.input.payload?.payload;
    const moved = made.find((one) => one.name === "transferWithAuthorization");
    if (moved) {
      const { from, to, value, validAfter, validBefore, nonce } = inner.authorization;
      agree("settlement", lower(moved.args.slice(0, 6).map(String)), lower([from, to, value, validAfter, validBefore, nonce]), vector.id);
    }
    const settled = made.find((one) => one.name.startsWith("settle"));
    if (settled) {
      const [permit, owner, witness, signed] = settled.args.slice(-4);
      const wire = inner.permit2Authorization;
      const found = [permit.permitted.token, permit.permitted.amount, permit.nonce, permit.deadline, owner, witness.to, witness.validAfter, signed];
      const { token, amount } = wire.permitted;
      const expected = [token, amount, wire.nonce, wire.deadline, wire.from, wire.witness.to, wire.witness.validAfter, inner.signature];
      agree("settlement", lower(found.map(String)), lower(expected), vector.id);
    }
  }
}

// What viem's client and kit's ask a node, for the queries of the same names.
async function methods() {
  const asked = [];
  const client = createPublicClient({ transport: custom({ request: async (one) => (asked.push(one), "0x1") }) });
  const rpc = createSolanaRpcFromTransport(async ({ payload }) => (asked.push(payload), { jsonrpc: "2.0", id: payload.id, result: null }));
  const by = {
    account_nonce: (q) => client.getTransactionCount({ address: q.account }),
    chain_id: () => client.getChainId(),
    code: (q) => client.getCode({ address: q.account, blockTag: q.at }),
    gas_price: () => client.getGasPrice(),
    native_balance: (q) => client.getBalance({ address: q.account }),
    send: (q) => client.sendRawTransaction({ serializedTransaction: q.transaction }),
    receipt: (q) => client.getTransactionReceipt({ hash: q.transaction }),
    transaction: (q) => client.getTransaction({ hash: q.transaction }),
    block: (q) => client.getBlock(typeof q.at === "number" ? { blockNumber: BigInt(q.at) } : {}),
  };
  const at = (q) => ({ commitment: q.commitment ?? "confirmed" });
  const solana = {
    account_info: (q) => rpc.getAccountInfo(address(q.address), { encoding: "base64", ...at(q) }),
    block_height: (q) => rpc.getBlockHeight(at(q)),
    blockhash_valid: (q) => rpc.isBlockhashValid(blockhash(q.blockhash), at(q)),
    first_available_block: () => rpc.getFirstAvailableBlock(),
    latest_blockhash: (q) => rpc.getLatestBlockhash(at(q)),
    slot: (q) => rpc.getSlot(at(q)),
    send: (q) => rpc.sendTransaction(q.transaction, { encoding: "base64", skipPreflight: true, maxRetries: 0n }),
    simulate: (q) => rpc.simulateTransaction(q.transaction, { encoding: "base64", sigVerify: false, replaceRecentBlockhash: false, ...at(q) }),
    status: (q) => rpc.getSignatureStatuses([signature(q.signature)], { searchTransactionHistory: true }),
    transaction: (q) => rpc.getTransaction(signature(q.signature), { encoding: "base64", commitment: q.finalized ? "finalized" : "confirmed", maxSupportedTransactionVersion: 0 }),
  };
  // The default of nodes, which kit leaves out, and what a transaction without preflight has no use for.
  const plain = (params) => JSON.parse(JSON.stringify(params, (key, one) => ((key === "commitment" && one === "finalized") || key === "preflightCommitment" ? undefined : typeof one === "bigint" ? Number(one) : one)));
  const filled = (params) => plain(params).filter((one) => JSON.stringify(one) !== "{}");
  for (const vector of load("chain.requests")) {
    const { namespace, queries } = vector.input;
    const ask = (namespace === "eip155" ? by : solana)[queries[0]?.query];
    if (!ask || queries.length !== 1) continue;
    asked.length = 0;
    const made = ask(queries[0]);
    await (made.send ? made.send() : made).catch(() => undefined);
    const [expected] = JSON.parse(vector.derived.requests);
    agree("request", [asked[0].method, lower(filled(asked[0].params ?? []))], [expected.method, lower(filled(expected.params))], vector.id);
  }
}

const READS = {
  allowance: "allowance", authorization_state: "authorizationState", balance: "balanceOf", domain_separator: "DOMAIN_SEPARATOR",
  is_blacklisted: "isBlacklisted", l1_fee_upper_bound: "getL1FeeUpperBound", paused: "paused", token_name: "name", token_version: "version",
};

function answers() {
  for (const vector of load("chain.answers")) {
    const { queries, responses, multicall } = vector.input;
    const [answer] = JSON.parse(vector.derived.answers);
    const functionName = READS[queries[0]?.query];
    const body = responses[0]?.body ?? "";
    if (queries.length === 1 && multicall === false && functionName) {
      const value = answer.amount ?? answer.flag ?? answer.hash ?? answer.text;
      if (value !== undefined) {
        const found = decodeFunctionResult({ abi: ABI, functionName, data: JSON.parse(body).result });
        agree("result", typeof found === "bigint" ? String(found) : found, value, vector.id);
      }
    }
    const data = answer.refused && body.startsWith("{") ? JSON.parse(body).error?.data : undefined;
    const { error, message, panic } = answer.refused ?? {};
    if (typeof data === "string" && data.startsWith("0x") && (error ?? message ?? panic) !== undefined) {
      const { errorName, args } = decodeErrorResult({ abi: ABI, data });
      const found = { Error: [undefined, args?.[0], undefined], Panic: [undefined, undefined, String(args?.[0])] }[errorName] ?? [errorName, undefined, undefined];
      // The suite keeps 256 bytes of a text.
      agree("revert", found.map((one) => one?.slice(0, 256)), [error, message, panic], vector.id);
    }
    if (vector.id.startsWith("chain.answers/multicall") && answer.at) {
      const results = decodeFunctionResult({ abi: ABI, functionName: "aggregate3", data: JSON.parse(body).result });
      agree("aggregate", results.slice(0, 2).map((one) => String(BigInt(one.returnData))), [answer.at.height, answer.at.time], vector.id);
    }
  }
}

async function transactions() {
  for (const vector of load("transaction.eip1559").filter((one) => verdict(one) === "accept")) {
    const wire = vector.input;
    const fields = {
      type: "eip1559", chainId: Number(wire.chain_id), nonce: Number(wire.nonce), maxFeePerGas: BigInt(wire.max_fee_per_gas), maxPriorityFeePerGas: BigInt(wire.max_priority_fee_per_gas),
      gas: BigInt(wire.gas_limit), to: wire.to.toLowerCase(), value: BigInt(wire.value), data: wire.input, accessList: (wire.access_list ?? []).map((one) => ({ address: one.address, storageKeys: one.storage_keys })),
    };
    // viem counts chain ids and nonces in doubles.
    if (!Number.isSafeInteger(fields.chainId) || !Number.isSafeInteger(fields.nonce)) continue;
    if (fields.maxFeePerGas >= 2n ** 256n) continue;
    agree("signing hash", keccak256(serializeTransaction(fields)), vector.derived.signingHash, vector.id);
    const { rawTransaction, transaction, recovered } = vector.derived;
    if (!rawTransaction) continue;
    const { r, s, yParity } = parseTransaction(rawTransaction);
    agree("transaction", serializeTransaction(fields, { r, s, yParity }), rawTransaction, vector.id);
    agree("hash", keccak256(rawTransaction), transaction, vector.id);
    agree("signer", await recoverTransactionAddress({ serializedTransaction: rawTransaction }), recovered, vector.id);
  }
}

// What is called paid or short is in the logs, as viem reads them.
function receipts() {
  for (const vector of load("receipt.movements").filter((one) => verdict(one) === "accept")) {
    const text = JSON.parse(vector.input.transaction);
    const { logs } = text.result ?? text;
    // viem takes digits in lower case alone.
    const known = lower(logs.filter((one) => one.topics.length > 0));
    const events = parseEventLogs({ abi: ABI, logs: known, strict: true });
    const movements = JSON.parse(vector.derived.movements);
    for (const [place, { payload, requirements }] of vector.input.payments.entries()) {
      const { kind, log_index, received, names_payment } = movements[place];
      if (kind !== "paid" && kind !== "short") continue;
      const inner = payload.payload;
      const payer = inner.authorization?.from ?? inner.permit2Authorization?.from ?? inner.delegator;
      const amount = received ?? requirements.amount;
      const same = (one, address) => one.toLowerCase() === address.toLowerCase();
      const transfer = events.find(({ eventName, address, args, logIndex }) => eventName === "Transfer" && same(address, requirements.asset) && same(args.from, payer)
        && same(args.to, requirements.payTo) && String(args.value) === amount && (log_index === undefined || String(BigInt(logIndex)) === log_index || logIndex > 2 ** 53));
      agree("transfer", Boolean(transfer), true, vector.id);
      if (!names_payment) continue;
      const { from, nonce } = inner.authorization;
      const used = events.some(({ eventName, address, args }) => eventName === "AuthorizationUsed" && same(address, requirements.asset) && same(args.authorizer, from) && args.nonce.toLowerCase() === nonce.toLowerCase());
      agree("authorization", used, true, vector.id);
    }
  }
}

// A transaction's id is its first signature, as kit decodes it.
function solana() {
  for (const vector of load("receipt.movements_svm").filter((one) => verdict(one) === "accept")) {
    const { result } = JSON.parse(vector.input.transaction);
    if (!Array.isArray(result.transaction)) continue;
    const { signatures } = getTransactionDecoder().decode(getBase64Encoder().encode(result.transaction[0]));
    agree("Solana id", getBase58Decoder().decode(Object.values(signatures)[0]), vector.derived.transaction, vector.id);
  }
}

// What a fee payer signs and sends, as kit writes it, and that every signer has signed these bytes.
async function coSigned() {
  const hexed = (bytes) => `0x${Buffer.from(bytes).toString("hex")}`;
  const about = (vector) => vector.flags.some((one) => one === "Signers" || one === "Strict");
  for (const vector of load("transaction.solana")) {
    const accepted = verdict(vector) === "accept";
    // The others are about bytes, of which decoders differ in what they let pass.
    if (!accepted && !about(vector)) continue;
    const given = vector.input.signature && getBase58Encoder().encode(vector.input.signature);
    const { messageBytes, signatures } = getTransactionDecoder().decode(getBase64Encoder().encode(vector.input.transaction));
    const [feePayer, ...others] = Object.keys(signatures);
    const whole = { messageBytes, signatures: given ? { ...signatures, [feePayer]: given } : signatures };
    const signers = given ? [feePayer, ...others] : others;
    const signed = await Promise.all(signers.map(async (one) => {
      const found = whole.signatures[one];
      return found != null && verifySignature(await getPublicKeyFromAddress(one), found, messageBytes);
    }));
    agree("co-signed", signed.every(Boolean), accepted, vector.id);
    if (!accepted) continue;
    const { rawTransaction, transaction, ...asked } = vector.derived;
    const messageHash = hexed(createHash("sha256").update(messageBytes).digest());
    agree("message to co-sign", { feePayer, message: hexed(messageBytes), messageHash }, asked, vector.id);
    if (!given) continue;
    const found = [hexed(getTransactionEncoder().encode(whole)), getBase58Decoder().decode(whole.signatures[feePayer])];
    agree("co-signed transaction", found, [rawTransaction, transaction], vector.id);
  }
}

requests();
await methods();
answers();
await transactions();
receipts();
solana();
await coSigned();
for (const [what, count] of Object.entries(counts)) console.log(`${count} ${what}`);
