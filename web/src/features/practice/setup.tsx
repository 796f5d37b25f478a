import { i18n } from "@lingui/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import { languageName } from "@/shared/lib/language-name";
import { useArrival, useTitle } from "@/shared/lib/page";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { changesNothing, Failure, Skeleton, Unchanged } from "@/shared/ui/states";
import { Switch } from "@/shared/ui/switch";
import { WrittenSoFar } from "@/shared/ui/written-so-far";
import { usePracticeApi } from "./calls";
import { type Assigned, defaultOptions, optionsOf } from "./options";
import { Choice } from "./parts/choice";
import { DraftCard } from "./parts/draft-card";
import { PersonaChoice } from "./parts/persona-choice";
import { findNewest, useDrafted, useLeaderboard, usePersonas, useSeeker } from "./queries";
import type { Draft, Minutes, PracticeOptions } from "./shapes";
import { difficulties, kinds } from "./words";

interface SetupProps {
  /** What an assignment asks for, where one led here. */
  assignment?: Assigned | undefined;
  /** A draft that was made before, to go on with. */
  kept?: Draft | undefined;
}

/** Go on with a draft; where it cannot be found one begins anew. */
export function PracticeDraft({ sessionId }: { sessionId: string }) {
  const calls = usePracticeApi();
  const session = useQuery({
    queryKey: ["practice session", sessionId],
    queryFn: () => calls.session(sessionId),
    gcTime: 0,
  });
  if (session.isPending) return <Skeleton rows={5} label={i18n._("Loading your draft")} />;
  return <PracticeSetup kept={session.data?.status === "draft" ? session.data : undefined} />;
}

/** Languages with a consent text and pages of their own. */
const LANGUAGES = ["en", "de"];

const MINUTES: [Minutes, string][] = [
  [5, "5"],
  [10, "10"],
  [15, "15"],
];

/** What do you want to practice: choose, look at the draft, change it, start. */
export function PracticeSetup({ assignment, kept }: SetupProps) {
  const calls = usePracticeApi();
  const who = useSeeker();
  const personas = usePersonas();
  const policy = useLeaderboard().data?.listing_policy ?? "off";
  const navigate = useNavigate();
  const heading = useArrival("practice");
  const [options, setOptions] = useState<PracticeOptions>(() =>
    kept ? optionsOf(kept) : defaultOptions(assignment),
  );
  const [drafted, setDrafted] = useState<{ draft: Draft; of: PracticeOptions } | null>(
    kept ? { draft: kept, of: options } : null,
  );
  const draftBox = useRef<HTMLElement>(null);
  useTitle(`${i18n._("Practice")} · Vivavoce`);

  const open = drafted?.draft.status === "draft" ? drafted.draft.session_id : undefined;
  const preview = useMutation({
    onMutate: async () => ({ newestBefore: open ? null : await findNewest(calls) }),
    mutationFn: (feedback?: string) => {
      const again = open ? { sessionId: open, ...(feedback ? { feedback } : {}) } : undefined;
      return calls.preview(who, options, again);
    },
    onSuccess: (draft) => {
      setDrafted({ draft, of: options });
      // On a phone the draft stands under the form, out of sight.
      requestAnimationFrame(() => void draftBox.current?.scrollIntoView?.({ block: "nearest" }));
    },
  });
  const start = useMutation({
    mutationFn: async (draft: Draft) => {
      if (draft.status === "draft") await calls.approve(draft.session_id);
      return draft.session_id;
    },
    onSuccess: (sessionId) => navigate({ to: "/practice/$sessionId", params: { sessionId } }),
  });

  const change = (more: Partial<PracticeOptions>) => setOptions({ ...options, ...more });
  const say = (more: Partial<PracticeOptions["context"]>) =>
    setOptions({ ...options, context: { ...options.context, ...more } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    preview.mutate(undefined);
  };
  const written = useDrafted(
    preview.isPending && preview.context
      ? { submittedAt: preview.submittedAt, sessionId: open, ...preview.context }
      : null,
  );
  const isStale = drafted !== null && drafted.of !== options;

  return (
    <div className="grid items-start gap-8 wide:grid-cols-[minmax(0,1fr)_28.75rem] wide:gap-12">
      <div className="min-w-0">
        <h1 ref={heading} tabIndex={-1}>
          {i18n._("What do you want to practice?")}
        </h1>
        <p className="mt-1.5 text-text2">
          {assignment
            ? i18n._(
                "Your organization assigned this practice. The person who assigned it will see the result.",
              )
            : i18n._(
                "Your answers are private unless you share them. All fields are optional.",
              )}{" "}
          {i18n._(
            "Before you start, you choose whether to type your answers or, where available, speak them.",
          )}
        </p>
        <form onSubmit={submit} className="mt-6 grid gap-6">
          <div className="grid gap-4 pad:grid-cols-2">
            <Field label={i18n._("Practiced role", {}, { message: "Role" })}>
              {(control) => (
                <input
                  {...control}
                  className={inputLook}
                  maxLength={200}
                  value={options.context.target_role ?? ""}
                  onChange={(event) => say({ target_role: event.target.value })}
                />
              )}
            </Field>
            <Field label={i18n._("Company")}>
              {(control) => (
                <input
                  {...control}
                  className={inputLook}
                  maxLength={200}
                  value={options.context.company_name ?? ""}
                  onChange={(event) => say({ company_name: event.target.value })}
                />
              )}
            </Field>
          </div>
          <Field
            label={i18n._("Job description")}
            hint={i18n._("Paste the job posting or describe the job.")}
          >
            {(control) => (
              <textarea
                {...control}
                rows={4}
                maxLength={20_000}
                className={`${inputLook} font-voice text-[1.0625rem]`}
                value={options.context.job_description ?? ""}
                onChange={(event) => say({ job_description: event.target.value })}
              />
            )}
          </Field>
          <Choice
            label={i18n._("Interview type")}
            value={options.interview_type}
            options={kinds()}
            onChange={(interview_type) => change({ interview_type })}
          />
          <div className="grid gap-4 pad:grid-cols-2">
            <Choice
              label={i18n._("Minutes")}
              value={options.duration_minutes}
              options={MINUTES}
              onChange={(duration_minutes) => change({ duration_minutes })}
            />
            <Choice
              label={i18n._("Difficulty")}
              value={options.context.difficulty}
              options={difficulties()}
              onChange={(difficulty) => say({ difficulty })}
            />
          </div>
          <Field
            label={i18n._("Language of the questions")}
            hint={i18n._("Without a language model, the questions are in English.")}
          >
            {(control) => (
              <select
                {...control}
                className={inputLook}
                value={options.context.language ?? LANGUAGES[0]}
                onChange={(event) => say({ language: event.target.value })}
              >
                {LANGUAGES.map((tag) => (
                  <option key={tag} value={tag}>
                    {languageName(tag)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {personas.data ? (
            <PersonaChoice
              personas={personas.data}
              value={options.persona_id}
              onChange={(persona_id) => change({ persona_id })}
            />
          ) : personas.error ? (
            <Failure
              problem={asProblem(personas.error)}
              what={i18n._("The interviewers did not load.")}
              onRetry={() => personas.refetch()}
            />
          ) : (
            <Skeleton rows={2} label={i18n._("Loading the interviewers")} />
          )}
          {policy === "off" ? null : (
            <Switch
              name={i18n._("Show my score on the leaderboard")}
              under={i18n._(
                "People in your organization who practice then see your first name, your initials and your best score, never your answers.",
              )}
              isOn={options.context.leaderboard === true}
              onChange={(leaderboard) => say({ leaderboard })}
            />
          )}
          {preview.error ? <NoDraft problem={asProblem(preview.error)} /> : null}
          <p>
            <Button
              type="submit"
              look={drafted ? "outline" : "primary"}
              size="large"
              busy={preview.isPending && i18n._("Writing questions…")}
            >
              {drafted ? i18n._("Update draft") : i18n._("Create draft")}
            </Button>
          </p>
        </form>
      </div>
      <aside
        ref={draftBox}
        aria-label={i18n._("Draft interview")}
        className="min-w-0 scroll-mt-4 wide:sticky wide:top-6"
      >
        <p role="status" className="sr-only">
          {drafted
            ? i18n._("Draft, version {version}, is ready.", {
                version: drafted.draft.plan_version,
              })
            : ""}
        </p>
        {written.length > 0 ? (
          <div className="mb-6 rounded-card border border-line bg-surface p-5 pad:p-6">
            <WrittenSoFar drafted={written} />
          </div>
        ) : null}
        {drafted ? (
          <DraftCard
            key={`${drafted.draft.session_id} ${drafted.draft.plan_version}`}
            draft={drafted.draft}
            isStale={isStale}
            isBusy={preview.isPending}
            start={start}
            onAgain={(feedback) => preview.mutate(feedback)}
            onEdited={(draft) => setDrafted({ draft, of: options })}
          />
        ) : written.length > 0 ? null : (
          <p className="rounded-card border border-dashed border-edge px-5 py-8 text-text2">
            {i18n._(
              "Your questions will appear here. You can review and change them before you start.",
            )}
          </p>
        )}
      </aside>
    </div>
  );
}

function NoDraft({ problem }: { problem: Problem }) {
  if (changesNothing(problem)) return <Unchanged problem={problem} />;
  const isOurs = problem.status === 0 || problem.status >= 500;
  return (
    <Failure
      problem={problem}
      what={
        isOurs
          ? i18n._("The questions could not be written. Try again.")
          : i18n._("The draft could not be created.")
      }
    />
  );
}
