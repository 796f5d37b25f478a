import { MicOff } from "lucide-react";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import type { Desk } from "./desk";
import type { Voice } from "./voice";
import { microphoneWords } from "./words";

interface InTheWayProps {
  voice: Voice;
  desk: Desk;
}

/** A sound that the browser holds back, or a microphone that is not there. */
export function InTheWay({ voice, desk }: InTheWayProps) {
  if (voice.phase === "asleep") {
    return (
      <div className="mt-4">
        <Note
          tone="tide"
          title="Sound is off."
          actions={
            <Button size="small" onClick={() => void desk.wakeUp()}>
              Turn sound on
            </Button>
          }
        >
          The browser plays sound only after you turn it on.
        </Note>
      </div>
    );
  }
  if (voice.microphone === "off" || voice.microphone === "open") return null;
  const { title, rest } = microphoneWords(voice.microphone, navigator.userAgent);
  const again = (
    <Button size="small" onClick={() => void desk.listenAgain()}>
      Try again
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
