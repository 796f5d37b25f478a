import { BadgeCheck } from "lucide-react";
import { useRef, useState } from "react";
import { useCaller } from "@/shared/api/caller";
import type { Assessment, Interview } from "@/shared/api/types";
import { useDraft } from "@/shared/lib/draft";
import { useKeys } from "@/shared/lib/keys";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { NextInQueue } from "../pending/next-in-queue";
import { Trouble } from "../pending/not-sent";
import { PendingCard } from "../pending/pending-card";
import { useEntry, useOutbox } from "../pending/pending-decisions";
import { isReason } from "../pending/reason";
import { canDecide, nameOf, RECOMMENDATIONS, STATES } from "../words";
import { Card } from "./two-columns";

type Choice = "approve" | "reject" | "rescore";
interface Draft {
  choice: Choice | null;
  comments: string;
}
const EMPTY: Draft = { choice: null, comments: "" };

interface AssessmentDecisionProps {
  interview: Interview;
  assessment: Assessment;
  /** Turns with a flag that was not opened on this page. */
  unseen: number[];
}

/** A person's decision, in the person's own name. Nothing is chosen beforehand. */
export function AssessmentDecision(props: AssessmentDecisionProps) {
  const entry = useEntry(props.interview.id);
  if (entry?.stage.at === "held" || entry?.stage.at === "sending") {
    return <PendingCard entry={entry} />;
  }
  return (
    <div className="grid gap-3">
      {entry ? <Trouble entry={entry} /> : null}
      <AssessmentForm {...props} wasSent={entry?.stage.at === "sent"} />
    </div>
  );
}

interface FormProps extends AssessmentDecisionProps {
  wasSent: boolean;
}

function AssessmentForm({ interview, assessment, unseen, wasSent }: FormProps) {
  const caller = useCaller();
  const outbox = useOutbox();
  const { assessmentId } = assessment;
  const [{ choice, comments }, keep] = useDraft(caller?.user.id ?? "", assessmentId, EMPTY);
  const [error, setError] = useState<{ at: "choice" | "why"; text: string } | null>(null);
  const [isAsking, setAsking] = useState(false);
  const why = useRef<HTMLTextAreaElement>(null);
  const chosen = useRef<HTMLInputElement>(null);
  const isOpen = interview.state === "ASSESSMENT_PENDING" && !assessment.decision;
  const mayDecide = canDecide(caller?.user.role);
  const isActive = isOpen && mayDecide;
  const options = optionsFor(assessment);
  useKeys(
    isActive
      ? {
          ...Object.fromEntries(
            options.map(({ value }, place) => [String(place + 1), () => choose(value)]),
          ),
          m: () => why.current?.focus(),
          "mod+enter": () => decide(false),
        }
      : {},
  );

  if (!isOpen) {
    return (
      <Card title={STATES[interview.state]}>
        <p className="mt-1 text-text2">
          {assessment.decision
            ? `${assessment.decision.by} decided. The proposal is kept with the decision.`
            : "There is nothing to decide at the moment."}
        </p>
        {wasSent ? <NextInQueue after={interview.id} /> : null}
      </Card>
    );
  }
  if (!mayDecide) {
    return (
      <Card title="You cannot decide on this">
        <p className="mt-1 text-text2">
          Only recruiters and administrators can decide on assessments.
        </p>
      </Card>
    );
  }

  function choose(next: Choice) {
    keep({ choice: next });
    setError(null);
  }

  function decide(isSure: boolean) {
    if (!caller) return;
    if (!choice) {
      setError({ at: "choice", text: "Choose a decision." });
      return;
    }
    if (choice !== "approve" && !isReason(comments)) {
      setError({ at: "why", text: "Give a reason. The candidate may ask to see it." });
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
    const { id, name } = caller.user;
    outbox.hold({
      interviewId: interview.id,
      name: nameOf(interview),
      by: { id, name },
      verdict: choice,
      readId: assessmentId,
      comments: comments.trim(),
    });
  }

  const name = caller?.user.name ?? "";
  return (
    <Card title="Your decision">
      <p className="mt-1 text-small text-text3">
        You make the decision. It is stored with your name, next to the proposal.
      </p>
      <form
        className="mt-4 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          decide(false);
        }}
      >
        <fieldset
          aria-describedby={error?.at === "choice" ? "choice-error" : undefined}
          className="overflow-hidden rounded-large border border-edge"
        >
          <legend className="sr-only">Decision</legend>
          {options.map(({ value, label, hint }, place) => (
            <label
              key={value}
              className="by-person flex min-h-11 items-center gap-2.5 border-line px-3 py-2 not-first-of-type:border-t"
            >
              <input
                ref={choice === value ? chosen : undefined}
                type="radio"
                name="decision"
                className="size-4.5 shrink-0 accent-clay"
                checked={choice === value}
                onChange={() => choose(value)}
              />
              <span className="min-w-0 flex-1">
                <span className="block font-[550]">{label}</span>
                <span className="block text-small text-text2">{hint}</span>
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
        {error?.at === "choice" ? (
          <p id="choice-error" role="alert" className="font-[550] text-rosetext">
            {error.text}
          </p>
        ) : null}
        <Field
          label="Reason"
          hint="The candidate may ask to see it."
          error={error?.at === "why" ? error.text : null}
        >
          {(control) => (
            <textarea
              {...control}
              ref={why}
              rows={3}
              value={comments}
              onChange={(event) => keep({ comments: event.target.value })}
              className={inputLook}
            />
          )}
        </Field>
        <Button look="primary" type="submit" icon={<Icon of={BadgeCheck} />}>
          {BUTTON[choice ?? "approve"]} as {name}
        </Button>
      </form>
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`You have not read ${turns(unseen)}. Decide anyway?`}
      >
        <p className="text-text2">It has a flag. Flags do not change scores.</p>
        <DialogActions>
          <Button onClick={() => setAsking(false)}>Keep reading</Button>
          <Button look="primary" onClick={() => decide(true)}>
            Decide now
          </Button>
        </DialogActions>
      </Dialog>
    </Card>
  );
}

const BUTTON: Record<Choice, string> = {
  approve: "Approve",
  reject: "Reject",
  rescore: "Re-score",
};

function optionsFor({ scorecard }: Assessment): { value: Choice; label: string; hint: string }[] {
  const proposed = scorecard.recommendation ? RECOMMENDATIONS[scorecard.recommendation] : null;
  return [
    {
      value: "approve",
      label: "Approve",
      hint: proposed ? `${proposed}, as proposed` : "as scored",
    },
    { value: "reject", label: "Reject", hint: "the interview is closed" },
    { value: "rescore", label: "Re-score with a note", hint: "the answers are assessed again" },
  ];
}

function turns(unseen: number[]): string {
  const numbers = [...new Set(unseen)];
  if (numbers.length === 1) return `turn ${numbers[0]}`;
  return `turns ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}
