import { BadgeCheck } from "lucide-react";
import { useRef, useState } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Assessment, Interview } from "@/shared/api/types";
import { useKeys } from "@/shared/lib/keys";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import type { AssessmentDecision as Decided } from "../calls";
import { useDecision } from "../queries";
import { canDecide, RECOMMENDATIONS, STATES } from "../words";
import { DecisionTrouble } from "./decision-trouble";
import { Card } from "./two-columns";

type Choice = "approve" | "refuse" | "again";

interface AssessmentDecisionProps {
  interview: Interview;
  assessment: Assessment;
  /** Turns with a flag that nobody has opened on this page. */
  unseen: number[];
}

/** A person's decision, in the person's own name. Nothing is chosen beforehand. */
export function AssessmentDecision({ interview, assessment, unseen }: AssessmentDecisionProps) {
  const caller = useCaller();
  const [choice, setChoice] = useState<Choice | null>(null);
  const [comments, setComments] = useState("");
  const [error, setError] = useState<{ at: "choice" | "why"; text: string } | null>(null);
  const [isAsking, setAsking] = useState(false);
  const why = useRef<HTMLTextAreaElement>(null);
  const decision = useDecision<Decided>(interview.id, (calls, decided) =>
    calls.decideAssessment(interview.id, decided),
  );
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
          "mod+enter": () => decide(false),
        }
      : {},
  );

  if (!isOpen) {
    return (
      <Card title={STATES[interview.state]}>
        <p className="mt-1 text-text2">
          {assessment.decision
            ? `${assessment.decision.by} decided. The proposal stays beside it.`
            : "There is nothing to decide here now."}
        </p>
      </Card>
    );
  }
  if (!mayDecide) {
    return (
      <Card title="You can read this, not decide it">
        <p className="mt-1 text-text2">Recruiters and administrators decide on assessments.</p>
      </Card>
    );
  }

  function choose(next: Choice) {
    setChoice(next);
    setError(null);
  }

  function decide(isSure: boolean) {
    if (decision.isPending) return;
    if (!choice) {
      setError({ at: "choice", text: "Choose one of the three first." });
      return;
    }
    if (choice !== "approve" && !comments.trim()) {
      setError({ at: "why", text: "Say why, in a sentence. It differs from the proposal." });
      why.current?.focus();
      return;
    }
    setError(null);
    if (unseen.length > 0 && !isSure) {
      setAsking(true);
      return;
    }
    setAsking(false);
    decision.mutate({
      assessmentId: assessment.assessmentId,
      approved: choice === "approve",
      reassess: choice === "again",
      comments: comments.trim(),
    });
  }

  const name = caller?.user.name ?? "";
  return (
    <Card title="Your decision">
      <p className="mt-1 text-small text-text3">
        Yours alone counts. It is kept with your name, beside the proposal.
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
          <legend className="sr-only">What you decide</legend>
          {options.map(({ value, label, hint }, place) => (
            <label
              key={value}
              className="by-person flex min-h-11 items-center gap-2.5 border-line px-3 py-2 not-first-of-type:border-t"
            >
              <input
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
          label="Why, in a sentence"
          hint="The candidate may ask to see this."
          error={error?.at === "why" ? error.text : null}
        >
          {(control) => (
            <textarea
              {...control}
              ref={why}
              rows={3}
              value={comments}
              onChange={(event) => setComments(event.target.value)}
              className={inputLook}
            />
          )}
        </Field>
        {decision.error ? (
          <DecisionTrouble problem={asProblem(decision.error)} onRetry={() => decide(true)} />
        ) : null}
        <Button
          look="primary"
          type="submit"
          icon={<Icon of={BadgeCheck} />}
          busy={decision.isPending && "Saving…"}
        >
          {BUTTON[choice ?? "approve"]} as {name}
        </Button>
      </form>
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`You have not read ${turns(unseen)}. Decide anyway?`}
      >
        <p className="text-text2">There is a flag on it. A flag changes no score.</p>
        <DialogActions>
          <Button onClick={() => setAsking(false)}>Read first</Button>
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
  refuse: "Refuse",
  again: "Send back",
};

function optionsFor({ scorecard }: Assessment): { value: Choice; label: string; hint: string }[] {
  const proposed = scorecard.recommendation ? RECOMMENDATIONS[scorecard.recommendation] : null;
  return [
    {
      value: "approve",
      label: "Approve",
      hint: proposed ? `${proposed}, as proposed` : "as it is",
    },
    { value: "refuse", label: "Refuse", hint: "the interview ends here" },
    { value: "again", label: "Score it again", hint: "with your sentence" },
  ];
}

function turns(unseen: number[]): string {
  const numbers = [...new Set(unseen)];
  if (numbers.length === 1) return `turn ${numbers[0]}`;
  return `turns ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}
