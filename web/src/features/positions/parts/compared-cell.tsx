import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { AbstainReason, ComparedLevel } from "@/shared/api/types";
import { competencyName } from "@/shared/lib/competency-names";
import { oneDecimal } from "@/shared/lib/words";
import { LevelTrack } from "@/shared/ui/level-track";

interface ComparedCellProps {
  level: ComparedLevel;
  interviewId: string;
  name: string;
}

/** One competency of one candidate: the level, its range, and the words that it rests on. */
export function ComparedCell({ level, interviewId, name }: ComparedCellProps) {
  const { person, evidence } = level;
  return (
    <>
      <LevelTrack
        level={level.level}
        range={level.low === null || level.high === null ? null : [level.low, level.high]}
        required={level.minimum}
        reason={level.reason as AbstainReason | null}
        person={person?.level ?? null}
      />
      {level.level === null ? null : (
        <p className="mt-0.5 text-small text-text2">
          <strong className="font-[550] text-text">{oneDecimal(level.level)}</strong>
          {level.low === null || level.high === null
            ? ""
            : ` ${i18n._("({low} to {high})", { low: oneDecimal(level.low), high: oneDecimal(level.high) })}`}
          {level.minimum === null
            ? ""
            : ` · ${i18n._("required {minimum}", { minimum: oneDecimal(level.minimum) })}`}
        </p>
      )}
      {person ? (
        <p className="mt-0.5 text-small text-claytext">
          {person.source === "decision"
            ? i18n._("{name} decided with {level}", {
                name: person.setBy,
                level: oneDecimal(person.level),
              })
            : i18n._("{name} corrected it to {level}", {
                name: person.setBy,
                level: oneDecimal(person.level),
              })}
        </p>
      ) : null}
      {evidence ? (
        <figure className="mt-1.5">
          <blockquote className="line-clamp-4 font-voice leading-[1.4] [overflow-wrap:anywhere]">
            {i18n._("“{words}”", { words: evidence.quote })}
          </blockquote>
          <figcaption className="text-small text-text3">
            {evidence.isDeficit ? `${i18n._("Shows a gap")} · ` : ""}
            <Link
              to="/interviews/$id/assessment"
              params={{ id: interviewId }}
              aria-label={i18n._("Turn {turn} in the assessment of {name}, {competency}", {
                turn: evidence.turn,
                name,
                competency: competencyName(level.competency),
              })}
              className="inline-block py-1 text-text3"
            >
              {i18n._("Turn {turn}", { turn: evidence.turn })}
            </Link>
          </figcaption>
        </figure>
      ) : null}
    </>
  );
}
