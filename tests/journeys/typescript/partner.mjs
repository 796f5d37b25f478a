/** A partner's program: many requests, their plans, a change, an approval, and what is refused. */
import { ApiError, Vivavoce } from "vivavoce-client";

const [url, apiKey, token] = process.argv.slice(2);
const partner = new Vivavoce({ url, apiKey });
const recruiter = new Vivavoce({ url, token });
const facts = {
  position: "Warehouse shift lead",
  level: "MID",
  skills: ["Inventory control"],
  jobDescription: "You lead the late shift, plan it, keep the safety rules and bring errors down.",
};

const batch = Array.from({ length: 5 }, (_, number) => ({
  ...facts,
  candidateName: `Candidate ${number}`,
  candidateEmail: `candidate${number}@example.com`,
  externalId: `typescript-${number}`,
}));
const created = await partner.request("POST", "/interviews/batch", { body: { interviews: batch } });
const again = await partner.interviews.create(batch[0]);
const [first, second] = created.results.map(({ interview }) => interview.runId);

const states = [];
const options = { everyMs: 50, onStatus: ({ state }) => states.push(state) };
await partner.interviews.waitFor(first, ["PENDING"], options);
await recruiter.interviews.requestPlanChanges(first, { comments: "Make it 20 minutes." });
await partner.interviews.waitFor(first, ["PENDING"], options);
const plan = await partner.interviews.plan(first);
const approved = await recruiter.interviews.approvePlan(first);
await partner.interviews.cancel(second);

const listed = [];
for await (const interview of partner.interviews.list({ search: "Candidate", limit: 2 })) {
  listed.push(interview.candidateName);
}
const refusals = [];
for (const refused of [
  () => partner.interviews.approvePlan(second),
  () => partner.interviews.get("run_unknown"),
  () => partner.interviews.create({ ...facts, level: "WIZARD" }),
]) {
  try {
    await refused();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refusals.push([error.status, error.code]);
  }
}

console.log(
  JSON.stringify({
    created: created.created,
    sameAgain: again.runId === first,
    lastState: states.at(-1),
    planVersion: plan.version,
    state: approved.state,
    link: approved.interviewLink,
    canceled: (await partner.interviews.status(second)).state,
    listed: listed.sort(),
    refusals,
  }),
);
