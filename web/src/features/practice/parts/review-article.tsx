import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Printer, RotateCcw, ScrollText } from "lucide-react";
import { useArrival } from "@/shared/lib/page";
import { useStops } from "@/shared/lib/stops";
import { dayOf, humanised, withinSentence } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { DownloadButton } from "@/shared/ui/download-button";
import { Icon } from "@/shared/ui/icon";
import { LevelTrack } from "@/shared/ui/level-track";
import { Note } from "@/shared/ui/note";
import { NoVoiceReason, VoiceOf } from "@/shared/voice/voice";
import { usePracticeApi } from "../calls";
import { useNewAnswers } from "../queries";
import type { CompletedReview, QuestionAnalysis, RubricScore } from "../shapes";
import { kindName, scorerName } from "../words";
import { Measures } from "./measures";
import { Part } from "./part";
import { Questions } from "./questions";
import { BestAnswer, TryAgain } from "./quoted";
import { Trend } from "./trend";

/** The review as an article: one headline, one number, one thing to do; then what it rests on. */
export function ReviewArticle({ review }: { review: CompletedReview }) {
  const { session_id: sessionId } = review;
  const heading = useArrival(sessionId);
  useStops();
  const answers = useNewAnswers(sessionId);
  const calls = usePracticeApi();
  // Whoever assigned the practice reads the review, but not what its person wrote for themselves.
  const isOwn = answers.data !== undefined;
  const best = bestOf(review.rubric_scores);
  const weak = weakestOf(surest(review));
  const wasSpoken = review.session.mode !== "text";
  return (
    <VoiceOf sessionId={wasSpoken ? sessionId : null}>
      <article className="mx-auto max-w-[45rem]">
        <nav aria-label={i18n._("Breadcrumb")} className="mb-2 text-small text-text3 print:hidden">
          <Link to="/practice/reviews" className="text-text3">
            {i18n._("My reviews")}
          </Link>{" "}
          / {kindName(review.session.type)}
          {review.session.ended_at ? `, ${dayOf(new Date(review.session.ended_at))}` : ""}
        </nav>
        <h1
          ref={heading}
          tabIndex={-1}
          className="max-w-[32rem] font-voice text-[2rem] leading-[1.18] font-[400] tracking-[-0.018em] max-[15rem]:text-[1.6rem] pad:text-[2.6rem]"
        >
          {headlineOf(review)}
        </h1>
        <p className="mt-4 text-small text-text2">
          {i18n._("Written by {scorer} from your own words. This is coaching feedback.", {
            scorer: scorerName(review),
          })}
          {review.session.mode === "voice" ? ` ${i18n._("You answered by voice.")}` : ""}
        </p>
        {answers.isPending ? null : <NoVoiceReason hasSpoken={wasSpoken} isOwn={isOwn} />}
        <Unchecked review={review} />
        <Figures review={review} />
        {best ? <BestAnswer score={best} isHeard={wasSpoken} /> : null}
        {weak ? (
          <TryAgain analysis={weak}>
            {isOwn ? (
              <p className="mt-4 print:hidden">
                <Link
                  to="/practice/$sessionId/questions/$number"
                  params={{ sessionId, number: String(numberOf(review, weak)) }}
                  className={buttonLook("primary", "large")}
                >
                  <Icon of={RotateCcw} /> {i18n._("Answer this one again")}
                </Link>
              </p>
            ) : null}
          </TryAgain>
        ) : null}
        <Lists review={review} />
        {answers.data ? <Questions review={review} answers={answers.data.answers} /> : null}
        <Skills scores={review.rubric_scores} />
        {isOwn ? <Trend review={review} /> : null}
        <Measures cards={review.ratio_cards} />
        <Next review={review} />
        <div className="mt-8 flex flex-wrap gap-2.5 print:hidden">
          <Link to="/practice" className={buttonLook(isOwn && weak ? "outline" : "primary")}>
            {i18n._("Practice again")}
          </Link>
          {isOwn ? (
            <Link
              to="/practice/$sessionId/transcript"
              params={{ sessionId }}
              className={buttonLook("outline")}
            >
              <Icon of={ScrollText} small /> {i18n._("Transcript")}
            </Link>
          ) : null}
          {isOwn ? (
            <DownloadButton
              read={() => calls.report(sessionId)}
              fileName="practice-report.pdf"
              failure={i18n._("The report was not downloaded.")}
            >
              {i18n._("Download as PDF")}
            </DownloadButton>
          ) : null}
          {isOwn && review.audio_artifacts.length > 0 ? (
            <DownloadButton
              read={() => calls.voice(sessionId)}
              fileName="practice-voice.ogg"
              failure={i18n._("The recording of your voice was not downloaded.")}
            >
              {i18n._("Download my voice")}
            </DownloadButton>
          ) : null}
          <Button icon={<Icon of={Printer} small />} onClick={() => window.print()}>
            {i18n._("Print")}
          </Button>
        </div>
      </article>
    </VoiceOf>
  );
}

/** What came through and what was missing most; where there is neither, the summary's first words. */
function headlineOf(review: CompletedReview): string {
  const best = bestOf(review.rubric_scores);
  const missing = surest(review).flatMap((one) => one.missing);
  const most = mostOften(missing);
  const parts = [
    best ? i18n._("{criterion} was your strongest skill.", { criterion: best.criterion }) : "",
    most ? i18n._("Most often missing: {part}.", { part: withinSentence(most) }) : "",
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" ") : (review.summary.split(/(?<=[.!?])\s/)[0] ?? "");
}

function numberOf({ deep_analysis }: CompletedReview, analysis: QuestionAnalysis): number {
  return deep_analysis.per_question.indexOf(analysis) + 1;
}

function mostOften(words: string[]): string | undefined {
  const times = (word: string) => words.filter((one) => one === word).length;
  return [...new Set(words)].sort((one, other) => times(other) - times(one))[0];
}

function Figures({ review }: { review: CompletedReview }) {
  const delta = review.historical_comparison?.delta_overall;
  const change = typeof delta === "number" ? Math.round(delta) : null;
  const advice = review.recommendations[0];
  return (
    <div className="mt-6 grid items-center gap-6 border-y border-line py-5 pad:grid-cols-[auto_auto_minmax(0,1fr)] pad:gap-8">
      {review.overall_score === null ? (
        <p className="max-w-56 text-text2">
          {i18n._("No overall score.")}{" "}
          {review.overall_score_reason ?? i18n._("There were too few answers.")}
        </p>
      ) : (
        <p className="flex items-center gap-3">
          <strong className="text-[2.25rem] leading-none">
            {Math.round(review.overall_score)}
          </strong>
          <span className="text-small text-text2">{i18n._("of 100")}</span>
        </p>
      )}
      {change !== null ? (
        <p className="flex items-center gap-3">
          <strong
            className={`text-[2.25rem] leading-none ${change >= 0 ? "text-leaftext" : "text-text"}`}
          >
            {change > 0 ? "+" : ""}
            {change < 0 ? "−" : ""}
            {Math.abs(change)}
          </strong>
          <span className="text-small text-text2">
            {i18n._("compared with last time,")}
            <br />
            {i18n._("same scorer")}
          </span>
        </p>
      ) : null}
      {advice ? (
        <div className="border-l-2 border-clay pl-4">
          <p className="text-small font-semibold text-claytext">
            {i18n._("One thing for next time")}
          </p>
          <p>{advice}</p>
        </div>
      ) : null}
    </div>
  );
}

/** Unchecked speech recognition does not affect the score. */
function Unchecked({ review }: { review: CompletedReview }) {
  const { per_question } = review.deep_analysis;
  const unchecked = per_question.filter((one) => one.has_unverified_transcript).length;
  if (unchecked === 0) return null;
  return (
    <div className="mt-4">
      <Note tone="amber" title={i18n._("Some answers were not checked.")}>
        {i18n._(
          "{unchecked, plural, one {# of {answers} contains} other {# of {answers} contain}} unchecked words from speech recognition. They do not affect your score. Next time, check the text before you send it.",
          {
            unchecked,
            answers: i18n._("{count, plural, one {# answer} other {# answers}}", {
              count: per_question.length,
            }),
          },
        )}
      </Note>
    </div>
  );
}

function Lists({ review }: { review: CompletedReview }) {
  if (review.strengths.length + review.weaknesses.length === 0) return null;
  return (
    <div className="mt-11 grid gap-8 pad:grid-cols-2">
      <Sentences title={i18n._("Strengths")} sentences={review.strengths} />
      <Sentences title={i18n._("Areas to improve")} sentences={review.weaknesses} />
    </div>
  );
}

function Sentences({ title, sentences }: { title: string; sentences: string[] }) {
  if (sentences.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul className="mt-2 grid list-disc gap-1.5 pl-5">
        {sentences.slice(0, 3).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

function Skills({ scores }: { scores: RubricScore[] }) {
  return (
    <Part title={i18n._("By skill")}>
      <ul className="mt-3 border-t border-line">
        {scores.map((one) => (
          <li
            key={one.criterion}
            className="grid items-center gap-x-6 gap-y-1.5 border-b border-line py-3 pad:grid-cols-[9.5rem_12rem_minmax(0,1fr)]"
          >
            <h3 className="text-[1em]">{one.criterion}</h3>
            <LevelTrack level={one.score} required={null} reason="no_evidence" />
            <p className="text-small text-text2">{one.comment}</p>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Next({ review }: { review: CompletedReview }) {
  // The same exercise for another reason is still one thing to do.
  const steps = review.improvement_roadmap.filter(
    (one, place, all) => all.findIndex((other) => other.exercise === one.exercise) === place,
  );
  if (steps.length === 0) return null;
  return (
    <Part title={i18n._("Next steps")}>
      <ol className="mt-3 border-t border-line">
        {steps.map((one, place) => (
          <li key={one.step} className="flex gap-3.5 border-b border-line py-3">
            <span aria-hidden="true" className="font-mono text-text2">
              {place + 1}
            </span>
            <p className="min-w-0">
              <strong className="font-semibold">
                {HORIZONS[one.horizon] ?? humanised(one.horizon)}.
              </strong>{" "}
              {one.exercise} <span className="text-text2">{one.why}</span>
            </p>
          </li>
        ))}
      </ol>
    </Part>
  );
}

const HORIZONS: Record<string, string> = {
  get today() {
    return i18n._("Today");
  },
  get "this week"() {
    return i18n._("This week");
  },
  get "next session"() {
    return i18n._("Next session");
  },
};

function bestOf(scores: RubricScore[]): RubricScore | undefined {
  return scores
    .filter((one) => one.score !== null && one.evidence.length > 0)
    .sort((one, other) => (other.score ?? 0) - (one.score ?? 0))[0];
}

/** The answers that were checked; where none was, all of them. */
function surest({ deep_analysis }: CompletedReview): QuestionAnalysis[] {
  const checked = deep_analysis.per_question.filter((one) => !one.has_unverified_transcript);
  return checked.length > 0 ? checked : deep_analysis.per_question;
}

function weakestOf(questions: QuestionAnalysis[]): QuestionAnalysis | undefined {
  return questions
    .filter((one) => one.missing.length > 0)
    .sort((one, other) => other.missing.length - one.missing.length)[0];
}
