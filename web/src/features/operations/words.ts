import type { ModelCertificate, ModelPurpose, ModelTrial, PriceEntry } from "@/shared/api/types";
import { humanised } from "@/shared/lib/words";

const CHECKS: Record<string, string> = {
  ok: "Works",
  unavailable: "Not available",
  disabled: "Not configured",
  unknown: "Unknown",
};

/** A check's status as a word. */
export function checkWord(status: string): string {
  return CHECKS[status] ?? humanised(status);
}

/** "planner-agent" reads as "Planner agent". */
export function groupName(id: string): string {
  return humanised(id.replace(/[-.]/g, "_")).replace(/\bapi\b/i, "API");
}

/** How many events wait, and since when the oldest does. */
export function waitingWord(pending: number | null, oldestSeconds: number | null): string {
  if (pending === null) return "Unknown";
  if (pending === 0) return "None";
  return oldestSeconds ? `${pending}, the oldest for ${Math.round(oldestSeconds)} s` : `${pending}`;
}

export const USAGE_KINDS: [string, string][] = [
  ["llm_in", "Model input"],
  ["llm_out", "Model output"],
  ["stt_s", "Speech recognition"],
  ["tts_chars", "Speech synthesis"],
];

export function usageName(kind: string): string {
  return USAGE_KINDS.find(([known]) => known === kind)?.[1] ?? kind;
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
    ...(draft.provider.trim() ? {} : { provider: "Enter the host of the provider." }),
    ...(draft.model.trim() ? {} : { model: "Enter a model, or * for every model." }),
    ...(/^\d{1,6}(\.\d{1,9})?$/.test(dollars)
      ? {}
      : { dollars: "Enter an amount, such as 0.15, with at most nine decimals." }),
    ...(Number.isNaN(Date.parse(draft.day)) ? { day: "Choose a day." } : {}),
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

const UNITS: Record<string, [string, string]> = {
  llm_in: ["token", "tokens"],
  llm_out: ["token", "tokens"],
  stt_s: ["second", "seconds"],
  tts_chars: ["character", "characters"],
};

/** "$0.15 per 1,000,000 tokens": what so many units of a kind cost. */
export function priceWord(dollars: number, per: number, kind: string): string {
  const price = dollars.toLocaleString("en-US", {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: 9,
  });
  const [unit, units] = UNITS[kind] ?? ["unit", "units"];
  return `${price} per ${per === 1 ? unit : `${per.toLocaleString("en-US")} ${units}`}`;
}

/** "39 of 40", or the figure itself where it is no share. */
export function figureWord(
  measure: Pick<ModelCertificate["properties"][number]["measures"][number], "value" | "n" | "m">,
): string {
  if (measure.n !== null && measure.m !== null) return `${measure.n} of ${measure.m}`;
  return measure.value === null ? "none" : measure.value.toFixed(2);
}

/** What a qualification took. */
export function costWord(certificate: Pick<ModelCertificate, "calls" | "dollars">): string {
  const cost = certificate.dollars === null ? "cost unknown" : `$${certificate.dollars}`;
  return `${certificate.calls} calls, ${cost}`;
}

export const PURPOSES: Record<ModelPurpose, string> = {
  plan: "Plans",
  speech: "Spoken questions",
  panel: "Panel",
  score: "Scores",
  document: "Documents",
};

/** How fast a model answered, whether that is fast enough, and what the call cost. */
export function trialWord({ expectedS, deadlineS, dollars }: ModelTrial): string {
  const cost = dollars === null ? "cost unknown" : `$${dollars}`;
  if (expectedS === null) return `Its speed was not measured; ${cost}.`;
  const usual = `A usual answer takes about ${Math.max(1, Math.round(expectedS))} s`;
  return expectedS <= deadlineS
    ? `${usual}, within the ${deadlineS} s allowed; ${cost}.`
    : `${usual}, longer than the ${deadlineS} s allowed: choose a faster model or allow more; ${cost}.`;
}
