import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { memo, useEffect, useMemo, useRef } from "react";
import { dateLocale, useLanguage } from "@/shared/i18n/language";
import { competencyName } from "@/shared/lib/competency-names";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { personName } from "@/shared/lib/person-words";
import { spannedBy } from "@/shared/lib/spans";
import { countdown } from "@/shared/lib/words";
import { type Spoken, SpokenMarks } from "@/shared/ui/spoken-marks";
import { PlayWords } from "@/shared/voice/voice";
import type { QuotedWords, ReplayTurn } from "../shapes";
import type { Why } from "../timeline";

interface TranscriptProps {
  turns: ReplayTurn[];
  reasons: ReadonlyMap<number, Why>;
  spoken: ReadonlyMap<number, Spoken>;
  quotes: QuotedWords[];
  /** Whose assessment the quotes are from. */
  interviewId: string;
  /** The kind of interview, which says who answered. */
  profile: string;
  current: number | null;
  isFollowed: boolean;
  onSeek: (atMs: number) => void;
}

/** What was said, with the turn that is heard now in a frame. Its own box follows; the page stays where it is. */
export const Transcript = memo(function Transcript(props: TranscriptProps) {
  const { turns, reasons, spoken, quotes, interviewId, profile, current, isFollowed, onSeek } =
    props;
  const quotesOf = useMemo(() => quotesByTurn(quotes), [quotes]);
  useLanguage();
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (!isFollowed || current === null) return;
    const box = list.current;
    const turn = box?.querySelector<HTMLElement>(`[data-turn="${current}"]`);
    if (!box || !turn) return;
    const top = turn.offsetTop - box.offsetTop;
    if (top < box.scrollTop) box.scrollTop = top;
    const hidden = top + turn.offsetHeight - box.clientHeight;
    if (hidden > box.scrollTop) box.scrollTop = Math.min(top, hidden);
  }, [current, isFollowed]);
  return (
    <ol
      ref={list}
      className="mt-3 grid max-h-[80vh] gap-1 overflow-y-auto print:max-h-none print:overflow-visible"
    >
      {turns.map((turn) => (
        <Turn
          key={turn.turn}
          turn={turn}
          why={reasons.get(turn.turn)}
          spoken={spoken.get(turn.turn)}
          quotes={quotesOf.get(turn.turn) ?? NO_QUOTES}
          interviewId={interviewId}
          profile={profile}
          isNow={turn.turn === current}
          onSeek={onSeek}
        />
      ))}
    </ol>
  );
});

const NO_QUOTES: QuotedWords[] = [];

function quotesByTurn(quotes: QuotedWords[]): ReadonlyMap<number, QuotedWords[]> {
  const byTurn = new Map<number, QuotedWords[]>();
  for (const quote of quotes) byTurn.set(quote.turn, [...(byTurn.get(quote.turn) ?? []), quote]);
  return byTurn;
}

interface TurnProps {
  turn: ReplayTurn;
  why: Why | undefined;
  spoken: Spoken | undefined;
  quotes: QuotedWords[];
  interviewId: string;
  profile: string;
  isNow: boolean;
  onSeek: (atMs: number) => void;
}

const Turn = memo(function Turn(props: TurnProps) {
  const { turn, why, spoken, quotes, interviewId, profile, isNow, onSeek } = props;
  useLanguage();
  const isMachine = turn.role === "agent" && turn.saidBy !== "staff";
  const time = countdown(Math.floor(turn.startMs / 1000));
  return (
    <li
      data-turn={turn.turn}
      aria-current={isNow || undefined}
      className={`grid gap-x-3 rounded-large border px-3 py-2.5 pad:grid-cols-[4rem_minmax(0,1fr)] ${isNow ? "border-line bg-surface" : "border-transparent"}`}
    >
      <button
        type="button"
        aria-label={i18n._("Go to {time}", { time })}
        onClick={() => onSeek(turn.startMs)}
        className="min-h-8 self-start text-left font-mono text-small text-text2 hover:underline"
      >
        {time}
      </button>
      <div className="min-w-0">
        <p className={`text-small ${isMachine ? "text-tidetext" : "text-claytext"}`}>
          {speaker(turn, profile)}
        </p>
        {spoken ? <SpokenMarks turn={spoken} /> : null}
        <p
          className={`max-w-prose font-voice text-[1.0625rem] leading-normal whitespace-pre-wrap [overflow-wrap:anywhere] ${isMachine ? "text-tidetext" : ""}`}
        >
          {spannedBy(turn.text, quotes).map((part) =>
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
        {turn.role === "candidate" ? (
          <p className="mt-1.5">
            <PlayWords turn={turn.turn} />
          </p>
        ) : null}
        {quotes.length > 0 && turn.text ? (
          <QuoteMarks quotes={quotes} interviewId={interviewId} />
        ) : null}
        {why ? <Reason why={why} /> : null}
      </div>
    </li>
  );
});

/** For what the assessment quotes this turn, each competency and level once; the way to its page. */
function QuoteMarks({ quotes, interviewId }: Pick<TurnProps, "quotes" | "interviewId">) {
  const texts = new Set(
    quotes.map(({ competency, level, isDeficit }) => {
      const name = competencyName(competency);
      return isDeficit
        ? i18n._("Quoted for {name}, gap, level {level}", { name, level })
        : i18n._("Quoted for {name}, level {level}", { name, level });
    }),
  );
  return (
    <ul className="mt-1.5 flex flex-wrap gap-1.5">
      {[...texts].map((text) => (
        <li key={text} className="min-w-0">
          <Link
            to="/interviews/$id/assessment"
            params={{ id: interviewId }}
            className="inline-flex min-h-11 items-center rounded-chip bg-tidesoft px-2 text-small text-tidetext no-underline [overflow-wrap:anywhere] hover:underline desk:min-h-6 desk:py-0.5"
          >
            {text}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function speaker(turn: ReplayTurn, profile: string): string {
  if (turn.role === "candidate") return personName(profile);
  return turn.saidBy === "staff" ? i18n._("Hiring team") : i18n._("Interviewer");
}

function withTwoDigits(value: number): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return value.toLocaleString(dateLocale() ?? "en", digits);
}

/** Why this was asked, and what else was weighed. */
export function Reason({ why }: { why: Why }) {
  const by = why.by ? i18n._("Chosen by {by}.", { by: nameOfAuthor(why.by) }) : "";
  if (why.losers.length === 0) {
    return (
      <p className="mt-1 text-small text-text3">
        {why.words} {by}
      </p>
    );
  }
  return (
    <details className="mt-1 text-small text-text3">
      <summary>{why.words}</summary>
      <p className="mt-1">
        {by} {i18n._("Alternatives not chosen:")}
      </p>
      <ul className="list-disc pl-5">
        {why.losers.map((loser) => (
          <li key={`${loser.words} ${loser.value}`}>
            {loser.words}
            {loser.value === null ? null : `, ${withTwoDigits(loser.value)}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
