import { i18n } from "@lingui/core";
import { Mic, MicOff } from "lucide-react";
import { useEffect } from "react";
import { useAnnounce } from "@/shared/ui/announcer";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Note } from "@/shared/ui/note";
import { Status } from "@/shared/ui/status";
import type { RoomSession } from "../session";
import type { RoomConnection } from "../use-session";
import { ConsentBox, STOPPED_BEFORE } from "./consent-box";
import { type ConsentPanel, useConsent } from "./use-consent";

/** The recording of the voice beside the interview: a line above it while there is one, else the question below. */
export function useVoicePart(session: RoomSession, line: RoomConnection, sessionId: string) {
  const voice = useConsent("voice", session, line, sessionId);
  const isLost = session.link !== "open";
  // The server records while it holds a yes, also one that was given on another page.
  const isOn = voice.accepted === true && voice.choice !== false;
  const bar = isOn ? (
    <Recording voice={voice} />
  ) : voice.wasStopped && voice.text ? (
    <Stopped isDeleted={voice.accepted !== true} isLost={isLost} />
  ) : null;
  return { bar, isOn, below: isOn ? null : <Below voice={voice} isLost={isLost} /> };
}

/** That the voice is recorded is always in sight, with the way out beside it. */
function Recording({ voice }: { voice: ConsentPanel }) {
  const say = useAnnounce();
  useEffect(() => say(ON()), [say]);
  const stop = () => {
    voice.withdraw();
    // The button goes with the line; a keyboard user is taken to the question.
    document.querySelector("h1")?.focus({ preventScroll: true });
  };
  return (
    <section
      aria-label={i18n._("Recording of your voice")}
      className="-mx-2 mb-6 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-large border border-line bg-raised px-2.5 py-2 text-small phone:mb-2 phone:py-0.5"
    >
      <p className="flex-1">
        <Status icon={Mic} tone="clay">
          {ON()}
        </Status>
      </p>
      <Button size="small" icon={<Icon of={MicOff} small />} onClick={stop}>
        {i18n._("Stop and delete")}
        <span className="sr-only"> {i18n._("Recording of your voice")}</span>
      </Button>
    </section>
  );
}

/** What became of the recording, in the place of the line whose button stopped it. */
function Stopped({ isDeleted, isLost }: { isDeleted: boolean; isLost: boolean }) {
  const say = useAnnounce();
  useEffect(() => {
    if (isDeleted) say(DELETED());
  }, [isDeleted, say]);
  return (
    <p className="mb-6 text-small phone:mb-2">
      <Status icon={MicOff} tone={isDeleted ? "plain" : "amber"}>
        {isDeleted
          ? DELETED()
          : isLost
            ? i18n._("The recording of your voice will be deleted when you are connected again.")
            : i18n._("The recording of your voice is being deleted.")}
      </Status>{" "}
      {isDeleted ? (
        <span className="text-text2">{i18n._("The interview continues as before.")}</span>
      ) : null}
    </p>
  );
}

function Below({ voice, isLost }: { voice: ConsentPanel; isLost: boolean }) {
  const { text, choice, accepted, isChanged, isOverruled, wasStopped } = voice;
  const isDeleting = wasStopped && accepted === true;
  if (!text || isDeleting || (choice === true && !isLost)) return null;
  return (
    <div className="mt-10">
      {choice === true ? (
        <Note title={i18n._("Your voice is not recorded yet.")}>
          {i18n._("Recording starts when you are connected again.")}
        </Note>
      ) : isChanged && !wasStopped ? (
        <Note tone="amber" title={i18n._("The text about recording your voice has changed.")}>
          {i18n._("Your voice is recorded only if you agree to the new text.")}
        </Note>
      ) : isOverruled ? (
        <Note tone="amber" title={i18n._("Your voice is not recorded.")}>
          {STOPPED_BEFORE()}
        </Note>
      ) : null}
      {choice === true || accepted === true ? null : (
        <ConsentBox kind="voice" offered={text} isOn={false} onChange={voice.agree} />
      )}
    </div>
  );
}

const ON = () => i18n._("Your voice is recorded.");
const DELETED = () => i18n._("The recording of your voice is deleted.");
