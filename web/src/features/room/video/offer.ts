import { store, storedJson } from "@/shared/lib/stored";
import { KEYS } from "../keys";

/** What may be recorded, each with a consent of its own: the camera's picture, or the sound of the voice. */
export type RecordingKind = "video" | "voice";

/** The text that a candidate reads before a recording. */
export interface ConsentText {
  version: string;
  text: string;
}

/** The choice of the candidate, for which text and which invitation; kept in this tab. */
interface RecordingChoice {
  token: string;
  version: string;
  isYes: boolean;
}

const KEPT = {
  video: { text: KEYS.videoText, choice: KEYS.videoChoice },
  voice: { text: KEYS.voiceText, choice: KEYS.voiceChoice },
} as const;

/** Kept for the room, which is entered later. A choice belongs to one invitation and is never passed on. */
export function rememberConsent(
  kind: RecordingKind,
  token: string,
  offered: ConsentText | null | undefined,
): void {
  store(KEPT[kind].text, offered ? JSON.stringify(offered) : null);
  if (!offered || !choiceAt(kind, token)) store(KEPT[kind].choice, null);
}

export function storedConsent(kind: RecordingKind): ConsentText | null {
  return storedJson<ConsentText>(KEPT[kind].text);
}

/** Return what was chosen at this invitation, or null where nothing was. */
export function choiceAt(kind: RecordingKind, token: string): RecordingChoice | null {
  const choice = storedJson<RecordingChoice>(KEPT[kind].choice);
  return choice?.token === token ? choice : null;
}

export function storeChoice(
  kind: RecordingKind,
  token: string,
  version: string,
  isYes: boolean | null,
): void {
  const choice = isYes === null ? null : JSON.stringify({ token, version, isYes });
  store(KEPT[kind].choice, choice);
}

/** Withdraw a yes that was not sent yet: the box that it was given in is no longer shown. */
export function dropYes(kind: RecordingKind, token: string): void {
  if (choiceAt(kind, token)?.isYes) store(KEPT[kind].choice, null);
}
