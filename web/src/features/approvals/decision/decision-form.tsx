import { i18n } from "@lingui/core";
import { BadgeCheck } from "lucide-react";
import { useRef, useState } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { Assessment, HiringDecision, HiringOutcome, Interview } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { useKeys } from "@/shared/lib/keys";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { UNDO_MS } from "@/shared/ui/undo-bar";
import { DecisionTrouble } from "../parts/decision-trouble";
import { useOutbox } from "../pending/pending-decisions";
import { isReason } from "../pending/reason";
import { isRejection, nameOf, OUTCOMES } from "../words";
import type { DecisionDraft, KeepDraft } from "./draft";
import { useDecideCandidate } from "./queries";
import { undoableStore } from "./undoable";

export interface DecisionFormProps {
  interview: Interview;
  assessment: Assessment;
  /** Turns with a flag that was not opened on this page. */
  unseen: number[];
  draft: DecisionDraft;
  keep: KeepDraft;
  /** The final decision that this one changes. */
  replaces: HiringDecision | null;
}

const CHOICES = Object.keys(OUTCOMES) as HiringOutcome[];

/** Four outcomes, the reason and the decider's own levels. Nothing is chosen beforehand. */
export function DecisionForm(props: DecisionFormProps) {
  const { interview, assessment, unseen, draft, keep } = props;
  const name = useCaller()?.user.name ?? "";
  const { decide, error, setError, chosen, why, isAsking, setAsking, mutation } =
    useDeciding(props);
  const choose = (outcome: HiringOutcome) => {
    keep({ outcome });
    setError(null);
  };
  useKeys({
    ...Object.fromEntries(CHOICES.map((each, place) => [String(place + 1), () => choose(each)])),
    m: () => why.current?.focus(),
    "mod+enter": () => decide(false),
  });
  const own = Object.keys(draft.levels).length;
  return (
    <>
      <p className="mt-1 text-small text-text3">
        {i18n._("This is about {name}. It is kept with your name beside the proposal.", {
          name: nameOf(interview),
        })}
      </p>
      <form
        className="mt-4 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          decide(false);
        }}
      >
        <OutcomeChoice
          outcome={draft.outcome}
          proposed={assessment.scorecard.recommendation}
          chosen={chosen}
          hasError={error?.at === "choice"}
          onChoose={choose}
        />
        {error?.at === "choice" ? (
          <p id="choice-error" role="alert" className="font-[550] text-rosetext">
            {error.text}
          </p>
        ) : null}
        <Field
          label={i18n._("Reason")}
          hint={i18n._("The candidate may ask to see it.")}
          error={error?.at === "why" ? error.text : null}
        >
          {(control) => (
            <textarea
              {...control}
              ref={why}
              rows={3}
              value={draft.comments}
              onChange={(event) => keep({ comments: event.target.value })}
              className={inputLook}
            />
          )}
        </Field>
        {own > 0 ? (
          <p className="text-small text-claytext">
            {i18n._(
              "{own, plural, one {With your own level of # competency.} other {With your own level of # competencies.}}",
              { own },
            )}
          </p>
        ) : null}
        <label className="flex min-h-11 items-center gap-2.5 text-small text-text2">
          <input
            type="checkbox"
            className="size-4.5 shrink-0 accent-clay"
            checked={draft.asksSecondPerson}
            onChange={(event) => keep({ asksSecondPerson: event.target.checked })}
          />
          {i18n._("A second person must confirm it")}
        </label>
        {mutation.error ? (
          <Refused problem={asProblem(mutation.error)} onRetry={() => decide(true)} />
        ) : null}
        <Button
          look="primary"
          type="submit"
          busy={mutation.isPending && i18n._("Recording…")}
          icon={<Icon of={BadgeCheck} />}
        >
          {draft.outcome
            ? i18n._("{outcome} as {name}", { outcome: OUTCOMES[draft.outcome], name })
            : i18n._("Decide as {name}", { name })}
        </Button>
        <p className="text-small text-text3">
          {i18n._("You can undo it for {seconds} seconds. Nothing is sent before.", {
            seconds: UNDO_MS / 1000,
          })}
        </p>
      </form>
      <Dialog isOpen={isAsking} onClose={() => setAsking(false)} title={notRead(unseen)}>
        <p className="text-text2">{i18n._("It has a flag. Flags do not change scores.")}</p>
        <DialogActions>
          <Button onClick={() => setAsking(false)}>{i18n._("Keep reading")}</Button>
          <Button look="primary" onClick={() => decide(true)}>
            {i18n._("Decide now")}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

function useDeciding({ interview, assessment, unseen, draft, replaces }: DecisionFormProps) {
  const outbox = useOutbox();
  const mutation = useDecideCandidate(interview.id, (decision) =>
    undoableStore.set({
      interviewId: interview.id,
      name: nameOf(interview),
      decision,
      until: Date.now() + UNDO_MS,
    }),
  );
  const [error, setError] = useState<{ at: "choice" | "why"; text: string } | null>(null);
  const [isAsking, setAsking] = useState(false);
  const why = useRef<HTMLTextAreaElement>(null);
  const chosen = useRef<HTMLInputElement>(null);
  // The same press, sent again after a failure, is recorded once.
  const press = useRef<{ key: string; body: string }>({ key: "", body: "" });

  function decide(isSure: boolean) {
    if (mutation.isPending) return;
    const { outcome } = draft;
    const comments = draft.comments.trim();
    if (!outcome) {
      setError({ at: "choice", text: i18n._("Choose a decision.") });
      return;
    }
    if ((isRejection(outcome) || comments) && !isReason(comments)) {
      setError({ at: "why", text: i18n._("Give a reason of at least two words.") });
      // Not into the text field: a digit pressed next is a choice and must not become the reason.
      if (document.activeElement !== why.current) chosen.current?.focus();
      return;
    }
    setError(null);
    if (unseen.length > 0 && !isSure) {
      setAsking(true);
      return;
    }
    setAsking(false);
    void outbox.sendNow();
    const decision = {
      assessmentId: assessment.assessmentId,
      outcome,
      levels: Object.entries(draft.levels).map(([competency, level]) => ({ competency, level })),
      asksSecondPerson: draft.asksSecondPerson,
      ...(comments ? { comments } : {}),
      ...(replaces ? { replaces: replaces.decisionId } : {}),
    };
    const body = JSON.stringify(decision);
    if (press.current.body !== body) press.current = { key: crypto.randomUUID(), body };
    mutation.mutate({ decision, key: press.current.key });
  }
  return { decide, error, setError, chosen, why, isAsking, setAsking, mutation };
}

interface OutcomeChoiceProps {
  outcome: HiringOutcome | null;
  proposed: string | null;
  chosen: React.RefObject<HTMLInputElement | null>;
  hasError: boolean;
  onChoose: (outcome: HiringOutcome) => void;
}

function OutcomeChoice({ outcome, proposed, chosen, hasError, onChoose }: OutcomeChoiceProps) {
  return (
    <fieldset
      aria-describedby={hasError ? "choice-error" : undefined}
      className="overflow-hidden rounded-large border border-edge"
    >
      <legend className="sr-only">{i18n._("Decision")}</legend>
      {CHOICES.map((value, place) => (
        <label
          key={value}
          className="by-person flex min-h-11 items-center gap-2.5 border-line px-3 py-2 not-first-of-type:border-t"
        >
          <input
            ref={outcome === value ? chosen : undefined}
            type="radio"
            name="decision"
            className="size-4.5 shrink-0 accent-clay"
            checked={outcome === value}
            onChange={() => onChoose(value)}
          />
          <span className="min-w-0 flex-1">
            <span className="font-[550]">{OUTCOMES[value]}</span>
            {value === proposed ? (
              <span className="ml-2 text-small text-text2">{i18n._("as proposed")}</span>
            ) : null}
          </span>
          <span
            aria-hidden="true"
            className="hidden rounded-chip border border-b-2 border-line bg-surface px-1.5 font-mono text-[0.75rem] text-text3 desk:block"
          >
            {place + 1}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Another person was faster, or it was not recorded; the text is still in the box. */
function Refused({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const other = problem.body.currentDecision;
  if (other) {
    return (
      <Note
        tone="clay"
        title={i18n._("{name} has already decided: {outcome}.", {
          name: other.decidedBy,
          outcome: OUTCOMES[other.outcome],
        })}
      >
        {i18n._("Your decision was not recorded. Your text is kept.")}
      </Note>
    );
  }
  return <DecisionTrouble problem={problem} onRetry={onRetry} />;
}

function notRead(unseen: number[]): string {
  const numbers = [...new Set(unseen)];
  const turns = new Intl.ListFormat(dateLocale()).format(numbers.map(String));
  return i18n._(
    "{count, plural, one {You have not read turn {turns}. Decide anyway?} other {You have not read turns {turns}. Decide anyway?}}",
    { count: numbers.length, turns },
  );
}
