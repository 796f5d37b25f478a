import { i18n } from "@lingui/core";
import type { ModelCertificate, ModelPurpose, ModelTrial, PriceEntry } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { decimal, humanised } from "@/shared/lib/words";

const checks = (): Record<string, string> => ({
  ok: i18n._("Works"),
  unavailable: i18n._("Not available"),
  disabled: i18n._("Not configured"),
  unknown: i18n._("Unknown"),
});

/** A check's status as a word. */
export function checkWord(status: string): string {
  return checks()[status] ?? humanised(status);
}

/** What an engine does, from its name, such as "stt: deepgram"; empty where the section says it. */
export function engineKind(name: string): string {
  if (name.startsWith("stt: ")) return i18n._("Speech to text");
  return name.startsWith("tts: ") ? i18n._("Text to speech") : "";
}

/** "Speech to text: deepgram"; what is no engine for speech keeps its name. */
export function componentName(name: string): string {
  const kind = engineKind(name);
  return kind ? `${kind}: ${name.slice(name.indexOf(": ") + 2)}` : name;
}

const groups = (): Record<string, string> => ({
  "api-gateway-consumer": i18n._("API gateway consumer"),
  "planner-agent": i18n._("Planner agent"),
  "assessor-agent": i18n._("Assessor agent"),
  "candidate-access": i18n._("Candidate access"),
  "live-sessions": i18n._("Live sessions"),
  "intake-workshop": i18n._("Intake workshop"),
  "practice-reviews": i18n._("Practice reviews"),
  "practice-sessions": i18n._("Practice sessions"),
  "applicant-tracking": i18n._("Applicant tracking"),
  analytics: i18n._("Analytics"),
});

/** "planner-agent" reads as "Planner agent". */
export function groupName(id: string): string {
  return groups()[id] ?? humanised(id.replace(/[-.]/g, "_")).replace(/\bapi\b/i, "API");
}

/** How many events wait, and since when the oldest does. */
export function waitingWord(pending: number | null, oldestSeconds: number | null): string {
  if (pending === null) return i18n._("Unknown");
  if (pending === 0) return i18n._("None");
  return oldestSeconds
    ? i18n._("{pending}, the oldest for {oldestSeconds} s", {
        pending,
        oldestSeconds: Math.round(oldestSeconds),
      })
    : `${pending}`;
}

export const listUsageKinds = (): [string, string][] => [
  ["llm_in", i18n._("Model input")],
  ["llm_out", i18n._("Model output")],
  ["stt_s", i18n._("Speech recognition")],
  ["tts_chars", i18n._("Speech synthesis")],
];

export function usageName(kind: string): string {
  return listUsageKinds().find(([known]) => known === kind)?.[1] ?? kind;
}

/** A price as it is typed; `day` is a date in UTC. */
export interface PriceDraft {
  provider: string;
  model: string;
  kind: string;
  dollars: string;
  per: string;
  day: string;
}

/** What is wrong with a typed price, by field; nothing where it can be sent. */
export function refusedPrice(draft: PriceDraft): Partial<Record<keyof PriceDraft, string>> {
  const dollars = draft.dollars.trim().replace(",", ".");
  return {
    ...(draft.provider.trim() ? {} : { provider: i18n._("Enter the host of the provider.") }),
    ...(draft.model.trim() ? {} : { model: i18n._("Enter a model, or * for every model.") }),
    ...(/^\d{1,6}(\.\d{1,9})?$/.test(dollars)
      ? {}
      : { dollars: i18n._("Enter an amount, such as 0.15, with at most nine decimals.") }),
    ...(Number.isNaN(Date.parse(draft.day)) ? { day: i18n._("Choose a day.") } : {}),
  };
}

/** The price as the gateway takes it. */
export function priceOf({ day, dollars, ...rest }: PriceDraft): PriceEntry {
  return {
    ...rest,
    provider: rest.provider.trim(),
    model: rest.model.trim(),
    dollars: dollars.trim().replace(",", "."),
    validFrom: `${day}T00:00:00Z`,
  };
}

/** "$0.15 per 1,000,000 tokens": what so many units of a kind cost. */
export function priceWord(dollars: number, per: number, kind: string): string {
  const price = dollars.toLocaleString(dateLocale(), {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    maximumFractionDigits: 9,
  });
  const values = { price, per };
  if (kind === "llm_in" || kind === "llm_out")
    return i18n._("{per, plural, one {{price} per token} other {{price} per # tokens}}", values);
  if (kind === "stt_s")
    return i18n._("{per, plural, one {{price} per second} other {{price} per # seconds}}", values);
  if (kind === "tts_chars")
    return i18n._(
      "{per, plural, one {{price} per character} other {{price} per # characters}}",
      values,
    );
  return i18n._("{per, plural, one {{price} per unit} other {{price} per # units}}", values);
}

/** "39 of 40", or the figure itself where it is no share. */
export function figureWord(
  measure: Pick<ModelCertificate["properties"][number]["measures"][number], "value" | "n" | "m">,
): string {
  if (measure.n !== null && measure.m !== null)
    return i18n._("{n} of {m}", { n: measure.n, m: measure.m });
  return measure.value === null ? i18n._("none") : decimal(measure.value, 2);
}

/** What a qualification took. */
export function costWord(certificate: Pick<ModelCertificate, "calls" | "dollars">): string {
  return i18n._("{calls} calls, {cost}", {
    calls: certificate.calls,
    cost: amountWord(certificate.dollars),
  });
}

/** An amount of the gateway as it is, or that it is not known. */
function amountWord(dollars: string | null): string {
  return dollars === null ? i18n._("cost unknown") : `$${dollars}`;
}

export const PURPOSES: Record<ModelPurpose, string> = {
  get plan() {
    return i18n._("Plans");
  },
  get speech() {
    return i18n._("Spoken questions");
  },
  get panel() {
    return i18n._("Panel");
  },
  get score() {
    return i18n._("Scores");
  },
  get document() {
    return i18n._("Documents");
  },
  get review() {
    return i18n._("Practice reviews");
  },
};

/** How fast a model answered, whether that is fast enough, and what the call cost. */
export function trialWord({ expectedS, deadlineS, dollars }: ModelTrial): string {
  const cost = amountWord(dollars);
  if (expectedS === null) return i18n._("Its speed was not measured; {cost}.", { cost });
  const values = { usualS: Math.max(1, Math.round(expectedS)), deadlineS, cost };
  return expectedS <= deadlineS
    ? i18n._(
        "A usual answer takes about {usualS} s, within the {deadlineS} s allowed; {cost}.",
        values,
      )
    : i18n._(
        "A usual answer takes about {usualS} s, longer than the {deadlineS} s allowed: choose a faster model or allow more; {cost}.",
        values,
      );
}
