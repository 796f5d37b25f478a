import { i18n } from "@lingui/core";
import { FileText } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { isAllowed, useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Interview, Plan } from "@/shared/api/types";
import { useDraft } from "@/shared/lib/draft";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { exactly, minutesLong } from "@/shared/lib/words";
import { PageHead } from "@/shared/ui/page-head";
import { Failure, Skeleton } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { draftOf, NO_DRAFT } from "./edit/plan-draft";
import { PlanEditor } from "./edit/plan-editor";
import { PlanVersions } from "./edit/plan-versions";
import type { Choices } from "./job-text/job-text";
import { JobTextReview } from "./job-text/job-text-review";
import { InterviewTabs } from "./parts/interview-tabs";
import { PlanBeingWritten } from "./parts/plan-being-written";
import { PlanDecision } from "./parts/plan-decision";
import { PlanFacts } from "./parts/plan-facts";
import { PlanQuestions } from "./parts/plan-questions";
import { PlanTrial } from "./parts/plan-trial";
import { DecisionLink, TwoColumns } from "./parts/two-columns";
import { unfold } from "./parts/unfold";
import { useCompetencyGroups, useInterview, usePlan, usePlanVersions } from "./queries";
import { changesOf, questionsOf } from "./reading";
import { actorOf, jobOf, nameOf } from "./words";

/** A plan before the candidate is invited: what will be asked, why, and a person's yes or no. */
export function PlanReview({ id }: { id: string }) {
  const interview = useInterview(id);
  const plan = usePlan(id, interview.data?.updatedAt);
  const problem = interview.error ?? plan.error;
  if (interview.data && plan.data) {
    return <PlanPage interview={interview.data} plan={plan.data} />;
  }
  return (
    <>
      <PageHead trail={[i18n._("Plan")]} title={i18n._("Plan")} documentTitle={i18n._("Plan")} />
      <div className="mt-6">
        {problem ? (
          <NoPlan interview={interview.data} error={problem} onRetry={() => plan.refetch()} />
        ) : (
          <Skeleton rows={6} label={i18n._("Loading the plan")} />
        )}
      </div>
    </>
  );
}

const BEING_WRITTEN = new Set(["RECEIVED", "VALIDATING_SKILLS", "GENERATING_PLAN"]);

interface NoPlanProps {
  interview: Interview | undefined;
  error: Error;
  onRetry: () => void;
}

function NoPlan({ interview, error, onRetry }: NoPlanProps) {
  const problem = asProblem(error);
  if (problem.status === 404 && interview && BEING_WRITTEN.has(interview.state)) {
    return <PlanBeingWritten drafted={interview.draftedCompetencies} />;
  }
  const what =
    problem.status === 404
      ? i18n._("There is no plan at this address.")
      : i18n._("The plan did not load.");
  return <Failure problem={problem} what={what} onRetry={onRetry} />;
}

const NO_CHOICES = { choices: {} as Choices };

function PlanPage({ interview, plan }: { interview: Interview; plan: Plan }) {
  const caller = useCaller();
  const { document } = plan;
  const groups = useCompetencyGroups().data ?? [];
  const [pointed, setPointed] = useState<number | null>(null);
  const [{ choices }, keep] = useDraft(
    caller?.user.id ?? "",
    `${plan.planId} job text`,
    NO_CHOICES,
  );
  const me = caller?.user.id ?? "";
  const [edit, keepEdit] = useDraft(me, `${interview.id} plan edit`, NO_DRAFT);
  const versions = usePlanVersions(interview.id, plan.version).data ?? [];
  const [comparedId, compareWith] = useState<string | null>(null);
  const before =
    versions.find(({ planId }) => planId === comparedId) ??
    versions.find(({ version }) => version === plan.version - 1);
  const statements = document.job_analysis?.statements ?? [];
  const isOpen = interview.state === "PENDING" && isAllowed(caller, "interview:approve");
  const isEditing = isOpen && edit.planId !== "";
  const edited = useEditFocus(isEditing);
  const pointing = { statements, groups, pointed, onPoint: setPointed };

  return (
    <>
      <PageHead
        interview={{ id: interview.id, name: nameOf(interview) }}
        trail={[i18n._("Plan")]}
        title={i18n._("Plan for {name}", { name: nameOf(interview) })}
        documentTitle={i18n._("{name}, plan", { name: nameOf(interview) })}
        under={[
          jobOf(interview),
          minutesLong(document.duration_minutes),
          document.edited_by
            ? i18n._("version {version}, edited by {author}", {
                version: plan.version,
                author: document.edited_by,
              })
            : i18n._("version {version}, written by {author}", {
                version: plan.version,
                author: nameOfAuthor(document.planner),
              }),
        ].join(" · ")}
        aside={
          interview.state === "PENDING" ? (
            <Status icon={FileText} tone="tide">
              {i18n._("Waiting for approval")}
            </Status>
          ) : null
        }
      />
      <InterviewTabs interview={interview} />
      {isEditing ? null : (
        <DecisionLink>{isOpen ? i18n._("Approve or change this plan") : undefined}</DecisionLink>
      )}
      <TwoColumns
        after={
          <>
            {isEditing ? null : (
              <PlanTrial key={`trial ${plan.planId}`} interviewId={interview.id} plan={plan} />
            )}
            {statements.length > 0 ? (
              <JobTextReview
                key={plan.planId}
                interview={interview}
                plan={plan}
                asked={questionsOf(document).map((question, at) => ({ number: at + 1, question }))}
                canCorrect={isOpen}
                choices={choices}
                onChoices={(choices) => keep({ choices })}
                {...pointing}
              />
            ) : null}
          </>
        }
        side={
          <>
            <PlanDecision
              key={plan.planId}
              interview={interview}
              plan={plan}
              unsent={Object.keys(choices).length}
              isEditing={isEditing}
            />
            <PlanFacts document={document} language={interview.language} />
            <PlanVersions
              versions={versions}
              compared={before?.planId ?? null}
              onCompare={compareWith}
            />
          </>
        }
      >
        <WhatChanged interview={interview} plan={plan} />
        {isEditing ? (
          <PlanEditor
            interviewId={interview.id}
            language={interview.language}
            plan={plan}
            draft={edit}
            onDraft={keepEdit}
            onClose={() => keepEdit(NO_DRAFT)}
          />
        ) : (
          <PlanQuestions
            document={document}
            language={interview.language}
            before={before?.document ?? null}
            onEdit={
              isOpen
                ? (questionId) => {
                    edited.current = questionId ?? null;
                    keepEdit(draftOf(plan.planId, document));
                  }
                : undefined
            }
            {...pointing}
          />
        )}
      </TwoColumns>
    </>
  );
}

/**
 * Keep the keyboard's place when reading turns into editing and back.
 *
 * The returned reference holds the question that was chosen for editing: its text takes the focus, or else the
 * heading. Afterwards the button that opens the editor has it again.
 */
function useEditFocus(isEditing: boolean) {
  const questionId = useRef<string | null>(null);
  const wasEditing = useRef(isEditing);
  useEffect(() => {
    if (wasEditing.current === isEditing) return;
    wasEditing.current = isEditing;
    const id = questionId.current;
    const [text, title] = id ? [`question-text-${id}`, `edit-question-${id}`] : ["", ""];
    const first = document.getElementById(isEditing ? text : title);
    unfold(first);
    (first ?? document.getElementById(isEditing ? "plan-edit-title" : "edit-plan"))?.focus();
  }, [isEditing]);
  return questionId;
}

/** What led to this version, in a person's words, and what it did about them. */
function WhatChanged({ interview, plan }: { interview: Interview; plan: Plan }) {
  const changes = changesOf(plan.document);
  const request = lastRequest(interview, plan.version);
  const isCorrected = plan.document.job_analysis?.statements.some((each) => each.is_corrected);
  return (
    <>
      {request?.reason ? (
        <blockquote className="mb-7 border-l-2 border-clay pl-4">
          <p className="text-small text-text3">
            {i18n._("{who} requested a change on {time}", {
              who: actorOf(request),
              time: exactly(new Date(request.at)),
            })}
          </p>
          <p className="font-voice text-[1.125rem] leading-normal text-claytext">
            {request.reason}
          </p>
        </blockquote>
      ) : null}
      {request && !request.reason && isCorrected ? (
        <p className="mb-7 border-l-2 border-clay pl-4 text-claytext">
          {i18n._(
            "{who} corrected how the job text was read on {time}. This version follows the corrections.",
            { who: actorOf(request), time: exactly(new Date(request.at)) },
          )}
        </p>
      ) : null}
      {changes.length > 0 ? (
        <section className="mb-7">
          <h2>{i18n._("What changed")}</h2>
          <Changes texts={changes.slice(0, FEW_CHANGES)} />
          {changes.length > FEW_CHANGES ? (
            <details className="mt-1">
              <summary className="min-h-11 py-2.5 text-small text-text2 desk:min-h-6 desk:py-1">
                {i18n._("{count, plural, one {# more change} other {# more changes}}", {
                  count: changes.length - FEW_CHANGES,
                })}
              </summary>
              <Changes texts={changes.slice(FEW_CHANGES)} />
            </details>
          ) : null}
        </section>
      ) : null}
    </>
  );
}

/** So many changes are read at a glance; the others are folded. */
const FEW_CHANGES = 4;

function Changes({ texts }: { texts: string[] }) {
  return (
    <ul className="mt-2 grid list-disc gap-1 pl-5 text-tidetext">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

/** The change request that led to this version: words, or corrections of the job text. */
function lastRequest(interview: Interview, version: number) {
  if (version < 2) return null;
  return interview.transitions.findLast((step) => step.transition === "MODIFY") ?? null;
}
