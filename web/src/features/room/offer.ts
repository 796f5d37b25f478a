import { store, storedJson } from "@/shared/lib/stored";
import type { How } from "./how";
import { KEYS } from "./keys";

/** Whether this platform has voice, as the server reports it. */
export interface VoiceOffer {
  isOffered: boolean;
  isReadAloud: boolean;
  answerMode: "typed" | "draft" | "spoken";
}

export function waysOf(offer: VoiceOffer): How[] {
  if (!offer.isOffered) return ["type"];
  const hear: How[] = offer.isReadAloud ? ["hear"] : [];
  const speak: How[] = offer.answerMode === "typed" ? [] : ["speak"];
  return ["type", ...hear, ...speak];
}

/** Return the chosen way as far as it can be had here, and typing where it cannot. */
export function asOffered(how: How, offer: VoiceOffer): How {
  return waysOf(offer).includes(how) ? how : "type";
}

/** Kept in this tab for the room, which is entered later and perhaps after a reload. */
export function rememberOffer(offer: VoiceOffer): void {
  store(KEYS.offer, JSON.stringify(offer));
}

/** What can be chosen instead of writing; without a stored offer, the room is asked. */
export function soundInstead(): Exclude<How, "type"> | null {
  const offer = storedJson<VoiceOffer>(KEYS.offer);
  if (!offer) return "speak";
  const ways = waysOf(offer);
  if (ways.includes("speak")) return "speak";
  return ways.includes("hear") ? "hear" : null;
}
