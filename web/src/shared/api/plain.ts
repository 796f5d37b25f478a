import { callerStore } from "./caller";
import { answered } from "./problem";
import { type Read, understood } from "./shape";

/**
 * Ask the gateway at an address that the generated types do not know yet.
 *
 * The answer is read with `read`, so that what a page holds is what its types say.
 */
export async function asked<Value>(
  method: "GET" | "POST",
  path: string,
  read: Read<Value>,
  body?: unknown,
): Promise<Value> {
  return understood(await answered(fetched(method, path, body)), read);
}

async function fetched(method: string, path: string, body: unknown) {
  const caller = callerStore.get();
  const response = await globalThis.fetch(`/api/v1${path}`, {
    method,
    headers: {
      ...(caller ? { authorization: `Bearer ${caller.accessToken}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status === 401) callerStore.set(null);
  const said: unknown = await response.json().catch(() => null);
  return response.ok ? { data: said, response } : { error: said, response };
}
