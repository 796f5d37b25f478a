import { i18n } from "@lingui/core";
import { type EventCard, isSet, numberIn, wordsIn } from "@/shared/api/events";
import { isIntake } from "./person-words";
import { humanised, withinSentence } from "./words";

type Texts = Record<string, string>;

/** Build a table of texts when it is first needed in a language, not for each event of a long replay. */
function onceALanguage(build: () => Texts): () => Texts {
  let built: { language: string; texts: Texts } | null = null;
  return () => {
    if (built?.language !== i18n.locale) built = { language: i18n.locale, texts: build() };
    return built.texts;
  };
}

const reasonTexts = onceALanguage(() => ({
  NO_ANSWER: i18n._("no answer was heard"),
  OFF_TOPIC: i18n._("the answer was off topic"),
  OWNERSHIP: i18n._("the candidate's own part was missing"),
  RESULT: i18n._("the result was missing"),
  MEASURE: i18n._("a measurable result was missing"),
  REASON: i18n._("the reason was missing"),
  SPECIFICS: i18n._("the answer stayed general"),
  DEPTH: i18n._("more depth was needed"),
  CLARIFY: i18n._("the answer was unclear"),
  COMPLETE: i18n._("the answer was complete"),
  BUDGET: i18n._("the time for this question was used up"),
}));

/** Why the interviewer asked a follow-up question or moved on, as the end of a sentence. */
export function describeReason(code: string, profile?: string): string {
  if (code === "OWNERSHIP" && isIntake(profile))
    return i18n._("the hiring manager's own part was missing");
  return reasonTexts()[code] ?? withinSentence(humanised(code));
}

const staffActions = onceALanguage(() => ({
  note: i18n._("Note sent to the interviewer"),
  say: i18n._("Team member wrote"),
  take_over: i18n._("Team member took over"),
  hand_back: i18n._("Team member handed back"),
  end: i18n._("Team member ended the interview"),
}));

const plainTexts = onceALanguage(() => ({
  "session.created": i18n._("Session created"),
  "worker.attached": i18n._("Worker attached"),
  "worker.detached": i18n._("Worker detached"),
  "agent.delay_acknowledged": i18n._("Interviewer acknowledged the answer"),
  "consent.requested": i18n._("Consent requested"),
  "consent.granted": i18n._("Consent given"),
  "consent.declined": i18n._("Consent declined"),
  "interview.started": i18n._("Interview started"),
  "question.repeated": i18n._("Question repeated"),
  "question.not_heard": i18n._("Candidate spoke before the question was heard"),
  "clock.paused": i18n._("Paused"),
  "clock.resumed": i18n._("Resumed"),
  "timer.expired": i18n._("Time is up"),
  "participant.joined": i18n._("Candidate joined"),
  "transport.switched": i18n._("Candidate switched between voice and text"),
  "endpointing_mode.changed": i18n._("Pause length changed"),
  "candidate.speech.started": i18n._("Candidate started speaking"),
  "candidate.speech.ended": i18n._("Candidate stopped speaking"),
  "stt.final": i18n._("Speech transcribed"),
  "stt.partial_answer": i18n._("Part of an answer transcribed"),
  "stt.discarded": i18n._("Speech recognition retried"),
  "tts.synthesized": i18n._("Speech synthesized"),
  "agent.utterance.spoken": i18n._("Speech played to the candidate"),
  "turn.amended": i18n._("Answer amended"),
  "participant.left": i18n._("Candidate left"),
  "connection.lost": i18n._("Disconnected"),
  "session.queued": i18n._("Queued"),
  "session.dequeued": i18n._("Left the queue"),
  "session.completed": i18n._("Completed"),
  "session.abandoned": i18n._("Ended too early to assess"),
  "session.no_show": i18n._("Candidate did not join"),
  "session.expired": i18n._("Expired in the queue"),
  "session.cancelled": i18n._("Canceled"),
  "session.failed": i18n._("Failed for technical reasons"),
  "recording.started": i18n._("Recording started"),
  "recording.chunk_stored": i18n._("Part of a recording stored"),
  "recording.stopped": i18n._("Recording stopped"),
  "followup.proposed": i18n._("Follow-up proposed"),
  "evaluation.generated": i18n._("Answer evaluated"),
  "perspective.generated": i18n._("Panel perspective added"),
  "llm.request": i18n._("Model request"),
  "llm.response": i18n._("Model response"),
  "llm.discarded": i18n._("Model calls not used: the candidate went on"),
}));

/** What the texts above say of a candidate, said of the hiring manager who answers in an intake. */
const intakeTexts = onceALanguage(() => ({
  "question.not_heard": i18n._("Hiring manager spoke before the question was heard"),
  "participant.joined": i18n._("Hiring manager joined"),
  "transport.switched": i18n._("Hiring manager switched between voice and text"),
  "candidate.speech.started": i18n._("Hiring manager started speaking"),
  "candidate.speech.ended": i18n._("Hiring manager stopped speaking"),
  "agent.utterance.spoken": i18n._("Speech played to the hiring manager"),
  "participant.left": i18n._("Hiring manager left"),
  "session.no_show": i18n._("Hiring manager did not join"),
  "llm.discarded": i18n._("Model calls not used: the hiring manager went on"),
}));

/** A short description of an event; an event without one is shown by its type. */
export function describeEvent(event: EventCard, profile: string | undefined): string {
  switch (event.type) {
    case "turn.completed":
      return turnWords(event, profile);
    case "followup.chosen":
      return isSet(event, "is_asked") ? i18n._("Follow-up asked") : i18n._("Moved on");
    case "question.skipped":
      return skippedWords(event, profile);
    case "connection.resumed":
      return i18n._("Reconnected after {seconds, plural, one {# second} other {# seconds}}", {
        seconds: Math.round((numberIn(event, "gap_ms") ?? 0) / 1000),
      });
    case "timer.warning":
      return i18n._("Remaining time announced");
    case "llm.failed":
      return i18n._("Model request failed ({reason})", {
        reason: wordsIn(event, "reason") ?? i18n._("no reason given"),
      });
    case "staff.observed":
      return isSet(event, "is_observing") ? i18n._("Observer joined") : i18n._("Observer left");
    case "staff.intervened":
      return staffActions()[wordsIn(event, "action") ?? ""] ?? event.type;
    default:
      return (
        (isIntake(profile) ? intakeTexts()[event.type] : undefined) ??
        plainTexts()[event.type] ??
        event.type
      );
  }
}

function skippedWords(event: EventCard, profile: string | undefined): string {
  if (wordsIn(event, "skipped_by") !== "candidate") return i18n._("Question skipped");
  return isIntake(profile)
    ? i18n._("Hiring manager skipped a question")
    : i18n._("Candidate skipped a question");
}

function turnWords(event: EventCard, profile: string | undefined): string {
  if (wordsIn(event, "role") === "candidate")
    return isIntake(profile) ? i18n._("Hiring manager answered") : i18n._("Candidate answered");
  return wordsIn(event, "speaker") === "staff"
    ? i18n._("Team member wrote")
    : i18n._("Interviewer asked");
}
