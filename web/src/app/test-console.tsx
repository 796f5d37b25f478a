import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { Calls, type ReviewCalls } from "@/features/approvals/calls";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import { permissionsOf } from "@/shared/api/test-caller";
import type { HumanTask } from "@/shared/api/types";
import { consoleRouter } from "./router";
import { aPage, aQueue } from "./test-data";

const unasked = () => Promise.reject(new Problem(404, {}));

/** Open a page of the console with the calls that a test answers itself. */
export function openConsole(
  path: string,
  { tasks, ...calls }: Partial<ReviewCalls> & { tasks?: () => Promise<HumanTask[]> },
  around: (page: ReactNode) => ReactNode = (page) => page,
) {
  const all: ReviewCalls = {
    waiting: async () => aPage([]),
    counts: async () => ({ counts: {}, total: 0 }),
    engines: unasked,
    queue: async (_, page) => {
      const waiting = await all.waiting(["ASSESSMENT_PENDING", "PENDING", "INFO_NEEDED"], page);
      return aQueue(waiting.data, (await tasks?.()) ?? []);
    },
    claim: unasked,
    release: unasked,
    completeTask: unasked,
    mailbox: unasked,
    interview: unasked,
    plan: unasked,
    previewChange: async () => ({
      changes: [],
      notUnderstood: [],
      rejectedParts: [],
      isReadByModel: true,
    }),
    planVersions: async () => [],
    editPlan: unasked,
    emailTexts: async () => [],
    tryPlan: unasked,
    questionSets: async () => [],
    bankQuestions: unasked,
    jobAnalysis: unasked,
    competencyGroups: async () => [{ code: "S8.2", name: "driving vehicles" }],
    correctJobAnalysis: unasked,
    assessment: unasked,
    transcript: unasked,
    decidePlan: unasked,
    askForChange: unasked,
    completeInfo: unasked,
    reassess: unasked,
    decideCandidate: unasked,
    confirmDecision: unasked,
    withdrawDecision: unasked,
    scorecardLinks: async () => ({ data: [] }),
    scorecardFile: async () => new Blob(),
    shareScorecard: unasked,
    revokeScorecardLink: unasked,
    candidateMessages: async () => ({ corrections: [], feedback: null, review: null }),
    answerReview: unasked,
    correctLevel: unasked,
    ...calls,
  };
  const router = consoleRouter(createMemoryHistory({ initialEntries: [path] }));
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <Calls value={all}>{around(<RouterProvider router={router} />)}</Calls>
    </QueryClientProvider>,
  );
  return { router, queries };
}

export function signInAs(role: string): void {
  callerStore.set({
    permissions: permissionsOf(role),
    user: {
      id: "u1",
      email: "ruth@example.org",
      name: "Ruth Adeyemi",
      role,
      roleName: role,
      tenantId: "t1",
    },
  });
}
