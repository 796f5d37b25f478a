import { i18n } from "@lingui/core";
import { exactly, oneDecimal } from "@/shared/lib/words";
import { LevelTrack } from "@/shared/ui/level-track";
import type { ComparedAnswer, NewAnswer } from "../shapes";
import { scorerName } from "../words";
import { AnswerParts } from "./answer-parts";
import { GapText } from "./gap-text";

/** Both answers side by side: what was added, what is still missing, and a level for each. */
export function Comparison({ answer }: { answer: NewAnswer }) {
  return (
    <div>
      <Changes answer={answer} />
      <div className="mt-4 grid gap-4 pad:grid-cols-2">
        <Side title={i18n._("In the interview")} side={answer.earlier} />
        <Side
          title={i18n._("New answer, {time}", { time: exactly(new Date(answer.answered_at)) })}
          side={answer.new}
        />
      </div>
      {answer.still_missing.length > 0 ? (
        <div className="mt-4 rounded-control bg-sunken px-4 py-3.5">
          <p className="text-small text-text2">
            {i18n._("Your new answer, reordered, with gaps. Fill in what is true.")}
          </p>
          <GapText text={answer.better_answer} />
        </div>
      ) : null}
      <p className="mt-3 text-small text-text3">
        {i18n._(
          "{competency}, scored by {scorer}. Each answer was read alone and in one piece, so that the two levels can be compared; the review, which reads the whole interview, can differ and does not change.",
          {
            competency: answer.competency,
            scorer: scorerName(answer),
          },
        )}
      </p>
    </div>
  );
}

function Changes({ answer }: { answer: NewAnswer }) {
  const facts: [string, string[]][] = [
    [i18n._("Added"), answer.added],
    [i18n._("Still missing"), answer.still_missing],
    [i18n._("No longer there"), answer.lost],
  ];
  const known = facts.filter(([, parts]) => parts.length > 0);
  return (
    <div>
      <p className="font-voice text-[1.35rem] leading-snug">{levelChange(answer)}</p>
      {known.length > 0 ? (
        <dl className="mt-2 grid gap-1">
          {known.map(([name, parts]) => (
            <div key={name} className="flex flex-wrap gap-x-2">
              <dt className="font-[550]">{name}:</dt>
              <dd>{parts.join(", ")}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  );
}

/** What happened to the level, in a sentence that says no more than the two scores. */
function levelChange({ earlier, new: now }: NewAnswer): string {
  if (now.score === null)
    return earlier.score === null
      ? i18n._("Neither answer has a level.")
      : i18n._("The new answer has no level; before it was {score} of 5.", {
          score: oneDecimal(earlier.score),
        });
  if (earlier.score === null)
    return i18n._("Level {score} of 5; the earlier answer had no level.", {
      score: oneDecimal(now.score),
    });
  if (now.score === earlier.score)
    return i18n._("Level {score} of 5, as before.", { score: oneDecimal(now.score) });
  return i18n._("From level {before} to level {score} of 5.", {
    before: oneDecimal(earlier.score),
    score: oneDecimal(now.score),
  });
}

function Side({ title, side }: { title: string; side: ComparedAnswer }) {
  return (
    <section className="min-w-0 rounded-card border border-line bg-surface p-4">
      <h3>{title}</h3>
      <div className="mt-3">
        <LevelTrack level={side.score} required={null} reason="no_evidence" />
      </div>
      <p className="mt-1.5 text-small text-text2">{side.comment}</p>
      <AnswerParts parts={side.framework_match.parts} />
      <p className="mt-3 font-voice text-[1.1rem] leading-relaxed whitespace-pre-wrap [overflow-wrap:anywhere]">
        {side.text || i18n._("No answer.")}
      </p>
      {side.has_unverified_transcript ? (
        <p className="mt-2 text-small text-ambertext">
          {i18n._("Contains unchecked words from speech recognition. They were not scored.")}
        </p>
      ) : null}
    </section>
  );
}
