import { type EventCard, isSet, numberIn, wordsIn } from "@/shared/api/events";
import { count, humanised } from "./words";

const REASONS: Record<string, string> = {
  NO_ANSWER: "no answer was heard",
  OFF_TOPIC: "the answer was off topic",
  OWNERSHIP: "the candidate's own part was missing",
  RESULT: "the result was missing",
  MEASURE: "a measurable result was missing",
  REASON: "the reason was missing",
  SPECIFICS: "the answer stayed general",
  DEPTH: "more depth was needed",
  CLARIFY: "the answer was unclear",
  COMPLETE: "the answer was complete",
  BUDGET: "the time for this question was used up",
};

/** Why the interviewer asked a follow-up question or moved on, as the end of a sentence. */
export function describeReason(code: string): string {
  return REASONS[code] ?? humanised(code).toLowerCase();
}

const STAFF: Record<string, string> = {
  note: "Note sent to the interviewer",
  say: "Team member wrote",
  take_over: "Team member took over",
  hand_back: "Team member handed back",
  end: "Team member ended the interview",
};

const PLAIN: Record<string, string> = {
  "session.created": "Session created",
  "worker.attached": "Worker attached",
  "worker.detached": "Worker detached",
  "agent.delay_acknowledged": "Interviewer acknowledged the answer",
  "consent.requested": "Consent requested",
  "consent.granted": "Consent given",
  "consent.declined": "Consent declined",
  "interview.started": "Interview started",
  "question.repeated": "Question repeated",
  "question.not_heard": "Candidate spoke before the question was heard",
  "clock.paused": "Paused",
  "clock.resumed": "Resumed",
  "timer.expired": "Time is up",
  "participant.joined": "Candidate joined",
  "transport.switched": "Candidate switched between voice and text",
  "endpointing_mode.changed": "Pause length changed",
  "candidate.speech.started": "Candidate started speaking",
  "candidate.speech.ended": "Candidate stopped speaking",
  "stt.final": "Speech transcribed",
  "stt.partial_answer": "Part of an answer transcribed",
  "stt.discarded": "Speech recognition retried",
  "tts.synthesized": "Speech synthesized",
  "agent.utterance.spoken": "Speech played to the candidate",
  "turn.amended": "Answer amended",
  "participant.left": "Candidate left",
  "connection.lost": "Disconnected",
  "session.queued": "Queued",
  "session.dequeued": "Left the queue",
  "session.completed": "Completed",
  "session.abandoned": "Ended too early to assess",
  "session.no_show": "Candidate did not join",
  "session.expired": "Expired in the queue",
  "session.cancelled": "Canceled",
  "session.failed": "Failed for technical reasons",
  "recording.started": "Video recording started",
  "recording.chunk_stored": "Video chunk stored",
  "recording.stopped": "Video recording stopped",
  "followup.proposed": "Follow-up proposed",
  "evaluation.generated": "Answer evaluated",
  "perspective.generated": "Panel perspective added",
  "llm.request": "Model request",
  "llm.response": "Model response",
  "llm.discarded": "Model calls not used: the candidate went on",
};

/** A short description of an event; an event without one is shown by its type. */
export function describeEvent(event: EventCard): string {
  switch (event.type) {
    case "turn.completed":
      return turnWords(event);
    case "followup.chosen":
      return isSet(event, "is_asked") ? "Follow-up asked" : "Moved on";
    case "question.skipped":
      return wordsIn(event, "skipped_by") === "candidate"
        ? "Candidate skipped a question"
        : "Question skipped";
    case "connection.resumed":
      return `Reconnected after ${count(Math.round((numberIn(event, "gap_ms") ?? 0) / 1000), "second")}`;
    case "timer.warning":
      return "Remaining time announced";
    case "llm.failed":
      return `Model request failed (${wordsIn(event, "reason") ?? "no reason given"})`;
    case "staff.observed":
      return isSet(event, "is_observing") ? "Observer joined" : "Observer left";
    case "staff.intervened":
      return STAFF[wordsIn(event, "action") ?? ""] ?? event.type;
    default:
      return PLAIN[event.type] ?? event.type;
  }
}

function turnWords(event: EventCard): string {
  if (wordsIn(event, "role") === "candidate") return "Candidate answered";
  return wordsIn(event, "speaker") === "staff" ? "Team member wrote" : "Interviewer asked";
}
