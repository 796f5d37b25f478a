import { i18n } from "@lingui/core";
import type { CandidateData } from "@/shared/api/types";
import { exactly, humanised } from "@/shared/lib/words";
import { nameApplication, stageText } from "./stage";

/** Return a candidate's data as a text that a person can read. */
export function readableCopy(data: CandidateData): string {
  const { interview } = data;
  const lines = [
    i18n._("Your data"),
    nameApplication(interview.position, interview.companyName),
    exactly(new Date(data.exportedAt)),
    "",
    stageText(interview.stage),
    "",
    ...Object.entries(data.application).map(
      ([name, value]) =>
        `${humanised(name)}: ${typeof value === "object" ? JSON.stringify(value) : value}`,
    ),
    "",
    i18n._("Your answers"),
    ...interview.transcript.flatMap((turn) => [
      "",
      `${turn.role === "agent" ? "–" : "»"} ${turn.text}`,
      ...(turn.correction ? [`  ${i18n._("Your correction:")} ${turn.correction}`] : []),
    ]),
    ...section(interview.feedback, (feedback) => [
      i18n._("How was it?"),
      `${feedback.stars} / 5`,
      feedback.text,
    ]),
    ...section(interview.review, (review) => [
      i18n._("Review by a person"),
      review.text,
      review.answer ?? "",
    ]),
    ...data.consents.flatMap((consent) => [
      "",
      `${exactly(new Date(consent.at))} · ${consent.version} · ${consent.accepted ? "✓" : "✗"}`,
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
