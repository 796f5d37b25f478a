import { i18n } from "@lingui/core";
import type { components } from "@/shared/api/schema";
import type { Cost, HiringReport, Quality, Recommendation } from "@/shared/api/types";
import { dollars } from "@/shared/lib/dollars";
import { RECOMMENDATIONS } from "@/shared/lib/interview-words";
import { daysLong, decimal, hoursLong, minutesLong, percent } from "@/shared/lib/words";

/** A time with as many digits as one can feel: below a second in milliseconds. */
export function seconds(value: number): string {
  if (value < 0.9995) return i18n._("{value} ms", { value: Math.round(value * 1000) });
  if (value < 10) return i18n._("{value} s", { value: decimal(value, 1) });
  if (value < 120) return i18n._("{value} s", { value: Math.round(value) });
  if (value < 7200) return minutesLong(Math.round(value / 60));
  if (value < 172_800) return hoursLong(Math.round(value / 3600));
  return daysLong(Math.round(value / 86_400));
}

type ReplyStage = components["schemas"]["StageLatencyResponse"]["stage"];

const stages = (): Record<ReplyStage, string> => ({
  end_to_end: i18n._("Answer to next question"),
  stt_final: i18n._("Speech to text"),
  llm: i18n._("Model's wording"),
  tts_first_chunk: i18n._("First audio"),
});

export function stageName(stage: ReplyStage): string {
  return stages()[stage];
}

const endings = (): Record<string, string> => ({
  completed: i18n._("Completed"),
  partial: i18n._("Partly completed"),
  not_completed: i18n._("Not completed"),
  failed: i18n._("Failed for technical reasons"),
  cancelled: i18n._("Canceled"),
});

export function proposalName(proposal: string): string {
  if (proposal === "NONE") return i18n._("No proposal");
  return RECOMMENDATIONS[proposal as Recommendation] ?? proposal;
}

export const CHANNELS: Record<string, string> = {
  get text() {
    return i18n._("Typed");
  },
  get voice() {
    return i18n._("Browser voice");
  },
  get phone() {
    return i18n._("Phone");
  },
};

/** How often people decided as proposed; below five there is no share. */
export function agreementOf(report: HiringReport): string {
  const decided = report.decided;
  if (report.agreementRate === null) {
    return i18n._(
      "Based on {decided, plural, one {# decision} other {# decisions}} about candidates.",
      { decided },
    );
  }
  return i18n._(
    "Based on {decided, plural, one {# decision} other {# decisions}} about candidates. {share} agreed with the proposal (hire or no hire).",
    { decided, share: percent(report.agreementRate) },
  );
}

/** Entries in the order in which one reads them; what is not in the list comes last. */
export function inOrder<Value>(
  entries: Record<string, Value>,
  order: string[] = Object.keys(endings()),
): [string, Value][] {
  const place = (name: string) => (order.indexOf(name) + 1 || order.length + 1) - 1;
  return Object.entries(entries).sort(([one], [other]) => place(one) - place(other));
}

export function endingName(outcome: string): string {
  return endings()[outcome] ?? outcome;
}

/** An amount of use with its unit. */
export function amountOf(kind: string, quantity: number): string {
  switch (kind) {
    case "llm_in":
    case "llm_out":
      return i18n._("{quantity, plural, one {# token} other {# tokens}}", { quantity });
    case "tts_chars":
      return i18n._("{quantity, plural, one {# character} other {# characters}}", { quantity });
    case "stt_s":
    case "phone_s":
      return i18n._("{quantity, number} s", { quantity });
    case "storage_mb":
      return i18n._("{quantity, number} MB", { quantity });
    default:
      return decimal(quantity, 0);
  }
}

const kinds = (): Record<string, string> => ({
  llm_in: i18n._("Model input"),
  llm_out: i18n._("Model output"),
  stt_s: i18n._("Speech to text"),
  tts_chars: i18n._("Text to speech"),
  phone_s: i18n._("Phone"),
  storage_mb: i18n._("Storage"),
});

export function kindName(kind: string): string {
  return kinds()[kind] ?? kind;
}

/** The days in two or three sentences; below five there are counts and no rates. */
export function summaryOf(quality: Quality): string {
  const { interviews, completionRate, failureRate, rejectionRate } = quality;
  if (interviews === 0) return i18n._("No interviews yet.");
  if (completionRate === null || failureRate === null) {
    return i18n._(
      "{interviews, plural, one {# interview} other {# interviews}}. Too few for percentages.",
      { interviews },
    );
  }
  const held = i18n._(
    "{interviews, plural, one {# interview} other {# interviews}}, intakes included. Of the {ended} that ended, {completed} were completed and {failed} failed for technical reasons.",
    {
      interviews,
      ended: Object.values(quality.ended).reduce((sum, amount) => sum + amount, 0),
      completed: percent(completionRate),
      failed: percent(failureRate),
    },
  );
  if (rejectionRate === null) return held;
  const returned = i18n._("Reviewers sent back {share} of the assessments.", {
    share: percent(rejectionRate),
  });
  return `${held} ${returned}`;
}

export function costSummaryOf(cost: Cost): string {
  if (cost.interviews === 0) return i18n._("No interviews yet.");
  if (cost.total === null) {
    return i18n._("At least {known}: some usage has no price.", { known: dollars(cost.known) });
  }
  const all = i18n._("{total} for {interviews, plural, one {# interview} other {# interviews}}.", {
    total: dollars(cost.total),
    interviews: cost.interviews,
  });
  if (cost.meanPerInterview === null) return all;
  const mean = i18n._("{mean} per assessed interview.", { mean: dollars(cost.meanPerInterview) });
  return `${all} ${mean}`;
}

/** How the choices above figures look. */
export const SELECT =
  "press min-h-10 max-w-[min(16rem,100%)] rounded-control border border-edge bg-surface px-3 text-body text-text";
