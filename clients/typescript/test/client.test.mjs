// What the built client sends, what it sends again, and what it verifies: `node --test`.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";

import {
  ApiError,
  InterviewStoppedError,
  UnreachableError,
  verifyWebhook,
  Vivavoce,
  WaitTimeoutError,
  WebhookVerificationError,
} from "../dist/index.js";

function json(body, status = 200, headers = {}) {
  return new Response(JSON.stringify(body), { status, headers });
}

const busy = (status = 503) => () =>
  json({ code: "busy", detail: "Busy." }, status, { "retry-after": "0" });
const lost = () => {
  throw new TypeError("fetch failed");
};

function clientOf(...answers) {
  const requests = [];
  const fetch = async (url, options) => {
    requests.push({ url, ...options });
    return answers.shift()();
  };
  return { client: new Vivavoce({ url: "https://vivavoce.test/", apiKey: "vv_key", fetch }), requests };
}

test("a request names the caller and the body", async () => {
  const { client, requests } = clientOf(() => json({ runId: "run_1" }, 201));

  const created = await client.interviews.create({ candidateName: "Ada" });

  assert.equal(created.runId, "run_1");
  assert.equal(String(requests[0].url), "https://vivavoce.test/api/v1/interviews");
  assert.equal(requests[0].headers.get("x-api-key"), "vv_key");
  assert.equal(requests[0].body, '{"candidateName":"Ada"}');
  assert.equal(requests[0].redirect, "manual");
});

test("a batch is sent again with the same key and has a result for each interview", async () => {
  const results = [{ index: 0, status: "created" }];
  const { client, requests } = clientOf(busy(), () => json({ results, created: 1 }));

  const batch = await client.interviews.createBatch([{ candidateName: "Ada" }]);

  assert.deepEqual(batch.results, results);
  assert.equal(String(requests[1].url), "https://vivavoce.test/api/v1/interviews/batch");
  assert.equal(requests[1].body, '{"interviews":[{"candidateName":"Ada"}]}');
  assert.equal(new Set(requests.map((each) => each.headers.get("idempotency-key"))).size, 1);
});

for (const url of ["https://vivavoce.test", "https://vivavoce.test/api/v1", "https://vivavoce.test/api/v1/"]) {
  test(`the address may be ${url}`, async () => {
    let asked;
    const fetch = async (address) => {
      asked = String(address);
      return json({});
    };

    await new Vivavoce({ url, apiKey: "vv_key", fetch }).interviews.get("run_1");

    assert.equal(asked, "https://vivavoce.test/api/v1/interviews/run_1");
  });
}

for (const [name, failure] of [["busy", busy()], ["a gateway's error", busy(502)], ["a lost connection", lost]]) {
  test(`after ${name}, a keyed request is sent again with the same key`, async () => {
    const { client, requests } = clientOf(failure, () => json({}, 201));

    await client.interviews.create({});

    const keys = requests.map((each) => each.headers.get("idempotency-key"));
    assert.equal(keys.length, 2);
    assert.ok(keys[0] && keys[0] === keys[1]);
  });
}

test("a request keeps the name that its sender gives it", async () => {
  const { client, requests } = clientOf(busy(), () => json({}, 200));

  await client.request("GET", "/interviews", { requestId: "nightly-import-17" });

  const names = requests.map((each) => each.headers.get("x-request-id"));
  assert.deepEqual(names, ["nightly-import-17", "nightly-import-17"]);
});

test("options hold for every method, and only for their calls", async () => {
  const { client, requests } = clientOf(busy(502), () => json({}), () => json({}), () => json({}, 201));

  const once = client.withOptions({ idempotencyKey: "approval-17", requestId: "nightly-17" });
  await once.interviews.approvePlan("run_1");
  await once.interviews.get("run_1");
  await client.interviews.create({});

  const names = requests.map(({ headers }) => [headers.get("idempotency-key"), headers.get("x-request-id")]);
  assert.deepEqual(names.slice(0, 3), [["approval-17", "nightly-17"], ["approval-17", "nightly-17"], [null, "nightly-17"]]);
  assert.notEqual(names[3][0], "approval-17");
  assert.equal(names[3][1], null);
});

test("a call takes a timeout of its own, and ends with a signal instead of being sent again", async () => {
  const never = (url, { signal }) =>
    new Promise((_, fail) => {
      const socket = setInterval(() => {}, 1000);
      signal.addEventListener("abort", () => {
        clearInterval(socket);
        fail(signal.reason);
      });
    });
  const client = new Vivavoce({ url: "https://vivavoce.test", fetch: never });
  const ended = new AbortController();

  await assert.rejects(client.withOptions({ timeoutMs: 1, maxRetries: 0 }).interviews.get("run_1"), UnreachableError);
  const waiting = client.withOptions({ signal: ended.signal }).interviews.get("run_1");
  ended.abort();

  await assert.rejects(waiting, { name: "AbortError" });
});

test("a request that may have had an effect is not sent again", async () => {
  for (const [failure, error] of [[busy(502), ApiError], [lost, UnreachableError]]) {
    const { client, requests } = clientOf(failure);

    await assert.rejects(client.interviews.confirmDecision("run_1", "dec_1"), error);

    assert.equal(requests.length, 1);
  }
});

test("a request that was not taken is sent again, and twice at most", async () => {
  const { client, requests } = clientOf(busy(), busy(429), busy());

  await assert.rejects(client.interviews.confirmDecision("run_1", "dec_1"), { status: 503 });

  assert.equal(requests.length, 3);
});

test("a long pause is left to the program", async () => {
  const { client } = clientOf(() => json({ code: "x", detail: "" }, 429, { "retry-after": "3600" }));

  await assert.rejects(client.interviews.get("run_1"), { retryAfterMs: 3_600_000 });
});

test("an error has the code, the request id and the wrong members", async () => {
  const errors = [{ field: "level", code: "unknown", message: "'X' is no level." }];
  const problem = { code: "validation", detail: "Mend it.", requestId: "req_1", errors };
  const { client } = clientOf(() => json(problem, 400));

  await assert.rejects(client.interviews.create({}), {
    status: 400, code: "validation", requestId: "req_1", errors, message: "Mend it. (400 validation, request req_1)",
  });
});

test("an answer of another server says so", async () => {
  for (const answer of [() => new Response("<html>"), () => json(["none"], 500)]) {
    await assert.rejects(clientOf(answer).client.interviews.get("run_1"), { code: "unexpected_answer" });
  }
});

test("an id stays one part of the path, and an empty one is refused", async () => {
  const { client, requests } = clientOf(() => json({}));

  await client.interviews.get("a/b?c");

  assert.equal(requests[0].url.pathname, "/api/v1/interviews/a%2Fb%3Fc");
  for (const id of ["", ".", ".."]) {
    await assert.rejects(client.interviews.cancel(id), /is not an id/);
  }
});

test("decisions about a plan and a cancellation can be sent again", async () => {
  const { client, requests } = clientOf(...Array(4).fill(() => json({})));

  await client.interviews.approvePlan("run_1");
  await client.interviews.rejectPlan("run_1", { comments: "Filled." });
  await client.interviews.requestPlanChanges("run_1", { comments: "Remove question 3." });
  await client.interviews.cancel("run_1");

  assert.deepEqual(
    requests.map((each) => `${each.method} ${each.url.pathname}`),
    ["plan/approve", "plan/reject", "plan/changes", "cancel"].map(
      (step) => `POST /api/v1/interviews/run_1/${step}`,
    ),
  );
  assert.equal(new Set(requests.map((each) => each.headers.get("idempotency-key"))).size, 4);
});

test("a list reads pages as they are needed", async () => {
  const { client, requests } = clientOf(
    () => json({ data: [{ id: "1" }], nextCursor: "abc" }),
    () => json({ data: [{ id: "2" }], nextCursor: null }),
  );
  const found = [];

  for await (const each of client.interviews.list({ state: ["PENDING", "APPROVED"] })) {
    found.push([each.id, requests.length]);
  }

  assert.deepEqual(found, [["1", 1], ["2", 2]]);
  assert.equal(requests[1].url.search, "?state=PENDING&state=APPROVED&cursor=abc");
});

test("a transcript is that of the newest session, and null before there is one", async () => {
  const said = { sessionId: "s-2", language: "en", turns: [] };
  const { client, requests } = clientOf(
    () => json({ sessionId: "s-2" }),
    () => json(said),
    () => json({ sessionId: null }),
  );

  assert.deepEqual(await client.interviews.transcript("run_1"), said);
  assert.equal(new URL(requests[1].url).pathname, "/api/v1/sessions/s-2/transcript");
  assert.equal(await client.interviews.transcript("run_1"), null);
});

test("waiting returns the status, or says where the interview is", async () => {
  const { client } = clientOf(
    () => json({ state: "GENERATING_PLAN" }),
    () => json({ state: "PENDING" }),
    () => json({ state: "PENDING" }),
  );

  const seen = [];
  const status = await client.interviews.waitFor("run_1", ["PENDING"], {
    everyMs: 0,
    onStatus: ({ state }) => seen.push(state),
  });
  assert.equal(seen.at(-1), "PENDING");
  assert.equal(seen.length, 2);

  assert.equal(status.state, "PENDING");
  await assert.rejects(client.interviews.waitFor("run_1", ["APPROVED"], { timeoutMs: 0 }), WaitTimeoutError);
});

test("waiting goes on in and for the states of a later version, and as long as one wanted state can come", async () => {
  for (const [state, wanted] of [
    ["PAUSED", ["PENDING"]],
    ["APPROVED", ["PAUSED"]],
    ["APPROVED", ["PENDING", "CANCELLED"]],
  ]) {
    const { client } = clientOf(() => json({ state }));
    await assert.rejects(client.interviews.waitFor("run_1", wanted, { timeoutMs: 0 }), WaitTimeoutError);
  }
});

test("waiting ends at once if the state cannot come any more, and says why", async () => {
  const missingFields = [{ field: "level" }, { field: "skills" }];
  for (const [status, expected, stopped = "stopped in"] of [
    [{ state: "INFO_NEEDED", missingFields }, "INFO_NEEDED, not PENDING (missing level; missing skills)"],
    [{ state: "REJECTED", missingFields: null }, "REJECTED, not PENDING"],
    [{ state: "CANCELLED", cancelReason: "EXPIRED" }, "CANCELLED, not PENDING (canceled: EXPIRED)"],
    [{ state: "ASSESSMENT_APPROVED" }, "ASSESSMENT_APPROVED, not PENDING"],
    [{ state: "APPROVED" }, "APPROVED, not PENDING", "is already"],
  ]) {
    const { client } = clientOf(() => json(status), () => json(status));

    await assert.rejects(client.interviews.waitFor("run_1", ["PENDING"]), (error) => {
      assert.ok(error instanceof InterviewStoppedError);
      assert.equal(error.message, `The interview 'run_1' ${stopped} ${expected}.`);
      assert.deepEqual([error.state, error.status], [status.state, status]);
      return true;
    });
    assert.deepEqual(await client.interviews.waitFor("run_1", [status.state]), status);
  }
});

test("waiting goes on while a failed step is tried again; too long a wait names it", async () => {
  const failure = { stage: "planning", code: "planner_failed", attempts: 3 };
  const failed = () => json({ state: "GENERATING_PLAN", failure });
  const { client } = clientOf(failed, () => json({ state: "PENDING" }), failed);

  assert.equal((await client.interviews.waitFor("run_1", ["PENDING"], { everyMs: 0 })).state, "PENDING");
  await assert.rejects(client.interviews.waitFor("run_1", ["PENDING"], { timeoutMs: 0 }), {
    name: "WaitTimeoutError",
    message:
      "The interview 'run_1' is GENERATING_PLAN, not PENDING (planning failed: planner_failed, attempt 3).",
  });
});

test("an empty answer is undefined; a key and a token together are refused", async () => {
  const { client } = clientOf(() => new Response(null, { status: 204 }));

  assert.equal(await client.interviews.withdrawDecision("run_1", "d1"), undefined);
  assert.throws(() => new Vivavoce({ url: "https://x.test", apiKey: "k", token: "t" }), /not both/);
});

test("a request without an answer says why", async () => {
  const refused = () => {
    throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:9") });
  };
  const { client } = clientOf(refused, refused, refused);

  await assert.rejects(client.interviews.get("run_1"), {
    name: "UnreachableError",
    message: "No answer from https://vivavoce.test/: connect ECONNREFUSED 127.0.0.1:9",
  });
});

for (const url of ["", "localhost:3009", "ftp://vivavoce.test"]) {
  test(`an address that is not http is refused: '${url}'`, () => {
    assert.throws(() => new Vivavoce({ url, apiKey: "k" }), /is no http address/);
  });
}

for (const credential of ["sk_live_…", "from_a_file\n"]) {
  test(`a credential that no header can carry is refused by name: ${JSON.stringify(credential)}`, () => {
    const url = "https://x.test";

    assert.throws(() => new Vivavoce({ url, apiKey: credential }), /'apiKey' has a character/);
    assert.throws(() => new Vivavoce({ url, token: credential }), /'token' has a character/);
  });
}

const key = Buffer.from("an-unguessable-token-of-enough-bytes");
const secret = `whsec_${key.toString("base64")}`;
const plain = "a-secret-without-the-prefix-and-long-enough";
const now = new Date("2026-11-22T12:00:00Z");
const body = '{"event":"interview.approved","sequence":4,"name":"Zoë"}';

function signed(...keys) {
  const seconds = String(now.getTime() / 1000);
  const sign = (each) => createHmac("sha256", each).update(`m1.${seconds}.${body}`).digest("base64");
  return {
    "Webhook-Id": "m1",
    "webhook-timestamp": seconds,
    "webhook-signature": keys.map((each) => `v1,${sign(each)}`).join(" "),
  };
}

test("a signed message is returned, as text and as bytes, with either secret of a rotation", async () => {
  const headers = signed(key, plain);

  for (const accepted of [secret, plain, [plain, "another"]]) {
    assert.equal((await verifyWebhook(body, headers, accepted, now)).sequence, 4);
  }
  assert.equal((await verifyWebhook(Buffer.from(body), new Headers(headers), secret, now)).name, "Zoë");
});

test("what was changed, is old or has another secret is refused", async () => {
  const headers = signed(key);
  const late = new Date(now.getTime() + 301_000);
  for (const [given, with_, by, at] of [
    [`${body} `, headers, secret, now],
    [body, { ...headers, "Webhook-Id": "m2" }, secret, now],
    [body, { ...headers, "webhook-timestamp": "x" }, secret, now],
    [body, { ...headers, "webhook-signature": "v1,*** v2,AAAA" }, secret, now],
    [body, {}, secret, now],
    [body, headers, plain, now],
    [body, headers, secret, late],
  ]) {
    await assert.rejects(verifyWebhook(given, with_, by, at), WebhookVerificationError);
  }
  await assert.rejects(verifyWebhook(body, headers, "", now), TypeError);
});
