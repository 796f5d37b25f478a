import { store, storedJson } from "@/shared/lib/stored";
import { KEYS } from "../keys";

/** The text that a candidate reads before video is recorded. */
export interface VideoConsentText {
  version: string;
  text: string;
}

/** The video choice of the candidate, for which text and which invitation; kept in this tab. */
interface PracticeOptions {
  token: string;
  version: string;
  isYes: boolean;
}

/** Kept for the room, which is entered later. A choice belongs to one invitation and is never passed on. */
export function rememberVideoConsent(token: string, video: VideoConsentText | null): void {
  store(KEYS.videoText, video ? JSON.stringify(video) : null);
  if (!video || !choiceAt(token)) store(KEYS.videoChoice, null);
}

export function storedVideoConsent(): VideoConsentText | null {
  return storedJson<VideoConsentText>(KEYS.videoText);
}

/** Return what was chosen at this invitation, or null where nothing was. */
export function choiceAt(token: string): PracticeOptions | null {
  const choice = storedJson<PracticeOptions>(KEYS.videoChoice);
  return choice?.token === token ? choice : null;
}

export function storeChoice(token: string, version: string, isYes: boolean | null): void {
  const choice = isYes === null ? null : JSON.stringify({ token, version, isYes });
  store(KEYS.videoChoice, choice);
}
