import { i18n } from "@lingui/core";
import type { AbstainReason } from "@/shared/api/types";
import { oneDecimal } from "@/shared/lib/words";
import { abstainTexts } from "./abstain-texts";

interface LevelTrackProps {
  level: number | null;
  required: number | null;
  reason: AbstainReason | null;
  /** The lowest and the highest level that the evidence allows. */
  range?: readonly [number, number] | null;
  /** The level that a person set. */
  person?: number | null;
}

/** A level from 1 to 5: the machine's dot, a person's diamond, the required notch; hatched where nothing was found. */
export function LevelTrack({
  level,
  required,
  reason,
  range = null,
  person = null,
}: LevelTrackProps) {
  if (level === null && person === null) {
    return (
      <div className="hatched relative grid min-h-6 place-items-center rounded-chip border border-dashed border-edge px-1 py-0.5">
        <span className="rounded bg-bg px-2 text-center text-small leading-tight font-[550] text-text2">
          {abstainTexts(reason).short}
        </span>
      </div>
    );
  }
  return (
    <div
      role="img"
      aria-label={describe(level, required, range, person)}
      className="relative mx-1.5 h-6"
    >
      <span className="drawn-line absolute inset-x-0 top-[11px] h-0.5 bg-line" />
      {[1, 2, 3, 4, 5].map((tick) => (
        <span
          key={tick}
          className="drawn-line absolute top-2 h-2 w-px bg-edge"
          style={{ left: at(tick) }}
        />
      ))}
      {required === null ? null : (
        <span
          className="absolute top-0 h-6 border-l-2 border-dotted border-text2"
          style={{ left: at(required) }}
        />
      )}
      {level === null || range === null ? null : (
        <span
          className="drawn absolute top-[7px] h-2.5 rounded-full bg-tide opacity-35"
          style={{ left: at(range[0]), width: `${(range[1] - range[0]) * 25}%` }}
        />
      )}
      {level === null ? null : (
        <span
          className="drawn absolute top-[5px] -ml-[7px] size-3.5 rounded-full border-2 border-bg bg-tide"
          style={{ left: at(level) }}
        />
      )}
      {person === null ? null : (
        <span
          className="drawn absolute top-[6px] -ml-[6px] size-3 rotate-45 border border-bg bg-clay"
          style={{ left: at(person) }}
        />
      )}
    </div>
  );
}

function at(level: number): string {
  return `${(Math.min(5, Math.max(1, level)) - 1) * 25}%`;
}

function describe(
  level: number | null,
  required: number | null,
  range: readonly [number, number] | null,
  person: number | null,
): string {
  const proposed =
    level === null
      ? i18n._("No proposed level.")
      : range
        ? i18n._("Proposed level {level} of 5, range {from} to {to}.", {
            level: oneDecimal(level),
            from: oneDecimal(range[0]),
            to: oneDecimal(range[1]),
          })
        : i18n._("Proposed level {level} of 5.", { level: oneDecimal(level) });
  const notch =
    required === null ? "" : i18n._("Required: {required}.", { required: oneDecimal(required) });
  const diamond =
    person === null ? "" : i18n._("Set by a person: {person}.", { person: oneDecimal(person) });
  return [proposed, notch, diamond].filter(Boolean).join(" ");
}
