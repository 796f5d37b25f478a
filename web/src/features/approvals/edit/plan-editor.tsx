import { i18n } from "@lingui/core";
import { Library, PencilLine } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { Plan } from "@/shared/api/types";
import { useAnnounce } from "@/shared/ui/announcer";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { useEditPlan } from "../queries";
import { BankSearch } from "./bank-search";
import { EditConflict } from "./edit-conflict";
import { type Fault, type Faults, faultsOf } from "./faults";
import {
  addedFromBank,
  type DraftQuestion,
  isChanged,
  moved,
  type PlanDraft,
  rebased,
  requestOf,
  written,
} from "./plan-draft";
import { QuestionCard } from "./question-card";
import { ScriptFields } from "./script-fields";
import { SentenceFields } from "./sentence-fields";
import { TimeTotal } from "./time-total";
import { WeightFields } from "./weight-fields";

interface PlanEditorProps {
  interviewId: string;
  /** The language of the interview. */
  language: string;
  plan: Plan;
  draft: PlanDraft;
  onDraft: (draft: PlanDraft) => void;
  /** After saving, and when the person gives up. */
  onClose: () => void;
}

/** The plan under the hand: what is typed stays in this tab until it is saved or given up. */
export function PlanEditor({
  interviewId,
  language,
  plan,
  draft,
  onDraft,
  onClose,
}: PlanEditorProps) {
  const saving = useEditPlan(interviewId);
  const announce = useAnnounce();
  const focus = useFocusAfterRender();
  const [isBankOpen, setBankOpen] = useState(false);
  const problem = saving.error ? asProblem(saving.error) : null;
  const faults = faultsOf(problem);
  const [sent, setSent] = useState<DraftQuestion[]>([]);
  const isOutdated = draft.planId !== plan.planId;
  const competencies = plan.document.competencies.map(({ name }) => name);
  const setQuestions = (questions: DraftQuestion[]) => onDraft({ ...draft, questions });

  function add(question: DraftQuestion) {
    const key = draft.questions.some((one) => one.key === question.key)
      ? `${question.key}-${crypto.randomUUID()}`
      : question.key;
    setQuestions([...draft.questions, { ...question, key }]);
    focus(`question-text-${key}`);
  }

  function move(from: number, to: number) {
    const key = draft.questions[from]?.key;
    setQuestions(moved(draft.questions, from, to));
    focus(`question-${to < from ? "up" : "down"}-${key}`);
    announce(
      i18n._("Moved to position {place} of {all}.", {
        place: to + 1,
        all: draft.questions.length,
      }),
    );
  }

  function remove(place: number) {
    const next = draft.questions[place + 1] ?? draft.questions[place - 1];
    setQuestions(draft.questions.filter((_, at) => at !== place));
    focus(next ? `question-text-${next.key}` : "plan-edit-title");
    announce(i18n._("Question removed."));
  }

  function save() {
    if (draft.questions.length === 0) return;
    setSent(draft.questions);
    saving.mutate(requestOf(draft), {
      onSuccess: () => {
        announce(i18n._("The plan is saved."));
        onClose();
      },
      onError: (error) => {
        const [place] = Object.keys(faultsOf(asProblem(error)).questions);
        const question = draft.questions[Number(place ?? Number.NaN)];
        const { scripts, sentences } = faultsOf(asProblem(error));
        const [script] = Object.keys(scripts);
        const [sentence] = Object.keys(sentences);
        if (question) focus(`question-text-${question.key}`);
        else if (script) focus(`script-${script}`);
        else focus(sentence ? "plan-sentences" : "plan-edit-faults");
      },
    });
  }

  return (
    <section aria-labelledby="plan-edit-title">
      <h2 id="plan-edit-title" tabIndex={-1}>
        {i18n._("Edit plan")}
      </h2>
      <p className="mt-1 text-small text-text3">
        {i18n._(
          "Saving creates version {version}. The candidate is not invited until the plan is approved.",
          { version: plan.version + 1 },
        )}
      </p>
      {isOutdated ? (
        <EditConflict
          plan={plan}
          onKeep={() => {
            saving.reset();
            onDraft(rebased(draft, plan.planId, plan.document));
          }}
          onDiscard={onClose}
        />
      ) : null}
      <ol className="mt-4 grid gap-4">
        {draft.questions.map((question, place) => (
          <QuestionCard
            key={question.key}
            question={question}
            place={place}
            amount={draft.questions.length}
            competencies={competencies}
            faults={faultsNow(question, sent, faults)}
            onChange={(changes) =>
              setQuestions(
                draft.questions.map((one, at) => (at === place ? { ...one, ...changes } : one)),
              )
            }
            onMove={(to) => move(place, to)}
            onRemove={() => remove(place)}
          />
        ))}
      </ol>
      {draft.questions.length === 0 ? (
        <p className="mt-4 text-text2">{i18n._("Add at least one question.")}</p>
      ) : null}
      <div className="mt-4 flex flex-wrap gap-2.5">
        <Button
          icon={<Icon of={Library} small />}
          aria-expanded={isBankOpen}
          onClick={() => setBankOpen(!isBankOpen)}
        >
          {i18n._("Add from question bank")}
        </Button>
        <Button
          icon={<Icon of={PencilLine} small />}
          onClick={() => add(written(competencies[0] ?? ""))}
        >
          {i18n._("Write a question")}
        </Button>
      </div>
      {isBankOpen ? (
        <BankSearch
          taken={draft.questions.map(({ text }) => text)}
          onAdd={(question, form) => add(addedFromBank(question, form))}
          onClose={() => setBankOpen(false)}
        />
      ) : null}
      <WeightFields
        document={plan.document}
        questions={draft.questions}
        weights={draft.weights}
        onWeights={(weights) => onDraft({ ...draft, weights })}
      />
      <ScriptFields
        document={plan.document}
        language={language}
        scripts={draft.scripts}
        faults={faults.scripts}
        onScripts={(scripts) => onDraft({ ...draft, scripts })}
      />
      <SentenceFields
        plan={plan}
        sentences={draft.sentences}
        faults={faults.sentences}
        onSentences={(sentences) => onDraft({ ...draft, sentences })}
      />
      <TimeTotal minutes={plan.document.duration_minutes} questions={draft.questions} />
      <div
        id="plan-edit-faults"
        data-save-bar
        tabIndex={-1}
        className="sticky bottom-[calc(3.6rem+env(safe-area-inset-bottom))] mt-5 border-t desk:bottom-0 border-line bg-bg py-3"
      >
        {problem && problem.code !== "plan_changed" ? (
          <SaveTrouble faults={faults} problem={problem} onRetry={save} />
        ) : null}
        <div className="flex flex-wrap gap-2.5">
          <Button
            look="primary"
            busy={saving.isPending && i18n._("Saving…")}
            aria-disabled={isOutdated || !isChanged(draft, plan.document)}
            onClick={save}
          >
            {i18n._("Save as version {version}", { version: plan.version + 1 })}
          </Button>
          {isChanged(draft, plan.document) ? (
            <ConfirmButton
              question={i18n._("Discard your changes?")}
              meaning={i18n._("Your edits are lost. Version {version} stays as it is.", {
                version: plan.version,
              })}
              keep={i18n._("Keep editing")}
              confirm={i18n._("Discard changes")}
              onConfirm={onClose}
            >
              {i18n._("Discard changes")}
            </ConfirmButton>
          ) : (
            <Button onClick={onClose}>{i18n._("Close")}</Button>
          )}
        </div>
      </div>
    </section>
  );
}

/** What was wrong with a question when it was sent; nothing once it says something else. */
function faultsNow(question: DraftQuestion, sent: DraftQuestion[], faults: Faults): Fault[] {
  const place = sent.findIndex(({ key }) => key === question.key);
  const before = sent[place];
  const said = ({ text, seconds, goodAnswer, competency }: DraftQuestion) =>
    JSON.stringify([text, seconds, goodAnswer, competency]);
  if (!before || said(before) !== said(question)) return [];
  return faults.questions[place] ?? [];
}

interface SaveTroubleProps {
  faults: Faults;
  problem: Problem;
  onRetry: () => void;
}

/** What is to do before the plan can be saved; the words at the questions say the rest. */
function SaveTrouble({ faults, problem, onRetry }: SaveTroubleProps) {
  const places = Object.keys(faults.questions).map((place) => Number(place) + 1);
  const isWarned = problem.code === "plan_warnings_open";
  if (problem.status !== 422) {
    return (
      <Failure
        problem={problem}
        what={i18n._("The plan was not saved. Your changes are still here.")}
        onRetry={onRetry}
      />
    );
  }
  return (
    <div role="alert" className="mb-3">
      <Note tone={isWarned ? "amber" : "rose"} title={i18n._("Not saved yet.")}>
        {[
          ...faults.plan.map(({ message }) => message),
          Object.keys(faults.scripts).length > 0 ? i18n._("Fix the marked messages.") : "",
          Object.keys(faults.sentences).length > 0 ? i18n._("Fix the marked sentences.") : "",
          places.length === 0 ? "" : whatToFix(places, isWarned),
        ]
          .filter(Boolean)
          .join(" ")}
      </Note>
    </div>
  );
}

function whatToFix(places: number[], isWarned: boolean): string {
  const said = { count: places.length, places: places.join(", ") };
  return isWarned
    ? i18n._(
        "{count, plural, one {Change question {places}, or give a reason for each warning.} other {Change questions {places}, or give a reason for each warning.}}",
        said,
      )
    : i18n._("{count, plural, one {Fix question {places}.} other {Fix questions {places}.}}", said);
}

/** Returns a function that puts the focus on an element once it is there. */
function useFocusAfterRender(): (id: string) => void {
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (!wanted.current) return;
    document.getElementById(wanted.current)?.focus();
    wanted.current = null;
  });
  return (id) => {
    wanted.current = id;
  };
}
