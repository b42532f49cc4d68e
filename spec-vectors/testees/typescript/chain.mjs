// The chain that the packages ask while they verify: it answers what the request declares in `state`, and
// where that says nothing, all is well: enough funds, nonces unused, no code at the payer, code at the asset.
import * as solana from "@solana/kit";
import { MEMO_PROGRAM_ADDRESS } from "@x402/svm";
import { decodeFunctionData, encodeFunctionResult, parseAbi } from "viem";

const PLENTY = 2n ** 256n - 1n;

/** What the packages ask in one batch: why a simulation failed, or a simulation for a wrapped signature. */
const BATCHED = parseAbi([
  "function balanceOf(address) returns (uint256)",
  "function allowance(address,address) returns (uint256)",
  "function authorizationState(address,bytes32) returns (bool)",
  "function PERMIT2() returns (address)",
  "function transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
]);

const lower = value => String(value).toLowerCase();

/** The facilitator's signer on an EVM chain; `unknown` collects what decided and nobody declared. */
export class EvmChain {
  unknown = [];

  constructor(facts, signers, asset) {
    this.facts = facts;
    this.getAddresses = () => signers;
    this.asset = lower(asset);
  }

  account(address) {
    return this.facts.accounts?.[lower(address)] ?? {};
  }

  async getCode({ address }) {
    const { code, erc1271 } = this.account(address); // what has answered as a contract is one
    return code ?? (lower(address) === this.asset || erc1271 !== undefined ? "0x00" : "0x");
  }

  async readContract({ address, functionName, args = [] }) {
    if (functionName === "tryAggregate") return args[1].map(call => this.aggregated(call));
    return this.call(address, functionName, args);
  }

  call(address, functionName, args) {
    switch (functionName) {
      case "isValidSignature":
        if (this.account(address).erc1271 === undefined) this.unknown.push("erc1271");
        return this.account(address).erc1271 === false ? "0xffffffff" : "0x1626ba7e";
      case "balanceOf":
        return BigInt(this.account(args[0]).balances?.[lower(address)] ?? PLENTY);
      case "allowance":
        return BigInt(this.account(args[0]).allowances?.[lower(address)] ?? PLENTY);
      case "authorizationState": {
        const [token, from, nonce] = [address, ...args].map(lower);
        const used = this.facts.nonces_used ?? [];
        return used.some(entry => entry.token === token && entry.from === from && entry.nonce === nonce);
      }
      case "transferWithAuthorization": {
        const [from, , value, , , nonce] = args;
        if (this.call(address, "authorizationState", [from, nonce])) throw new Error("authorization is used");
        return this.transfer(address, from, value);
      }
      case "settle":
      case "settleWithPermit": {
        const [{ permitted }, owner] = args.slice(-4);
        const short = this.call(permitted.token, "allowance", [owner]) < permitted.amount;
        if (short && functionName === "settle") throw new Error("TRANSFER_FROM_FAILED");
        return this.transfer(permitted.token, owner, permitted.amount);
      }
      case "PERMIT2":
        return "0x000000000022D473030F116dDEE9F6B43aC78BA3";
      default:
        throw new Error(`this chain has no answer to ${functionName}`);
    }
  }

  /** What every transfer comes to: a contract's own word on the signature, then the funds. */
  transfer(token, from, value) {
    if (this.account(from).erc1271 === false) throw new Error("invalid signature");
    if (this.call(token, "balanceOf", [from]) < value) throw new Error("transfer amount exceeds balance");
  }

  /** One call of a batch. What is not BATCHED, such as a wallet's factory, succeeds and returns nothing. */
  aggregated({ target, callData }) {
    try {
      const { functionName, args = [] } = decodeFunctionData({ abi: BATCHED, data: callData });
      const result = this.call(target, functionName, args);
      return { success: true, returnData: encodeFunctionResult({ abi: BATCHED, functionName, result }) };
    } catch (error) {
      return { success: error.name === "AbiFunctionSignatureNotFoundError", returnData: "0x" };
    }
  }
}

/** The facilitator's signer on Solana. The package checks signatures itself and simulates without them. */
export class SvmChain {
  constructor(facts, signers) {
    this.facts = facts;
    this.getAddresses = () => signers;
  }

  async fetchAddressLookupTables(tables) {
    const known = this.facts.lookup_tables ?? {};
    const missing = tables.find(table => !(table in known));
    if (missing) throw new Error(`smart_wallet_alt_resolution_failed: no table at ${missing}`);
    return Object.fromEntries(tables.map(table => [table, known[table]]));
  }

  /** Fails for what no node would run, and for transfers that the declared accounts do not allow. */
  async simulateTransaction(transaction) {
    const { header, instructions, keys } = loaded(transaction, this.facts.lookup_tables ?? {});
    for (const { programAddressIndex, accountIndices = [], data = new Uint8Array() } of instructions) {
      const program = keys[programAddressIndex];
      if (program === MEMO_PROGRAM_ADDRESS) new TextDecoder("utf-8", { fatal: true }).decode(data);
      if (data[0] !== 12 || accountIndices.length < 4) continue; // TransferChecked
      if (accountIndices[3] >= header.numSignerAccounts) throw new Error("MissingRequiredSignature");
      const amount = Buffer.from(data).readBigUInt64LE(1);
      const [source, , destination] = accountIndices.map(index => this.facts.accounts?.[keys[index]]);
      for (const account of [source, destination]) {
        if (account && (account.lamports === "0" || account.owner !== program)) throw new Error("InvalidAccountData");
      }
      if (BigInt(source?.token?.amount ?? amount) < amount) throw new Error("InsufficientFunds");
    }
  }
}

/** The message of a transaction, after the checks that a node makes before it runs any program. */
function loaded(transaction, tables) {
  const bytes = solana.getBase64Encoder().encode(transaction);
  const { messageBytes } = solana.getTransactionDecoder().decode(bytes);
  const message = solana.getCompiledTransactionMessageDecoder().decode(messageBytes);
  const { staticAccounts, instructions, addressTableLookups = [] } = message;
  const { numSignerAccounts, numReadonlySignerAccounts, numReadonlyNonSignerAccounts } = message.header;
  const tabled = kind =>
    addressTableLookups.flatMap(lookup => lookup[kind].map(index => tables[lookup.lookupTableAddress]?.[index]));
  const keys = [...staticAccounts, ...tabled("writableIndexes"), ...tabled("readonlyIndexes")];
  const sound =
    solana.getBase64Decoder().decode(bytes) === transaction &&
    bytes.length <= 1232 && bytes.length === 1 + 64 * numSignerAccounts + messageBytes.length &&
    Buffer.from(solana.getCompiledTransactionMessageEncoder().encode(message)).equals(messageBytes) &&
    new Set(keys).size === keys.length &&
    numReadonlySignerAccounts < numSignerAccounts &&
    numSignerAccounts + numReadonlyNonSignerAccounts <= staticAccounts.length &&
    instructions.every(({ programAddressIndex: program }) => program < staticAccounts.length) &&
    instructions.every(({ accountIndices = [] }) => accountIndices.every(index => index < keys.length));
  if (!sound) throw new Error("SanitizeFailure");
  return { ...message, keys };
}
