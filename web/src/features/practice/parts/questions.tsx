import { Link } from "@tanstack/react-router";
import { buttonLook } from "@/shared/ui/button";
import type { CompletedReview, NewAnswer } from "../shapes";
import { Part } from "./part";

interface QuestionsProps {
  review: CompletedReview;
  answers: NewAnswer[];
}

/** Every question that was asked, what its answer lacked, and the way to answer it again. */
export function Questions({ review, answers }: QuestionsProps) {
  return (
    <Part title="Your questions">
      <ol className="mt-3 border-t border-line">
        {review.deep_analysis.per_question.map((one, place) => {
          const own = answers.filter((answer) => answer.question_number === place + 1);
          const name = own.length > 0 ? "See the difference" : "Answer again";
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
                    ? `Missing: ${one.missing.join(", ")}.`
                    : "Nothing was missing."}
                  {own.length > 0 ? ` ${againOf(own)}` : ""}
                </p>
              </div>
              <Link
                to="/practice/$sessionId/questions/$number"
                params={{ sessionId: review.session_id, number: String(place + 1) }}
                className={`${buttonLook("outline", "small")} print:hidden`}
                aria-label={`${name}: question ${place + 1}`}
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
  const level = newest.new.score === null ? "no level" : `level ${newest.new.score} of 5`;
  return `Answered again: ${level}, ${missing.length > 0 ? `still missing ${missing.join(", ")}` : "nothing missing"}.`;
}
