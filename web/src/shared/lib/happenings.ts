import { type EventCard, isSet, numberIn, wordsIn } from "@/shared/api/events";
import { count, humanised } from "./words";

const REASONS: Record<string, string> = {
  NO_ANSWER: "no answer was heard",
  OFF_TOPIC: "the answer went elsewhere",
  OWNERSHIP: "the person's own part was missing",
  RESULT: "how it ended was missing",
  MEASURE: "a measure was missing",
  REASON: "the reason was missing",
  SPECIFICS: "it stayed general",
  DEPTH: "more depth was wanted",
  CLARIFY: "something was unclear",
  COMPLETE: "the answer had what was looked for",
  BUDGET: "the time for this question was used up",
};

/** Why the interviewer asked further or went on, as the end of a sentence. */
export function reasonWords(code: string): string {
  return REASONS[code] ?? humanised(code).toLowerCase();
}

const STAFF: Record<string, string> = {
  note: "A person left the interviewer a note",
  say: "A person spoke",
  take_over: "A person took over",
  hand_back: "The person handed back",
  end: "A person ended the talk",
};

const PLAIN: Record<string, string> = {
  "session.created": "Session opened",
  "worker.attached": "A process took the talk in hand",
  "worker.detached": "The process gave the talk on",
  "agent.acknowledged": "Asked for a moment",
  "consent.requested": "Asked for consent",
  "consent.granted": "Consent given",
  "consent.declined": "Consent declined",
  "interview.started": "Started",
  "question.repeated": "Question repeated",
  "question.not_heard": "Candidate spoke before hearing the question",
  "clock.paused": "Took a moment",
  "clock.resumed": "Went on",
  "timer.expired": "Time used up",
  "participant.joined": "Candidate came in",
  "participant.switched": "Candidate changed between voice and writing",
  "pace.changed": "Pauses may be longer, or as before",
  "candidate.speech.started": "Candidate began to speak",
  "candidate.speech.ended": "Candidate stopped speaking",
  "stt.final": "Spoken words were written down",
  "stt.understood": "Words of an answer were kept before it was over",
  "stt.in_vain": "Two recognisers were given the same words",
  "tts.response": "A voice said it",
  "agent.utterance.spoken": "So much of it was heard",
  "turn.amended": "An answer was put right or went on",
  "participant.left": "Candidate's line closed",
  "connection.lost": "Line lost",
  "session.queued": "Waits for room",
  "session.dequeued": "There is room",
  "session.completed": "Finished",
  "session.abandoned": "Ended too early to assess",
  "session.no_show": "Nobody came",
  "session.expired": "No room for too long",
  "session.cancelled": "Called off",
  "session.failed": "Failed for technical reasons",
  "recording.started": "The film began",
  "recording.chunk_stored": "A piece of the film was kept",
  "recording.stopped": "The film ended",
  "followup.proposed": "A question was proposed",
  "evaluation.generated": "An answer was read",
  "perspective.generated": "A perspective was given",
  "llm.request": "A model was asked",
  "llm.response": "A model answered",
};

/** What happened, in a few words; an event without words of its own keeps its name. */
export function happeningWords(event: EventCard): string {
  switch (event.type) {
    case "turn.completed":
      return turnWords(event);
    case "followup.chosen":
      return isSet(event, "is_asked") ? "Asked further" : "Went on";
    case "question.skipped":
      return wordsIn(event, "by") === "candidate"
        ? "Candidate left a question out"
        : "A question was left out";
    case "connection.resumed":
      return `Back after ${count(Math.round((numberIn(event, "gap_ms") ?? 0) / 1000), "second")}`;
    case "timer.warning":
      return "Told how much time is left";
    case "llm.failed":
      return `A model did not help (${wordsIn(event, "reason") ?? "no reason given"})`;
    case "staff.observed":
      return isSet(event, "is_there") ? "A person listens" : "The person stopped listening";
    case "staff.intervened":
      return STAFF[wordsIn(event, "action") ?? ""] ?? event.type;
    default:
      return PLAIN[event.type] ?? event.type;
  }
}

function turnWords(event: EventCard): string {
  if (wordsIn(event, "role") === "candidate") return "Candidate answered";
  return wordsIn(event, "said_by") === "staff" ? "A person spoke" : "Interviewer spoke";
}
