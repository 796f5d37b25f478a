import { store, storedJson } from "@/shared/lib/stored";
import { KEYS } from "../keys";

/** What a candidate is told before they are filmed. */
export interface VideoConsentText {
  version: string;
  text: string;
}

/** What somebody wants of their film, of which words, at which invitation; kept in this tab. */
interface PracticeOptions {
  token: string;
  version: string;
  isYes: boolean;
}

/** Kept for the room, which is entered later. A wish belongs to one invitation and is never passed on. */
export function rememberVideoConsent(token: string, video: VideoConsentText | null): void {
  store(KEYS.videoText, video ? JSON.stringify(video) : null);
  if (!video || !choiceAt(token)) store(KEYS.videoChoice, null);
}

export function storedVideoConsent(): VideoConsentText | null {
  return storedJson<VideoConsentText>(KEYS.videoText);
}

/** Return what was wished at this invitation, or null where nothing was. */
export function choiceAt(token: string): PracticeOptions | null {
  const choice = storedJson<PracticeOptions>(KEYS.videoChoice);
  return choice?.token === token ? choice : null;
}

export function storeChoice(token: string, version: string, isYes: boolean | null): void {
  const choice = isYes === null ? null : JSON.stringify({ token, version, isYes });
  store(KEYS.videoChoice, choice);
}
