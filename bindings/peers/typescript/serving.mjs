// What the servers share: their arguments, what they sell, and the line that they print.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

/** The command line: the framework, the facilitator, and the terms of each path, with this version's network names. */
export function given(evmNetwork = "eip155:84532", svmNetwork = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1") {
  const { values } = parseArgs({
    options: {
      framework: { type: "string", default: "express" },
      facilitator: { type: "string", default: process.env.X402_FACILITATOR },
      "evm-network": { type: "string", default: evmNetwork },
      "evm-pay-to": { type: "string", default: "0x7C17DE551103413CD29ff11bb0751b10a346B675" },
      "svm-network": { type: "string", default: svmNetwork },
      "svm-pay-to": { type: "string", default: "CZJUbiqU5WySMKiqDMS8EfZ8ritAu97jbmhRy3sMX8J" },
      price: { type: "string", default: "$0.01" },
    },
  });
  if (!values.facilitator) throw new Error("where is the facilitator? --facilitator URL, or X402_FACILITATOR");
  const { framework, facilitator, price } = values;
  const terms = {
    "/evm": { network: values["evm-network"], payTo: values["evm-pay-to"], price },
    "/solana": { network: values["svm-network"], payTo: values["svm-pay-to"], price },
  };
  return { framework, facilitator, terms };
}

/** The handler of the paths that cost something: it counts what each of them has given. */
export function reports(paths) {
  const served = Object.fromEntries(paths.map(path => [path, 0]));
  return path => ({ report: "worth its price", served: ++served[path] });
}

/** Prints where the server is, and ends the process with its input. */
export function announce({ port }, name, terms) {
  const { version } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8"));
  const url = `http://127.0.0.1:${port}`;
  console.log(JSON.stringify({ url, package: name, version, routes: Object.keys(terms) }));
  process.stdin.resume().on("end", () => process.exit(0));
}
