import { i18n } from "@lingui/core";
import { MicOff } from "lucide-react";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import type { Voice } from "./voice";
import type { VoiceSession } from "./voice-session";
import { microphoneWords } from "./words";

interface DeviceNoticeProps {
  voice: Voice;
  voiceSession: VoiceSession;
}

/** A sound that the browser holds back, or a microphone that is not there. */
export function DeviceNotice({ voice, voiceSession }: DeviceNoticeProps) {
  if (voice.phase === "asleep") {
    return (
      <div className="mt-4">
        <Note
          tone="tide"
          title={i18n._("Sound is off.")}
          actions={
            <Button size="small" onClick={() => void voiceSession.wakeUp()}>
              {i18n._("Turn sound on")}
            </Button>
          }
        >
          {i18n._("The browser plays sound only after you turn it on.")}
        </Note>
      </div>
    );
  }
  if (voice.microphone === "off" || voice.microphone === "open") return null;
  const { title, rest } = microphoneWords(voice.microphone, navigator.userAgent);
  const again = (
    <Button size="small" onClick={() => void voiceSession.listenAgain()}>
      {i18n._("Try again")}
    </Button>
  );
  return (
    <div className="mt-4">
      <Note
        tone="amber"
        icon={MicOff}
        title={title}
        actions={voice.microphone === "insecure" ? null : again}
      >
        {rest}
      </Note>
    </div>
  );
}
