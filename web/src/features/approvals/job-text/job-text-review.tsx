import { i18n } from "@lingui/core";
import { asProblem } from "@/shared/api/problem";
import type { CompetencyGroup, Interview, JobStatement, Plan } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { DecisionTrouble } from "../parts/decision-trouble";
import { useDecision } from "../queries";
import { correctionsOf, type StatementChoice } from "./corrections";
import { type Choices, JobText } from "./job-text";
import type { AskedQuestion } from "./lines";

interface JobTextReviewProps {
  interview: Interview;
  plan: Plan;
  statements: JobStatement[];
  asked: AskedQuestion[];
  groups: CompetencyGroup[];
  pointed: number | null;
  onPoint: (start: number | null) => void;
  canCorrect: boolean;
  choices: Choices;
  onChoices: (choices: Choices) => void;
}

/** The job text beside its plan: a person corrects how lines were read, and has the plan written again. */
export function JobTextReview(props: JobTextReviewProps) {
  const { interview, plan, statements, canCorrect, choices, onChoices } = props;
  const corrections = statements.flatMap((statement) => {
    const choice = choices[statement.start];
    return choice ? correctionsOf(statement, choice) : [];
  });
  const sending = useDecision<typeof corrections>(interview.id, (calls, corrections) =>
    calls.correctJobAnalysis(interview.id, { planId: plan.planId, corrections }),
  );
  const lines = Object.keys(choices).length;

  function choose(statement: JobStatement, choice: StatementChoice | null) {
    const { [statement.start]: _, ...others } = choices;
    const isChange = choice && correctionsOf(statement, choice).length > 0;
    onChoices(isChange ? { ...others, [statement.start]: choice } : others);
  }

  return (
    <div className="mt-10">
      <JobText
        title={i18n._("Job text")}
        jobText={interview.jobDescription ?? ""}
        statements={statements}
        groups={props.groups}
        asked={props.asked}
        pointed={props.pointed}
        onPoint={props.onPoint}
        correcting={canCorrect ? { choices, onChoose: choose } : undefined}
      />
      {canCorrect && lines > 0 ? (
        <div id="corrections" className="mt-4 grid scroll-mt-4 gap-2 desk:sticky desk:bottom-3">
          {sending.error ? (
            <DecisionTrouble
              problem={asProblem(sending.error)}
              onRetry={() => sending.mutate(corrections)}
            />
          ) : null}
          <Note
            tone="clay"
            title={i18n._(
              "{lines, plural, one {# line corrected, not sent yet.} other {# lines corrected, not sent yet.}}",
              { lines },
            )}
            actions={
              <>
                <Button
                  size="small"
                  busy={sending.isPending && i18n._("Sending…")}
                  onClick={() => sending.mutate(corrections, { onSuccess: () => onChoices({}) })}
                >
                  {i18n._("Write plan again")}
                </Button>
                <Button size="small" look="quiet" onClick={() => onChoices({})}>
                  {i18n._("Discard corrections")}
                </Button>
              </>
            }
          >
            {i18n._("The questions follow your corrections once the plan is written again.")}
          </Note>
        </div>
      ) : null}
    </div>
  );
}
