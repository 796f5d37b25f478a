import { i18n } from "@lingui/core";
import { Check, Minus } from "lucide-react";
import type { HeardElement, PlanQuestion, QuestionResult } from "@/shared/api/types";
import { humanised } from "@/shared/lib/words";
import { abstainTexts } from "@/shared/ui/abstain-texts";
import { Icon } from "@/shared/ui/icon";
import type { AskedQuestion } from "../job-text/lines";
import { isLimited, limitsOf } from "../reading";
import { AnswersByLevel } from "./question-details";
import type { TranscriptSpan } from "./transcript-section";
import { TurnLink } from "./turn-link";

/** What one question showed, with the question as the plan has it. */
export interface AskedResult {
  result: QuestionResult;
  asked: AskedQuestion | undefined;
}

interface QuestionResultsProps {
  results: AskedResult[];
  /** What is said of the level above the results; a question does not say it again. */
  said: string | null;
  language: string | undefined;
  onShow: (span: TranscriptSpan) => void;
}

interface LevelLimitsProps {
  results: AskedResult[];
  /** The limits that are said above for several competencies at once. */
  said: ReadonlySet<string>;
}

/** How a level is limited or must be confirmed, said before anything is opened; why stands in the results. */
export function LevelLimits({ results, said }: LevelLimitsProps) {
  const own = limitsOf(results).filter(({ text }) => !said.has(text));
  return own.map(({ text, limited }) => {
    const numbers = limited.flatMap(({ asked }) => asked?.number ?? []);
    return (
      <p key={text} className="mt-1.5 text-small text-text2">
        {numbers.length > 0 ? (
          <strong className="font-[550]">
            {i18n._("{count, plural, one {Question {numbers}:} other {Questions {numbers}:}}", {
              count: numbers.length,
              numbers: numbers.join(", "),
            })}
          </strong>
        ) : null}{" "}
        {text}
      </p>
    );
  });
}

/** Each question of a competency: its level in its own words, and what was heard of a good answer. */
export function QuestionResults({ results, ...showing }: QuestionResultsProps) {
  if (results.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="min-h-11 py-2.5 text-small text-text2 desk:min-h-6 desk:py-1">
        {i18n._("Results by question ({count})", { count: results.length })}
      </summary>
      <ol className="grid gap-5 pt-2 pb-1">
        {results.map((each) => (
          <QuestionOutcome key={each.result.question_id} {...each} {...showing} />
        ))}
      </ol>
    </details>
  );
}

type QuestionOutcomeProps = AskedResult & Omit<QuestionResultsProps, "results">;

function QuestionOutcome({ result, asked, said, language, onShow }: QuestionOutcomeProps) {
  const question = asked?.question;
  const anchor = question?.anchors[String(result.level)]?.description;
  return (
    <li className="min-w-0">
      <p className="font-voice text-[1.0625rem] leading-[1.42]">
        {asked ? <span className="font-sans text-small text-text3">{asked.number} </span> : null}
        {question ? (
          <span lang={language}>{question.text}</span>
        ) : (
          i18n._("This question is not in the current plan.")
        )}
      </p>
      <p className="mt-1 text-small text-text2">
        {result.score === null || result.level === null ? (
          abstainTexts(result.insufficient_evidence).long
        ) : (
          <>
            <span className="font-[550] text-text">
              {i18n._("Level {level} of 5", { level: result.level })}
            </span>
            {anchor && !said?.endsWith(anchor) ? (
              <>
                : <span lang={language}>{anchor}</span>
              </>
            ) : null}
          </>
        )}
      </p>
      {result.reason && isLimited(result) ? (
        <p className="mt-1 text-small text-text2">{result.reason}</p>
      ) : null}
      <HeardElements
        heard={result.elements}
        question={question}
        language={language}
        onShow={onShow}
      />
      {question ? <AnswersByLevel anchors={question.anchors} language={language} /> : null}
    </li>
  );
}

const ELEMENTS: Record<string, string> = {
  get situation() {
    return i18n._("Situation");
  },
  get own_action() {
    return i18n._("Own part");
  },
  get reason() {
    return i18n._("Reason in an answer", {}, { message: "Reason" });
  },
  get result() {
    return i18n._("Result");
  },
};

interface HeardElementsProps {
  heard: HeardElement[];
  question: PlanQuestion | undefined;
  language: string | undefined;
  onShow: (span: TranscriptSpan) => void;
}

/** The parts of a good answer: those that were heard with the words, the others as not heard. */
function HeardElements({ heard, question, language, onShow }: HeardElementsProps) {
  const named = question?.probe_elements.length
    ? question.probe_elements
    : (question?.expected_points ?? []);
  const elements = [...new Set([...named, ...heard.map(({ element }) => element)])];
  if (elements.length === 0) return null;
  return (
    <ul className="mt-1.5 grid gap-1 text-small">
      {elements.map((element) => {
        const found = heard.filter((each) => each.element === element);
        return (
          <li key={element} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-1.5">
            <span className="mt-1 text-text3">
              <Icon of={found.length > 0 ? Check : Minus} small />
            </span>
            <div className="min-w-0">
              <span lang={element in ELEMENTS ? undefined : language} className="font-[550]">
                {nameOf(element)}
              </span>
              {found.length === 0 ? (
                <span className="text-text3">: {i18n._("not heard")}</span>
              ) : null}
              {found.map(({ quote, turn, start, end }) => (
                <p key={`${turn} ${start}`} className="[overflow-wrap:anywhere]">
                  <span lang={language} className="font-voice text-[1rem]">
                    {i18n._("“{words}”", { words: quote })}
                  </span>{" "}
                  <TurnLink turn={turn} start={start} end={end} onShow={onShow} />
                </p>
              ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function nameOf(element: string): string {
  return ELEMENTS[element] ?? (element.includes("_") ? humanised(element) : element);
}
