import { i18n } from "@lingui/core";
import { useState } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Assessment, Interview } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { competencyName } from "@/shared/lib/competency-names";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { DecisionTrouble } from "../parts/decision-trouble";
import { useOutbox } from "../pending/pending-decisions";
import { isReason } from "../pending/reason";
import { nameOf } from "../words";
import { LEVELS } from "./draft";
import { useCorrectLevel } from "./queries";

interface WrongAssessmentProps {
  interview: Interview;
  assessment: Assessment;
}

const wanted = () => i18n._("Give a reason of at least two words.");

/** What to do about an assessment that is wrong. None of it decides about the candidate. */
export function WrongAssessment({ interview, assessment }: WrongAssessmentProps) {
  return (
    <details className="mt-4 px-1">
      <summary className="min-h-11 py-2.5 font-[550] text-text2">
        {i18n._("Is the assessment wrong?")}
      </summary>
      <p className="text-small text-text3">{i18n._("This does not decide on the candidate.")}</p>
      <LevelForm interview={interview} assessment={assessment} />
      {interview.state === "ASSESSMENT_PENDING" ? (
        <RescoreForm interview={interview} assessment={assessment} />
      ) : null}
    </details>
  );
}

function LevelForm({ interview, assessment }: WrongAssessmentProps) {
  const { assessmentId, scorecard, corrections } = assessment;
  const correct = useCorrectLevel(interview.id);
  const [competency, setCompetency] = useState(scorecard.competencies[0]?.name ?? "");
  const [level, setLevel] = useState("");
  const [comments, setComments] = useState("");
  const [error, setError] = useState<string | null>(null);
  const isCorrected = corrections.some((each) => each.competency === competency);

  function save(next: number | null) {
    if (next !== null && !isReason(comments)) {
      setError(wanted());
      return;
    }
    setError(null);
    const reason = next === null ? {} : { comments: comments.trim() };
    correct.mutate(
      { assessmentId, competency, level: next, ...reason },
      {
        onSuccess: () => {
          setLevel("");
          setComments("");
        },
      },
    );
  }

  return (
    <form
      className="mt-4 grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (level) save(Number(level));
        else setError(i18n._("Choose a level."));
      }}
    >
      <h3>{i18n._("Correct a level")}</h3>
      <Field label={i18n._("Competency")}>
        {(control) => (
          <select
            {...control}
            value={competency}
            onChange={(event) => setCompetency(event.target.value)}
            className={inputLook}
          >
            {scorecard.competencies.map(({ name }) => (
              <option key={name} value={name}>
                {competencyName(name)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={i18n._("Correct level")}>
        {(control) => (
          <select
            {...control}
            value={level}
            onChange={(event) => setLevel(event.target.value)}
            className={inputLook}
          >
            <option value="">{i18n._("Choose")}</option>
            {LEVELS.map((each) => (
              <option key={each} value={each}>
                {each.toLocaleString(dateLocale())}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={i18n._("Why the level is wrong")} error={error}>
        {(control) => (
          <textarea
            {...control}
            rows={2}
            value={comments}
            onChange={(event) => setComments(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      {correct.error ? (
        <DecisionTrouble problem={asProblem(correct.error)} onRetry={() => correct.reset()} />
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={correct.isPending && i18n._("Saving…")}>
          {i18n._("Save the level")}
        </Button>
        {isCorrected ? (
          <Button look="quiet" onClick={() => save(null)}>
            {i18n._("Use the proposed level again")}
          </Button>
        ) : null}
      </div>
    </form>
  );
}

function RescoreForm({ interview, assessment }: WrongAssessmentProps) {
  const outbox = useOutbox();
  const user = useCaller()?.user;
  const [comments, setComments] = useState("");
  const [error, setError] = useState<string | null>(null);
  return (
    <form
      className="mt-6 grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!user) return;
        if (!isReason(comments)) {
          setError(wanted());
          return;
        }
        outbox.hold({
          interviewId: interview.id,
          name: nameOf(interview),
          by: { id: user.id, name: user.name },
          verdict: "rescore",
          readId: assessment.assessmentId,
          comments: comments.trim(),
        });
      }}
    >
      <h3>{i18n._("Score again")}</h3>
      <Field
        label={i18n._("What was missed")}
        hint={i18n._("The answers are scored again. This assessment is replaced.")}
        error={error}
      >
        {(control) => (
          <textarea
            {...control}
            rows={2}
            value={comments}
            onChange={(event) => setComments(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      <Button type="submit">{i18n._("Score again")}</Button>
    </form>
  );
}
