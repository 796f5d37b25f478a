import { i18n } from "@lingui/core";
import { memo } from "react";
import { dateLocale, useLanguage } from "@/shared/i18n/language";
import { countdown } from "@/shared/lib/words";
import { chartWords } from "../person-words";
import type { Replay } from "../shapes";
import {
  flagsOf,
  lengthOf,
  type Mark,
  marksOf,
  questionMarks,
  REPLY_GOAL_MS,
  repliesOf,
  standstills,
  strokesOf,
} from "../timeline";

const WIDTH = 1000;
const MIDDLE = 48;

interface TimelineChartProps {
  replay: Replay;
  atMs: number;
  onSeek: (atMs: number) => void;
}

/** The whole interview from left to right: who spoke, how fast the replies were, what else happened. */
export function TimelineChart({ replay, atMs, onSeek }: TimelineChartProps) {
  const length = lengthOf(replay);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="mt-4 overflow-x-auto" aria-label={i18n._("Timeline")} tabIndex={0}>
      <div className="grid min-w-[51.25rem] grid-cols-[6.25rem_minmax(0,1fr)] gap-x-4">
        <Names />
        <div className="relative rounded-control has-[:focus-visible]:outline-3 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-focus">
          <ChartCell replay={replay} />
          <div
            aria-hidden="true"
            className="drawn pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-text"
            style={{ left: `${(atMs / length) * 100}%` }}
          >
            <span className="drawn absolute -top-0.5 left-1/2 size-2.5 -translate-x-1/2 rounded-full bg-text" />
          </div>
          <input
            type="range"
            min={0}
            max={length}
            step={1000}
            value={Math.min(length, atMs)}
            onChange={(event) => onSeek(Number(event.target.value))}
            aria-label={i18n._("Playback position")}
            aria-valuetext={i18n._("{place} of {length}", {
              place: spoken(atMs),
              length: spoken(length),
            })}
            className="playhead absolute inset-0 h-full w-full cursor-pointer opacity-0"
          />
        </div>
      </div>
    </section>
  );
}

function spoken(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return i18n._("{minutes} minutes {seconds} seconds", {
    minutes: Math.floor(seconds / 60),
    seconds: seconds % 60,
  });
}

function withDigits(value: number, digits: number): string {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString(dateLocale() ?? "en", format);
}

function Names() {
  return (
    <div className="grid grid-rows-[7rem_4.5rem_auto] text-small text-text2">
      <p className="self-center pt-4">{i18n._("Speakers")}</p>
      <p className="self-center">
        {i18n._("Response time")}
        <br />
        {i18n._("target {seconds} s", { seconds: withDigits(REPLY_GOAL_MS / 1000, 1) })}
      </p>
      <p className="pt-2">{i18n._("Events")}</p>
    </div>
  );
}

/** Everything that stands still while the playhead moves. */
const ChartCell = memo(function ChartCell({ replay }: { replay: Replay }) {
  useLanguage();
  const length = lengthOf(replay);
  const left = (ms: number) => `${(ms / length) * 100}%`;
  const x = (ms: number) => (ms / length) * WIDTH;
  const questions = questionMarks(replay);
  return (
    <div className="grid grid-rows-[7rem_4.5rem_auto]">
      <div className="relative pt-4">
        {questions.map(({ atMs, number }) => (
          <span
            key={number}
            className="absolute top-0 border-l border-line pl-1 text-small text-text3"
            style={{ left: left(atMs), height: "100%" }}
          >
            {number}
          </span>
        ))}
        <svg
          viewBox={`0 0 ${WIDTH} 96`}
          preserveAspectRatio="none"
          className="relative block h-24 w-full"
          role="img"
          aria-label={chartWords(replay.session.profile, {
            turns: replay.turns.length,
            time: countdown(Math.floor(length / 1000)),
          })}
          fill="none"
          strokeLinecap="round"
        >
          {standstills(replay, length).map(([from, to]) => (
            <rect
              key={from}
              x={x(from)}
              width={Math.max(1, x(to) - x(from))}
              y="8"
              height="80"
              fill="var(--sunken)"
            />
          ))}
          <path
            d={`M0 ${MIDDLE}H${WIDTH}`}
            stroke="var(--edge)"
            vectorEffect="non-scaling-stroke"
          />
          <LevelMeter replay={replay} who="interviewer" />
          <LevelMeter replay={replay} who="candidate" />
          <LevelMeter replay={replay} who="staff" />
        </svg>
        {flagsOf(replay).map((flag) => (
          <span
            key={`${flag.atMs} ${flag.words}`}
            title={flag.words}
            className="absolute bottom-0 border-l-2 border-amber"
            style={{ left: left(flag.atMs) }}
          >
            <svg viewBox="0 0 10 10" className="block size-2.5" aria-hidden="true">
              <path d="M0 0h10L7 4l3 4H0z" fill="var(--amber)" />
            </svg>
            <span className="sr-only">{flag.words}</span>
          </span>
        ))}
      </div>
      <Replies replay={replay} left={left} />
      <LoggedEvent marks={marksOf(replay)} length={length} />
    </div>
  );
});

type Who = "interviewer" | "candidate" | "staff";

const SIDES: Record<Who, { side: 1 | -1; color: string }> = {
  interviewer: { side: -1, color: "var(--tide)" },
  candidate: { side: 1, color: "var(--clay)" },
  // A person who took over speaks in the interviewer's place, in a person's color.
  staff: { side: -1, color: "var(--clay)" },
};

function LevelMeter({ replay, who }: { replay: Replay; who: Who }) {
  const { side, color } = SIDES[who];
  const length = lengthOf(replay);
  const path = replay.turns
    .filter((turn) => whoOf(turn) === who)
    .flatMap((turn) => strokesOf(turn, length, WIDTH))
    .map(([x, height]) => `M${x.toFixed(1)} ${MIDDLE + side * 2}v${(side * height).toFixed(1)}`)
    .join("");
  return path ? (
    <path d={path} stroke={color} strokeWidth="2.5" vectorEffect="non-scaling-stroke" />
  ) : null;
}

function whoOf(turn: Replay["turns"][number]): Who {
  if (turn.role === "candidate") return "candidate";
  return turn.saidBy === "staff" ? "staff" : "interviewer";
}

const BAR_PX = 44;
const SCALE_MS = 3000;

function Replies({ replay, left }: { replay: Replay; left: (ms: number) => string }) {
  const replies = repliesOf(replay);
  const slow = replies.filter((reply) => reply.ms > REPLY_GOAL_MS);
  return (
    <div
      className="relative border-b border-line"
      role="img"
      aria-label={i18n._("Response times: {slow} of {replies} over {goal} seconds", {
        slow: slow.length,
        replies: replies.length,
        goal: REPLY_GOAL_MS / 1000,
      })}
    >
      <span
        className="absolute inset-x-0 border-t border-dashed border-edge"
        style={{ bottom: (REPLY_GOAL_MS / SCALE_MS) * BAR_PX }}
      />
      {replies.map((reply) => {
        const isSlow = reply.ms > REPLY_GOAL_MS;
        return (
          <span
            key={reply.turn}
            className={`drawn absolute bottom-0 w-2.5 -translate-x-1/2 rounded-t-xs ${isSlow ? "bg-rose" : "bg-tide"}`}
            style={{
              left: left(reply.atMs),
              height: Math.max(2, (Math.min(reply.ms, SCALE_MS) / SCALE_MS) * BAR_PX),
            }}
          >
            {isSlow ? (
              <span className="absolute bottom-full left-1/2 text-small whitespace-nowrap text-rosetext">
                {i18n._("{seconds} s", { seconds: withDigits(reply.ms / 1000, 2) })}
              </span>
            ) : null}
          </span>
        );
      })}
    </div>
  );
}

const LETTER = 1;
const ROW_REM = 1.35;

/** Words that would lie over each other go one row down. */
function LoggedEvent({ marks, length }: { marks: Mark[]; length: number }) {
  const ends: number[] = [];
  const placed = marks.map((mark) => {
    const from = (mark.atMs / length) * 100;
    const isLate = from > 70;
    const wide = mark.words.length * LETTER + 2;
    const start = isLate ? from - wide : from;
    const row = ends.findIndex((end) => end <= start);
    const at = row < 0 ? ends.length : row;
    ends[at] = start + wide;
    return { ...mark, from, at, isLate };
  });
  return (
    <ol
      className="relative mt-2 text-small"
      style={{ height: `${Math.max(1, ends.length) * ROW_REM}rem` }}
    >
      {placed.map((mark) => (
        <li
          key={`${mark.atMs} ${mark.words}`}
          className={`absolute whitespace-nowrap ${mark.isLate ? "-translate-x-full border-r-2 pr-1.5" : "border-l-2 pl-1.5"} ${mark.isFlag ? "border-amber text-ambertext" : "border-edge text-text2"}`}
          style={{ left: `${mark.from}%`, top: `${mark.at * ROW_REM}rem` }}
        >
          {mark.words}
        </li>
      ))}
    </ol>
  );
}
