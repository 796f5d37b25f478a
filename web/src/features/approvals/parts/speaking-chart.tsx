import { i18n } from "@lingui/core";
import { Flag as FlagIcon } from "lucide-react";
import type { Flag, PlanDocument, Transcript } from "@/shared/api/types";
import { countdown, percent } from "@/shared/lib/words";
import { Icon } from "@/shared/ui/icon";
import {
  amountOf,
  type Measure,
  type QuestionTurns,
  type SpokenTurn,
  speakingOf,
} from "../speaking";
import type { TranscriptSpan } from "./transcript-section";

interface SpeakingChartProps {
  transcript: Transcript;
  document: PlanDocument | undefined;
  flags: Flag[];
  onShow: (span: TranscriptSpan) => void;
}

/** Who said how much to each question, turn by turn; each question leads into the transcript. */
export function SpeakingChart({ transcript, document, flags, onShow }: SpeakingChartProps) {
  const { measure, questions } = speakingOf(transcript, document);
  const turns = questions.flatMap((question) => question.turns);
  const candidate = amountOf(turns, "candidate");
  const total = candidate + amountOf(turns, "agent");
  if (total === 0) return null;
  const scale = scaleOf(turns);
  const flagged = new Set(flags.map((flag) => flag.turn));
  return (
    <section className="mt-10">
      <h2>{i18n._("Who spoke how much")}</h2>
      <p className="mt-1 text-small text-text2">
        {measure === "ms"
          ? i18n._("The candidate spoke {share} of the time.", {
              share: percent(candidate / total),
            })
          : i18n._("{share} of the words are the candidate’s.", {
              share: percent(candidate / total),
            })}{" "}
        {i18n._("Each bar is a turn: the interviewer above the line, the candidate below.")}
      </p>
      <div className="relative -mx-1 mt-2 overflow-x-auto p-1">
        <ol aria-label={i18n._("Turns by question")} className="flex w-max">
          {questions.map((question) => (
            <Column
              key={question.id}
              question={question}
              measure={measure}
              scale={scale}
              isFlagged={question.turns.some(({ turn }) => flagged.has(turn))}
              onShow={onShow}
            />
          ))}
        </ol>
      </div>
      <details className="mt-1">
        <summary className="min-h-11 py-2.5 text-small text-text2 desk:min-h-8 desk:py-1.5">
          {i18n._("As a table")}
        </summary>
        <SpeakingTable questions={questions} measure={measure} language={transcript.language} />
      </details>
    </section>
  );
}

const ABOVE_PX = 32;
const BELOW_PX = 64;
const LEAST_PX = 3;

/** How many pixels an amount gets, so that both sides have one scale and the longest bar has room. */
function scaleOf(turns: SpokenTurn[]): number {
  const longest = (role: SpokenTurn["role"]) =>
    Math.max(1, ...turns.filter((turn) => turn.role === role).map(({ amount }) => amount));
  return Math.min(ABOVE_PX / longest("agent"), BELOW_PX / longest("candidate"));
}

interface ColumnProps {
  question: QuestionTurns;
  measure: Measure;
  scale: number;
  isFlagged: boolean;
  onShow: (span: TranscriptSpan) => void;
}

function Column({ question, measure, scale, isFlagged, onShow }: ColumnProps) {
  const { number, turns } = question;
  const first = turns[0];
  if (!first) {
    return (
      <li className="min-w-16 border-l border-line px-1 text-small whitespace-nowrap text-text3">
        <span className="sr-only">{i18n._("Question")} </span>
        {number}
        <span
          aria-hidden="true"
          className="hatched mt-4 mb-1 block h-8 rounded-chip border border-dashed border-edge"
        />
        {i18n._("not asked")}
      </li>
    );
  }
  return (
    <li className="min-w-11 border-l border-line">
      <button
        type="button"
        onClick={() => onShow({ turn: first.turn, start: 0, end: 0 })}
        className="press block h-full w-full rounded-control px-1 pb-1 text-left hover:bg-sunken"
      >
        <span className="flex items-center justify-between text-small text-text3">
          <span aria-hidden="true">{number ?? "–"}</span>
          <span className="sr-only">{summaryOf(question, measure)}</span>
          {isFlagged ? (
            <span className="text-ambertext">
              <Icon of={FlagIcon} small />
              <span className="sr-only">{i18n._("Flagged")}</span>
            </span>
          ) : null}
        </span>
        <span
          aria-hidden="true"
          className="relative flex gap-1"
          style={{ height: ABOVE_PX + BELOW_PX + 1 }}
        >
          <span className="drawn-line absolute -inset-x-1 h-px bg-edge" style={{ top: ABOVE_PX }} />
          {turns.map((turn) => (
            <Bar key={turn.turn} turn={turn} scale={scale} />
          ))}
        </span>
      </button>
    </li>
  );
}

function Bar({ turn, scale }: { turn: SpokenTurn; scale: number }) {
  const height = Math.max(LEAST_PX, Math.round(turn.amount * scale));
  const isAgent = turn.role === "agent";
  return (
    <span className="relative w-4.5 shrink-0">
      <span
        className={`drawn absolute inset-x-0 ${isAgent ? "rounded-t-xs bg-tide" : "rounded-b-xs bg-clay"}`}
        style={isAgent ? { height, top: ABOVE_PX - height } : { height, top: ABOVE_PX + 1 }}
      />
    </span>
  );
}

interface SpeakingTableProps {
  questions: QuestionTurns[];
  measure: Measure;
  language: string;
}

function SpeakingTable({ questions, measure, language }: SpeakingTableProps) {
  return (
    <table className="mt-1 w-full border-collapse text-left text-small">
      <caption className="sr-only">{i18n._("Who spoke how much")}</caption>
      <thead>
        <tr className="border-b border-line text-text3">
          <th scope="col" className="py-2 pr-3 font-[550]">
            {i18n._("Question")}
          </th>
          <th scope="col" className="py-2 pr-3 text-right font-[550]">
            {i18n._("Interviewer")}
          </th>
          <th scope="col" className="py-2 text-right font-[550]">
            {i18n._("Speaking candidate", {}, { message: "Candidate" })}
          </th>
        </tr>
      </thead>
      <tbody>
        {questions.map(({ id, number, question, turns }) => (
          <tr key={id} className="border-b border-line align-top last:border-b-0">
            <th scope="row" className="py-2 pr-3 font-normal [overflow-wrap:anywhere]">
              {number}{" "}
              {question ? (
                <span lang={language} className="font-voice text-[1rem]">
                  {question.text}
                </span>
              ) : (
                i18n._("Not in the plan")
              )}
            </th>
            {turns.length === 0 ? (
              <td colSpan={2} className="py-2 text-right text-text3">
                {i18n._("not asked")}
              </td>
            ) : (
              <>
                <td className="py-2 pr-3 text-right whitespace-nowrap">
                  {amountText(amountOf(turns, "agent"), measure)}
                </td>
                <td className="py-2 text-right whitespace-nowrap">
                  {amountText(amountOf(turns, "candidate"), measure)}
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function summaryOf({ number, turns }: QuestionTurns, measure: Measure): string {
  const agent = amountText(amountOf(turns, "agent"), measure);
  const candidate = amountText(amountOf(turns, "candidate"), measure);
  return number === null
    ? i18n._("A question that is not in the plan: interviewer {agent}, candidate {candidate}", {
        agent,
        candidate,
      })
    : i18n._("Question {number}: interviewer {agent}, candidate {candidate}", {
        number,
        agent,
        candidate,
      });
}

function amountText(amount: number, measure: Measure): string {
  return measure === "ms"
    ? i18n._("{time} min", { time: countdown(Math.round(amount / 1000)) })
    : i18n._("{count, plural, one {# word} other {# words}}", { count: amount });
}
