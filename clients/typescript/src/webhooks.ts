/** Verify signed webhooks; needs no platform and no network. */

import { WebhookVerificationError } from "./errors.js";
import type { WebhookEvent } from "./types.js";

const PREFIX = "whsec_";
const TOLERANCE_MS = 5 * 60_000;

export type WebhookHeaders = Headers | Record<string, string | string[] | undefined>;

/**
 * Return the event of a message, or throw `WebhookVerificationError`.
 *
 * `body` is the request's body as it arrived, before any parsing. Header names match in any case. With several
 * secrets, one of them must match. Messages can arrive twice and out of order: the header `webhook-id` is the
 * same for each attempt, and `sequence` counts the messages of an interview.
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  now: Date = new Date(),
): Promise<WebhookEvent> {
  const id = read(headers, "webhook-id");
  const timestamp = read(headers, "webhook-timestamp");
  const signature = read(headers, "webhook-signature");
  if (!id || !timestamp || signature === undefined) {
    throw new WebhookVerificationError("The headers of a signed webhook are missing.");
  }
  const raw = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const signed = new Uint8Array(head.length + raw.length);
  signed.set(head);
  signed.set(raw, head.length);
  let matches = false;
  for (const each of typeof secret === "string" ? [secret] : secret) {
    matches = (await isSigned(signed, signature, each)) || matches;
  }
  if (!matches) throw new WebhookVerificationError("The signature does not match the body.");
  const differenceMs = Math.abs(now.getTime() - Number(timestamp) * 1000);
  if (!(differenceMs <= TOLERANCE_MS)) {
    throw new WebhookVerificationError("The timestamp is too old or in the future.");
  }
  try {
    return JSON.parse(new TextDecoder().decode(raw)) as WebhookEvent;
  } catch {
    throw new WebhookVerificationError("The body is not JSON.");
  }
}

function read(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return Array.isArray(found) ? found[0] : found;
}

async function isSigned(
  signed: Uint8Array<ArrayBuffer>,
  header: string,
  secret: string,
): Promise<boolean> {
  if (secret === "") throw new TypeError("The secret of the webhook endpoint is empty.");
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", decodeKey(secret), algorithm, false, ["verify"]);
  let matches = false;
  for (const one of header.split(" ").filter((each) => each.startsWith("v1,"))) {
    const signature = decodeBase64(one.slice(3));
    if (signature !== undefined) {
      matches = (await crypto.subtle.verify("HMAC", key, signature, signed)) || matches;
    }
  }
  return matches;
}

/** Return the base64 after `whsec_`, or the secret's own bytes. */
function decodeKey(secret: string): Uint8Array<ArrayBuffer> {
  const decoded = secret.startsWith(PREFIX) ? decodeBase64(secret.slice(PREFIX.length)) : undefined;
  return decoded ?? new TextEncoder().encode(secret);
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
