import { Link } from "@tanstack/react-router";
import type { AbstainReason, ComparedLevel } from "@/shared/api/types";
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
          <strong className="font-[550] text-text">{level.level}</strong>
          {level.low === null ? "" : ` (${level.low} to ${level.high})`}
          {level.minimum === null ? "" : ` · required ${level.minimum}`}
        </p>
      )}
      {person ? (
        <p className="mt-0.5 text-small text-claytext">
          {person.setBy} {person.source === "decision" ? "decided with" : "corrected it to"}{" "}
          {person.level}
        </p>
      ) : null}
      {evidence ? (
        <figure className="mt-1.5">
          <blockquote className="line-clamp-4 font-voice leading-[1.4] [overflow-wrap:anywhere]">
            “{evidence.quote}”
          </blockquote>
          <figcaption className="text-small text-text3">
            {evidence.isDeficit ? "Shows a gap · " : ""}
            <Link
              to="/interviews/$id/assessment"
              params={{ id: interviewId }}
              aria-label={`Turn ${evidence.turn} in the assessment of ${name}, ${level.competency}`}
              className="inline-block py-1 text-text3"
            >
              turn {evidence.turn}
            </Link>
          </figcaption>
        </figure>
      ) : null}
    </>
  );
}
