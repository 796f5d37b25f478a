import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { Plan, PlanTrial as Trial, TrialAnswer } from "@/shared/api/types";
import { describeReason } from "@/shared/lib/event-texts";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { useCalls } from "../calls";

interface PlanTrialProps {
  interviewId: string;
  plan: Plan;
}

/** The plan as its candidate would meet it: a person types the answers, and nothing of it is kept. */
export function PlanTrial({ interviewId, plan }: PlanTrialProps) {
  const calls = useCalls();
  const [so, setSo] = useState<{ answers: TrialAnswer[]; trial: Trial } | null>(null);
  const trying = useMutation({
    mutationFn: (given: TrialAnswer[]) => calls.tryPlan(interviewId, plan.planId, given),
    onSuccess: (trial, answers) => setSo({ answers, trial }),
  });
  const problem = trying.error ? asProblem(trying.error) : null;
  return (
    <section className="mt-10 border-t border-line pt-5" aria-labelledby="plan-trial">
      <h2 id="plan-trial">{i18n._("Try it")}</h2>
      <p className="mt-1 max-w-prose text-text2">
        {i18n._(
          "Answer as a candidate would, and see what the interviewer asks next. The built-in rules decide, without a model. Nothing is stored, sent or scored.",
        )}
      </p>
      {problem ? (
        <div className="mt-3">
          {problem.code === "plan_changed" ? (
            <Note tone="clay" title={i18n._("There is a newer version of this plan now.")}>
              {i18n._("Reload the page to try it.")}
            </Note>
          ) : (
            <Failure problem={problem} what={i18n._("The interviewer did not answer.")} />
          )}
        </div>
      ) : null}
      {so ? (
        <Conversation
          trial={so.trial}
          isBusy={trying.isPending}
          onAnswer={(answer) => trying.mutate([...so.answers, answer])}
          onRestart={() => trying.mutate([])}
        />
      ) : (
        <p className="mt-4">
          <Button busy={trying.isPending && i18n._("Starting…")} onClick={() => trying.mutate([])}>
            {i18n._("Try this plan")}
          </Button>
        </p>
      )}
    </section>
  );
}

interface ConversationProps {
  trial: Trial;
  isBusy: boolean;
  onAnswer: (answer: TrialAnswer) => void;
  onRestart: () => void;
}

function Conversation({ trial, isBusy, onAnswer, onRestart }: ConversationProps) {
  const [text, setText] = useState("");
  const [isMissing, setMissing] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const said = trial.turns.length;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each reply takes the typing hand back
  useEffect(() => box.current?.focus(), [said]);

  function send(event: FormEvent) {
    event.preventDefault();
    setMissing(!text.trim());
    if (!text.trim()) return;
    onAnswer({ text: text.trim() });
    setText("");
  }

  return (
    <>
      <ol className="mt-4 grid max-w-prose gap-4" aria-label={i18n._("Conversation")}>
        {trial.turns.map((turn, place) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a turn never changes its place
            key={place}
            className={
              turn.role === "interviewer"
                ? "border-l-2 border-tide pl-4"
                : "border-l-2 border-clay pl-4"
            }
          >
            <p className="text-small text-text3">{headOf(turn)}</p>
            <p className="font-voice text-[1.0625rem] leading-normal whitespace-pre-wrap [overflow-wrap:anywhere]">
              {turn.text}
            </p>
          </li>
        ))}
      </ol>
      <p role="status" className="mt-4 text-small text-text2">
        {trial.isOver ? `${i18n._("The interview is over.")} ` : ""}
        {i18n._("Question {asked}, about {used} of {limit} minutes if it were spoken.", {
          asked: trial.asked,
          used: Math.round(trial.usedSeconds / 60),
          limit: Math.round(trial.limitSeconds / 60),
        })}
      </p>
      {trial.isOver ? (
        <p className="mt-3">
          <Button onClick={onRestart}>{i18n._("Start over")}</Button>
        </p>
      ) : (
        <form onSubmit={send} className="mt-3 grid max-w-prose gap-3">
          <Field
            label={i18n._("Your answer as the candidate")}
            error={
              isMissing && !text.trim() ? i18n._("Type an answer, or skip the question.") : null
            }
          >
            {(control) => (
              <textarea
                {...control}
                ref={box}
                rows={3}
                maxLength={8000}
                value={text}
                onChange={(event) => setText(event.target.value)}
                className={inputLook}
              />
            )}
          </Field>
          <div className="flex flex-wrap gap-2.5">
            <Button type="submit" busy={isBusy && i18n._("Thinking…")}>
              {i18n._("Answer")}
            </Button>
            <Button look="quiet" disabled={isBusy} onClick={() => onAnswer({ text: null })}>
              {i18n._("Skip this question")}
            </Button>
            <Button look="quiet" disabled={isBusy} onClick={onRestart}>
              {i18n._("Start over")}
            </Button>
          </div>
        </form>
      )}
    </>
  );
}

function headOf({ kind, reason }: Trial["turns"][number]): string {
  const who = KINDS[kind];
  return reason ? i18n._("{who}, because {reason}", { who, reason: describeReason(reason) }) : who;
}

const KINDS: Record<Trial["turns"][number]["kind"], string> = {
  get greeting() {
    return i18n._("Greeting");
  },
  get question() {
    return i18n._("Question");
  },
  get follow_up() {
    return i18n._("Follow-up");
  },
  get repeat() {
    return i18n._("Question again");
  },
  get closing() {
    return i18n._("Goodbye");
  },
  get remark() {
    return i18n._("Interviewer");
  },
  get answer() {
    return i18n._("You");
  },
};
