import { i18n } from "@lingui/core";
import { useQueryClient } from "@tanstack/react-query";
import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Outlet,
  type RouterHistory,
  redirect,
  useLocation,
  useNavigate,
} from "@tanstack/react-router";
import { type ComponentType, lazy, type ReactNode, Suspense, useEffect } from "react";
import { readMailboxSearch } from "@/features/approvals/mailbox-search";
import { LeftUnsent } from "@/features/approvals/pending/left-unsent";
import { readQueueSearch } from "@/features/approvals/queue-search";
import { readSearch } from "@/features/interviews/search";
import { readAuditSearch } from "@/features/settings/audit/search";
import { readEmailSearch } from "@/features/settings/email-search";
import { callerStore, mayBeSignedIn, useInterruption } from "@/shared/api/caller";
import { recallCaller } from "@/shared/api/me";
import { useLanguage } from "@/shared/i18n/language";
import { useTitle } from "@/shared/lib/page";
import { sentence } from "@/shared/ui/sentence";
import { Skeleton } from "@/shared/ui/states";
import { ownPath } from "./own-path";
import { homeOf, settingsHomeOf } from "./places";
import { Shell } from "./shell";

// Each page is a file of its own, loaded when it is opened.
const AcceptInvitation = lazy(() =>
  import("@/features/sign-in/accept").then((page) => ({ default: page.AcceptInvitation })),
);
const Account = lazy(() =>
  import("@/features/account/account").then((page) => ({ default: page.Account })),
);
const AssessmentReview = lazy(() =>
  import("@/features/approvals/assessment-review").then((page) => ({
    default: page.AssessmentReview,
  })),
);
const AnotherPerson = lazy(() =>
  import("@/features/sign-in/again").then((page) => ({ default: page.AnotherPerson })),
);
const SignInAgain = lazy(() =>
  import("@/features/sign-in/again").then((page) => ({ default: page.SignInAgain })),
);
const Assignments = lazy(() =>
  import("@/features/practice/assignments").then((page) => ({ default: page.Assignments })),
);
const Assistant = lazy(() =>
  import("@/features/assistant/screen").then((page) => ({ default: page.Assistant })),
);
const EmailTexts = lazy(() =>
  import("@/features/settings/email-texts").then((page) => ({ default: page.EmailTexts })),
);
const Notifications = lazy(() =>
  import("@/features/notifications/notifications").then((page) => ({
    default: page.Notifications,
  })),
);
const AuditLog = lazy(() =>
  import("@/features/settings/audit-log").then((page) => ({ default: page.AuditLog })),
);
const QuestionBank = lazy(() =>
  import("@/features/library/questions").then((page) => ({ default: page.QuestionBank })),
);
const Skills = lazy(() =>
  import("@/features/library/skills").then((page) => ({ default: page.Skills })),
);
const TemplateList = lazy(() =>
  import("@/features/templates/list").then((page) => ({ default: page.TemplateList })),
);
const NewTemplate = lazy(() =>
  import("@/features/templates/new").then((page) => ({ default: page.NewTemplate })),
);
const TemplatePage = lazy(() =>
  import("./template-page").then((page) => ({ default: page.TemplatePage })),
);
const Compare = lazy(() =>
  import("@/features/positions/compare").then((page) => ({ default: page.Compare })),
);
const Positions = lazy(() =>
  import("@/features/positions/positions").then((page) => ({ default: page.Positions })),
);
const PositionPage = lazy(() =>
  import("@/features/positions/position").then((page) => ({ default: page.PositionPage })),
);
const ConnectApplication = lazy(() =>
  import("@/features/sign-in/consent").then((page) => ({ default: page.ConnectApplication })),
);
const ForgotPassword = lazy(() =>
  import("@/features/sign-in/forgot").then((page) => ({ default: page.ForgotPassword })),
);
const Analytics = lazy(() =>
  import("@/features/analytics/analytics").then((page) => ({ default: page.Analytics })),
);
const IntakeList = lazy(() =>
  import("@/features/intake/list").then((page) => ({ default: page.IntakeList })),
);
const IntakeWithRoom = lazy(() =>
  import("./intake-room").then((page) => ({ default: page.IntakeWithRoom })),
);
const ImportPage = lazy(() =>
  import("@/features/interviews/import").then((page) => ({ default: page.ImportPage })),
);
const InterviewList = lazy(() =>
  import("@/features/interviews/list").then((page) => ({ default: page.InterviewList })),
);
const InterviewSide = lazy(() =>
  import("@/features/interviews/one/side").then((page) => ({ default: page.InterviewSide })),
);
const InterviewRecords = lazy(() =>
  import("@/features/interviews/one/records").then((page) => ({ default: page.InterviewRecords })),
);
const InterviewPage = lazy(() =>
  import("@/features/approvals/interview").then((page) => ({ default: page.InterviewPage })),
);
const Leaderboard = lazy(() =>
  import("@/features/practice/leaderboard").then((page) => ({ default: page.Leaderboard })),
);
const Observe = lazy(() =>
  import("@/features/live/observe").then((page) => ({ default: page.Observe })),
);
const Mailbox = lazy(() =>
  import("@/features/approvals/mailbox").then((page) => ({ default: page.Mailbox })),
);
const PlanReview = lazy(() =>
  import("@/features/approvals/plan-review").then((page) => ({ default: page.PlanReview })),
);
const RubricPage = lazy(() =>
  import("@/features/approvals/rubric").then((page) => ({ default: page.RubricPage })),
);
const AnswerAgain = lazy(() =>
  import("@/features/practice/answer-again").then((page) => ({ default: page.AnswerAgain })),
);
const Study = lazy(() =>
  import("@/features/practice/study").then((page) => ({ default: page.Study })),
);
const PracticeTranscript = lazy(() =>
  import("@/features/practice/transcript").then((page) => ({ default: page.PracticeTranscript })),
);
const PracticeReview = lazy(() =>
  import("@/features/practice/review").then((page) => ({ default: page.PracticeReview })),
);
const PracticeReviews = lazy(() =>
  import("@/features/practice/reviews").then((page) => ({ default: page.PracticeReviews })),
);
const PracticeRoom = lazy(() =>
  import("./practice-room").then((page) => ({ default: page.PracticeRoom })),
);
const Queue = lazy(() =>
  import("@/features/approvals/queue").then((page) => ({ default: page.Queue })),
);
const ReplayPage = lazy(() =>
  import("./replay-page").then((page) => ({ default: page.ReplayPage })),
);
const ResetPassword = lazy(() =>
  import("@/features/sign-in/reset").then((page) => ({ default: page.ResetPassword })),
);
const SignIn = lazy(() =>
  import("@/features/sign-in/screen").then((page) => ({ default: page.SignIn })),
);
const NewInterviewPage = lazy(() =>
  import("@/features/interviews/new").then((page) => ({ default: page.NewInterviewPage })),
);
const LiveDashboard = lazy(() =>
  import("@/features/live/dashboard").then((page) => ({ default: page.LiveDashboard })),
);
const practiceSetup = () => import("@/features/practice/setup");
const organizationSignInPages = () => import("@/features/sign-in/organization");
const OrganizationSignIn = lazy(() =>
  organizationSignInPages().then((page) => ({ default: page.OrganizationSignIn })),
);
const FinishOrganizationSignIn = lazy(() =>
  organizationSignInPages().then((page) => ({ default: page.FinishOrganizationSignIn })),
);
const SettingsFrame = lazy(() =>
  import("./settings").then((page) => ({ default: page.SettingsFrame })),
);
const OperationsFrame = lazy(() =>
  import("./operations").then((page) => ({ default: page.OperationsFrame })),
);
const PracticeDraft = lazy(() => practiceSetup().then((page) => ({ default: page.PracticeDraft })));
const PracticeSetup = lazy(() => practiceSetup().then((page) => ({ default: page.PracticeSetup })));

/** The query with which this page was opened, as text: the router would read a code of digits as a number. */
const arrivedWith = new URLSearchParams(window.location.search);

const root = createRootRoute({ component: Pages, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = search["next"];
    return typeof next === "string" ? { next } : {};
  },
  component: SignInPage,
});

/** A person comes here by the link of their organization, which names it. */
const organizationSignIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in/organization",
  validateSearch: (search: Record<string, unknown>): { name?: string } => {
    const name = search["name"];
    return typeof name === "string" || typeof name === "number" ? { name: String(name) } : {};
  },
  component: () => (
    <OrganizationSignIn
      name={organizationSignIn.useSearch().name ?? ""}
      signIn={<Link to="/sign-in">{i18n._("Sign in with a password")}</Link>}
    />
  ),
});

/** The organization's provider sends the person back here, with a code that works once. */
const organizationSignInCallback = createRoute({
  getParentRoute: () => root,
  path: "/sign-in/organization/callback",
  component: OrganizationCallbackPage,
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: () => <ForgotPassword signIn={<SignInLink />} />,
});

/** One-time tokens stand behind '#': browsers send that part to no server. */
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: () => (
    <ResetPassword
      token={useLocation({ select: (location) => location.hash })}
      signIn={<SignInLink />}
      forgot={<ForgotLink>{i18n._("Request a new link")}</ForgotLink>}
    />
  ),
});

const acceptInvitation = createRoute({
  getParentRoute: () => root,
  path: "/accept-invitation",
  component: AcceptInvitationPage,
});

/** An application sends the person here, with a sealed request that is no secret. */
const connectApplication = createRoute({
  getParentRoute: () => root,
  path: "/connect-application",
  validateSearch: (search: Record<string, unknown>): { request: string } => ({
    request: typeof search["request"] === "string" ? search["request"] : "",
  }),
  beforeLoad: ({ location }) => requireSignIn(location.href),
  component: () => {
    const { request } = connectApplication.useSearch();
    return <ConnectApplication key={request} request={request} />;
  },
});

const inside = createRoute({
  getParentRoute: () => root,
  id: "console",
  beforeLoad: ({ location }) => requireSignIn(location.href),
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: homeOf(callerStore.get()) });
  },
});

const queue = createRoute({
  getParentRoute: () => inside,
  path: "/queue",
  validateSearch: readQueueSearch,
  component: () => {
    const navigate = useNavigate();
    return (
      <Queue
        search={queue.useSearch()}
        onSearch={(search) => navigate({ to: "/queue", search, replace: true })}
      />
    );
  },
});

const interviews = createRoute({
  getParentRoute: () => inside,
  path: "/interviews",
  validateSearch: readSearch,
  component: () => {
    const navigate = useNavigate();
    return (
      <InterviewList
        search={interviews.useSearch()}
        onSearch={(search) => navigate({ to: "/interviews", search, replace: true })}
      />
    );
  },
});

const newInterview = createRoute({
  getParentRoute: () => inside,
  path: "/interviews/new",
  validateSearch: readPosition,
  component: () => <NewInterviewPage position={newInterview.useSearch().position} />,
});

const positions = createRoute({
  getParentRoute: () => inside,
  path: "/positions",
  component: Positions,
});

/** A title such as "Node.js engineer" would look like a file in a path. */
const position = createRoute({
  getParentRoute: () => inside,
  path: "/positions/overview",
  validateSearch: readPosition,
  component: () => {
    const title = position.useSearch().position ?? "";
    return <PositionPage key={title} position={title} />;
  },
});

const templates = createRoute({
  getParentRoute: () => inside,
  path: "/templates",
  component: TemplateList,
});

const newTemplate = createRoute({
  getParentRoute: () => inside,
  path: "/templates/new",
  validateSearch: (search: Record<string, unknown>): { interview?: string } =>
    typeof search["interview"] === "string" ? { interview: search["interview"] } : {},
  component: () => <NewTemplate interviewId={newTemplate.useSearch().interview} />,
});

const template = createRoute({
  getParentRoute: () => inside,
  path: "/templates/$id",
  component: () => <TemplatePage key={template.useParams().id} id={template.useParams().id} />,
});

const questionBank = createRoute({
  getParentRoute: () => inside,
  path: "/questions",
  component: QuestionBank,
});

const skills = createRoute({ getParentRoute: () => inside, path: "/skills", component: Skills });

/** The position and the compared interviews stand in the address, so that a view can be shared. */
const compare = createRoute({
  getParentRoute: () => inside,
  path: "/compare",
  validateSearch: (search: Record<string, unknown>): { position?: string; ids?: string } => ({
    ...readPosition(search),
    ...(typeof search["ids"] === "string" ? { ids: search["ids"] } : {}),
  }),
  component: () => {
    const navigate = useNavigate();
    const { position = "", ids } = compare.useSearch();
    return (
      <Compare
        position={position}
        ids={ids ? ids.split(",") : []}
        onChoose={(chosen) =>
          navigate({
            to: "/compare",
            search: { position, ...(chosen.length ? { ids: chosen.join(",") } : {}) },
            replace: true,
          })
        }
      />
    );
  },
});

const importInterviews = createRoute({
  getParentRoute: () => inside,
  path: "/interviews/import",
  component: ImportPage,
});

const interview = createRoute({
  getParentRoute: () => inside,
  path: "/interviews/$id",
  component: () => (
    <InterviewPage
      id={interview.useParams().id}
      side={(shown) => <InterviewSide interview={shown} />}
      below={(shown) => <InterviewRecords interview={shown} />}
    />
  ),
});

const plan = createRoute({
  getParentRoute: () => inside,
  path: "/interviews/$id/plan",
  component: () => <PlanReview id={plan.useParams().id} />,
});

const rubric = createRoute({
  getParentRoute: () => inside,
  path: "/interviews/$id/rubric",
  component: () => <RubricPage key={rubric.useParams().id} id={rubric.useParams().id} />,
});

const assessment = createRoute({
  getParentRoute: () => inside,
  path: "/interviews/$id/assessment",
  component: () => <AssessmentReview id={assessment.useParams().id} />,
});

const mailbox = createRoute({
  getParentRoute: () => inside,
  path: "/settings/mailbox",
  validateSearch: readMailboxSearch,
  component: () => {
    const navigate = useNavigate();
    return (
      <Mailbox
        search={mailbox.useSearch()}
        onSearch={(search) => navigate({ to: "/settings/mailbox", search, replace: true })}
      />
    );
  },
});

const notifications = createRoute({
  getParentRoute: () => inside,
  path: "/notifications",
  component: Notifications,
});

/** The settings pages beside their list; the operations pages likewise, for operators. */
const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: SettingsFrame,
});
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: settingsHomeOf(callerStore.get()) });
  },
});
const people = settingsPage("/people", () => import("@/features/settings/people"), "People");
const roles = settingsPage("/roles", () => import("@/features/settings/roles"), "Roles");
const apiKeys = settingsPage("/keys", () => import("@/features/settings/keys"), "ApiKeys");
const webhooks = settingsPage(
  "/webhooks",
  () => import("@/features/settings/webhooks"),
  "Webhooks",
);
const ats = settingsPage("/ats", () => import("@/features/settings/ats"), "ApplicantTracking");
const organization = settingsPage(
  "/organization",
  () => import("@/features/settings/organization"),
  "Organization",
);
const interviewRules = settingsPage(
  "/interviews",
  () => import("@/features/settings/interview-rules"),
  "InterviewRules",
);
const candidateRules = settingsPage(
  "/candidates",
  () => import("@/features/settings/organization-pages"),
  "CandidateRules",
);
const branding = settingsPage(
  "/branding",
  () => import("@/features/settings/organization-pages"),
  "Branding",
);
const embedding = settingsPage(
  "/embedding",
  () => import("@/features/settings/organization-pages"),
  "Embedding",
);
const modelMarks = settingsPage(
  "/model-marks",
  () => import("@/features/settings/model-marks"),
  "ModelMarks",
);
const organizationSignInSettings = settingsPage(
  "/sign-in",
  () => import("@/features/settings/organization-sign-in"),
  "OrganizationSignInSettings",
);
const emailTexts = createRoute({
  getParentRoute: () => settings,
  path: "/emails",
  validateSearch: readEmailSearch,
  component: () => {
    const navigate = useNavigate();
    return (
      <EmailTexts
        search={emailTexts.useSearch()}
        onSearch={(search) => navigate({ to: "/settings/emails", search, replace: true })}
      />
    );
  },
});
const consentText = settingsPage(
  "/consent",
  () => import("@/features/settings/consent-text"),
  "ConsentText",
);
const retention = settingsPage(
  "/retention",
  () => import("@/features/settings/retention"),
  "Retention",
);
const panel = settingsPage("/panel", () => import("@/features/settings/panel"), "Panel");
const failedEvents = settingsPage(
  "/failed-events",
  () => import("@/features/settings/failed-events"),
  "FailedEvents",
);
const auditLog = createRoute({
  getParentRoute: () => settings,
  path: "/audit-log",
  validateSearch: readAuditSearch,
  component: () => {
    const navigate = useNavigate();
    return (
      <AuditLog
        search={auditLog.useSearch()}
        onSearch={(search) => navigate({ to: "/settings/audit-log", search, replace: true })}
      />
    );
  },
});
const applications = settingsPage(
  "/applications",
  () => import("@/features/settings/applications"),
  "Applications",
);
const account = createRoute({
  getParentRoute: () => settings,
  path: "/account",
  component: () => <Account />,
});
const oldAccount = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  beforeLoad: () => {
    throw redirect({ to: "/settings/account", replace: true });
  },
});

const operations = createRoute({
  getParentRoute: () => inside,
  path: "/operations",
  component: OperationsFrame,
});
const installation = createRoute({
  getParentRoute: () => operations,
  path: "/",
  component: lazy(() => import("./operations").then((page) => ({ default: page.Installation }))),
});
const engines = createRoute({
  getParentRoute: () => operations,
  path: "/engines",
  component: lazy(() =>
    import("@/features/operations/engines").then((page) => ({ default: page.Engines })),
  ),
});
const doctor = createRoute({
  getParentRoute: () => operations,
  path: "/doctor",
  component: lazy(() =>
    import("@/features/operations/doctor").then((page) => ({ default: page.Doctor })),
  ),
});
const models = createRoute({
  getParentRoute: () => operations,
  path: "/models",
  component: lazy(() =>
    import("@/features/operations/models").then((page) => ({ default: page.Models })),
  ),
});
const prices = createRoute({
  getParentRoute: () => operations,
  path: "/prices",
  component: lazy(() =>
    import("@/features/operations/prices").then((page) => ({ default: page.Prices })),
  ),
});

const analytics = createRoute({
  getParentRoute: () => inside,
  path: "/analytics",
  component: Analytics,
});

const live = createRoute({ getParentRoute: () => inside, path: "/live", component: LiveDashboard });

const listen = createRoute({
  getParentRoute: () => inside,
  path: "/live/$sessionId",
  validateSearch: (search: Record<string, unknown>): { ask?: "take-over" } =>
    search["ask"] === "take-over" ? { ask: "take-over" } : {},
  component: () => {
    const { sessionId } = listen.useParams();
    return <Observe key={sessionId} sessionId={sessionId} ask={listen.useSearch().ask} />;
  },
});

const replay = createRoute({
  getParentRoute: () => inside,
  path: "/sessions/$id/replay",
  validateSearch: (search: Record<string, unknown>): { turn?: number } => {
    const turn = Number(search["turn"]);
    return Number.isInteger(turn) && turn > 0 ? { turn } : {};
  },
  component: () => {
    const { turn } = replay.useSearch();
    return <ReplayPage key={turn} sessionId={replay.useParams().id} turn={turn} />;
  },
});

const intakes = createRoute({
  getParentRoute: () => inside,
  path: "/intake",
  component: IntakeList,
});

const intake = createRoute({
  getParentRoute: () => inside,
  path: "/intake/$id",
  component: () => <IntakeWithRoom id={intake.useParams().id} />,
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

const practiceQuestion = createRoute({
  getParentRoute: () => inside,
  path: "/practice/$sessionId/questions/$number",
  component: () => {
    const { sessionId, number } = practiceQuestion.useParams();
    return (
      <AnswerAgain
        key={`${sessionId} ${number}`}
        sessionId={sessionId}
        number={Number.parseInt(number, 10) || 0}
      />
    );
  },
});

const practiceTranscript = createRoute({
  getParentRoute: () => inside,
  path: "/practice/$sessionId/transcript",
  component: () => <PracticeTranscript sessionId={practiceTranscript.useParams().sessionId} />,
});

const practiceStudy = createRoute({
  getParentRoute: () => inside,
  path: "/practice/$sessionId/study",
  component: () => <Study sessionId={practiceStudy.useParams().sessionId} />,
});

const practiceRoom = createRoute({
  getParentRoute: () => root,
  path: "/practice/$sessionId",
  beforeLoad: ({ location }) => requireSignIn(location.pathname),
  component: () => <PracticeRoom sessionId={practiceRoom.useParams().sessionId} />,
});

const assistant = createRoute({
  getParentRoute: () => inside,
  path: "/assistant",
  validateSearch: (search: Record<string, unknown>): { conversation?: string } =>
    typeof search["conversation"] === "string" ? { conversation: search["conversation"] } : {},
  component: () => {
    const { conversation } = assistant.useSearch();
    return <Assistant key={conversation ?? "new"} conversationId={conversation} />;
  },
});

const assignments = createRoute({
  getParentRoute: () => inside,
  path: "/assignments",
  component: Assignments,
});

/** An address that leads nowhere, beside the navigation; without a sign-in, it asks for one first. */
const nowhere = createRoute({
  getParentRoute: () => inside,
  path: "$",
  component: () => <Nowhere />,
});

const routes = root.addChildren([
  signIn,
  organizationSignIn,
  organizationSignInCallback,
  forgotPassword,
  resetPassword,
  acceptInvitation,
  connectApplication,
  practiceRoom,
  inside.addChildren([
    home,
    queue,
    interviews,
    newInterview,
    positions,
    position,
    compare,
    templates,
    newTemplate,
    template,
    questionBank,
    skills,
    importInterviews,
    interview,
    plan,
    rubric,
    assessment,
    mailbox,
    nowhere,
    notifications,
    settings.addChildren([
      settingsHome,
      people,
      roles,
      apiKeys,
      webhooks,
      ats,
      organization,
      interviewRules,
      candidateRules,
      branding,
      embedding,
      modelMarks,
      organizationSignInSettings,
      emailTexts,
      consentText,
      retention,
      panel,
      failedEvents,
      auditLog,
      applications,
      account,
    ]),
    oldAccount,
    operations.addChildren([installation, engines, models, doctor, prices]),
    practice,
    practiceReviews,
    leaderboard,
    practiceReview,
    practiceQuestion,
    practiceTranscript,
    practiceStudy,
    assistant,
    assignments,
    analytics,
    live,
    listen,
    replay,
    intakes,
    intake,
  ]),
]);

function settingsPage<Path extends string, Name extends string>(
  path: Path,
  load: () => Promise<Record<Name, () => ReactNode>>,
  name: Name,
) {
  return createRoute({
    getParentRoute: () => settings,
    path,
    component: lazy(() => load().then((page) => ({ default: page[name] }))),
  });
}

/** A position such as ?position=17 is read as a number. */
function readPosition(search: Record<string, unknown>): { position?: string } {
  const position = search["position"];
  return typeof position === "string" || typeof position === "number"
    ? { position: String(position) }
    : {};
}

/** A page stays as it is, unseen, while its person signs in again: what they typed is still there. */
function Pages() {
  const interruption = useInterruption();
  const queries = useQueryClient();
  useEffect(() => {
    if (interruption) return;
    void queries.refetchQueries({ type: "active", predicate: ({ state }) => state.error !== null });
  }, [interruption, queries]);
  if (interruption === "another_person") {
    return (
      <Suspense fallback={null}>
        <AnotherPerson />
      </Suspense>
    );
  }
  return (
    <>
      {interruption === "ended" ? (
        <Suspense fallback={null}>
          <SignInAgain />
        </Suspense>
      ) : null}
      <div className={interruption ? "hidden" : "contents"}>
        <Suspense fallback={<Skeleton label={i18n._("Loading the page")} />}>
          <Outlet />
        </Suspense>
      </div>
    </>
  );
}

/** Pages for those with an account lead everyone else to the sign-in page, and back afterwards. */
function requireSignIn(address: string): void | Promise<void> {
  if (callerStore.get()) return;
  if (mayBeSignedIn()) return recallCaller().then(() => requireCaller(address));
  requireCaller(address);
}

function requireCaller(address: string): void {
  if (callerStore.get()) return;
  const isHome = address === "/" || address === "/queue";
  throw redirect({ to: "/sign-in", search: isHome ? {} : { next: address } });
}

drawAgainInNewLanguage(root);

/**
 * Let each page of a route follow the language of the console.
 *
 * The router keeps what it drew, so the root alone would not draw the pages again. They keep their state: what was
 * typed is still there.
 */
function drawAgainInNewLanguage(route: AnyRoute): void {
  const { component: Page, notFoundComponent: Missing } = route.options;
  route.update({
    ...(Page ? { component: inLanguage(Page) } : {}),
    ...(Missing ? { notFoundComponent: inLanguage(Missing) } : {}),
  });
  for (const child of (route.children as AnyRoute[] | undefined) ?? [])
    drawAgainInNewLanguage(child);
}

function inLanguage<Props extends object>(Page: ComponentType<Props>) {
  return (props: Props) => {
    useLanguage();
    return <Page {...props} />;
  };
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
      forgot={<ForgotLink>{i18n._("Forgot your password?")}</ForgotLink>}
      organization={
        <Link to="/sign-in/organization">{i18n._("Sign in with your organization")}</Link>
      }
      notice={<LeftUnsent />}
      onSignedIn={() =>
        navigate({ href: next ? ownPath(next) : homeOf(callerStore.get()), replace: true })
      }
    />
  );
}

function OrganizationCallbackPage() {
  const navigate = useNavigate();
  const value = (name: string) => arrivedWith.get(name) ?? "";
  return (
    <FinishOrganizationSignIn
      reply={{
        state: value("state"),
        code: value("code"),
        issuer: value("iss"),
        error: value("error"),
      }}
      again={<Link to="/sign-in/organization">{i18n._("Start again")}</Link>}
      signIn={<Link to="/sign-in">{i18n._("Sign in with a password")}</Link>}
      onSignedIn={() => navigate({ to: homeOf(callerStore.get()), replace: true })}
    />
  );
}

function AcceptInvitationPage() {
  const navigate = useNavigate();
  const token = useLocation({ select: (location) => location.hash });
  return (
    <AcceptInvitation
      key={token}
      token={token}
      signIn={<SignInLink />}
      forgot={<ForgotLink>{i18n._("Forgot your password?")}</ForgotLink>}
      onJoined={() => navigate({ to: homeOf(callerStore.get()), replace: true })}
    />
  );
}

function SignInLink() {
  return <Link to="/sign-in">{i18n._("Sign in")}</Link>;
}

function ForgotLink({ children }: { children: string }) {
  return <Link to="/forgot-password">{children}</Link>;
}

function NotFound() {
  return (
    <main className="mx-auto max-w-xl px-4 py-24">
      <Nowhere />
    </main>
  );
}

function Nowhere() {
  useTitle(`${i18n._("Page not found")} · Vivavoce`);
  return (
    <>
      <h1>{i18n._("Page not found")}</h1>
      <p className="mt-3 text-text2">
        {sentence((at) => i18n._("Check the address, or {home}.", at), {
          home: <Link to="/">{i18n._("go to the home page")}</Link>,
        })}
      </p>
    </>
  );
}
