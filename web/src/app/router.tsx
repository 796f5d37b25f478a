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
import { Insight } from "@/features/insight/insight";
import { SignIn } from "@/features/sign-in/screen";
import { callerStore } from "@/shared/api/caller";
import { ownPath } from "./own-path";
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
  beforeLoad: ({ location }) => {
    if (callerStore.get()) return;
    const isHome = location.pathname === "/" || location.pathname === "/queue";
    throw redirect({ to: "/sign-in", search: isHome ? {} : { next: location.pathname } });
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/queue" });
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

const routes = root.addChildren([
  signIn,
  inside.addChildren([home, queue, interview, plan, assessment, mailbox, insight]),
]);

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
  return <SignIn onSignedIn={() => navigate({ to: ownPath(next), replace: true })} />;
}

function NotFound() {
  return (
    <main className="mx-auto max-w-xl px-4 py-24">
      <h1>There is nothing at this address</h1>
      <p className="mt-3 text-text2">
        It may have moved. <Link to="/queue">Go to the queue</Link>
      </p>
    </main>
  );
}
