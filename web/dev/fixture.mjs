/**
 * A stand-in for the gateway, for looking at the built pages: `npm run fixture`.
 * Any password signs in except "wrong"; any six digits open the door except 000000.
 */
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import {
  assessment,
  card,
  plan,
  questions,
  rows,
  transcript,
  transitions,
} from "./fixture-data.mjs";
import { groups, jobAnalysis } from "./fixture-job.mjs";
import { liveRoutes, liveSocket } from "./fixture-live.mjs";

const built =
  process.env.BUILT ?? fileURLToPath(new URL("../../src/vivavoce/_web/", import.meta.url));
const port = Number(process.env.PORT ?? 3009);
const kinds = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

const signedIn = (email) => ({
  accessToken: "fixture",
  expiresIn: 3600,
  user: {
    id: "u1",
    email,
    name: "Ruth Adeyemi",
    role: email.startsWith("viewer") ? "VIEWER" : "RECRUITER",
    tenantId: "t1",
  },
});

const refused = (status, code, more = {}) => ({
  status,
  body: { title: code, status, detail: code, code, requestId: "req_x1b7", ...more },
});
const fine = (body, status = 200) => ({ status, body });
const interviewOf = (id) => rows.find((row) => row.id === id);

const routes = [
  ...liveRoutes,
  [
    "POST",
    /^\/auth\/login$/,
    (_, body) =>
      body.password === "wrong" ? refused(401, "credentials_wrong") : fine(signedIn(body.email)),
  ],
  [
    "GET",
    /^\/interviews$/,
    (_, __, query) => {
      const asked = query.getAll("state");
      const data = rows.filter((row) => asked.includes(row.state));
      return fine({ data, total: data.length, page: 1, limit: 50 });
    },
  ],
  [
    "GET",
    /^\/interviews\/([^/]+)$/,
    ([id]) =>
      interviewOf(id) ? fine({ ...interviewOf(id), transitions }) : refused(404, "not_found"),
  ],
  ["GET", /^\/interviews\/([^/]+)\/plan$/, () => fine(plan)],
  ["GET", /^\/interviews\/([^/]+)\/job-analysis$/, () => fine(jobAnalysis)],
  ["GET", /^\/competency-groups$/, () => fine({ data: groups, total: groups.length })],
  ["GET", /^\/interviews\/([^/]+)\/assessment$/, () => fine(assessment)],
  ["GET", /^\/sessions\/([^/]+)\/transcript$/, () => fine(transcript)],
  ["POST", /^\/sessions\/([^/]+)\/ticket$/, () => fine({ ticket: "one_time", expiresAt: "" }, 201)],
  [
    "POST",
    /^\/interviews\/([^/]+)\/plan\/(approve|reject)$/,
    ([id, verdict]) => {
      const row = interviewOf(id);
      if (row.state !== "PENDING") {
        return refused(409, "state_conflict", { currentState: row.state, allowedTransitions: [] });
      }
      const isApproved = verdict === "approve";
      row.state = isApproved ? "APPROVED" : "REJECTED";
      row.interviewLink = isApproved ? `http://localhost:${port}/interview/join/tok` : null;
      return fine({ state: row.state, interviewLink: row.interviewLink });
    },
  ],
  [
    "POST",
    /^\/interviews\/([^/]+)\/job-analysis\/corrections$/,
    ([id]) => {
      interviewOf(id).state = "GENERATING_PLAN";
      return fine({ state: "GENERATING_PLAN" });
    },
  ],
  [
    "POST",
    /^\/interviews\/([^/]+)\/plan\/changes$/,
    ([id]) => {
      interviewOf(id).state = "GENERATING_PLAN";
      return fine({ state: "GENERATING_PLAN" });
    },
  ],
  [
    "PUT",
    /^\/interviews\/([^/]+)$/,
    ([id]) => {
      interviewOf(id).state = "GENERATING_PLAN";
      return fine({ ...interviewOf(id), transitions });
    },
  ],
  [
    "POST",
    /^\/interviews\/([^/]+)\/assessment\/reassess$/,
    ([id]) => {
      const row = interviewOf(id);
      row.state = "COMPLETED";
      return fine({ state: row.state });
    },
  ],
  [
    "GET",
    /^\/candidate-access\/([^/]+)\/info$/,
    ([token]) => {
      if (token === "gone") return refused(404, "link_not_available");
      if (token === "soon") {
        return fine({ ...card, opensAt: new Date(Date.now() + 86_400_000).toISOString() });
      }
      if (token === "over") return fine({ ...card, state: "COMPLETED" });
      return fine(card);
    },
  ],
  ["POST", /^\/candidate-access\/([^/]+)\/consent$/, () => fine({})],
  [
    "POST",
    /^\/candidate-access\/([^/]+)\/request-otp$/,
    () => fine({ message: "sent", maskedEmail: card.maskedEmail, resendAfterSeconds: 60 }, 201),
  ],
  [
    "POST",
    /^\/candidate-access\/([^/]+)\/verify-otp$/,
    (_, body) =>
      body.otp === "000000"
        ? refused(401, "code_incorrect", { attemptsLeft: 4 })
        : fine({ sessionToken: "st", candidateName: card.candidateName, position: card.position }),
  ],
  [
    "POST",
    /^\/candidate-access\/([^/]+)\/start$/,
    () => fine({ sessionId: "int_fixture", tenantId: "t1", wsUrl: "" }, 201),
  ],
];

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (!url.pathname.startsWith("/api/v1/")) return page(url.pathname, response);
  let text = "";
  for await (const chunk of request) text += chunk;
  const path = url.pathname.slice("/api/v1".length);
  const found = routes.find(([method, form]) => method === request.method && form.test(path));
  const { status, body } = found
    ? found[2](path.match(found[1]).slice(1), text ? JSON.parse(text) : {}, url.searchParams)
    : refused(404, "not_found");
  const kind = status < 400 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "content-type": kind });
  response.end(JSON.stringify(body));
});

function page(path, response) {
  const file = join(built, normalize(path));
  const isFile = file.startsWith(built) && existsSync(file) && statSync(file).isFile();
  const shell = path.startsWith("/interview/") ? "interview.html" : "index.html";
  const shown = isFile ? file : join(built, shell);
  response.writeHead(200, {
    "content-type": kinds[extname(shown)] ?? "application/octet-stream",
    "content-security-policy":
      "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  });
  createReadStream(shown).pipe(response);
}

/** One talk, kept over reconnects; a text "drop" cuts the line once. */
const log = [];
let place = 0;
const heard = new Set();
let hasDropped = false;
const rooms = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  if (liveSocket(request, socket, head)) return;
  rooms.handleUpgrade(request, socket, head, (line) => rooms.emit("connection", line, request));
});
rooms.on("connection", (socket, request) => {
  const seen = Number(new URL(request.url, "http://localhost").searchParams.get("lastEventId"));
  const tell = (frame) => socket.send(JSON.stringify(frame));
  const say = (frame) => {
    log.push({ seq: log.length + 1, ...frame });
    tell(log.at(-1));
  };
  const spoken = (role, text, kind) =>
    say({ type: "TRANSCRIPT", role, text, kind, final: true, turn: log.length + 1 });
  const question = () => ({ index: place, of: questions.length });
  const state = (name) =>
    tell({ type: "STATE", state: name, question: question(), remainingSeconds: 840 });
  const next = () => {
    const text = questions[place];
    place += 1;
    if (text) spoken("agent", text, "question");
    else {
      spoken("agent", "That was my last question. Thank you for your time.", "closing");
      say({ type: "ENDED", reason: "completed" });
    }
    state("in_progress");
  };
  tell({
    type: "READY",
    sessionId: "int_fixture",
    state: "in_progress",
    lastSeq: log.length,
    position: card.position,
    companyName: card.companyName,
    question: question(),
    remainingSeconds: 840,
  });
  for (const frame of log) if (frame.seq > seen) tell(frame);
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data));
    if (frame.type === "GREETING_REQUEST" && place === 0) {
      say({ type: "GREETING", text: `Hello ${card.candidateName}. Take all the time you need.` });
      setTimeout(next, 300);
    }
    if (frame.type === "TEXT" && !heard.has(frame.clientMessageId)) {
      if (frame.text === "drop" && !hasDropped) {
        hasDropped = true;
        return socket.terminate();
      }
      heard.add(frame.clientMessageId);
      spoken("candidate", frame.text, "answer");
      setTimeout(next, 900);
    }
    if (frame.type === "SKIP") next();
    if (frame.type === "REPEAT") spoken("agent", questions[place - 1], "repeat");
    if (frame.type === "PAUSE") state("paused");
    if (frame.type === "RESUME") state("in_progress");
    if (frame.type === "END") say({ type: "ENDED", reason: "candidate" });
  });
});

server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/interview/join/tok`));
