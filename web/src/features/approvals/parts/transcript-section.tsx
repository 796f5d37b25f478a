import { i18n } from "@lingui/core";
import { useEffect, useRef, useState } from "react";
import type { Problem } from "@/shared/api/problem";
import type { CandidateMessages, Transcript, TranscriptTurn } from "@/shared/api/types";
import { spanned } from "@/shared/lib/spans";
import { SpokenMarks } from "@/shared/ui/spoken-marks";
import { Failure } from "@/shared/ui/states";
import { NoVoiceReason, PlayWords } from "@/shared/voice/voice";

/** A place in the interview: a turn, and a span of code points in it (empty: the whole turn). */
export interface TranscriptSpan {
  turn: number;
  start: number;
  end: number;
}

interface TranscriptSectionProps {
  transcript: Transcript | undefined;
  problem: Problem | null;
  hasSession: boolean;
  span: TranscriptSpan | null;
  /** What the candidate says they said; each stands beside its turn. */
  corrections: CandidateMessages["corrections"];
}

/** The whole conversation, folded until a quote or flag leads into it. */
export function TranscriptSection({
  transcript,
  problem,
  hasSession,
  span,
  corrections,
}: TranscriptSectionProps) {
  const [isOpen, setOpen] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (span) setOpen(true);
  }, [span]);
  useEffect(() => {
    if (!isOpen || !span || !transcript) return;
    const turn = list.current?.querySelector<HTMLElement>(`#turn-${span.turn}`);
    turn?.scrollIntoView?.({ block: "center" });
    turn?.focus({ preventScroll: true });
  }, [isOpen, span, transcript]);
  return (
    <section className="mt-10">
      <h2>{i18n._("Transcript")}</h2>
      {problem ? (
        <div className="mt-3">
          <Failure problem={problem} what={i18n._("The transcript did not load.")} />
        </div>
      ) : null}
      {!hasSession ? <p className="mt-1 text-text2">{i18n._("There is no transcript.")}</p> : null}
      <NoVoiceReason hasSpoken={transcript?.turns.some((turn) => turn.transcribedBy) ?? false} />
      {transcript ? (
        <details
          className="mt-2"
          open={isOpen}
          onToggle={(event) => setOpen(event.currentTarget.open)}
        >
          <summary className="min-h-10 py-2 font-[550]">
            {isOpen
              ? i18n._("Hide transcript")
              : i18n._("{count, plural, one {Show # turn} other {Show # turns}}", {
                  count: transcript.turns.length,
                })}
          </summary>
          <ol ref={list} className="grid gap-1">
            {transcript.turns.map((turn) => (
              <Turn
                key={turn.turn}
                turn={turn}
                correction={corrections.find((each) => each.turn === turn.turn)?.text}
                language={transcript.language}
                span={span?.turn === turn.turn ? span : null}
              />
            ))}
          </ol>
        </details>
      ) : null}
    </section>
  );
}

interface TurnProps {
  turn: TranscriptTurn;
  correction: string | undefined;
  language: string;
  span: TranscriptSpan | null;
}

function Turn({ turn, correction, language, span }: TurnProps) {
  const isAgent = turn.role === "agent";
  const parts =
    span && span.end > span.start
      ? spanned(turn.text, span.start, span.end)
      : [{ at: 0, text: turn.text, isMarked: false }];
  return (
    <li
      id={`turn-${turn.turn}`}
      tabIndex={-1}
      className={`grid scroll-mt-6 grid-cols-[2rem_minmax(0,1fr)] rounded-control py-2 ${span ? "bg-tidesoft" : ""}`}
    >
      <span className="text-center text-small text-text3">{turn.turn}</span>
      <div className="min-w-0 pr-2">
        <p className={`text-small ${isAgent ? "text-tidetext" : "text-claytext"}`}>
          {isAgent
            ? i18n._("Interviewer")
            : i18n._("Speaking candidate", {}, { message: "Candidate" })}
        </p>
        <SpokenMarks turn={turn} />
        <p
          lang={language}
          className="max-w-prose font-voice text-[1.0625rem] leading-normal whitespace-pre-wrap [overflow-wrap:anywhere]"
        >
          {parts.map((part) =>
            part.isMarked ? (
              <mark
                key={part.at}
                className="bg-transparent text-inherit underline decoration-tide decoration-2 underline-offset-4"
              >
                {part.text}
              </mark>
            ) : (
              part.text
            ),
          )}
        </p>
        {isAgent ? null : (
          <p className="mt-1.5">
            <PlayWords turn={turn.turn} />
          </p>
        )}
        {correction ? (
          <div className="mt-1.5 max-w-prose border-l-2 border-clay pl-3">
            <p className="text-small text-claytext">{i18n._("Corrected by the candidate")}</p>
            <p
              lang={language}
              className="font-voice text-[1.0625rem] leading-normal whitespace-pre-wrap [overflow-wrap:anywhere]"
            >
              {correction}
            </p>
          </div>
        ) : null}
      </div>
    </li>
  );
}
