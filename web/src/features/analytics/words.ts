import type { Cost, HiringReport, Quality } from "@/shared/api/types";
import { dollars } from "@/shared/lib/dollars";
import { RECOMMENDATIONS } from "@/shared/lib/interview-words";
import { count, percent } from "@/shared/lib/words";

/** Seconds with as many digits as one can feel. */
export function seconds(value: number): string {
  if (value < 10) return `${value.toFixed(2)} s`;
  if (value < 120) return `${Math.round(value)} s`;
  if (value < 7200) return count(Math.round(value / 60), "minute");
  if (value < 172_800) return count(Math.round(value / 3600), "hour");
  return count(Math.round(value / 86_400), "day");
}

const STAGES: Record<string, string> = {
  end_to_end: "Answer to next question",
  stt_final: "Speech to text",
  llm_first_token: "Model, first token",
  tts_first_chunk: "First audio",
};

export function stageName(stage: string): string {
  return STAGES[stage] ?? stage;
}

const ENDINGS: Record<string, string> = {
  completed: "Completed",
  partial: "Partly completed",
  not_completed: "Not completed",
  failed: "Failed for technical reasons",
  cancelled: "Canceled",
};

export const PROPOSALS: Record<string, string> = { ...RECOMMENDATIONS, NONE: "No proposal" };

export const CHANNELS: Record<string, string> = {
  text: "Typed",
  voice: "Browser voice",
  phone: "Phone",
};

/** How often people decided as proposed; below five there is no share. */
export function agreementOf(report: HiringReport): string {
  const decided = `Based on ${count(report.decided, "decision")} about candidates`;
  return report.agreementRate === null
    ? `${decided}.`
    : `${decided}. ${percent(report.agreementRate)} agreed with the proposal (hire or no hire).`;
}

/** Entries in the order in which one reads them; what is not in the list comes last. */
export function inOrder<Value>(
  entries: Record<string, Value>,
  order: string[] = Object.keys(ENDINGS),
): [string, Value][] {
  const place = (name: string) => (order.indexOf(name) + 1 || order.length + 1) - 1;
  return Object.entries(entries).sort(([one], [other]) => place(one) - place(other));
}

export function endingName(outcome: string): string {
  return ENDINGS[outcome] ?? outcome;
}

const KINDS: Record<string, string> = {
  llm_in: "Model input",
  llm_out: "Model output",
  stt_s: "Speech to text",
  tts_chars: "Text to speech",
  phone_s: "Phone",
  storage_mb: "Storage",
};

export function kindName(kind: string): string {
  return KINDS[kind] ?? kind;
}

/** The days in two or three sentences; below five there are counts and no rates. */
export function summaryOf(quality: Quality): string {
  const held = count(quality.interviews, "interview");
  if (quality.completionRate === null || quality.failureRate === null) {
    return quality.interviews === 0 ? "No interviews yet." : `${held}. Too few for percentages.`;
  }
  const changed =
    quality.rejectionRate === null
      ? ""
      : ` Reviewers sent back ${percent(quality.rejectionRate)} of the assessments.`;
  return `${held}. ${percent(quality.completionRate)} were completed and ${percent(
    quality.failureRate,
  )} failed for technical reasons.${changed}`;
}

export function costSummaryOf(cost: Cost): string {
  if (cost.interviews === 0) return "No interviews yet.";
  if (cost.total === null) {
    return `At least ${dollars(cost.known)}: some usage has no price.`;
  }
  const mean =
    cost.meanPerInterview === null
      ? ""
      : ` ${dollars(cost.meanPerInterview)} per assessed interview.`;
  return `${dollars(cost.total)} for ${count(cost.interviews, "interview")}.${mean}`;
}

/** How the choices above figures look. */
export const SELECT =
  "press min-h-10 max-w-64 rounded-control border border-edge bg-surface px-3 text-body text-text";
