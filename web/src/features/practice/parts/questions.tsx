import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { oneDecimal, withinSentence } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import type { CompletedReview, NewAnswer } from "../shapes";
import { Part } from "./part";
import { PlayAnswer } from "./play-answer";

interface QuestionsProps {
  review: CompletedReview;
  answers: NewAnswer[];
}

/** Every question that was asked, what its answer lacked, and the way to answer it again. */
export function Questions({ review, answers }: QuestionsProps) {
  return (
    <Part title={i18n._("Your questions")}>
      <ol className="mt-3 border-t border-line">
        {review.deep_analysis.per_question.map((one, place) => {
          const own = answers.filter((answer) => answer.question_number === place + 1);
          const name = own.length > 0 ? i18n._("See the difference") : i18n._("Answer again");
          return (
            <li
              key={one.question}
              className="flex flex-wrap items-center justify-between gap-3 border-b border-line py-3.5"
            >
              <div className="min-w-0 flex-1 basis-64">
                <p className="font-voice text-[1.15rem] leading-snug [overflow-wrap:anywhere]">
                  {one.question}
                </p>
                <p className="mt-1 text-small text-text2">
                  {one.missing.length > 0
                    ? i18n._("Missing: {parts}.", {
                        parts: one.missing.map(withinSentence).join(", "),
                      })
                    : i18n._("Nothing was missing.")}
                  {own.length > 0 ? ` ${againOf(own)}` : ""}
                </p>
                <PlayAnswer turns={one.answer_turns} />
              </div>
              <Link
                to="/practice/$sessionId/questions/$number"
                params={{ sessionId: review.session_id, number: String(place + 1) }}
                data-stop=""
                className={`${buttonLook("outline", "small")} print:hidden`}
                aria-label={i18n._("{name}: question {place}", { name, place: place + 1 })}
              >
                {name}
              </Link>
            </li>
          );
        })}
      </ol>
    </Part>
  );
}

function againOf(answers: NewAnswer[]): string {
  const newest = answers.at(-1);
  if (!newest) return "";
  const missing = newest.still_missing;
  const level =
    newest.new.score === null
      ? i18n._("no level")
      : i18n._("level {score} of 5", { score: oneDecimal(newest.new.score) });
  return missing.length > 0
    ? i18n._("Answered again: {level}, still missing {parts}.", {
        level,
        parts: missing.map(withinSentence).join(", "),
      })
    : i18n._("Answered again: {level}, nothing missing.", { level });
}
