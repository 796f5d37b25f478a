import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Outlet,
  type RouterHistory,
  redirect,
  useNavigate,
} from "@tanstack/react-router";
import { AssessmentReview } from "@/features/approvals/assessment-review";
import { InterviewPage } from "@/features/approvals/interview";
import { Mailbox } from "@/features/approvals/mailbox";
import { PlanReview } from "@/features/approvals/plan-review";
import { Queue } from "@/features/approvals/queue";
import { Assistant } from "@/features/assistant/screen";
import { Insight } from "@/features/insight/insight";
import { IntakeList } from "@/features/intake/list";
import { Listen } from "@/features/live/listen";
import { Wall } from "@/features/live/wall";
import { Assignments } from "@/features/practice/assignments";
import { Leaderboard } from "@/features/practice/leaderboard";
import { PracticeReview } from "@/features/practice/review";
import { PracticeReviews } from "@/features/practice/reviews";
import { PracticeDraft, PracticeSetup } from "@/features/practice/setup";
import { Replay } from "@/features/replay/replay";
import { SignIn } from "@/features/sign-in/screen";
import { callerStore } from "@/shared/api/caller";
import { IntakeWithTalk } from "./intake-room";
import { ownPath } from "./own-path";
import { homeOf } from "./places";
import { PracticeRoom } from "./practice-room";
import { Shell } from "./shell";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = search["next"];
    return typeof next === "string" ? { next } : {};
  },
  component: SignInPage,
});

const inside = createRoute({
  getParentRoute: () => root,
  id: "console",
  beforeLoad: ({ location }) => refuseStrangers(location.pathname),
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: homeOf(callerStore.get()) });
  },
});

const queue = createRoute({ getParentRoute: () => inside, path: "/queue", component: Queue });

const interview = createRoute({
  getParentRoute: () => inside,
  path: "/interviews/$id",
  component: () => <InterviewPage id={interview.useParams().id} />,
});

const plan = createRoute({
  getParentRoute: () => inside,
  path: "/interviews/$id/plan",
  component: () => <PlanReview id={plan.useParams().id} />,
});

const assessment = createRoute({
  getParentRoute: () => inside,
  path: "/interviews/$id/assessment",
  component: () => <AssessmentReview id={assessment.useParams().id} />,
});

const mailbox = createRoute({
  getParentRoute: () => inside,
  path: "/settings/mailbox",
  component: Mailbox,
});

const insight = createRoute({ getParentRoute: () => inside, path: "/insight", component: Insight });

const live = createRoute({ getParentRoute: () => inside, path: "/live", component: Wall });

const listen = createRoute({
  getParentRoute: () => inside,
  path: "/live/$sessionId",
  validateSearch: (search: Record<string, unknown>): { ask?: "take-over" } =>
    search["ask"] === "take-over" ? { ask: "take-over" } : {},
  component: () => {
    const { sessionId } = listen.useParams();
    return <Listen key={sessionId} sessionId={sessionId} ask={listen.useSearch().ask} />;
  },
});

const replay = createRoute({
  getParentRoute: () => inside,
  path: "/sessions/$id/replay",
  component: () => <Replay sessionId={replay.useParams().id} />,
});

const intakes = createRoute({
  getParentRoute: () => inside,
  path: "/intake",
  component: IntakeList,
});

const intake = createRoute({
  getParentRoute: () => inside,
  path: "/intake/$id",
  component: () => <IntakeWithTalk id={intake.useParams().id} />,
});

const practice = createRoute({
  getParentRoute: () => inside,
  path: "/practice",
  validateSearch: (
    search: Record<string, unknown>,
  ): { assignment?: string; role?: string; draft?: string } => ({
    ...(typeof search["draft"] === "string" ? { draft: search["draft"] } : {}),
    ...(typeof search["assignment"] === "string" ? { assignment: search["assignment"] } : {}),
    ...(typeof search["role"] === "string" ? { role: search["role"] } : {}),
  }),
  component: () => {
    const { assignment, role, draft } = practice.useSearch();
    if (draft) return <PracticeDraft key={draft} sessionId={draft} />;
    return (
      <PracticeSetup assignment={assignment ? { id: assignment, role: role ?? "" } : undefined} />
    );
  },
});

const practiceReviews = createRoute({
  getParentRoute: () => inside,
  path: "/practice/reviews",
  component: PracticeReviews,
});

const leaderboard = createRoute({
  getParentRoute: () => inside,
  path: "/practice/leaderboard",
  component: Leaderboard,
});

const practiceReview = createRoute({
  getParentRoute: () => inside,
  path: "/practice/$sessionId/review",
  component: () => <PracticeReview sessionId={practiceReview.useParams().sessionId} />,
});

const practiceRoom = createRoute({
  getParentRoute: () => root,
  path: "/practice/$sessionId",
  beforeLoad: ({ location }) => refuseStrangers(location.pathname),
  component: () => <PracticeRoom sessionId={practiceRoom.useParams().sessionId} />,
});

const assistant = createRoute({
  getParentRoute: () => inside,
  path: "/assistant",
  component: () => <Assistant />,
});

const assignments = createRoute({
  getParentRoute: () => inside,
  path: "/assignments",
  component: Assignments,
});

const routes = root.addChildren([
  signIn,
  practiceRoom,
  inside.addChildren([
    home,
    queue,
    interview,
    plan,
    assessment,
    mailbox,
    practice,
    practiceReviews,
    leaderboard,
    practiceReview,
    assistant,
    assignments,
    insight,
    live,
    listen,
    replay,
    intakes,
    intake,
  ]),
]);

/** Pages for those with an account lead everybody else to the door, and back afterwards. */
function refuseStrangers(pathname: string): void {
  if (callerStore.get()) return;
  const isHome = pathname === "/" || pathname === "/queue";
  throw redirect({ to: "/sign-in", search: isHome ? {} : { next: pathname } });
}

/** The console's addresses; `history` is handed in by tests. */
export function consoleRouter(history?: RouterHistory) {
  return createRouter({ routeTree: routes, ...(history ? { history } : {}) });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof consoleRouter>;
  }
}

function SignInPage() {
  const navigate = useNavigate();
  const { next } = signIn.useSearch();
  return (
    <SignIn
      onSignedIn={() =>
        navigate({ to: next ? ownPath(next) : homeOf(callerStore.get()), replace: true })
      }
    />
  );
}

function NotFound() {
  return (
    <main className="mx-auto max-w-xl px-4 py-24">
      <h1>There is nothing at this address</h1>
      <p className="mt-3 text-text2">
        It may have moved. <Link to="/">Go to the start</Link>
      </p>
    </main>
  );
}
