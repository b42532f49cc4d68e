// What the clients share: their arguments, the header that they send, and the line that they print.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

/** The command line: a URL, the test keys to pay with, the version to pay in, and which client is meant. */
export function given() {
  const { values } = parseArgs({
    options: {
      client: { type: "string", default: "fetch" },
      url: { type: "string" },
      "evm-key": { type: "string" },
      "svm-seed": { type: "string" },
      "x402-version": { type: "string", default: "2" },
      "payment-id": { type: "string" },
    },
  });
  if (!values.url) throw new Error("what is to be got? --url URL");
  const seed = values["svm-seed"]?.replace(/^0x/, "");
  return {
    client: values.client,
    url: values.url,
    evmKey: values["evm-key"],
    paymentId: values["payment-id"],
    svmSeed: seed && Uint8Array.from(Buffer.from(seed, "hex")),
    // The bill of version 2 is in a header, and that of version 1 in the body.
    hidden: values["x402-version"] === "1" ? ["payment-required"] : [],
  };
}

const PAYMENT_HEADERS = ["PAYMENT-SIGNATURE", "X-PAYMENT"];

/** `fetch` without the hidden headers of an answer; `sent` has the payment headers that went through it. */
export function watchedFetch(hidden) {
  const sent = [];
  async function watched(input, init) {
    const request = new Request(input, init);
    for (const name of PAYMENT_HEADERS) {
      if (request.headers.has(name)) sent.push([name, request.headers.get(name)]);
    }
    const response = await fetch(request);
    const headers = new Headers(response.headers);
    for (const name of hidden) headers.delete(name);
    return new Response(response.body, { status: response.status, headers });
  }
  return [watched, sent];
}

/** The same of an axios instance, which has yet to be made to pay. */
export function watchAxios(instance, hidden) {
  const sent = [];
  instance.interceptors.request.use(request => {
    for (const name of PAYMENT_HEADERS) {
      if (request.headers.has(name)) sent.push([name, request.headers.get(name)]);
    }
    return request;
  });
  instance.interceptors.response.use(null, error => {
    for (const name of hidden) error.response?.headers.delete(name);
    throw error;
  });
  return sent;
}

/** A response of axios, which has parsed a body of JSON, as one of fetch. */
export function ofAxios({ status, data, headers }) {
  const body = typeof data === "string" ? data : JSON.stringify(data);
  return new Response(body, { status, headers: Object.entries(headers.toJSON()) });
}

/** Decodes a receipt where the package does not. */
export const decodeReceipt = text => JSON.parse(Buffer.from(text, "base64").toString());

/** Prints the line; `manifest` is the URL of the package's `package.json`. */
export async function show(response, [sent = null, ...more], decode, manifest) {
  if (more.length) throw new Error(`${more.length + 1} payments were sent for one resource`);
  const receipt = response.headers.get("PAYMENT-RESPONSE") ?? response.headers.get("X-PAYMENT-RESPONSE");
  const { name, version } = JSON.parse(readFileSync(manifest, "utf8"));
  const line = { status: response.status, body: await response.text(), receipt: receipt && decode(receipt) };
  console.log(JSON.stringify({ ...line, sent, package: name, version }));
}
