import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { oneDecimal } from "@/shared/lib/words";
import { PlayWords } from "@/shared/voice/voice";
import type { QuestionAnalysis, RubricScore } from "../shapes";
import { AnswerParts } from "./answer-parts";
import { GapText } from "./gap-text";
import { Part } from "./part";
import { PlayAnswer } from "./play-answer";

/** The best quote, and what it shows. */
export function BestAnswer({ score, isHeard }: { score: RubricScore; isHeard: boolean }) {
  const quote = score.evidence[0];
  if (!quote) return null;
  return (
    <Part title={i18n._("Your best answer")}>
      <figure className="mt-3 border-l-2 border-clay pl-4">
        <blockquote className="font-voice text-[1.35rem] leading-normal">
          {i18n._("“{text}”", { text: quote.quote })}
        </blockquote>
        <figcaption className="mt-1.5 flex flex-wrap items-center gap-x-2 text-small text-text2">
          <span className="empty:hidden print:hidden">
            <PlayWords
              turn={quote.turn}
              start={quote.start ?? undefined}
              end={quote.end ?? undefined}
            />
          </span>
          <span>
            {isHeard ? momentOf(quote.start_ms) : null}
            {score.criterion}
            {score.score === null
              ? ""
              : `, ${i18n._("level {score} of 5", {
                  score: oneDecimal(score.score),
                })}`}
          </span>
        </figcaption>
      </figure>
      <p className="mt-3">{score.comment}</p>
    </Part>
  );
}

interface TryAgainProps {
  analysis: QuestionAnalysis;
  children?: ReactNode;
}

/** The answer in which most is missing, in the person's own words. */
export function TryAgain({ analysis, children }: TryAgainProps) {
  return (
    <Part title={i18n._("Answer to improve")}>
      <p className="mt-2 font-voice text-[1.25rem] leading-snug text-tidetext">
        {analysis.question}
      </p>
      <PlayAnswer turns={analysis.answer_turns} />
      <AnswerParts parts={analysis.framework_match.parts} />
      {analysis.missing.length > 0 ? (
        <p className="mt-3">
          {analysis.has_unverified_transcript
            ? i18n._("Missing from the transcript: {parts}.", {
                parts: analysis.missing.join("; "),
              })
            : i18n._("Missing from your answer: {parts}.", { parts: analysis.missing.join("; ") })}
        </p>
      ) : null}
      {analysis.better_answer ? (
        <div className="mt-4 rounded-control bg-sunken px-4 py-3.5">
          <p className="text-small text-text2">
            {analysis.has_unverified_transcript
              ? i18n._(
                  "Your words from speech recognition, reordered, with gaps to fill in. They were not checked and may contain errors.",
                )
              : i18n._("Your own words, reordered, with gaps. Fill in what is true.")}
          </p>
          <GapText text={analysis.better_answer} />
          <p className="mt-2 text-small text-text3">{authorOf(analysis)}</p>
        </div>
      ) : null}
      {children}
    </Part>
  );
}

function authorOf({ better_answer_author: author }: QuestionAnalysis): string {
  return author?.model
    ? i18n._("Worded by the model {model}. Each word was checked against your answer.", {
        model: author.model,
      })
    : i18n._("Worded by the built-in rules.");
}

function momentOf(ms: number | null): string {
  if (ms === null) return "";
  const seconds = Math.floor(ms / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")} · `;
}
