// Writes token_accounts.json: mints and token accounts that the real Token and Token-2022 programs
// write in LiteSVM, and what the official client's decoders read in them. What needs a
// zero-knowledge proof is written by the official client's encoders; the source of each is named.
//
//     npm install litesvm@1.5.0 @solana/kit@8 @solana-program/token-2022@0.11.0 --legacy-peer-deps
//     node generate_token_accounts.mjs > token_accounts.json
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  appendTransactionMessageInstructions,
  createKeyPairSignerFromPrivateKeyBytes,
  createTransactionMessage,
  getAddressDecoder,
  isSome,
  lamports,
  pipe,
  setTransactionMessageFeePayerSigner,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import { getCreateAccountInstruction, getTransferSolInstruction } from "@solana-program/system";
import * as token from "@solana-program/token-2022";
import { FailedTransactionMetadata, LiteSVM } from "litesvm";

const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
const TOKEN_2022 = token.TOKEN_2022_PROGRAM_ADDRESS;
const NATIVE_MINT = "So11111111111111111111111111111111111111112";
// The sizes of the extensions' values.
const SIZE = {
  TransferFeeConfig: 108, TransferFeeAmount: 8, MintCloseAuthority: 32, ConfidentialTransferMint: 65,
  ConfidentialTransferFee: 129,
  DefaultAccountState: 1, ImmutableOwner: 0, MemoTransfer: 1, NonTransferable: 0, InterestBearingConfig: 52,
  CpiGuard: 1, PermanentDelegate: 32, NonTransferableAccount: 0, TransferHook: 64, TransferHookAccount: 1,
  MetadataPointer: 64, ScaledUiAmountConfig: 56, PausableConfig: 33, PausableAccount: 0,
};
const space = (base, extensions) =>
  extensions.length === 0 ? base : extensions.reduce((size, name) => size + 4 + SIZE[name], 166);

const hash = (label) => createHash("sha256").update(label).digest();
const address = (label) => getAddressDecoder().decode(hash(label));
const signer = (label) => createKeyPairSignerFromPrivateKeyBytes(hash(`key ${label}`));

const svm = new LiteSVM();
const clock = svm.getClock();
clock.epoch = 700n;
clock.unixTimestamp = 1_740_672_100n;
svm.setClock(clock);
const payer = await signer("payer");
const authority = await signer("authority");
const owner = await signer("owner");
svm.airdrop(payer.address, lamports(10n ** 13n));

const send = async (...instructions) => {
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayerSigner(payer, m),
    (m) => svm.setTransactionMessageLifetimeUsingLatestBlockhash(m),
    (m) => appendTransactionMessageInstructions(instructions, m),
  );
  const result = svm.sendTransaction(await signTransactionMessageWithSigners(message));
  if (result instanceof FailedTransactionMetadata) throw new Error(result.toString());
  svm.expireBlockhash();
};
// With lamports for `room` more bytes.
const create = (newAccount, space, programAddress, room = 0) =>
  getCreateAccountInstruction({
    payer, newAccount, space, programAddress, lamports: svm.minimumBalanceForRentExemption(BigInt(space + room)),
  });

const accounts = [];
// Numbers as text, options as null or their value, floats as the hex of their bits.
const plain = (value) => {
  if (value === null || ["string", "boolean"].includes(typeof value)) return value;
  if (["number", "bigint"].includes(typeof value)) return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (value instanceof Map) return Object.fromEntries(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value.__option !== undefined) return isSome(value) ? plain(value.value) : null;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
};
const floats = (extension) => {
  for (const name of ["multiplier", "newMultiplier"]) {
    if (typeof extension[name] === "number") {
      const bits = Buffer.alloc(8);
      bits.writeDoubleBE(extension[name]);
      extension[name] = bits;
    }
  }
  return extension;
};
const push = (kind, name, program, source, data) => {
  const decoder = kind === "mint" ? token.getMintDecoder() : token.getTokenDecoder();
  const decoded = decoder.decode(data);
  if (isSome(decoded.extensions)) decoded.extensions.value.forEach(floats);
  accounts.push({ kind, name, program, source, decoded: plain(decoded), data: Buffer.from(data).toString("hex") });
};
const record = (kind, name, at) => {
  const account = svm.getAccount(at);
  push(kind, name, account.programAddress, "litesvm", account.data);
};

const newMint = async (label, { program = TOKEN_2022, extensions = [], before = [], after = [], freeze = authority.address, decimals = 6, room = 0 } = {}) => {
  const mint = await signer(`mint ${label}`);
  await send(
    create(mint, space(82, extensions), program, room),
    ...before.map((make) => make(mint.address)),
    token.getInitializeMint2Instruction(
      { mint: mint.address, decimals, mintAuthority: authority.address, freezeAuthority: freeze },
      { programAddress: program },
    ),
  );
  for (const make of after) await send(make(mint.address));
  return mint.address;
};
const newAccount = async (label, mint, { program = TOKEN_2022, extensions = [], before = [], after = [], amount = 0n } = {}) => {
  const account = await signer(`account ${label}`);
  await send(
    create(account, space(165, extensions), program),
    ...before.map((make) => make(account.address)),
    token.getInitializeAccount3Instruction(
      { account: account.address, mint, owner: owner.address }, { programAddress: program },
    ),
  );
  if (amount > 0n) {
    await send(token.getMintToInstruction(
      { mint, token: account.address, mintAuthority: authority, amount }, { programAddress: program },
    ));
  }
  for (const make of after) await send(make(account.address, mint));
  return account.address;
};

// Both programs: the base state.
for (const program of [TOKEN, TOKEN_2022]) {
  const where = program === TOKEN ? "Token" : "Token-2022";
  const on = { programAddress: program };
  record("mint", `${where}: new`, await newMint(`base ${where}`, { program }));
  const approve = (source) => token.getApproveInstruction({ source, delegate: address("delegate"), owner, amount: 300n }, on);
  const revoke = (source) => token.getRevokeInstruction({ source, owner }, on);
  const freeze = (account, mint) => token.getFreezeAccountInstruction({ account, mint, owner: authority }, on);
  const setCloser = (newAuthority) => (owned) =>
    token.getSetAuthorityInstruction({ owned, owner, authorityType: token.AuthorityType.CloseAccount, newAuthority }, on);
  for (const [name, options] of [
    ["empty", {}],
    ["with tokens", { amount: 10_000n }],
    ["with 2^64-1 tokens", { amount: 2n ** 64n - 1n }],
    ["delegated", { amount: 10_000n, after: [approve] }],
    // The programs leave the bytes of what is not there any more.
    ["delegated and revoked", { amount: 5n, after: [approve, revoke] }],
    ["frozen", { amount: 7n, after: [freeze] }],
    ["with a close authority", { after: [setCloser(address("closer"))] }],
    ["with everything", { amount: 2n ** 63n, after: [approve, setCloser(address("closer")), freeze] }],
  ]) {
    const mint = await newMint(`${where} ${name}`, { program }); // the supply is a u64 too
    record("account", `${where}: ${name}`, await newAccount(`${where} ${name}`, mint, { program, ...options }));
    if (options.amount) record("mint", `${where}: minted for ${name}`, mint);
  }
  const fixed = await newMint(`fixed ${where}`, { program, decimals: 9, freeze: null });
  record("mint", `${where}: without freeze authority`, fixed);
  await newAccount(`fixed ${where}`, fixed, { program, amount: 21_000_000n });
  await send(token.getSetAuthorityInstruction({
    owned: fixed, owner: authority, authorityType: token.AuthorityType.MintTokens, newAuthority: null,
  }, on));
  record("mint", `${where}: supply fixed`, fixed);
}

// The wrapped native token.
svm.withNativeMints();
{
  const account = await newAccount("native", NATIVE_MINT, { program: TOKEN });
  await send(
    getTransferSolInstruction({ source: payer, destination: account, amount: 1_000_000n }),
    token.getSyncNativeInstruction({ account }, { programAddress: TOKEN }),
  );
  record("account", "Token: wrapped SOL", account);
}

// Token-2022: each extension of mints, with an account of that mint.
const transferFee = (basisPoints, maximumFee) => (mint) => token.getInitializeTransferFeeConfigInstruction({
  mint, transferFeeConfigAuthority: authority.address, withdrawWithheldAuthority: address("withdrawer"),
  transferFeeBasisPoints: basisPoints, maximumFee,
});
const setTransferFee = (basisPoints, maximumFee) => (mint) => token.getSetTransferFeeInstruction({
  mint, transferFeeConfigAuthority: authority, transferFeeBasisPoints: basisPoints, maximumFee,
});
const pausable = (mint) => token.getInitializePausableConfigInstruction({ mint, authority: authority.address });
const scaled = (multiplier) => (mint) =>
  token.getInitializeScaledUiAmountMintInstruction({ mint, authority: authority.address, multiplier });
const immutable = (account) => token.getInitializeImmutableOwnerInstruction({ account });
const MINTS = [
  ["transfer fee", ["TransferFeeConfig"], [transferFee(50, 5_000n)], [], ["TransferFeeAmount"]],
  ["transfer fee that changes", ["TransferFeeConfig"], [transferFee(0, 0n)], [setTransferFee(10_000, 2n ** 64n - 1n)], ["TransferFeeAmount"]],
  ["transfer fee without authorities", ["TransferFeeConfig"], [(mint) => token.getInitializeTransferFeeConfigInstruction({
    mint, transferFeeConfigAuthority: null, withdrawWithheldAuthority: null, transferFeeBasisPoints: 1, maximumFee: 1n,
  })], [], ["TransferFeeAmount"]],
  ["default state frozen", ["DefaultAccountState"], [(mint) => token.getInitializeDefaultAccountStateInstruction({ mint, state: token.AccountState.Frozen })], [], []],
  ["default state initialized", ["DefaultAccountState"], [(mint) => token.getInitializeDefaultAccountStateInstruction({ mint, state: token.AccountState.Initialized })], [], []],
  ["non-transferable", ["NonTransferable"], [(mint) => token.getInitializeNonTransferableMintInstruction({ mint })], [], ["NonTransferableAccount", "ImmutableOwner"]],
  ["transfer hook", ["TransferHook"], [(mint) => token.getInitializeTransferHookInstruction({ mint, authority: authority.address, programId: address("hook") })], [], ["TransferHookAccount"]],
  ["transfer hook without program", ["TransferHook"], [(mint) => token.getInitializeTransferHookInstruction({ mint, authority: authority.address, programId: null })], [], ["TransferHookAccount"]],
  ["permanent delegate", ["PermanentDelegate"], [(mint) => token.getInitializePermanentDelegateInstruction({ mint, delegate: address("permanent") })], [], []],
  ["confidential transfer", ["ConfidentialTransferMint"], [(mint) => token.getInitializeConfidentialTransferMintInstruction({
    mint, authority: authority.address, autoApproveNewAccounts: true, auditorElgamalPubkey: null,
  })], [], []],
  ["confidential transfer without authority", ["ConfidentialTransferMint"], [(mint) => token.getInitializeConfidentialTransferMintInstruction({
    mint, authority: null, autoApproveNewAccounts: false, auditorElgamalPubkey: address("auditor"),
  })], [], []],
  ["interest bearing", ["InterestBearingConfig"], [(mint) => token.getInitializeInterestBearingMintInstruction({ mint, rateAuthority: authority.address, rate: -500 })],
    [(mint) => token.getUpdateRateInterestBearingMintInstruction({ mint, rateAuthority: authority, rate: 32_767 })], []],
  ["scaled UI amount", ["ScaledUiAmountConfig"], [scaled(1.5)], [], []],
  ["scaled UI amount that changes", ["ScaledUiAmountConfig"], [scaled(2)],
    [(mint) => token.getUpdateMultiplierScaledUiMintInstruction({ mint, authority, multiplier: 0.1, effectiveTimestamp: 1_900_000_000n })], []],
  ["pausable", ["PausableConfig"], [pausable], [], ["PausableAccount"]],
  ["paused", ["PausableConfig"], [pausable], [(mint) => token.getPauseInstruction({ mint, authority })], ["PausableAccount"]],
  ["mint close authority", ["MintCloseAuthority"], [(mint) => token.getInitializeMintCloseAuthorityInstruction({ mint, closeAuthority: authority.address })], [], []],
  ["metadata pointer and metadata", ["MetadataPointer"], [(mint) => token.getInitializeMetadataPointerInstruction({ mint, authority: authority.address, metadataAddress: mint })],
    [(mint) => token.getInitializeTokenMetadataInstruction({
      metadata: mint, updateAuthority: authority.address, mint, mintAuthority: authority, name: "Test dollar", symbol: "USDT2", uri: "https://example.com",
    })], []],
  // As PYUSD is made.
  ["many extensions", ["MintCloseAuthority", "PermanentDelegate", "TransferFeeConfig", "ConfidentialTransferMint", "ConfidentialTransferFee", "TransferHook", "MetadataPointer"], [
    (mint) => token.getInitializeMintCloseAuthorityInstruction({ mint, closeAuthority: authority.address }),
    (mint) => token.getInitializePermanentDelegateInstruction({ mint, delegate: address("permanent") }),
    transferFee(0, 0n),
    (mint) => token.getInitializeConfidentialTransferMintInstruction({ mint, authority: authority.address, autoApproveNewAccounts: false, auditorElgamalPubkey: null }),
    (mint) => token.getInitializeConfidentialTransferFeeInstruction({ mint, authority: authority.address, withdrawWithheldAuthorityElGamalPubkey: address("elgamal") }),
    (mint) => token.getInitializeTransferHookInstruction({ mint, authority: authority.address, programId: null }),
    (mint) => token.getInitializeMetadataPointerInstruction({ mint, authority: authority.address, metadataAddress: mint }),
  ], [], ["TransferFeeAmount", "TransferHookAccount"]],
];
for (const [name, extensions, before, after, ofAccounts] of MINTS) {
  const mint = await newMint(name, { extensions, before, after, room: 500 });
  record("mint", name, mint);
  record("account", `of a mint with ${name}`, await newAccount(`of ${name}`, mint, { extensions: ofAccounts }));
}

// The extensions that an account's owner chooses.
const plainMint = await newMint("plain");
const memo = (account) => token.getEnableMemoTransfersInstruction({ token: account, owner });
const noMemo = (account) => token.getDisableMemoTransfersInstruction({ token: account, owner });
const guard = (account) => token.getEnableCpiGuardInstruction({ token: account, owner });
const noGuard = (account) => token.getDisableCpiGuardInstruction({ token: account, owner });
for (const [name, extensions, before, after] of [
  ["immutable owner", ["ImmutableOwner"], [immutable], []],
  ["memo required", ["MemoTransfer"], [], [memo]],
  ["memo not required any more", ["MemoTransfer"], [], [memo, noMemo]],
  ["CPI guard", ["CpiGuard"], [], [guard]],
  ["CPI guard off", ["CpiGuard"], [], [guard, noGuard]],
  ["all of the owner's", ["ImmutableOwner", "MemoTransfer", "CpiGuard"], [immutable], [memo, guard]],
]) {
  record("account", name, await newAccount(name, plainMint, { extensions, before, after, amount: 12_345n }));
}
// Room for an extension that is not there yet: zeros at the end.
{
  const account = await newAccount("reallocated", plainMint);
  await send(token.getReallocateInstruction({
    token: account, payer, owner, newExtensionTypes: [token.ExtensionType.MemoTransfer, token.ExtensionType.CpiGuard],
  }));
  record("account", "reallocated", account);
}

// The fee of a transfer, as the program withholds it.
const fees = [];
for (const [basisPoints, maximumFee, amounts] of [
  [0, 1_000n, [0n, 1n, 10_000n]],
  [1, 2n ** 64n - 1n, [0n, 1n, 9_999n, 10_000n, 10_001n, 20_000n, 20_001n, 2n ** 62n]],
  [50, 5_000n, [1n, 199n, 200n, 201n, 10_000n, 999_999n, 1_000_000n, 1_000_001n, 2n ** 62n]],
  [333, 2n ** 64n - 1n, [1n, 2n, 3n, 30n, 31n, 100n, 12_345_678n, 2n ** 61n + 1n]],
  [9_999, 2n ** 64n - 1n, [1n, 2n, 10_000n, 10_001n, 2n ** 62n - 1n]],
  [10_000, 2n ** 64n - 1n, [1n, 2n, 10_000n, 2n ** 62n]],
  [10_000, 0n, [1n, 2n ** 62n]],
  [10_000, 1n, [1n, 2n]],
]) {
  const label = `fee ${basisPoints} ${maximumFee}`;
  // The fee was another one until now: it is the newer one that is taken.
  const mint = await newMint(label, { extensions: ["TransferFeeConfig"], before: [transferFee(basisPoints, maximumFee)] });
  const source = await newAccount(`source ${label}`, mint, { extensions: ["TransferFeeAmount"], amount: 2n ** 64n - 1n });
  const destination = await newAccount(`destination ${label}`, mint, { extensions: ["TransferFeeAmount"] });
  let before = 0n;
  for (const amount of amounts) {
    await send(token.getTransferCheckedInstruction({ source, mint, destination, authority: owner, amount, decimals: 6 }));
    const { extensions } = token.getTokenDecoder().decode(svm.getAccount(destination).data);
    const withheld = extensions.value.find((e) => e.__kind === "TransferFeeAmount").withheldAmount;
    fees.push({ basisPoints, maximumFee: String(maximumFee), amount: String(amount), fee: String(withheld - before) });
    before = withheld;
  }
  if (basisPoints === 50) {
    record("account", "withheld fees", destination);
    await send(token.getHarvestWithheldTokensToMintInstruction({ mint, sources: [destination] }));
    record("mint", "harvested fees", mint);
  }
}
// A fee that changes takes effect two epochs later.
const epochs = [];
{
  const mint = await newMint("epochs", { extensions: ["TransferFeeConfig"], before: [transferFee(100, 1_000_000n)], after: [setTransferFee(250, 1_000_000n)] });
  record("mint", "fee of two epochs", mint);
  const source = await newAccount("source epochs", mint, { extensions: ["TransferFeeAmount"], amount: 10n ** 9n });
  const destination = await newAccount("destination epochs", mint, { extensions: ["TransferFeeAmount"] });
  let before = 0n;
  for (const epoch of [700n, 701n, 702n, 703n]) {
    const clock = svm.getClock();
    clock.epoch = epoch;
    svm.setClock(clock);
    await send(token.getTransferCheckedInstruction({ source, mint, destination, authority: owner, amount: 10_000n, decimals: 6 }));
    const { extensions } = token.getTokenDecoder().decode(svm.getAccount(destination).data);
    const withheld = extensions.value.find((e) => e.__kind === "TransferFeeAmount").withheldAmount;
    epochs.push({ epoch: String(epoch), amount: "10000", fee: String(withheld - before) });
    before = withheld;
  }
}

// What is no token account: a multisignature account of each program, and the uninitialised.
const refused = [];
for (const program of [TOKEN, TOKEN_2022]) {
  const multisig = await signer(`multisig ${program}`);
  const signers = ["a", "b", "c"].map(address);
  await send(
    create(multisig, 355, program),
    token.getInitializeMultisig2Instruction({ multisig: multisig.address, signers, m: 2 }, { programAddress: program }),
  );
  const { data, programAddress } = svm.getAccount(multisig.address);
  refused.push({ name: "multisignature account", program: programAddress, data: Buffer.from(data).toString("hex") });
}

// With proofs that LiteSVM has no keys for.
const balance = (label) => Buffer.concat([hash(`${label} 1`), hash(`${label} 2`)]);
for (const [approved, credits] of [[true, true], [false, true], [true, false]]) {
  const data = token.getTokenEncoder().encode({
    mint: plainMint, owner: owner.address, amount: 1n, delegate: null, state: token.AccountState.Initialized,
    isNative: null, delegatedAmount: 0n, closeAuthority: null,
    extensions: [{
      __kind: "ConfidentialTransferAccount", approved, elgamalPubkey: address("elgamal"),
      pendingBalanceLow: balance("low"), pendingBalanceHigh: balance("high"), availableBalance: balance("available"),
      decryptableAvailableBalance: balance("decryptable").subarray(0, 36),
      allowConfidentialCredits: !credits, allowNonConfidentialCredits: credits, pendingBalanceCreditCounter: 3n,
      maximumPendingBalanceCreditCounter: 65_536n, expectedPendingBalanceCreditCounter: 2n, actualPendingBalanceCreditCounter: 1n,
    }, { __kind: "ImmutableOwner" }],
  });
  push("account", `confidential account, approved ${approved}, credits ${credits}`, TOKEN_2022, "@solana-program/token-2022", data);
}

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
console.log(JSON.stringify({
  source: Object.fromEntries(["litesvm", "@solana-program/token-2022", "@solana/kit"].map((name) => [name, version(name)])),
  accounts, refused, fees, epochs,
}, null, 1));
