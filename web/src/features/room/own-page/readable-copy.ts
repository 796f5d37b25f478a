import type { CandidateData } from "@/shared/api/types";
import { humanised } from "@/shared/lib/words";
import { dayAndTime, words } from "./words";

/** Return a candidate's data as a text that a person can read. */
export function readableCopy(data: CandidateData): string {
  const { interview } = data;
  const lines = [
    words.data.copyTitle,
    words.position(interview.position, interview.companyName),
    dayAndTime(data.exportedAt),
    "",
    words.status[interview.stage],
    "",
    ...Object.entries(data.application).map(
      ([name, value]) =>
        `${humanised(name)}: ${typeof value === "object" ? JSON.stringify(value) : value}`,
    ),
    "",
    words.answers.heading,
    ...interview.transcript.flatMap((turn) => [
      "",
      `${turn.role === "agent" ? "–" : "»"} ${turn.text}`,
      ...(turn.correction ? [`  ${words.answers.yours} ${turn.correction}`] : []),
    ]),
    ...section(interview.feedback, (feedback) => [
      words.feedback.heading,
      `${feedback.stars} / 5`,
      feedback.text,
    ]),
    ...section(interview.review, (review) => [
      words.review.heading,
      review.text,
      review.answer ?? "",
    ]),
    ...data.consents.flatMap((consent) => [
      "",
      `${dayAndTime(consent.at)} · ${consent.version} · ${consent.accepted ? "✓" : "✗"}`,
      consent.text,
    ]),
    "",
    ...data.notIncluded,
  ];
  return `${lines.join("\n")}\n`;
}

function section<Value>(value: Value | null, write: (value: Value) => string[]): string[] {
  return value === null ? [] : ["", ...write(value)];
}
