import { i18n } from "@lingui/core";
import { type ReactNode, useEffect, useRef } from "react";
import { describeEvent } from "@/shared/lib/event-texts";
import { personName } from "@/shared/lib/person-words";
import { spannedBy } from "@/shared/lib/spans";
import { clockTime } from "@/shared/lib/words";
import type { Line, Speaker } from "../observation";
import type { ReadAnswer } from "../shapes";

const SPEAKERS: Record<Exclude<Speaker, "candidate">, { name: string; look: string }> = {
  interviewer: {
    get name() {
      return i18n._("Interviewer");
    },
    look: "text-tidetext",
  },
  staff: {
    get name() {
      return i18n._("Hiring team");
    },
    look: "text-claytext",
  },
};

function speakerOf(who: Speaker, profile: string | undefined) {
  return who === "candidate" ? { name: personName(profile), look: "text-claytext" } : SPEAKERS[who];
}

interface TranscriptLogProps {
  lines: Line[];
  answers: ReadonlyMap<number, ReadAnswer>;
  profile: string | undefined;
}

const NEAR_PX = 160;

/** The interview as it grows. It is a log that is not read out; it follows only who stands at its end. */
export function TranscriptLog({ lines, answers, profile }: TranscriptLogProps) {
  const end = useRef<HTMLDivElement>(null);
  const length = lines.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when something was added
  useEffect(() => {
    const below = document.documentElement.scrollHeight - window.innerHeight - window.scrollY;
    if (below < NEAR_PX) end.current?.scrollIntoView?.({ block: "nearest" });
  }, [length]);
  return (
    <div role="log" aria-live="off" aria-label={i18n._("Transcript")} className="mt-3 grid gap-4">
      {lines.map((line) =>
        line.kind === "said" ? (
          <TranscriptEntry
            key={line.seq}
            line={line}
            read={answers.get(line.turn)}
            profile={profile}
          />
        ) : (
          <p key={line.seq} className="flex flex-wrap gap-x-3 text-small text-text3">
            <time dateTime={line.at} className="whitespace-nowrap pad:w-[4.5rem]">
              {clockTime(new Date(line.at))}
            </time>
            <span className="min-w-0">
              {describeEvent(line.event, profile)}
              {line.text ? `: ${i18n._("“{text}”", { text: line.text })}` : null}
            </span>
          </p>
        ),
      )}
      <div ref={end} />
    </div>
  );
}

interface EntryProps {
  line: Extract<Line, { kind: "said" }>;
  read: ReadAnswer | undefined;
  profile: string | undefined;
}

function TranscriptEntry({ line, read, profile }: EntryProps) {
  const { name, look } = speakerOf(line.who, profile);
  const quotes =
    line.who === "candidate" ? (read?.evaluations.flatMap((one) => one.quotes) ?? []) : [];
  return (
    <div className="grid gap-x-4 pad:grid-cols-[4.25rem_minmax(0,1fr)]">
      <time dateTime={line.at} className="text-small whitespace-nowrap text-text3">
        {clockTime(new Date(line.at))}
      </time>
      <div className="min-w-0">
        <p className={`text-small ${look}`}>{name}</p>
        <p
          className={`max-w-prose font-voice text-[1.0625rem] leading-normal whitespace-pre-wrap [overflow-wrap:anywhere] ${line.who === "interviewer" ? "text-tidetext" : ""}`}
        >
          {marked(line.text, quotes)}
        </p>
      </div>
    </div>
  );
}

function marked(text: string, quotes: { start: number; end: number }[]): ReactNode {
  if (quotes.length === 0) return text;
  return spannedBy(text, quotes).map((piece) =>
    piece.isMarked ? (
      <mark
        key={piece.at}
        className="bg-transparent text-inherit underline decoration-tide decoration-2 underline-offset-4"
      >
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
}
