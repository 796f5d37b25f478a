import { i18n } from "@lingui/core";
import type { ReactNode } from "react";
import { useSwitch } from "@/shared/lib/preferences";
import { askedNow, type RoomSession } from "../session";
import { lastSentences, type Voice } from "./voice";

/** The last two sentences: never announced, because a listener does not need them twice. */
export function Captions({ session, voice }: { session: RoomSession; voice: Voice }) {
  const [isOff] = useSwitch("captionless");
  if (isOff) return null;
  const spoken = voice.utterances[0]?.text ?? "";
  if (voice.isPlaying && spoken && spoken !== askedNow(session)?.text) {
    return (
      <Caption label={i18n._("Computer voice")}>
        <span lang="">{lastSentences(spoken)}</span>
      </Caption>
    );
  }
  const { said, partial } = voice.caption;
  if (!said && !partial) return null;
  const label = voice.isDraft
    ? i18n._("Speech recognition may be wrong. Check the text before you send it.")
    : i18n._("Live transcript. Small errors do not matter.");
  return (
    <Caption label={label}>
      {lastSentences(said)} {partial ? <span className="text-text3">{partial}</span> : null}
    </Caption>
  );
}

function Caption({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="mt-5 text-center phone:mt-2" aria-live="off">
      <p className="font-voice text-voice leading-normal text-pretty">{children}</p>
      <p className="mt-1 text-small text-balance text-text3">{label}</p>
    </div>
  );
}
