import { i18n } from "@lingui/core";
import { useState } from "react";
import { useSwitch } from "@/shared/lib/preferences";
import { CheckCard } from "../parts/check-card";
import type { Voice } from "./voice";
import type { VoiceSession } from "./voice-session";

interface SoundChoicesProps {
  voice: Voice;
  voiceSession: VoiceSession;
  hasLongPauses: boolean;
  onLongPauses: (hasLongPauses: boolean) => void;
}

/** How the voice behaves. Each choice can be taken back at any time. */
export function SoundChoices({
  voice,
  voiceSession,
  hasLongPauses,
  onLongPauses,
}: SoundChoicesProps) {
  const [isOff, setOff] = useSwitch("captionless");
  const [isHandsFree, setHandsFree] = useState(voice.answers === "spoken");
  const isSpoken = voice.answers !== "typed";
  return (
    <details className="mt-6 border-t border-line">
      <summary className="min-h-11 py-3 font-[550]">{i18n._("Sound and captions")}</summary>
      <div className="grid gap-2 pb-4">
        {isSpoken ? (
          <>
            <CheckCard
              label={i18n._("Send answers automatically")}
              hint={i18n._("Hands-free. You can still correct what was sent.")}
              isOn={isHandsFree}
              onChange={(isOn) => {
                setHandsFree(isOn);
                voiceSession.setAnswers(isOn ? "spoken" : "draft");
              }}
            />
            <CheckCard
              label={i18n._("Allow longer pauses")}
              hint={i18n._("Gives you more time to think while you speak.")}
              isOn={hasLongPauses}
              onChange={onLongPauses}
            />
          </>
        ) : null}
        <CheckCard
          label={i18n._("Show captions")}
          hint={i18n._("Shows speech as text.")}
          isOn={!isOff}
          onChange={(isOn) => setOff(!isOn)}
        />
      </div>
    </details>
  );
}
